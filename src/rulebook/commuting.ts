/**
 * Which matrices are functions of one matrix, as A, 2*A + I, inv(A) and expm(A) are of A: these commute.
 *
 * Judged by structure: what a term is made of by sums, products, powers and the functions below. A product of several
 * matrices counts as a matrix of its own, so that inv(X'*X) is a function of X'*X.
 */
import { transpose } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';

/** Functions of a square matrix that take it to a power series in it, or to what a polynomial in it can be. */
const FUNCTIONS: ReadonlySet<string> = new Set(['inv', 'matpow', 'expm', 'logm', 'sqrtm', 'sinm', 'cosm', 'adj']);

export function commute(terms: readonly Expr[], isSymmetric: (e: Expr) => boolean): boolean {
  const generators = new Set<Expr>();
  for (const term of terms) for (const g of generatorsOf(term, isSymmetric)) generators.add(g);
  return generators.size <= 1;
}

/** The matrix of which a term is a function; none of a multiple of I. */
function generatorsOf(e: Expr, isSymmetric: (e: Expr) => boolean): readonly Expr[] {
  if (isScalar(e) || isCall(e, 'eye') || isCall(e, 'zeros')) return [];
  const of = (args: readonly Expr[]): readonly Expr[] => {
    const found = new Set(args.flatMap((a) => generatorsOf(a, isSymmetric)));
    return found.size <= 1 ? [...found] : [e];
  };
  if (e.kind === 'add') return of(e.args);
  if (e.kind === 'mul') return e.factors.every((f) => f.shape[0] === f.shape[1]) ? of(e.factors) : [e];
  if (isCall(e, 'T')) {
    const inner = e.args[0] as Expr;
    return generatorsOf(inner, isSymmetric).map((g) => (isSymmetric(g) ? g : transpose(g)));
  }
  return e.kind === 'call' && FUNCTIONS.has(e.fn) ? of([e.args[0] as Expr]) : [e];
}
