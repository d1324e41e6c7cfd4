/**
 * Values far from those that samples have: of the other sign, large, small, whole, all alike. What agrees on ordinary values
 * alone, as asin(sin(a)) and a, or relu(a - 100) and 0, differs at some of these.
 */
import { name as makeName } from '../expression/build.js';
import { dimNames, SCALAR } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { declarationOf } from '../numeric/environment.js';
import { evaluatorOf } from '../numeric/evaluate.js';
import { attempt, compare } from '../numeric/evidence.js';
import { finite, map, scalar, subtract } from '../numeric/matrix.js';
import { requireProperties } from '../numeric/properties.js';
import { WatchedEvaluator } from '../numeric/shaken.js';
import type { Matrix } from '../rulebook/rule.js';
import { shakenIn, smallDifference, staysIn, valueHere } from './firm.js';
import { isMoving } from './moving.js';
import { choosesByLimit } from './saturated.js';
import type { Counterexample } from './verdict.js';

/** Of a value, and of how many variables came before it. */
type Change = (x: number, place: number) => number;
/** Of three variables each is another: (a^b)^c and a^(b·c) differ at a < 0, b = 2, c = ½. */
const APART: readonly Change[] = [(x) => -x, () => 2, () => 0.5];
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

const CHANGES: readonly Change[] = [
  ...[-1, 3, -3, 30, -30, 300, -300, 3000, -3000, 0.001].map(
    (factor): Change =>
      (x) =>
        factor * x,
  ),
  ...[0, 1, -1, 2, 10, -10, 100, 1e5, -1e5, 1e9, -1e9].map(
    (value): Change =>
      () =>
        value,
  ),
  (x) => Math.round(x),
  ...ORDERS.map(
    (order): Change =>
      (x, place) =>
        (APART[order[place % 3] as number] as Change)(x, place),
  ),
];
/** Of those the first are moderate: what has no value there is outside the domain of a function, not too large. */
const MODERATE = 3;
/** A smaller difference, relative to the largest value on the way, is not looked into. */
const ROUNDING = 1e-6;
/** At a kink a comparison of rounded values falls to one side or the other, and may do so alike in a few runs. */
const MANY_RUNS = 12;
const MOST_WHOLE = 1000;
/** More entries than a person reads. */
const MOST_SHOWN = 12;

/** Where two terms are not the same: they differ there, or the one has a value and the other has none. */
export type Elsewhere = { readonly kind: 'differ'; readonly example: Counterexample } | NoValue;

/** Where one of two terms has none: "at x = 0", "for n < m"; `both` of what has none at all. */
export interface NoValue {
  readonly kind: 'no value';
  readonly of: 'before' | 'after' | 'both';
  readonly at: string;
}

/** Two terms where variables have other values than samples have, as far as their declarations admit them. */
export function lookElsewhere(
  before: Expr,
  after: Expr,
  env: Environment,
  settings: readonly Bindings[],
): Elsewhere | undefined {
  // difference quotients are for ordinary values
  const moving = isMoving([before, after], env.definitions);
  const compared = moving ? differentialsAt : comparedAt;
  let found: Elsewhere | undefined;
  for (const [k, change] of CHANGES.slice(0, moving ? MODERATE : CHANGES.length).entries()) {
    const values = new Map<string, Matrix>();
    const value = (key: string): Matrix | undefined => {
      const known = values.get(key);
      if (known !== undefined) return known;
      const own = env.value(key);
      const place = values.size;
      const changed =
        own &&
        allowed(
          key,
          own,
          map(own, (x) => change(x, place)),
          env,
        );
      if (changed) values.set(key, changed);
      return changed;
    };
    const there = { ...env, value, sizes: sizesElsewhere(env, change) };
    for (const bindings of settings) {
      const seen = compared(before, after, there, bindings);
      if (seen?.kind === 'differ') return { kind: 'differ', example: { ...seen, ...shown(values, there) } };
      if (seen && k < MODERATE) found ??= { kind: 'no value', of: seen.of, at: placeOf(values) };
    }
  }
  return found;
}

/** Whole numbers of the problem changed as well, those that ranges may have as their ends not beyond reason. */
function sizesElsewhere(env: Environment, change: Change): ReadonlyMap<string, number> {
  const sizes = new Map(env.sizes);
  for (const [name, declaration] of env.declarations) {
    const own = declaration.properties.has('integer') ? sizes.get(name) : undefined;
    if (own === undefined || Math.abs(change(own, 0)) > MOST_WHOLE) continue;
    sizes.set(name, allowed(name, scalar(own), scalar(change(own, 0)), env).data[0] as number);
  }
  return sizes;
}

/** The changed value where it is as it is declared, else the one before. */
export const allowed = (key: string, own: Matrix, changed: Matrix, env: Environment): Matrix =>
  isAllowed(key, changed, env) ? changed : own;

/** Whether a value is as it is declared. */
export function isAllowed(key: string, value: Matrix, { declarations }: Environment): boolean {
  const declaration = declarationOf(declarations, key);
  if (declaration === undefined) return true;
  try {
    requireProperties(key, value, declaration);
    return true;
  } catch (error) {
    if (error instanceof FrobeniusError) return false;
    throw error;
  }
}

export type Compared =
  | { readonly kind: 'differ'; readonly before: Matrix; readonly after: Matrix }
  | { readonly kind: 'no value'; readonly of: 'before' | 'after' };

function differentialsAt(a: Expr, b: Expr, env: Environment, bindings: Bindings): Compared | undefined {
  if (attempt(() => compare(a, b, env, bindings)).outcome !== 'failed') return undefined;
  const evaluator = evaluatorOf(env);
  return { kind: 'differ', before: evaluator.value(a, bindings), after: evaluator.value(b, bindings) };
}

/** Of values; `fine` looks also into what is small beside the largest value on the way. */
export function comparedAt(a: Expr, b: Expr, env: Environment, bindings: Bindings, fine = false): Compared | undefined {
  const evaluator = new WatchedEvaluator(env);
  const [x, y] = [valueHere(evaluator, a, bindings), valueHere(evaluator, b, bindings)];
  // what is infinite on the way is a pole, or too large for a number: nothing is said of it
  if (evaluator.wasInfinite || x === undefined || y === undefined || choosesByLimit([a, b], env)) return undefined;
  if (finite(x) !== finite(y)) return { kind: 'no value', of: finite(x) ? 'after' : 'before' };
  if (!finite(x)) return undefined;
  const difference = subtract(x, y).data;
  const room = ROUNDING * Math.max(1, evaluator.largest);
  const places = [...difference.keys()].filter((k) => Math.abs(difference[k] as number) > room);
  if (places.length === 0 && fine) {
    const small = smallDifference(a, b, env, [bindings], MANY_RUNS);
    return small && { kind: 'differ', ...small };
  }
  // roundings do not move what the difference is
  const runs = shakenIn(env, fine ? MANY_RUNS : undefined);
  return staysIn(runs, difference, places, a, b, bindings) ? { kind: 'differ', before: x, after: y } : undefined;
}

/** Values and differentials of plain names in the terms, as a sample has them, to be shown. */
export function sampleShown(terms: readonly Expr[], env: Environment): ReturnType<typeof shown> {
  const values = new Map<string, Matrix>();
  const moved = new Map<string, Matrix>();
  const inner = new Set(postorder(terms).flatMap((e) => (isCall(e, 'd') ? namesIn(e) : [])));
  for (const x of terms.flatMap(namesIn)) {
    const own = x.index.length === 0 ? env.value(x.name) : undefined;
    if (own) values.set(x.name, own);
    const change = own && inner.has(x) ? env.direction(x.name) : undefined;
    if (change) moved.set(differentialName(x.name, env.declarations), change);
  }
  return shown(new Map([...values, ...moved]), env);
}

/** dX; where something else is called so, d(X). */
export const differentialName = (name: string, declarations: Environment['declarations']): string =>
  declarations.has(`d${name}`) ? `d(${name})` : `d${name}`;

export function shown(
  values: ReadonlyMap<string, Matrix>,
  env: Environment,
): Pick<Counterexample, 'sizes' | 'settings' | 'small'> {
  const sizes = [...env.sizes];
  if ([...values.values()].reduce((sum, a) => sum + a.data.length, 0) > MOST_SHOWN)
    return { sizes, settings: [], small: false };
  const settings = [...values].map(([name, value]) => ({ name, term: makeName(name, SCALAR), value }));
  // the sizes of what is shown are seen
  const seen = new Set([...values.keys()].flatMap((name) => env.declarations.get(name)?.shape.flatMap(dimNames) ?? []));
  return { sizes: sizes.filter(([name]) => !seen.has(name) && !values.has(name)), settings, small: true };
}

/** "at a = -0.37" of one number, nothing more exact of more. */
export function placeOf(values: ReadonlyMap<string, Matrix>): string {
  const [first, ...more] = values;
  if (!first || more.length > 0 || first[1].data.length !== 1) return 'at some values';
  return `at ${first[0]} = ${Number((first[1].data[0] as number).toPrecision(2))}`;
}
