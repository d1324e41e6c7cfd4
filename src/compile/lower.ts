/**
 * Terms as code: sums, products and the other operators brought to operations that a numeric language has, without what
 * nobody would write in it. Ones become sums along an axis or are left to broadcasting, a diagonal matrix scales rows or
 * columns, an inverse beside a factor is a system solved, a product is taken in the cheapest order.
 *
 * Invariant: the code has the value of the term, up to broadcasting where an elementwise operation takes it.
 */
import { mul, num, power, transpose } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { isScalarShape } from '../expression/dimension.js';
import type { Call, Expr, Mul } from '../expression/expression.js';
import { isCall, isNumber, isScalar } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { absolute, isNegative } from '../expression/rational.js';
import { cut, FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import { bestCuts, typicalSize } from './chain-order.js';
import type { Code } from './code.js';
import { ofNumber } from './of-number.js';

const SCALAR: Shape = [1, 1];

export class Lowering {
  private readonly known = new Map<Expr, Code>();

  /** `given`: the name under which a piece of an unknown function comes in. */
  constructor(private readonly given: (e: Call) => string | undefined) {}

  lower(e: Expr): Code {
    const known = this.known.get(e);
    if (known) return known;
    const made = this.fresh(e);
    this.known.set(e, made);
    return made;
  }

  private fresh(e: Expr): Code {
    switch (e.kind) {
      case 'num':
        return { op: 'number', value: e.value, shape: SCALAR };
      case 'name':
        return { op: 'name', name: e.name, index: e.index, shape: e.shape };
      case 'add':
        return this.sum(e.args, e.shape);
      case 'mul':
        return this.product(e);
      case 'each':
        return {
          op: 'fold',
          fold: e.fold,
          over: e.over,
          from: e.from,
          to: e.to,
          body: this.lower(e.args[0] as Expr),
          shape: e.shape,
        };
      case 'call':
        return this.call(e);
      default:
        return e satisfies never;
    }
  }

  // ——— sums ———

  private sum(terms: readonly Expr[], shape: Shape): Code {
    const signed = terms.map((term) => {
      const minus = term.kind === 'mul' ? isNegative(term.coefficient) : term.kind === 'num' && isNegative(term.value);
      return { minus, code: minus ? this.negated(term) : this.lower(term), full: !isSpread(term) };
    });
    // one term must have the shape of the sum; the others may be spread to it
    const anchor = signed.some(({ full }) => full);
    const list = signed.map(({ minus, code }, i) => ({
      minus,
      code: anchor || isScalarShape(shape) ? (this.unspread(terms[i] as Expr, minus) ?? code) : code,
    }));
    const lead = list.findIndex(({ minus }) => !minus);
    const ordered = lead > 0 ? [...list.slice(lead, lead + 1), ...list.filter((_, i) => i !== lead)] : list;
    return { op: 'sum', terms: ordered, shape };
  }

  private negated(e: Expr): Code {
    if (e.kind === 'num') return { op: 'number', value: absolute(e.value), shape: SCALAR };
    const m = e as Mul;
    return this.scaled(absolute(m.coefficient), m.scalars, m.factors, m.shape);
  }

  /** What broadcasting makes the term of: c of c·ones, the row of ones·row, the column of column·ones. */
  private unspread(e: Expr, minus: boolean): Code | undefined {
    if (isScalarShape(e.shape)) return undefined;
    if (isCall(e, 'ones') || isCall(e, 'zeros'))
      return { op: 'number', value: isCall(e, 'ones') ? 1 : 0, shape: SCALAR };
    if (e.kind !== 'mul') return undefined;
    const coefficient = minus ? absolute(e.coefficient) : e.coefficient;
    const rest = withoutSpread(e.factors);
    if (rest === undefined) return undefined;
    return this.scaled(coefficient, e.scalars, rest, shapeOf(rest));
  }

  // ——— products ———

  private product(e: Mul): Code {
    const { coefficient, scalars, factors, shape } = e;
    if (isNegative(coefficient)) {
      return {
        op: 'sum',
        terms: [{ minus: true, code: this.scaled(absolute(coefficient), scalars, factors, shape) }],
        shape,
      };
    }
    return this.scaled(coefficient, scalars, factors, shape);
  }

  private scaled(coefficient: Rational, scalars: readonly Expr[], factors: readonly Expr[], shape: Shape): Code {
    const over: Code[] = [];
    const under: Code[] = [];
    const [top, bottom] = typeof coefficient === 'number' ? [coefficient, 1] : [coefficient.p, coefficient.q];
    if (top !== 1) over.push({ op: 'number', value: top, shape: SCALAR });
    if (bottom !== 1) under.push({ op: 'number', value: bottom, shape: SCALAR });
    for (const s of scalars) {
      const below = denominator(s);
      if (below) under.push(this.lower(below));
      else over.push(this.lower(s));
    }
    if (factors.length > 0) {
      const body = this.matrices(factors, shape);
      if (over.length + under.length === 0) return body;
      if (body.op === 'times') {
        over.push(...body.over);
        under.push(...body.under);
      } else over.push(body);
    }
    return times(over, under, isScalarShape(shape) ? SCALAR : shape);
  }

  /** A product of matrices, which may be 1×1 as a whole. */
  private matrices(factors: readonly Expr[], shape: Shape): Code {
    const [first, last] = [factors[0] as Expr, factors.at(-1) as Expr];
    if (factors.length === 1) return this.lower(first);
    if (isScalarShape(shape)) return this.number(factors);
    if (isCall(last, 'ones') && last.shape[1] === 1) return this.total('rows', factors.slice(0, -1), shape);
    if (isCall(first, 'ones') && first.shape[0] === 1) return this.total('columns', factors.slice(1), shape);
    if (isCall(first, 'ones') && first.shape[1] === 1) return this.spreadProduct(first, factors.slice(1), shape, true);
    if (isCall(last, 'ones') && last.shape[0] === 1)
      return this.spreadProduct(last, factors.slice(0, -1), shape, false);
    return this.chain(factors);
  }

  private total(over: 'rows' | 'columns', factors: readonly Expr[], shape: Shape): Code {
    return { op: 'total', over, of: this.whole(factors), shape };
  }

  private spreadProduct(spread: Expr, rest: readonly Expr[], shape: Shape, down: boolean): Code {
    const of = this.whole(rest);
    const fill: Code = { op: 'fill', value: 1, shape: spread.shape };
    return times(down ? [fill, of] : [of, fill], [], shape);
  }

  private whole(factors: readonly Expr[]): Code {
    return this.matrices(factors, shapeOf(factors));
  }

  /** x'y and 1'A1 as sums; x'Ay as a sum over two vectors. */
  private number(factors: readonly Expr[]): Code {
    const [first, last] = [factors[0] as Expr, factors.at(-1) as Expr];
    const inner = factors.slice(1, -1);
    if (isCall(first, 'ones') && isCall(last, 'ones') && inner.length > 0)
      return { op: 'total', over: 'all', of: this.whole(inner), shape: SCALAR };
    if (isCall(first, 'ones')) return { op: 'total', over: 'all', of: this.whole(factors.slice(1)), shape: SCALAR };
    if (isCall(last, 'ones')) return { op: 'total', over: 'all', of: this.whole(factors.slice(0, -1)), shape: SCALAR };
    const left = isCall(first, 'T') ? this.lower(first.args[0] as Expr) : transposed(this.lower(first));
    return { op: 'dot', left, right: this.whole(factors.slice(1)), shape: SCALAR };
  }

  /** Three matrices or more in the order that multiplies least, ones and diagonal matrices not as matrices at all. */
  private chain(factors: readonly Expr[]): Code {
    const best = bestCuts(sizesAlong(factors).map(typicalSize));
    const build = (i: number, j: number): Code => {
      if (i === j) return this.lower(factors[i] as Expr);
      const k = best.cut(i, j);
      return this.pair(factors, i, k, j, build);
    };
    return build(0, factors.length - 1);
  }

  private pair(factors: readonly Expr[], i: number, k: number, j: number, build: (i: number, j: number) => Code): Code {
    const shape: Shape = [(factors[i] as Expr).shape[0], (factors[j] as Expr).shape[1]];
    const [left, right] = [factors[i] as Expr, factors[j] as Expr];
    if (i === k && isCall(left, 'diag')) return times([this.lower(left.args[0] as Expr), build(k + 1, j)], [], shape);
    if (k + 1 === j && isCall(right, 'diag'))
      return times([build(i, k), transposed(this.lower(right.args[0] as Expr))], [], shape);
    const below = i === k ? inverted(left) : undefined;
    if (below) return { op: 'solve', left: this.lower(below), right: build(k + 1, j), shape };
    const beside = k + 1 === j ? inverted(right) : undefined;
    if (beside) {
      const flipped: Code = {
        op: 'solve',
        left: transposed(this.lower(beside)),
        right: transposed(build(i, k)),
        shape: [shape[1], shape[0]],
      };
      return transposed(flipped);
    }
    const [a, b] = [build(i, k), build(k + 1, j)];
    // a column by a row is an outer product
    if (a.shape[1] === 1 && b.shape[0] === 1) return times([a, b], [], shape);
    return { op: 'product', left: a, right: b, shape };
  }

  // ——— other operators ———

  private call(e: Call): Code {
    const { fn, args, shape, dims } = e;
    const [a, b] = args as readonly [Expr, Expr];
    const name = this.given(e);
    if (name !== undefined) return { op: 'name', name, index: [], shape };
    const number = args.length === 1 && isScalarShape(a.shape) ? ofNumber(fn, a) : undefined;
    if (number !== undefined) return this.lower(number);
    switch (fn) {
      case 'T':
        return transposed(this.lower(a));
      case 'had':
        return this.hadamard(args, shape);
      case 'frob':
        return { op: 'dot', left: this.lower(a), right: this.lower(b), shape: SCALAR };
      case 'tr':
        return this.trace(a);
      case 'pow':
        return this.power(a, b, shape);
      case 'sum':
        return { op: 'total', over: 'all', of: this.lower(a), shape: SCALAR };
      case 'kron':
        if (isScalar(a) || isScalar(b)) return this.lower(mul([a, b]));
        return { op: 'call', fn, args: [this.lower(a), this.lower(b)], dims, shape };
      case 'ones':
      case 'zeros':
        return { op: 'fill', value: fn === 'ones' ? 1 : 0, shape };
      case 'eye':
        return { op: 'identity', shape };
      case 'dim':
        return { op: 'size', size: dims[0] as Dim, shape: SCALAR };
      case 'slice':
        return { op: 'slice', of: this.lower(a), range: dims as unknown as readonly [Dim, Dim, Dim, Dim], shape };
      case 'd':
      case 'grad':
        throw new FrobeniusError('unsupported', `${cut(format(e))} has no code: it stands for an unknown function`);
      default:
        if (fn.startsWith('where')) return this.choice(e);
        if ((fn === 'max' || fn === 'min') && args.length === 2) return this.pairwise(e);
        return { op: 'call', fn, args: args.map((arg) => this.lower(arg)), dims, shape };
    }
  }

  private hadamard(args: readonly Expr[], shape: Shape): Code {
    const anchor = args.some((arg) => !isSpread(arg));
    const over: Code[] = [];
    const under: Code[] = [];
    for (const arg of args) {
      const below = denominator(arg);
      if (below) under.push(this.operand(below, anchor));
      else over.push(this.operand(arg, anchor));
    }
    return times(over, under, shape);
  }

  private pairwise({ fn, args, dims, shape }: Call): Code {
    const anchor = args.some((arg) => !isSpread(arg));
    return { op: 'call', fn, args: args.map((arg) => this.operand(arg, anchor)), dims, shape };
  }

  private operand(e: Expr, anchor: boolean): Code {
    const spread = anchor ? this.unspread(e, false) : undefined;
    return spread ?? this.lower(e);
  }

  private trace(e: Expr): Code {
    // of a sum with a product in it term by term
    if (e.kind === 'add' && e.args.some((arg) => arg.kind === 'mul' && arg.factors.length > 1)) {
      const terms = e.args.flatMap((arg) => {
        const code = this.trace(arg);
        return code.op === 'sum' ? code.terms : [{ minus: false, code }];
      });
      return { op: 'sum', terms, shape: SCALAR };
    }
    if (e.kind === 'mul' && e.factors.length > 1) {
      const { coefficient, scalars, factors } = e;
      const dot = this.traceOf(factors);
      const rest = this.scaled(absolute(coefficient), scalars, [], SCALAR);
      const isOne = rest.op === 'times' && rest.over.length + rest.under.length === 0;
      const value = isOne ? dot : times([rest, dot], [], SCALAR);
      return isNegative(coefficient) ? { op: 'sum', terms: [{ minus: true, code: value }], shape: SCALAR } : value;
    }
    return { op: 'call', fn: 'tr', args: [this.lower(e)], dims: [], shape: SCALAR };
  }

  /** A number where one of the sizes between the factors is 1, no inverse where there is something to solve for. */
  private traceOf(factors: readonly Expr[]): Code {
    const column = factors.findIndex((f) => f.shape[1] === 1);
    if (column >= 0) return this.number([...factors.slice(column + 1), ...factors.slice(0, column + 1)]);
    const inverse = factors.findIndex((f) => inverted(f) !== undefined);
    if (inverse >= 0 && factors.some((f) => inverted(f) === undefined)) {
      const turned = [...factors.slice(inverse), ...factors.slice(0, inverse)];
      return { op: 'call', fn: 'tr', args: [this.whole(turned)], dims: [], shape: SCALAR };
    }
    const [first, last] = [factors[0] as Expr, factors.at(-1) as Expr];
    const [left, right] = isCall(first, 'T')
      ? [this.lower(first.args[0] as Expr), this.whole(factors.slice(1))]
      : [this.whole(factors.slice(0, -1)), transposed(this.lower(last))];
    return { op: 'dot', left, right, shape: SCALAR };
  }

  private power(base: Expr, exponent: Expr, shape: Shape): Code {
    const below = denominatorOf(base, exponent);
    if (below) return times([{ op: 'number', value: 1, shape: SCALAR }], [this.lower(below)], shape);
    if (isNumber(exponent) && isHalf(exponent.value))
      return { op: 'call', fn: 'sqrt', args: [this.lower(base)], dims: [], shape };
    return { op: 'power', base: this.lower(base), exponent: this.lower(exponent), shape };
  }

  private choice({ fn, args, shape }: Call): Code {
    const [left, right, yes, no] = args.map((arg) => this.operand(arg, true)) as [Code, Code, Code, Code];
    const relation = fn.slice('where'.length) as '>';
    const anyFull = args.some((arg) => !isSpread(arg) && !isScalar(arg));
    if (anyFull || isScalarShape(shape)) return { op: 'choose', relation, operands: [left, right, yes, no], shape };
    const whole = args.map((arg) => this.lower(arg)) as [Code, Code, Code, Code];
    return { op: 'choose', relation, operands: whole, shape };
  }
}

/** Numbers first, then what is there; nothing stands alone. */
function times(over: readonly Code[], under: readonly Code[], shape: Shape): Code {
  const all = over.flatMap((c) => (c.op === 'times' ? c.over : [c]));
  // 1/a in front of b is b/a
  const flat = all.some((c) => !isOne(c)) ? all.filter((c) => !isOne(c)) : all;
  const below = [...under, ...over.flatMap((c) => (c.op === 'times' ? c.under : []))];
  const [only] = flat;
  if (flat.length === 1 && below.length === 0 && only) return only;
  const numbers = flat.filter((c) => isScalarShape(c.shape));
  return { op: 'times', over: [...numbers, ...flat.filter((c) => !isScalarShape(c.shape))], under: below, shape };
}

const isOne = (c: Code): boolean => c.op === 'number' && c.value === 1;

const transposed = (of: Code): Code =>
  of.op === 'transpose'
    ? of.of
    : isScalarShape(of.shape)
      ? of
      : { op: 'transpose', of, shape: [of.shape[1], of.shape[0]] };

const shapeOf = (factors: readonly Expr[]): Shape =>
  factors.length === 0 ? SCALAR : [(factors[0] as Expr).shape[0], (factors.at(-1) as Expr).shape[1]];

/** A of A⁻¹, Aᵀ of A⁻ᵀ. */
function inverted(e: Expr): Expr | undefined {
  if (isCall(e, 'inv')) return e.args[0];
  const of = isCall(e, 'T') ? (e.args[0] as Expr) : undefined;
  return of && isCall(of, 'inv') ? transpose(of.args[0] as Expr) : undefined;
}

/** b^k of b^(−k) for a whole k. */
function denominator(e: Expr): Expr | undefined {
  return isCall(e, 'pow') ? denominatorOf(e.args[0] as Expr, e.args[1] as Expr) : undefined;
}

function denominatorOf(base: Expr, exponent: Expr): Expr | undefined {
  if (!isNumber(exponent) || typeof exponent.value !== 'number' || !Number.isInteger(exponent.value)) return undefined;
  return exponent.value < 0 ? power(base, num(-exponent.value)) : undefined;
}

const isHalf = (value: Rational): boolean =>
  value === 0.5 || (typeof value !== 'number' && value.p === 1 && value.q === 2);

/** The factors that are left where ones beside them only spread them; undefined where none do. */
function withoutSpread(factors: readonly Expr[]): readonly Expr[] | undefined {
  const [first, last] = [factors[0], factors.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (factors.length === 1) return isCall(first, 'ones') && !isScalar(first) ? [] : undefined;
  const [rows, cols] = shapeOf(factors);
  if (rows === 1 || cols === 1) return undefined;
  if (isCall(first, 'ones') && first.shape[1] === 1) return factors.slice(1);
  return isCall(last, 'ones') && last.shape[0] === 1 ? factors.slice(0, -1) : undefined;
}

/** Whether broadcasting could make the term from less. */
function isSpread(e: Expr): boolean {
  if (isScalar(e)) return false;
  return isCall(e, 'ones') || isCall(e, 'zeros') || (e.kind === 'mul' && withoutSpread(e.factors) !== undefined);
}

/** The sizes between factors, the outer ones included. */
const sizesAlong = (factors: readonly Expr[]): Dim[] => [
  (factors[0] as Expr).shape[0],
  ...factors.map((f) => f.shape[1]),
];
