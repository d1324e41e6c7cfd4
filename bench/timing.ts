/** Times: medians of runs that take turns, so that whatever else the machine does falls on all alike. */

export interface Runnable {
  readonly name: string;
  /** One run; what takes its time elsewhere answers with the milliseconds it took, in a promise. */
  run(): unknown;
}

export interface Timing {
  readonly ms: number;
  readonly runs: number;
}

export function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** Each in turn for a share of `seconds`, in several rounds; after `warm` runs that do not count. */
export async function interleaved(list: readonly Runnable[], seconds: number, rounds = 3, warm = 2): Promise<Timing[]> {
  const times = list.map((): number[] => []);
  for (const one of list) for (let k = 0; k < warm; k++) await one.run();
  for (let round = 0; round < rounds; round++) {
    for (const [i, one] of list.entries()) {
      const own = times[i] as number[];
      const end = performance.now() + (seconds * 1000) / rounds;
      do {
        const start = performance.now();
        const told = one.run();
        own.push(told instanceof Promise ? ((await told) as number) : performance.now() - start);
      } while (performance.now() < end);
    }
  }
  return times.map((own) => ({ ms: median(own), runs: own.length }));
}

/** How fast times grow with sizes: the exponent between two of them. */
export const exponent = (small: [number, number], large: [number, number]): number =>
  Math.log(large[1] / small[1]) / Math.log(large[0] / small[0]);
