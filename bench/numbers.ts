/** Answers as numbers, and how far two of them are apart. */
import type { Matrix } from './problems.js';

/** All entries of a number, of nested lists, or of a matrix, row by row. */
export const numbersOf = (x: unknown): number[] =>
  typeof x === 'number' ? [x] : Array.isArray(x) ? x.flatMap(numbersOf) : [...(x as Matrix).data];

/** The rows of a matrix. */
export const rowsOf = ({ rows, cols, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);

/** The largest difference over the largest entry of b; infinite where sizes differ or an entry of either is no number. */
export function distance(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [most, top] = [0, 1e-300];
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x - y)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, Math.abs(x - y));
    top = Math.max(top, Math.abs(y));
  }
  return most / top;
}

/** Why lists of numbers are not those that are right, to a tolerance; undefined where they are. */
export function refusal(found: unknown, right: readonly ArrayLike<number>[], tolerance: number): string | undefined {
  if (!Array.isArray(found) || found.length !== right.length) return 'refused: no answer to compare';
  const off = Math.max(...right.map((r, i) => distance(found[i] as ArrayLike<unknown>, r)));
  return off < tolerance ? undefined : `refused: off by ${off.toExponential(1)}`;
}
