/** A definition at one round of a loop: of G[t] = … t its member, without the loop. */
import type { Dim } from '../expression/dimension.js';
import { substituteDim } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { substitute } from '../expression/traverse.js';
import type { Definition, Loop } from '../language/problem.js';

export function atRound(x: Definition, loop: Loop, at: Dim): Definition {
  const dims = new Map([[loop.over, at]]);
  return {
    ...x,
    target: substitute(x.target, { dims }) as Name,
    value: substitute(x.value, { dims }),
    // ends of the others may hang on it
    loops: x.loops
      .filter((l) => l !== loop)
      .map((l) => ({ ...l, from: substituteDim(l.from, dims), to: substituteDim(l.to, dims) })),
  };
}
