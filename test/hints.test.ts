/** What messages say would mend an input: the hint of each, and notes on guesses that may change the answer. */
import { describe, expect, test } from 'vitest';
import type { SourceOptions } from '../src/index.js';
import { derive, FrobeniusError, parse } from '../src/index.js';

/** The message and the hint that a source ends in. */
function said(source: string, options: SourceOptions = {}): string {
  try {
    derive(source, options);
  } catch (error) {
    if (error instanceof FrobeniusError) return `${error.message} | ${error.hint ?? ''}`;
    throw error;
  }
  return 'nothing';
}

const named = (rows: readonly Row[]) => rows.map(([source, hint, options = {}]) => ({ source, hint, options }));

type Row = readonly [source: string, hint: string, options?: SourceOptions];

describe('a letter that stands in the way of a scalar', () => {
  const rows: readonly Row[] = [
    ["a'*x", 'a is not declared and by its letter a scalar: declare it, --declare "a : n"'],
    [
      "a'*X*b",
      'a and b are not declared and by their letters scalars: declare them, --declare "a : n" --declare "b : m"',
    ],
    ["(y - X*beta)'*(y - X*beta)", '--declare "beta : m"'],
    [
      'norm2(X*w-y)^2 + l*norm2(w)^2',
      'l is not declared and by its letter a column: declare it, --declare "l : scalar"',
    ],
    ["L = a'*x", 'declare it, param a : n'],
    ["a'*x", '--declare "a : n"', { kind: 'hessian' }],
    ['2*x[0]', 'an entry is x(1), counted from 1'],
    ['A*x', 'ask for its jacobian, or make it a scalar first'],
  ];
  test.each(named(rows))('$source', ({ source, hint, options }) => expect(said(source, options)).toContain(hint));
});

describe('a guess that may change the answer is a caution', () => {
  const rows: readonly (readonly [string, ...string[]])[] = [
    ["x'*A*x"],
    ['norm2(A*x - y)^2 + lambda*norm2(x)^2'],
    ["tr(inv(X'*X + lambda*I))"],
    ['sum(x)/b'],
    ['norm2(y - X*theta)^2', 'theta is not declared: by its letter it is a scalar, and X*theta a multiple of X'],
    ["sum(a'*x)", "a is not declared: by its letter it is a scalar, and a'*x a multiple of x"],
    ['norm2(A*x - b)^2', 'b is not declared: by its letter it is a scalar, the same for every entry of A*x'],
    ['sum(a.*x)', 'a is not declared: by its letter it is a scalar, the same for every entry of x'],
    ['sum(Ax)', 'Ax is not declared: by its letter it is n×m, and one name; the product is A*x', 'MATLAB'],
    ["tr(A) + x'*x + norm2(Ax)", 'Ax is not declared: by its letter it is p×q, and one name; the product is A*x'],
    [
      'param W : n x m\ndata X : k x n\nL = norm2(X*w)^2\ngrad L wrt W',
      'W is asked for but not used; w, which is not declared, is another name',
    ],
    ['param W : n x m\ndata x : n\nL = norm2(x)^2\ngrad L wrt W', 'W is asked for but not used'],
  ];
  test.each(rows.map(([source, ...told]) => ({ source, told })))('$source', ({ source, told }) => {
    const { cautions } = parse(source);
    expect(cautions).toHaveLength(told.length);
    for (const [i, text] of told.entries()) expect(cautions[i]).toContain(text);
  });

  test('it is told once among the remarks', () =>
    expect(parse('sum(x - b)').remarks).toEqual([
      'x is not declared: by its letter it is n×1',
      'b is not declared: by its letter it is a scalar, the same for every entry of x',
    ]));
});

describe('what would mend it', () => {
  const rows: readonly Row[] = [
    ["x'*x wrt x", 'asked on a line of its own, grad L wrt x, or by the option --wrt x'],
    [
      'param t : scalar\nfunction Y(x) : n x m\ndata A : n x m\nf = A:Y(t)\ngrad f wrt t',
      'x goes by its letter: declare it, data x : scalar, or of another: function Y(t) : …',
    ],
    ['log det X', 'a function needs parentheses: log(det(X))'],
    ['logdet X', 'a function needs parentheses: logdet(X)'],
    ['tanh W*x', 'a function needs parentheses: tanh(W*x)'],
    ['2 + sin x', 'a function needs parentheses: sin(x)'],
    ["y'log(p)", "for a product write y'*log(p)"],
    ['tr(A)tr(B)', 'for a product write tr(A)*tr(B)'],
    ['L = tr(W) grad L wrt W', "a statement begins on a line of its own, or behind ';'"],
    ['L = tr(W); grad L by W', 'stands behind wrt: grad L wrt W'],
    ['x^T A x', "the transpose is x': for the product write x'*A"],
    ['x^TAx', "for the transpose write x', and * between factors: x'*A*x"],
    ['x^\u22A4 A x', "the transpose is written without ^: x'"],
    ['tr(A^t)', "for the transpose write A'"],
    ['tr(A^-T)', "the inverse of the transpose is inv(A)'"],
    ['x[0]^2', 'entries are x(1), x(2), …, counted from 1'],
    ['x[0]*x[1]', 'entries are x(1), x(2), …, counted from 1'],
    ['sum(X[:,0])', 'X(:, 1), counts from 1'],
    ['sum(X, axis=1)', 'its axis 1 is 2, sum(X, 2)'],
    ["f(x) = x'*A*x", 'a definition has a name alone: f = …'],
    ['L := tr(W)', 'a definition is written with = alone: L = …'],
    ['x(0)', 'entries count from 1', { declare: ['x : n'] }],
    ["x'*y", 'names stand between commas: x,y', { wrt: ['x y'] }],
    ["x'*beta", 'write beta', { wrt: ['\\beta'] }],
    ['tr(A)', 'two sizes stand apart: n x n', { declare: ['A : nxn'] }],
    ['tr(A)', 'are A : n x n', { declare: ['A : n*n'] }],
    ['tr(A)', 'write A : n x n', { declare: ['A : n,n'] }],
    ["sigma(w'*x)", "sigmoid(w'*x)"],
    ['tr(A)', 'write A : n x n', { declare: ['A : (n,n)'] }],
    ['tr(A)', 'write A : n x n', { declare: ['A : n X n'] }],
    ['tr(A)', 'write A : n x n', { declare: ['A in R^{n x n}'] }],
    ['sum(x)', 'write x : n', { declare: ['x = n'] }],
    ['param A : (n, n)\nL = tr(A)', 'write A : n x n'],
    ...['x[t] : d for t = 1..T', 'x[t] : d, t = 1…T', 'x[t] : d (t in 1..T)', 'x[t = 1..T] : d', 'x[1..T] : d'].map(
      (x): [string, string] => [`data ${x}\nL = sum(t = 1..T, sum(x[t]))`, 'write data x[t] : d:'],
    ),
    ['tr(A*B)', 'there are A and B', { wrt: ['z'] }],
    ['tr(A*B)', 'leave f out', { wrt: ['f'] }],
    ['sum(cumsum(x))', 'tril(ones(n, n))*x'],
    ['length(x)*a', 'n is the number of rows'],
    ['size(A,1)*a', 'with A : n x m declared'],
    ['argmax(x)', 'max(x) is the entry itself'],
    ['floor(a)', 'where(x > 0, a, b)'],
    ['sum(A(:))', 'vec(A)'],
    ['sum(max(A,[],2))', 'max(A, B)'],
    ["vec(A)'*vec(B)", 'A is not declared'],
    ['sum(i=1..n, j=1..n, A(i,j))', 'sum(i = …, sum(j = …, …))'],
    ['tr(prod(k = 1..K, W[k]))', 'P[k] = P[k-1]*(…)', { declare: ['W[k] : n x n'] }],
    ['sum(i = n..1, x(i)^2)', 'sum(i = 1..n, …)', { declare: ['x : n'] }],
    ['sum(i = 3..1, x(i)^2)', 'sum(i = 1..3, …)', { declare: ['x : n'] }],
    ['sum(i = 1..n, sum(j = i-1..1, x(j)))', 'sum(j = 1..i-1, …)', { declare: ['x : n'] }],
    ['lambdamax(A)', 'declare A : n x n symmetric', { declare: ['A : n x n'] }],
    ['var(x)', 'mean((x - mean(x)).^2)'],
    ['std(x)', 'sqrt(mean((x - mean(x)).^2))'],
    ['∇f', 'grad f wrt x'],
    ['tr(A†)', "the transpose is A'"],
    ['‖x‖ₖ', 'norm2(x)'],
    ["|A*A'|", "det(A*A')"],
    ['a—b', 'the minus is -'],
    ['a＋b', 'write +'],
    ["x'\\mu + sum(A)", "the product is x'*mu", { declare: ['A : n x n', 'x : n', 'mu : n'] }],
  ];
  test.each(named(rows))('$source', ({ source, hint, options }) => expect(said(source, options)).toContain(hint));

  test('the bullet operator is a product', () => expect(said('tr(A∙B)')).toBe('nothing'));
});

describe('what MATLAB or an axis would make of it', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['a^2^3', 'a^2^3 is a^(2^3); in MATLAB it is (a^2)^3'],
    ['norm2(max(X,1))', 'max(X,1) is the larger of each entry and 1, and goes along no axis as sum(X, 1) does'],
  ];
  test.each(rows)('%s', (source, told) => expect(parse(source).cautions).toContain(told));
  test.each(['a^(2^3)', 'norm2(max(X, 0))', 'norm2(max(X, Y))'])('%s is the same', (source) =>
    expect(parse(source).cautions).toEqual([]),
  );
});

test.each([
  ['lambdamax(S)', 0, 9],
  ["1 + grad(x'*A*x, x)'*y", 4, 8],
])('%s has a place', (source, start, end) => {
  expect(() => derive(source, source.includes('grad') ? { wrt: ['x'] } : {})).toThrow(
    expect.objectContaining({ code: 'unsupported', span: { start, end }, source }),
  );
});

describe('a loop that is written otherwise', () => {
  const hint = 'for t = 1..T; h[t] = …; end';
  const rows: readonly Row[] = [
    ['param x : n\nfor t = 1..T: h[t] = x\nL = sum(h[T])', hint],
    ['param x : n\nh[t] = x for t = 1..T\nL = sum(h[T])', hint],
  ];
  test.each(named(rows))('$source', ({ source, hint, options }) => expect(said(source, options)).toContain(hint));
});

describe('an operand to be transposed', () => {
  const declare = ['X : n x m'];
  const rows: readonly Row[] = [
    ["sum(max(X, X'*0 + 1))", "| perhaps max(X, (X'*0 + 1)')", { declare }],
    ["sum(min(X, X'))", '| perhaps min(X, X)', { declare }],
    ["sum(where(X > 0, X, 2*X'))", "| perhaps (2*X')' in place of 2*X'", { declare }],
    ["X : (X')*(B)", "| perhaps X : ((X')*(B))'", { declare: [...declare, 'B : n x n'] }],
    ["sum(X.*(X)')", "| perhaps X.*((X)')'", { declare }],
  ];
  test.each(named(rows))('$source', ({ source, hint, options }) => expect(said(source, options)).toContain(hint));
});
