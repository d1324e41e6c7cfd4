/** Like terms of a sum put together. */
import { add, scale, splitCoefficient } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { isZero, plus } from '../expression/rational.js';

/** Like terms together: A + 2*A is 3*A. */
export function likeTerms(e: Expr): Expr {
  if (e.kind !== 'add') return e;
  const sums = new Map<Expr, Rational>();
  for (const term of e.args) {
    const [coefficient, core] = splitCoefficient(term);
    sums.set(core, plus(sums.get(core) ?? 0, coefficient));
  }
  if (sums.size === e.args.length) return e;
  const terms = [...sums].filter(([, c]) => !isZero(c)).map(([core, c]) => scale(c, core));
  return terms.length === 0 ? scale(0, e.args[0] as Expr) : add(terms);
}
