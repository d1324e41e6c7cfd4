/** What is said beside a line is about what the line does, in letters that the problem does not use for something else. */
import { describe, expect, test } from 'vitest';
import { fitted, instance } from '../src/derive/letters.js';
import { dimName } from '../src/expression/dimension.js';
import { parse, toText } from '../src/index.js';
import { catalog } from '../src/rulebook/catalog.js';
import { makeFacts } from '../src/rulebook/facts.js';
import { isDefinite, isPositive } from '../src/rulebook/positive.js';
import { derived } from './sources.js';

const printed = (source: string): string =>
  derived(source.replaceAll('; ', '\n'))
    .map((d) => toText(d))
    .join('\n');

/** A problem; what its page has to say; what it must not. */
const pages: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  [
    'a number goes behind the column',
    'data W : k x n; param x : n; data b : k; y = softmax(W*x+b); jacobian y wrt x',
    ['dy = diag(y) dz − yyᵀ dz', '(uᵀv) p = p uᵀv'],
    ['vec('],
  ],
  [
    'what is its own vec is not vectorised',
    "data S : n x n symmetric; param w : n positive; data c : n; f = w'*S*w/2 - sum(c.*log(w)); hessian f wrt w",
    ['a ⊙ h = diag(a) h'],
    ['vec(', 'a scalar product as'],
  ],
  ['a form of columns', 'param x : n; y = x/norm(x); jacobian y wrt x', ['(u : v) p = p uᵀv', 'x not zero'], ['vec(']],
  [
    'a transposed differential in a Hessian',
    "data A : n x n symmetric; param x : n; s = x'*x; f = x'*A*x/s; hessian f wrt x",
    ['x not zero'],
    ['vec(', 'commutation'],
  ],
  [
    'the symmetry of the matrix that is turned',
    "data D : n x n symmetric; param s : scalar positive; data y : n; K = s^2*exp(-D) + eye(n); L = y'*inv(K)*y; grad L wrt s",
    ['K symmetric', 'K invertible', 'I, symmetric '],
    ['D symmetric'],
  ],
  [
    'the symmetry of a square',
    "param X : m x n; data A : p x n; f = tr(inv(X'*X)*A'*A); grad f wrt X",
    ['Z symmetric', 'Z invertible', 'Z·Z⁻¹ = I', 'M : N = tr(MᵀN)', 'move: X, Xᵀ; G : Hᵀ = Gᵀ : H'],
    ['A·A⁻¹', 'A : B'],
  ],
  [
    'several symmetric matrices in one breath',
    "data S : n x n symmetric; data B : n x n symmetric; param W : n x p; f = tr(inv(W'*S*W)*(W'*B*W)); grad f wrt W",
    ['B, Z symmetric'],
    ['B symmetric; '],
  ],
  [
    'a positive definite matrix needs no condition',
    "data A : n x n posdef; param X : n x n posdef; data B : n x m; f = logdet(B'*B + eye(m)) + logdet(X + A); grad f wrt X",
    ["Jacobi's formula"],
    ['invertible'],
  ],
  [
    'a norm is said of what it is of',
    'param R : m x n; data A : m x n; f = norm(R - A)^2; grad f wrt R',
    ['‖Z‖² = Z : Z', 'd(Z : Z) = 2Z : dZ', 'M : N = tr(MᵀN)'],
    ['‖A‖²'],
  ],
  [
    'of two norms in general, in free letters',
    'data A : m x n; param x : n; data D : p x n; f = norm(A*x)^2 + norm(D*x)^2; grad f wrt x',
    ['‖M‖² = M : M'],
    ['‖A‖²'],
  ],
  ['a denominator', "data A : n x n symmetric; param x : n; f = (x'*A*x)/(x'*x); grad f wrt x", ['x not zero'], []],
  [
    'a logarithm',
    'data A : m x n; data b : m; param x : n; f = sum(log(b-A*x)); grad f wrt x',
    ['entries of r > 0'],
    [],
  ],
  [
    'a logarithm of what is positive',
    'param x : n; f = sum(log(1 + exp(x))) + sum(log(1 + x.^2)); grad f wrt x',
    [],
    ['> 0'],
  ],
  ['a logarithm of a probability', 'param x : n; p = sigmoid(x); f = sum(log(1 - p)); grad f wrt x', [], ['> 0']],
  ['one factor varies', 'data A : n x n; param X : n x n; f = A : X; grad f wrt X', [], ['product rule']],
  ['−(a − b)', "data m : n; data w : n; param a : scalar; f = -a*(m'*w - 1); grad f wrt a", ['∂f/∂a = 1 − mᵀw'], []],
  ['a root of a number', 'param x : scalar; f = 2*x/sqrt(2); grad f wrt x', ['∂f/∂x = √2'], []],
  ['a softmax under −log', 'param z : k; p = softmax(z); f = -log(p(1)); grad f wrt z', ['∂f/∂z = p − e₁'], []],
  [
    'the diagonal of a scaled product',
    "data V : n x m; param w : m positive; f = -logdet(V*diag(w)*V'); hessian f wrt w",
    ['∂²f/∂w∂wᵀ = (VᵀZ⁻¹V)⊙(VᵀZ⁻¹V)', 'diag(P diag(h) Q) = (P ⊙ Qᵀ) h'],
    ['eᵢ', '⊗'],
  ],
  [
    'conditions are in the signs of the lines, without what another one implies',
    "data Y : n x n; param X : n x d; Z = X ./ sqrt(sum(X.^2, 2)); L = 1/2*normF(Z*Z' - Y)^2; grad L wrt X",
    ['entries of R𝟏 > 0'],
    ['ones(', 'sum(R', 'not 0'],
  ],
  [
    'a condition that none implies stays',
    'param x : n; data a : n; f = sum(log(x)) + sum(a./(x - a)); grad f wrt x',
    ['entries of x > 0', 'entries of r not 0'],
    [],
  ],
  [
    'Greek letters in conditions',
    'param Sigma : n x n symmetric; data S : n x n symmetric; f = tr(inv(Sigma)*S); grad f wrt Sigma',
    ['Σ, S symmetric', 'Σ invertible'],
    ['Sigma'],
  ],
  [
    'an exponent is the one of the formula',
    'data k : integer; param X : n x n; f = tr(X^k); grad f wrt X',
    ['d tr Xᵏ = k tr(Xᵏ⁻¹ dX), by cyclicity'],
    ['u tr'],
  ],
  [
    'an entry has the letter of its matrix',
    'data M : m*p x n*q; param A : m x n; param B : p x q; f = 1/2*normF(M - kron(A,B))^2; grad f wrt A, B',
    ['N ⊗ P has the blocks nᵢⱼP'],
    ['uᵢⱼ'],
  ],
  [
    'an entry is said at its own index',
    'data x[i] : d; param m[j] : d; param a : k; data N : integer; for i = 1..N; s[i] = sum(j = 1..k, exp(a(j) - 1/2*norm2(x[i]-m[j])^2)); end; l = sum(i = 1..N, log(s[i])) - N*logsumexp(a); grad l wrt m, a',
    ['the j-th entry is eⱼᵀh'],
    ['i-th'],
  ],
];

describe('pages', () => {
  test.each(pages)('%s', (_, source, said, unsaid) => {
    const page = printed(source);
    for (const words of said) expect(page).toContain(words);
    for (const words of unsaid) expect(page).not.toContain(words);
  });
});

/** A rule's words; names of the problem; the words as they are printed. */
const letters: readonly (readonly [string, string, string])[] = [
  ['tr(AᵀB) = A : B', 'X', 'tr(AᵀB) = A : B'],
  ['tr(AᵀB) = A : B', 'B', 'tr(MᵀN) = M : N'],
  ['vec(AXB) = (Bᵀ ⊗ A) vec X', 'X', 'vec(MNP) = (Pᵀ ⊗ M) vec N'],
  ['RR = A gives R dR + dR R = dA', 'R', 'MM = N gives M dM + dM M = dN'],
  ['a ⊙ h = diag(a) h', 'h', 'u ⊙ v = diag(u) v'],
  ['A ⊗ s = sA', 's', 'M ⊗ u = uM'],
  ['a scalar product as A : B', 'a', 'a scalar product as A : B'],
  ["det Aᵏ = (det A)ᵏ, Jacobi's formula", 'A s', "det Mᵏ = (det M)ᵏ, Jacobi's formula"],
  ['d tr Aᵏ = k tr(Aᵏ⁻¹ dA), by cyclicity', 'k', 'd tr Mʳ = r tr(Mʳ⁻¹ dM), by cyclicity'],
  ['d tr Aᵏ = k tr(Aᵏ⁻¹ dA), by cyclicity', 'k r p', 'd tr Mˢ = s tr(Mˢ⁻¹ dM), by cyclicity'],
  ['A ⊗ H has the blocks aᵢⱼH', 'A H', 'M ⊗ N has the blocks mᵢⱼN'],
  ['H ⊗ B has the blocks hᵢⱼB', 'B', 'M ⊗ N has the blocks mᵢⱼN'],
  ['the entry is eᵢᵀHeⱼ', 'H', 'the entry is eᵢᵀMeⱼ'],
  ['each factor in turn: prod(x) times dxᵢ/xᵢ', 'x', 'each factor in turn: prod(u) times duᵢ/uᵢ'],
  ['dp = (diag p − ppᵀ) dx', 'p', 'du = (diag u − uuᵀ) dv'],
  ['a slice is rows of I times H times columns of I', 'I H', 'a slice is rows of I times H times columns of I'],
];

test.each(letters)('%s beside %s', (say, names, words) => {
  expect(fitted(say, new Set(names.split(' ')))).toBe(words);
});

/** A rule's words; what its sizes and indices are bound to; what the problem runs over; the words as they are printed. */
const bound: readonly (readonly [string, string, string, string])[] = [
  ['the i-th entry is eᵢᵀh', 'i=j', 'i j', 'the j-th entry is eⱼᵀh'],
  ['the i-th entry is eᵢᵀh', 'i=2', 'i j', 'the k-th entry is eₖᵀh'],
  ['the entry is eᵢᵀHeⱼ', 'i=j j=i', 'i j', 'the entry is eⱼᵀHeᵢ'],
  ['the entry is eᵢᵀHeⱼ', 'i=j j=3', '', 'the entry is eⱼᵀHeₖ'],
  ['only the i-th entry is left', 'i=t', '', 'only the t-th entry is left'],
  ['det(A ⊗ B) = (det A)ᵐ (det B)ⁿ', 'm=p n=k', '', 'det(A ⊗ B) = (det A)ᵖ (det B)ᵏ'],
  ['tr I = n', 'n=p', '', 'tr I = p'],
];

test.each(bound)('%s where %s within %s', (say, dims, indices, words) => {
  const pairs = dims.split(' ').map((pair) => pair.split('=') as [string, string]);
  const put = new Map(pairs.map(([letter, to]) => [letter, /\d/.test(to) ? Number(to) : dimName(to)]));
  expect(fitted(say, new Set(), { dims: put, indices: new Set(indices.split(' ')) })).toBe(words);
});

function known(source: string) {
  const { definitions, ...problem } = parse(source.replaceAll('; ', '\n'));
  return { definitions, facts: makeFacts({ ...problem, definitions }, definitions, catalog) };
}

test('an instance needs a name of one letter for each letter of the words', () => {
  const { definitions, facts } = known('param X : n x n; R = exp(X); Res = exp(R); f = sum(Res)');
  const bound = (name: string) => ({
    names: new Map(definitions.flatMap(({ target }) => (target.name === name ? [['A', target] as const] : []))),
    dims: new Map(),
    taken: facts.taken,
  });
  expect(instance('‖A‖² = A : A', bound('R'))).toBe('‖R‖² = R : R');
  expect(instance('‖A‖² = A : A', bound('Res'))).toBeUndefined();
  expect(instance('tr(AᵀB) = A : B', bound('R'))).toBeUndefined();
});

/** A definition, and whether all its values are surely positive; of a matrix whether it is surely positive definite. */
const signs: readonly (readonly [string, boolean])[] = [
  ['param x : n; y = exp(x)', true],
  ['param x : n; y = x.^2', false],
  ['param x : n; y = 1 + x.^2', true],
  ['param x : n; y = 1 - tanh(x)', true],
  ['param x : n; y = 1 - exp(x)', false],
  ['param x : n; y = -exp(x)', false],
  ["param x : n; data S : n x n posdef; y = 1 + x'*S*x", true],
  ["param x : n; data S : n x n symmetric; y = 1 + x'*S*x", false],
  ["param X : m x n; Y = X'*X", false],
  ["param X : m x n; Y = X'*X + eye(n)", true],
  ["param X : m x n; data S : m x m posdef; Y = X'*S*X + 2*eye(n)", true],
  ["param X : m x n; Y = X'*X - eye(n)", false],
  ['param X : n x n posdef; Y = inv(X)', true],
  ['param w : n; Y = diag(w)', false],
  ['param w : n positive; Y = diag(w)', true],
];

test.each(signs)('%s: %s', (source, expected) => {
  const name = source.includes('Y =') ? 'Y' : 'y';
  const { definitions, facts } = known(`${source}; f = sum(${name})`);
  const [{ value }] = definitions as [(typeof definitions)[number]];
  expect(name === 'y' ? isPositive(value, facts) : isDefinite(value, facts)).toBe(expected);
});
