/**
 * A second opinion on arithmetic: terms multiplied out to sums of monomials, like ones put together.
 *
 * Shares nothing with the engine's own arithmetic, so that it can contradict it. Products, ⊙, ":" and every linear
 * operator distribute over sums, transposes go inward, powers of one base merge. Two terms with the same form are
 * equal; two with different forms may still be (the form knows no division of sums), so a difference proves nothing.
 */
import {
  add,
  addSpread,
  call,
  dimension,
  each,
  hadamard,
  mul,
  num,
  ONE,
  ones,
  power,
  scale,
  splitCoefficient,
  splitScalars,
  transpose,
  withArgs,
} from '../expression/build.js';
import type { Each, Expr } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import {
  absolute,
  equals,
  integerPower,
  isNegative,
  isZero,
  multiply,
  negate,
  plus,
  ratio,
  reciprocal,
} from '../expression/rational.js';
import { freeDims, postorder } from '../expression/traverse.js';

/** Monomials without their coefficients, each with its coefficient. */
type Terms = ReadonlyMap<Expr, Rational>;

/** Monomials beyond which nothing is multiplied out. */
const LIMIT = 600;
const LARGEST_POWER = 4;

class TooLong extends Error {}

/** Whether both have the same form; undefined where they are too long to say. */
export function sameForm(a: Expr, b: Expr, linear: (fn: string) => boolean): boolean | undefined {
  if (a === b) return true;
  if (a.shape[0] !== b.shape[0] || a.shape[1] !== b.shape[1]) return false;
  const whole = compared(a, b, new Expander(linear));
  if (whole) return true;
  if (overDenominators(a, b, linear)) return true;
  if (whole === false) return false;
  // what is equal whatever the common sums among its factors stand for is equal; what is not may be so for these
  const common = sumsAsFactors(a);
  const shared = new Set([...sumsAsFactors(b)].filter((e) => common.has(e)));
  return shared.size > 0 && compared(a, b, new Expander(linear, shared)) ? true : undefined;
}

/** Whether both are the same once multiplied by what they are divided by: sums, numbers or entry by entry. */
function overDenominators(a: Expr, b: Expr, linear: (fn: string) => boolean): boolean {
  const most = new Map<Expr, Rational>();
  for (const e of postorder([a, b])) {
    const [base, exponent] = isCall(e, 'pow') ? baseOf(e) : [e, ONE];
    if (base.kind !== 'add' || exponent.kind !== 'num' || !isNegative(exponent.value)) continue;
    if (!isScalar(base) && (base.shape[0] !== a.shape[0] || base.shape[1] !== a.shape[1])) continue;
    const [k, known] = [negate(exponent.value), most.get(base)];
    if (known === undefined || isNegative(plus(known, exponent.value))) most.set(base, k);
  }
  if (most.size === 0) return false;
  // the sums stay whole until what divides has met what multiplies
  const opaque = new Expander(linear, new Set(most.keys()));
  const cleared = (e: Expr): Expr => {
    const factors = [...most].map(([base, k]) => power(base, num(k)));
    const numbers = factors.filter(isScalar);
    const entries = factors.filter((f) => !isScalar(f));
    return opaque.whole(mul([...numbers, entries.length === 0 ? e : hadamard([...entries, e])]));
  };
  try {
    return compared(cleared(a), cleared(b), new Expander(linear)) === true;
  } catch (error) {
    if (error instanceof TooLong) return false;
    throw error;
  }
}

function compared(a: Expr, b: Expr, expander: Expander): boolean | undefined {
  try {
    const [left, right] = [expander.terms(a), expander.terms(b)];
    return left.size === right.size && [...left].every(([core, c]) => equals(right.get(core) ?? 0, c));
  } catch (error) {
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}

const HALF = ratio(1, 2);

/** A power by its base and exponent: √x is x^(1/2), and (x^p)^k is x^(p*k) for a whole k. */
function baseOf(e: Expr, exponent: Expr = ONE): readonly [Expr, Expr] {
  if (exponent.kind !== 'num' || !Number.isSafeInteger(exponent.value)) return [e, exponent];
  if (isCall(e, 'sqrt')) return [e.args[0] as Expr, mul([exponent, num(HALF)])];
  if (!isCall(e, 'pow')) return [e, exponent];
  const [base, inner] = e.args as readonly [Expr, Expr];
  return baseOf(base, mul([exponent, inner]));
}

const sumsAsFactors = (root: Expr): Set<Expr> =>
  new Set(postorder([root]).flatMap((e) => (e.kind === 'mul' ? e.args.filter((f) => f.kind === 'add') : [])));

class Expander {
  /** Holds every monomial made, so that none is let go and made anew within one comparison. */
  private readonly done = new Map<Expr, Terms>();

  constructor(
    private readonly linear: (fn: string) => boolean,
    /** Sums that are not looked into. */
    opaque: ReadonlySet<Expr> = new Set(),
  ) {
    for (const e of opaque) this.done.set(e, single(e));
  }

  terms(root: Expr): Terms {
    for (const node of postorder([root])) if (!this.done.has(node)) this.done.set(node, this.work(node));
    return this.done.get(root) as Terms;
  }

  private of = (e: Expr): Terms => this.terms(e);

  /** The form as a term, its monomials in a fixed order. */
  whole(e: Expr): Expr {
    const terms = [...this.of(e)].sort(([a], [b]) => a.id - b.id).map(([core, c]) => scale(c, core));
    return terms.length === 0 ? scale(0, e) : add(terms);
  }

  private work(e: Expr): Terms {
    switch (e.kind) {
      case 'num':
        return gather([[ONE, e.value]]);
      case 'name':
        return gather([[e, 1]]);
      case 'add':
        return gather(e.args.flatMap((a) => [...this.of(a)]));
      case 'mul':
        return this.product(
          e.args.filter(isScalar),
          e.factors.filter((f) => !isScalar(f)),
          e.coefficient,
        );
      case 'each':
        return e.fold === 'sum' ? this.sumOver(e) : gather([[withArgs(e, [this.whole(e.args[0] as Expr)]), 1]]);
      case 'call':
        break;
      default:
        return e satisfies never;
    }
    if (e.fn === 'ones') return single(mul(outerOnes(e)));
    const [first, second] = e.args as readonly [Expr, Expr];
    if (e.fn === 'had') return this.merged(e.args, hadamard, ones(...e.shape));
    if (e.fn === 'frob') {
      return this.distribute([this.of(first), this.of(second)], ([a, b]) => sumOf(hadamard([a as Expr, b as Expr])));
    }
    if (e.fn === 'pow') return this.power(first, second, e);
    if (e.fn === 'sqrt') return this.power(first, num(HALF), e);
    if (e.fn === 'T') return this.distribute([this.of(first)], ([a]) => transposed(a as Expr));
    if (e.fn === 'sum') return this.distribute([this.of(first)], ([a]) => sumOf(a as Expr));
    if (e.args.length === 1 && this.linear(e.fn)) {
      return this.distribute([this.of(first)], ([a]) => {
        const [scalar, rest] = splitScalars(a as Expr);
        return mul([scalar, call(e.fn, [rest ?? ONE], e.shape, e.dims)]);
      });
    }
    if (e.fn === 'sign') return this.sign(e, this.of(first));
    const rebuilt = withArgs(
      e,
      e.args.map((a) => this.whole(a)),
    );
    return single(rebuilt);
  }

  /** A sign of a multiple: the multiple that begins with 1, and the sign of the factor. */
  private sign(e: Expr, terms: Terms): Terms {
    const [first, ...others] = [...terms].sort(([a], [b]) => a.id - b.id);
    if (first === undefined) return gather([]);
    const factor = reciprocal(absolute(first[1]));
    const sign = isNegative(first[1]) ? -1 : 1;
    const whole = add([first, ...others].map(([core, c]) => scale(multiply(multiply(c, factor), sign), core)));
    return gather([[withArgs(e, [whole]), sign]]);
  }

  private product(scalars: readonly Expr[], factors: readonly Expr[], coefficient: Rational): Terms {
    const numbers = scalars.length === 0 ? single(ONE) : this.merged(scalars, mul, ONE);
    return this.distribute([numbers, ...factors.map(this.of)], (cores) => simplified(mul(cores)), coefficient);
  }

  /** A commutative product: powers of one base first, so that what cancels is not torn apart, then the rest out. */
  private merged(operands: readonly Expr[], join: (items: readonly Expr[]) => Expr, unit: Expr): Terms {
    const exponents = new Map<Expr, { base: Expr; exponents: Expr[] }>();
    const others: Terms[] = [];
    for (const operand of operands) {
      const [base, exponent] = baseOf(operand);
      const key = this.whole(base);
      const known = exponents.get(key);
      if (known) known.exponents.push(exponent);
      else exponents.set(key, { base, exponents: [exponent] });
    }
    for (const { base, exponents: each } of exponents.values()) {
      const exponent = this.whole(addSpread(each));
      if (exponent.kind === 'num' && isZero(exponent.value)) continue;
      if (exponent === ONE) others.push(this.of(base));
      else others.push(this.power(base, exponent, base));
    }
    if (others.length === 0) return single(unit);
    return this.distribute(others, (cores) => simplified(join(cores)));
  }

  private power(of: Expr, to: Expr, e: Expr): Terms {
    const [base, exponent] = baseOf(of, to);
    if (exponent === ONE) return this.of(base);
    const k = exponent.kind === 'num' && typeof exponent.value === 'number' ? exponent.value : Number.NaN;
    const terms = this.of(base);
    if (terms.size === 1 && Number.isSafeInteger(k)) {
      const [core, c] = [...terms][0] as readonly [Expr, Rational];
      return gather([[simplified(powered(core, exponent)), integerPower(c, k)]]);
    }
    if (Number.isSafeInteger(k) && k > 1 && k <= LARGEST_POWER) {
      const join = isScalar(e) ? mul : hadamard;
      return this.distribute(
        Array.from({ length: k }, () => terms),
        (cores) => simplified(join(cores)),
      );
    }
    return single(call('pow', [this.whole(base), this.whole(exponent)], e.shape));
  }

  /** Σ over an index: term by term, with what does not depend on the index outside. */
  private sumOver(e: Each): Terms {
    return this.distribute([this.of(e.args[0] as Expr)], ([core]) => {
      const body = core as Expr;
      if (body.kind !== 'mul') return each('sum', e.over, e.from, e.to, body);
      const fixed = body.scalars.filter((s) => !freeDims(s).has(e.over));
      const moving = body.scalars.filter((s) => freeDims(s).has(e.over));
      return mul([...fixed, each('sum', e.over, e.from, e.to, mul([...moving, ...body.factors]))]);
    });
  }

  private distribute(
    operands: readonly Terms[],
    join: (cores: readonly Expr[]) => Expr,
    coefficient: Rational = 1,
  ): Terms {
    let rows: { cores: readonly Expr[]; c: Rational }[] = [{ cores: [], c: coefficient }];
    for (const terms of operands) {
      if (rows.length * terms.size > LIMIT) throw new TooLong('too many monomials');
      rows = rows.flatMap(({ cores, c }) => [...terms].map(([t, k]) => ({ cores: [...cores, t], c: multiply(c, k) })));
    }
    return gather(
      rows.flatMap(({ cores, c }) => {
        const joined = join(cores);
        // a product of ones gives a number, and a sum of entries may have come apart
        const terms = joined.kind === 'add' ? [...this.of(joined)] : [splitTerm(joined)];
        return terms.map(([core, k]): readonly [Expr, Rational] => [core, multiply(c, k)]);
      }),
    );
  }
}

function gather(items: readonly (readonly [Expr, Rational])[]): Terms {
  const sums = new Map<Expr, Rational>();
  for (const [core, c] of items) sums.set(core, plus(sums.get(core) ?? 0, c));
  for (const [core, c] of sums) if (isZero(c) || (isCall(core, 'zeros') && core.args.length === 0)) sums.delete(core);
  return sums;
}

const splitTerm = (e: Expr): readonly [Expr, Rational] => {
  const [c, core] = splitCoefficient(e);
  return [core, c];
};
const single = (e: Expr): Terms => gather([splitTerm(e)]);

function transposed(e: Expr): Expr {
  if (e.kind === 'mul') return mul([num(e.coefficient), ...e.scalars, ...[...e.factors].reverse().map(transposed)]);
  if (e.kind === 'each') return each(e.fold, e.over, e.from, e.to, transposed(e.args[0] as Expr));
  if (isCall(e, 'had')) return hadamard(e.args.map(transposed));
  if (isCall(e, 'pow') && !isScalar(e)) return power(transposed(e.args[0] as Expr), e.args[1] as Expr);
  return transpose(e);
}

/** The sum of the entries: scalars outside, and the same for a term and its transpose. */
function sumOf(e: Expr): Expr {
  const [scalar, rest] = splitScalars(simplified(e));
  if (rest === undefined) return scalar;
  const operands = isCall(rest, 'had') ? rest.args : [rest];
  const plain = operands.every((o) => isCall(o, 'T')) ? hadamard(operands.map(transpose)) : rest;
  return mul([scalar, call('sum', [plain], [1, 1])]);
}

/** A monomial to a whole power. */
function powered(core: Expr, exponent: Expr): Expr {
  if (core.kind === 'mul' && core.factors.length === 0) return mul(core.scalars.map((s) => power(s, exponent)));
  if (core.kind === 'mul' && !isScalar(core) && core.scalars.length > 0) {
    const [scalar, rest] = splitScalars(core);
    return mul([powered(scalar, exponent), powered(rest as Expr, exponent)]);
  }
  if (isCall(core, 'had')) return hadamard(core.args.map((a) => power(a, exponent)));
  return power(core, exponent);
}

/** A monomial with its powers merged and its products of ones multiplied. */
function simplified(e: Expr): Expr {
  if (isCall(e, 'had')) {
    const plain = e.args.filter((a) => !isOnes(a));
    return plain.length === 0 ? (e.args[0] as Expr) : hadamard(mergeEqual(plain, ones(...e.shape)));
  }
  if (e.kind !== 'mul') return e;
  const apart = numbersApart(e.factors.flatMap((f) => (isCall(f, 'had') ? [simplified(f)] : outerOnes(f))));
  // a run that is 1×1 joins the scalars before equal ones are merged
  const scalars = mergeEqual([...e.scalars, ...apart.filter(isScalar)], ONE);
  return mul([num(e.coefficient), ...scalars, ...apart.filter((f) => !isScalar(f))]);
}

/** All ones as a column times a row, so that 𝟏ᵀ beside a column always makes a number. */
function outerOnes(e: Expr): readonly Expr[] {
  if (!isCall(e, 'ones') || e.shape[0] === 1 || e.shape[1] === 1) return [e];
  return [ones(e.shape[0], 1), ones(1, e.shape[1])];
}

/** All ones as outerOnes has them. */
const isOnes = (e: Expr): boolean =>
  e.kind === 'mul' && e.coefficient === 1 && e.scalars.length === 0 && e.factors.every((f) => isCall(f, 'ones'));

/** x*(y'*z) is a number times x: runs that are 1×1 apart. */
function numbersApart(factors: readonly Expr[]): Expr[] {
  const from = factors.findIndex((f, i) => f.shape[0] === 1 && factors.slice(i).some((g) => g.shape[1] === 1));
  const length = factors.slice(from).findIndex((g) => g.shape[1] === 1) + 1;
  if (from < 0) return [...factors];
  const run = factors.slice(from, from + length);
  const count =
    run.length === 2 && run.every((f) => isCall(f, 'ones')) ? dimension((run[1] as Expr).shape[0]) : mul(run);
  return [count, ...numbersApart([...factors.slice(0, from), ...factors.slice(from + length)])];
}

/** Operands with equal bases merged by adding whole or fractional exponents. */
function mergeEqual(items: readonly Expr[], unit: Expr): Expr[] {
  const exponents = new Map<Expr, Rational>();
  const others: Expr[] = [];
  for (const item of items) {
    const [base, exponent] = isCall(item, 'pow') ? (item.args as readonly [Expr, Expr]) : ([item, ONE] as const);
    if (exponent.kind === 'num') exponents.set(base, plus(exponents.get(base) ?? 0, exponent.value));
    else others.push(item);
  }
  for (const [base, exponent] of exponents) if (!isZero(exponent)) others.push(power(base, num(exponent)));
  return others.length === 0 ? [unit] : others;
}
