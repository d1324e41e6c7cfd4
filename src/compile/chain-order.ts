/** In which order a product of many matrices is taken. */
import type { Dim } from '../expression/dimension.js';

/** What a size counts for where only its name is known. */
export const TYPICAL = 100;
export const typicalSize = (d: Dim): number => (typeof d === 'number' ? d : TYPICAL);

/**
 * Where each stretch of a product is best cut: the last factor of its left part. `sizes` are those between the factors,
 * the outer ones included; a product of two costs that of its three sizes, a stretch that is `free` nothing.
 */
export function bestCuts(
  sizes: readonly number[],
  isFree: (i: number, j: number) => boolean = () => false,
): (i: number, j: number) => number {
  const n = sizes.length - 1;
  const cost = new Map<number, number>();
  const cut = new Map<number, number>();
  const key = (i: number, j: number): number => i * n + j;
  for (let i = 0; i < n; i++) cost.set(key(i, i), 0);
  for (let length = 2; length <= n; length++) {
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      let best = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const own = (sizes[i] as number) * (sizes[k + 1] as number) * (sizes[j + 1] as number);
        const all = (cost.get(key(i, k)) as number) + (cost.get(key(k + 1, j)) as number) + own;
        // of equal ones the last cut: from left to right, as it is read
        if (all <= best) {
          best = all;
          cut.set(key(i, j), k);
        }
      }
      cost.set(key(i, j), isFree(i, j) ? 0 : best);
    }
  }
  return (i, j) => cut.get(key(i, j)) as number;
}
