/**
 * Sums of fractions as one fraction, where that is smaller. Pure functions of terms; each result equals its argument.
 */
import { add, hadamard, mul, num, power, splitCoefficient } from '../expression/build.js';
import type { Expr, Num } from '../expression/expression.js';
import { isCall, isNumber, isScalar } from '../expression/expression.js';
import { toNumber } from '../expression/rational.js';
import { collect, expand, weight } from './arithmetic.js';
import { isWhole, mergePowers, powerOfRoot, splitPower } from './powers.js';

/**
 * Fractions over powers of one sum or its root as one fraction, where that is smaller: 1/(1 - x) + x/(1 - x)^2 is
 * 1/(1 - x)^2. The denominators are numbers, or divide entry by entry.
 */
export function joinFractions(e: Expr): Expr {
  if (e.kind !== 'add') return e;
  const found = e.args.map(denominators);
  for (const base of new Set(found.flatMap((powers) => [...powers.keys()]))) {
    const most = Math.max(...found.map((powers) => powers.get(base) ?? 0));
    const over = (i: number): boolean => found[i]?.has(base) === true;
    const orNumber = (i: number): boolean => over(i) || isConstant(e.args[i] as Expr);
    for (const chosen of [over, orNumber]) {
      const terms = e.args.filter((_, i) => chosen(i));
      if (terms.length < 2 || most <= 0) continue;
      const sum = add([oneFraction(terms, base, most), ...e.args.filter((_, i) => !chosen(i))]);
      if (weight(sum) < weight(e)) return sum;
    }
  }
  return e;
}

const isConstant = (e: Expr): boolean => isNumber(e) || isCall(splitCoefficient(e)[1], 'ones');

/** The terms over base^most. */
function oneFraction(terms: readonly Expr[], base: Expr, most: number): Expr {
  const join = isScalar(base) ? mul : hadamard;
  const whole = add(terms.map((term) => withoutRoots(mergePowers(join([power(base, num(most)), term])))));
  const numerator = collect(expand(whole) ?? whole);
  return mergePowers(join([power(base, num(-most)), numerator]));
}

/** Even powers of roots among the factors of a term as powers of what is under the root. */
function withoutRoots(e: Expr): Expr {
  if (isCall(e, 'had')) return hadamard(e.args.map(powerOfRoot));
  if (e.kind !== 'mul') return powerOfRoot(e);
  return mul([num(e.coefficient), ...e.scalars.map(powerOfRoot), ...e.factors.map(withoutRoots)]);
}

/** The sums and their roots that a term is divided by, a number or entry by entry, with their powers; roots as factors, too. */
function denominators(term: Expr): ReadonlyMap<Expr, number> {
  const only = term.kind === 'mul' && term.factors.length === 1 ? (term.factors[0] as Expr) : term;
  const entries = isCall(only, 'had') ? only.args : [only];
  const powers = new Map<Expr, number>();
  for (const factor of term.kind === 'mul' ? [...term.scalars, ...entries] : entries) {
    const [base, exponent] = splitPower(factor);
    const k = isWhole(exponent) ? toNumber((exponent as Num).value) : 0;
    if (isCall(base, 'sqrt') && base.args[0]?.kind === 'add' && k !== 0) powers.set(base, -k);
    if (base.kind === 'add' && k < 0) powers.set(base, -k);
  }
  return powers;
}
