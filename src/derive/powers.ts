/**
 * Powers that meet in a product: of one base they merge, a root cancels against what is under it. Pure functions of
 * terms; each result equals its argument wherever that has a value.
 */
import { add, addSpread, hadamard, mul, num, ONE, ones, power, scale } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { compareTerms, isCall, isNumber, isScalar } from '../expression/expression.js';
import { multiply, ratio, reciprocal, toNumber } from '../expression/rational.js';
import { likeTerms } from './like-terms.js';

/** Powers of one base together, among scalars and among the operands of ⊙: P ⊙ P^-1 vanishes. */
export function mergePowers(e: Expr): Expr {
  if (e.kind === 'mul' && e.factors.some((f) => isCall(f, 'had'))) {
    const factors = e.factors.map(mergePowers);
    if (factors.some((f, i) => f !== e.factors[i]))
      return mergePowers(mul([num(e.coefficient), ...e.scalars, ...factors]));
  }
  if (e.kind === 'mul' && e.scalars.length > 1) {
    const merged = merge(e.scalars);
    if (merged) return mul([num(e.coefficient), ...merged, ...e.factors]);
  }
  if (isCall(e, 'had')) {
    const merged = merge(e.args);
    if (merged)
      return merged.length === 0
        ? ones(...e.shape)
        : hadamard(merged.map((m) => (isScalar(m) ? mul([m, ones(...e.shape)]) : m)));
  }
  return e;
}

function merge(items: readonly Expr[]): Expr[] | undefined {
  const exponents = new Map<Expr, Expr[]>();
  for (const item of items) {
    const [base, exponent] = splitPower(item);
    const known = exponents.get(base);
    if (known) known.push(exponent);
    else exponents.set(base, [exponent]);
  }
  rootsToBases(exponents);
  if (exponents.size === items.length) return undefined;
  return [...exponents].flatMap(([base, list]) => {
    const sum = list.length === 1 ? (list[0] as Expr) : inOrder(likeTerms(addSpread(list)));
    if (isScalar(sum) && isNumber(sum, 0)) return [];
    return [power(base, sum)];
  });
}

/** The base and the exponent of a factor; (x^p)^k is x^(p*k) for a whole k. */
export function splitPower(e: Expr): readonly [Expr, Expr] {
  if (!isCall(e, 'pow')) return [e, ONE];
  const [base, exponent] = e.args as readonly [Expr, Expr];
  if (!isCall(base, 'pow') || !isWhole(exponent)) return [base, exponent];
  return [base.args[0] as Expr, mul([exponent, base.args[1] as Expr])];
}

/** The terms of an exponent in one order, numbers last, so that equal exponents are one term. */
const inOrder = (e: Expr): Expr =>
  e.kind === 'add'
    ? add([...e.args].sort((a, b) => Number(isNumber(a)) - Number(isNumber(b)) || compareTerms(a, b)))
    : e;

export const isWhole = (e: Expr): boolean => e.kind === 'num' && Number.isSafeInteger(e.value);

/** √x among powers of x counts as x^(1/2); what is left is a whole power of x or an odd one of √x. */
function rootsToBases(exponents: Map<Expr, Expr[]>): void {
  for (const [root, ofRoot] of [...exponents]) {
    const base = isCall(root, 'sqrt') ? (root.args[0] as Expr) : undefined;
    const ofBase = base && exponents.get(base);
    if (base === undefined || ofBase === undefined) continue;
    const halves = likeTerms(add([...ofRoot, ...ofBase.map((k) => scale(2, k))]));
    if (halves.kind !== 'num' || !isWhole(halves)) continue;
    const even = toNumber(halves.value) % 2 === 0;
    exponents.delete(even ? root : base);
    exponents.set(even ? base : root, [even ? scale(ratio(1, 2), halves) : halves]);
  }
}

/** An even power of √x is a power of x. */
export function powerOfRoot(e: Expr): Expr {
  if (!isCall(e, 'pow') || !isCall(e.args[0] as Expr, 'sqrt')) return e;
  const [root, exponent] = e.args as readonly [Expr, Expr];
  if (exponent.kind !== 'num' || !isWhole(exponent) || toNumber(exponent.value) % 2 !== 0) return e;
  return power(root.args[0] as Expr, num(toNumber(exponent.value) / 2));
}

/** 2/√2 is √2: what stands under a root goes into a number that it divides. */
export function rootOfNumber(e: Expr): Expr {
  if (e.kind !== 'mul') return e;
  for (const [at, scalar] of e.scalars.entries()) {
    const [root, exponent] = splitPower(scalar);
    const under = isCall(root, 'sqrt') ? root.args[0] : undefined;
    if (under?.kind !== 'num' || !isNumber(exponent, -1)) continue;
    const coefficient = multiply(e.coefficient, reciprocal(under.value));
    if (!Number.isSafeInteger(coefficient)) continue;
    return mul([num(coefficient), ...e.scalars.with(at, root), ...e.factors]);
  }
  return e;
}
