/**
 * The numeric meaning of the inert operators: d(e) is the derivative of e along the environment's directions, grad(f, X)
 * that of f by the entries of X, within the space in which X is declared to lie. Both are five-point central
 * differences of values and know no rule; from one definition to the next they go by the chain rule alone.
 */
import { d } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Bindings } from './environment.js';
import { DEFAULT_STEP, keyOf, propertiesOf } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { addScaled, scale } from './matrix.js';
import { isDerivative } from './memo.js';
import { combine, structureBasis } from './structure.js';

const WEIGHTS: readonly (readonly [number, number])[] = [
  [-2, 1],
  [-1, -8],
  [1, 8],
  [2, -1],
];

/** f′(0) from f at ±h and ±2h. */
function fivePoint(step: number, f: (distance: number) => Matrix): Matrix {
  let sum: Matrix | undefined;
  for (const [k, weight] of WEIGHTS) {
    const value = f(k * step);
    sum = sum ? addScaled(sum, weight, value) : scale(weight, value);
  }
  return scale(1 / (12 * step), sum as Matrix);
}

export function directional(evaluator: Evaluator, e: Expr, bindings: Bindings): Matrix {
  // the differential is linear in the directions: where they are large the step is small in proportion
  const step =
    (evaluator.env.step ?? DEFAULT_STEP) / 2 ** Math.ceil(Math.log2(Math.max(1, evaluator.reach(e, bindings))));
  return fivePoint(step, (distance) => evaluator.along(distance).value(e, bindings));
}

export function gradient(evaluator: Evaluator, f: Expr, by: Expr, bindings: Bindings): Matrix {
  if (by.kind !== 'name') throw new FrobeniusError('request', 'a gradient is by a name');
  if (f.kind === 'name') {
    const known = evaluator.unknownGradient(f.name, by, bindings);
    if (known) return known;
  }
  if (!evaluator.has(by, bindings)) throw new FrobeniusError('values', `${by.name} has no value to differentiate by`);
  const { env } = evaluator;
  const key = keyOf(by.name, evaluator.indexOf(by, bindings));
  const [rows, cols] = evaluator.sizeOf(by, bindings);
  const basis = structureBasis(rows, cols, propertiesOf(key, env));
  return combine(rows, cols, basis, (_, element) => {
    const direction = combine(rows, cols, [element], () => 1);
    const slope = along(evaluator, f, key, direction, bindings);
    return (slope.data[0] as number) / (env.independentEntries ? 1 : element.places.length);
  });
}

/** The derivative of e along one direction of one variable or definition. */
export const along = (evaluator: Evaluator, e: Expr, key: string, direction: Matrix, bindings: Bindings): Matrix =>
  evaluator.towards(key, direction, isDerivative(e)).value(d(e), bindings);
