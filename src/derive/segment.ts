/**
 * The range of a family cut into stretches on which the same contributions meet its differential.
 *
 * A contribution that stops short of an end, G_A[t+1] at t = T, is taken over the whole range with G_A[T+1] = 0 where
 * nothing else in it leaves its range; otherwise the end is a case of its own.
 */
import type { Dim } from '../expression/dimension.js';
import { addDim, dimDifference, dimName, dimNames, subtractDim } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import { boundsOf } from '../language/reach.js';
import { requireFew } from './cutting.js';
import { crossing } from './elimination.js';
import type { Letters } from './ends.js';
import { atMost, earlier, hangsOn, isAtMost } from './ends.js';
import type { Axis, Contribution, Domain } from './family.js';
import { atPoint, axesOf, lettersOf, movedAxis, rangesOf } from './family.js';
import { endsOfAxis } from './membership.js';
import type { Members } from './schedule.js';
import { membersIn } from './schedule.js';
import type { Range } from './step.js';

export interface Segment {
  /** A value or a range of each letter. */
  readonly axes: readonly Axis[];
  readonly contributions: readonly Contribution[];
}

/** "G_A is zero at T+1 on axis `axis`": the end condition of a backward recurrence. */
export interface EndCondition {
  readonly gradient: string;
  readonly axis: number;
  readonly at: Dim;
}

/** The gradient names of a recurrence by the domain of their families. */
export type GradientDomains = ReadonlyMap<string, Domain>;

interface Stretch {
  readonly lo: Dim;
  readonly hi: Dim;
}

export function segments(
  contributions: readonly Contribution[],
  domain: Domain,
  gradients: GradientDomains,
  members?: Members,
): { segments: readonly Segment[]; ends: readonly EndCondition[] } {
  let current = contributions;
  const ends: EndCondition[] = [];
  domain.ranges.forEach((range, i) => {
    const general = withoutPoints(current, i, range);
    const extended = current.map((c) => extend(c, i, general, gradients, members));
    if (!extended.every((x) => x !== undefined)) return;
    current = extended.map((x) => x.contribution);
    for (const x of extended) ends.push(...x.ends);
  });
  let combined: readonly Segment[] = [{ axes: axesOf(domain), contributions: current }];
  for (const i of outerFirst(domain)) combined = combined.flatMap((s) => cutAlong(s, i, domain, 0));
  return { segments: combined.filter((s) => s.contributions.length > 0 || combined.length > 1), ends: unique(ends) };
}

/** Values of an outer letter at which another end of an inner axis begins to count, one after the other at most. */
const SPLITS = 8;

/**
 * A segment cut where contributions begin and end along an axis. Where only the letter of an axis further out tells which
 * of two ends comes first, 2 or i, that one is cut first: i = 1, and i = 2..T.
 */
function cutAlong(segment: Segment, i: number, domain: Domain, depth: number): readonly Segment[] {
  const axis = segment.axes[i] as Axis;
  if (axis.kind === 'point') return [onPiece(segment, i, axis, domain)];
  const letters = lettersOf(segment.axes);
  const starts = startsIn(segment.contributions, i, axis);
  const pieces = cuts(starts, axis, letters);
  if (pieces !== undefined) return pieces.map((piece) => onPiece(segment, i, piece, domain));
  for (const [k, outer] of segment.axes.entries()) {
    if (outer.kind === 'point' || k === i || depth > SPLITS) continue;
    const { letter, lo, hi } = outer;
    const around = new Map([...letters].filter(([name]) => name !== letter));
    const at = crossing({ over: letter, from: lo, to: hi }, starts, around);
    if (at === undefined) continue;
    return [pieceOf(letter, at, hi), pieceOf(letter, lo, addDim(at, -1))].flatMap((piece) =>
      cutAlong(onPiece(segment, k, piece, domain), i, domain, depth + 1),
    );
  }
  // says what cannot be compared
  for (const a of starts) for (const b of starts) atMost(a, b, letters);
  return [segment];
}

/** Axes whose ends hang on the letters of others come behind these. */
function outerFirst({ letters, ranges }: Domain): number[] {
  const isInner = (i: number): boolean => {
    const { lo, hi } = ranges[i] as Stretch;
    return [lo, hi].flatMap(dimNames).some((name) => letters.includes(name));
  };
  const places = ranges.map((_, i) => i);
  return [...places.filter((i) => !isInner(i)), ...places.filter(isInner)];
}

/** The segment on one piece of an axis: where that is one value, it is put for its letter in the ends of the others. */
function onPiece({ axes, contributions }: Segment, i: number, piece: Axis, domain: Domain): Segment {
  const letters = lettersOf(axes);
  const put = new Map<string, Dim>(piece.kind === 'point' ? [[domain.letters[i] as string, piece.at]] : []);
  return {
    axes: axes.map((own, k) => (k === i ? piece : put.size === 0 ? own : withPoints(own, put))),
    contributions: contributions
      .filter((c) => covers(c.axes[i] as Axis, piece, letters))
      .map((c) => (piece.kind === 'point' ? atPoint(c, i, piece.at) : onStretch(c, i, piece))),
  };
}

function withPoints(axis: Axis, put: ReadonlyMap<string, Dim>): Axis {
  const moved = movedAxis(axis, put);
  return moved.kind === 'range' ? pieceOf(moved.letter, moved.lo, moved.hi) : moved;
}

/** The range of the general case: without members at its ends that are cases of their own. */
function withoutPoints(contributions: readonly Contribution[], i: number, range: Stretch): Stretch {
  const points = new Set(contributions.flatMap((c) => pointOf(c.axes[i] as Axis)));
  let { lo, hi } = range;
  while (lo !== hi && points.has(lo)) lo = addDim(lo, 1);
  while (lo !== hi && points.has(hi)) hi = addDim(hi, -1);
  return { lo, hi };
}

const pointOf = (axis: Axis): Dim[] => (axis.kind === 'point' ? [axis.at] : []);

/** Of a family that is defined in stretches, what meets this one. */
const onStretch = (c: Contribution, i: number, axis: Axis): Contribution => ({
  ...c,
  axes: c.axes.map((own, j) => (i === j ? axis : own)),
});

/** A stretch lies in what it begins in. */
function covers(own: Axis, segment: Axis, letters: Letters): boolean {
  if (own.kind === 'point') return segment.kind === 'point' && own.at === segment.at;
  const [lo] = endsOfAxis(segment);
  const end = addDim(own.hi, 1);
  if (lo === own.lo || lo === end) return lo !== end;
  return atMost(own.lo, lo, letters) && atMost(lo, end, letters);
}

/** Where contributions begin, or have just ended, along an axis; its own beginning and end as well. */
function startsIn(contributions: readonly Contribution[], i: number, own: Axis & { kind: 'range' }): readonly Dim[] {
  const starts = new Set<Dim>([own.lo, addDim(own.hi, 1)]);
  for (const c of contributions) {
    const [lo, hi] = endsOfAxis(c.axes[i] as Axis);
    // what covers all of a range cuts nothing, whatever its ends are: j = i+1..n
    if (lo !== own.lo || hi !== own.hi) starts.add(lo).add(addDim(hi, 1));
  }
  return [...starts];
}

/**
 * The stretches of one axis on which the same contributions meet it, last first: the order in which a backward
 * recurrence is computed. They begin where some contribution begins or has just ended. Undefined where nothing says which
 * of two places comes first.
 */
function cuts(starts: readonly Dim[], own: Axis & { kind: 'range' }, letters: Letters): Axis[] | undefined {
  const end = addDim(own.hi, 1);
  const within: Dim[] = [];
  for (const start of starts) {
    // the last stretch may be empty for some values of other letters: j = i+1..T
    const [behind, before] = [isAtMost(own.lo, start, letters), isAtMost(start, end, letters)];
    if (start !== end && behind === undefined) return undefined;
    if (start === end || behind === false) continue;
    if (before === undefined) return undefined;
    if (before) within.push(start);
  }
  const order = (a: Dim, b: Dim): boolean | undefined => (a === b ? true : isAtMost(a, b, letters));
  if (within.some((a) => within.some((b) => order(a, b) === undefined))) return undefined;
  const sorted = within.sort((a, b) => (a === b ? 0 : order(a, b) ? -1 : 1));
  return sorted
    .map((lo, k): Axis => {
      const next = sorted[k + 1];
      return pieceOf(own.letter, lo, next === undefined ? own.hi : addDim(next, -1));
    })
    .reverse();
}

const pieceOf = (letter: string, lo: Dim, hi: Dim): Axis =>
  lo === hi ? { kind: 'point', at: lo } : { kind: 'range', letter, lo, hi };

/** The least range of each axis that holds all that the contributions cover. */
export function hull(contributions: readonly Contribution[]): Domain {
  const [first] = contributions as readonly [Contribution];
  const within: Letters = new Map(contributions.flatMap((c) => [...lettersOf(c.axes)]));
  const letters = first.axes.map((_, i) => {
    const ranged = contributions.map((c) => c.axes[i]).find((a) => a?.kind === 'range');
    return ranged?.kind === 'range' ? ranged.letter : `index ${i + 1}`;
  });
  const ranges = first.axes.map((_, i) =>
    contributions
      .map((c) => endsOfAxis(c.axes[i] as Axis))
      .map(([lo, hi]) => ({ lo, hi }))
      .reduce((a, b) => ({
        lo: earlier(a.lo, b.lo, within),
        hi: earlier(a.hi, b.hi, within) === a.hi ? b.hi : a.hi,
      })),
  );
  return { letters, ranges };
}

/** The contribution over the whole range, if what it lacks is zero by an end condition. */
function extend(
  c: Contribution,
  i: number,
  range: Stretch,
  gradients: GradientDomains,
  members: Members | undefined,
): { contribution: Contribution; ends: EndCondition[] } | undefined {
  const axis = c.axes[i] as Axis;
  if (axis.kind === 'point') return { contribution: c, ends: [] };
  const above = dimDifference(range.hi, axis.hi);
  const below = dimDifference(axis.lo, range.lo);
  if (above === undefined || below === undefined) return undefined;
  if (above <= 0 && below <= 0) return { contribution: c, ends: [] };
  // a sum that begins or ends at this index has other terms there
  if (c.loops.some((r) => hangsOn(r, axis.letter))) return undefined;
  const names = namesIn(c.factor).concat(namesIn(c.inner));
  const ends: EndCondition[] = [];
  for (const e of names) {
    e.index.forEach((index, j) => {
      if (!dimNames(index).includes(axis.letter)) return;
      const offset = subtractDim(index, dimName(axis.letter));
      const own = gradients.get(e.name)?.ranges[j];
      if (own) ends.push(...endsOf(e, j, offset, range, own, above, below));
    });
  }
  const places = [
    ...Array.from({ length: Math.max(0, above) }, (_, k) => addDim(range.hi, -k)),
    ...Array.from({ length: Math.max(0, below) }, (_, k) => addDim(range.lo, k)),
  ];
  if (ends.length === 0 || places.some((at) => leaves(atPoint(c, i, at), axis.letter, c, gradients, members)))
    return undefined;
  const whole = { ...axis, lo: below > 0 ? range.lo : axis.lo, hi: above > 0 ? range.hi : axis.hi };
  return { contribution: { ...c, axes: c.axes.map((a, j) => (i === j ? whole : a)) }, ends };
}

function endsOf(
  e: Name,
  axis: number,
  offset: Dim,
  range: Stretch,
  own: Stretch,
  above: number,
  below: number,
): EndCondition[] {
  const found: EndCondition[] = [];
  for (const members of [below, above]) requireFew(members);
  for (let k = 0; k < above; k++) {
    const at = addDim(addDim(range.hi, -k), offset);
    if ((dimDifference(at, own.hi) ?? 0) > 0) found.push({ gradient: e.name, axis, at });
  }
  for (let k = 0; k < below; k++) {
    const at = addDim(addDim(range.lo, k), offset);
    if ((dimDifference(own.lo, at) ?? 0) > 0) found.push({ gradient: e.name, axis, at });
  }
  return found;
}

/**
 * Whether at one place a name other than a gradient would be asked for where it may have no member; what does not move with
 * the letter is there as it was.
 */
function leaves(
  there: Contribution,
  letter: string,
  c: Contribution,
  gradients: GradientDomains,
  members: Members | undefined,
): boolean {
  // where a range hangs on the letter, all may move
  const hanging = [...rangesOf(there.axes), ...rangesOf(c.axes)].some((r) => hangsOn(r, letter));
  const moving = new Set(
    [c.factor, c.inner]
      .flatMap(namesIn)
      .flatMap((e) => (hanging || e.index.flatMap(dimNames).includes(letter) ? [e.name] : [])),
  );
  const bounds = boundsOf([...rangesOf(there.axes), ...there.loops]);
  return [there.factor, there.inner].some((term) =>
    membersIn(term, bounds).some((placed) => {
      const { name, index } = placed.member;
      return index.length > 0 && moving.has(name) && !gradients.has(name) && !members?.has(placed);
    }),
  );
}

function unique(ends: readonly EndCondition[]): EndCondition[] {
  const seen = new Map<string, EndCondition>();
  for (const e of ends) seen.set(`${e.gradient}|${e.axis}|${typeof e.at === 'number' ? e.at : e.at.key}`, e);
  return [...seen.values()];
}

/** The ranges of a domain; an axis that is one value has none. */
export const rangesOfDomain = (domain: Domain): Range[] => rangesOf(axesOf(domain));

/** The whole range of a family that nothing meets. */
export const untouched = (domain: Domain): Segment => ({ axes: axesOf(domain), contributions: [] });

/** Whether a segment is the family's whole range. */
export const isWhole = (s: Segment, domain: Domain): boolean =>
  s.axes.every((a, i) => {
    const range = domain.ranges[i];
    if (a.kind === 'point') return range?.lo === a.at && range.hi === a.at;
    return a.lo === range?.lo && a.hi === range.hi;
  });

export const indexOf = (axes: readonly Axis[]): Dim[] =>
  axes.map((a) => (a.kind === 'point' ? a.at : dimName(a.letter)));
