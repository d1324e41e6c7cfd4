/**
 * Values far from those that samples have: of the other sign, large, small, whole, all alike. What agrees on ordinary values
 * alone, as asin(sin(a)) and a, or relu(a - 100) and 0, differs at some of these.
 */
import { name as makeName } from '../expression/build.js';
import { SCALAR } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { finite, map, subtract } from '../numeric/matrix.js';
import { ShakenEvaluator, WatchedEvaluator } from '../numeric/shaken.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Counterexample } from './verdict.js';

const CHANGES: readonly ((x: number) => number)[] = [
  ...[-1, 3, -3, 30, -30, 300, -300, 3000, -3000, 0.001].map((factor) => (x: number) => factor * x),
  ...[0, 1, -1, 2, 10, -10, 100].map((value) => () => value),
  Math.round,
];
/** Of those the first are moderate: what has no value there is outside the domain of a function, not too large. */
const MODERATE = 3;
/** A smaller difference, relative to the largest value on the way, is not looked into. */
const ROUNDING = 1e-6;
/** So often the values are worked out with other roundings. */
const RUNS = 5;
/** More entries than a person reads. */
const MOST_SHOWN = 12;

/** Where two terms are not the same: they differ there, or the one has a value and the other has none. */
export type Elsewhere =
  | { readonly kind: 'differ'; readonly example: Counterexample }
  | { readonly kind: 'no value'; readonly of: 'before' | 'after'; readonly at: string };

/** Two terms without differentials where variables that no property binds have other values than samples have. */
export function lookElsewhere(
  before: Expr,
  after: Expr,
  env: Environment,
  settings: readonly Bindings[],
): Elsewhere | undefined {
  // difference quotients are for ordinary values
  if (postorder([before, after]).some((e) => isCall(e, 'd') || isCall(e, 'grad'))) return undefined;
  const isFree = (key: string): boolean => {
    const declaration = env.declarations.get(key) ?? env.declarations.get(key.replace(/\[.*/, ''));
    return declaration === undefined || declaration.properties.size === 0;
  };
  let found: Elsewhere | undefined;
  for (const [k, change] of CHANGES.entries()) {
    const values = new Map<string, Matrix>();
    const value = (key: string): Matrix | undefined => {
      const known = values.get(key);
      if (known !== undefined) return known;
      const own = env.value(key);
      const changed = own && (isFree(key) ? map(own, change) : own);
      if (changed) values.set(key, changed);
      return changed;
    };
    const there = { ...env, value };
    for (const bindings of settings) {
      const seen = comparedAt(before, after, there, bindings);
      if (seen?.kind === 'differ') return { kind: 'differ', example: { ...seen, ...shown(values, env) } };
      if (seen && k < MODERATE) found ??= { kind: 'no value', of: seen.of, at: place(values) };
    }
  }
  return found;
}

type Compared =
  | { readonly kind: 'differ'; readonly before: Matrix; readonly after: Matrix }
  | { readonly kind: 'no value'; readonly of: 'before' | 'after' };

function comparedAt(a: Expr, b: Expr, env: Environment, bindings: Bindings): Compared | undefined {
  const evaluator = new WatchedEvaluator(env);
  const [x, y] = [valueHere(evaluator, a, bindings), valueHere(evaluator, b, bindings)];
  // what is infinite on the way is a pole, or too large for a number: nothing is said of it
  if (evaluator.wasInfinite || x === undefined || y === undefined) return undefined;
  if (finite(x) !== finite(y)) return { kind: 'no value', of: finite(x) ? 'after' : 'before' };
  if (!finite(x)) return undefined;
  const difference = subtract(x, y).data;
  const room = ROUNDING * Math.max(1, evaluator.largest);
  const places = [...difference.keys()].filter((k) => Math.abs(difference[k] as number) > room);
  if (places.length === 0) return undefined;
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const shaken = new ShakenEvaluator(env, run);
    const [u, v] = [valueHere(shaken, a, bindings), valueHere(shaken, b, bindings)];
    return u && v && subtract(u, v).data;
  });
  // roundings do not move what the difference is
  const isFirm = (k: number): boolean => {
    const own = difference[k] as number;
    return runs.every((run) => run !== undefined && Math.abs((run[k] as number) - own) < Math.abs(own) / 4);
  };
  return places.some(isFirm) ? { kind: 'differ', before: x, after: y } : undefined;
}

/** undefined where an algorithm has no answer. */
function valueHere(evaluator: WatchedEvaluator | ShakenEvaluator, e: Expr, bindings: Bindings): Matrix | undefined {
  try {
    return evaluator.value(e, bindings);
  } catch (error) {
    if (error instanceof FrobeniusError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function shown(
  values: ReadonlyMap<string, Matrix>,
  env: Environment,
): Pick<Counterexample, 'sizes' | 'settings' | 'small'> {
  const sizes = [...env.sizes];
  if ([...values.values()].reduce((sum, a) => sum + a.data.length, 0) > MOST_SHOWN)
    return { sizes, settings: [], small: false };
  const settings = [...values].map(([name, value]) => ({ name, term: makeName(name, SCALAR), value }));
  return { sizes: [], settings, small: true };
}

/** "a = -0.37" of one number, nothing of more. */
function place(values: ReadonlyMap<string, Matrix>): string {
  const [first, ...more] = values;
  if (!first || more.length > 0 || first[1].data.length !== 1) return '';
  return `${first[0]} = ${Number((first[1].data[0] as number).toPrecision(2))}`;
}
