/**
 * Choices over a field, which has no order: what a comparison is worth is told for the two values, and stays where they
 * move a little. What agrees whatever it is worth, or each way that the comparisons can fall, is equal.
 */
import type { ExactMatrix } from './exact-matrix.js';
import { matrix } from './exact-matrix.js';
import type { Ring } from './exact-ring.js';

/** Comparisons that choose between two values. */
export const CHOICES: ReadonlySet<string> = new Set(['where>', 'where>=', 'where<', 'where<=', 'where==']);

/** Comparisons that hold where another does not. */
export const OPPOSITES: Readonly<Record<string, string | undefined>> = { 'where<=': 'where>', 'where<': 'where>=' };

/** How a text begins for which it is told what a comparison is worth. */
export const CHOICE = 'choice';

type Size = readonly [rows: number, cols: number];

/** An entry; a number stands for all. */
const entry = <E>(a: ExactMatrix<E> | undefined, k: number): E => a?.data[a.data.length === 1 ? 0 : k] as E;

/** where(x > y, held, otherwise), `bit` being 1 where the comparison of x − y with 0 holds. */
export function chosen<E>(
  { add, negate, multiply }: Ring<E, never>,
  [rows, cols]: Size,
  [x, y, held, otherwise]: readonly ExactMatrix<E>[],
  bit: (margin: E) => E,
): ExactMatrix<E> {
  return matrix(rows, cols, (i, j) => {
    const k = i * cols + j;
    const difference = add(entry(held, k), negate(entry(otherwise, k)));
    const holds = bit(add(entry(x, k), negate(entry(y, k))));
    return add(entry(otherwise, k), multiply(holds, difference));
  });
}

/** max(x, y) = (x + y + sign(x − y)·(x − y))/2; of min the sign is the other. */
export function extreme<E>(
  ring: Ring<E, never>,
  [rows, cols]: Size,
  [x, y]: readonly ExactMatrix<E>[],
  sign: (margin: E) => E,
  least: boolean,
): ExactMatrix<E> {
  const { add, negate, multiply } = ring;
  const half = ring.inverse(ring.whole(2));
  return matrix(rows, cols, (i, j) => {
    const [a, b] = [entry(x, i * cols + j), entry(y, i * cols + j)];
    const margin = add(a, negate(b));
    const apart = multiply(sign(margin), margin);
    return multiply(half, add(add(a, b), least ? negate(apart) : apart));
  });
}
