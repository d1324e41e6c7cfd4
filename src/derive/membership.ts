/**
 * Whether a member that is asked for, x[2] or x[T], is one of those that a stretch of its family covers. Ends are taken to
 * be larger than any number in sight; what is taken for granted so is a demand on the sizes: x[2] is not x[T] for T ≥ 3.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import { addDim, dimDifference, negateDim, subtractDim } from '../expression/dimension.js';
import { atMost, certainlyBelow } from './ends.js';
import type { Axis } from './family.js';
import { movedAxis } from './family.js';

export interface Whereabouts {
  readonly inside: boolean;
  /** What must not be negative for that to be so. */
  readonly demands: readonly Poly[];
}

/** Whether the member at this index is one of those that the axes cover. */
export function whereabouts(axes: readonly Axis[], index: readonly Dim[]): Whereabouts {
  // an end may hang on another letter, and a point be one: p[j,i] for j < i, p[i,i]
  const put = new Map(axes.flatMap((a, k) => (a.kind === 'range' ? [[a.letter, index[k] as Dim] as const] : [])));
  const found = axes.map((axis, k) => onAxis(movedAxis(axis, put), index[k] as Dim));
  if (found.some(({ inside, demands }) => !inside && demands.length === 0)) return NOWHERE;
  // one axis on which it is elsewhere is enough
  const elsewhere = found.find(({ inside }) => !inside);
  return elsewhere ?? { inside: true, demands: found.flatMap(({ demands }) => demands) };
}

const NOWHERE: Whereabouts = { inside: false, demands: [] };

function onAxis(axis: Axis, at: Dim): Whereabouts {
  if (axis.kind === 'point') {
    if (axis.at === at) return { inside: true, demands: [] };
    const more = subtractDim(at, axis.at);
    return { inside: false, demands: demand(addDim(certainlyBelow(more, 0) ? negateDim(more) : more, -1)) };
  }
  const demands: Poly[] = [];
  for (const ahead of [subtractDim(at, axis.lo), subtractDim(axis.hi, at)]) {
    if (certainlyBelow(ahead, 0)) return { inside: false, demands: demand(addDim(negateDim(ahead), -1)) };
    demands.push(...demand(ahead));
  }
  return { inside: true, demands };
}

const demand = (d: Dim): Poly[] => (typeof d === 'number' ? [] : [d]);

/** Whether a member lies before all of the stretches or behind them, whatever the sizes are: H[0] of t = 1..T−5 and on. */
export function isBeyond(stretches: readonly (readonly Axis[])[], index: readonly Dim[]): boolean {
  return index.some((at, k) => {
    const ends = stretches.map((axes) => endsOfAxis(axes[k] as Axis));
    return (
      ends.some(([lo]) => (dimDifference(at, lo) ?? 0) < 0 && ends.every(([other]) => atMost(lo, other))) ||
      ends.some(([, hi]) => (dimDifference(hi, at) ?? 0) < 0 && ends.every(([, other]) => atMost(other, hi)))
    );
  });
}

/** The first and the last value on an axis. */
export const endsOfAxis = (axis: Axis): readonly [Dim, Dim] =>
  axis.kind === 'point' ? [axis.at, axis.at] : [axis.lo, axis.hi];
