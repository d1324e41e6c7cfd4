/**
 * The rule book with every small fault put into it, one at a time, and what the reader and the rule check make of each.
 */

import { random } from '../../src/numeric/random.js';
import type { Catalog } from '../../src/rulebook/catalog.js';
import { derivativeFaults, ruleFaults } from './rule-faults.js';
import type { Check, Verdict } from './rule-judge.js';
import { judgeDerivative, judgeFault } from './rule-judge.js';

export interface JudgedFault {
  /** The rule: "product/matrix", "elementwise/exp". */
  readonly id: string;
  readonly kind: string;
  /** The faulty equation with its conditions, or the faulty derivative. */
  readonly text: string;
  readonly verdict: Verdict;
}

interface Planted {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly judge: (check?: Check) => Verdict;
}

const GROUPS = ['differential', 'adjoint', 'vec', 'identities'] as const;

/** All faults of the book, in its order. */
export function* plantedRules(catalog: Catalog): Generator<Planted> {
  for (const [name, module] of Object.entries(catalog.modules)) {
    for (const [fn, row] of Object.entries(module.elementwise ?? {})) {
      for (const { kind, text } of derivativeFaults(row.derivative)) {
        const judge = (check?: Check): Verdict => judgeDerivative(fn, text, catalog, check);
        yield { id: `${name}/${fn}`, kind, text: `${fn}′ = ${text}`, judge };
      }
    }
    for (const group of GROUPS) {
      for (const [key, row] of Object.entries(module[group] ?? {})) {
        for (const fault of ruleFaults(row)) {
          const { rule, where = [] } = fault.row;
          const judge = (check?: Check): Verdict => judgeFault(row, fault, catalog, check);
          yield { id: `${name}/${key}`, kind: fault.kind, text: [rule, ...where].join('; '), judge };
        }
      }
    }
  }
}

export interface RuleOptions {
  /** An even share of so many, drawn by the seed; all by default. */
  readonly sample?: number;
  readonly seed?: number;
  readonly check?: Check;
  readonly onProgress?: (done: number, of: number) => void;
}

export function scoreRules(catalog: Catalog, options: RuleOptions = {}): readonly JudgedFault[] {
  const planted = drawn([...plantedRules(catalog)], options.sample, options.seed ?? 1);
  return planted.map(({ id, kind, text, judge }, k) => {
    options.onProgress?.(k, planted.length);
    return { id, kind, text, verdict: judge(options.check) };
  });
}

/** `count` of a list, in the order in which the seed draws them: the first of more are the same. */
export function drawn<T>(all: readonly T[], count: number | undefined, seed: number): readonly T[] {
  if (count === undefined || count >= all.length) return all;
  const r = random(seed, 'mutation');
  const rest = [...all];
  for (let k = 0; k < count; k++) {
    const other = k + r.below(rest.length - k);
    [rest[k], rest[other]] = [rest[other] as T, rest[k] as T];
  }
  return rest.slice(0, count);
}
