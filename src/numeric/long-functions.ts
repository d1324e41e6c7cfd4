/**
 * The functions of the table at numbers of many digits, each from its definition.
 *
 * `longValue` is right to about the last bits of its field: where a formula cancels, it is worked out once more with as
 * many bits more as the result lost. What has no value throws `NoInverse`.
 */
import { BITS_OF_DOUBLE, exp, ln2, log, pi, series } from './long-analysis.js';
import type { Long, LongField } from './long-number.js';
import { exponentOf, ofDouble, signOf, toDouble } from './long-number.js';
import { longDigamma, longErf, longGammaln, longTrigamma } from './long-special.js';

type LongFunction = (f: LongField, x: Long) => Long;

/** Bits that a formula has more than its result. */
const GUARD = 48;
/** More are not tried: what cancels so far is no number that could be told from 0. */
const MOST_BITS = 8000;
/** Sine and cosine of what is left beside a multiple of π/2, and which. */
function turned(f: LongField, x: Long): readonly [sin: Long, cos: Long] {
  const more = f.raised(Math.max(0, Math.ceil(exponentOf(x))));
  const quarter = more.scaled(pi(more), -1);
  const k = more.round(more.divide(x, quarter));
  const rest = more.subtract(x, more.multiply({ m: k, e: 0 }, quarter));
  const square = f.negate(f.multiply(rest, rest));
  const falling = (first: Long, from: number): Long =>
    series(f, first, (term, i) => {
      const n = 2 * i + from;
      return f.divide(f.multiply(term, square), f.whole(n * (n - 1)));
    });
  const [s, c] = [falling(rest, 1), falling(f.one, 0)];
  const turns = Number(((k % 4n) + 4n) % 4n);
  return (
    [
      [s, c],
      [c, f.negate(s)],
      [f.negate(s), f.negate(c)],
      [f.negate(c), s],
    ] as const
  )[turns] as readonly [Long, Long];
}

const sin: LongFunction = (f, x) => (signOf(x) === 0 ? x : turned(f, x)[0]);
const cos: LongFunction = (f, x) => (signOf(x) === 0 ? f.one : turned(f, x)[1]);

/** y + tan(θ − y) − …, where tan(θ − y) follows from the sine and cosine of y. */
function atan(f: LongField, x: Long): Long {
  if (signOf(x) === 0) return x;
  if (exponentOf(x) > 8) return f.subtract(signed(f, f.scaled(pi(f), -1), x), atan(f, f.divide(f.one, x)));
  let y = ofDouble(Math.atan(toDouble(x)));
  for (let known = BITS_OF_DOUBLE; known < f.bits; known *= 3) {
    const [s, c] = turned(f, y);
    y = f.add(y, f.divide(f.subtract(f.multiply(x, c), s), f.add(c, f.multiply(x, s))));
  }
  return y;
}

const signed = (f: LongField, a: Long, like: Long): Long => (signOf(like) < 0 ? f.negate(a) : a);

const asin: LongFunction = (f, x) => {
  const rest = f.subtract(f.one, f.multiply(x, x));
  return signOf(rest) === 0 ? signed(f, f.scaled(pi(f), -1), x) : atan(f, f.divide(x, f.sqrt(rest)));
};

/** A function of the positive numbers, odd. */
const odd =
  (of: LongFunction): LongFunction =>
  (f, x) =>
    signed(f, of(f, f.absolute(x)), x);

const expm1: LongFunction = (f, x) => f.subtract(exp(f, x), f.one);
const log1p: LongFunction = (f, x) => log(f, f.add(f.one, x));
const sigmoid: LongFunction = (f, x) => f.inverse(f.add(f.one, exp(f, f.negate(x))));
const positive = (f: LongField, x: Long): Long => (signOf(x) > 0 ? x : f.zero);
const unlessPositive =
  (of: LongFunction): LongFunction =>
  (f, x) =>
    signOf(x) > 0 ? x : of(f, x);
const isOne = (f: LongField, x: Long): boolean => f.compare(x, f.one) === 0;
const squared = (f: LongField, x: Long): Long => f.multiply(x, x);

/** The constants as the table has them, to the digits of a double. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

const LONG_FUNCTIONS: ReadonlyMap<string, LongFunction> = new Map<string, LongFunction>([
  ['exp', exp],
  ['log', log],
  ['sqrt', (f, x) => f.sqrt(x)],
  ['abs', (f, x) => f.absolute(x)],
  ['sign', (f, x) => f.whole(signOf(x))],
  ['square', squared],
  ['cbrt', odd((f, x) => (signOf(x) === 0 ? x : exp(f, f.divide(log(f, x), f.whole(3)))))],
  ['sin', sin],
  ['cos', cos],
  ['tan', (f, x) => f.divide(sin(f, x), cos(f, x))],
  ['asin', asin],
  ['acos', (f, x) => (isOne(f, x) ? f.zero : f.subtract(f.scaled(pi(f), -1), asin(f, x)))],
  ['atan', atan],
  ['sinh', (f, x) => f.scaled(f.subtract(exp(f, x), exp(f, f.negate(x))), -1)],
  ['cosh', (f, x) => f.scaled(f.add(exp(f, x), exp(f, f.negate(x))), -1)],
  [
    'tanh',
    odd((f, x) => {
      const e = expm1(f, f.scaled(x, 1));
      return f.divide(e, f.add(e, f.whole(2)));
    }),
  ],
  ['asinh', odd((f, x) => log(f, f.add(x, f.sqrt(f.add(squared(f, x), f.one)))))],
  ['acosh', (f, x) => log(f, f.add(x, f.sqrt(f.subtract(squared(f, x), f.one))))],
  ['atanh', (f, x) => f.scaled(log(f, f.divide(f.add(f.one, x), f.subtract(f.one, x))), -1)],
  ['sigmoid', sigmoid],
  ['softplus', (f, x) => f.add(positive(f, x), log1p(f, exp(f, f.negate(f.absolute(x)))))],
  ['relu', positive],
  ['leakyrelu', unlessPositive((f, x) => f.divide(x, f.whole(100)))],
  ['elu', unlessPositive(expm1)],
  [
    'selu',
    (f, x) => {
      const inner = signOf(x) > 0 ? x : f.multiply(f.decimal(SELU_ALPHA), expm1(f, x));
      return f.multiply(f.decimal(SELU_SCALE), inner);
    },
  ],
  ['gelu', (f, x) => f.scaled(f.multiply(x, f.add(f.one, longErf(f, f.divide(x, f.sqrt(f.whole(2)))))), -1)],
  ['silu', (f, x) => f.multiply(x, sigmoid(f, x))],
  ['softsign', (f, x) => f.divide(x, f.add(f.one, f.absolute(x)))],
  ['erf', (f, x) => longErf(f, x)],
  ['erfc', (f, x) => f.subtract(f.one, longErf(f, x))],
  ['log1p', log1p],
  ['expm1', expm1],
  ['log2', (f, x) => f.divide(log(f, x), ln2(f))],
  ['log10', (f, x) => f.divide(log(f, x), log(f, f.whole(10)))],
  ['gammaln', longGammaln],
  ['digamma', longDigamma],
  ['trigamma', longTrigamma],
]);

/** Of these no digit is lost, and 0 is 0. */
const EXACT: ReadonlySet<LongFunction | undefined> = new Set(
  ['sqrt', 'abs', 'sign', 'square', 'relu', 'leakyrelu', 'softsign', 'silu', 'cbrt'].map((fn) =>
    LONG_FUNCTIONS.get(fn),
  ),
);

/** The value of a function of the table; undefined where there is none of the name. */
export function longValue(fn: string, field: LongField, x: Long): Long | undefined {
  const of = LONG_FUNCTIONS.get(fn);
  return of && accurate(of, field, x);
}

/** x^(p/q) of a positive x. */
export function longRoot(field: LongField, x: Long, p: number, q: number): Long {
  if (signOf(x) === 0) return x;
  if (q === 2) return field.rounded(raise(field.raised(GUARD), field.raised(GUARD).sqrt(x), p));
  return accurate((f, y) => exp(f, f.divide(f.multiply(f.whole(p), log(f, y)), f.whole(q))), field, x);
}

function raise(f: LongField, x: Long, p: number): Long {
  let result = f.one;
  for (let k = 0; k < p; k++) result = f.multiply(result, x);
  return result;
}

/** With so many bits more as the result has lost. */
function accurate(of: LongFunction, field: LongField, x: Long): Long {
  const size = Math.max(0, exponentOf(x));
  for (let extra = GUARD; ; ) {
    const result = of(field.raised(extra), x);
    if (of === exp || signOf(x) === 0 || EXACT.has(of)) return field.rounded(result);
    const lost = signOf(result) === 0 ? extra + field.bits : size - exponentOf(result);
    if (lost + GUARD / 2 <= extra) return field.rounded(result);
    if (field.bits + lost + GUARD > MOST_BITS) return field.zero;
    extra = lost + GUARD;
  }
}
