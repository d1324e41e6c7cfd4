/**
 * Products that are finite though a factor is not: det(X)·X⁻¹ is the adjugate, prod(x)·x^-1 the products of the others.
 *
 * Used where such a product has come out as not a number, at a singular X or an x with a zero; elsewhere both agree.
 */
import { add, call, hadamard, mul, num, power, transpose } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Call, Expr, Mul, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { toNumber } from '../expression/rational.js';
import { postorder } from '../expression/traverse.js';
import type { Matrix } from '../rulebook/rule.js';

/**
 * Whether a product is what the power rule makes of a power with the exponent 0: k·X^(k−1) at k = 0, the derivative of 1. The
 * exponent is an index, and the power with it, of whatever base, is all that may not be finite. `args` are the values.
 */
export function isPowerOfNone({ scalars, args: nodes }: Mul, args: readonly Matrix[]): boolean {
  const index = scalars.find((s, i) => isCall(s, 'dim') && args[i]?.data[0] === 0);
  if (index === undefined) return false;
  const names = new Set((index as Call).dims.flatMap(dimNames));
  const hasIndex = (e: Expr): boolean => postorder([e]).some((x) => x.kind === 'call' && x.dims.some(hangsOn));
  const hangsOn = (d: Dim): boolean => dimNames(d).some((name) => names.has(name));
  const isPower = (e: Expr): boolean =>
    isCall(e, 'T')
      ? isPower(e.args[0] as Expr)
      : (isCall(e, 'pow') || isCall(e, 'matpow')) && hasIndex(e.args[1] as Expr);
  return nodes.every((e, i) => args[i]?.data.every(Number.isFinite) || isPower(e));
}

/**
 * The same product in terms that have values at every X and x, or undefined. `meaning` is what a name is defined as: the
 * L of L·X⁻¹ may be det(X).
 */
export function removable(e: Mul, meaning: (e: Name) => Expr | undefined): Expr | undefined {
  const named = e.scalars.map((s) => (s.kind === 'name' ? meaning(s) : undefined));
  const whole = named.some((value) => value !== undefined)
    ? mul([num(e.coefficient), ...e.scalars.map((s, k) => named[k] ?? s), ...e.factors])
    : e;
  if (whole.kind !== 'mul') return undefined;
  return ofProduct(whole) ?? distributed(whole);
}

/** det(X)·(A + B·X⁻¹) term by term, where one of them can be mended. */
function distributed(e: Mul): Expr | undefined {
  const at = e.factors.findIndex((f) => f.kind === 'add');
  if (at < 0) return undefined;
  const terms = (e.factors[at] as Expr).args.map((term) =>
    mul([num(e.coefficient), ...e.scalars, ...e.factors.slice(0, at), term, ...e.factors.slice(at + 1)]),
  );
  return terms.some((t) => t.kind === 'mul' && ofProduct(t) !== undefined) ? add(terms) : undefined;
}

function ofProduct(e: Mul): Expr | undefined {
  for (const scalar of e.scalars) {
    const [base, exponent] = isCall(scalar, 'pow') ? (scalar.args as readonly [Expr, Expr]) : [scalar];
    // a higher power of the determinant leaves one less of it in front
    const left = exponent?.kind === 'num' ? toNumber(exponent.value) - 1 : 0;
    if (!base || (exponent && exponent.kind !== 'num') || left < 0) continue;
    const of = isCall(base, 'det') || isCall(base, 'prod') ? (base.args[0] as Expr) : undefined;
    if (of === undefined) continue;
    const put = isCall(base, 'det') ? withAdjugate(e.factors, of) : withOthers(e.factors, of);
    if (put === undefined) continue;
    const rest = e.scalars.filter((s) => s !== scalar);
    return mul([num(e.coefficient), ...rest, ...(left > 0 ? [power(base, num(left))] : []), ...put]);
  }
  return undefined;
}

function withAdjugate(factors: readonly Expr[], x: Expr): Expr[] | undefined {
  const inverse = call('inv', [x], x.shape);
  const adjugate = call('adj', [x], x.shape);
  const at = factors.findIndex((f) => f === inverse || f === transpose(inverse));
  if (at < 0) return undefined;
  return factors.map((f, i) => (i !== at ? f : f === inverse ? adjugate : transpose(adjugate)));
}

function withOthers(factors: readonly Expr[], x: Expr): Expr[] | undefined {
  const reciprocal = power(x, num(-1));
  const others = call('others', [x], x.shape);
  const [only] = factors;
  if (only === undefined || factors.length !== 1) return undefined;
  if (only === reciprocal) return [others];
  if (!isCall(only, 'had') || !only.args.includes(reciprocal)) return undefined;
  return [hadamard(only.args.map((a) => (a === reciprocal ? others : a)))];
}
