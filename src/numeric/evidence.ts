/**
 * Comparing two values: the measure of error, the tolerances, and what a comparison found.
 *
 * A check ends as ok with its error, failed with its error, or unchecked with the reason: never as silence.
 */
import type { Expr } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Matrix } from '../rulebook/rule.js';
import { productsOf } from './by-product.js';
import type { Bindings, Environment } from './environment.js';
import { DEFAULT_STEP, UNBOUND } from './environment.js';
import { evaluatorOf } from './evaluate.js';
import { make } from './matrix.js';

/**
 * What a comparison found: its error, |a − b| / max(1, |a|, |b|) in the largest entry, against a tolerance, or why
 * there is none.
 */
export type Evidence =
  | { readonly outcome: 'ok'; readonly error: number; readonly tolerance: number }
  | { readonly outcome: 'failed'; readonly error: number; readonly tolerance: number; readonly where?: string }
  | { readonly outcome: 'unchecked'; readonly reason: string };

/** Two values that no difference quotient enters. */
export const VALUE_TOLERANCE = 1e-9;
/** Values with a first difference quotient in them. */
export const DIFFERENCE_TOLERANCE = 1e-7;
/** Values with a difference quotient of a difference quotient in them. */
export const SECOND_TOLERANCE = 1e-4;

/** |a − b| / max(1, |a|, |b|) in the largest entry; NaN where a value is not finite, infinite where sizes differ. */
export function relativeError(a: Matrix, b: Matrix): number {
  if (a.rows !== b.rows || a.cols !== b.cols) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let size = 1;
  for (let k = 0; k < a.data.length; k++) {
    const [x, y] = [a.data[k] as number, b.data[k] as number];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return Number.NaN;
    difference = Math.max(difference, Math.abs(x - y));
    size = Math.max(size, Math.abs(x), Math.abs(y));
  }
  return difference / size;
}

export function judgeError(error: number, tolerance: number, where = ''): Evidence {
  if (Number.isNaN(error)) return { outcome: 'unchecked', reason: 'a value is not finite' };
  if (error <= tolerance) return { outcome: 'ok', error, tolerance };
  return { outcome: 'failed', error, tolerance, ...(where === '' ? {} : { where }) };
}

/** How many difference quotients are nested in a term: 0, 1, 2. */
function depth(root: Expr): number {
  const known = new Map<Expr, number>();
  const stack = [root];
  while (stack.length > 0) {
    const node = stack[stack.length - 1] as Expr;
    const waiting = known.has(node) ? [] : node.args.filter((arg) => !known.has(arg));
    if (waiting.length > 0) {
      stack.push(...waiting);
      continue;
    }
    const inert = node.kind === 'call' && (node.fn === 'd' || node.fn === 'grad');
    known.set(node, node.args.reduce((most, arg) => Math.max(most, known.get(arg) as number), 0) + (inert ? 1 : 0));
    stack.pop();
  }
  return known.get(root) as number;
}

export function toleranceFor(...terms: readonly Expr[]): number {
  const most = Math.max(...terms.map(depth));
  return most === 0 ? VALUE_TOLERANCE : most === 1 ? DIFFERENCE_TOLERANCE : SECOND_TOLERANCE;
}

/** Parts of the usual step: truncation falls with the step and rounding grows, a true error stays. */
const OTHER_STEPS = [1 / 4, 1 / 16, 2];
/** Those gone on to while the error still falls: where values grow fast, and where they are large beside what they change. */
const SMALLER_STEPS = [1 / 64, 1 / 256, 1 / 1024, 1 / 4096];
const LARGER_STEPS = [4, 8, 16, 32];
const others = new WeakMap<Environment, Map<number, Environment>>();

function withStep(env: Environment, part: number): Environment {
  const known = others.get(env) ?? new Map<number, Environment>();
  others.set(env, known);
  const world = known.get(part) ?? { ...env, step: (env.step ?? DEFAULT_STEP) * part };
  known.set(part, world);
  return world;
}

/**
 * Evaluates both sides under one setting of the bound indices. That a gradient is what it should be is seen by a product
 * of it; that it is not, by its entries.
 */
export function compare(before: Expr, after: Expr, env: Environment, bindings: Bindings = UNBOUND): Evidence {
  const tolerance = toleranceFor(before, after);
  const where = [...bindings].map(([over, t]) => `${over} = ${t}`).join(', ');
  const product = attempt(() => compareProducts(before, after, env, bindings, tolerance));
  if (product.outcome === 'ok') return product;
  const measure = (world: Environment): number => {
    const evaluator = evaluatorOf(world);
    return relativeError(evaluator.value(before, bindings), evaluator.value(after, bindings));
  };
  return attempt(() => measured(env, tolerance, measure, where));
}

function compareProducts(before: Expr, after: Expr, env: Environment, bindings: Bindings, tolerance: number): Evidence {
  const products = productsOf([before, after], evaluatorOf(env), bindings);
  if (products === undefined) return { outcome: 'unchecked', reason: 'there is no gradient to multiply' };
  return judgeError(relativeError(...(products.map((x) => make(1, 1, () => x)) as [Matrix, Matrix])), tolerance);
}

/**
 * An error in an environment, and where it is too large for its difference quotients, with other steps. A wrong term is as
 * wrong at every step; what changes with the step is the error of the difference itself.
 */
export function measured(
  env: Environment,
  tolerance: number,
  measure: (world: Environment) => number,
  where = '',
): Evidence {
  const error = measure(env);
  const suspicious = error > tolerance && Number.isFinite(error) && tolerance !== VALUE_TOLERANCE;
  if (!suspicious) return judgeError(error, tolerance, where);
  const errors = [error];
  for (const part of OTHER_STEPS) {
    if (Math.min(...errors) <= tolerance) break;
    errors.push(measure(withStep(env, part)));
  }
  if (errors.every((e) => !(e <= tolerance))) {
    const [, , small, large] = errors as [number, number, number, number];
    let last = Math.min(small, large);
    for (const part of small < large ? SMALLER_STEPS : LARGER_STEPS) {
      const next = measure(withStep(env, part));
      errors.push(next);
      if (next <= tolerance || !(next < last)) break;
      last = next;
    }
  }
  const least = Math.min(...errors);
  if (least > tolerance && least < 1e-2 && Math.max(...errors) > 3 * least) {
    return {
      outcome: 'unchecked',
      reason: `differences are lost in rounding on these values, at ${least.toExponential(0)}`,
    };
  }
  return judgeError(least, tolerance, where);
}

/** A sample has every member that the problem has: a term that names another is wrong. */
export const namesNoMember = (error: FrobeniusError): boolean => error.code === 'values' && saysNoMember(error.message);

/** The same of what such an error says. */
export const saysNoMember = (message: string): boolean => message.endsWith('] has no value');

/**
 * A check that cannot be carried out says why; sizes that do not fit and members that do not exist are a failure; our
 * own defects are not swallowed.
 */
export function attempt(check: () => Evidence): Evidence {
  try {
    return check();
  } catch (error) {
    if (error instanceof FrobeniusError && !namesNoMember(error))
      return { outcome: 'unchecked', reason: error.message };
    if (error instanceof FrobeniusError || error instanceof RangeError) {
      return { outcome: 'failed', error: Number.POSITIVE_INFINITY, tolerance: VALUE_TOLERANCE, where: error.message };
    }
    throw error;
  }
}

/** The worst of two findings: a failure counts most, then a figure, then nothing found. */
export function worse(a: Evidence | undefined, b: Evidence): Evidence {
  if (a === undefined || a.outcome === 'unchecked') return b.outcome === 'unchecked' && a ? a : b;
  if (b.outcome === 'unchecked') return a;
  if (a.outcome !== b.outcome) return a.outcome === 'failed' ? a : b;
  return a.error >= b.error ? a : b;
}
