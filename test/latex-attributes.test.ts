/** Which names the words of a text give a property to: the one before them or the one behind, one or several, or none. */
import { expect, test } from 'vitest';
import { readLatex } from '../src/index.js';
import type { Row } from './latex-fixture.js';
import { readsAs } from './latex-fixture.js';

const ATTRIBUTES: readonly Row[] = [
  [
    '$L$ is lower triangular, $X\\in\\mathbb{R}^{n\\times n}$. $f=\\operatorname{tr}(LX)$, $\\nabla_X f$',
    'data L : n x n lower | param X : n x n | f = tr(L*X) | grad f wrt X',
  ],
  [
    '$f(X)=\\operatorname{tr}(X^2 D)$ where $D$ is diagonal and $X$ is square. $\\nabla_X f$',
    'data D : n x n diagonal | f = tr(X^2*D) | grad f wrt X',
  ],
  [
    '$\\Lambda$ diagonal, $Q$ orthogonal, $M\\in\\mathbb{R}^{n\\times n}$, $f(M)=\\|M-Q\\Lambda Q^T\\|_F^2$. $\\nabla f$',
    "param M : n x n | data Q : n x n orthogonal | data Lambda : n x n diagonal | f = norm2(M - Q*Lambda*Q')^2 | grad f wrt M",
  ],
  [
    '$f(X)=\\operatorname{tr}(X^T L X)$ where $L$ is symmetric, $X\\in\\mathbb{R}^{n\\times n}$',
    "param X : n x n | data L : n x n symmetric | f = tr(X'*L*X) | grad f wrt X",
  ],
  [
    'Suppose $S$ is positive definite, $A$ is a general matrix of size $n\\times n$. $f(A)=\\operatorname{tr}(SA)$',
    'data S : n x n posdef | param A : n x n | f = tr(S*A) | grad f wrt A',
  ],
  [
    'Let $\\Sigma\\in\\mathbb{R}^{n\\times n}$ be positive definite and $A\\in\\mathbb{R}^{n\\times n}$. $f(A)=\\operatorname{tr}(\\Sigma A)$',
    'data Sigma : n x n posdef | param A : n x n | f = tr(Sigma*A) | grad f wrt A',
  ],
  [
    '$f(B)=\\operatorname{tr}(AB)$ where $A$ is symmetric, $B$ is not.',
    'data A : n x n symmetric | f = tr(A*B) | grad f wrt B',
  ],
  [
    'Let $\\mathbf A$ be symmetric, $\\mathbf x$, $\\mathbf b\\in\\mathbb{R}^n$. $f(\\mathbf x)=\\mathbf x^T\\mathbf A\\mathbf x-\\mathbf b^T\\mathbf x$',
    "data A : n x n symmetric | data b : n | f = x'*A*x - b'*x | grad f wrt x",
  ],
  [
    'Let $Q$ be orthogonal, $A\\in\\mathbb{R}^{n\\times n}$. $f(A)=\\operatorname{tr}(QA)$',
    'data Q : n x n orthogonal | param A : n x n | f = tr(Q*A) | grad f wrt A',
  ],
  [
    'Let $A\\in\\mathbb{R}^{m\\times n}$ have full rank, $B\\in\\mathbb{R}^{n\\times m}$. $f(B)=\\operatorname{tr}(AB)$',
    'data A : m x n fullrank | param B : n x m | f = tr(A*B) | grad f wrt B',
  ],
  [
    'Let $A$ be invertible, $X$ arbitrary. $f(X)=\\operatorname{tr}(A^{-1}X)$',
    'data A : n x n invertible | f = tr(inv(A)*X) | grad f wrt X',
  ],
  [
    '$R$ is skew-symmetric, $X\\in\\mathbb{R}^{n\\times n}$. $f(X)=\\operatorname{tr}(RX)$',
    'data R : n x n skew | param X : n x n | f = tr(R*X) | grad f wrt X',
  ],
  [
    '$f(X)=\\operatorname{tr}(AXB)$ where $A, B$ symmetric',
    'data A : n x n symmetric | data B : n x n symmetric | f = tr(A*X*B) | grad f wrt X',
  ],
  [
    '$f(X)=\\operatorname{tr}(AXB)$ where $A$ and $B$ are symmetric.',
    'data A : n x n symmetric | data B : n x n symmetric | f = tr(A*X*B) | grad f wrt X',
  ],
  [
    '$f(X)=\\operatorname{tr}(AXB)$ where $A$, $B$ are symmetric.',
    'data A : n x n symmetric | data B : n x n symmetric | f = tr(A*X*B) | grad f wrt X',
  ],
  [
    '$f(X)=\\operatorname{tr}(AXB)$ with symmetric $A$ and $B$.',
    'data A : n x n symmetric | data B : n x n symmetric | f = tr(A*X*B) | grad f wrt X',
    ['symmetric is read as said of A and B', '$A$'],
  ],
  [
    '$f(X)=\\operatorname{tr}(AXB)$ with symmetric $A$, and $B$ diagonal.',
    'data A : n x n symmetric | data B : n x n diagonal | f = tr(A*X*B) | grad f wrt X',
  ],
  [
    '$f(X)=\\operatorname{tr}(AXB)$ with symmetric matrices $A$ and $B$.',
    'data A : n x n symmetric | data B : n x n symmetric | f = tr(A*X*B) | grad f wrt X',
  ],
  [
    '$f(X)=\\operatorname{tr}(AXB)$, $A$ and $B$ are symmetric and diagonal, respectively.',
    'data A : n x n symmetric | data B : n x n diagonal | f = tr(A*X*B) | grad f wrt X',
  ],
  [
    'Let $A\\in\\mathbb{R}^{n\\times n}$ and $B\\in\\mathbb{R}^{n\\times n}$ be symmetric. $f(X)=\\operatorname{tr}(AXB)$',
    'data A : n x n symmetric | data B : n x n symmetric | f = tr(A*X*B) | grad f wrt X',
    ['symmetric is read as said of A and B', '$B\\in\\mathbb{R}^{n\\times n}$'],
  ],
  [
    'Let $x\\in\\mathbb{R}^{n}$ and $B\\in\\mathbb{R}^{n\\times n}$ be symmetric. $f(x)=x^TBx$',
    "param x : n | data B : n x n symmetric | f = x'*B*x | grad f wrt x",
  ],
  [
    'Let $A\\in\\mathbb{R}^{n\\times n}$ and a symmetric $B\\in\\mathbb{R}^{n\\times n}$ be given. $f(X)=\\operatorname{tr}(AXB)$',
    'data A : n x n | data B : n x n symmetric | f = tr(A*X*B) | grad f wrt X',
  ],
  [
    '$A$ is symmetric and diagonal $D$ is given. $f(X)=\\operatorname{tr}(AXD)$',
    'data A : n x n symmetric | data D : n x n diagonal | f = tr(A*X*D) | grad f wrt X',
  ],
  [
    '$f(L)=\\log\\det L$ where $L$ is lower triangular with positive diagonal.',
    'param L : n x n lower | f = logdet(L) | grad f wrt L',
  ],
  [
    '$f(L)=\\operatorname{tr}(LA)$ where $L$ is a lower triangular matrix with positive diagonal entries, $A\\in\\mathbb{R}^{n\\times n}$.',
    'param L : n x n lower | data A : n x n | f = tr(L*A) | grad f wrt L',
  ],
  [
    '$L\\in\\mathbb{R}^{n\\times n}$ with positive diagonal. $f(L)=\\operatorname{tr}(LA)$',
    'param L : n x n | f = tr(L*A) | grad f wrt L',
  ],
  ['$f(X)=\\operatorname{tr}(AX)$ where A is symmetric', 'data A : n x n symmetric | f = tr(A*X) | grad f wrt X'],
  [
    '$f(W)=\\operatorname{tr}(W^TS_BW)$ where S_B and S_W are symmetric, $g(W)=\\operatorname{tr}(W^TS_WW)$',
    "data S_B : n x n symmetric | data S_W : n x n symmetric | f = tr(W'*S_B*W) | g = tr(W'*S_W*W) | grad f wrt W | grad g wrt W",
  ],
  [
    '$f(x)=x^TAx$. Find $\\nabla f$. If $A$ is symmetric how does it simplify?',
    "f = x'*A*x | grad f wrt x",
    ['that A is symmetric is said under a condition, and is not taken to hold here', '$A$'],
  ],
  [
    '$f(X)=\\operatorname{tr}(AX)$, $X$ is symmetric in the first case',
    'f = tr(A*X) | grad f wrt X',
    ['that X is symmetric is said under a condition, and is not taken to hold here', '$X$'],
  ],
  [
    '$f(X)=\\operatorname{tr}(AX)$ where $X$ is positive semidefinite. $\\nabla_X f$',
    'param X : n x n symmetric | f = tr(A*X) | grad f wrt X',
  ],
  [
    '$f(P)=\\operatorname{tr}(AP)$ where $P$ is a projection matrix. $\\nabla_P f$',
    'f = tr(A*P) | grad f wrt P',
    ["'projection' is a property that is not known here: what is derived does not use it", '$P$'],
  ],
  [
    '$L=-\\sum_k y_k\\log p_k$, $p=\\operatorname{softmax}(z)$, $y$ is one-hot. $\\nabla_z L$',
    'data y : n stochastic | p = softmax(z) | L = -y : log(p) | grad L wrt z',
  ],
  [
    '$L=-\\sum_k y_k\\log p_k$, $p=\\operatorname{softmax}(z)$, $\\sum_k y_k=1$. Then $\\frac{\\partial L}{\\partial z}=p-y$.',
    'data y : n stochastic | p = softmax(z) | L = -y : log(p) | grad L wrt z',
  ],
  [
    'Find the derivative of $\\log\\det X$ when $X$ is symmetric.',
    'param X : n x n symmetric | f = logdet(X) | grad f wrt X',
  ],
  [
    '$f(x)=\\|Ax-b\\|^2$ where $A$ has full column rank. $\\nabla f$',
    'data A : m x p fullrank | data b : m | f = norm2(A*x - b)^2 | grad f wrt x',
    ['b is added to a vector, and is taken as one', 'b'],
  ],
  [
    '$w^T\\mathbf 1=1$. $f(w)=w^T\\Sigma w$. $\\nabla_w f$',
    "param w : n | f = w'*Sigma*w | grad f wrt w",
    [
      'that the entries of w sum to 1 is not used: the derivative is by all its entries, free of one another',
      'w^T\\mathbf 1=1',
    ],
  ],
  [
    'Let $A$ be a real symmetric $n\\times n$ matrix, $B$ is arbitrary. $f(B)=\\operatorname{tr}(AB)$',
    'data A : n x n symmetric | f = tr(A*B) | grad f wrt B',
  ],
  [
    'Let $A$ be a $n\\times n$ symmetric matrix and $B$ a diagonal matrix. $f(X)=\\operatorname{tr}(AXB)$',
    'data A : n x n symmetric | data B : n x n diagonal | f = tr(A*X*B) | grad f wrt X',
  ],
  [
    '$A$ is symmetric, and so is $B$. $f(X)=\\operatorname{tr}(AXB)$',
    'data A : n x n symmetric | data B : n x n symmetric | f = tr(A*X*B) | grad f wrt X',
  ],
];

readsAs([['properties of names in one phrase', ATTRIBUTES]]);

test.each([
  ['$f(X)=\\operatorname{tr}(AX)$ where A = B^TB', 'A = B^TB'],
  ['$f(X)=\\operatorname{tr}(X^TLX)$. Let L = D - A be the graph Laplacian of a graph.', 'L = D - A'],
])('a formula among the words is told: %s', async (latex, words) => {
  const { remarks } = await readLatex(latex);
  expect(remarks.filter((r) => r.kind === 'unreadable').map((r) => r.message)).toEqual([
    expect.stringContaining(words),
  ]);
});
