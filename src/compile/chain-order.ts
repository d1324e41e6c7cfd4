/** In which order a product of many matrices is taken. */
import type { Dim } from '../expression/dimension.js';

/** What a size counts for where only its name is known. */
export const TYPICAL = 100;
export const typicalSize = (d: Dim): number => (typeof d === 'number' ? d : TYPICAL);

export interface Cuts {
  /** The last factor of the left part of a stretch, both ends counted from 0. */
  cut(i: number, j: number): number;
  /** What a stretch costs; the whole what it takes to make it, though it be free. */
  cost(i: number, j: number): number;
}

/**
 * Where each stretch of a product is best cut. `sizes` are those between the factors, the outer ones included; a product
 * of two costs that of its three sizes, a stretch that is `free` nothing. Of cuts that cost the same that is taken whose
 * parts serve most elsewhere, else the last: from left to right, as it is read.
 */
export function bestCuts(
  sizes: readonly number[],
  {
    isFree = () => false,
    serves = () => 0,
  }: {
    readonly isFree?: (i: number, j: number) => boolean;
    readonly serves?: (i: number, j: number) => number;
  } = {},
): Cuts {
  const n = sizes.length - 1;
  const cost = new Map<number, number>();
  const cut = new Map<number, number>();
  const key = (i: number, j: number): number => i * n + j;
  const service = (i: number, k: number, j: number): number =>
    (k > i ? serves(i, k) : 0) + (j > k + 1 ? serves(k + 1, j) : 0);
  for (let i = 0; i < n; i++) cost.set(key(i, i), 0);
  for (let length = 2; length <= n; length++) {
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      let best = Number.POSITIVE_INFINITY;
      let cuts: number[] = [];
      for (let k = i; k < j; k++) {
        const own = (sizes[i] as number) * (sizes[k + 1] as number) * (sizes[j + 1] as number);
        const all = (cost.get(key(i, k)) as number) + (cost.get(key(k + 1, j)) as number) + own;
        if (all < best) cuts = [];
        if (all <= best) cuts.push(k);
        best = Math.min(all, best);
      }
      const [only] = cuts;
      cut.set(key(i, j), cuts.length === 1 && only !== undefined ? only : mostOf(cuts, (k) => service(i, k, j)));
      cost.set(key(i, j), length < n && isFree(i, j) ? 0 : best);
    }
  }
  return { cut: (i, j) => cut.get(key(i, j)) as number, cost: (i, j) => cost.get(key(i, j)) as number };
}

/** The one of the most worth, the last of several. */
function mostOf(list: readonly number[], worth: (k: number) => number): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY];
  for (const k of list) {
    const own = worth(k);
    if (own >= most) [best, most] = [k, own];
  }
  return best;
}
