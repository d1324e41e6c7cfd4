/** Turns of notation: entries under sums with ends, inner products with a dot, words and arrows within formulas. */
import { describe, expect, test } from 'vitest';
import { readLatex, verify } from '../src/index.js';
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const TURNS: readonly Row[] = [
  ['$f(X) = \\sum_{i=1}^n\\sum_{j=1}^m |X_{ij}|$', 'param X : n x m | f = sum(abs(X)) | grad f wrt X'],
  ['$f(X) = \\sum_{i=1}^n X_{ii}^2$', 'param X : n x n | f = sum(i = 1..n, X(i,i)^2) | grad f wrt X'],
  [
    '$f(X) = \\sum_{i=1}^n\\sum_{j=1}^m X_{ij}^2 + \\|X\\|_F^2$',
    'param X : n x m | f = sum(X.^2) + norm2(X)^2 | grad f wrt X',
  ],
  [
    '$f = \\sum_{i=1}^n\\sum_{j=1}^m (R_{ij}-u_i^Tv_j)^2$, $\\nabla_u f$',
    "data R : n x m | param u[i] : p | data v[j] : p | f = sum(i = 1..n, sum(j = 1..m, (R(i,j) - u[i]'*v[j])^2)) | grad f wrt u",
    ['the size of u is not said; it is taken as p×1', 'u_i'],
  ],
  [
    '$f(A) = \\sum_{i=1}^n\\sum_{j=1}^n x_i^TA_{ij}x_j$',
    "data x[i] : q | param A[i,j] : q x q | f = sum(i = 1..n, sum(j = 1..n, x[i]'*A[i,j]*x[j])) | grad f wrt A",
    ['the size of x is not said; it is taken as q×1', 'x_i'],
  ],
  [
    '$f(x)=x\\cdot Ax$',
    'f = x : A*x | grad f wrt x',
    ['a dot between two columns is read as their inner product', 'x\\cdot Ax'],
  ],
  [
    '$f(w)=2w\\cdot x + \\lambda\\cdot w\\cdot w$',
    'f = 2*w : x + lambda*w : w | grad f wrt w',
    ['a dot between two columns is read as their inner product', '2w\\cdot x'],
  ],
  [
    '$f(w) = \\sum_{i=1}^n\\log(1+e^{-y_i(w\\cdot x_i+b)})$',
    'data y[i] : scalar | data x[i] : m | f = sum(i = 1..n, log(1 + exp(-y[i]*(w : x[i] + b)))) | grad f wrt w',
    [
      'the size of y is not said; it is taken as a number for each index; y \\in \\mathbb{R}^{n} makes these its entries',
      'y_i',
    ],
  ],
  ['$f(x)=\\lambda\\cdot\\|x\\|^2$', 'f = lambda*norm2(x)^2 | grad f wrt x'],
  ['$f(X)=\\operatorname{tr}(A\\cdot X\\cdot B)$', 'f = tr(A*X*B) | grad f wrt X'],
  [
    '$f(X)=\\operatorname{tr}(AX) \\text{ where } X\\in\\mathbb{R}^{n\\times n}$',
    'param X : n x n | f = tr(A*X) | grad f wrt X',
  ],
  [
    '$f = x^T\\operatorname{diag}(d)x$. $\\nabla_d f$',
    "param d : n | f = x'*diag(d)*x | grad f wrt d",
    ['d is taken as a vector: it is made a diagonal matrix', 'd'],
  ],
  [
    '$\\mathcal{L}=\\|Wx-y\\|^2$. Find $\\frac{\\partial L}{\\partial W}$.',
    'L = norm2(W*x - y)^2 | grad L wrt W',
    ['the script L and the plain one are read as the same', 'L'],
  ],
  [
    '$\\log\\mathcal N(x|\\mu,\\Sigma)=-\\frac12\\log\\det\\Sigma-\\frac12(x-\\mu)^T\\Sigma^{-1}(x-\\mu)$. Gradient w.r.t. $\\mu$.',
    "param mu : n | log_N = -1/2*logdet(Sigma) - 1/2*(x - mu)'*inv(Sigma)*(x - mu) | grad log_N wrt mu",
    ['mu is taken as a vector: it is transposed', '\\mu'],
  ],
  [
    '$\\log p(y \\mid x)=-\\frac12\\|y-Wx\\|^2$. Gradient w.r.t. $W$.',
    'log_p = -1/2*norm2(y - W*x)^2 | grad log_p wrt W',
  ],
];

readsAs([['sums, dots and words', TURNS]]);

isRefused('what is two things', [
  ['$x\\in\\mathbb{R}^n$, $f = |x|^2$', '|x|^2', 'the norm of a vector or of each entry'],
  [
    '\\frac{\\partial}{\\partial X}\\|AX-B\\|^2+\\lambda\\|X\\|^2',
    '\\frac{\\partial}{\\partial X}\\|AX-B\\|^2',
    'of its term alone or of the whole sum',
  ],
  ['\\nabla_x \\frac12x^TAx-b^Tx', '\\nabla_x \\frac12x^TAx', 'of its term alone or of the whole sum'],
  ['$\\mathcal L=-\\frac12\\|x-Wz\\|^2-\\frac12\\|z\\|^2$, $z=\\mu+L\\epsilon$', 'L', 'the script L and the plain one'],
]);

describe('a derivation with words and arrows', () => {
  test.each([
    ['$f=x^TAx$. $$df = dx^TAx + x^TA\\,dx \\Rightarrow df = 2x^TA\\,dx$$', ['right', 'wrong']],
    ['$f=x^TAx$. $$df = dx^TAx + x^TA\\,dx \\overset{(a)}{=} x^T(A+A^T)\\,dx$$', ['right', 'right']],
    ['$f=x^TAx$. $$df = dx^TAx + x^TA\\,dx = 2x^TA\\,dx\\quad\\text{since $A$ is symmetric}$$', ['right', 'right']],
    ['$f(x)=x^TAx$. $$\\nabla f = (A+A^T)x \\implies \\nabla f = 2Ax$$', ['right', 'wrong']],
  ])('%s', async (latex, verdicts) => {
    const { source, derivation } = await readLatex(latex);
    const { lines } = verify(`${source}\nderivation\n${derivation.join('\n')}\n`);
    expect(lines.map((line) => line.verdict)).toEqual(verdicts);
  });
});
