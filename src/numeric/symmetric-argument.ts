/**
 * Functions of symmetric matrices, at values that are none: an error that names the matrix, never the number that a
 * triangle or the symmetric part would give.
 */
import type { Call, Expr } from '../expression/expression.js';
import { cut, FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import { shapeWords } from '../language/scope.js';
import type { Matrix } from '../rulebook/rule.js';
import { asymmetry, largest } from './matrix.js';

const OF_SYMMETRIC: ReadonlySet<string> = new Set(['chol', 'eigvals', 'eigvec', 'eigvecs', 'lambdamax']);
/** Relative to the largest entry: numbers that are typed are rounded, and so are those on the way (properties.ts). */
const ROUNDED = 1e-6;

export const isOfSymmetric = (fn: string): boolean => OF_SYMMETRIC.has(fn);

/** Throws where the matrix that such a function is taken of is not symmetric. */
export function requireSymmetric(node: Call, a: Matrix): void {
  if (!(asymmetry(a) > ROUNDED * largest(a))) return;
  const of = node.args[0] as Expr;
  const text = cut(format(of));
  const plain = of.kind === 'name' && of.index.length === 0;
  const mend = plain ? `: declare ${text} : ${shapeWords(of.shape).replace('×', ' x ')} symmetric` : '';
  throw new FrobeniusError('domain', `${node.fn} is of a symmetric matrix, and ${text} is not one here${mend}`);
}
