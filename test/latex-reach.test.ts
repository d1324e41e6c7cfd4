/** How far det and tr reach, and letters that only a vector can be: behind an inverse, before a row, ones behind a row. */
import { expect, test } from 'vitest';
import { readLatex, verify } from '../src/index.js';
import type { Row } from './latex-fixture.js';
import { readsAs } from './latex-fixture.js';

const REACH: readonly Row[] = [
  ['$f(X) = \\det X\\operatorname{tr}X$', 'f = det(X)*tr(X) | grad f wrt X'],
  ['$f(X) = \\det X^{-1}\\det Y$. $\\nabla_X f$', 'f = det(inv(X))*det(Y) | grad f wrt X'],
  ['$f(X) = \\det X\\|X\\|_F^2$', 'f = det(X)*norm2(X)^2 | grad f wrt X'],
  ['$f(X) = \\log\\det X\\operatorname{tr}(X)$', 'f = logdet(X)*tr(X) | grad f wrt X'],
  ['$f(X) = \\det X\\cdot\\operatorname{tr}X$', 'f = det(X)*tr(X) | grad f wrt X'],
  ['$f(X) = \\det X\\frac{1}{2} + \\det AX$', 'f = det(X)*(1/2) + det(A*X) | grad f wrt X'],
  [
    '$\\frac{\\partial a^TX^{-1}b}{\\partial X}$',
    "data a : m | data b : m | f = a'*inv(X)*b | grad f wrt X",
    ['a is taken as a vector: it is transposed', 'a'],
  ],
  [
    '$f(A) = x^TA^{-1}b$',
    "data b : n | f = x'*inv(A)*b | grad f wrt A",
    ['b is taken as a vector: it stands behind a matrix', 'b'],
  ],
  [
    '$f(A) = \\|A^{-1}b\\|^2$',
    'data b : n | f = norm2(inv(A)*b)^2 | grad f wrt A',
    ['b is taken as a vector: it stands behind a matrix', 'b'],
  ],
  [
    '$f(c) = \\|(A+B)c\\|^2$',
    'param c : n | f = norm2((A + B)*c)^2 | grad f wrt c',
    ['c is taken as a vector: it stands behind a matrix', 'c'],
  ],
  [
    '$f(b) = b^T(X^TX)^{-1}c$',
    "param b : m | data c : m | f = b'*inv(X'*X)*c | grad f wrt b",
    ['b is taken as a vector: it is transposed', 'b'],
  ],
  [
    '$f(X) = a^T(X - cI)b$',
    "data a : m | data b : m | f = a'*(X - c*I)*b | grad f wrt X",
    ['a is taken as a vector: it is transposed', 'a'],
  ],
  [
    '$f(a)=\\|X-ab^T\\|_F^2$, $\\nabla_a f$',
    "param a : m | data b : n | f = norm2(X - a*b')^2 | grad f wrt a",
    ['a is taken as a vector: it stands before a row', 'a'],
  ],
  [
    '$f=\\|X-ca b^T\\|_F^2$, $\\nabla_a f$',
    "param a : m | data b : n | f = norm2(X - c*a*b')^2 | grad f wrt a",
    ['a is taken as a vector: it stands before a row', 'a'],
  ],
  [
    '$f(X)=\\operatorname{tr}(Xab^T)$',
    "data a : m | data b : n | f = tr(X*a*b') | grad f wrt X",
    ['a is taken as a vector: it stands before a row', 'a'],
  ],
  [
    '$L=\\frac12w^T\\Sigma w-\\lambda(w^T1-1)$, $\\nabla_w L$',
    "L = 1/2*w'*Sigma*w - lambda*(w'*𝟏 - 1) | grad L wrt w",
    ['lambda(…) is read as a product: lambda times what is in parentheses', '\\lambda(w^T1-1)'],
  ],
  ['$f = 1^T\\Sigma^{-1}1$. $\\nabla_\\Sigma f$', "f = 𝟏'*inv(Sigma)*𝟏 | grad f wrt Sigma"],
];

/** Numbers by where they stand, and what a matrix raised to a power is. */
const BESIDE_MATRICES: readonly Row[] = [
  [
    '$f(X) = \\operatorname{tr}(X^k)$',
    'data k : scalar integer | f = tr(X^k) | grad f wrt X',
    ['k is taken as a whole number', 'k'],
  ],
  ['$f(X) = \\operatorname{tr}(X^{k-1})$', 'data k : scalar integer | f = tr(X^(k - 1)) | grad f wrt X'],
  [
    '$f(t) = \\det(A+tB)$',
    'param t : scalar | f = det(A + t*B) | grad f wrt t',
    ['it stands before a matrix that is added to one', 't'],
  ],
  ['$f = \\log\\det(I+tA)$', 'param t : scalar | f = logdet(I + t*A) | grad f wrt t, A'],
  [
    '$f = a^\\top b\\, c^\\top x$',
    "param a : n | param b : n | param c : m | f = a'*b*c'*x | grad f wrt a, b, c, x",
    ['b is taken as a vector: it stands between two rows', 'b'],
  ],
  [
    '$f(X) = \\operatorname{tr}(X^{-1/2})$, $X \\in \\mathbb{S}^n_{++}$',
    'param X : n x n symmetric posdef | f = tr(inv(sqrtm(X))) | grad f wrt X',
    ['the root of the matrix', 'X^{-1/2'],
  ],
];

readsAs([
  ['determinants, vectors and ones in products', REACH],
  ['numbers beside matrices', BESIDE_MATRICES],
]);

test('a determinant beside a trace in a derivation', async () => {
  const { source, derivation } = await readLatex('$d\\det X=\\det X\\operatorname{tr}(X^{-1}dX)$');
  const { lines } = verify(`${source}\nderivation\n${derivation.join('\n')}\n`);
  expect(lines.map((line) => line.verdict)).toEqual(['right']);
});
