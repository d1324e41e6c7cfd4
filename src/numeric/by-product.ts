/**
 * A gradient against another value by one product with a random matrix R: grad(f, X) : R is the derivative of f along R,
 * in the space in which X lies, a single difference quotient where the gradient is one for each entry. Values that differ
 * have the same product for almost no R.
 */
import type { Call, Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import type { Matrix } from '../rulebook/rule.js';
import { along } from './differences.js';
import type { Bindings } from './environment.js';
import { propertiesOf } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { inner, largest, make, numberOf, scale } from './matrix.js';
import { random } from './random.js';
import { project } from './structure.js';

/** Of so few entries all are looked at. */
const FEW = 2;

/** A gradient whose entries are found one by one, and that stands beside another value. */
function gradientAmong(evaluator: Evaluator, sides: readonly Expr[], bindings: Bindings): Expr | undefined {
  if (evaluator.env.independentEntries) return undefined;
  return sides.find((e) => {
    if (!isSlope(e, evaluator, bindings)) return false;
    const [rows, cols] = evaluator.sizeOf(e, bindings);
    return rows * cols > FEW;
  });
}

/** By an argument of an unknown function the gradient is a function's own. */
function isSlope(e: Expr, evaluator: Evaluator, bindings: Bindings): e is Call & { args: readonly [Expr, Name] } {
  const [f, by] = e.args;
  if (!isCall(e, 'grad') || f === undefined || by?.kind !== 'name' || !evaluator.has(by, bindings)) return false;
  return f.kind !== 'name' || evaluator.unknownGradient(f.name, by, bindings) === undefined;
}

/** The products of both sides with a random matrix; undefined where neither is a gradient of more than a few entries. */
export function productsOf(
  sides: readonly [Expr, Expr],
  evaluator: Evaluator,
  bindings: Bindings,
): readonly [number, number] | undefined {
  const gradient = gradientAmong(evaluator, sides, bindings);
  if (gradient === undefined) return undefined;
  const [rows, cols] = evaluator.sizeOf(gradient, bindings);
  const draw = random(evaluator.env.seed ?? 1, `test matrix ${rows} by ${cols}`);
  const drawn = make(rows, cols, () => draw.normal());
  // no entry moves further than one by itself would
  const test = scale(1 / Math.max(1, largest(drawn)), drawn);
  const product = (e: Expr): number => {
    if (!isSlope(e, evaluator, bindings)) return against(evaluator.value(e, bindings), test);
    const [f, by] = e.args;
    const key = evaluator.keyOf(by, bindings);
    return numberOf(along(evaluator, f, key, project(test, propertiesOf(key, evaluator.env)), bindings));
  };
  return [product(sides[0]), product(sides[1])];
}

const against = (a: Matrix, test: Matrix): number =>
  a.rows === test.rows && a.cols === test.cols ? inner(a, test) : Number.NaN;
