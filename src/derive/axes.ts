/**
 * The axes of a recurrence over several indices: which places in the indices of its families are the same, the first of
 * z[t,l] and the second of H[l,t], and how far ahead of itself a definition asks for a member along one of them.
 */
import type { Dim } from '../expression/dimension.js';
import { asName, dimNames, negateDim, subtractDim } from '../expression/dimension.js';
import type { Definition } from '../language/problem.js';
import type { Bounds } from '../language/reach.js';
import { reach } from '../language/reach.js';
import { membersIn } from './schedule.js';
import { largeSign } from './size-order.js';

export class Axes {
  private constructor(
    /** Of each family the axis of each place in its index. */
    private readonly places: ReadonlyMap<string, readonly string[]>,
  ) {}

  /** Undefined where two places of one family are one axis, as where S[i,j] uses S[j,i], or an index is none of a loop. */
  static of(members: readonly Definition[]): Axes | undefined {
    const joined = new Map<string, string>();
    const root = (key: string): string => {
      let at = key;
      for (let up = joined.get(at); up !== undefined; up = joined.get(at)) at = up;
      return at;
    };
    const key = (name: string, place: number): string => `${name} ${place}`;
    const arity = new Map(members.map((x) => [x.target.name, x.target.index.length]));
    for (const { target, loops, value } of members) {
      const used = membersIn(value, new Map()).filter(({ member }) => arity.has(member.name));
      for (const [place, index] of target.index.entries()) {
        const letter = asName(index);
        if (!loops.some((l) => l.over === letter)) {
          if (dimNames(index).some((n) => loops.some((l) => l.over === n))) return undefined;
          continue;
        }
        for (const { member, bounds } of used) {
          member.index.forEach((at, other) => {
            if (!goesWith(at, letter as string, bounds)) return;
            const [a, b] = [root(key(target.name, place)), root(key(member.name, other))];
            if (a !== b) joined.set(b, a);
          });
        }
      }
    }
    const places = new Map(
      [...arity].map(([name, count]) => [name, Array.from({ length: count }, (_, place) => root(key(name, place)))]),
    );
    return [...places.values()].every((list) => new Set(list).size === list.length) ? new Axes(places) : undefined;
  }

  position(x: Definition, axis: string): number {
    return this.positionOf(x.target.name, axis);
  }

  positionOf(name: string, axis: string): number {
    return this.places.get(name)?.indexOf(axis) ?? -1;
  }

  ofLetter({ target }: Definition, letter: string): string | undefined {
    return this.places.get(target.name)?.[target.index.findIndex((i) => asName(i) === letter)];
  }

  /** Those that all of them have, outer loops of what has most of them first. */
  common(group: readonly Definition[]): string[] {
    const most = [...group].sort((a, b) => b.loops.length - a.loops.length);
    const found = new Set(
      most.flatMap((x) => [
        ...x.loops.flatMap((l) => this.ofLetter(x, l.over) ?? []),
        ...(this.places.get(x.target.name) ?? []),
      ]),
    );
    return [...found].filter((axis) => group.every((x) => this.position(x, axis) >= 0));
  }
}

/** Whether an index moves with the letter, or is that of a sum whose ends do. */
function goesWith(index: Dim, letter: string, sums: Bounds): boolean {
  const names = dimNames(index);
  return (
    names.includes(letter) ||
    names.some((n) => {
      const range = sums.get(n);
      return range !== undefined && [range.low, range.high].some((end) => dimNames(end).includes(letter));
    })
  );
}

/** By how much the index that is used is ahead of the definition's own, at least and at most; names for lengths are large. */
export function aheadIn(own: Dim, used: Dim, bounds: Bounds): readonly [number, number] {
  const { low, high } = reach(subtractDim(used, own), bounds);
  return [atLeast(low), -atLeast(negateDim(high))];
}

/** A number below which it never is. */
function atLeast(d: Dim): number {
  if (typeof d === 'number') return d;
  return largeSign(d) === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
