/**
 * A value and all its derivatives cost no more than three times the value alone: over a table of losses. The same table
 * holds what the figure rests on: that a plan does what is counted, and that its answers are the evaluator's.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileDerivation } from '../src/compile/compile.js';
import { costOf } from '../src/compile/cost.js';
import { programOf } from '../src/compile/program.js';
import { Ready } from '../src/compile/ready.js';
import type { Derivation } from '../src/derive/step.js';
import { evaluateDim } from '../src/expression/dimension.js';
import { compile, derive, evaluate } from '../src/index.js';
import { requiredValues } from '../src/numeric/evaluation.js';
import { catalog } from '../src/rulebook/catalog.js';
import { caseOf, distance } from './code-fixture.js';

interface Loss {
  readonly expression: string;
  /** How many times the value the whole may cost. */
  readonly bound: number;
  derivation(): Derivation;
}

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

const losses: Loss[] = readFileSync(new URL('./cases/losses.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(';').map((part) => part.trim()) as [string, string, string, string?])
  .map(([expression, declarations, wrt, bound = '3']) => ({
    expression,
    bound: Number(bound),
    derivation: once(() => {
      const declare = declarations.split('|').flatMap((d) => (d.trim() === '' ? [] : [d.trim()]));
      const { derivations } = derive(expression, { declare, wrt: wrt.split(',').map((w) => w.trim()) });
      return derivations[0] as Derivation;
    }),
  }));

/** Where every size is large: what stands beside the leading terms, a number for each row say, is nothing then. */
const LARGE = 1000;
/** What those other terms come to there. */
const ROUND = 0.01;

test('a value with its derivatives costs no more than three times the value', () => {
  const rows = losses.map(({ expression, bound, derivation }) => {
    const { value, all, uncounted } = costOf(programOf(derivation()));
    const times = value ? all.at({}, LARGE) / value.at({}, LARGE) : Number.NaN;
    return { expression, bound, times, uncounted };
  });
  const counted = rows.filter(({ uncounted }) => uncounted.length === 0);
  const wrong = counted.filter(({ times, bound }) => !(times <= bound + ROUND) || (bound > 3 && times <= 3 + ROUND));
  expect(wrong).toEqual([]);
  expect(counted.filter(({ bound }) => bound === 3).length).toBeGreaterThan(350);
}, 300_000);

test('a plan does what is counted', () => {
  const far = losses.flatMap(({ expression, derivation }) => {
    const one = derivation();
    const made = caseOf(expression, one);
    if (!made) return [`${expression}: no values`];
    const given = requiredValues(one, made.values, { rows: catalog });
    const { sizes } = given.env;
    const { flops } = Ready.of(programOf(one), given, { rows: catalog });
    const { all, uncounted } = costOf(programOf(one), (d) => evaluateDim(d, sizes) ?? 1);
    const counted = all.at(Object.fromEntries(sizes));
    const isNear = counted > 0.8 * flops - 2 && counted < 1.25 * flops + 2;
    return isNear || uncounted.length > 0 ? [] : [`${expression}: counted ${counted}, done ${flops}, ${all.text}`];
  });
  expect(far).toEqual([]);
}, 300_000);

test('its answers are those of the evaluator', () => {
  const wrong = losses.flatMap(({ expression, derivation }) => {
    const one = derivation();
    const made = caseOf(expression, one);
    if (!made) return [`${expression}: no values`];
    const found = compileDerivation(one, { rows: catalog })(made.values);
    const worst = Math.max(
      distance(found.value, made.value),
      ...Object.entries(made.derivatives).map(([key, wanted]) => distance(found.derivatives[key], wanted)),
    );
    return worst <= 1e-10 ? [] : [`${expression}: ${worst}`];
  });
  expect(wrong).toEqual([]);
}, 300_000);

describe('zeros, few members and none', () => {
  const cases: [expression: string, declare: string[], wrt: string[], values: Record<string, unknown>[]][] = [
    ['prod(i=1..n, x(i))', ['x : n'], ['x'], [[0, 0, 3], [0, 2, 3], [4], [0], [2, 0]].map((x) => ({ x }))],
    ['prod(i=2..n, x(i))', ['x : n'], ['x'], [[5], [5, 0], [1, 2, 3]].map((x) => ({ x }))],
    ['prod(i=1..n-1, x(i+1)*x(i))', ['x : n'], ['x'], [[5], [5, 0], [1, 2, 3]].map((x) => ({ x }))],
    ['prod(i=1..n, X[i])', ['X[i] : scalar'], ['X'], [{ X: [0, 2] }, { X: [3] }, { X: [], n: 0 }, { X: [0, 0, 1, 2] }]],
    ['prod(i=1..n, x(i)) + prod(i=1..n, y(i))', ['x, y : n'], ['x', 'y'], [{ x: [0, 2, 3], y: [4, 0, 0] }]],
    [
      'prod(i=1..n, prod(j=1..m, X(i,j)))',
      ['X : n x m'],
      ['X'],
      [
        {
          X: [
            [0, 1],
            [2, 3],
          ],
        },
        { X: [[5]] },
        { X: [[2], [0]] },
      ],
    ],
    ['sum(i=1..n, prod(j=1..i-1, 1 - x(j)))', ['x : n'], ['x'], [[1, 2], [3], [1, 1, 1, 1]].map((x) => ({ x }))],
    [
      'a*b*c*d*e',
      [],
      ['a', 'b', 'c', 'd', 'e'],
      [
        { a: 0, b: 2, c: 3, d: 4, e: 5 },
        { a: 0, b: 0, c: 3, d: 4, e: 5 },
      ],
    ],
    [
      'sum(i=1..n, sum(j=i+1..n, norm2(x[i] - x[j])^2))',
      ['x[i] : d'],
      ['x'],
      [{ x: [[1, 2]] }, { x: [[1], [2], [4]] }],
    ],
    [
      "sum(i=1..n, sum(j=1..n, x[i]'*A*x[j]))",
      ['x[i] : d', 'A : d x d'],
      ['x', 'A'],
      [
        {
          x: [],
          n: 0,
          A: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
    ],
    ['max(x)', ['x : n'], ['x'], [[1, 3, 3], [2], [0, 0]].map((x) => ({ x }))],
    [
      'sum(max(x, y))',
      ['x, y : n'],
      ['x', 'y'],
      [
        { x: [1, 2], y: [1, 3] },
        { x: [0], y: [-0] },
      ],
    ],
    ['norminf(x)', ['x : n'], ['x'], [[1, -3, 3], [2]].map((x) => ({ x }))],
  ];
  test.each(cases)('%s', (expression, declare, wrt, list) => {
    const derived = derive(expression, { declare, wrt });
    const f = compile(derived);
    for (const values of list) {
      const wanted = evaluate(derived, values) as { value: unknown; derivatives: Record<string, unknown> };
      const { value, derivatives } = f(values);
      expect(Object.keys(derivatives)).toEqual(Object.keys(wanted.derivatives));
      expect(distance(value, wanted.value)).toBeLessThan(1e-12);
      for (const key of Object.keys(derivatives))
        expect(distance(derivatives[key], wanted.derivatives[key])).toBeLessThan(1e-12);
    }
  });
});
