/**
 * Samples: random values that keep what is declared, random functions for unknown ones, gradients within a declared
 * space.
 */
import { describe, expect, test } from 'vitest';
import {
  add,
  call,
  d,
  frobenius,
  grad,
  hadamard,
  mul,
  name,
  num,
  ones,
  scale,
  transpose,
} from '../src/expression/build.js';
import { SCALAR } from '../src/expression/dimension.js';
import type { Expr } from '../src/expression/expression.js';
import { parse } from '../src/index.js';
import type { Property, UserFunction } from '../src/language/problem.js';
import { checkStep } from '../src/numeric/check.js';
import { random } from '../src/numeric/random.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import type { Matrix } from '../src/rulebook/rule.js';

import { declare, define, m, n, p, problem, rows, sampled } from './numeric-fixture.js';

const B = name('B', [n, m]);
const s = name('s', SCALAR);

describe('unknown functions', () => {
  const U = name('U', [m, p]);
  const P = name('P', [n, p]);
  const L = name('L', SCALAR);
  const world = sampled(
    problem({
      declarations: [
        ['B', declare('B', B.shape)],
        ['U', declare('U', U.shape)],
      ],
      definitions: [define(P, mul([B, U]))],
      functions: new Map<string, UserFunction>([
        ['L', { kind: 'scalar', name: 'L', of: [P] }],
        ['f', { kind: 'elementwise', name: 'f' }],
        ['Y', { kind: 'matrix', name: 'Y', of: s, shape: [n, m] }],
      ]),
      wrt: [U],
    }),
  );
  test.each([
    ['by definition of L', d(L), frobenius(grad(L, P), d(P))],
    ['the chain rule', grad(L, U), mul([transpose(B), grad(L, P)])],
    ["f'", d(call('f', [U], U.shape)), hadamard([call("f'", [U], U.shape), d(U)])],
    ["f''", d(call("f'", [U], U.shape)), hadamard([call("f''", [U], U.shape), d(U)])],
  ] as const)('%s', (_, left, right) => {
    expect(checkStep(left, right, world)).toMatchObject({ outcome: 'ok' });
    expect(checkStep(scale(2, left), right, world)).toMatchObject({ outcome: 'failed' });
  });
});

describe('samples keep what is declared', () => {
  const Q = name('Q', [n, n]);
  const one = name('one', SCALAR);
  const zero = mul([num(0), Q]);
  const rowSums: Expr = mul([Q, ones(n, 1)]);
  const cases: readonly (readonly [Property, Expr, Expr])[] = [
    ['symmetric', transpose(Q), Q],
    ['posdef', mul([call('chol', [Q], Q.shape), transpose(call('chol', [Q], Q.shape))]), Q],
    ['skew', transpose(Q), scale(-1, Q)],
    ['diagonal', call('diag', [call('diagonal', [Q], [n, 1])], Q.shape), Q],
    ['lower', call('tril', [Q], Q.shape), Q],
    ['upper', call('triu', [Q], Q.shape), Q],
    ['orthogonal', mul([transpose(Q), Q]), add([call('eye', [], Q.shape), zero])],
    ['rowstochastic', rowSums, ones(n, 1)],
    ['positive', call('abs', [Q], Q.shape), Q],
    ['unit', call('norm2', [Q], SCALAR), add([num(1), mul([num(0), one])])],
    ['invertible', mul([Q, call('inv', [Q], Q.shape)]), call('eye', [], Q.shape)],
  ];
  test.each(cases)('%s', (property, left, right) => {
    const world = sampled(
      problem({
        declarations: [
          ['Q', declare('Q', Q.shape, [property])],
          ['one', declare('one', SCALAR)],
        ],
      }),
    );
    expect(checkStep(left, right, world)).toMatchObject({ outcome: 'ok' });
    const linear = ['symmetric', 'skew', 'diagonal', 'lower', 'upper'].includes(property);
    if (linear) expect(checkStep(d(left), d(right), world)).toMatchObject({ outcome: 'ok' });
  });

  test('distinct names have distinct sizes, and arguments of log are positive', () => {
    const z = name('z', [n, 1]);
    const world = sampled(
      problem({
        declarations: [['z', declare('z', z.shape)]],
        definitions: [define(name('L', SCALAR), call('sum', [call('log', [z], z.shape)], SCALAR))],
      }),
    );
    expect((world.value('z') as Matrix).data.every((v) => v > 0)).toBe(true);
    expect(new Set(['n', 'm', 'p'].map((k) => world.sizes.get(k))).size).toBe(3);
  });

  test('an impossible domain is said', () => {
    const z = name('z', [n, 1]);
    const definition = define(
      name('L', SCALAR),
      call('sum', [call('log', [scale(-1, call('exp', [z], z.shape))], z.shape)], SCALAR),
    );
    const sample = sampleEnvironment(
      problem({ declarations: [['z', declare('z', z.shape)]], definitions: [definition] }),
      [],
      1,
      { rows },
    );
    expect(sample).toEqual({ outcome: 'unchecked', reason: 'no sample was found: L is not finite' });
  });
});

test('where the sizes that are drawn need too much room, smaller ones are', () => {
  const names = Array.from({ length: 12 }, (_, k) => `A_${k + 1}`);
  const source = `${names.map((a, k) => `data ${a} : n_${k} x n_${k}`).join('\n')}\nparam a : scalar\nf = a*tr(${names.join(' + ')})`;
  const product = names.reduceRight((inside, a) => (inside === '' ? a : `kron(${a}, ${inside})`), '');
  const kron = parse(source.replace(names.join(' + '), product));
  const sample = sampleEnvironment(kron, [], 1, { rows });
  expect(sample.outcome === 'ok' && Math.max(...sample.env.sizes.values())).toBe(2);
});

test('the gradient by a structured variable lies in its space', () => {
  const S = name('S', [n, n]);
  const M = name('M', [n, n]);
  for (const [property, space] of [
    ['symmetric', 'sym'],
    ['posdef', 'sym'],
    ['skew', 'skew'],
    ['lower', 'tril'],
  ] as const) {
    const world = sampled(
      problem({
        declarations: [
          ['S', declare('S', S.shape, [property])],
          ['M', declare('M', M.shape)],
        ],
      }),
    );
    expect(checkStep(grad(frobenius(M, S), S), call(space, [M], M.shape), world)).toMatchObject({ outcome: 'ok' });
  }
});

test('random numbers depend on the seed and the text, not on the order', () => {
  const first = random(5, 'X[1]').normal();
  random(5, 'X[2]').normal();
  expect(random(5, 'X[1]').normal()).toBe(first);
  expect(random(6, 'X[1]').normal()).not.toBe(first);
  expect(random(5, 'X[2]').normal()).not.toBe(first);
});
