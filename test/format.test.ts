/**
 * Terms printed in the input language: a table of terms and their texts, and the layout of definitions.
 * Every text of the table is also read back, and must give the same term.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  add,
  call,
  d,
  dimension,
  divide,
  each,
  eye,
  frobenius,
  grad,
  hadamard,
  isZero,
  mul,
  name,
  num,
  ones,
  power,
  scale,
  subtract,
  transpose,
  zeros,
} from '../src/expression/build.js';
import type { Dim } from '../src/expression/dimension.js';
import { addDim, dimName, multiplyDim, SCALAR } from '../src/expression/dimension.js';
import type { Expr } from '../src/expression/expression.js';
import { ratio } from '../src/expression/rational.js';
import { namesIn } from '../src/expression/traverse.js';
import { format, formatDefinitions, formatShape } from '../src/language/format.js';
import { readExpression, readProblem } from '../src/language/read.js';
import { parseStatements } from '../src/language/statements.js';
import { catalog } from '../src/rulebook/catalog.js';

const [n, m, k, T, t] = ['n', 'm', 'k', 'T', 't'].map(dimName) as [Dim, Dim, Dim, Dim, Dim];
const A = name('A', [n, m]);
const B = name('B', [n, m]);
const S = name('S', [n, n]);
const R = name('R', [n, n]);
const X = name('X', [m, k]);
const x = name('x', [n, 1]);
const y = name('y', [n, 1]);
const b = name('b', [1, m]);
const a = name('a', SCALAR);
const c = name('c', SCALAR);
const At = (i: Dim): Expr => name('A', [n, m], [i]);
const one = num(1);
const minus = num(-1);
const inner = mul([transpose(x), S, x]);
const inv = (e: Expr): Expr => call('inv', [e], e.shape);
const fn = (f: string, ...args: Expr[]): Expr => call(f, args, (args[0] as Expr).shape);
const scalarOf = (f: string, ...args: Expr[]): Expr => call(f, args, SCALAR);
const ones1 = (rows: Dim, cols: Dim): Expr => ones(rows, cols);
const rowSum = (e: Expr): Expr => mul([e, ones(e.shape[1], 1)]);
const columnSum = (e: Expr): Expr => mul([ones(1, e.shape[0]), e]);

export const CASES: readonly (readonly [Expr, string])[] = [
  // sums and signs
  [add([A, B]), 'A + B'],
  [subtract(A, B), 'A - B'],
  [subtract(scale(-1, B), A), '-B - A'],
  [subtract(A, mul([num(-2), B])), 'A + 2*B'],
  [add([A, mul([minus, add([A, B]), eye(m)])]), 'A - (A + B)'],
  [mul([add([S, transpose(S)]), x]), "(S + S')*x"],
  [mul([num(2), transpose(A), subtract(mul([A, X]), name('C', [n, k]))]), "2*A'*(A*X - C)"],
  [mul([minus, transpose(x), x]), "-x'*x"],
  [mul([minus, a]), '-a'],
  // numbers and scalars
  [num(ratio(1, 2)), '1/2'],
  [num(-3), '-3'],
  [num(1.5e-20), '1.5e-20'],
  [num(ratio(3, 20)), '3/20'],
  [mul([num(ratio(1, 2)), x]), 'x/2'],
  [mul([num(ratio(-3, 2)), x]), '-3*x/2'],
  [mul([num(ratio(1, 2)), add([S, transpose(S)])]), "(S + S')/2"],
  [power(dimension(T), minus), '1/T'],
  [divide(one, mul([a, power(c, num(2))])), '1/(a*c^2)'],
  [divide(mul([a, x]), mul([num(2), c])), 'a*x/(2*c)'],
  [power(inner, minus), "1/(x'*S*x)"],
  [power(inner, num(2)), "(x'*S*x)^2"],
  [power(a, num(ratio(1, 2))), 'a^(1/2)'],
  [power(a, num(ratio(-1, 2))), 'a^(-1/2)'],
  [power(power(a, c), num(3)), '(a^c)^3'],
  [power(a, add([c, one])), 'a^(c + 1)'],
  [mul([a, inner]), "a*x'*S*x"],
  [mul([inner, A]), "(x'*S*x)*A"],
  [mul([mul([transpose(x), y]), inner]), "(x'*S*x)*x'*y"],
  [mul([power(dimension(n), minus), power(dimension(m), minus), scalarOf('sum', A)]), 'sum(A)/(m*n)'],
  [call('pi', [], SCALAR), 'pi'],
  [dimension(addDim(n, -1)), 'n-1'],
  [mul([dimension(addDim(n, -1)), a]), '(n-1)*a'],
  // matrix products, powers, transposes
  [transpose(mul([A, X])), "(A*X)'"],
  [transpose(inv(S)), "inv(S)'"],
  [mul([S, inv(R)]), 'S*inv(R)'],
  [call('matpow', [S, num(3)], [n, n]), 'S^3'],
  [call('matpow', [transpose(S), dimension(addDim(k, -1))], [n, n]), "S'^(k-1)"],
  [call('matpow', [inv(S), num(2)], [n, n]), 'inv(S)^2'],
  [mul([call('matpow', [S, dimension(k)], [n, n]), x]), 'S^k*x'],
  [mul([A, hadamard([X, X])]), 'A*(X.*X)'],
  [mul([num(2), eye(n)]), '2*eye(n)'],
  // entries
  [hadamard([A, B]), 'A.*B'],
  [divide(A, B), 'A./B'],
  [power(B, minus), '1./B'],
  [mul([a, power(B, minus)]), 'a./B'],
  [power(B, num(-2)), '1./B.^2'],
  [hadamard([power(A, minus), power(B, minus)]), '1./A./B'],
  [mul([num(2), hadamard([A, B])]), '2*A.*B'],
  [mul([num(ratio(1, 2)), hadamard([A, power(B, num(2))])]), 'A.*B.^2/2'],
  [hadamard([A, mul([S, B])]), 'A.*(S*B)'],
  [hadamard([A, subtract(ones(n, m), power(B, num(2)))]), 'A.*(1 - B.^2)'],
  [power(A, a), 'A.^a'],
  [power(transpose(A), num(2)), "A'.^2"],
  [power(mul([S, A]), num(2)), '(S*A).^2'],
  [transpose(power(A, num(2))), "(A.^2)'"],
  [power(A, B), 'A.^B'],
  // broadcasting
  [subtract(ones(n, m), power(A, num(2))), '1 - A.^2'],
  [add([A, mul([num(-2), ones(n, m)])]), 'A - 2'],
  [add([A, mul([ones(n, 1), b])]), 'A + b'],
  [add([A, mul([x, ones(1, m)])]), 'A + x'],
  [add([mul([ones(n, 1), b]), mul([x, ones(1, m)])]), 'ones(n, 1)*b + x'],
  [add([ones(n, m), mul([num(2), a, ones(n, m)])]), 'ones(n, m) + 2*a'],
  [divide(A, mul([A, ones(m, 1), ones(1, m)])), 'A./sum(A, 2)'],
  [subtract(A, mul([rowSum(hadamard([A, B])), ones(1, m)])), 'A - sum(A.*B, 2)'],
  [power(mul([x, ones(1, m)]), minus), '1./(x*ones(1, m))'],
  // sums of rows, columns, entries
  [columnSum(A), 'sum(A, 1)'],
  [rowSum(mul([S, A])), 'sum(S*A, 2)'],
  [columnSum(rowSum(A)), 'sum(sum(A, 1), 2)'],
  [mul([transpose(A), rowSum(A)]), "sum(A'*A, 2)"],
  [mul([rowSum(A), columnSum(B)]), 'sum(A, 2)*sum(B, 1)'],
  [mul([x, ones1(1, m)]), 'x*ones(1, m)'],
  [scalarOf('sum', hadamard([A, B])), 'sum(A.*B)'],
  [zeros([n, m]), 'zeros(n, m)'],
  // Frobenius products
  [frobenius(A, mul([S, B])), 'A : S*B'],
  [mul([num(2), frobenius(subtract(A, B), d(A))]), '2*(A - B) : dA'],
  [mul([num(-1), frobenius(hadamard([A, B]), d(B))]), '-A.*B : dB'],
  [mul([num(ratio(1, 2)), frobenius(S, d(S))]), '(S : dS)/2'],
  [mul([a, frobenius(A, B)]), 'a*(A : B)'],
  [add([frobenius(A, d(A)), mul([minus, frobenius(B, d(B))])]), 'A : dA - B : dB'],
  [frobenius(grad(name('L', SCALAR), A), d(mul([S, A]))), 'grad(L, A) : d(S*A)'],
  // families and sums over an index
  [each('sum', 't', 1, T, mul([transpose(At(t)), At(addDim(t, -1))])), "sum(t = 1..T, A[t]'*A[t-1])"],
  [
    mul([minus, power(dimension(T), minus), each('sum', 't', 1, T, frobenius(At(t), call('log', [At(t)], [n, m])))]),
    '-sum(t = 1..T, A[t] : log(A[t]))/T',
  ],
  [each('prod', 't', addDim(t, 1), T, power(a, dimension(t))), 'prod(t = t+1..T, a^t)'],
  [d(At(t)), 'dA[t]'],
  // functions with a spelling of their own
  [call('diagonal', [S], [n, 1]), 'diag(S)'],
  [call('diag', [x], [n, n]), 'diag(x)'],
  [fn('softmax', A), 'softmax(A)'],
  [fn('softmaxcol', A), 'softmax(A, 1)'],
  [fn('softmaxcol', x), 'softmax(x)'],
  [fn('logsoftmax', x), 'logsoftmax(x, 2)'],
  [scalarOf('logsumexp', A), 'logsumexp(A)'],
  [call('logsumexprow', [A], [n, 1]), 'logsumexp(A, 2)'],
  [call('logsumexpcol', [A], [1, m]), 'logsumexp(A, 1)'],
  [fn('max', A, mul([num(0), A])), 'max(A, 0)'],
  [scalarOf('max', x), 'max(x)'],
  [fn('where>', A, zeros([n, m]), ones(n, m), zeros([n, m])), 'where(A > 0, 1, 0)'],
  [fn('where<=', a, num(2), c, num(0)), 'where(a <= 2, c, 0)'],
  [call('polygamma', [x], [n, 1], [2]), 'polygamma(2, x)'],
  [call('eigvec', [S], [n, 1], [k]), 'eigvec(S, k)'],
  [call('unvec', [call('vec', [A], [multiplyDim(n, m), 1])], [m, n], [m, n]), 'unvec(vec(A), m, n)'],
  [call('commutation', [], [multiplyDim(n, m), multiplyDim(n, m)], [n, m]), 'commutation(n, m)'],
  [call('basis', [], [n, 1], [n, 2]), 'basis(n, 2)'],
  [call('pad', [A], [k, T], [k, T, 1, 2]), 'pad(A, k, T, 1, 2)'],
  [call("f'", [A], [n, m]), "f'(A)"],
  [call('crossentropy', [A, B], SCALAR), 'crossentropy(A, B)'],
  [call('kron', [A, X], [multiplyDim(n, m), multiplyDim(m, k)]), 'kron(A, X)'],
  // blocks and slices
  [call('hcat', [call('hcat', [A, x], [n, addDim(m, 1)]), B], [n, addDim(multiplyDim(2, m), 1)]), '[A, x, B]'],
  [
    call(
      'vcat',
      [call('hcat', [S, x], [n, addDim(n, 1)]), call('hcat', [transpose(x), a], [1, addDim(n, 1)])],
      [addDim(n, 1), addDim(n, 1)],
    ),
    "[S, x; x', a]",
  ],
  [call('vcat', [b, call('vcat', [A, B], [multiplyDim(2, n), m])], [addDim(multiplyDim(2, n), 1), m]), '[b; [A; B]]'],
  [call('slice', [A], SCALAR, [1, 1, 2, 2]), 'A(1, 2)'],
  [call('slice', [A], [n, 1], [1, n, 2, 2]), 'A(:, 2)'],
  [call('slice', [A], [addDim(n, -1), m], [2, n, 1, m]), 'A(2:n, :)'],
  [call('slice', [x], [addDim(n, -1), 1], [1, addDim(n, -1), 1, 1]), 'x(1:n-1)'],
  [call('slice', [inv(S)], SCALAR, [1, 1, n, n]), 'inv(S)(1, n)'],
  [call('slice', [add([A, B])], [1, m], [1, 1, 1, m]), '(A + B)(1, :)'],
  [call('slice', [transpose(A)], [1, n], [1, 1, 1, n]), "(A')(1, :)"],
];

test.each(CASES.map(([e, text]) => ({ e, text })))('$text', ({ e, text }) => {
  expect(format(e)).toBe(text);
});

const PROBLEM = readProblem(
  'function f elementwise; param Z : n x m; data z : k; q = sum(t = 1..T, sum(f(Z)))',
  catalog.table,
);
const NAMES = new Map(CASES.flatMap(([e]) => namesIn(e)).map((e) => [e.name, e.shape]));

/** Reads a text over the names of the table, each with its shape. */
const readBack = (text: string): Expr =>
  readExpression(text, PROBLEM, catalog.table, { differentials: true, names: NAMES });

test.each(CASES.map(([e, text]) => ({ e, text })))('$text is read back', ({ e }) => {
  expect(format(readBack(format(e)))).toBe(format(e));
  expect(readBack(format(e))).toBe(e);
});

/** Random terms by shape, through the same constructors as every other term. */
const terms = fc.letrec<Record<'scalar' | 'matrix' | 'square' | 'column' | 'row', Expr>>((tie) => {
  const of = (shape: 'scalar' | 'matrix' | 'square' | 'column' | 'row'): fc.Arbitrary<Expr> =>
    tie(shape) as fc.Arbitrary<Expr>;
  const coefficient = fc.constantFrom(num(-1), num(2), num(-3), num(ratio(1, 2)), num(ratio(-3, 4)));
  const exponent = fc.constantFrom(num(-1), num(2), num(-2), num(ratio(1, 2)), a, dimension(n));
  /** What every shape has. */
  const common = (shape: 'matrix' | 'square' | 'column' | 'row', leaves: readonly Expr[]): fc.Arbitrary<Expr> => {
    const self = of(shape);
    const [rows, cols] = (leaves[0] as Expr).shape;
    return fc.oneof(
      { maxDepth: 5, depthIdentifier: 'term' },
      { weight: 4, arbitrary: fc.constantFrom(...leaves) },
      { weight: 2, arbitrary: fc.array(self, { minLength: 2, maxLength: 4 }).map(add) },
      { weight: 2, arbitrary: fc.array(self, { minLength: 2, maxLength: 3 }).map(hadamard) },
      { weight: 2, arbitrary: fc.tuple(coefficient, self).map(mul) },
      { weight: 1, arbitrary: fc.tuple(of('scalar'), self).map(mul) },
      { weight: 1, arbitrary: of('scalar').map((s) => mul([s, ones(rows, cols)])) },
      { weight: 1, arbitrary: fc.tuple(self, exponent).map(([e, k]) => power(e, k)) },
      { weight: 1, arbitrary: self.map((e) => fn('tanh', e)) },
      { weight: 1, arbitrary: fc.tuple(self, self, self, self).map(([p, q, r, s]) => fn('where<', p, q, r, s)) },
    );
  };
  return {
    scalar: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'term' },
      { weight: 4, arbitrary: fc.constantFrom<Expr>(a, c, num(2), dimension(n), call('pi', [], SCALAR)) },
      { weight: 2, arbitrary: fc.array(of('scalar'), { minLength: 2, maxLength: 3 }).map(mul) },
      {
        weight: 1,
        arbitrary: fc
          .array(
            fc.oneof(
              of('scalar'),
              of('matrix').map((e) => scalarOf('sum', e)),
            ),
            { minLength: 2, maxLength: 3 },
          )
          .map((s) => add([a, ...s])),
      },
      { weight: 1, arbitrary: fc.tuple(of('scalar'), exponent).map(([e, k]) => (isZero(e) ? e : power(e, k))) },
      {
        weight: 2,
        arbitrary: fc.tuple(of('column'), of('square'), of('column')).map(([u, w, v]) => mul([transpose(u), w, v])),
      },
      { weight: 2, arbitrary: fc.tuple(of('matrix'), of('matrix')).map(([p, q]) => frobenius(p, q)) },
      { weight: 1, arbitrary: of('scalar').map((e) => each('sum', 't', 1, T, mul([e, dimension(t)]))) },
    ),
    matrix: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'term' },
      { weight: 3, arbitrary: common('matrix', [A, B, At(t)]) },
      { weight: 1, arbitrary: fc.tuple(of('square'), of('matrix')).map(mul) },
      { weight: 1, arbitrary: of('row').map((r) => mul([ones(n, 1), r])) },
      { weight: 1, arbitrary: of('column').map((v) => mul([v, ones(1, m)])) },
      { weight: 1, arbitrary: fc.tuple(of('column'), of('row')).map(mul) },
    ),
    square: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'term' },
      { weight: 3, arbitrary: common('square', [S, R, eye(n)]) },
      { weight: 1, arbitrary: fc.tuple(of('square'), of('square')).map(mul) },
      { weight: 1, arbitrary: of('square').map(transpose) },
      { weight: 1, arbitrary: of('square').map(inv) },
      { weight: 1, arbitrary: fc.tuple(of('matrix'), of('matrix')).map(([p, q]) => mul([p, transpose(q)])) },
    ),
    column: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'term' },
      { weight: 3, arbitrary: common('column', [x, y]) },
      { weight: 1, arbitrary: fc.tuple(of('square'), of('column')).map(mul) },
      { weight: 1, arbitrary: of('matrix').map(rowSum) },
    ),
    row: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'term' },
      { weight: 3, arbitrary: common('row', [b]) },
      { weight: 1, arbitrary: of('matrix').map(columnSum) },
      { weight: 1, arbitrary: fc.tuple(of('column'), of('matrix')).map(([u, w]) => mul([transpose(u), w])) },
    ),
  };
});

/** Whether a sum stands in one over the same letter: read, the inner one has another. */
const repeatsALetter = (e: Expr, around: readonly string[] = []): boolean =>
  e.kind === 'each'
    ? around.includes(e.over) || repeatsALetter(e.args[0] as Expr, [...around, e.over])
    : e.args.some((arg) => repeatsALetter(arg, around));

test('random terms are read back', () => {
  fc.assert(
    fc.property(fc.oneof(terms.matrix, terms.square, terms.column, terms.row, terms.scalar), (e) => {
      fc.pre(!repeatsALetter(e));
      const text = format(e);
      expect(format(readBack(text))).toBe(text);
      expect(readBack(text), text).toBe(e);
    }),
    { numRuns: 3000, seed: 17 },
  );
});

test('an index that was renamed on substitution can be read back', () => {
  const e = each('sum', "t'", 1, T, mul([dimension(dimName("t'")), dimension(t), a]));
  expect(format(e)).toBe('sum(s = 1..T, s*t*a)');
});

test('a dimension behind a variable of its name is written by its meaning', () => {
  const e = mul([power(dimension(n), minus), a]);
  expect(format(e)).toBe('a/n');
  expect(format(e, { isVariable: (v) => v === 'n' })).toBe('a/tr(eye(n))');
});

test('shapes', () => {
  expect([SCALAR, [n, 1], [1, n], [n, addDim(m, 1)]].map((s) => formatShape(s as readonly [Dim, Dim]))).toEqual([
    'scalar',
    'n',
    '1 x n',
    'n x m+1',
  ]);
});

test('definitions in the same loops share a block, which says its direction where that is not plain', () => {
  const down = [{ over: 't', from: T, to: 1, step: -1 }] as const;
  const up = [{ over: 't', from: T, to: 1, step: 1 }] as const;
  const target = (f: string): ReturnType<typeof name> => name(f, [n, m], [t]);
  const common = { anonymous: false };
  const text = formatDefinitions([
    { ...common, target: name('C', [n, m]), loops: [], value: A },
    { ...common, target: target('G'), loops: down, value: At(addDim(t, 1)) },
    { ...common, target: target('H'), loops: down, value: At(t) },
    { ...common, target: target('K'), loops: up, value: At(t) },
  ]);
  expect(text).toBe(
    [
      'C = A',
      'for t = T..1',
      '  G[t] = A[t+1]',
      '  H[t] = A[t]',
      'end',
      'for t = T..1 step 1',
      '  K[t] = A[t]',
      'end',
    ].join('\n'),
  );
  expect(parseStatements(text)).toHaveLength(3);
});

test('depth costs no stack, and what would be astronomically long is refused', () => {
  let deep: Expr = x;
  for (let i = 0; i < 10_000; i++) deep = call('tanh', [deep], [n, 1]);
  expect(format(deep)).toHaveLength('x'.length + 10_000 * 'tanh()'.length);
  let shared: Expr = A;
  for (let i = 0; i < 60; i++) shared = add([call('exp', [shared], [n, m]), call('sin', [shared], [n, m])]);
  expect(() => format(shared)).toThrow(/more than 2000000 names and numbers/);
});

const EXAMPLES = new URL('../docs/examples/', import.meta.url);
test.each(readdirSync(EXAMPLES).filter((f) => f.endsWith('.frob')))('the definitions of %s are read back', (file) => {
  const problem = readProblem(readFileSync(new URL(file, EXAMPLES), 'utf8'), catalog.table);
  for (const { target, value } of problem.definitions) {
    for (const e of [target, value]) expect(readExpression(format(e), problem, catalog.table)).toBe(e);
  }
  expect(problem.remarks).toEqual([]);
});
