/** Numbers that a term tells by itself, as exponents do: 1/2, n, k − 1. */
import { num } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';

/** p/q in lowest terms. */
type Fraction = readonly [p: number, q: number];

function reduced(p: number, q: number): Fraction {
  const divisor = (a: number, b: number): number => (b === 0 ? Math.abs(a) : divisor(b, a % b));
  const common = divisor(p, q);
  return [p / common, q / common];
}

/** Undefined where the term holds anything but numbers and sizes. */
export function fractionOf(e: Expr, size: (d: Dim) => number): Fraction | undefined {
  if (e.kind === 'num') return typeof e.value === 'number' ? [e.value, 1] : [e.value.p, e.value.q];
  if (isCall(e, 'dim')) return [size(e.dims[0] as Dim), 1];
  if (e.kind !== 'add' && (e.kind !== 'mul' || e.factors.length > 0)) return undefined;
  let [p, q]: Fraction = e.kind === 'add' ? [0, 1] : (fractionOf(num(e.coefficient), size) as Fraction);
  for (const part of e.args) {
    const next = fractionOf(part, size);
    if (next === undefined) return undefined;
    [p, q] = e.kind === 'add' ? reduced(p * next[1] + next[0] * q, q * next[1]) : reduced(p * next[0], q * next[1]);
  }
  return Number.isSafeInteger(p) && Number.isSafeInteger(q) ? [p, q] : undefined;
}
