/** What a hundred digits say of two terms that doubles cannot tell apart: tanh(12 + x²) and 1. */
import type { Call, Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import { cut } from '../language/error.js';
import { format } from '../language/format.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { fill } from '../numeric/matrix.js';
import { comparePrecisely, isBeyond } from '../numeric/precise.js';
import type { Catalog } from '../rulebook/catalog.js';
import { sampleShown } from './elsewhere.js';
import { saturatedCalls } from './saturated.js';
import type { Counterexample } from './verdict.js';

/** A smaller part of the sides is shown by itself. */
const SEEN = 1e-12;
/** Of so many settings of the free letters, the first ones. */
const MOST_SETTINGS = 6;

export type Digits =
  | { readonly outcome: 'differ'; readonly example: Counterexample }
  /** They differ, by less than any double. */
  | { readonly outcome: 'tiny' }
  | { readonly outcome: 'same' }
  | { readonly outcome: 'none' };

/** On one sample, at every setting of the letters that stand free. */
export function byDigits(
  before: Expr,
  after: Expr,
  env: Environment,
  settings: readonly Bindings[],
  catalog: Catalog,
): Digits {
  let outcome: 'tiny' | 'same' | 'none' = 'same';
  for (const bindings of settings.slice(0, MOST_SETTINGS)) {
    const found = comparePrecisely(before, after, env, catalog, bindings);
    if (found.outcome === 'none' && outcome === 'same') outcome = 'none';
    if (found.outcome !== 'differ') continue;
    const { before: x, after: y, difference } = found;
    if (difference.data.every((d) => d === 0)) {
      outcome = 'tiny';
      continue;
    }
    const isSeen = difference.data.some((d, k) => {
      const [a, b] = [x.data[k] as number, y.data[k] as number];
      return Math.abs(d) > SEEN * Math.max(Math.abs(a), Math.abs(b));
    });
    const sides = isSeen
      ? { before: x, after: y }
      : ({ before: difference, after: fill(x.rows, x.cols, 0), of: 'difference' } as const);
    return { outcome: 'differ', example: { ...sides, ...sampleShown([before, after], env) } };
  }
  return { outcome };
}

export const TINY = 'the two differ by less than any number that doubles have: that is beyond double precision';

/**
 * Why nothing is decided: a function in one of the terms is at its limit, as far as doubles tell, on every sample; and where
 * the terms have digits beyond those, as far as these tell.
 */
export function beyondDigits(
  terms: readonly Expr[],
  environments: readonly Environment[],
  catalog: Catalog,
): string | undefined {
  const [first, ...others] = environments.map((env) => saturatedCalls(withoutDifferentials(terms), env));
  const always = first?.find((e) => others.every((calls) => calls.includes(e)));
  if (always === undefined || !environments.every((env) => isBeyond(always, env, catalog))) return undefined;
  return beyondWords(always);
}

/** What stands within d(…) or grad is not looked at: a derivative tells of the term at ordinary values. */
function withoutDifferentials(terms: readonly Expr[]): readonly Expr[] {
  return terms.filter((e) => !postorder([e]).some((x) => isCall(x, 'd') || isCall(x, 'grad')));
}

const beyondWords = (e: Call): string =>
  `${cut(format(e))} is beyond double precision: it cannot be told from its limit`;
