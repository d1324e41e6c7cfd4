/**
 * Random recurrences: gradients, and products with Hessians, are those of the value; compiled they are the same, and printed
 * at every length, or it is said for which lengths.
 */
import { describe, expect, test } from 'vitest';
import { programOf } from '../src/compile/program.js';
import type { Derivation } from '../src/derive/step.js';
import type { Values } from '../src/index.js';
import { check, compile, derive, evaluate, toCode, toInput } from '../src/index.js';
import { random } from '../src/numeric/random.js';
import type { Outcome, Printed } from './code-fixture.js';
import { distance } from './code-fixture.js';
import { node } from './code-runners.js';
import { recurrence } from './recurrences.js';

const GRADIENTS = 40;
const PRODUCTS = 12;
/** Those that are printed, at these lengths. */
const SHORT = 20;
const LENGTHS = [1, 2, 3, 5];

const seeds = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/** Values for all that is declared, and a length at which no stretches overlap. */
function valuesFor(source: string, seed: number, length = 9): Values {
  const { uniform } = random(seed, 'values');
  const names = [...source.matchAll(/^(?:param|data) (.*) : scalar$/gm)].flatMap(([, list]) =>
    (list as string).split(', '),
  );
  return { T: length, ...Object.fromEntries(names.map((name) => [name, Math.round(2000 * uniform() - 1000) / 1000])) };
}

const productOf = (source: string): string =>
  source.replace(/^grad L wrt (\w+).*$/m, (_, x) => `data r : scalar\nhvp L wrt ${x} along r`);

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
    expect(check(derive(productOf(recurrence(seed)))).outcome).toBe('ok');
  });

  test('printed and compiled they hold at every length, or say for which', () => {
    const numbers = [...seeds(SHORT), 57];
    const sources = numbers.flatMap((seed) => [recurrence(seed), productOf(recurrence(seed))]);
    const runs = sources.flatMap((source, k) => runsOf(source, numbers[k >> 1] as number));
    const outcomes = node('javascript').run(runs);
    runs.forEach(({ name, wanted, compiled }, i) => {
      for (const found of [outcomes[i] as Outcome, compiled]) {
        const isTold = 'error' in found && /hold.* for T >?[≥=]/.test(found.error);
        const off = 'error' in found ? found.error : distance(numbersOf(found), numbersOf(wanted));
        expect([name, isTold || off]).toEqual([name, isTold || expect.closeTo(0, 9)]);
      }
    });
  });

  test('a product with a Hessian by the boundary holds for T = 1, and its formulas too', () => {
    const derived = derive(
      [
        'data V : n',
        'param W : n x n',
        'param H[0] : n',
        'for t = 1..T',
        '  H[t] = tanh(W*H[t-1])',
        'end',
        'L = sum(H[T])',
        'hvp L wrt H[0] along V',
      ].join('\n'),
    );
    expect(toInput(derived)).toContain('for t = 2..T\n  G_G_H[t-1] =');
    const values = {
      T: 1,
      V: [1, 2],
      W: [
        [0.1, -0.3],
        [0.2, 0.5],
      ],
      'H[0]': [0.5, -1],
    };
    const [wanted, got] = [evaluate(derived, values), compile(derived)(values)];
    expect(distance(Object.values(got.derivatives ?? {}), Object.values(wanted.derivatives ?? {}))).toBeLessThan(1e-12);
  });

  test('what is the same as a member of a loop is not looked for in a loop that is gone through at larger sizes alone', () => {
    // cos(a[1]) is cos(a[t]) of t = 1..T-1 from T = 2 on
    const code = toCode(derive(productOf(recurrence(57))), { target: 'javascript' });
    expect(code).not.toMatch(/cos_a\[1\]/);
  });
});

interface Run extends Printed {
  readonly name: string;
  readonly wanted: Outcome;
  readonly compiled: Outcome;
}

const numbersOf = (outcome: Outcome): unknown => ('error' in outcome ? undefined : Object.values(outcome.derivatives));

function outcomeOf(run: () => unknown): Outcome {
  try {
    return run() as Outcome;
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** The printed function at small lengths; those for which the value has members that nobody has given are left out. */
function runsOf(source: string, seed: number): Run[] {
  const derived = derive(source);
  const [derivation] = derived.derivations as [Derivation];
  const program = programOf(derivation);
  const code = toCode(derived, { target: 'javascript' });
  return LENGTHS.flatMap((length): Run[] => {
    const values = valuesFor(source, seed, length) as Record<string, unknown>;
    const wanted = outcomeOf(() => evaluate(derived, values));
    if ('error' in wanted) return [];
    const args = [...program.inputs.map(({ key }) => values[key]), ...program.sizes.map(({ size }) => values[size])];
    const compiled = outcomeOf(() => compile(derived)(values));
    const keys = program.derivatives.map(({ key }) => key);
    return [{ name: `seed ${seed}, T = ${length}\n${source}`, code, args, program, keys, wanted, compiled }];
  });
}
