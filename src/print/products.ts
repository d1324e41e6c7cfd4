/**
 * Products: coefficient, scalars, denominators and matrix factors of a `mul`, ⊙ with ⊘, ⊗, and vectors of ones.
 * It owns the order in which these stand and the gaps between factors; parentheses round a factor are the walker's.
 */
import { num, power } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import type { Call, Expr, Mul } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { absolute, equals, isNegative } from '../expression/rational.js';
import type { Style, Writer, Written } from './style.js';
import { Level } from './style.js';

interface Parts {
  readonly size: Rational;
  readonly scalars: readonly Expr[];
  readonly below: readonly Expr[];
}

/** sign · coefficient · scalars · factors, with what is divided by underneath. */
export function writeProduct(e: Mul, writer: Writer): Written {
  const taken = (scalars: readonly Expr[]): readonly Expr[] =>
    functionsLast(scalars.flatMap((s) => halvesApart(s, writer.style)));
  const below = taken(e.scalars.filter(isReciprocal).map(reciprocalOf));
  const above = taken(e.scalars.filter((s) => !isReciprocal(s)));
  const open = above.filter((s) => s.kind === 'each' || isCall(s, 'frob'));
  const moving = above.filter((s) => s.differential && s.kind !== 'mul');
  // what reaches to the right stands last, as the body; beside others the one that carries the differential
  const candidates = open.length > 0 && moving.length === 1 ? moving : open;
  const ending = open.length === 0 && below.length === 0 ? endingOf(above) : undefined;
  const last = e.factors.length > 0 ? undefined : candidates.length === 1 ? candidates[0] : ending;
  const scalars = above.filter((s) => s !== last);
  const divided = below.length > 0;
  const body = last
    ? writeBody(last, divided, writer)
    : e.factors.length === 0
      ? undefined
      : writeFactors(e.factors, divided, writer);
  const parts = { size: absolute(e.coefficient), scalars, below };
  const inner = writeScaled(parts, body, writer);
  return isNegative(e.coefficient) ? { text: writer.style.minus + inner.text, level: Level.sum } : inner;
}

/** Calls that are written by signs: no name stands before what follows them. */
const OF_SIGNS: ReadonlySet<string> = new Set(
  'dim pi d pow sqrt square T inv frob slice abs norm2 norm1 norminf specnorm nucnorm grad jacobian hessian'.split(' '),
);
const isFunction = (e: Expr): boolean =>
  e.kind === 'call' && !e.differential && !OF_SIGNS.has(e.fn) && !e.fn.startsWith('where');

/** (ν + p) log s: behind log(s) the sum would be read into the argument. What carries a differential stays in its place. */
function functionsLast(scalars: readonly Expr[]): readonly Expr[] {
  const still = scalars.filter((s) => !s.differential);
  if (!still.some(isFunction)) return scalars;
  const ordered = [...still.filter((s) => !isFunction(s)), ...still.filter(isFunction)];
  return scalars.map((s) => (s.differential ? s : (ordered.shift() as Expr)));
}

/** The scalar product, or the one function, that needs no parentheses where it stands last: λ wᵀw, n log det S. */
function endingOf(scalars: readonly Expr[]): Expr | undefined {
  const products = scalars.filter((s) => s.kind === 'mul' && s.factors.length > 0);
  const functions = scalars.filter(isFunction);
  const [ending, ...others] = [
    ...products,
    ...functions.filter((s, _, { length }) => length === 1 || isCall(s, 'logdet')),
  ];
  if (ending === undefined || others.length > 0 || scalars.length < 2) return undefined;
  if (ending.kind === 'mul' && (ending.coefficient !== 1 || ending.scalars.length > 0)) return undefined;
  return scalars.some((s) => s !== ending && s.differential) ? undefined : ending;
}

function writeFactors(factors: readonly Expr[], divided: boolean, writer: Writer): Written {
  const last = factors.at(-1) as Expr;
  if (factors.length === 1) return writeBody(last, divided, writer);
  // a sum reaches to the right: standing last it needs no parentheses, S Σᵢ r[i]
  if (last.kind === 'each' && last.fold === 'sum' && !factors.some((f) => f.differential)) {
    const body = writeBody(last, divided, writer);
    const head = sideBySide(factors.slice(0, -1), writer);
    return { text: joined(head, body.text, writer.style, true), level: inFrontOf(body), opens: Level.product };
  }
  return { text: sideBySide(factors, writer), level: Level.product };
}

/** The only matrix factor, or the ":" or Σ, of a product: its own operator shows where that cannot mislead. */
function writeBody(body: Expr, divided: boolean, writer: Writer): Written {
  const reaching = body.kind === 'each' || ['frob', 'had', 'kron'].some((fn) => isCall(body, fn));
  // exp(x)/s, not exp x/s
  const need = reaching
    ? Level.each
    : isCall(body, 'logdet')
      ? Level.application
      : divided
        ? Level.postfix
        : Level.hadamard;
  const { text, level } = writer.piece(body, need);
  const enclosed = level < need;
  const shown = writer.mark(body, enclosed ? writer.style.parenthesise(text) : text);
  return { text: shown, level: enclosed ? Level.atom : level };
}

function writeScaled(parts: Parts, body: Written | undefined, writer: Writer): Written {
  const { size, scalars, below } = parts;
  const { style } = writer;
  // a number alone stands in front where it is a small sign of its own
  const wholeFraction =
    !style.encloses && body === undefined && typeof size !== 'number' && scalars.length > 0 && !equals(size, HALF);
  if (below.length > 0 || wholeFraction) return writeFraction(parts, body, writer);
  const front = equals(size, 1) ? '' : style.coefficient(size);
  const only = scalars.length === 1 && body === undefined ? (scalars[0] as Expr) : undefined;
  const run = only ? writer.write(only, Level.product) : sideBySide(scalars, writer);
  const head = joined(front, run, style, false);
  if (body === undefined) return { text: head, level: Level.product };
  const last = scalars.at(-1);
  const roomy =
    (body.opens ?? body.level) === Level.each ||
    body.level === Level.application ||
    (last !== undefined &&
      (touchesDifferential(last) || (style.format === 'text' ? last.kind !== 'add' : run.includes('('))));
  return {
    text: joined(head, body.text, style, roomy),
    level: head === '' ? body.level : inFrontOf(body),
  };
}

function writeFraction({ size, scalars, below }: Parts, body: Written | undefined, writer: Writer): Written {
  const { style } = writer;
  const [p, q] = typeof size === 'number' ? [size, 1] : [size.p, size.q];
  const under = writeUnder(q, below, writer);
  if (body && p === 1 && scalars.length === 0 && body.level >= Level.hadamard) {
    const over = style.over(body.level === Level.hadamard ? style.parenthesise(body.text) : body.text, under);
    if (over !== undefined) return { text: over, level: Level.hadamard };
  }
  const number = p === 1 && scalars.length > 0 ? '' : style.number(p);
  const only = scalars.length === 1 && number === '' ? (scalars[0] as Expr) : undefined;
  // exp(s)/s, not exp s/s
  const need = style.encloses ? Level.sum : only?.kind === 'call' ? Level.postfix : Level.product;
  const run = only ? writer.write(only, need) : sideBySide(scalars, writer);
  const fraction = style.fraction(joined(number, run, style, false), under);
  if (body === undefined) return { text: fraction, level: style.encloses ? Level.product : Level.hadamard };
  return { text: style.inFront(fraction, body.text), level: inFrontOf(body) };
}

/** A denominator, enclosed if the notation does not do so itself. */
function writeUnder(q: number, below: readonly Expr[], writer: Writer): string {
  const { style } = writer;
  const number = q === 1 ? '' : style.number(q);
  const only = below.length === 1 && number === '' ? (below[0] as Expr) : undefined;
  if (only) return writer.write(only, style.encloses ? Level.sum : Level.postfix);
  if (below.length === 0) return number;
  const all = joined(number, sideBySide(below, writer), style, false);
  return style.encloses ? all : style.parenthesise(all);
}

const inFrontOf = (body: Written): Level => (body.level < Level.product ? body.level : Level.product);

function joined(left: string, right: string, style: Style, apart: boolean): string {
  if (left === '' || right === '') return left + right;
  return style.juxtapose(left, right, apart);
}

/** Factors in a row. */
export function sideBySide(items: readonly Expr[], writer: Writer): string {
  return items.reduce((text, item, i) => {
    const next = isCall(item, 'ones')
      ? writer.mark(item, writeOnes(item, writer).text)
      : writer.write(item, Level.postfix);
    const before = items[i - 1];
    const apart = before !== undefined && (touchesDifferential(before) || touchesDifferential(item));
    return joined(text, next, writer.style, apart);
  }, '');
}

/** dX or its transpose: stands apart from its neighbours. */
const touchesDifferential = (e: Expr): boolean => isCall(isCall(e, 'T') ? (e.args[0] as Expr) : e, 'd');

/** Factors with ⊙, and ⊘ before those of a negative power. */
export function writeHadamard(e: Call, need: Level, writer: Writer): Written {
  const { style } = writer;
  const above = e.args.filter((a) => !isReciprocal(a)).flatMap((a) => repeated(a, style));
  const below = e.args.filter(isReciprocal).map(reciprocalOf);
  const spaced = need <= Level.each && above.some((a) => a.kind === 'add');
  const factors = (items: readonly Expr[], apart: boolean): string =>
    style.hadamard(
      items.map((a) => writer.write(a, Level.postfix)),
      apart,
    );
  const numerator = above.length === 0 ? style.number(1) : factors(above, spaced);
  if (below.length === 0) return { text: numerator, level: Level.hadamard };
  return writeQuotient(
    numerator,
    below.length === 1 ? factors(below, false) : style.parenthesise(factors(below, false)),
    need,
    style,
  );
}

/** A small power as the factors it stands for: A⊙A. */
export function repeated(e: Expr, style: Style): readonly Expr[] {
  if (!isCall(e, 'pow') || isScalar(e)) return [e];
  if (isHalves(e)) {
    const [whole = e, ...root] = halvesApart(e, style);
    return root.length === 0 ? [e] : [...repeated(whole, style), ...root];
  }
  const [base, exponent] = e.args as readonly [Expr, Expr];
  const times =
    exponent.kind === 'num' && (exponent.value === 2 || exponent.value === 3) && base.leaves <= 3 ? exponent.value : 1;
  return times === 1 ? [e] : Array.from({ length: times }, () => base);
}

/** a ⊘ b; rare enough beside ":" and products that readers want it enclosed there. */
export const writeQuotient = (above: string, below: string, need: Level, style: Style): Written => ({
  text: style.quotient(above, below),
  level: need > Level.each ? Level.sum : Level.hadamard,
});

export const writeKronecker = (e: Call, writer: Writer): Written => ({
  text: writer.style.kronecker(e.args.map((a) => writer.write(a, Level.postfix))),
  level: Level.hadamard,
});

/** ones(n, m) as 𝟏𝟏ᵀ, a column as 𝟏, a row as 𝟏ᵀ. */
export function writeOnes(e: Call, { style, notation }: Writer): Written {
  const [rows, cols] = e.shape;
  const one = (d: Dim): string => style.ones(d === notation.ones ? undefined : d);
  if (cols === 1) return { text: one(rows), level: Level.atom };
  if (rows === 1) return { text: style.transpose(one(cols)), level: Level.postfix };
  return {
    text: style.juxtapose(one(rows), style.transpose(one(cols)), false),
    level: Level.product,
  };
}

const HALF: Rational = { p: 1, q: 2 };

/** A power with a negative number as exponent: to be written underneath. */
export function isReciprocal(e: Expr): boolean {
  const exponent = isCall(e, 'pow') ? (e.args[1] as Expr) : undefined;
  return exponent?.kind === 'num' && isNegative(exponent.value);
}

/** An odd power of a root: z^{3/2}. */
export function isHalves(e: Expr): boolean {
  const [base, exponent] = isCall(e, 'pow') ? e.args : [];
  const isOdd = exponent?.kind === 'num' && typeof exponent.value === 'number' && exponent.value % 2 === 1;
  return isOdd && base !== undefined && isRoot(base);
}

/** Where an exponent has no room for a fraction, what is whole of it beside the root: v√v, z⊙√z. */
export function halvesApart(e: Expr, style: Style): readonly Expr[] {
  const [root, exponent] = isHalves(e) && !style.encloses ? e.args : [];
  if (root === undefined || exponent?.kind !== 'num') return [e];
  return [power(root.args[0] as Expr, num(((exponent.value as number) - 1) / 2)), root];
}

function isRoot(e: Expr): boolean {
  const exponent = isCall(e, 'pow') ? e.args[1] : undefined;
  return isCall(e, 'sqrt') || (exponent?.kind === 'num' && equals(exponent.value, HALF));
}

export function reciprocalOf(e: Expr): Expr {
  const [base, exponent] = e.args as readonly [Expr, Expr];
  return power(base, num(exponent.kind === 'num' ? absolute(exponent.value) : 1));
}
