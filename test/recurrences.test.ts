/** Random recurrences: gradients, and products with Hessians, are those of the value; compiled they are the same. */
import { describe, expect, test } from 'vitest';
import type { Values } from '../src/index.js';
import { check, compile, derive, evaluate } from '../src/index.js';
import { random } from '../src/numeric/random.js';
import { recurrence } from './recurrences.js';

const GRADIENTS = 40;
const PRODUCTS = 12;

const seeds = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/** Values for all that is declared, and a length at which no stretches overlap. */
function valuesFor(source: string, seed: number): Values {
  const { uniform } = random(seed, 'values');
  const names = [...source.matchAll(/^(?:param|data) (.*) : scalar$/gm)].flatMap(([, list]) =>
    (list as string).split(', '),
  );
  return { T: 9, ...Object.fromEntries(names.map((name) => [name, Math.round(2000 * uniform() - 1000) / 1000])) };
}

describe('random recurrences', () => {
  test.each(seeds(GRADIENTS))('gradients, seed %i', (seed) => {
    const derived = derive(recurrence(seed));
    expect(check(derived).outcome).toBe('ok');
    const values = valuesFor(recurrence(seed), seed);
    const [wanted, got] = [evaluate(derived, values), compile(derived)(values)];
    const off = (a: unknown, b: unknown): number =>
      Math.abs((a as number) - (b as number)) / Math.max(1, Math.abs(b as number));
    expect(off(got.value, wanted.value)).toBeLessThan(1e-10);
    for (const [name, number] of Object.entries(wanted.derivatives ?? {}))
      expect([name, off(got.derivatives[name], number) < 1e-9]).toEqual([name, true]);
  });

  test.each(seeds(PRODUCTS))('products with Hessians, seed %i', (seed) => {
    const asked = recurrence(seed).replace(/^grad L wrt (\w+).*$/m, 'hvp L wrt $1 along r');
    expect(check(derive(asked)).outcome).toBe('ok');
  });
});
