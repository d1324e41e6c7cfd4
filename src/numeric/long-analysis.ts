/** The exponential, the logarithm and π at numbers of many digits. */
import { NoInverse } from './exact-ring.js';
import type { Long, LongField } from './long-number.js';
import { exponentOf, ofDouble, signOf, toDouble } from './long-number.js';

/** The exponential of a larger number, 2^24, is worked out by nobody. */
const LARGEST = 24;
/** What a starting value from doubles is good for, in bits. */
export const BITS_OF_DOUBLE = 48;

/** Σ of terms that fall, until they are below the last bit. */
export function series(f: LongField, first: Long, next: (term: Long, k: number) => Long): Long {
  let [term, sum] = [first, first];
  for (let k = 1; signOf(term) !== 0 && exponentOf(term) > exponentOf(sum) - f.bits - 8; k++) {
    term = next(term, k);
    sum = f.add(sum, term);
  }
  return sum;
}

/** atanh(1/n) or atan(1/n) of a whole n. */
function inverseTangent(f: LongField, n: number, sign: 1 | -1): Long {
  const square = f.whole(sign * n * n);
  let power = f.divide(f.one, f.whole(n));
  return series(f, power, (_, k) => {
    power = f.divide(power, square);
    return f.divide(power, f.whole(2 * k + 1));
  });
}

export const pi = (f: LongField): Long =>
  f.constant('pi', () => {
    const [a, b] = [inverseTangent(f, 5, -1), inverseTangent(f, 239, -1)];
    return f.scaled(f.subtract(f.scaled(a, 2), b), 2);
  });

export const ln2 = (f: LongField): Long =>
  f.constant('ln2', () => {
    const [a, b, c] = [26, 4801, 8749].map((n) => inverseTangent(f, n, 1)) as [Long, Long, Long];
    const part = f.subtract(f.multiply(f.whole(18), a), f.scaled(b, 1));
    return f.add(part, f.scaled(c, 3));
  });

const HALVINGS = 12;

export function exp(f: LongField, x: Long): Long {
  if (exponentOf(x) > LARGEST) throw new NoInverse('an exponential is out of reach');
  const k = Number(f.round(f.divide(x, ln2(f))));
  const rest = f.scaled(f.subtract(x, f.multiply(f.whole(k), ln2(f))), -HALVINGS);
  let result = series(f, f.one, (term, i) => f.divide(f.multiply(term, rest), f.whole(i)));
  for (let i = 0; i < HALVINGS; i++) result = f.multiply(result, result);
  return f.scaled(result, k);
}

/** By Halley's steps from the logarithm of a double. */
export function log(f: LongField, x: Long): Long {
  if (signOf(x) <= 0) throw new NoInverse('there is no logarithm');
  if (x.m === 1n && x.e === 0) return f.zero;
  const k = exponentOf(x);
  const part = f.scaled(x, -k);
  let y = ofDouble(Math.log(toDouble(part)));
  for (let known = BITS_OF_DOUBLE; known < f.bits; known *= 3) {
    const e = exp(f, y);
    y = f.add(y, f.scaled(f.divide(f.subtract(part, e), f.add(part, e)), 1));
  }
  return f.add(y, f.multiply(f.whole(k), ln2(f)));
}
