/**
 * What is the same in every term of a sum over an index, outside of it: Σᵢ S r[i] = S Σᵢ r[i], Σᵢ M = N M.
 */
import { add, dimension, each, mul, num } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, dimNames, neverNegative, subtractDim } from '../expression/dimension.js';
import type { Each, Expr, Mul } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { freeDims, postorder } from '../expression/traverse.js';

/** The sum with what is the same in all terms before or behind it; itself where nothing is. */
export function constantsOut(e: Each, sizes: ReadonlySet<string>): Expr {
  const body = e.args[0] as Expr;
  const stays = (part: Expr): boolean => !freeDims(part).has(e.over);
  if (stays(body)) return counted(e, body, sizes) ?? e;
  if (body.kind === 'add') {
    const alike = counted(e, add(body.args.filter(stays)), sizes);
    return alike && body.args.some(stays) ? add([alike, sumOf(e, add(body.args.filter((t) => !stays(t))))]) : e;
  }
  return body.kind === 'mul' ? outOfProduct(e, body, stays) : e;
}

const sumOf = (e: Each, body: Expr): Expr => each(e.fold, e.over, e.from, e.to, body);

function outOfProduct(e: Each, body: Mul, stays: (part: Expr) => boolean): Expr {
  // a sum that fills the entries of a matrix is read entry by entry, with all that stands in one
  if (postorder(body.factors).some((f) => isCall(f, 'basis'))) return e;
  const isOutside = (f: Expr): boolean => stays(f) && !isCall(f, 'ones');
  let first = body.factors.findIndex((f) => !isOutside(f));
  let last = body.factors.findLastIndex((f) => !isOutside(f));
  // Σ A[t]x stays a sum of columns: matrices are not added up to be multiplied by a column
  if (isVector(body.shape[0]) && first > 0 && !isVector(body.factors[first]?.shape[0])) first = 0;
  if (isVector(body.shape[1]) && !isVector(body.factors[last]?.shape[1])) last = body.factors.length - 1;
  const [left, inner, right] =
    first < 0
      ? [body.factors, [], []]
      : [body.factors.slice(0, first), body.factors.slice(first, last + 1), body.factors.slice(last + 1)];
  const out = body.scalars.filter(stays);
  if (out.length + left.length + right.length === 0 && body.coefficient === 1) return e;
  const sum = sumOf(e, mul([...body.scalars.filter((s) => !stays(s)), ...inner]));
  return mul([num(body.coefficient), ...out, ...left, sum, ...right]);
}

const isVector = (side: Dim | undefined): boolean => side === 1;

/** The same term as many times as the sum has terms, where their number is not negative whatever the sizes are. */
function counted(e: Each, term: Expr, sizes: ReadonlySet<string>): Expr | undefined {
  const count = addDim(subtractDim(e.to, e.from), 1);
  const isCount = neverNegative(count) && dimNames(count).every((name) => sizes.has(name));
  return isCount ? mul([dimension(count), term]) : undefined;
}
