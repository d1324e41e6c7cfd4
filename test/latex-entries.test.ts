/** Definitions entry by entry, whose indices are left out: sums along an axis, products of matrices, what has to be turned. */
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const ALONG: readonly Row[] = [
  [
    '$s_i = \\sum_j Z_{ij}$, $L = \\sum_i s_i^2$, $Z \\in \\mathbb{R}^{n\\times m}$',
    'param Z : n x m | s = sum(Z, 2) | L = sum(s.^2)',
  ],
  [
    '$P_{ik} = \\frac{\\exp(Z_{ik})}{\\sum_{j} \\exp(Z_{ij})}$, $L = \\sum_{i,k} P_{ik}^2$, $Z = XW$. Find $\\partial L/\\partial W$.',
    'Z = X*W | P = exp(Z)./sum(exp(Z), 2) | L = sum(P.^2) | grad L wrt W',
  ],
  [
    '$P_{ik} = e^{z_{ik}}/\\sum_{j=1}^K e^{z_{ij}}$, $L = \\sum_{i=1}^n\\sum_{k=1}^K P_{ik}^2$, $z\\in\\mathbb{R}^{n\\times K}$',
    'param z : n x K | P = exp(z)./sum(exp(z), 2) | L = sum(P.^2)',
  ],
  ['$Y_{ij}=X_{ij}/\\sum_k X_{ik}$, $L=\\sum_{ij}Y_{ij}^2$', 'Y = X./sum(X, 2) | L = sum(Y.^2)'],
  ['$Y_{ij}=X_{ij}/\\sum_k X_{kj}$, $L=\\sum_{ij}Y_{ij}^2$', 'Y = X./sum(X, 1) | L = sum(Y.^2)'],
  ['$l_i=\\log\\sum_j e^{Z_{ij}}$, $L=\\sum_i l_i$', 'l = log(sum(exp(Z), 2)) | L = sum(l)'],
  [
    '$v_i=\\frac1m\\sum_{j=1}^m X_{ij}$, $L=\\|v\\|^2$, $X\\in\\mathbb{R}^{n\\times m}$',
    'param X : n x m | v = 1/m*sum(X, 2) | L = norm2(v)^2',
  ],
  [
    '$s_{ij}=Z_{ij}-\\frac1m\\sum_k Z_{ik}$, $L=\\sum_{ij}s_{ij}^2$, $Z\\in\\mathbb{R}^{n\\times m}$',
    'param Z : n x m | s = Z - 1/m*sum(Z, 2) | L = sum(s.^2)',
  ],
  ['$n_i=\\sqrt{\\sum_j X_{ij}^2}$, $L=\\sum_i n_i$', 'n = sqrt(sum(X.^2, 2)) | L = sum(n)'],
  [
    '$s_j = \\sum_i Z_{ij}$, $L = \\sum_j s_j^2$, $Z \\in \\mathbb{R}^{n\\times m}$',
    "param Z : n x m | s = sum(Z, 1)' | L = sum(s.^2)",
  ],
  ['$s_i = \\sum_{j=1}^m Z_{ij}$, $L = \\sum_{i=1}^n s_i^2$', 'param Z : n x m | s = sum(Z, 2) | L = sum(s.^2)'],
  [
    '$\\mu_j=\\frac1n\\sum_i X_{ij}$, $Y_{ij}=X_{ij}-\\mu_j$, $L=\\sum_{ij}Y_{ij}^4$, $X\\in\\mathbb{R}^{n\\times m}$',
    "param X : n x m | mu = 1/n*sum(X, 1)' | Y = X - mu' | L = sum(Y.^4)",
  ],
  [
    '$p_{ik} = e^{z_{ik}}/\\sum_j e^{z_{ij}}$, $L = \\sum_{i,k} p_{ik}^2$',
    'param z : n x m | p = exp(z)./sum(exp(z), 2) | L = sum(p.^2)',
    ['z is taken as a matrix', 'z_{ij}'],
  ],
];

const PRODUCTS: readonly Row[] = [
  [
    '$y_i = \\sum_j W_{ij}x_j$, $L=\\sum_i y_i^2$, $W\\in\\mathbb{R}^{n\\times m}$, $x\\in\\mathbb{R}^m$',
    'param W : n x m | param x : m | y = W*x | L = sum(y.^2)',
  ],
  [
    '$y_j = \\sum_i x_i W_{ij}$, $L=\\sum_j y_j^2$, $W\\in\\mathbb{R}^{n\\times m}$, $x\\in\\mathbb{R}^n$',
    "param x : n | param W : n x m | y = W'*x | L = sum(y.^2)",
  ],
  [
    '$C_{ij} = \\frac12\\sum_k A_{ik}d_kB_{kj}$, $L=\\sum_{ij} C_{ij}^2$, $A\\in\\mathbb{R}^{n\\times p}$, $d\\in\\mathbb{R}^p$, $B\\in\\mathbb{R}^{p\\times m}$',
    "param A : n x p | param d : p | param B : p x m | C = 1/2*((A.*d')*B) | L = sum(C.^2)",
  ],
  [
    '$C_{ij} = \\sum_k A_{jk}B_{ki}$, $L=\\sum_{ij} C_{ij}^2$, $A\\in\\mathbb{R}^{m\\times p}$, $B\\in\\mathbb{R}^{p\\times n}$',
    "param A : m x p | param B : p x n | C = B'*A' | L = sum(C.^2)",
  ],
  [
    '$y_i = \\sum_j\\sum_k A_{ij}B_{jk}x_k$, $L=\\sum_i y_i^2$, $A\\in\\mathbb{R}^{n\\times m}$, $B\\in\\mathbb{R}^{m\\times p}$, $x\\in\\mathbb{R}^p$',
    'param A : n x m | param B : m x p | param x : p | y = A*(B*x) | L = sum(y.^2)',
  ],
  [
    '$h_i = \\sum_j W_{ij}x_j$, $\\hat y = \\sum_i v_i \\tanh(h_i)$, $L = (\\hat y - y)^2$, $W\\in\\mathbb{R}^{n\\times m}$',
    'param W : n x m | param x : m | param v : n | param y : scalar | h = W*x | y_hat = v : tanh(h) | L = (y_hat - y)^2',
    ['the size of x is not said; like what stands beside it, it is taken as m×1', 'x_j'],
  ],
];

const TURNED: readonly Row[] = [
  [
    '$C_{ij} = x_i y_j$, $L=\\sum_{ij} C_{ij}^3$, $x\\in\\mathbb{R}^n$, $y\\in\\mathbb{R}^m$',
    "param x : n | param y : m | C = x*y' | L = sum(C.^3)",
  ],
  [
    '$B_{ij} = A_{ji}$, $L=\\sum_{ij}B_{ij}C_{ij}$, $A\\in\\mathbb{R}^{n\\times m}$, $C\\in\\mathbb{R}^{m\\times n}$',
    "param A : n x m | param C : m x n | B = A' | L = B : C",
  ],
  [
    '$d_i = A_{ii}$, $L=\\sum_i d_i^2$, $A\\in\\mathbb{R}^{n\\times n}$',
    'param A : n x n | d = diag(A) | L = sum(d.^2)',
  ],
  [
    '$d_i = A_{i1}x_i$, $L=\\sum_i d_i^2$, $A\\in\\mathbb{R}^{n\\times m}$, $x\\in\\mathbb{R}^n$',
    'param A : n x m | param x : n | d = A(:, 1).*x | L = sum(d.^2)',
  ],
];

/** Of sizes that nobody says. */
const UNSIZED: readonly Row[] = [
  ['$f = \\sum_{i,j} A_{ij} x_i x_j$', "f = sum(A.*x.*x')"],
  ['$f = \\sum_{i,j,k}A_{ij}B_{jk}C_{ki}$', "f = sum(A.*(C'*B'))"],
  ['$f = \\sum_{i,j}(A_{ij}-x_iy_j)^2$', "f = sum((A - x*y').^2)"],
  ['$f = \\sum_i A_{ii}$', 'f = sum(diag(A))'],
  ['$f = \\sum_{i,j} (\\sum_k A_{ik}B_{kj})^2$', 'f = sum((A*B).^2)'],
  ['$L = \\sum_i \\log\\sum_j e^{Z_{ij}}$', 'L = sum(log(sum(exp(Z), 2)))'],
  [
    '$L = -\\sum_{i,k} Y_{ik}\\log\\frac{e^{Z_{ik}}}{\\sum_j e^{Z_{ij}}}$, $Z = XW$',
    'Z = X*W | L = -sum(Y.*log(exp(Z)./sum(exp(Z), 2)))',
  ],
  [
    '$P_{ij} = z_{ij}^2$, $L = \\sum_{ij} P_{ij}$',
    'param z : n x m | P = z.^2 | L = sum(P)',
    ['z is taken as a matrix: it has the places of an entry', 'z_{ij'],
  ],
  [
    '$y_i = a_i^2$, $L = \\sum_i y_i$',
    'param a : n | y = a.^2 | L = sum(y)',
    ['a is taken as a vector: it has the place of an entry', 'a_i'],
  ],
  [
    '$\\hat Y_j = O_j + b_j$, $L=\\sum_j \\hat Y_j$, $O\\in\\mathbb{R}^{n\\times v}$',
    'param O : n x v | param b : 1 x v | Y_hat = O + b | L = sum(Y_hat)',
    ['b is taken as a row', 'b_j'],
  ],
];

readsAs([
  ['sums along an axis', ALONG],
  ['sums that are products', PRODUCTS],
  ['entries that lie otherwise', TURNED],
  ['entries of what has no size', UNSIZED],
]);

isRefused('entries that cannot be left out', [
  ['$P_{ij} = \\mathrm{softmax}(Z)_{ij}$, $L=\\sum_{ij}P_{ij}^2$', '\\mathrm{softmax}(Z)_{ij}', 'a name for the whole'],
  [
    '$C_{ij} = x_i$, $L=\\sum_{ij} C_{ij}^2$, $x\\in\\mathbb{R}^n$, $C\\in\\mathbb{R}^{n\\times m}$',
    'x_i',
    'the index j of the left side stands nowhere on the right',
  ],
  [
    '$D_{ij} = \\sum_k (X_{ik} - X_{jk})^2$, $L = \\sum_{ij} D_{ij}$, $X\\in\\mathbb{R}^{n\\times m}$',
    '\\sum_k (X_{ik} - X_{jk})^2',
    'do not line up',
  ],
  [
    '$y_i = \\sum_{j=1}^{m-1} W_{ij}x_j$, $L=\\sum_i y_i^2$, $W\\in\\mathbb{R}^{n\\times m}$, $x\\in\\mathbb{R}^m$',
    '\\sum_{j=1}^{m-1} W_{ij}x_j',
    'do not line up',
  ],
  [
    '$n_i=\\sqrt{\\sum_j X_{ij}^2}$, $L=\\frac1n\\sum_i n_i$, $X\\in\\mathbb{R}^{n\\times m}$',
    'n',
    'n is a size, and what has the entries n_i is called so as well',
  ],
]);
