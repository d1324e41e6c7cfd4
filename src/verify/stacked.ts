/**
 * Jacobians and Hessians in lines, which are read as the rows that they are made of: Σₖ eₖ·vec(grad(y(k), x))'. They are told
 * by that form, and derived as what they are.
 */
import { deriveRequest } from '../derive/derive.js';
import type { Derivation } from '../derive/step.js';
import { name as makeName } from '../expression/build.js';
import { dimName } from '../expression/dimension.js';
import type { Each, Expr, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Problem, Request } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';

/** ∂vec(of)/∂vec(by)'. */
export interface Stacked {
  readonly of: Expr;
  readonly by: Name;
}

const unflat = (e: Expr): Expr => (isCall(e, 'vec') ? (e.args[0] as Expr) : e);

/** What a sum stacks the gradients of; undefined where it is another sum. */
export function stackedIn({ over, fold, args }: Each): Stacked | undefined {
  const [body] = args;
  if (fold !== 'sum' || body?.kind !== 'mul' || body.scalars.length > 0 || body.coefficient !== 1) return undefined;
  const [unit, row, ...others] = body.factors as readonly Expr[];
  if (!unit || !row || others.length > 0 || !isCall(unit, 'basis') || !isCall(row, 'T')) return undefined;
  const k = dimName(over);
  const gradient = unflat(row.args[0] as Expr);
  if (unit.dims[1] !== k || !isCall(gradient, 'grad')) return undefined;
  const [entry, by] = gradient.args as readonly [Expr, Expr];
  if (by.kind !== 'name' || !isCall(entry, 'slice') || entry.dims[0] !== k || entry.dims[1] !== k) return undefined;
  return { of: unflat(entry.args[0] as Expr), by };
}

/** Whether rows stand in a term one below the other: nobody writes them so, and they are not shown. */
export const holdsStacked = (root: Expr): boolean =>
  postorder([root]).some((e) => e.kind === 'each' && stackedIn(e) !== undefined);

/** A Hessian where it is one of a scalar by one variable, else a Jacobian. */
export function deriveStacked({ of, by }: Stacked, problem: Problem, catalog: Catalog): Derivation {
  const isHessian = isCall(of, 'grad') && of.args[1] === by;
  const e = isHessian ? (of.args[0] as Expr) : of;
  const own = e.kind === 'name' && problem.definitions.some((x) => x.target === e);
  const subject = own ? (e as Name) : makeName('⟨y⟩', e.shape);
  const definition = { target: subject, loops: [], value: e, anonymous: true };
  const definitions = own ? problem.definitions : [...problem.definitions, definition];
  const kind = isHessian && isScalar(e) ? 'hessian' : 'jacobian';
  const request: Request = { kind, subject, wrt: [by], implied: false };
  return deriveRequest({ ...problem, definitions }, request, catalog);
}
