/**
 * Two sums that change places, by the elimination of Fourier and Motzkin: each end of either is an end of the new outer
 * letter or, for a value of that, of the other.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import {
  addDim,
  coefficientOf,
  dimName,
  negateDim,
  neverNegative,
  substituteDim,
  subtractDim,
} from '../expression/dimension.js';
import type { Letters } from './ends.js';
import { certainlyBelow, hangsOn, least } from './ends.js';
import type { Range } from './step.js';

/** Stretches of the outer letter at most: a kernel of k numbers has k - 1 of them at either end. */
const STRETCHES = 16;

/** Two sums as they stand now, for a stretch of the outer one. */
export interface Piece {
  readonly ranges: readonly Range[];
  /** What must not be negative for these ends to be the ones that count. */
  readonly demands: readonly Poly[];
}

/** A side of a range, u·outer + v·other + rest, that is not negative. */
interface Side {
  readonly of: Dim;
  readonly u: number;
  readonly v: number;
}

/**
 * The two sums with that over `letter` as the outer one, after `put` is put in; in stretches of it where the ends of the
 * other are not the same for all. Undefined where nothing says which of two ends counts.
 */
export function exchange(
  loops: readonly Range[],
  outer: Range,
  inner: Range,
  letter: string,
  put: ReadonlyMap<string, Dim> = new Map(),
): readonly Piece[] | undefined {
  const between = loops.slice(loops.indexOf(outer) + 1);
  if (between.some((r) => hangsOn(inner, r.over))) return undefined;
  const around: Letters = new Map(
    loops.filter((r) => r !== outer && r !== inner).map(({ over, from, to }) => [over, { lo: from, hi: to }]),
  );
  const other = letter === outer.over ? inner.over : outer.over;
  const sides = sidesOf([outer, inner], letter, other, put);
  if (sides === undefined) return undefined;
  const [above, below] = [sides.filter(({ v }) => v === 1), sides.filter(({ v }) => v === -1)];
  // where there is a value of the other letter: what is above its lowest end is below its highest
  const met = above.flatMap((a) => below.map((b): Side => ({ of: addDim(a.of, b.of), u: a.u + b.u, v: 0 })));
  const free = [...sides.filter(({ v }) => v === 0), ...met];
  if (free.some(({ u }) => Math.abs(u) > 1)) return undefined;
  const ends = (of: readonly Side[], sign: number): Dim[] =>
    of.filter(({ u }) => u === sign).map((s) => end(s, letter, sign));
  const [lo, hi] = [picked(ends(free, 1), 1, around), picked(ends(free, -1), -1, around)];
  if (lo === undefined || hi === undefined) return undefined;
  const lows = above.map((s) => end(s, other, 1));
  const highs = below.map((s) => end(s, other, -1));
  const all = stretches({ over: letter, from: lo.end, to: hi.end }, other, lows, highs, around);
  return all?.map((piece) => ({ ...piece, demands: [...lo.demands, ...hi.demands, ...piece.demands] }));
}

function sidesOf(
  ranges: readonly Range[],
  letter: string,
  other: string,
  put: ReadonlyMap<string, Dim>,
): readonly Side[] | undefined {
  const sides: Side[] = [];
  for (const { over, from, to } of ranges) {
    for (const side of [subtractDim(dimName(over), from), subtractDim(to, dimName(over))]) {
      const of = substituteDim(side, put);
      const [u, v] = [coefficientOf(of, letter), coefficientOf(of, other)];
      if (u === undefined || v === undefined || Math.abs(u) > 1 || Math.abs(v) > 1) return undefined;
      sides.push({ of, u, v });
    }
  }
  return sides;
}

/** The end of the letter that a side is: from x - e ≥ 0 it is e, and from e - x ≥ 0 as well. */
const end = ({ of }: Side, letter: string, sign: number): Dim =>
  sign > 0 ? negateDim(subtractDim(of, dimName(letter))) : addDim(of, dimName(letter));

/** An end that counts, for what it takes. */
interface Picked {
  readonly end: Dim;
  readonly demands: readonly Poly[];
}

/** The end that none of the others is above, sign 1, or below; sizes being large. Undefined where nothing says so. */
function picked(ends: readonly Dim[], sign: 1 | -1, within: Letters): Picked | undefined {
  const ahead = (a: Dim, b: Dim): Dim => least(sign > 0 ? subtractDim(a, b) : subtractDim(b, a), within);
  const found = ends.find((a) => ends.every((b) => !isNegative(ahead(a, b))));
  if (found === undefined) return undefined;
  const demands = ends.flatMap((b): Poly[] => {
    const least = ahead(found, b);
    return typeof least === 'number' || neverNegative(least) ? [] : [least];
  });
  return { end: found, demands };
}

/** Whether it may be negative, sizes being large. */
const isNegative = (d: Dim): boolean => !certainlyBelow(-1, d);

/** The outer sum cut where another end of the inner one begins to count. */
function stretches(
  outer: Range,
  other: string,
  lows: readonly Dim[],
  highs: readonly Dim[],
  around: Letters,
): readonly Piece[] | undefined {
  const found: Piece[] = [];
  const left = [outer];
  for (let range = left.pop(); range !== undefined; range = left.pop()) {
    const within: Letters = new Map([...around, [range.over, { lo: range.from, hi: range.to }]]);
    const [from, to] = [picked(lows, 1, within), picked(highs, -1, within)];
    if (from !== undefined && to !== undefined) {
      const ranges = [range, { over: other, from: from.end, to: to.end }];
      found.push({ ranges, demands: [...from.demands, ...to.demands] });
      continue;
    }
    const at = crossing(range, from === undefined ? lows : highs, around);
    if (at === undefined || found.length + left.length > STRETCHES) return undefined;
    left.push({ ...range, from: at }, { ...range, to: addDim(at, -1) });
  }
  return found;
}

/** The value within a range from which on another of the ends counts, ends of the range being large. */
export function crossing({ over, from, to }: Range, ends: readonly Dim[], around: Letters): Dim | undefined {
  for (const a of ends) {
    for (const b of ends) {
      const difference = subtractDim(a, b);
      if (coefficientOf(difference, over) !== 1) continue;
      const equal = negateDim(subtractDim(difference, dimName(over)));
      const isWithin = (at: Dim): boolean =>
        certainlyBelow(from, at, around) && certainlyBelow(at, addDim(to, 1), around);
      // where both ends are the same either side will do: the one by which few members stand alone
      const cuts = [equal, addDim(equal, 1)].filter(isWithin);
      const isNearTheEnd = certainlyBelow(subtractDim(to, equal), subtractDim(equal, from), around);
      const cut = isNearTheEnd ? cuts.at(-1) : cuts[0];
      if (cut !== undefined) return cut;
    }
  }
  return undefined;
}
