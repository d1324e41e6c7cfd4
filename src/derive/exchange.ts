/**
 * Sums that change places: what numbers a member goes to the outside, and a member that two sums number together, x[t-k+1],
 * gets a number of its own.
 */
import type { Dim, Monomial } from '../expression/dimension.js';
import {
  addDim,
  dimName,
  dimNames,
  dimToString,
  negateDim,
  neverNegative,
  substituteDim,
  subtractDim,
} from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Letters } from './ends.js';
import { least } from './ends.js';
import type { Range } from './step.js';

export interface Exchanged {
  readonly loops: readonly Range[];
  /** What stands for a letter that numbers a member together with another: t+k-1 for the t of x[t-k+1]. */
  readonly put: ReadonlyMap<string, Dim>;
}

/**
 * The sums around a member with those that number it on the outside: Σ_t Σ_{s ≤ t} as Σ_s Σ_{t ≥ s}, and Σ_t Σ_k before
 * x[t-k+1] as Σ_s Σ_k before x[s]. What would take the larger of two ends is refused.
 */
export function outermost(loops: readonly Range[], name: Name): Exchanged {
  let found: Exchanged = { loops, put: new Map() };
  for (const index of name.index) found = alone(found, index, name);
  const numbers = new Set(name.index.flatMap((index) => dimNames(substituteDim(index, found.put))));
  for (const inner of found.loops.filter((r) => numbers.has(r.over))) {
    const around = found.loops.filter((r) => !numbers.has(r.over) && hangsOn(inner, r.over));
    const [outer, ...others] = around;
    if (outer === undefined) continue;
    const exchanged = others.length === 0 ? exchange(found.loops, outer, inner, inner.over, new Map()) : undefined;
    if (exchanged === undefined) return refuse(name, outer, inner);
    found = { ...found, loops: inPlaceOf(found.loops, outer, inner, exchanged) };
  }
  return found;
}

/** An index of two letters becomes one of one, t-k+1 is called t; and what runs down, T+1-t, runs up. */
function alone(found: Exchanged, index: Dim, name: Name): Exchanged {
  const here = substituteDim(index, found.put);
  const [outer, inner, ...more] = found.loops.filter((r) => dimNames(here).includes(r.over));
  if (outer === undefined || (inner === undefined && isPlain(here, outer.over))) return found;
  if (more.length > 0) return refuse(name, outer, inner);
  for (const { over } of inner === undefined ? [outer] : [outer, inner]) {
    const sign = coefficientOf(here, over);
    if (sign !== 1 && sign !== -1) continue;
    // e = ±u + rest, and what u was is ±(e − rest): e has the letter from now on
    const rest = subtractDim(here, signed(dimName(over), sign));
    const put = new Map([[over, signed(subtractDim(dimName(over), rest), sign)]]);
    const exchanged = inner === undefined ? turned(outer, rest) : exchange(found.loops, outer, inner, over, put);
    if (exchanged === undefined) continue;
    const moved = (d: Dim): Dim => substituteDim(d, put);
    const loops = found.loops.map((r) =>
      r === outer || r === inner ? r : { ...r, from: moved(r.from), to: moved(r.to) },
    );
    const all = new Map([...[...found.put].map(([l, d]) => [l, moved(d)] as const), ...put]);
    return { loops: inPlaceOf(loops, outer, inner, exchanged), put: all };
  }
  return refuse(name, outer, inner);
}

const signed = (d: Dim, sign: number): Dim => (sign < 0 ? negateDim(d) : d);

const isPlain = (index: Dim, letter: string): boolean => typeof subtractDim(index, dimName(letter)) === 'number';

/** The range of rest - t. */
const turned = ({ over, from, to }: Range, rest: Dim): readonly Range[] => [
  { over, from: subtractDim(rest, to), to: subtractDim(rest, from) },
];

function refuse(name: Name, outer: Range, inner?: Range): never {
  const index = name.index.map(dimToString).join(',');
  const range = (r: Range): string => `${r.over} = ${dimToString(r.from)}..${dimToString(r.to)}`;
  const sums = inner === undefined ? `a sum over ${range(outer)}` : `sums over ${range(outer)} and ${range(inner)}`;
  throw new FrobeniusError(
    'unsupported',
    `a gradient by members ${name.name}[${index}] under ${sums} is not yet supported`,
    undefined,
    'Which of the terms meet a member has to follow from one end on either side, not from the larger of two.',
  );
}

export const hangsOn = ({ from, to }: Range, letter: string): boolean =>
  dimNames(from).includes(letter) || dimNames(to).includes(letter);

/** The sums with these two in the place of the outer one. */
const inPlaceOf = (
  loops: readonly Range[],
  outer: Range,
  inner: Range | undefined,
  now: readonly Range[],
): readonly Range[] => loops.flatMap((r) => (r === outer ? now : r === inner ? [] : [r]));

/** What is not negative: an end and the letter between, on either side. */
interface Bound {
  readonly of: Dim;
  readonly u: number;
  readonly v: number;
}

/**
 * Two sums with that over `letter` as the outer one, after `put` is put in: each of its ends and of the other's is an end of
 * the one letter or of the other (Fourier and Motzkin's elimination). Undefined where an end would be the larger of two.
 */
function exchange(
  loops: readonly Range[],
  outer: Range,
  inner: Range,
  letter: string,
  put: ReadonlyMap<string, Dim>,
): readonly Range[] | undefined {
  const between = loops.slice(loops.indexOf(outer) + 1);
  if (between.some((r) => hangsOn(inner, r.over))) return undefined;
  const around: Letters = new Map(
    loops.filter((r) => r !== outer && r !== inner).map(({ over, from, to }) => [over, { lo: from, hi: to }]),
  );
  const other = letter === outer.over ? inner.over : outer.over;
  const bounds: Bound[] = [];
  for (const { over, from, to } of [outer, inner]) {
    for (const side of [subtractDim(dimName(over), from), subtractDim(to, dimName(over))]) {
      const of = substituteDim(side, put);
      const [u, v] = [coefficientOf(of, letter), coefficientOf(of, other)];
      if (u === undefined || v === undefined || Math.abs(u) > 1 || Math.abs(v) > 1) return undefined;
      bounds.push({ of, u, v });
    }
  }
  const [above, below] = [bounds.filter(({ v }) => v === 1), bounds.filter(({ v }) => v === -1)];
  const free = bounds.filter(({ v }) => v === 0);
  for (const a of above) for (const b of below) free.push({ of: addDim(a.of, b.of), u: a.u + b.u, v: 0 });
  // an end of the outer one alone: ±u + rest ≥ 0
  const ends = (sign: number, list: readonly Bound[], l: string): Dim[] =>
    list.map(({ of }) => (sign > 0 ? negateDim(subtractDim(of, dimName(l))) : addDim(of, dimName(l))));
  if (free.some(({ u }) => Math.abs(u) > 1)) return undefined;
  const pick = (list: readonly Dim[], sign: 1 | -1, within: Letters): Dim | undefined =>
    list.find((x) => list.every((y) => neverNegative(least(sign > 0 ? subtractDim(x, y) : subtractDim(y, x), within))));
  const lo = pick(
    ends(
      1,
      free.filter(({ u }) => u === 1),
      letter,
    ),
    1,
    around,
  );
  const hi = pick(
    ends(
      -1,
      free.filter(({ u }) => u === -1),
      letter,
    ),
    -1,
    around,
  );
  if (lo === undefined || hi === undefined) return undefined;
  const within: Letters = new Map([...around, [letter, { lo, hi }]]);
  const from = pick(ends(1, above, other), 1, within);
  const to = pick(ends(-1, below, other), -1, within);
  if (from === undefined || to === undefined) return undefined;
  return [
    { over: letter, from: lo, to: hi },
    { over: other, from, to },
  ];
}

/** What stands before the letter; undefined where it stands in a product. */
function coefficientOf(d: Dim, letter: string): number | undefined {
  if (typeof d === 'number') return 0;
  const found: readonly Monomial[] = d.terms.filter((m) => m.names.includes(letter));
  if (found.some((m) => m.names.length > 1)) return undefined;
  return found[0]?.coefficient ?? 0;
}
