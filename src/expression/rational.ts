/**
 * Exact small rationals, for the numeric coefficients of products.
 *
 * A value is a plain integer-or-float `number`, or a `Fraction` in lowest terms with a denominator above 1.
 * Arithmetic stays exact while numerators and denominators are safe integers, and turns into floating point beyond;
 * nothing here ever rounds silently in the exact range.
 */
import { limit } from './limits.js';

export interface Fraction {
  readonly p: number;
  readonly q: number;
}

export type Rational = number | Fraction;

/** Of whole numbers, and never negative: of 0 and 0 it is 0. */
export function greatestCommonDivisor(a: number, b: number): number {
  let x = Math.abs(a);
  let y = Math.abs(b);
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** p/q in lowest terms; a float when p or q is not a safe integer. */
export function ratio(p: number, q: number): Rational {
  if (!Number.isSafeInteger(p) || !Number.isSafeInteger(q) || q === 0) return p / q;
  const g = greatestCommonDivisor(p, q) || 1;
  const sign = q < 0 ? -1 : 1;
  const num = (sign * p) / g;
  const den = (sign * q) / g;
  return den === 1 ? num + 0 : { p: num, q: den };
}

/** Reads a decimal literal exactly ("0.1" is 1/10) where that fits, else as a float. */
export function rationalFromText(text: string): Rational {
  const match = /^(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return Number(text);
  const [, whole = '', part = '', exponent = '0'] = match;
  const shift = Number(exponent) - part.length;
  const digits = Number(whole + part);
  if (Math.abs(shift) > 15 || !Number.isSafeInteger(digits)) return Number(text);
  return shift >= 0 ? multiply(digits, 10 ** shift) : ratio(digits, 10 ** -shift);
}

const parts = (a: Rational): readonly [number, number] => (typeof a === 'number' ? [a, 1] : [a.p, a.q]);

const isExact = (a: Rational): boolean => typeof a !== 'number' || Number.isSafeInteger(a);

export function toNumber(a: Rational): number {
  return typeof a === 'number' ? a : a.p / a.q;
}

export function multiply(a: Rational, b: Rational): Rational {
  if (!isExact(a) || !isExact(b)) return within(toNumber(a) * toNumber(b), a !== 0 && b !== 0);
  const [ap, aq] = parts(a);
  const [bp, bq] = parts(b);
  return ratio(ap * bp, aq * bq);
}

/** A float that stands for what it should: neither beyond all floats nor lost among those next to 0. */
function within(x: number, isSome: boolean): number {
  if (Number.isFinite(x) && (x !== 0 || !isSome)) return x;
  if (Number.isNaN(x)) return x;
  throw limit(
    `a number is ${x === 0 ? 'too small' : 'too large'} for double precision`,
    'a name for it, or other units',
  );
}

export function plus(a: Rational, b: Rational): Rational {
  if (!isExact(a) || !isExact(b)) return within(toNumber(a) + toNumber(b), false);
  const [ap, aq] = parts(a);
  const [bp, bq] = parts(b);
  return ratio(ap * bq + bp * aq, aq * bq);
}

export function negate(a: Rational): Rational {
  return multiply(-1, a);
}

/** 1/a. Throws RangeError for 0: callers decide what a zero denominator means. */
export function reciprocal(a: Rational): Rational {
  const [p, q] = parts(a);
  if (p === 0) throw new RangeError('division by zero');
  return isExact(a) ? ratio(q, p) : 1 / toNumber(a);
}

/** a^k for a whole k; exact while it fits. */
export function integerPower(a: Rational, k: number): Rational {
  if (k < 0) return reciprocal(integerPower(a, -k));
  const [p, q] = parts(a);
  if (!isExact(a)) return within(toNumber(a) ** k, p !== 0);
  const power = ratio(p ** k, q ** k);
  return typeof power === 'number' ? within(power, p !== 0) : power;
}

export const equals = (a: Rational, b: Rational): boolean => {
  const [ap, aq] = parts(a);
  const [bp, bq] = parts(b);
  return ap === bp && aq === bq;
};

export const isZero = (a: Rational): boolean => a === 0;
export const isNegative = (a: Rational): boolean => toNumber(a) < 0;
export const absolute = (a: Rational): Rational => (isNegative(a) ? negate(a) : a);

/** The key by which equal rationals are one. */
export const rationalKey = (a: Rational): string => (typeof a === 'number' ? String(a) : `${a.p}/${a.q}`);
