/**
 * The order of a recurrence whose families have stretches of their own: G[T], then G[t] for t = T−1…3, then G[2].
 *
 * All loops are cut where any stretch begins, so that the rounds of one stretch can be gone through together and after
 * those before it. A family that others use ahead of them, a[t+1] for b[t], has its member a[t+1] in the round t. As in
 * the cutting of the stretches themselves, T is large.
 */
import { name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, asName, neverNegative, subtractDim } from '../expression/dimension.js';
import { substitute } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import { atRound } from './definition-at.js';
import { atMost } from './ends.js';
import type { Ahead } from './rounds-ahead.js';
import { fewest, roundsAhead } from './rounds-ahead.js';

/** A definition at one index, or through the rounds of its loop: its first and last, in the order in which it runs. */
interface Rounds {
  readonly definition: Definition;
  readonly first: Dim;
  readonly last: Dim;
}

/** Groups that are computed one after the other, each gone through in the same rounds; undefined where there is more than one axis or direction. */
export function stretchesInOrder(members: readonly Definition[]): Definition[][] | undefined {
  const steps = new Set(members.flatMap((x) => x.loops.map((l) => l.step)));
  const [step] = steps;
  if (step === undefined || steps.size > 1) return undefined;
  const plain = members.every(isOnOneAxis) ? roundsAhead(members, step) : undefined;
  if (plain === undefined) return undefined;
  const before = (a: Dim, b: Dim): boolean => a !== b && (step === 1 ? atMost(a, b) : atMost(b, a));
  const startsOf = (all: readonly Rounds[]): Dim[] => {
    const starts = [...new Set(all.flatMap(({ first, last }) => [first, addDim(last, step)]))];
    return starts.sort((a, b) => (a === b ? 0 : before(a, b) ? -1 : 1));
  };
  // where the ends of two stretches meet at a small size, other rounds may have them end together
  const leaps = (leads: Ahead): number => {
    const starts = startsOf(members.map((x) => roundsOf(x, leads)));
    return starts.filter((start, k) => k > 0 && isDemanding(start, starts[k - 1] as Dim, step)).length;
  };
  const ahead = fewest(members, step, plain, leaps);
  const all = members.map((x) => roundsOf(x, ahead));
  const starts = startsOf(all);
  const groups = new Map<Dim, Definition[]>(starts.map((start) => [start, []]));
  for (const rounds of all) {
    const inside = starts.filter((s) => s === rounds.first || (before(rounds.first, s) && !before(rounds.last, s)));
    inside.forEach((first, k) => {
      const next = inside[k + 1];
      const last = next === undefined ? rounds.last : addDim(next, -step);
      groups.get(first)?.push(cut(rounds.definition, first, last, inside.length === 1));
    });
  }
  return [...groups.values()].filter((group) => group.length > 0);
}

/** Whether it takes sizes above 1 for a round not to come before another. */
function isDemanding(round: Dim, earlier: Dim, step: 1 | -1): boolean {
  const length = step === 1 ? subtractDim(round, earlier) : subtractDim(earlier, round);
  return typeof length !== 'number' && !neverNegative(length);
}

export function isOnOneAxis({ target: { index }, loops }: Definition): boolean {
  const [loop] = loops;
  return index.length === 1 && loops.length < 2 && (loop === undefined || asName(index[0] as Dim) === loop.over);
}

/** The definition as it is gone through: with the member of the round that its family is ahead. */
function roundsOf(definition: Definition, ahead: Ahead): Rounds {
  const { target, value, loops } = definition;
  const by = ahead.get(target.name) ?? 0;
  const [loop] = loops;
  if (loop === undefined) {
    const round = addDim(target.index[0] as Dim, -by);
    return { definition, first: round, last: round };
  }
  const [from, to] = [addDim(loop.from, -by), addDim(loop.to, -by)];
  const index = addDim(target.index[0] as Dim, by);
  const moved: Definition = {
    ...definition,
    target: makeName(target.name, target.shape, [index]),
    value: substitute(value, { dims: new Map([[loop.over, index]]) }),
    loops: [{ ...loop, from, to }],
  };
  return { definition: by === 0 ? definition : moved, first: from, last: to };
}

/** The rounds from one index to another. */
function cut(definition: Definition, first: Dim, last: Dim, whole: boolean): Definition {
  const [loop] = definition.loops;
  if (loop === undefined || whole) return definition;
  return first === last
    ? atRound(definition, loop, first)
    : { ...definition, loops: [{ ...loop, from: first, to: last }] };
}
