/** A definition at one round of a loop: of G[t] = … t its member, without the loop. */
import type { Dim } from '../expression/dimension.js';
import { asName, substituteDim } from '../expression/dimension.js';
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

/** What stands for the letters of a definition's loops in its member at this index: i for j in p[i,i] of p[i,j]. */
export function lettersAt(
  { target, loops }: Pick<Definition, 'target' | 'loops'>,
  index: readonly Dim[],
): ReadonlyMap<string, Dim> {
  const found = new Map<string, Dim>();
  for (const [k, own] of target.index.entries()) {
    const letter = loops.find(({ over }) => over === asName(own))?.over;
    if (letter !== undefined) found.set(letter, index[k] as Dim);
  }
  return found;
}
