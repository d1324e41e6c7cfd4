/**
 * Where differentials and gradients are compared beside their switches: the gradient of relu(x) and where(x > 0.01, 1, 0)
 * differ between 0 and 0.01 alone, where random values hardly are.
 *
 * At a comparison that turns, or a kink, no difference quotient means anything; so values are taken at several distances to
 * both sides, with steps that reach no kink of what is differentiated. A comparison whose turn is not found is told of.
 */
import type { Call, Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { DEFAULT_STEP, propertiesOf } from '../numeric/environment.js';
import { Evaluator } from '../numeric/evaluate.js';
import { relativeError } from '../numeric/evidence.js';
import { fill, map, subtract } from '../numeric/matrix.js';
import { freeIndices, isDerivative } from '../numeric/memo.js';
import type { Matrix } from '../rulebook/rule.js';
import { differentialName, isAllowed, shown } from './elsewhere.js';
import { staysIn, valueHere, withSteps } from './firm.js';
import type { Measure } from './near-kinks.js';
import { measuresOf } from './near-kinks.js';
import type { Values } from './roots.js';
import { entriesOf, rootOf, valuesUsed, withEntry, withValues } from './roots.js';
import { sidesOf, withDefinitions } from './saturated.js';
import type { Ties } from './ties.js';
import { isShared, jumpsOf, Search } from './ties.js';
import type { Counterexample } from './verdict.js';

/** How far beside a place, of its own size. */
const BESIDE = [0.5, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
const MOST_LEAVES = 400;
/** Of each matrix. */
const MOST_ENTRIES = 2;
/** Of each comparison or kink, and of all. */
const MOST_PLACES = 2;
const MOST = 300;
/** Of the distance to the nearest kink: a five-point quotient reaches two steps. */
const STEP = 1 / 8;
/** A smaller step leaves too few digits. */
const LEAST_STEP = 2 ** -26;
/** A smaller difference may be one of the quotients. */
const CLEAR = 1e-3;
/** Parts of the step with which a difference has to stay. */
const SMALLER = [1 / 2, 1 / 4];

export function lookBeside(before: Expr, after: Expr, env: Environment, settings: readonly Bindings[]): Ties {
  const open: Call[] = [];
  if (before.leaves + after.leaves > MOST_LEAVES) return { kind: 'looked', open };
  const terms = [before, after];
  const inner = differentiated(terms, env);
  let count = 0;
  const differAt = (values: Values): Counterexample | undefined => {
    if (++count > MOST) return undefined;
    const there = steppedAt(values, env, inner);
    const sides = there && settings.map((b) => differing(before, after, there, b)).find((x) => x !== undefined);
    return sides && { ...sides, ...shown(new Map([...values, ...directionsIn(terms, env)]), env) };
  };
  const lookAround = (places: Iterable<Values>, of: readonly Expr[]): Counterexample | undefined => {
    let tried = 0;
    for (const place of places) {
      for (const values of around(place, of, env)) {
        const found = differAt(values);
        if (found) return found;
      }
      if (++tried >= MOST_PLACES) return undefined;
    }
    return undefined;
  };
  for (const e of jumpsOf(terms, env)) {
    const search = new Search(e, terms, env);
    const example = lookAround(search.places(), sidesOf(e));
    if (example) return { kind: 'differ', example };
    if (search.isOpen && !isShared(e, before, after, env)) open.push(e);
  }
  for (const { of, measure } of measuresOf(withDefinitions(terms, env), env)) {
    const example = lookAround(roots(of, measure, terms, env), of);
    if (example) return { kind: 'differ', example };
  }
  return { kind: 'looked', open };
}

/** What stands within d(…) and grad, with what its names are defined by. */
function differentiated(terms: readonly Expr[], env: Environment): readonly Expr[] {
  const inner = postorder(withDefinitions(terms, env)).flatMap((e) => {
    const of = isCall(e, 'd') || isCall(e, 'grad') ? (e.args[0] as Expr) : undefined;
    return of && !of.differential && !isDerivative(of) ? [of] : [];
  });
  return withDefinitions(inner, env).filter((e) => freeIndices(e).every((name) => env.sizes.has(name)));
}

/** The environment with other values, and a step of quotients that stays clear of kinks; undefined where none does. */
function steppedAt(values: Values, env: Environment, inner: readonly Expr[]): Environment | undefined {
  const there = withValues(values, env);
  const evaluator = new Evaluator(there);
  if (inner.some((e) => valueHere(evaluator, e, new Map()) === undefined)) return undefined;
  const step = Math.min(env.step ?? DEFAULT_STEP, STEP * evaluator.nearestKink);
  return step >= LEAST_STEP ? { ...there, step } : undefined;
}

/** Both sides where they differ clearly, and with smaller steps as well. */
function differing(
  before: Expr,
  after: Expr,
  env: Environment,
  bindings: Bindings,
): Pick<Counterexample, 'before' | 'after'> | undefined {
  const evaluator = new Evaluator(env);
  const [x, y] = [valueHere(evaluator, before, bindings), valueHere(evaluator, after, bindings)];
  if (x === undefined || y === undefined || !(relativeError(x, y) > CLEAR)) return undefined;
  const own = subtract(x, y).data;
  const places = [...own.keys()].filter((k) => Math.abs(own[k] as number) > CLEAR);
  return staysIn(withSteps(env, SMALLER), own, places, before, after, bindings) ? { before: x, after: y } : undefined;
}

/** Values beside a place, one entry moved to either side. */
function* around(place: Values, of: readonly Expr[], env: Environment): Generator<Values> {
  const there = withValues(place, env);
  for (const key of valuesUsed(of, there).keys()) {
    const own = place.get(key);
    if (own === undefined) continue;
    for (const entry of entriesOf(own, MOST_ENTRIES)) {
      const at = own.data[entry] as number;
      for (const part of BESIDE)
        for (const sign of [1, -1]) {
          const moved = withEntry(own, entry, at + sign * part * (Math.abs(at) || 1), propertiesOf(key, env));
          if (moved && isAllowed(key, moved, env)) yield new Map([...place, [key, moved]]);
        }
    }
  }
}

/** Where a measure is 0: one entry moved from several points, then all together made larger or smaller. */
function* roots(of: readonly Expr[], measure: Measure, terms: readonly Expr[], env: Environment): Generator<Values> {
  const all = valuesUsed([...terms, ...of], env);
  const alike = (x: number): Values => new Map([...all].map(([key, a]) => [key, fill(a.rows, a.cols, x)]));
  const isFit = (values: Values): boolean => [...values].every(([key, a]) => isAllowed(key, a, env));
  const at = (values: Values | undefined): number | undefined =>
    values && measure(new Evaluator(withValues(values, env)));
  const keys = [...valuesUsed(of, env).keys()];
  for (const base of [all, alike(1), alike(0)].filter(isFit))
    for (const key of keys)
      for (const entry of entriesOf(base.get(key) as Matrix, MOST_ENTRIES)) {
        const own = base.get(key) as Matrix;
        const moved = (t: number): Values | undefined => {
          const value = withEntry(own, entry, t, propertiesOf(key, env));
          return value && new Map([...base, [key, value]]);
        };
        const root = rootOf((t) => at(moved(t)), own.data[entry] as number);
        const values = root === undefined ? undefined : moved(root);
        if (values && isFit(values)) yield values;
      }
  const scaled = (t: number): Values => new Map([...all].map(([key, a]) => [key, map(a, (x) => t * x)]));
  const root = rootOf((t) => at(scaled(t)), 1);
  if (root !== undefined && isFit(scaled(root))) yield scaled(root);
}

function directionsIn(terms: readonly Expr[], env: Environment): Values {
  const found = new Map<string, Matrix>();
  for (const x of postorder(terms).flatMap((e) => (isCall(e, 'd') ? namesIn(e) : []))) {
    const change = x.index.length === 0 && env.value(x.name) ? env.direction(x.name) : undefined;
    if (change) found.set(differentialName(x.name, env.declarations), change);
  }
  return found;
}
