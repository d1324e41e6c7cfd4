/** Members of one letter beside a matrix of its capital, or beside entries: rows, columns, vectors of their own, or refused. */
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const MEMBERS: readonly Row[] = [
  [
    'Data $X \\in \\mathbb{R}^{n \\times d}$ with rows $x_i$, $y\\in\\mathbb{R}^n$, $w\\in\\mathbb{R}^d$: $L=\\frac1n\\sum_{i=1}^n\\|y_i-w^Tx_i\\|^2$, $\\nabla_wL$',
    "data y : n | param w : d | data X : n x d | L = 1/n*sum(i = 1..n, norm2(y(i) - w'*X(i, :)')^2) | grad L wrt w",
    ['x_i is read as a row of X, set as a column', 'x_i'],
  ],
  [
    '$L=\\frac1n\\sum_{i=1}^n\\log(1+\\exp(-y_i\\mathbf w^\\top\\mathbf x_i))$, $\\mathbf y\\in\\mathbb{R}^n$. $\\nabla_{\\mathbf w}L$',
    "data y : n | data x[i] : m | L = 1/n*sum(i = 1..n, log(1 + exp(-y(i)*w'*x[i]))) | grad L wrt w",
    ['the size of x is not said; it is taken as m×1', 'x_i'],
  ],
  [
    '$L=\\sum_{i=1}^n (y_i - w^Tx_i)^2$, $y\\in\\mathbb{R}^n$, $w\\in\\mathbb{R}^d$. $\\nabla_w L$',
    "data y : n | param w : d | data x[i] : d | L = sum(i = 1..n, (y(i) - w'*x[i])^2) | grad L wrt w",
    ['the size of x is not said; it is taken as d×1', 'x_i'],
  ],
  [
    '$L=\\sum_{i=1}^n (y_i - x_i^Tw)^2$, $y\\in\\mathbb{R}^n$, $w\\in\\mathbb{R}^d$. $\\nabla_w L$',
    "data y : n | data x[i] : d | param w : d | L = sum(i = 1..n, (y(i) - x[i]'*w)^2) | grad L wrt w",
    ['the size of x is not said; it is taken as d×1', 'x_i'],
  ],
  [
    '$L=\\sum_{i=1}^n (y_i - w^Tx_i)^2$. $\\nabla_w L$',
    "data y[i] : scalar | data x[i] : m | L = sum(i = 1..n, (y[i] - w'*x[i])^2) | grad L wrt w",
    ['the size of y is not said; it is taken as a number', 'y_i'],
  ],
  [
    '$f(W)=\\frac12\\|Y-XW\\|_F^2+\\lambda\\sum_{i=1}^d\\|w_i\\|_2$ where $w_i$ is the $i$-th row of $W$. $\\nabla_W f$',
    "param W : d x n | f = 1/2*norm2(Y - X*W)^2 + lambda*sum(i = 1..d, norm2(W(i, :)')) | grad f wrt W",
    ['w_i is read as a row of W, set as a column', 'w_i'],
  ],
  [
    '$f(W)=\\sum_{i=1}^n\\log\\cosh(w_i^Tx)+\\log|\\det W|$ where $w_i$ is the $i$-th row of $W$. $\\nabla_W f$',
    'param W : n x n | f = sum(i = 1..n, log(cosh(W(i, :)*x))) + logdet(W) | grad f wrt W',
    ['w_i is read as a row of W, set as a column', 'w_i'],
  ],
  [
    '$f(X)=\\sum_{i=1}^n\\|x_i\\|^2+\\operatorname{tr}(X)$, the columns $x_i$ of $X$.',
    'param X : n x n | f = sum(i = 1..n, norm2(X(:, i))^2) + tr(X) | grad f wrt X',
    ['x_i is read as a column of X', 'x_i'],
  ],
  [
    '$f(U)=\\|R-UV^T\\|_F^2+\\lambda\\sum_{i=1}^m\\|u_i\\|^2$, $U\\in\\mathbb{R}^{m\\times k}$ with rows $u_i$. $\\nabla_U f$',
    "param U : m x k | f = norm2(R - U*V')^2 + lambda*sum(i = 1..m, norm2(U(i, :)')^2) | grad f wrt U",
    ['u_i is read as a row of U, set as a column', 'u_i'],
  ],
  [
    '$f(x)=\\|Ax-b\\|^2+\\sum_{i=1}^m (a_i^Tx)^4$ where $a_i^T$ are the rows of $A$',
    'data A : m x n | data b : m | f = norm2(A*x - b)^2 + sum(i = 1..m, (A(i, :)*x)^4) | grad f wrt x',
    ['b is added to a vector, and is taken as one', 'b'],
  ],
];

readsAs([['rows, columns and vectors beside entries', MEMBERS]]);

isRefused('of which it is not said what they are of the matrix', [
  [
    '$f(W)=\\frac12\\|Y-XW\\|_F^2+\\lambda\\sum_{i=1}^d\\|w_i\\|_2$. $\\nabla_W f$',
    'w_i',
    'a row of W, a column of it, or a name of its own',
  ],
  ['$f(X)=\\sum_{i=1}^n\\|x_i\\|^2+\\operatorname{tr}(X)$', 'x_i', 'a row of X, a column of it'],
]);
