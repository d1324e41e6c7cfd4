/**
 * What holds the members of a family that is worked out: a vector where their indices are known to run from 1 to an end, a
 * dictionary by index elsewhere, as where H[0] stands beside H[1], …, H[T].
 */
import type { Dim } from '../../expression/dimension.js';
import { dimNames, evaluateDim, substituteDim, subtractDim } from '../../expression/dimension.js';
import type { Loop, Program, Statement } from '../code.js';

/** The lengths along each index; undefined of a dictionary. */
export type Lengths = readonly Dim[] | undefined;

/** An index that is assigned to, and the loops around it from outside to inside. */
export interface Place {
  readonly index: readonly Dim[];
  readonly loops: readonly Loop[];
}

/** Where the program puts members of a family. */
export function placesOf({ statements }: Program, family: string): Place[] {
  const visit = (list: readonly Statement[], loops: readonly Loop[]): Place[] =>
    list.flatMap((s): Place[] => {
      if (s.kind === 'loop') return visit(s.body, [...loops, s.loop]);
      return s.name === family ? [{ index: s.index, loops }] : [];
    });
  return visit(statements, []);
}

export function lengthsOf(places: readonly Place[]): Lengths {
  const arity = places[0]?.index.length ?? 0;
  const lengths: Dim[] = [];
  for (let axis = 0; axis < arity; axis++) {
    const ends = places.map(({ index, loops }) => extent(index[axis] as Dim, loops));
    if (!ends.every((end) => end !== undefined && atLeast(end.low, 1))) return undefined;
    const highs = ends.map((end) => end?.high as Dim);
    const top = highs.find((high) => highs.every((other) => atLeast(subtractDim(high, other), 0)));
    if (top === undefined) return undefined;
    lengths.push(top);
  }
  return arity > 0 ? lengths : undefined;
}

/** The least and the largest value of an index; undefined where it does not grow with its loops. */
function extent(index: Dim, loops: readonly Loop[]): { low: Dim; high: Dim } | undefined {
  let [low, high] = [index, index];
  for (const { over, from, to, step } of [...loops].reverse()) {
    if (![low, high].every((d) => grows(d, over))) return undefined;
    const [first, last] = step > 0 ? [from, to] : [to, from];
    low = substituteDim(low, new Map([[over, first]]));
    high = substituteDim(high, new Map([[over, last]]));
  }
  return { low, high };
}

const grows = (d: Dim, letter: string): boolean =>
  typeof d === 'number' || d.terms.every(({ coefficient, names }) => coefficient > 0 || !names.includes(letter));

/** Whether it is so for all sizes of 1 and more. */
function atLeast(d: Dim, least: number): boolean {
  if (typeof d === 'number') return d >= least;
  if (d.terms.some(({ coefficient, names }) => coefficient < 0 && names.length > 0)) return false;
  return (evaluateDim(d, new Map(dimNames(d).map((name) => [name, 1]))) as number) >= least;
}
