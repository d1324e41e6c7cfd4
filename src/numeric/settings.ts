/**
 * Every setting of the indices under which a piece stands: the terms of a sum, the members of a family.
 */
import type { Range } from '../derive/step.js';
import type { Dim } from '../expression/dimension.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue, UNBOUND } from './environment.js';
import { rangeValues } from './members.js';

/** A range, or the loop of a definition, which says in which direction it runs. */
export type Run = Range & { readonly step?: 1 | -1 };

/** Down from a symbolic or larger end to a number, up otherwise: as the language reads a loop. */
const direction = (from: Dim, to: Dim): 1 | -1 =>
  typeof to === 'number' && (typeof from !== 'number' || from > to) ? -1 : 1;

/** At most so many settings of the indices are tried for a piece under sums in a check. */
const SETTINGS = 60;

/** Every setting of the indices of some ranges, outermost first; beyond `limit` an even choice among them. */
export function settings(ranges: readonly Run[], env: Environment, limit = SETTINGS): readonly Bindings[] {
  let all: Bindings[] = [UNBOUND];
  for (const { over, from, to, step } of ranges) {
    all = all.flatMap((bindings) =>
      rangeValues(dimValue(from, env, bindings), dimValue(to, env, bindings), step ?? direction(from, to)).map((t) =>
        new Map(bindings).set(over, t),
      ),
    );
  }
  if (all.length <= limit) return all;
  return all.filter((_, k) => k % Math.ceil(all.length / limit) === 0 || k === all.length - 1);
}
