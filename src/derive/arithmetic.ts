/**
 * Arithmetic that no reader needs a rule for: like terms, common factors, powers of one base, and
 * "expand, cancel, collect" where that makes a term smaller. Pure functions of terms; each result equals its argument.
 */
import {
  add,
  hadamard,
  mul,
  negative,
  num,
  ONE,
  ones,
  opposite,
  power,
  scale,
  splitCoefficient,
  termsOf,
} from '../expression/build.js';
import type { Expr, Mul, Num } from '../expression/expression.js';
import { compareTerms, isCall, isNumber, isScalar } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { absolute, equals, isNegative, isZero, negate, plus, ratio, toNumber } from '../expression/rational.js';

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

/** The pieces of a term that a common factor may be taken from. */
type Side = 'left' | 'right' | 'scalar' | 'entry';

function candidates(term: Expr): readonly (readonly [Side, Expr])[] {
  const found: (readonly [Side, Expr])[] = [];
  const rest = term.kind === 'mul' ? term : undefined;
  if (rest) {
    for (const s of rest.scalars) found.push(['scalar', s]);
    if (rest.factors.length > 1) {
      found.push(['left', rest.factors[0] as Expr], ['right', rest.factors.at(-1) as Expr]);
    }
  }
  const entries = rest?.factors.length === 1 ? (rest.factors[0] as Expr) : term;
  if (isCall(entries, 'had')) for (const a of entries.args) found.push(['entry', a]);
  return found;
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
  const m = term as Mul;
  const scalars = side === 'scalar' ? m.scalars.filter((_, i) => i !== m.scalars.indexOf(factor)) : m.scalars;
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
    const sum = list.length === 1 ? (list[0] as Expr) : inOrder(likeTerms(add(list)));
    if (isScalar(sum) && isNumber(sum, 0)) return [];
    return [power(base, sum)];
  });
}

/** The base and the exponent of a factor; (x^p)^k is x^(p*k) for a whole k. */
function splitPower(e: Expr): readonly [Expr, Expr] {
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

const isWhole = (e: Expr): boolean => e.kind === 'num' && Number.isSafeInteger(e.value);

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

const EXPANSION_LIMIT = 48;

/** Multiplies sums out inside products, cancels and collects again; the result only where it is smaller. */
export function expandIfSmaller(e: Expr): Expr {
  const expanded = expand(e);
  if (expanded === undefined || expanded === e) return e;
  const collected = collect(expanded);
  return weight(collected) < weight(e) ? collected : e;
}

const collect = (e: Expr): Expr => factorSum(likeTerms(add(termsOf(e).map(mergePowers))));

/**
 * Fractions over powers of one sum or its root as one fraction, where that is smaller: 1/(1 - x) + x/(1 - x)^2 is
 * 1/(1 - x)^2. The denominators are numbers, or divide entry by entry.
 */
export function joinFractions(e: Expr): Expr {
  if (e.kind !== 'add') return e;
  const found = e.args.map(denominators);
  for (const base of new Set(found.flatMap((powers) => [...powers.keys()]))) {
    const over = e.args.filter((_, i) => found[i]?.has(base));
    const most = Math.max(...found.map((powers) => powers.get(base) ?? 0));
    if (over.length < 2 || most <= 0) continue;
    const join = isScalar(base) ? mul : hadamard;
    const cleared = over.map((term) => withoutRoots(mergePowers(join([power(base, num(most)), term]))));
    const whole = add(cleared);
    const numerator = collect(expand(whole) ?? whole);
    const joined = mergePowers(join([power(base, num(-most)), numerator]));
    const sum = add([joined, ...e.args.filter((_, i) => !found[i]?.has(base))]);
    if (weight(sum) < weight(e)) return sum;
  }
  return e;
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

/** Weights of large terms, which are asked for again as part of larger ones. */
const weights = new WeakMap<Expr, number>();
const LARGE = 16;

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
  if (isCall(e, 'ones') || isCall(e, 'eye')) return 0.5;
  if (e.args.length === 0 || isCall(e, 'grad')) return 1;
  return e.args.reduce((sum, a) => sum + weight(a), e.kind === 'call' && e.args.length === 1 ? 0.1 : 0);
}

function expand(e: Expr): Expr | undefined {
  if (e.kind === 'add') {
    const parts = e.args.map((t) => expand(t) ?? t);
    return parts.every((p, i) => p === e.args[i]) ? undefined : add(parts);
  }
  const join = isCall(e, 'had') ? hadamard : e.kind === 'mul' ? mul : undefined;
  if (!join) return undefined;
  const operands: readonly Expr[] = e.kind === 'mul' ? [num(e.coefficient), ...e.scalars, ...e.factors] : e.args;
  const inner = operands.map((o) => expand(o) ?? o);
  if (!inner.some((o) => o.kind === 'add')) return inner.every((o, i) => o === operands[i]) ? undefined : join(inner);
  const at = firstToDistribute(inner);
  const sum = inner[at] as Expr;
  if (sum.args.length > EXPANSION_LIMIT) return undefined;
  const terms = sum.args.map((t) => mergePowers(join(inner.map((o, i) => (i === at ? t : o)))));
  const further = terms.map((t) => expand(t) ?? t);
  const whole = add(further);
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
