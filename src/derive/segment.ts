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
import type { Axis, Contribution, Domain } from './family.js';
import { atMost, atPoint } from './family.js';
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

export function segments(
  contributions: readonly Contribution[],
  domain: Domain,
  gradients: GradientDomains,
): { segments: readonly Segment[]; ends: readonly EndCondition[] } {
  let current = contributions;
  const ends: EndCondition[] = [];
  const pieces = domain.ranges.map((range, i) => {
    const special = current.some((c) => (c.axes[i] as Axis).kind === 'point');
    if (!special) {
      const extended = current.map((c) => extend(c, i, range, gradients));
      if (extended.every((x) => x !== undefined)) {
        current = extended.map((x) => x.contribution);
        for (const x of extended) ends.push(...x.ends);
      }
    }
    return cuts(current, i, range, domain.letters[i] as string);
  });
  let combined: Segment[] = [{ axes: [], contributions: current }];
  pieces.forEach((axes, i) => {
    combined = combined.flatMap((s) =>
      axes.map((axis) => ({
        axes: [...s.axes, axis],
        contributions: s.contributions
          .filter((c) => covers(c.axes[i] as Axis, axis))
          .map((c) => (axis.kind === 'point' ? atPoint(c, i, axis.at) : c)),
      })),
    );
  });
  return { segments: combined.filter((s) => s.contributions.length > 0 || combined.length > 1), ends: unique(ends) };
}

function covers(own: Axis, segment: Axis): boolean {
  if (segment.kind === 'point') {
    return own.kind === 'point' ? own.at === segment.at : atMost(own.lo, segment.at) && atMost(segment.at, own.hi);
  }
  return own.kind === 'range' && atMost(own.lo, segment.lo) && atMost(segment.hi, own.hi);
}

/** The points and ranges of one axis, last first: the order in which a backward recurrence is computed. */
function cuts(contributions: readonly Contribution[], i: number, range: { lo: Dim; hi: Dim }, letter: string): Axis[] {
  const points = new Set<Dim>();
  for (const c of contributions) {
    const axis = c.axes[i] as Axis;
    if (axis.kind === 'point') points.add(axis.at);
    else {
      for (let k = 0; k < (dimDifference(axis.lo, range.lo) ?? 0); k++) points.add(addDim(range.lo, k));
      for (let k = 0; k < (dimDifference(range.hi, axis.hi) ?? 0); k++) points.add(addDim(range.hi, -k));
    }
  }
  const sorted = [...points].sort((a, b) => (atMost(a, b) ? -1 : 1));
  const axes: Axis[] = [];
  let lo = range.lo;
  for (const at of sorted) {
    const hi = addDim(at, -1);
    if (dimDifference(hi, lo) === undefined || (dimDifference(hi, lo) as number) >= 0)
      axes.push({ kind: 'range', letter, lo, hi });
    axes.push({ kind: 'point', at });
    lo = addDim(at, 1);
  }
  const rest = dimDifference(range.hi, lo);
  if (rest === undefined ? atMost(lo, range.hi) : rest >= 0) axes.push({ kind: 'range', letter, lo, hi: range.hi });
  return axes.reverse();
}

/** The contribution over the whole range, if what it lacks is zero by an end condition. */
function extend(
  c: Contribution,
  i: number,
  range: { lo: Dim; hi: Dim },
  gradients: GradientDomains,
): { contribution: Contribution; ends: EndCondition[] } | undefined {
  const axis = c.axes[i] as Axis;
  if (axis.kind === 'point') return undefined;
  const above = dimDifference(range.hi, axis.hi);
  const below = dimDifference(axis.lo, range.lo);
  if (above === undefined || below === undefined) return undefined;
  if (above <= 0 && below <= 0) return { contribution: c, ends: [] };
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
  if (ends.length === 0 || names.some((e) => !gradients.has(e.name) && leaves(e, axis.letter, above, below)))
    return undefined;
  return { contribution: { ...c, axes: c.axes.map((a, j) => (i === j ? { ...axis, ...range } : a)) }, ends };
}

function endsOf(
  e: Name,
  axis: number,
  offset: Dim,
  range: { lo: Dim; hi: Dim },
  own: { lo: Dim; hi: Dim },
  above: number,
  below: number,
): EndCondition[] {
  const found: EndCondition[] = [];
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

/** Whether a name other than a gradient would be asked for outside its range. */
function leaves(e: Name, letter: string, above: number, below: number): boolean {
  return e.index.some((index) => {
    if (!dimNames(index).includes(letter)) return false;
    const offset = subtractDim(index, dimName(letter));
    return typeof offset !== 'number' || (above > 0 && offset > 0) || (below > 0 && offset < 0);
  });
}

function unique(ends: readonly EndCondition[]): EndCondition[] {
  const seen = new Map<string, EndCondition>();
  for (const e of ends) seen.set(`${e.gradient}|${e.axis}|${typeof e.at === 'number' ? e.at : e.at.key}`, e);
  return [...seen.values()];
}

export const rangesOf = (axes: readonly Axis[]): Range[] =>
  axes.flatMap((a): Range[] => (a.kind === 'range' ? [{ over: a.letter, from: a.lo, to: a.hi }] : []));

/** The ranges of a domain; an axis that is one value has none. */
export const rangesOfDomain = (domain: Domain): Range[] =>
  domain.ranges.flatMap(({ lo, hi }, i): Range[] =>
    lo === hi ? [] : [{ over: domain.letters[i] as string, from: lo, to: hi }],
  );

/** Whether a segment is the family's whole range. */
export const isWhole = (s: Segment, domain: Domain): boolean =>
  s.axes.every((a, i) => {
    const range = domain.ranges[i];
    if (a.kind === 'point') return range?.lo === a.at && range.hi === a.at;
    return a.lo === range?.lo && a.hi === range.hi;
  });

export const indexOf = (axes: readonly Axis[]): Dim[] =>
  axes.map((a) => (a.kind === 'point' ? a.at : dimName(a.letter)));
