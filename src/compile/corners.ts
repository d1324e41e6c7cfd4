/**
 * Members of a boundary that lie before its first: S[0,0] of S[0,j] where S[i-1,j-1] is used. A list begins at 1, so each of
 * them is an argument of its own, as it is a value of its own.
 */
import { domainOf } from '../derive/family.js';
import { name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { asName, dimDifference } from '../expression/dimension.js';
import { format, formatShape } from '../language/format.js';
import type { Definition } from '../language/problem.js';
import { usesOf } from '../language/uses.js';
import type { Input } from './code.js';

export function cornersOf(inputs: readonly Input[], definitions: readonly Definition[]): Input[] {
  const found = new Map<string, Input>();
  const uses = usesOf(definitions);
  for (const boundary of inputs) {
    const { name, shape, at, letters } = boundary;
    const axis = at?.findIndex((d) => letters.includes(asName(d) ?? '')) ?? -1;
    if (at === undefined || axis < 0) continue;
    for (const { index } of uses.filter((u) => u.name === name)) {
      const low = index[axis]?.low;
      const reaches = index.every((r, k) => k === axis || isWithin(at[k] as Dim, r.low, r.high));
      if (typeof low !== 'number' || !reaches) continue;
      for (let first = low; first < 1; first++) {
        const place = at.map((d, k) => (k === axis ? first : d));
        if (definitions.some((x) => x.target.name === name && isDefined(x, place))) continue;
        const key = format(makeName(name, shape, place));
        found.set(key, { ...boundary, key, at: place, letters: [], words: formatShape(shape) });
      }
    }
  }
  return [...found.values()].filter(({ key, name, at = [] }) => {
    const others = inputs.filter((x) => x.name === name && x.at !== undefined);
    return !others.some((other) => other.key === key || holds(other, at));
  });
}

/** Whether the member is one of the list of a boundary: S[0,m+1] of S[0,j]. */
const holds = ({ at = [], letters }: Input, place: readonly Dim[]): boolean =>
  at.every((d, k) => {
    const own = place[k] as Dim;
    return letters.includes(asName(d) ?? '') ? typeof own !== 'number' || own > 0 : d === own;
  });

/** Whether it may lie between the two. */
const isWithin = (at: Dim, low: Dim, high: Dim): boolean =>
  (dimDifference(at, low) ?? 0) >= 0 && (dimDifference(high, at) ?? 0) >= 0;

const isDefined = (x: Definition, place: readonly Dim[]): boolean =>
  domainOf(x).ranges.every(({ lo, hi }, k) => isWithin(place[k] as Dim, lo, hi));
