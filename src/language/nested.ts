/** Definitions in blocks: neighbours in the same loops share them, where each finds there what it uses. */
import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Definition, Loop } from './problem.js';

export type Nest =
  | { readonly kind: 'one'; readonly definition: Definition }
  | { readonly kind: 'loop'; readonly loop: Loop; readonly body: readonly Nest[] };

interface Open {
  readonly loop: Loop;
  readonly body: Nest[];
  /** All that stands in it by now. */
  readonly inside: Definition[];
}

/** `whole` where only definitions share loops that have all of them in common. */
export function nested(definitions: readonly Definition[], whole = false): Nest[] {
  const found: Nest[] = [];
  let open: Open[] = [];
  let last: readonly Loop[] = [];
  for (const x of definitions) {
    const uses = usesIn(x.value);
    const isSame = sameLoops(last, x.loops);
    let depth = 0;
    for (const [k, { loop, inside }] of open.entries()) {
      const own = x.loops[k];
      if (own === undefined || !isLike(loop, own)) break;
      const may = (!whole || isSame) && inside.every((earlier) => isThere(earlier, uses, x.loops.slice(0, k + 1)));
      if (own !== loop && !may) break;
      depth = k + 1;
    }
    open = open.slice(0, depth);
    for (const loop of x.loops.slice(depth)) {
      const body: Nest[] = [];
      (open.at(-1)?.body ?? found).push({ kind: 'loop', loop, body });
      open.push({ loop, body, inside: [] });
    }
    for (const { inside } of open) inside.push(x);
    (open.at(-1)?.body ?? found).push({ kind: 'one', definition: x });
    last = x.loops;
  }
  return found;
}

/** Loops that run alike: those that a recurrence shares are one object. */
export const isLike = (a: Loop, b: Loop): boolean =>
  a.over === b.over && a.from === b.from && a.to === b.to && a.step === b.step;

const sameLoops = (a: readonly Loop[], b: readonly Loop[]): boolean =>
  a.length === b.length && a.every((loop, k) => isLike(loop, b[k] as Loop));

interface Uses {
  readonly members: ReadonlyMap<string, readonly (readonly Dim[])[]>;
  /** The letters of sums around members of a family. */
  readonly sums: ReadonlyMap<string, ReadonlySet<string>>;
}

function usesIn(value: Expr): Uses {
  const members = new Map<string, (readonly Dim[])[]>();
  for (const { name, index } of namesIn(value)) members.set(name, [...(members.get(name) ?? []), index]);
  const sums = new Map<string, Set<string>>();
  for (const e of postorder([value])) {
    if (e.kind !== 'each') continue;
    for (const { name } of namesIn(e.args[0] as Expr)) sums.set(name, (sums.get(name) ?? new Set()).add(e.over));
  }
  return { members, sums };
}

/** Whether all that is used of an earlier definition is of the same round of these loops. */
function isThere({ target }: Definition, { members, sums }: Uses, loops: readonly Loop[]): boolean {
  return (members.get(target.name) ?? []).every((index) =>
    loops.every(({ over }) => {
      const place = target.index.findIndex((i) => dimNames(i).includes(over));
      return place >= 0 && index[place] === target.index[place] && sums.get(target.name)?.has(over) !== true;
    }),
  );
}

/** The definitions with one object for loops that run alike, so that neighbours among them share theirs. */
export function sharingLoops(definitions: readonly Definition[]): Definition[] {
  const known: Loop[] = [];
  const one = (loop: Loop): Loop => {
    const found = known.find((x) => isLike(x, loop)) ?? loop;
    if (found === loop) known.push(loop);
    return found;
  };
  return definitions.map((x) => ({ ...x, loops: x.loops.map(one) }));
}
