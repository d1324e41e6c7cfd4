/**
 * Differences that are small and yet no rounding: they stay where every intermediate value is rounded a little otherwise
 * (numeric/shaken.ts), or, of differentials, with every step of the difference quotient.
 */
import { add, num, scale, splitCoefficient, termsOf, zeros } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { isZero, negate, plus } from '../expression/rational.js';
import { FrobeniusError } from '../language/error.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { DEFAULT_STEP } from '../numeric/environment.js';
import { Evaluator } from '../numeric/evaluate.js';
import { finite, subtract } from '../numeric/matrix.js';
import { ShakenEvaluator } from '../numeric/shaken.js';
import type { Matrix } from '../rulebook/rule.js';
import { isMoving } from './moving.js';

/** So often the values are worked out with other roundings. */
const RUNS = 5;
/** Parts of the usual step of a difference quotient. */
const STEPS = [1 / 4, 1 / 16, 2];
/** A smaller difference, relative to the entries themselves, is not looked into. */
const SMALL = 2e-12;
/** The same of difference quotients. */
const SMALL_MOVING = 2e-9;

export interface Sides {
  readonly before: Matrix;
  readonly after: Matrix;
}

/**
 * Two terms that agree to within an absolute tolerance and differ by a part of their own size, which is small: 1e-10·exp(a)
 * is not 0. What rounding or a difference quotient leaves of a 0 is another thing.
 */
export function smallDifference(
  before: Expr,
  after: Expr,
  env: Environment,
  settings: readonly Bindings[],
  runs = RUNS,
): Sides | undefined {
  const moving = isMoving([before, after], env.definitions);
  const least = moving ? SMALL_MOVING : SMALL;
  for (const bindings of settings) {
    const evaluator = new Evaluator(env);
    const [x, y] = [valueHere(evaluator, before, bindings), valueHere(evaluator, after, bindings)];
    if (x === undefined || y === undefined || !finite(x) || !finite(y)) continue;
    const own = subtract(x, y).data;
    const places = [...own.keys()].filter((k) => {
      const size = Math.max(Math.abs(x.data[k] as number), Math.abs(y.data[k] as number));
      return Math.abs(own[k] as number) > least * size;
    });
    const again = moving ? withSteps(env) : shakenIn(env, runs);
    if (staysIn(again, own, places, before, after, bindings)) return { before: x, after: y };
  }
  return undefined;
}

/** The same terms with other roundings each, as they are asked for. */
export function* shakenIn(env: Environment, runs = RUNS): Generator<Evaluator> {
  for (let run = 0; run < runs; run++) yield new ShakenEvaluator(env, run);
}

/** With other parts of the step of difference quotients. */
export function* withSteps(env: Environment, parts: readonly number[] = STEPS): Generator<Evaluator> {
  for (const part of parts) yield new Evaluator({ ...env, step: (env.step ?? DEFAULT_STEP) * part });
}

/** Whether a difference stays in some of these entries by all of the evaluators. */
export function staysIn(
  runs: Iterable<Evaluator>,
  own: Matrix['data'],
  entries: readonly number[],
  a: Expr,
  b: Expr,
  bindings: Bindings,
): boolean {
  let left = entries;
  if (left.length === 0) return false;
  for (const evaluator of runs) {
    const run = differenceBy(evaluator, a, b, bindings);
    left = left.filter((k) => isFirm(own[k] as number, k, run));
    if (left.length === 0) return false;
  }
  return true;
}

/** The difference by an evaluator; undefined where a term has no value. */
function differenceBy(evaluator: Evaluator, a: Expr, b: Expr, bindings: Bindings): Matrix | undefined {
  const [u, v] = [valueHere(evaluator, a, bindings), valueHere(evaluator, b, bindings)];
  return u && v && subtract(u, v);
}

/** Whether a difference in one entry stays in a run. */
const isFirm = (own: number, entry: number, run: Matrix | undefined): boolean =>
  run !== undefined && Math.abs((run.data[entry] as number) - own) < Math.abs(own) / 4;

/** undefined where an algorithm has no answer. */
export function valueHere(evaluator: Evaluator, e: Expr, bindings: Bindings): Matrix | undefined {
  try {
    return evaluator.value(e, bindings);
  } catch (error) {
    if (error instanceof FrobeniusError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What an inverse of a singular matrix that rounding made regular is larger than. */
const LOST = 1e9;

export function hasValue(e: Expr, env: Environment, bindings: Bindings): boolean {
  const evaluator = new Evaluator(env);
  const value = valueHere(evaluator, e, bindings);
  return value !== undefined && finite(value) && evaluator.largest < LOST;
}

/**
 * What is left of a − b where terms that are alike but for a number are collected, exactly: doubles cannot tell
 * cos(x) + 1e-20 from cos(x). Undefined where nothing can be collected.
 */
export function collectedDifference(a: Expr, b: Expr): Expr | undefined {
  const sums = new Map<Expr, Rational>();
  const [left, right] = [termsOf(a), termsOf(b)];
  for (const [terms, turned] of [
    [left, false],
    [right, true],
  ] as const)
    for (const term of terms) {
      const [coefficient, core] = splitCoefficient(term);
      sums.set(core, plus(sums.get(core) ?? 0, turned ? negate(coefficient) : coefficient));
    }
  if (sums.size === left.length + right.length) return undefined;
  const rest = [...sums].flatMap(([core, sum]) => (isZero(sum) ? [] : [scaled(sum, core)]));
  return rest.length === 0 ? zeros(a.shape) : add(rest);
}

const scaled = (sum: Rational, core: Expr): Expr => (core.kind === 'num' ? num(sum) : scale(sum, core));
