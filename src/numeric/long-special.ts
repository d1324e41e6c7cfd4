/** The error function, and the logarithm of the gamma function with its derivatives, at numbers of many digits. */
import { NoInverse } from './exact-ring.js';
import { exp, log, pi, series } from './long-analysis.js';
import type { Long, LongField } from './long-number.js';
import { exponentOf, signOf, toDouble } from './long-number.js';

/** exp(−x²) times a series of one sign; 1 where that is all that the digits can tell. */
export function longErf(f: LongField, x: Long): Long {
  if (signOf(x) === 0) return x;
  const square = f.multiply(x, x);
  if (exponentOf(x) > 10 || toDouble(square) > f.bits) return f.whole(signOf(x));
  const twice = f.scaled(square, 1);
  const sum = series(f, x, (term, k) => f.divide(f.multiply(term, twice), f.whole(2 * k + 1)));
  return f.divide(f.scaled(f.multiply(exp(f, f.negate(square)), sum), 1), f.sqrt(pi(f)));
}

/** The Bernoulli numbers B₂, B₄, … by the tangent numbers, which are whole. */
function bernoulli(f: LongField, count: number): readonly Long[] {
  const t: bigint[] = [0n, 1n];
  for (let k = 2; k <= count; k++) t[k] = BigInt(k - 1) * (t[k - 1] as bigint);
  for (let k = 2; k <= count; k++)
    for (let j = k; j <= count; j++) t[j] = BigInt(j - k) * (t[j - 1] as bigint) + BigInt(j - k + 2) * (t[j] as bigint);
  return Array.from({ length: count }, (_, i) => {
    const n = i + 1;
    const power = 4n ** BigInt(n);
    const value = f.divide({ m: BigInt(2 * n) * (t[n] as bigint), e: 0 }, { m: power * (power - 1n), e: 0 });
    return n % 2 === 1 ? value : f.negate(value);
  });
}

const tables = new Map<number, readonly Long[]>();

/** So many terms of Stirling's series reach the last bit from FAR on. */
function numbersOf(f: LongField): readonly Long[] {
  const known = tables.get(f.bits) ?? bernoulli(f, Math.ceil(f.bits / 5));
  tables.set(f.bits, known);
  return known;
}

/** The argument moved to where Stirling's series serves, and the places that are left behind. */
function far(f: LongField, x: Long): { readonly y: Long; readonly left: readonly Long[] } {
  if (signOf(x) <= 0) throw new NoInverse('the gamma function is taken of positive numbers only');
  const left: Long[] = [];
  let y = x;
  while (f.compare(y, f.whole(Math.ceil(f.bits / 5))) < 0) {
    left.push(y);
    y = f.add(y, f.one);
  }
  return { y, left };
}

/** Σ B(2k)·weight(k) / y^(2k − 1 + shift) */
function stirling(f: LongField, y: Long, shift: number, weight: (k: number) => readonly [number, number]): Long {
  const square = f.multiply(y, y);
  let power = f.one;
  for (let k = 0; k < 1 + shift; k++) power = f.multiply(power, y);
  let sum = f.zero;
  numbersOf(f).forEach((b, i) => {
    const [p, q] = weight(i + 1);
    sum = f.add(sum, f.divide(f.multiply(f.whole(p), b), f.multiply(f.whole(q), power)));
    power = f.multiply(power, square);
  });
  return sum;
}

export function longGammaln(f: LongField, x: Long): Long {
  if (f.compare(x, f.one) === 0 || f.compare(x, f.whole(2)) === 0) return f.zero;
  const { y, left } = far(f, x);
  const ln = log(f, y);
  const main = f.subtract(f.multiply(f.subtract(y, f.scaled(f.one, -1)), ln), y);
  const rest = f.add(
    f.scaled(log(f, f.scaled(pi(f), 1)), -1),
    stirling(f, y, 0, (k) => [1, 2 * k * (2 * k - 1)]),
  );
  const behind = left.reduce((product, z) => f.multiply(product, z), f.one);
  return f.subtract(f.add(main, rest), log(f, behind));
}

export function longDigamma(f: LongField, x: Long): Long {
  const { y, left } = far(f, x);
  const main = f.subtract(log(f, y), f.inverse(f.scaled(y, 1)));
  const near = left.reduce((sum, z) => f.add(sum, f.inverse(z)), f.zero);
  return f.subtract(
    f.subtract(
      main,
      stirling(f, y, 1, (k) => [1, 2 * k]),
    ),
    near,
  );
}

export function longTrigamma(f: LongField, x: Long): Long {
  const { y, left } = far(f, x);
  const main = f.add(f.inverse(y), f.inverse(f.scaled(f.multiply(y, y), 1)));
  const near = left.reduce((sum, z) => f.add(sum, f.inverse(f.multiply(z, z))), f.zero);
  return f.add(
    f.add(
      main,
      stirling(f, y, 2, () => [1, 1]),
    ),
    near,
  );
}
