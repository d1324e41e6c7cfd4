/**
 * Arithmetic that no reader needs a rule for: common factors, and "expand, cancel, collect" where that makes a term
 * smaller. Pure functions of terms; each result equals its argument.
 */
import {
  add,
  hadamard,
  mul,
  negative,
  num,
  ONE,
  opposite,
  power,
  scale,
  splitCoefficient,
  termsOf,
  withArgs,
} from '../expression/build.js';
import type { Expr, Mul, Num } from '../expression/expression.js';
import { isCall, isNumber, isScalar } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { absolute, equals, isNegative, negate, plus, toNumber } from '../expression/rational.js';
import { postorder } from '../expression/traverse.js';
import { likeTerms } from './like-terms.js';
import { isWhole, mergePowers } from './powers.js';

/** The pieces of a term that a common factor may be taken from. */
type Side = 'left' | 'right' | 'scalar' | 'entry';

function candidates(term: Expr): readonly (readonly [Side, Expr])[] {
  const found: (readonly [Side, Expr])[] = [];
  const rest = term.kind === 'mul' ? term : undefined;
  for (const s of scalarsOf(term)) for (const divisor of divisors(s)) found.push(['scalar', divisor]);
  if (rest) {
    if (rest.factors.length > 1) {
      found.push(['left', rest.factors[0] as Expr], ['right', rest.factors.at(-1) as Expr]);
    }
  }
  const entries = rest?.factors.length === 1 ? (rest.factors[0] as Expr) : term;
  if (isCall(entries, 'had')) for (const a of entries.args) found.push(['entry', a]);
  return found;
}

/** The numbers among the factors of a term; a number that is no product is one itself. */
const scalarsOf = (term: Expr): readonly Expr[] =>
  term.kind === 'mul' ? term.scalars : isScalar(term) && term.kind !== 'num' && term.kind !== 'add' ? [term] : [];

/** What may be taken out of a factor: itself, of x^k also x, and of 1/n^k for a size n also 1/n. */
function divisors(s: Expr): readonly Expr[] {
  const [base, exponent] = isCall(s, 'pow') ? (s.args as readonly [Expr, Expr]) : [s, ONE];
  if (!isWhole(exponent)) return [s];
  const k = toNumber((exponent as Num).value);
  if (k > 1) return [s, base];
  return k < -1 && isCall(base, 'dim') ? [s, power(base, num(-1))] : [s];
}

function divided(s: Expr, by: Expr): Expr {
  if (s === by) return ONE;
  const [base, exponent] = s.args as readonly [Expr, Expr];
  return power(base, num(plus((exponent as Num).value, base === by ? -1 : 1)));
}

/** The term without one occurrence of the factor on that side. */
function without(term: Expr, side: Side, factor: Expr): Expr {
  if (side === 'entry') {
    const product = term.kind === 'mul' ? term : undefined;
    const had = product ? (product.factors[0] as Expr) : term;
    const at = had.args.indexOf(factor);
    const rest = hadamard(had.args.filter((_, i) => i !== at));
    return product ? mul([num(product.coefficient), ...product.scalars, rest]) : rest;
  }
  if (side === 'scalar' && term.kind !== 'mul') return divided(term, factor);
  const m = term as Mul;
  const at = side === 'scalar' ? m.scalars.findIndex((s) => divisors(s).includes(factor)) : -1;
  const scalars = m.scalars.map((s, i) => (i === at ? divided(s, factor) : s));
  const factors = side === 'left' ? m.factors.slice(1) : side === 'right' ? m.factors.slice(0, -1) : m.factors;
  return mul([num(m.coefficient), ...scalars, ...factors]);
}

const SIDES: readonly Side[] = ['left', 'right', 'entry', 'scalar'];

/** Takes common factors out of a sum where that leaves fewer leaves: A*x + A'*x is (A + A')*x. */
export function factorSum(e: Expr): Expr {
  if (e.kind !== 'add' || e.args.length > 200) return pullCoefficient(e);
  for (const side of SIDES) {
    const counts = new Map<Expr, number>();
    for (const term of e.args) {
      for (const factor of new Set(
        candidates(term)
          .filter(([s]) => s === side)
          .map(([, f]) => f),
      )) {
        counts.set(factor, (counts.get(factor) ?? 0) + 1);
      }
    }
    const shared = [...counts].filter(([, n]) => n > 1).sort((a, b) => b[1] - a[1]);
    // In a differential matrices stay with their dX, each term ready to be carried: X dW Wᵀ + XW dWᵀ.
    const best = shared.find(([f]) => side === 'scalar' || !e.differential || f.differential)?.[0];
    if (best === undefined) continue;
    // Scalars come out only when every term has them: a partial (1/T) outside reads worse than inside.
    if (side === 'scalar' && counts.get(best) !== e.args.length) continue;
    return factorBy(e, side, best);
  }
  return pullCoefficient(e);
}

function factorBy(e: Expr, side: Side, factor: Expr): Expr {
  const has = (term: Expr): boolean => candidates(term).some(([s, f]) => s === side && f === factor);
  const rest = factorSum(likeTerms(add(e.args.filter(has).map((t) => without(t, side, factor)))));
  const negated = rest.kind === 'add' && rest.args.every(negative);
  const inner = negated ? opposite(rest) : rest;
  const product =
    side === 'left' || side === 'scalar'
      ? mul([factor, inner])
      : side === 'right'
        ? mul([inner, factor])
        : hadamard([factor, inner]);
  const whole = negated ? opposite(product) : product;
  let placed = false;
  const terms: Expr[] = [];
  for (const term of e.args) {
    if (!has(term)) terms.push(term);
    else if (!placed) {
      terms.push(whole);
      placed = true;
    }
  }
  return factorSum(likeTerms(add(terms)));
}

/** 2*A - 2*B is 2*(A - B): a magnitude common to all terms comes out; a sign only when all share it and the magnitude is not 1. */
function pullCoefficient(e: Expr): Expr {
  if (e.kind !== 'add') return e;
  const coefficients = e.args.map((t) => splitCoefficient(t)[0]);
  const first = absolute(coefficients[0] as Rational);
  if (equals(first, 1) || !coefficients.every((c) => equals(absolute(c), first))) return e;
  const sign: Rational = coefficients.every(isNegative) ? negate(first) : first;
  return scale(
    sign,
    add(
      e.args.map((t) =>
        scale(isNegative(splitCoefficient(t)[0]) === isNegative(sign) ? 1 : -1, splitCoefficient(t)[1]),
      ),
    ),
  );
}

/** -(a - b) is b - a. Of numbers: a difference of matrices is likely to be there already, under a name. */
export function turnedRound(e: Expr): Expr {
  const [coefficient, rest] = splitCoefficient(e);
  if (!isScalar(e) || rest.kind !== 'add' || !isNegative(coefficient) || !rest.args.some(negative)) return e;
  return scale(negate(coefficient), opposite(rest));
}

const EXPANSION_LIMIT = 48;

/** Multiplies sums out inside products, cancels and collects again; the result only where it is smaller. */
export function expandIfSmaller(e: Expr): Expr {
  const expanded = expand(e);
  if (expanded === undefined || expanded === e) return e;
  const collected = collect(expanded);
  return weight(collected) < weight(e) && !onlyLosesOnes(e, collected) ? collected : e;
}

/** tanh x ⊙ (1 − tanh² x) as tanh x − tanh³ x: nothing has cancelled but the one, and the factors told where they come from. */
export function onlyLosesOnes(e: Expr, expanded: Expr): boolean {
  const [before, after] = [postorder([e]), postorder([expanded])];
  const ones = (nodes: readonly Expr[]): number => nodes.filter((x) => isCall(x, 'ones')).length;
  const summands = (nodes: readonly Expr[]): number =>
    nodes.reduce((sum, x) => sum + (x.kind === 'add' ? x.args.length : 0), 0);
  if (ones(after) >= ones(before) || summands(after) < summands(before)) return false;
  // the one itself, and half of another for what is lost in rounding
  return weight(expanded) > weight(e) - 1.5 * OF_ONES;
}

/** Powers merged, like terms together, common factors out. */
export const collect = (e: Expr): Expr => factorSum(likeTerms(add(termsOf(e).map(mergePowers))));

/** Weights of large terms, which are asked for again as part of larger ones. */
const weights = new WeakMap<Expr, number>();
const LARGE = 16;
/** What a matrix of ones or an identity weighs. */
const OF_ONES = 0.5;

/** Leaves, not counting numbers: what a reader reads. */
export function weight(e: Expr): number {
  if (e.leaves < LARGE) return weighed(e);
  const known = weights.get(e);
  if (known !== undefined) return known;
  const found = weighed(e);
  weights.set(e, found);
  return found;
}

function weighed(e: Expr): number {
  if (e.kind === 'num') return 0;
  if (isCall(e, 'pow') && isNumber(e.args[1] as Expr))
    return weight(e.args[0] as Expr) + (toNumber((e.args[1] as { value: Rational }).value) < 0 ? 0.25 : 0.5);
  if (isCall(e, 'ones') || isCall(e, 'eye')) return OF_ONES;
  if (e.args.length === 0 || isCall(e, 'grad')) return 1;
  return e.args.reduce((sum, a) => sum + weight(a), e.kind === 'call' && e.args.length === 1 ? 0.1 : 0);
}

/**
 * Multiplied out, as far as that stays short; undefined where there is nothing to multiply out. `sums` distributes sums
 * of entries as well.
 */
export function expand(e: Expr, sums = false): Expr | undefined {
  const within = (t: Expr): Expr => expand(t, sums) ?? t;
  if (e.kind === 'add') {
    const parts = e.args.map(within);
    return parts.every((p, i) => p === e.args[i]) ? undefined : add(parts);
  }
  if (sums && isCall(e, 'sum')) {
    const inner = within(e.args[0] as Expr);
    return inner.kind === 'add' ? add(inner.args.map((t) => withArgs(e, [t]))) : undefined;
  }
  const join = isCall(e, 'had') ? hadamard : e.kind === 'mul' ? mul : undefined;
  if (!join) return undefined;
  const operands: readonly Expr[] = e.kind === 'mul' ? [num(e.coefficient), ...e.scalars, ...e.factors] : e.args;
  const inner = operands.map(within);
  if (!inner.some((o) => o.kind === 'add')) return inner.every((o, i) => o === operands[i]) ? undefined : join(inner);
  const at = firstToDistribute(inner);
  const sum = inner[at] as Expr;
  if (sum.args.length > EXPANSION_LIMIT) return undefined;
  const terms = sum.args.map((t) => mergePowers(join(inner.map((o, i) => (i === at ? t : o)))));
  const whole = add(terms.map(within));
  return termsOf(whole).length > EXPANSION_LIMIT ? undefined : whole;
}

/** A sum that holds the inverse of another operand goes first: what cancels must not be torn apart before. */
function firstToDistribute(operands: readonly Expr[]): number {
  const inverses = new Set(operands.map((o) => power(o, num(-1))));
  const holding = operands.findIndex(
    (o) =>
      o.kind === 'add' &&
      o.args.some((t) => t.args.some((a) => inverses.has(a) || a.args.some((b) => inverses.has(b)))),
  );
  return holding >= 0 ? holding : operands.findIndex((o) => o.kind === 'add');
}
