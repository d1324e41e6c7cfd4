/**
 * Names put for the values that they stand for: z[t] for sin(x[t]), where z has a member at every t that is met. Of a family
 * that is defined for t = K+1..T the name says nothing in a sum over t = 1..T.
 */
import type { Dim } from '../expression/dimension.js';
import { asName, dimName } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { replaceAll } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import type { Bounds, Run } from '../language/reach.js';
import { boundsOf, reach, visitBound } from '../language/reach.js';
import { isAtMost } from './ends.js';
import { spanOf } from './family.js';

type Known = Pick<Definition, 'target' | 'loops'>;

/** The term, which stands in these ranges, with names for what they are known to stand for. */
export function withKnownNames(e: Expr, known: (value: Expr) => Known | undefined, within: readonly Run[]): Expr {
  const held = new Map<Known, boolean>();
  let places: ReadonlySet<Bounds> | undefined;
  const get = (value: Expr): Expr | undefined => {
    const found = known(value);
    if (found === undefined || found.loops.length === 0) return found?.target;
    places ??= placesIn(e, within);
    const holds = held.get(found) ?? [...places].every((bounds) => isThere(found, bounds));
    held.set(found, holds);
    return holds ? found.target : undefined;
  };
  return replaceAll(e, { get });
}

/** The loops and sums that pieces of the term stand in. */
function placesIn(e: Expr, within: readonly Run[]): ReadonlySet<Bounds> {
  const found = new Set<Bounds>();
  visitBound(e, boundsOf(within), (_, bounds) => found.add(bounds));
  return found;
}

/** Whether the family has its members for all values that its letters take there. */
const isThere = ({ target, loops }: Known, bounds: Bounds): boolean =>
  target.index.every((index: Dim) => {
    const loop = loops.find((l) => l.over === asName(index));
    if (loop === undefined || !bounds.has(loop.over)) return true;
    const { lo, hi } = spanOf(loop);
    const { low, high } = reach(dimName(loop.over), bounds);
    return isAtMost(reach(lo, bounds).high, low) === true && isAtMost(high, reach(hi, bounds).low) === true;
  });
