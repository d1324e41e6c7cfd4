/** Definitions in blocks: neighbours in the same loops share them, where each finds there what it uses. */
import type { Dim } from '../expression/dimension.js';
import { dimDifference, dimNames } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Definition, Loop } from './problem.js';

export type Nest =
  | { readonly kind: 'one'; readonly definition: Definition }
  | { readonly kind: 'loop'; readonly loop: Loop; readonly body: readonly Nest[] };

interface Open {
  /** Alike: those of a recurrence are one object, in an order that is found. */
  readonly loops: Loop[];
  readonly body: Nest[];
  /** All that stands in it by now. */
  readonly inside: Definition[];
}

/** `whole` where only definitions share loops that have all of them in common. */
export function nested(definitions: readonly Definition[], whole = false): Nest[] {
  const found: Nest[] = [];
  let open: Open[] = [];
  const uses = definitions.map(({ value }) => usesIn(value));
  /** Whether all that runs in the loop at this depth from here on may run in one that is open. */
  const mayJoin = (from: number, depth: number, { inside }: Open): boolean => {
    const own = definitions[from]?.loops[depth];
    for (let k = from; k < definitions.length && definitions[k]?.loops[depth] === own; k++) {
      const { loops } = definitions[k] as Definition;
      const isSame = sameLoops((inside.at(-1) as Definition).loops, loops);
      if (whole && !isSame) return false;
      if (!inside.every((earlier) => isThere(earlier, uses[k] as Uses, loops.slice(0, depth), loops[depth] as Loop)))
        return false;
    }
    return true;
  };
  for (const [at, x] of definitions.entries()) {
    let depth = 0;
    for (const [k, one] of open.entries()) {
      const own = x.loops[k];
      if (own === undefined || !isLike(one.loops[0] as Loop, own)) break;
      if (!one.loops.includes(own)) {
        if (!mayJoin(at, k, one)) break;
        one.loops.push(own);
      }
      depth = k + 1;
    }
    open = open.slice(0, depth);
    for (const loop of x.loops.slice(depth)) {
      const body: Nest[] = [];
      (open.at(-1)?.body ?? found).push({ kind: 'loop', loop, body });
      open.push({ loops: [loop], body, inside: [] });
    }
    for (const { inside } of open) inside.push(x);
    (open.at(-1)?.body ?? found).push({ kind: 'one', definition: x });
  }
  return found;
}

/** Loops that run alike. */
const isLike = (a: Loop, b: Loop): boolean =>
  a.over === b.over && a.from === b.from && a.to === b.to && a.step === b.step;

export const sameLoops = (a: readonly Loop[], b: readonly Loop[]): boolean =>
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

/** Whether all that is used of an earlier definition is of the same round of the loop, or of another round of those outside. */
function isThere({ target }: Definition, { members, sums }: Uses, outer: readonly Loop[], loop: Loop): boolean {
  return (members.get(target.name) ?? []).every((index) => {
    const ahead = ({ over }: Loop): number | undefined => {
      const place = target.index.findIndex((i) => dimNames(i).includes(over));
      if (place < 0 || sums.get(target.name)?.has(over)) return undefined;
      return dimDifference(index[place] as Dim, target.index[place] as Dim);
    };
    return ahead(loop) === 0 || outer.some((around) => (ahead(around) ?? 0) !== 0);
  });
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
