/**
 * What has to hold where a function or a power is differentiated: a logarithm's argument is positive, a denominator is
 * not 0. Said in words, and only where nothing known says it already.
 */
import { transpose } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { isNegative } from '../expression/rational.js';
import { format } from '../language/format.js';
import type { Facts } from '../rulebook/match.js';
import { isPositive } from '../rulebook/positive.js';
import type { ElementwiseRow } from '../rulebook/rule.js';

const entries = (e: Expr): string => (isScalar(e) ? format(e) : `entries of ${format(e)}`);

/** Where a function is defined only for a part of the numbers. */
export function domainCondition(x: Expr, domain: ElementwiseRow['domain'], facts: Facts): string | undefined {
  if ((domain !== 'positive' && domain !== 'nonzero') || isPositive(x, facts)) return undefined;
  // what is not negative is positive where it has a derivative, which the rule for it says
  if (isCall(x, 'sqrt') || isCall(x, 'norm2')) return undefined;
  return domain === 'positive' ? `${entries(x)} > 0` : notZero(x, facts);
}

/** A power with a negative exponent is a denominator. */
export function powerConditions(e: Expr, facts: Facts): readonly string[] {
  const [base, exponent] = isCall(e, 'pow') ? e.args : [];
  if (base === undefined || exponent?.kind !== 'num' || !isNegative(exponent.value)) return [];
  // the rule for a root has said what it needs
  return isCall(base, 'sqrt') || isPositive(base, facts) ? [] : [notZero(base, facts)];
}

function notZero(e: Expr, facts: Facts): string {
  const [value, ...others] = e.kind === 'name' && e.index.length === 0 ? facts.valuesOf(e) : [];
  const vanishing = normed(value === undefined || others.length > 0 ? e : value);
  return vanishing === undefined ? `${entries(e)} not 0` : `${format(vanishing)} not zero`;
}

/** What a norm, its square or a root of it is of: it is 0 only where that is. */
function normed(e: Expr): Expr | undefined {
  if (isCall(e, 'norm2')) return e.args[0];
  if (isCall(e, 'frob') && e.args[0] === e.args[1]) return e.args[0];
  if (e.kind === 'mul' && isScalar(e) && e.scalars.length === 0 && e.factors.length === 2) {
    const [row, column] = e.factors as readonly [Expr, Expr];
    return transpose(row) === column ? column : undefined;
  }
  if (!isCall(e, 'tr') || e.args[0]?.kind !== 'mul') return undefined;
  const [left, right] = e.args[0].factors;
  return e.args[0].factors.length === 2 && left !== undefined && transpose(left) === right ? right : undefined;
}
