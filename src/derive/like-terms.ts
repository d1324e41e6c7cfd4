/** Like terms of a sum put together. */
import { add, mul, num, power, scale, splitCoefficient, transpose } from '../expression/build.js';
import type { Expr, Mul } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
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

/**
 * One number in one form, where terms are alike then: xᵀy, yᵀx and x : y are the same, and so (yᵀx)y + (xᵀy)y is
 * 2(yᵀx)y. The first form stays.
 */
export function likeNumbers(e: Expr, isSymmetric: (e: Expr) => boolean): Expr {
  if (e.kind !== 'add' || e.differential) return e;
  const forms = new Map<Expr, Expr>();
  const formOf = (s: Expr): Expr => {
    if (isCall(s, 'pow')) return power(formOf(s.args[0] as Expr), s.args[1] as Expr);
    const product = productOf(s);
    if (product === undefined) return s;
    const known = forms.get(product);
    if (known !== undefined) return known;
    forms.set(product, s);
    forms.set(transposed(product, isSymmetric), s);
    return s;
  };
  const terms = e.args.map((term) => {
    if (term.kind !== 'mul') return formOf(term);
    const { coefficient, scalars, factors } = term;
    const plain = isScalar(term) && factors.length > 0 ? [formOf(mul(factors))] : factors;
    return mul([num(coefficient), ...scalars.map(formOf), ...plain]);
  });
  if (terms.every((t, i) => t === e.args[i])) return e;
  const after = add(terms);
  return likeTerms(after) === after ? e : after;
}

/** A number that is a product of matrices, x : y of columns as xᵀy. */
function productOf(s: Expr): Mul | undefined {
  const [a, b] = s.args;
  const product = isCall(s, 'frob') && a?.shape[1] === 1 && b && !isScalar(a) ? mul([transpose(a), b]) : s;
  return product.kind === 'mul' && product.factors.length > 1 && product.scalars.length === 0 ? product : undefined;
}

const transposed = ({ coefficient, factors }: Mul, isSymmetric: (e: Expr) => boolean): Expr =>
  mul([num(coefficient), ...[...factors].reverse().map((f) => (isSymmetric(f) ? f : transpose(f)))]);
