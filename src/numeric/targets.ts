/**
 * What a result must be, found without any rule: the gradient, Jacobian, Hessian, Hessian-vector product or
 * differential of the subject by difference quotients of its value, compared with the value of the derived expression.
 */

import type { Result } from '../derive/step.js';
import { d, grad } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import type { Problem, Request } from '../language/problem.js';
import type { Matrix } from '../rulebook/rule.js';
import { along } from './differences.js';
import { drawDirection } from './draw.js';
import type { Bindings, Environment } from './environment.js';
import { keyOf, propertiesOf } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { evaluatorOf } from './evaluate.js';
import type { Evidence } from './evidence.js';
import { compare, DIFFERENCE_TOLERANCE, measured, relativeError, SECOND_TOLERANCE, worse } from './evidence.js';
import { addScaled, inner, largest, make, multiply, numberOf, scale } from './matrix.js';
import { vec } from './operators.js';
import { random } from './random.js';
import { settings } from './settings.js';
import { combine, project, structureBasis } from './structure.js';

/** Entries beyond which any result is tested along random directions instead of entry by entry. */
const MANY = 40;
/**
 * The same for the gradient by a declared variable: a wrong entry shows in almost every direction, and a few cost far
 * less than all entries. A definition that is moved as if it were free may stand near the edge of a domain that its own
 * value never comes near, where a step in many entries at once is less exact.
 */
const FEW = 8;
const DIRECTIONS = 3;

export function checkResult(result: Result, problem: Problem, env: Environment): Evidence {
  const { arity = 0 } = problem.declarations.get(result.wrt.name) ?? {};
  if (result.wrt.index.length < arity && result.request.kind !== 'differential')
    return { outcome: 'unchecked', reason: `${result.wrt.name} is a family, and no member of it is named` };
  let found: Evidence | undefined;
  for (const bindings of settings(result.loops ?? [], env)) {
    found = worse(found, checkMember(result, problem, env, bindings));
    const { expanded } = result;
    if (expanded) found = worse(found, compare(result.value, expanded, env, bindings));
  }
  return found ?? { outcome: 'unchecked', reason: 'its range is empty' };
}

function checkMember(result: Result, problem: Problem, env: Environment, bindings: Bindings): Evidence {
  const { request, wrt, value } = result;
  switch (request.kind) {
    case 'grad':
      return gradientCheck(request.subject, wrt, value, env, bindings, problem);
    case 'jacobian':
      return jacobianCheck(request.subject, wrt, value, env, bindings, problem);
    case 'hessian':
      return jacobianCheck(grad(request.subject, result.by ?? wrt), wrt, value, env, bindings, problem);
    case 'hvp':
      return productCheck(result, problem, env, bindings);
    case 'differential':
      return compare(d(request.subject), value, env, bindings);
    default:
      return request.kind satisfies never;
  }
}

export function directionsFor(
  evaluator: Evaluator,
  wrt: Name,
  bindings: Bindings,
  problem: Problem,
  few = MANY,
): readonly Matrix[] {
  const [rows, cols] = evaluator.sizeOf(wrt, bindings);
  const key = keyOf(wrt.name, evaluator.indexOf(wrt, bindings));
  const properties = propertiesOf(key, problem);
  if (rows * cols > few) {
    const r = random(evaluator.env.seed ?? 1, `test directions of ${key}`);
    const constraint = {
      properties: new Set([...properties].filter((p) => p !== 'rowstochastic' && p !== 'stochastic')),
    };
    // no entry moves further than one by itself would
    return Array.from({ length: DIRECTIONS }, () => {
      const direction = drawDirection(constraint, rows, cols, r);
      return scale(1 / Math.max(1, largest(direction)), direction);
    });
  }
  return structureBasis(rows, cols, properties).map((element) => combine(rows, cols, [element], () => 1));
}

function gradientCheck(
  subject: Expr,
  wrt: Name,
  value: Expr,
  env: Environment,
  bindings: Bindings,
  problem: Problem,
): Evidence {
  const evaluator = evaluatorOf(env);
  const [rows, cols] = evaluator.sizeOf(wrt, bindings);
  // by an argument of an unknown function grad(L, U) is the partial derivative: U may also stand in other arguments
  const partial = subject.kind === 'name' && env.unknown.get(subject.name)?.kind === 'scalar';
  const key = keyOf(wrt.name, evaluator.indexOf(wrt, bindings));
  const declared = problem.declarations.has(key) || problem.declarations.has(wrt.name);
  const few = declared ? FEW : MANY;
  if (rows * cols <= few && !partial) return compare(grad(subject, wrt), value, env, bindings);
  const claimed = evaluator.value(value, bindings);
  const directions = directionsFor(evaluator, wrt, bindings, problem, few);
  const products = directions.map((direction) =>
    env.independentEntries ? innerOnce(claimed, direction, problem, wrt) : inner(claimed, direction),
  );
  return measured(env, DIFFERENCE_TOLERANCE, (world) => {
    const own = evaluatorOf(world);
    const slopes = directions.map((direction) => numberOf(along(own, subject, key, direction, bindings)));
    return relativeError(columnOf(products), columnOf(slopes));
  });
}

const columnOf = (numbers: readonly number[]): Matrix => make(numbers.length, 1, (i) => numbers[i] as number);

/** G : D with entries that are tied together counted once: what independent entries mean. */
export function innerOnce(g: Matrix, direction: Matrix, problem: Problem, wrt: Name): number {
  const properties = problem.declarations.get(wrt.name)?.properties ?? new Set<never>();
  return structureBasis(g.rows, g.cols, properties).reduce((sum, { places }) => {
    const place = places[0] as number;
    return sum + (g.data[place] as number) * (direction.data[place] as number);
  }, 0);
}

/** J·vec(B) against the derivative of vec(subject) along B, for a basis B of the variable's space. */
function jacobianCheck(
  subject: Expr,
  wrt: Name,
  value: Expr,
  env: Environment,
  bindings: Bindings,
  problem: Problem,
): Evidence {
  const evaluator = evaluatorOf(env);
  const jacobian = evaluator.value(value, bindings);
  const key = keyOf(wrt.name, evaluator.indexOf(wrt, bindings));
  const second = subject.kind === 'call' && subject.fn === 'grad';
  let found: Evidence | undefined;
  for (const direction of directionsFor(evaluator, wrt, bindings, problem)) {
    const claimed = multiply(jacobian, vec(direction));
    const error = (world: Environment): number =>
      relativeError(claimed, vec(along(evaluatorOf(world), subject, key, direction, bindings)));
    found = worse(found, measured(env, second ? SECOND_TOLERANCE : DIFFERENCE_TOLERANCE, error));
  }
  return found ?? { outcome: 'unchecked', reason: 'the variable has no freedom' };
}

/** How the variables of H·v move: each along its direction, within the space in which it lies. */
export function movesAlong(
  { along = [], wrt }: Request,
  evaluator: Evaluator,
  bindings: Bindings,
  problem: Problem,
): readonly { readonly key: string; readonly direction: Matrix }[] {
  return along.map((v, k) => {
    const key = evaluator.keyOf(wrt[k] as Name, bindings);
    return { key, direction: project(evaluator.value(v, bindings), propertiesOf(key, problem)) };
  });
}

/** H·v is the derivative of the gradient along v, the sum of those along the direction of each variable. */
function productCheck(
  { request, wrt, value }: Result,
  problem: Problem,
  env: Environment,
  bindings: Bindings,
): Evidence {
  const evaluator = evaluatorOf(env);
  if (!request.along) return { outcome: 'unchecked', reason: 'no direction is named' };
  const moves = movesAlong(request, evaluator, bindings, problem);
  const slope = grad(request.subject, wrt);
  const claimed = evaluator.value(value, bindings);
  return measured(env, SECOND_TOLERANCE, (world) => {
    const own = evaluatorOf(world);
    return relativeError(
      claimed,
      moves.map(({ key, direction }) => along(own, slope, key, direction, bindings)).reduce(sum),
    );
  });
}

const sum = (a: Matrix, b: Matrix): Matrix => addScaled(a, 1, b);
