/**
 * Numbers of many digits: m·2^e with a whole m of so many bits as a field has, rounded after every operation.
 *
 * What doubles cannot tell from rounding, 1 − tanh(15) or cos(1e-6·x) − 1, is plain at a hundred digits. Owns the
 * arithmetic; functions of analysis stand in long-functions.ts.
 */
import type { Ring } from './exact-ring.js';
import { NoInverse } from './exact-ring.js';

/** m·2^e */
export interface Long {
  readonly m: bigint;
  readonly e: number;
}

const ZERO: Long = Object.freeze({ m: 0n, e: 0 });

const magnitude = (m: bigint): bigint => (m < 0n ? -m : m);

/** How many bits a whole number has, up to three more than it needs. */
const bitsOf = (m: bigint): number => 4 * magnitude(m).toString(16).length;

/** m·2^-shift, rounded. */
const shifted = (m: bigint, shift: number): bigint =>
  shift <= 0 ? m << BigInt(-shift) : (m + (1n << BigInt(shift - 1))) >> BigInt(shift);

/** The number that a double is, without rounding. */
export function ofDouble(x: number): Long {
  if (!Number.isFinite(x)) throw new NoInverse(`${x} is no number`);
  let [m, e] = [x, 0];
  while (!Number.isInteger(m)) [m, e] = [2 * m, e - 1];
  return { m: BigInt(m), e };
}

/** The power of two that a number is about as large as; −∞ of 0. */
export const exponentOf = ({ m, e }: Long): number => (m === 0n ? Number.NEGATIVE_INFINITY : bitsOf(m) + e);

export const signOf = ({ m }: Long): -1 | 0 | 1 => (m > 0n ? 1 : m < 0n ? -1 : 0);

export function toDouble({ m, e }: Long): number {
  const excess = Math.max(0, bitsOf(m) - 64);
  const [head, shift] = [Number(shifted(m, excess)), e + excess];
  // in two steps: 2^shift alone may be no double where the product is one
  const half = Math.trunc(shift / 2);
  return head * 2 ** half * 2 ** (shift - half);
}

/** Its operations may be taken out of it, as those of any ring. */
export class LongField implements Ring<Long, Long> {
  readonly zero = ZERO;
  readonly one: Long = { m: 1n, e: 0 };
  private readonly finer = new Map<number, LongField>();
  private readonly constants = new Map<string, Long>();

  constructor(readonly bits: number) {}

  /** A field with more bits. */
  raised(extra: number): LongField {
    const known = this.finer.get(extra) ?? new LongField(this.bits + extra);
    this.finer.set(extra, known);
    return known;
  }

  /** A number that is worked out once. */
  constant(name: string, make: () => Long): Long {
    const known = this.constants.get(name) ?? make();
    this.constants.set(name, known);
    return known;
  }

  rounded({ m, e }: Long): Long {
    if (m === 0n) return ZERO;
    const excess = bitsOf(m) - this.bits;
    return excess <= 0 ? { m, e } : { m: shifted(m, excess), e: e + excess };
  }

  whole(p: number): Long {
    return { m: BigInt(p), e: 0 };
  }

  /** What a decimal such as 1e-20 stands for, not the double next to it. */
  decimal(x: number): Long {
    const [digits = '0', power = '0'] = x.toExponential().split('e');
    const [head = '0', tail = ''] = digits.split('.');
    const exponent = Number(power) - tail.length;
    const m: Long = { m: BigInt(head + tail), e: 0 };
    const ten: Long = { m: 10n ** BigInt(Math.abs(exponent)), e: 0 };
    return exponent >= 0 ? this.multiply(m, ten) : this.divide(m, ten);
  }

  embed(a: Long): Long {
    return a;
  }

  readonly add = (a: Long, b: Long): Long => {
    if (a.m === 0n) return b;
    if (b.m === 0n) return a;
    const [high, low] = a.e >= b.e ? [a, b] : [b, a];
    const apart = high.e - low.e;
    // what is far below the last bit of the other is not seen, and would only be shifted out
    if (apart > 2 * this.bits && bitsOf(low.m) < apart - this.bits) return high;
    return this.rounded({ m: (high.m << BigInt(apart)) + low.m, e: low.e });
  };

  readonly negate = ({ m, e }: Long): Long => ({ m: -m, e });

  subtract(a: Long, b: Long): Long {
    return this.add(a, this.negate(b));
  }

  readonly multiply = (a: Long, b: Long): Long => this.rounded({ m: a.m * b.m, e: a.e + b.e });

  divide(a: Long, b: Long): Long {
    if (b.m === 0n) throw new NoInverse('0 has no inverse');
    if (a.m === 0n) return ZERO;
    const shift = Math.max(0, this.bits + 8 + bitsOf(b.m) - bitsOf(a.m));
    return this.rounded({ m: (a.m << BigInt(shift)) / b.m, e: a.e - b.e - shift });
  }

  inverse(a: Long): Long {
    return this.divide(this.one, a);
  }

  isZero({ m }: Long): boolean {
    return m === 0n;
  }

  /** a·2^k */
  scaled({ m, e }: Long, k: number): Long {
    return m === 0n ? ZERO : { m, e: e + k };
  }

  compare(a: Long, b: Long): -1 | 0 | 1 {
    return signOf(this.subtract(a, b));
  }

  absolute({ m, e }: Long): Long {
    return { m: magnitude(m), e };
  }

  /** The nearest whole number. */
  round({ m, e }: Long): bigint {
    return shifted(m, -e);
  }

  sqrt(a: Long): Long {
    if (a.m < 0n) throw new NoInverse('a negative number has no root');
    if (a.m === 0n) return ZERO;
    let shift = Math.max(0, 2 * this.bits + 16 - bitsOf(a.m));
    if ((a.e - shift) % 2 !== 0) shift++;
    return this.rounded({ m: rootOf(a.m << BigInt(shift)), e: (a.e - shift) / 2 });
  }
}

/** The whole part of a square root, by Newton's steps from above. */
function rootOf(n: bigint): bigint {
  let x = 1n << BigInt(Math.ceil(bitsOf(n) / 2) + 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}
