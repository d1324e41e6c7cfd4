/** What LaTeX is easily misread as: read as it is meant, told, or refused at its place. */
import { describe, expect, test } from 'vitest';
import { parse, readLatex, toLatex } from '../src/index.js';
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const SUBSCRIPTS: readonly Row[] = [
  ['$x\\in\\mathbb{R}^n$, $f = \\sum_{i=1}^n x_i x_{n-i+1}$', 'param x : n | f = sum(i = 1..n, x(i)*x(n-i+1))'],
  [
    '$x\\in\\mathbb{R}^n$, $f = \\sum_{i=1}^{n-1} (x_{i+1}-x_i)^2$',
    'param x : n | f = sum(i = 1..n - 1, (x(i+1) - x(i))^2)',
  ],
  [
    '$A\\in\\mathbb{R}^{n\\times n}$, $f = \\sum_{i=1}^{n-1} A_{i,i+1}^2$',
    'param A : n x n | f = sum(i = 1..n - 1, A(i,i+1)^2)',
  ],
  [
    '$f = \\sum_{i=1}^n (\\hat{y_i} - y_i)^2$',
    'param y_hat[i] : scalar | param y[i] : scalar | f = sum(i = 1..n, (y_hat[i] - y[i])^2)',
  ],
  ['$a\\in\\mathbb{R}^n$, $f = a_{n-1}a_n$', 'param a : n | f = a(n-1)*a(n)'],
  [
    '$f = \\sum_{l=1}^L \\operatorname{tr}(W^{[l]})$, $W^{[l]}\\in\\mathbb{R}^{n\\times n}$',
    'param W[l] : n x n | f = sum(l = 1..L, tr(W[l]))',
  ],
  ['$f = a_{\\hat y} + a_y$', 'f = a_yhat + a_y'],
];

const SUMMED: readonly Row[] = [
  ['$f = \\log\\sum_i e^{a_i}$', 'param a : n | f = log(sum(exp(a)))', ['a is taken as a vector', 'a_i']],
  ['$f = \\sum_i a_i b_i$', 'param a : n | param b : n | f = a : b', ['b is taken as a vector', 'b_i']],
  [
    '$f = \\sum_i\\lambda_i\\log\\lambda_i$',
    'param lambda : n positive | f = lambda : log(lambda)',
    ['lambda is taken as a vector', '\\lambda_i'],
  ],
  ['$f = \\sum_i (a_i - x_i)^2$', 'param a : n | param x : n | f = sum((a - x).^2)'],
  ['$f = \\sum_i a_i y_i$, $y\\in\\mathbb{R}^m$', 'param a : m | param y : m | f = a : y'],
  [
    '$f = \\sum_{i,j} a_{ij}^2 c$',
    'param a : n x m | f = sum(a.^2*c) | grad f wrt a, c',
    ['a is taken as a matrix', 'a_{ij'],
  ],
  [
    '$f = \\sum_i a_i^2 + \\sum_j b_j^2 + \\sum_k a_k b_k$',
    'param a : n | param b : n | f = sum(a.^2) + sum(b.^2) + a : b',
  ],
  [
    '$f = \\sum_i \\alpha_i - \\frac12\\sum_{i,j}\\alpha_i\\alpha_j K_{ij}$',
    'param alpha : n | param K : n x n | f = sum(alpha) - 1/2*sum(i = 1..n, sum(j = 1..n, alpha(i)*alpha(j)*K(i,j)))',
  ],
  ['$f = -\\sum_k \\pi_k\\log\\pi_k$', 'f = -varpi : log(varpi)'],
];

const ONES: readonly Row[] = [
  ['$f = x^\\top 11^\\top x$', "f = x'*𝟏*𝟏'*x"],
  ['$f = x^\\top(I-\\frac1n 11^\\top)x$', "data n : scalar | f = x'*(I - 1/n*𝟏*𝟏')*x"],
  ['$f = x^\\top(I-\\frac1n \\mathbf{1}\\mathbf{1}^\\top)x$', "data n : scalar | f = x'*(I - 1/n*𝟏*𝟏')*x"],
  ['$f = 11 a + 1 x^\\top x$', "f = 11*a + 1*x'*x"],
];

const OF_MATRICES: readonly Row[] = [
  ['$f = \\operatorname{tr}(e^{A})$', 'f = tr(expm(A))', ['matrix exponential', 'A']],
  ['$f = \\operatorname{tr}(e^{-A})$', 'f = tr(expm(-A))', ['matrix exponential', 'A']],
  ['$f = \\operatorname{tr}(e^{A+B})$', 'f = tr(expm(A + B))', ['matrix exponential', 'A+B']],
  ['$f = \\operatorname{tr}(e^{At})$', 'param t : scalar | f = tr(expm(A*t)) | grad f wrt A, t', ['t is taken', 't']],
  ['$f = x^\\top e^{sA}x$', "param s : scalar | f = x'*expm(s*A)*x | grad f wrt x, s, A", ['s is taken', 's']],
  ['$f = \\operatorname{tr}((e^{A})^2)$', 'f = tr(expm(A)^2)'],
  ['$f = 1^\\top e^{Ax}$', "f = 𝟏'*exp(A*x)"],
  ['$A\\in\\mathbb{R}^{n\\times n}$, $f = \\sum_{i,j} e^{A_{ij}}$', 'param A : n x n | f = sum(exp(A))'],
  [
    '$f = y^\\top\\frac{1}{1+e^{-XW}}z$',
    "f = y'*(1 ./(1 + exp(-X*W)))*z",
    ['beside a number, is read entry by entry', 'e^{-XW'],
  ],
  ['$f = \\operatorname{tr}(\\exp(A))$', 'f = tr(exp(A))', ['exp of a matrix is read entry by entry', '\\exp(A)']],
  ['$f = \\operatorname{tr}(B\\log A)$', 'f = tr(B*log(A))', ['log of a matrix', '\\log A']],
  ['$f = \\operatorname{tr}(\\sin A)$', 'f = tr(sin(A))', ['sin of a matrix', '\\sin A']],
  [
    '$\\rho\\in\\mathbb{S}^n_{++}$, $f = \\operatorname{tr}(\\rho\\ln\\rho)$',
    'param rho : n x n symmetric posdef | f = tr(rho*logm(rho))',
    ['read as that of the matrix', '\\ln\\rho'],
  ],
  [
    '$S\\in\\mathbb{S}^n_{++}$, $f = \\operatorname{tr}(\\sqrt S + S^{1/2})$',
    'param S : n x n symmetric posdef | f = tr(sqrtm(S) + sqrtm(S))',
    ['power 1/2 is read as the root of the matrix', 'S^{1/2'],
  ],
  ['$f = \\operatorname{tr}(\\frac{A}{B})$', 'f = tr(A./B)', ['a quotient by a matrix', 'B']],
];

const TOLD: readonly Row[] = [
  [
    '$y = X\\beta + \\epsilon$. $S(\\beta) = \\|y-X\\beta\\|^2$',
    'param beta : n | y = X*beta + epsilon | S = norm2(y - X*beta)^2 | grad S wrt beta',
    ['epsilon for the noise', 'y = X\\beta + \\epsilon'],
  ],
  ['$f = \\operatorname{tr}(X^{*}X)$', 'f = tr(X_star*X)', ['no transpose', 'X^{*']],
  ['$f = x^H A x$', "f = x'*A*x", ['everything is real', 'x^H']],
  ['$f = (x-x^*)^\\top(x-x^*)$', "f = (x - x_star)'*(x - x_star)", ['no transpose', 'x^*']],
  ['$f = \\sum_i x_i + y_i$', 'f = sum(x + y)', ['reaching over all terms', '\\sum_i x_i']],
  ['$f = \\sum_i a_i + b_i$', 'param a : n | param b : n | f = sum(a + b)', ['b is taken as a vector', 'b_i']],
];

const BARS: readonly Row[] = [
  ['$f = |Ax-b|_2^2$', 'param b : n | f = norm2(A*x - b)^2 | grad f wrt A, x, b'],
  ['$f = \\lvert x\\rvert_1$', 'f = norm1(x)'],
  ['$f = \\left|x\\right|_\\infty + |a_1|$', 'f = norminf(x) + abs(a_1)'],
  ['$f = |A|_F^2$', 'f = norm2(A)^2'],
  ['$f = |AB|_1$', 'f = max(sum(abs(A*B), 1))', ['largest column sum', '|AB|']],
];

/** A size that nobody says has no name that is a number of the formula. */
const SIZES: readonly Row[] = [
  [
    '$f(\\beta) = \\frac{1}{2n}\\|y - X\\beta\\|_2^2$',
    'data n : scalar | param beta : m | f = 1/(2*n)*norm2(y - X*beta)^2 | grad f wrt beta',
    ['it stands behind a matrix; its length is called m', '\\beta'],
  ],
  [
    '$\\ell(\\mu) = -\\frac{n}{2}\\log|\\Sigma| - \\frac{n}{2}(\\bar x-\\mu)^\\top\\Sigma^{-1}(\\bar x-\\mu)$',
    "data n : scalar | param mu : m | l = -n/2*logdet(Sigma) - n/2*(x_bar - mu)'*inv(Sigma)*(x_bar - mu) | grad l wrt mu",
    ['it is transposed; its length is called m', '\\mu'],
  ],
  [
    '$f = \\frac1n\\sum_i a_i^2$',
    'data n : scalar | param a : m | f = 1/n*sum(a.^2)',
    ['the sum over i runs over its entries; its length is called m', 'a_i'],
  ],
];

readsAs([
  ['bars with a subscript', BARS],
  ['sizes that nobody says', SIZES],
  ['subscripts', SUBSCRIPTS],
  ['sums over the entries of letters that go as numbers', SUMMED],
  ['ones by ones', ONES],
  ['functions of matrices', OF_MATRICES],
  ['models, stars and the reach of sums', TOLD],
]);

describe('nothing is told that is not so', () => {
  test.each([
    ['$f = \\sum_i x_i + y_i$', 'is free'],
    ['$x\\in\\mathbb{R}^n$, $y\\in\\mathbb{R}^n$, $f = \\sum_i x_i^2 - 2y_i + 1$', 'is free'],
    ['$h = Wx + b$. $L = \\|h-y\\|^2$', 'noise'],
    ['$y = X\\beta + \\epsilon$. $S(\\beta) = \\|X\\beta\\|^2$', 'noise'],
  ])('%s', async (latex, words) => {
    const { remarks } = await readLatex(latex);
    expect(remarks.filter((r) => r.message.includes(words))).toEqual([]);
  });
});

isRefused('vectors for each index of a sum without ends', [
  ['$f = \\sum_i (a_i^\\top a_i)^2$', 'a_i', 'with both ends of the sum'],
  ['$f = \\sum_i \\log(1 + a_i^\\top a_i)$', 'a_i', 'with both ends of the sum'],
  ['$f = \\sum_i (\\mathbf a_i^\\top w)^2$', 'a_i', 'with both ends of the sum'],
  ['$f = \\sum_i \\|a_i\\|^4$', 'a_i', 'with both ends of the sum'],
  ['$f = |x|_p$', '_p', 'this norm is not known'],
]);

isRefused('refused at its place', [
  ['$f = \\sum_{i=1}^n x_i a_{k-i}$', 'k-i', '\\mathbb{R}^{n}'],
  ['$f = \\sum_{i=1}^n x_i a_{i+j}$', 'i+j', '\\mathbb{R}^{n}'],
  ['$f = a_{i^2}$', 'i^2', 'neither an index'],
  ["$f = a_{i'}$", "i'", 'neither an index'],
  ['$f = a_{\\pi(i)}$', '\\pi(i)', 'neither an index'],
  ['$f = \\sum_{i=1}^n a_{y_i}$', 'y_i', 'neither an index'],
  ['$f = \\sum_{i=1}^n a_{2i}$', '2i', 'two indices or a product'],
  ['$f = \\bar{x^2}$', '^2', 'one letter'],
  ['$f = \\log p(x)$', 'p', 'not clear'],
  ['$f = \\sum_{i=1}^n \\log p(x_i)$', 'p', 'not clear'],
  ['$f = \\exp a(b+c)$', 'a', 'not clear'],
  ['$f = \\log p_\\theta(x)$', 'p_\\theta', 'not clear'],
  ['$f = \\operatorname{tr}(\\rho\\ln\\rho)$', '\\rho', 'no trace'],
  ['$f = 12^\\top x$', '^\\top', 'no transpose'],
]);

test('an entry of what stands in bars is no norm in what is printed', () => {
  const [f] = parse('param x : n\nf = (abs(x))(2)').definitions;
  expect(f && toLatex(f.value)).toBe('(\\lvert x \\rvert)_{2}');
});
