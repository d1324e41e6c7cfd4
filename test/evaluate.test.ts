/**
 * Values of expressions: operators against plain loops, differentials against one another, families and recurrences,
 * and steps that must be found wrong.
 */
import { describe, expect, test } from 'vitest';
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
  mul,
  name,
  num,
  ones,
  power,
  scale,
  subtract,
  transpose,
} from '../src/expression/build.js';
import type { Dim } from '../src/expression/dimension.js';
import { addDim, dimName, SCALAR } from '../src/expression/dimension.js';
import type { Expr, Name } from '../src/expression/expression.js';
import { evaluate as evaluateText } from '../src/index.js';
import { checkStep } from '../src/numeric/check.js';
import { evaluate } from '../src/numeric/evaluate.js';
import { relativeError } from '../src/numeric/evidence.js';
import { kernels } from '../src/numeric/kernels.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import type { Matrix } from '../src/rulebook/rule.js';

import { declare, define, m, n, p, problem, rows, sampled, T, t } from './numeric-fixture.js';

const A = name('A', [n, n]);
const B = name('B', [n, m]);
const C = name('C', [m, p]);
const x = name('x', [n, 1]);
const s = name('s', SCALAR);
const plain = problem({
  declarations: [
    ['A', declare('A', A.shape, ['invertible'])],
    ['B', declare('B', B.shape)],
    ['C', declare('C', C.shape)],
    ['x', declare('x', x.shape, ['positive'])],
    ['s', declare('s', SCALAR, ['positive'])],
  ],
});
const env = sampled(plain);
const valueIn = (e: Expr): Matrix => evaluate(e, env);
const same = (a: Matrix, b: Matrix, tolerance = 1e-12): void => expect(relativeError(a, b)).toBeLessThan(tolerance);
const entry = (a: Matrix, i: number, j: number): number => a.data[i * a.cols + j] as number;

describe('operators against loops', () => {
  const [a, b, c] = [valueIn(A), valueIn(B), valueIn(C)];
  const cases: readonly (readonly [string, Expr, (i: number, j: number) => number])[] = [
    [
      'A*B',
      mul([A, B]),
      (i, j) => [...Array(a.cols).keys()].reduce((sum, k) => sum + entry(a, i, k) * entry(b, k, j), 0),
    ],
    ["B'", transpose(B), (i, j) => entry(b, j, i)],
    ['2*B - s*B', subtract(scale(2, B), mul([s, B])), (i, j) => (2 - (valueIn(s).data[0] as number)) * entry(b, i, j)],
    ['B .* B', hadamard([B, B]), (i, j) => entry(b, i, j) ** 2],
    ['B.^3', power(B, num(3)), (i, j) => entry(b, i, j) ** 3],
    ['B ./ s', divide(B, s), (i, j) => entry(b, i, j) / (valueIn(s).data[0] as number)],
    [
      'kron(B, C)',
      call('kron', [B, C], [n, p]),
      (i, j) => entry(b, Math.floor(i / c.rows), Math.floor(j / c.cols)) * entry(c, i % c.rows, j % c.cols),
    ],
    ['vec(B)', call('vec', [B], [n, 1]), (k) => entry(b, k % b.rows, Math.floor(k / b.rows))],
    ['B(2:2, :)', call('slice', [B], [1, m], [2, 2, 1, m]), (_, j) => entry(b, 1, j)],
    ['tanh(B)', call('tanh', [B], B.shape), (i, j) => Math.tanh(entry(b, i, j))],
    ['1/n', power(dimension(n), num(-1)), () => 1 / a.rows],
    ['where', call('where>', [B, mul([num(0), B]), B, scale(-1, B)], B.shape), (i, j) => Math.abs(entry(b, i, j))],
    [
      'softmax(B)',
      call('softmax', [B], B.shape),
      (i, j) => {
        const total = [...Array(b.cols).keys()].reduce((sum, k) => sum + Math.exp(entry(b, i, k)), 0);
        return Math.exp(entry(b, i, j)) / total;
      },
    ],
    [
      'softmax(B, 1)',
      call('softmaxcol', [B], B.shape),
      (i, j) => {
        const total = [...Array(b.rows).keys()].reduce((sum, k) => sum + Math.exp(entry(b, k, j)), 0);
        return Math.exp(entry(b, i, j)) / total;
      },
    ],
  ];
  test.each(cases)('%s', (_, e, expected) => {
    const value = valueIn(e);
    same(value, kernels.make(value.rows, value.cols, expected));
  });
});

/** Equalities of values that tie operators to one another. */
const K = call('commutation', [], [n, n], [n, m]);
const identities: readonly (readonly [string, Expr, Expr])[] = [
  ["K vec(B) = vec(B')", mul([K, call('vec', [B], [n, 1])]), call('vec', [transpose(B)], [n, 1])],
  ['unvec(vec(B))', call('unvec', [call('vec', [B], [n, 1])], [n, m], [n, m]), B],
  ['inv(A)*A', mul([call('inv', [A], A.shape), A]), mul([eye(n), eye(n)])],
  ['A : A = norm²', frobenius(A, A), power(call('norm2', [A], SCALAR), num(2))],
  ['matpow', call('matpow', [A, num(3)], A.shape), mul([A, A, A])],
  ['tr', call('tr', [A], SCALAR), frobenius(call('eye', [], A.shape), A)],
  ['sum', call('sum', [B], SCALAR), mul([ones(1, n), B, ones(m, 1)])],
  ['logdet', call('logdet', [A], SCALAR), call('log', [call('abs', [call('det', [A], SCALAR)], SCALAR)], SCALAR)],
  ['adj', call('adj', [A], A.shape), mul([call('det', [A], SCALAR), call('inv', [A], A.shape)])],
  ['sym + skew', add([call('sym', [A], A.shape), call('skew', [A], A.shape)]), A],
  ['logsoftmax', call('exp', [call('logsoftmax', [B], B.shape)], B.shape), call('softmax', [B], B.shape)],
  ['blocks', call('slice', [call('hcat', [A, B], [n, addDim(n, m)])], B.shape, [1, n, addDim(n, 1), addDim(n, m)]), B],
  [
    'pad',
    call('slice', [call('pad', [B], [addDim(n, 2), addDim(m, 1)], [addDim(n, 2), addDim(m, 1), 2, 2])], B.shape, [
      2,
      addDim(n, 1),
      2,
      addDim(m, 1),
    ]),
    B,
  ],
  ['d(AB)', d(mul([A, B])), add([mul([d(A), B]), mul([A, d(B)])])],
  ['d inv', d(call('inv', [A], A.shape)), scale(-1, mul([call('inv', [A], A.shape), d(A), call('inv', [A], A.shape)]))],
  [
    'd det',
    d(call('det', [A], SCALAR)),
    mul([call('det', [A], SCALAR), call('tr', [mul([call('inv', [A], A.shape), d(A)])], SCALAR)]),
  ],
  ['d of d', d(d(mul([A, A]))), scale(2, mul([d(A), d(A)]))],
  ['gradient and differential', d(call('logdet', [A], SCALAR)), frobenius(grad(call('logdet', [A], SCALAR), A), d(A))],
  ['d expm', d(call('expm', [A], A.shape)), call('dexpm', [A, d(A)], A.shape)],
];

describe('identities', () => {
  test.each(identities)('%s', (_, left, right) => {
    expect(checkStep(left, right, env)).toMatchObject({ outcome: 'ok' });
  });
});

describe('a wrong step is caught', () => {
  test.each([
    ['a sign', d(mul([A, B])), subtract(mul([d(A), B]), mul([A, d(B)]))],
    ['a missing transpose', frobenius(A, mul([A, d(A)])), frobenius(mul([A, A]), d(A))],
    ['a coefficient', d(frobenius(B, B)), frobenius(B, d(B))],
    ['a small error', mul([A, B]), mul([num({ p: 10_000_001, q: 10_000_000 }), A, B])],
    ['a wrong shape', mul([A, B]), transpose(B)],
  ] as const)('%s', (_, left, right) => {
    expect(checkStep(left, right, env)).toMatchObject({ outcome: 'failed' });
  });

  test('what has no value is unchecked, with its reason', () => {
    expect(checkStep(name('Z', [n, n]), A, env)).toEqual({ outcome: 'unchecked', reason: 'Z has no value' });
  });
});

describe('families', () => {
  const H = (at: Dim): Name => name('H', [n, 1], [at]);
  const X = (at: Dim): Name => name('X', [n, 1], [at]);
  const G = (at: Dim): Name => name('G', [n, 1], [at]);
  const W = name('W', [n, n]);
  const up = { over: 't', from: 1, to: T, step: 1 } as const;
  const L = name('L', SCALAR);
  const recurrent = problem({
    declarations: [
      ['W', declare('W', W.shape)],
      ['X', declare('X', [n, 1], [], 1)],
      ['H[0]', declare('H', [n, 1], [], 1, [0])],
    ],
    definitions: [
      define(H(t), call('tanh', [add([mul([W, H(addDim(t, -1))]), X(t)])], [n, 1]), [up]),
      define(L, each('sum', 't', 1, T, frobenius(H(t), H(t)))),
    ],
    wrt: [W],
  });

  test('a recurrence is run forwards', () => {
    const world = sampled(recurrent);
    let h = world.value('H[0]') as Matrix;
    let sum = 0;
    for (let k = 1; k <= (world.sizes.get('T') as number); k++) {
      h = kernels.map(
        kernels.add(kernels.multiply(world.value('W') as Matrix, h), world.value(`X[${k}]`) as Matrix),
        Math.tanh,
      );
      sum += kernels.fold(h, (total, v) => total + v * v, 0);
    }
    same(evaluate(L, world), kernels.scalar(sum));
  });

  test('backwards, with its end condition: the gradient by back-propagation', () => {
    const slope = (at: Dim): Expr => subtract(ones(n, 1), hadamard([H(at), H(at)]));
    const carried = hadamard([add([scale(2, H(t)), mul([transpose(W), G(addDim(t, 1))])]), slope(t)]);
    const down = { over: 't', from: T, to: 1, step: -1 } as const;
    const named = [define(G(t), carried, [down]), define(G(addDim(T, 1)), mul([num(0), X(1)]))];
    const sample = sampleEnvironment(recurrent, named, 3, { rows });
    if (sample.outcome !== 'ok') throw new Error(sample.reason);
    const result = each('sum', 't', 1, T, mul([G(t), transpose(H(addDim(t, -1)))]));
    expect(checkStep(grad(L, W), result, sample.env)).toMatchObject({ outcome: 'ok' });
    expect(checkStep(grad(L, H(1)), grad(L, X(1)), sample.env)).toMatchObject({ outcome: 'failed' });
    expect(checkStep(hadamard([grad(L, H(1)), slope(1)]), grad(L, X(1)), sample.env)).toMatchObject({ outcome: 'ok' });
    const range = [{ over: 't', from: 1, to: T }];
    expect(checkStep(G(t), grad(L, X(t)), sample.env, range)).toMatchObject({ outcome: 'ok' });
  });

  test('ten thousand members need no call stack', () => {
    const sample = sampleEnvironment(recurrent, [], 1, {
      rows,
      sizes: new Map([
        ['T', 10_000],
        ['n', 2],
      ]),
    });
    if (sample.outcome !== 'ok') throw new Error(sample.reason);
    expect(Number.isFinite(evaluate(L, sample.env).data[0])).toBe(true);
  });

  test('a definition that runs in a circle is an error', () => {
    const circular = problem({
      declarations: [],
      definitions: [
        define(name('u', SCALAR), add([name('v', SCALAR), num(1)])),
        define(name('v', SCALAR), name('u', SCALAR)),
      ],
    });
    expect(sampleEnvironment(circular, [], 1, { rows, attempts: 2 })).toMatchObject({
      outcome: 'unchecked',
      reason: expect.stringMatching(/defined by itself/),
    });
  });

  test('inner and outer indices of nested sums are kept apart', () => {
    const body = mul([dimension(dimName('i')), dimension(dimName('j'))]);
    const nested = each('sum', 'i', 1, 3, mul([each('sum', 'j', 1, dimName('i'), body), dimension(dimName('i'))]));
    let expected = 0;
    for (let i = 1; i <= 3; i++) for (let j = 1; j <= i; j++) expected += i * j * i;
    expect(evaluate(nested, env).data[0]).toBe(expected);
  });
});

describe('values to the last digit, and of every shape', () => {
  test.each([
    ['norm2(a)^2', { a: [1, 2] }, ['a : n'], 5],
    ['‖a‖²', { a: [0.1, 0.2] }, ['a : n'], 0.1 * 0.1 + 0.2 * 0.2],
    [
      "svdvals(C')(1) - specnorm(C)",
      {
        C: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
      ['C : 3 x 2'],
      0,
    ],
  ])('%s', (text, values, declare, expected) => {
    expect(evaluateText(text, values, { declare }).value).toBe(expected);
  });
});

describe('gradients where rounding makes a symmetric matrix a little less than that', () => {
  const Z = [
    [0.1, -0.1],
    [0.6, 0.1],
  ];
  const STEP = 1e-6;
  const options = { declare: ['Z : n x m'], wrt: ['Z'] };
  test.each(["min(inv(eye(n) + Z*Z'))", "max(-inv(eye(n) + Z*Z'))", "norminf(inv(eye(n) + Z*Z')*3)"])('%s', (text) => {
    const moved = (i: number, j: number, by: number): number =>
      evaluateText(text, { Z: Z.map((row, k) => row.map((x, l) => (k === i && l === j ? x + by : x))) }, options)
        .value as number;
    const gradient = evaluateText(text, { Z }, options).derivatives?.Z as number[][];
    Z.forEach((row, i) => {
      row.forEach((_, j) => {
        expect(gradient[i]?.[j]).toBeCloseTo((moved(i, j, STEP) - moved(i, j, -STEP)) / (2 * STEP), 6);
      });
    });
  });
});
