/**
 * The same letter for what definitions of a recurrence go through together: Z[j], j = 1..T-1, and H[t], t = 1..T.
 */
import type { Dim } from '../expression/dimension.js';
import { asName, dimName, substituteDim } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { freeDims, postorder, substitute } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';

/** The same letter for an axis in all definitions; undefined where each of them is something else in some definition. */
export function lettersShared(
  members: readonly Definition[],
  axisOf: (x: Definition, letter: string) => string | undefined,
): Definition[] | undefined {
  const onAxes = new Map<string, { readonly x: Definition; readonly letter: string }[]>();
  for (const x of members) {
    for (const { over: letter } of x.loops) {
      const axis = axisOf(x, letter);
      if (axis === undefined) return undefined;
      onAxes.set(axis, [...(onAxes.get(axis) ?? []), { x, letter }]);
    }
  }
  const taken = new Map(members.map((x) => [x, lettersOfItsOwn(x)]));
  const put = new Map(members.map((x) => [x, new Map<string, Dim>()]));
  for (const uses of onAxes.values()) {
    const shared = uses.find(({ letter }) =>
      uses.every((use) => use.letter === letter || !taken.get(use.x)?.has(letter)),
    )?.letter;
    if (shared === undefined) return undefined;
    for (const { x, letter } of uses) if (letter !== shared) put.get(x)?.set(letter, dimName(shared));
  }
  return members.map((x) => renamed(x, put.get(x) as ReadonlyMap<string, Dim>));
}

function lettersOfItsOwn(x: Definition): ReadonlySet<string> {
  const sums = postorder([x.value]).flatMap((e) => (e.kind === 'each' ? [e.over] : []));
  return new Set([...freeDims(x.value), ...x.loops.map((l) => l.over), ...sums]);
}

function renamed(x: Definition, put: ReadonlyMap<string, Dim>): Definition {
  if (put.size === 0) return x;
  const loops = x.loops.map((l) => ({
    ...l,
    over: asName(put.get(l.over) ?? dimName(l.over)) as string,
    from: substituteDim(l.from, put),
    to: substituteDim(l.to, put),
  }));
  return {
    ...x,
    target: substitute(x.target, { dims: put }) as Name,
    value: substitute(x.value, { dims: put }),
    loops,
  };
}
