/**
 * Every setting of the indices under which a piece stands: the terms of a sum, the members of a family.
 */
import type { Run } from '../language/reach.js';
import { direction } from '../language/reach.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue, UNBOUND } from './environment.js';
import { rangeValues } from './members.js';

/** At most so many settings of the indices are tried for a piece under sums in a check. */
const SETTINGS = 60;

/** Every setting of the indices of some ranges, outermost first; beyond `limit` an even choice among them. */
export function settings(ranges: readonly Run[], env: Environment, limit = SETTINGS): readonly Bindings[] {
  let all: Bindings[] = [UNBOUND];
  for (const run of ranges) {
    const { over, from, to } = run;
    all = all.flatMap((bindings) =>
      rangeValues(dimValue(from, env, bindings), dimValue(to, env, bindings), direction(run)).map((t) =>
        new Map(bindings).set(over, t),
      ),
    );
  }
  return evenChoice(all, limit);
}

/** All of a list, or an even choice of it with its last. */
export const evenChoice = <T>(all: readonly T[], limit = SETTINGS): readonly T[] =>
  all.length <= limit ? all : all.filter((_, k) => k % Math.ceil(all.length / limit) === 0 || k === all.length - 1);
