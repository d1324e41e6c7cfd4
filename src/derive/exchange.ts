/**
 * Sums that change places: what numbers a member goes to the outside, and a member that two sums number together, x[t-k+1],
 * gets a number of its own.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import {
  coefficientOf,
  dimName,
  dimNames,
  dimToString,
  negateDim,
  substituteDim,
  subtractDim,
} from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Piece } from './elimination.js';
import { exchange } from './elimination.js';
import { hangsOn, movedLoops } from './ends.js';
import type { Range } from './step.js';

export interface Exchanged {
  readonly loops: readonly Range[];
  /** What stands for a letter that numbers a member together with another: t+k-1 for the t of x[t-k+1]. */
  readonly put: ReadonlyMap<string, Dim>;
  /** What must not be negative for that. */
  readonly demands: readonly Poly[];
}

/**
 * The sums around a member with those that number it on the outside: Σ_t Σ_{s ≤ t} as Σ_s Σ_{t ≥ s}, and Σ_t Σ_k before
 * x[t-k+1] as Σ_s Σ_k before x[s]; by stretches, where there is no one end for all. What would take the larger of two ends
 * is refused. `depths` are those of the loops of a definition, one for each index.
 */
export function outermost(
  loops: readonly Range[],
  name: Name,
  depths: readonly number[] | undefined,
): readonly Exchanged[] {
  const alone = name.index.reduce<readonly Exchanged[]>(
    (all, index) => all.flatMap((found) => withOneLetter(found, index, name)),
    [{ loops, put: new Map(), demands: [] }],
  );
  const open = alone.flatMap((found) => outside(found, name));
  return depths === undefined ? open : open.flatMap((found) => asDefined(found, name, depths));
}

/** The sums that number the member within one another as the loops of its definition are, which lie at these depths. */
function asDefined(found: Exchanged, name: Name, depths: readonly number[]): readonly Exchanged[] {
  const along = name.index.map((index) => {
    const letters = dimNames(substituteDim(index, found.put));
    return found.loops.find(({ over }) => letters.includes(over));
  });
  for (const [p, inner] of along.entries()) {
    for (const [q, outer] of along.entries()) {
      const isTurned = (depths[p] as number) < (depths[q] as number);
      if (!inner || !outer || inner === outer || !isTurned || !hangsOn(inner, outer.over)) continue;
      const pieces = exchange(found.loops, outer, inner, inner.over);
      if (pieces === undefined) return refuse(name, outer, inner);
      return pieces.flatMap(({ ranges, demands }) =>
        asDefined(
          { ...found, loops: inPlaceOf(found.loops, outer, inner, ranges), demands: [...found.demands, ...demands] },
          name,
          depths,
        ),
      );
    }
  }
  return [found];
}

/** The sums that number the member, each outside of what it hangs on. */
function outside(found: Exchanged, name: Name): readonly Exchanged[] {
  const numbers = new Set(name.index.flatMap((index) => dimNames(substituteDim(index, found.put))));
  const others = (r: Range): readonly Range[] =>
    found.loops.filter((other) => !numbers.has(other.over) && hangsOn(r, other.over));
  const inner = found.loops.find((r) => numbers.has(r.over) && others(r).length > 0);
  if (inner === undefined) return [found];
  const [outer, ...more] = others(inner) as [Range, ...Range[]];
  const pieces = more.length === 0 ? exchange(found.loops, outer, inner, inner.over) : undefined;
  if (pieces === undefined) {
    const all = writtenOut(found, [outer, inner, ...more]);
    return all?.flatMap((one) => outside(one, name)) ?? refuse(name, outer, inner);
  }
  return pieces.flatMap(({ ranges, demands }) =>
    outside(
      { ...found, loops: inPlaceOf(found.loops, outer, inner, ranges), demands: [...found.demands, ...demands] },
      name,
    ),
  );
}

/** An index of two letters becomes one of one, t-k+1 is called t; and what runs down, T+1-t, runs up. */
function withOneLetter(found: Exchanged, index: Dim, name: Name): readonly Exchanged[] {
  const here = substituteDim(index, found.put);
  const [outer, inner, ...more] = found.loops.filter((r) => dimNames(here).includes(r.over));
  if (outer === undefined || (inner === undefined && isPlain(here, outer.over))) return [found];
  // on an antidiagonal, p[i,T+1-i], one of the two has the letter
  if (inner === undefined && name.index.some((i) => isPlain(substituteDim(i, found.put), outer.over))) return [found];
  const rest = (): readonly Exchanged[] =>
    writtenOut(found, inner === undefined ? [] : [outer, inner, ...more])?.flatMap((one) =>
      withOneLetter(one, index, name),
    ) ?? refuse(name, outer, inner);
  if (more.length > 0) return rest();
  for (const { over } of inner === undefined ? [outer] : [outer, inner]) {
    const sign = coefficientOf(here, over);
    if (sign !== 1 && sign !== -1) continue;
    // e = ±u + others, and what u was is ±(e − others): e has the letter from now on
    const others = subtractDim(here, signed(dimName(over), sign));
    const put = new Map([[over, signed(subtractDim(dimName(over), others), sign)]]);
    const pieces = inner === undefined ? turned(outer, others) : exchange(found.loops, outer, inner, over, put);
    if (pieces === undefined) continue;
    const moved = (d: Dim): Dim => substituteDim(d, put);
    const all = new Map([...[...found.put].map(([l, d]) => [l, moved(d)] as const), ...put]);
    return pieces.map(({ ranges, demands }) => ({
      loops: inPlaceOf(found.loops, outer, inner, ranges, put),
      put: all,
      demands: [...found.demands, ...demands],
    }));
  }
  return rest();
}

/** Terms of a sum that are put down one by one at most. */
const FEW = 16;

/** One of the sums, over a few numbers, as its terms: of w[k]*x[t+2*k] with k = 1..3 those before x[t+2], x[t+4], x[t+6]. */
function writtenOut(found: Exchanged, among: readonly Range[]): readonly Exchanged[] | undefined {
  const few = among.find(({ from, to }) => typeof from === 'number' && typeof to === 'number' && to - from < FEW);
  if (few === undefined) return undefined;
  const [from, to] = [few.from as number, few.to as number];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, k): Exchanged => {
    const put = new Map<string, Dim>([[few.over, from + k]]);
    const loops = movedLoops(
      found.loops.filter((r) => r !== few),
      put,
    );
    const moved = [...found.put].map(([letter, d]) => [letter, substituteDim(d, put)] as const);
    return { loops, put: new Map([...moved, ...put]), demands: found.demands };
  });
}

const signed = (d: Dim, sign: number): Dim => (sign < 0 ? negateDim(d) : d);

const isPlain = (index: Dim, letter: string): boolean => typeof subtractDim(index, dimName(letter)) === 'number';

/** The range of rest - t. */
const turned = ({ over, from, to }: Range, rest: Dim): readonly Piece[] => [
  { ranges: [{ over, from: subtractDim(rest, to), to: subtractDim(rest, from) }], demands: [] },
];

function refuse(name: Name, outer: Range, inner?: Range): never {
  const index = name.index.map(dimToString).join(',');
  const range = (r: Range): string => `${r.over} = ${dimToString(r.from)}..${dimToString(r.to)}`;
  const [sums, hint] =
    inner === undefined
      ? [
          `a sum over ${range(outer)}`,
          'An index there is a letter with a number or another letter added: t-1, T+1-t, t-k.',
        ]
      : [
          `sums over ${range(outer)} and ${range(inner)}`,
          'The terms that meet one member would begin at the larger of two ends, or end at the smaller, and none is known to be it.',
        ];
  throw new FrobeniusError(
    'unsupported',
    `a gradient by members ${name.name}[${index}] under ${sums} is not yet supported`,
    undefined,
    hint,
  );
}

/** The sums with these two in the place of the outer one; `put` is put into the others. */
const inPlaceOf = (
  loops: readonly Range[],
  outer: Range,
  inner: Range | undefined,
  now: readonly Range[],
  put: ReadonlyMap<string, Dim> = new Map(),
): readonly Range[] => loops.flatMap((r) => (r === outer ? now : r === inner ? [] : movedLoops([r], put)));
