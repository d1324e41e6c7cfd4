/**
 * Rings that exact evaluation computes in: a prime field, the rationals, and dual numbers over either.
 *
 * Owns arithmetic of single numbers only; exact-matrix.ts makes matrices of them. Elements never change. What has no
 * inverse throws `NoInverse`: in a field that happens at unlucky points, and the caller takes another point.
 */

export class NoInverse extends Error {
  override readonly name = 'NoInverse';
}

export interface Ring<E, Base = unknown> {
  readonly zero: E;
  readonly one: E;
  /** The whole number p. */
  whole(p: number): E;
  /** An element of the ring that all others are built over. */
  embed(base: Base): E;
  add(a: E, b: E): E;
  negate(a: E): E;
  multiply(a: E, b: E): E;
  inverse(a: E): E;
  isZero(a: E): boolean;
  /** The decimal that a double stands for; only of rings whose elements are real numbers. */
  decimal?(x: number): E;
}

/** 2^61 − 1, a prime. */
export const PRIME = (1n << 61n) - 1n;

const reduce = (a: bigint): bigint => {
  const r = a % PRIME;
  return r < 0n ? r + PRIME : r;
};

/** By Euclid's algorithm. */
function inverseModulo(a: bigint): bigint {
  if (a === 0n) throw new NoInverse('0 has no inverse');
  let [r, next] = [PRIME, a];
  let [t, coefficient] = [0n, 1n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [t, coefficient] = [coefficient, t - quotient * coefficient];
  }
  return reduce(t);
}

/** The integers modulo 2^61 − 1. */
export const primeField: Ring<bigint, bigint> = Object.freeze({
  zero: 0n,
  one: 1n,
  whole: (p: number) => reduce(BigInt(p)),
  embed: (a: bigint) => a,
  add: (a: bigint, b: bigint) => reduce(a + b),
  negate: (a: bigint) => (a === 0n ? 0n : PRIME - a),
  multiply: (a: bigint, b: bigint) => reduce(a * b),
  inverse: inverseModulo,
  isZero: (a: bigint) => a === 0n,
});

/** p/q in lowest terms, q > 0. */
export interface Quotient {
  readonly p: bigint;
  readonly q: bigint;
}

export function quotient(p: bigint, q: bigint): Quotient {
  if (q === 0n) throw new NoInverse('0 has no inverse');
  let [a, b] = [p < 0n ? -p : p, q < 0n ? -q : q];
  while (b !== 0n) [a, b] = [b, a % b];
  const divisor = (a === 0n ? 1n : a) * (q < 0n ? -1n : 1n);
  return { p: p / divisor, q: q / divisor };
}

/** Fractions of whole numbers of any length. */
export const rationals: Ring<Quotient, Quotient> = Object.freeze({
  zero: { p: 0n, q: 1n },
  one: { p: 1n, q: 1n },
  whole: (p: number) => ({ p: BigInt(p), q: 1n }),
  embed: (a: Quotient) => a,
  add: (a: Quotient, b: Quotient) => quotient(a.p * b.q + b.p * a.q, a.q * b.q),
  negate: (a: Quotient) => ({ p: -a.p, q: a.q }),
  multiply: (a: Quotient, b: Quotient) => quotient(a.p * b.p, a.q * b.q),
  inverse: (a: Quotient) => quotient(a.q, a.p),
  isZero: (a: Quotient) => a.p === 0n,
});

/** value + ε·slope with ε² = 0. */
export interface Dual<E> {
  readonly value: E;
  readonly slope: E;
}

/** Dual numbers over a ring: the slope of a result is the derivative along the slopes of its arguments. */
export function dual<E, Base>(ring: Ring<E, Base>): Ring<Dual<E>, Base> {
  const plain = (value: E): Dual<E> => ({ value, slope: ring.zero });
  return {
    zero: plain(ring.zero),
    one: plain(ring.one),
    whole: (p) => plain(ring.whole(p)),
    embed: (base) => plain(ring.embed(base)),
    add: (a, b) => ({ value: ring.add(a.value, b.value), slope: ring.add(a.slope, b.slope) }),
    negate: (a) => ({ value: ring.negate(a.value), slope: ring.negate(a.slope) }),
    multiply: (a, b) => ({
      value: ring.multiply(a.value, b.value),
      slope: ring.add(ring.multiply(a.value, b.slope), ring.multiply(a.slope, b.value)),
    }),
    inverse: (a) => {
      const value = ring.inverse(a.value);
      return { value, slope: ring.negate(ring.multiply(ring.multiply(value, value), a.slope)) };
    },
    isZero: (a) => ring.isZero(a.value) && ring.isZero(a.slope),
    ...(ring.decimal && { decimal: (x) => plain((ring as Required<typeof ring>).decimal(x)) }),
  };
}
