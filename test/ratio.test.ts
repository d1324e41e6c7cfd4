/**
 * A value and all its derivatives cost no more than three times the value alone: over a table of losses. The same table
 * holds what the figure rests on: that a plan does what is counted, and that its answers are the evaluator's.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileDerivation } from '../src/compile/compile.js';
import { costOf } from '../src/compile/cost.js';
import { programOf } from '../src/compile/program.js';
import { Ready } from '../src/compile/ready.js';
import type { Derivation } from '../src/derive/step.js';
import { evaluateDim } from '../src/expression/dimension.js';
import { derive } from '../src/index.js';
import { requiredValues } from '../src/numeric/evaluation.js';
import { catalog } from '../src/rulebook/catalog.js';
import { caseOf, distance } from './code-fixture.js';

interface Loss {
  readonly expression: string;
  derivation(): Derivation;
}

const losses: Loss[] = readFileSync(new URL('./cases/losses.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(';').map((part) => part.trim()) as [string, string, string])
  .map(([expression, declarations, wrt]) => ({
    expression,
    derivation: () => {
      const declare = declarations.split('|').flatMap((d) => (d.trim() === '' ? [] : [d.trim()]));
      const { derivations } = derive(expression, { declare, wrt: wrt.split(',').map((w) => w.trim()) });
      return derivations[0] as Derivation;
    },
  }));

/** Where every size is large: what stands beside the leading terms, a number for each row say, is nothing then. */
const LARGE = 1000;

/** Those that take more, and how much; docs/code.md says why. */
const DEARER = new Map([
  ['logdet(chol(S))', 4.01],
  ['log(prod(i=1..n, x(i)))', 4],
  ['prod(i=1..n, prod(j=1..m, X(i,j)))', 4],
]);

test('a value with its derivatives costs no more than three times the value', () => {
  const rows = losses.map(({ expression, derivation }) => {
    const { value, all, uncounted } = costOf(programOf(derivation()));
    const times = value ? all.at({}, LARGE) / value.at({}, LARGE) : Number.NaN;
    return { expression, times, uncounted };
  });
  if (process.env.LOSSES)
    for (const { expression, times } of [...rows].sort((a, b) => b.times - a.times))
      console.log(times.toFixed(3), expression);
  const dear = rows.filter(({ times, expression }) => !(times <= 3.005) && !DEARER.has(expression));
  expect(dear).toEqual([]);
  for (const { expression, times } of rows) {
    const bound = DEARER.get(expression);
    if (bound !== undefined) expect([expression, times > 3.005 && times <= bound]).toEqual([expression, true]);
  }
  expect(losses.length).toBeGreaterThan(200);
});

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
});

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
});
