/**
 * Sizes for checks: every range runs where it can, no sample is at sizes for which the derivation does not hold, and
 * code and evaluation agree with differences at the least sizes that it allows.
 */
import { describe, expect, test } from 'vitest';
import { derivationsToCode } from '../src/compile/to-code.js';
import type { Derivation } from '../src/derive/step.js';
import type { Poly } from '../src/expression/dimension.js';
import { addDim, dimName, multiplyDim, notNegativeToString, subtractDim } from '../src/expression/dimension.js';
import { compile, evaluate } from '../src/index.js';
import type { CheckReport } from '../src/numeric/check.js';
import { checkDerivation } from '../src/numeric/check.js';
import { meetDemands } from '../src/numeric/spans.js';
import { catalog } from '../src/rulebook/catalog.js';
import { derived } from './sources.js';

const derive = (source: string): Derivation => derived(source)[0] as Derivation;
const check = (derivation: Derivation): CheckReport => checkDerivation(derivation, { rows: catalog, exact: true });

const recurrence = (loss: string, rest = ''): string => `param A, B : n x n
param x : n
param h[0] : n
for t = 1..T
  h[t] = tanh(A*h[t-1] + x)
end
${rest}L = ${loss}
grad L wrt A, h[0], x
`;

const other = `data g[0] : n
for s = 1..S
  g[s] = sin(B*g[s-1])
end
`;

type Numbers = { readonly value: number; readonly derivatives: Readonly<Record<string, number[][]>> };
const numbers = (source: string, values: Record<string, unknown>): Numbers =>
  evaluate(source, values as never) as unknown as Numbers;

/** The loss, what the page says of sizes, and the least T of each sample. */
const CASES: readonly (readonly [name: string, source: string, condition: string, least: number])[] = [
  ['2..T-1', recurrence("sum(t = 2..T-1, h[t]'*h[t+1])"), 'T ≥ 3', 3],
  ['3..T-2', recurrence("sum(t = 3..T-2, h[t]'*h[t+2])"), 'T ≥ 6', 6],
  ['2..T-5', recurrence("sum(t = 2..T-5, h[t]'*h[t+3])"), 'T ≥ 9', 9],
  ['10..T', recurrence("sum(t = 10..T, h[t]'*h[t])"), 'T ≥ 10', 10],
  ['1..T-30', recurrence("sum(t = 1..T-30, h[t]'*h[t])"), 'T ≥ 30', 30],
  ['T and S', recurrence("sum(t = 2..T-1, h[t]'*h[t+1]) + sum(s = 3..S-2, g[s]'*g[s+1])", other), 'T ≥ 3', 3],
  [
    'a loop of a part',
    recurrence("sum(t = 3..T-3, q[t]'*q[t])", 'for t = 2..T-2\n  q[t] = B*h[t+1]\nend\n'),
    'T ≥ 5',
    5,
  ],
  ['a product', recurrence("prod(t = 3..T-2, h[t]'*h[t+1])"), 'T ≥ 5', 5],
];

describe.each(CASES)('%s', (_, source, condition, least) => {
  const derivation = derive(source);

  test('every step and line is checked, and holds', () => {
    const report = check(derivation);
    const all = [...report.steps.values(), ...report.lines.values(), ...report.results.map((r) => r.evidence)];
    expect(all.filter((e) => e.outcome !== 'ok')).toEqual([]);
    expect(report.samples).toHaveLength(3);
    for (const sizes of report.samples) expect(sizes.get('T')).toBeGreaterThanOrEqual(least);
    expect([...(report.exact?.lines.values() ?? [])].filter((f) => f.outcome !== 'equal')).toEqual([]);
  });

  test('the derivation says for which sizes it holds', () => {
    expect(derivation.conditions.join('; ')).toContain(`holds for ${condition}`);
  });

  test('values at the least size are those of differences, compiled too, and refused below', () => {
    const values = (T: number): Record<string, unknown> => ({
      A: [
        [0.5, 0.2],
        [0.1, -0.3],
      ],
      B: [
        [0.4, -0.6],
        [0.3, 0.2],
      ],
      x: [1, 0.5],
      'h[0]': [0.1, 0.2],
      ...(source.includes('g[0]') ? { 'g[0]': [0.3, 0.7], S: 6 } : {}),
      T,
    });
    const f = compile(source);
    for (const T of [least, least + 1, least + 2]) {
      const { derivatives } = numbers(source, values(T));
      const compiled = f(values(T)).derivatives as Record<string, number[][]>;
      const step = 1e-6;
      const at = (by: number): number => numbers(source, { ...values(T), x: [1 + by, 0.5] }).value;
      const slope = (at(step) - at(-step)) / (2 * step);
      expect(derivatives.x?.[0]?.[0]).toBeCloseTo(slope, 6);
      expect(compiled.x?.[0]?.[0]).toBeCloseTo(slope, 6);
      for (const key of ['A', 'h[0]'])
        derivatives[key]?.flat().forEach((number, k) => {
          expect(compiled[key]?.flat()[k]).toBeCloseTo(number, 10);
        });
    }
    for (let T = 1; T < least; T++) {
      expect(() => evaluate(source, values(T))).toThrow(/holds for/);
      expect(() => f(values(T))).toThrow(/holds for/);
    }
  });
});

test('where no small sizes allow it nothing is called checked, nor wrong', () => {
  const report = check(derive(recurrence("sum(t = 1..T-60, h[t]'*h[t])")));
  expect(report.outcome).toBe('unchecked');
  expect(report.missing[0]).toContain('T ≥ 60');
});

describe('sizes that meet demands', () => {
  const [T, S, n] = ['T', 'S', 'n'].map(dimName) as [Poly, Poly, Poly];
  const sizes = new Map([
    ['T', 3],
    ['S', 4],
    ['n', 2],
    ['m', 3],
  ]);
  const demand = (d: unknown): Poly => d as Poly;
  const rows: readonly (readonly [string, readonly Poly[], Record<string, number>])[] = [
    ['what is met stays', [demand(subtractDim(T, 2))], { T: 3, S: 4, n: 2 }],
    ['an end is raised', [demand(subtractDim(T, 7))], { T: 7, S: 4 }],
    ['one end after another', [demand(subtractDim(T, S)), demand(subtractDim(S, addDim(n, 3)))], { T: 5, S: 5 }],
    ['each not less than the other', [demand(subtractDim(T, S)), demand(subtractDim(S, T))], { T: 4, S: 4 }],
    ['a product', [demand(subtractDim(multiplyDim(T, n), 9))], { T: 5, n: 2 }],
    ['one counted down is lowered', [demand(subtractDim(2, T))], { T: 2 }],
    ['sizes stay apart', [demand(subtractDim(n, 3))], { n: 4, m: 3 }],
    [
      'what cannot be met is left out, the rest met',
      [demand(subtractDim(T, addDim(S, 1))), demand(subtractDim(S, addDim(T, 1))), demand(subtractDim(n, 4))],
      { n: 4 },
    ],
    ['what is too large stays', [demand(subtractDim(T, 1000))], { T: 3 }],
  ];
  test.each(rows)('%s', (_, demands, wanted) => {
    const found = meetDemands(demands, sizes, ['T', 'S', 'n', 'm'], new Set(['n', 'm']));
    expect(Object.fromEntries([...found].filter(([name]) => name in wanted))).toEqual(wanted);
  });

  test('a demand in words', () => {
    expect(notNegativeToString(demand(subtractDim(T, 6)))).toBe('T ≥ 6');
    expect(notNegativeToString(demand(subtractDim(addDim(T, 1), addDim(S, n))))).toBe('T ≥ S+n-1');
  });
});

describe('printed code refuses sizes for which it does not hold', () => {
  const source = recurrence("sum(t = 3..T-2, h[t]'*h[t+2])");
  test.each([
    ['numpy', /if T < 6:\n {8}raise ValueError\("the derivatives hold for T >= 6"\)/],
    ['jax', /if T < 6:\n {8}raise ValueError\("the derivatives hold for T >= 6"\)/],
    ['javascript', /if \(T < 6\) throw new Error\('the derivatives hold for T >= 6'\);/],
    ['matlab', /assert\(T >= 6, 'the derivatives hold for T >= 6'\);/],
    ['julia', /T >= 6 \|\| throw\(ArgumentError\("the derivatives hold for T >= 6"\)\)/],
  ] as const)('%s', (target, guard) => {
    expect(derivationsToCode([derive(source)], { target })).toMatch(guard);
    const whole = recurrence("sum(t = 1..T, h[t]'*h[t])");
    expect(derivationsToCode([derive(whole)], { target })).not.toContain('hold for');
  });
});
