// Entry by entry, on runs of n doubles: two at a time. The result may be the operand itself.

type Places = usize;

// @ts-ignore: decorator
@inline
function pair(x: f64): v128 {
  return f64x2.splat(x);
}

export function add(o: Places, a: Places, b: Places, n: i32): void {
  for (; n >= 2; n -= 2) {
    v128.store(o, f64x2.add(v128.load(a), v128.load(b)));
    o += 16; a += 16; b += 16;
  }
  if (n != 0) store<f64>(o, load<f64>(a) + load<f64>(b));
}

export function subtract(o: Places, a: Places, b: Places, n: i32): void {
  for (; n >= 2; n -= 2) {
    v128.store(o, f64x2.sub(v128.load(a), v128.load(b)));
    o += 16; a += 16; b += 16;
  }
  if (n != 0) store<f64>(o, load<f64>(a) - load<f64>(b));
}

export function times(o: Places, a: Places, b: Places, n: i32): void {
  for (; n >= 2; n -= 2) {
    v128.store(o, f64x2.mul(v128.load(a), v128.load(b)));
    o += 16; a += 16; b += 16;
  }
  if (n != 0) store<f64>(o, load<f64>(a) * load<f64>(b));
}

/** o = x a + y, the number x and the number y. */
export function affine(o: Places, a: Places, n: i32, x: f64, y: f64): void {
  const s = pair(x), t = pair(y);
  for (; n >= 2; n -= 2) {
    v128.store(o, f64x2.add(f64x2.mul(s, v128.load(a)), t));
    o += 16; a += 16;
  }
  if (n != 0) store<f64>(o, x * load<f64>(a) + y);
}

export function total(a: Places, n: i32): f64 {
  let s = pair(0), t = pair(0), u = pair(0), v = pair(0);
  for (; n >= 8; n -= 8) {
    s = f64x2.add(s, v128.load(a));
    t = f64x2.add(t, v128.load(a, 16));
    u = f64x2.add(u, v128.load(a, 32));
    v = f64x2.add(v, v128.load(a, 48));
    a += 64;
  }
  s = f64x2.add(f64x2.add(s, t), f64x2.add(u, v));
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; n != 0; --n) {
    sum += load<f64>(a);
    a += 8;
  }
  return sum;
}

// ——— functions ———

/**
 * Constants, each twice, to be loaded where they are used: engines put constants of vectors together from several
 * instructions every time. The order is that of the places below.
 */
const TABLE = memory.data<f64>(
  [
    -746, -746, 710, 710,
    // log2 e, and ln 2 in two parts: the first has few digits, so that its whole multiples are exact
    1.4426950408889634, 1.4426950408889634,
    6.93147180369123816490e-1, 6.93147180369123816490e-1,
    1.90821492927058770002e-10, 1.90821492927058770002e-10,
    // 1/k!, from k = 2
    1 / 2.0, 1 / 2.0, 1 / 6.0, 1 / 6.0, 1 / 24.0, 1 / 24.0, 1 / 120.0, 1 / 120.0, 1 / 720.0, 1 / 720.0,
    1 / 5040.0, 1 / 5040.0, 1 / 40320.0, 1 / 40320.0, 1 / 362880.0, 1 / 362880.0, 1 / 3628800.0, 1 / 3628800.0,
    1 / 39916800.0, 1 / 39916800.0, 1 / 479001600.0, 1 / 479001600.0, 1 / 6227020800.0, 1 / 6227020800.0,
    // 1/k for odd k, from 21 down to 3
    1 / 21.0, 1 / 21.0, 1 / 19.0, 1 / 19.0, 1 / 17.0, 1 / 17.0, 1 / 15.0, 1 / 15.0, 1 / 13.0, 1 / 13.0,
    1 / 11.0, 1 / 11.0, 1 / 9.0, 1 / 9.0, 1 / 7.0, 1 / 7.0, 1 / 5.0, 1 / 5.0, 1 / 3.0, 1 / 3.0,
    // of tanh
    135135, 135135, 17325, 17325, 378, 378, 62370, 62370, 3150, 3150, 28, 28,
    1, 1, 0.5, 0.5,
    // 3·2^51, 2^52, 2^52 + 1077
    6755399441055744, 6755399441055744, 4503599627370496, 4503599627370496, 4503599627371573, 4503599627371573,
  ],
  16,
);
const SMALLEST: i32 = 0;
const LARGEST: i32 = 1;
const LOG2E: i32 = 2;
const LN2_HIGH: i32 = 3;
const LN2_LOW: i32 = 4;
const FACTORIALS: i32 = 5;
const ODD: i32 = 17;
const TANH: i32 = 27;
const ONE: i32 = 33;
const HALF: i32 = 34;
const SHIFTER: i32 = 35;
const WHOLE: i32 = 36;
const BIASED: i32 = 37;

// @ts-ignore: decorator
@inline
function constant(place: i32): v128 {
  return v128.load(TABLE + (<usize>place << 4));
}

/**
 * e^x = 2^k e^r with |r| <= ln 2 / 2, e^r by its series to r^13 (the next term is below 5e-18). 2^k is put together from
 * its bits in two halves, so that results down to the smallest numbers and up to the largest come out.
 */
// @ts-ignore: decorator
@inline
function expOf(x: v128): v128 {
  const inside = f64x2.pmin(f64x2.pmax(x, constant(SMALLEST)), constant(LARGEST));
  const k = f64x2.nearest(f64x2.mul(inside, constant(LOG2E)));
  const r = f64x2.sub(f64x2.sub(inside, f64x2.mul(k, constant(LN2_HIGH))), f64x2.mul(k, constant(LN2_LOW)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const r8 = f64x2.mul(r4, r4);
  const q0 = f64x2.add(constant(ONE), r);
  const q1 = f64x2.add(constant(FACTORIALS), f64x2.mul(r, constant(FACTORIALS + 1)));
  const q2 = f64x2.add(constant(FACTORIALS + 2), f64x2.mul(r, constant(FACTORIALS + 3)));
  const q3 = f64x2.add(constant(FACTORIALS + 4), f64x2.mul(r, constant(FACTORIALS + 5)));
  const q4 = f64x2.add(constant(FACTORIALS + 6), f64x2.mul(r, constant(FACTORIALS + 7)));
  const q5 = f64x2.add(constant(FACTORIALS + 8), f64x2.mul(r, constant(FACTORIALS + 9)));
  const q6 = f64x2.add(constant(FACTORIALS + 10), f64x2.mul(r, constant(FACTORIALS + 11)));
  const low = f64x2.add(f64x2.add(q0, f64x2.mul(r2, q1)), f64x2.mul(r4, f64x2.add(q2, f64x2.mul(r2, q3))));
  const high = f64x2.add(f64x2.add(q4, f64x2.mul(r2, q5)), f64x2.mul(r4, q6));
  const e = f64x2.add(low, f64x2.mul(r8, high));
  const half = f64x2.nearest(f64x2.mul(k, constant(HALF)));
  return f64x2.mul(f64x2.mul(e, twoTo(half)), twoTo(f64x2.sub(k, half)));
}

/** 2^k for whole k: beside 3·2^51 the last bits of the sum are those of k, which are put where the exponent stands. */
// @ts-ignore: decorator
@inline
function twoTo(k: v128): v128 {
  return i64x2.add(i64x2.shl(f64x2.add(k, constant(SHIFTER)), 52), constant(ONE));
}

/**
 * tanh x: the quotient that ends Lambert's continued fraction x/(1 + x²/(3 + x²/(5 + …))) at 13 for |x| < 1/2, where the
 * difference 1 − 2/(e^2x + 1) would lose digits, and that difference otherwise.
 */
// @ts-ignore: decorator
@inline
function tanhOf(x: v128): v128 {
  const z = f64x2.mul(x, x);
  const above = f64x2.add(constant(TANH), f64x2.mul(z, f64x2.add(constant(TANH + 1), f64x2.mul(z, f64x2.add(constant(TANH + 2), z)))));
  const below = f64x2.add(
    constant(TANH),
    f64x2.mul(z, f64x2.add(constant(TANH + 3), f64x2.mul(z, f64x2.add(constant(TANH + 4), f64x2.mul(z, constant(TANH + 5)))))),
  );
  const near = f64x2.div(f64x2.mul(x, above), below);
  const e = expOf(f64x2.add(x, x));
  const far = f64x2.sub(constant(ONE), f64x2.div(pair(2), f64x2.add(e, constant(ONE))));
  return v128.bitselect(near, far, f64x2.lt(f64x2.abs(x), pair(0.5)));
}

// @ts-ignore: decorator
@inline
function sigmoidOf(x: v128): v128 {
  const e = expOf(f64x2.neg(f64x2.abs(x)));
  const below = f64x2.add(constant(ONE), e);
  return f64x2.div(v128.bitselect(e, constant(ONE), f64x2.lt(x, pair(0))), below);
}

/**
 * ln x = k ln 2 + 2 artanh((m − 1)/(m + 1)) with x = 2^k m, m within √2 of 1: the series of artanh to its 21st power
 * (the next is below 1e-18). Of 0, of negative and infinite x what JavaScript says.
 */
// @ts-ignore: decorator
@inline
function logOf(x: v128): v128 {
  const tiny = f64x2.lt(x, pair(2.2250738585072014e-308));
  const scaled = v128.bitselect(f64x2.mul(x, pair(18014398509481984)), x, tiny);
  // by how far the bits stand above those of √½, in whole powers of two, counted from −1077 so that none is negative
  const above = i64x2.add(i64x2.sub(scaled, i64x2.splat(0x3fe6a09e667f3bcd)), i64x2.splat(0x4350000000000000));
  const counted = i64x2.shr_u(above, 52);
  const k = f64x2.sub(f64x2.sub(v128.or(counted, constant(WHOLE)), constant(BIASED)), v128.and(tiny, pair(54)));
  const m = i64x2.sub(scaled, i64x2.shl(i64x2.sub(counted, i64x2.splat(1077)), 52));
  const s = f64x2.div(f64x2.sub(m, constant(ONE)), f64x2.add(m, constant(ONE)));
  const z = f64x2.mul(s, s);
  // two sums, of every other power, side by side
  const y = f64x2.mul(z, z);
  let one = constant(ODD + 1);
  let other = constant(ODD);
  one = f64x2.add(constant(ODD + 3), f64x2.mul(y, one));
  other = f64x2.add(constant(ODD + 2), f64x2.mul(y, other));
  one = f64x2.add(constant(ODD + 5), f64x2.mul(y, one));
  other = f64x2.add(constant(ODD + 4), f64x2.mul(y, other));
  one = f64x2.add(constant(ODD + 7), f64x2.mul(y, one));
  other = f64x2.add(constant(ODD + 6), f64x2.mul(y, other));
  one = f64x2.add(constant(ODD + 9), f64x2.mul(y, one));
  other = f64x2.add(constant(ODD + 8), f64x2.mul(y, other));
  const sum = f64x2.add(one, f64x2.mul(z, other));
  const twice = f64x2.add(s, s);
  const near = f64x2.add(twice, f64x2.mul(f64x2.mul(twice, z), sum));
  const value = f64x2.add(f64x2.mul(k, constant(LN2_HIGH)), f64x2.add(f64x2.mul(k, constant(LN2_LOW)), near));
  const usual = v128.and(f64x2.gt(x, pair(0)), f64x2.lt(x, pair(Infinity)));
  const zero = f64x2.eq(x, pair(0));
  // x + x·x: infinite for infinity, not a number for what is none
  const odd = v128.bitselect(pair(-Infinity), v128.bitselect(pair(NaN), f64x2.add(x, x), f64x2.lt(x, pair(0))), zero);
  return v128.bitselect(value, odd, usual);
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|), the last with the digits that 1 + e drops put back. */
// @ts-ignore: decorator
@inline
function softplusOf(x: v128): v128 {
  const e = expOf(f64x2.neg(f64x2.abs(x)));
  const u = f64x2.add(constant(ONE), e);
  const lost = f64x2.div(f64x2.sub(e, f64x2.sub(u, constant(ONE))), u);
  return f64x2.add(f64x2.pmax(x, pair(0)), f64x2.add(logOf(u), lost));
}

/** Two entries at a time; the last of an odd run beside a 1 that takes no part. */
// @ts-ignore: decorator
@inline
function taken(a: Places, n: i32): v128 {
  return n >= 2 ? v128.load(a) : f64x2.replace_lane(constant(ONE), 0, load<f64>(a));
}

// @ts-ignore: decorator
@inline
function given(o: Places, value: v128, n: i32): void {
  if (n >= 2) v128.store(o, value);
  else store<f64>(o, f64x2.extract_lane(value, 0));
}

export function exp(o: Places, a: Places, n: i32): void {
  for (; n > 0; n -= 2) {
    given(o, expOf(taken(a, n)), n);
    o += 16;
    a += 16;
  }
}

export function tanh(o: Places, a: Places, n: i32): void {
  for (; n > 0; n -= 2) {
    given(o, tanhOf(taken(a, n)), n);
    o += 16;
    a += 16;
  }
}

export function sigmoid(o: Places, a: Places, n: i32): void {
  for (; n > 0; n -= 2) {
    given(o, sigmoidOf(taken(a, n)), n);
    o += 16;
    a += 16;
  }
}

export function log(o: Places, a: Places, n: i32): void {
  for (; n > 0; n -= 2) {
    given(o, logOf(taken(a, n)), n);
    o += 16;
    a += 16;
  }
}

export function softplus(o: Places, a: Places, n: i32): void {
  for (; n > 0; n -= 2) {
    given(o, softplusOf(taken(a, n)), n);
    o += 16;
    a += 16;
  }
}
