/**
 * Definitions in an order in which they can be computed, and read back: a definition stands before its use.
 *
 * The families of a recurrence share one loop. Where one of them begins with a case of its own (G_H[T] = …), the
 * others' loops give up that first round too, so that all go through the same rounds.
 */
import { isZero, name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, asName } from '../expression/dimension.js';
import { namesIn, substitute } from '../expression/traverse.js';
import type { Definition, Loop } from '../language/problem.js';
import { components } from './order.js';

export function inSequence(definitions: readonly Definition[]): Definition[] {
  const byName = new Map<string, Definition[]>();
  for (const definition of definitions) {
    const list = byName.get(definition.target.name);
    if (list) list.push(definition);
    else byName.set(definition.target.name, [definition]);
  }
  const used = (key: string): string[] =>
    (byName.get(key) as Definition[]).flatMap((x) => namesIn(x.value).map((n) => n.name)).filter((n) => byName.has(n));
  return components([...byName.keys()], used).flatMap((group) => {
    const members = group.flatMap((key) => byName.get(key) as Definition[]);
    const recurrent = group.length > 1 || group.some((key) => used(key).includes(key));
    return recurrent ? rounds(members) : members;
  });
}

/** End conditions, then the cases of their own, then the loops; within each, what is used at the same index first. */
function rounds(members: readonly Definition[]): Definition[] {
  const conditions = members.filter((x) => isZero(x.value));
  const rest = members.filter((x) => !isZero(x.value));
  const points = rest.filter((x) => x.loops.length === 0);
  const starts = new Set(points.flatMap((x) => x.target.index));
  const split = rest.filter((x) => x.loops.length > 0).flatMap((x) => splitFirst(x, starts));
  const first = [...points, ...split.filter((x) => x.loops.length === 0)];
  return [...conditions, ...byUse(first), ...byUse(split.filter((x) => x.loops.length > 0))];
}

/** The loop without its first rounds where those are cases of their own elsewhere, and these rounds. */
function splitFirst(x: Definition, starts: ReadonlySet<Dim>): Definition[] {
  const [loop, ...inner] = x.loops as readonly [Loop, ...Loop[]];
  const axis = x.target.index.findIndex((i) => asName(i) === loop.over);
  if (inner.length > 0 || axis < 0 || !starts.has(loop.from)) return [x];
  const dims = new Map([[loop.over, loop.from]]);
  const target = makeName(
    x.target.name,
    x.target.shape,
    x.target.index.map((i, j) => (j === axis ? loop.from : i)),
  );
  const point: Definition = { ...x, target, loops: [], value: substitute(x.value, { dims }) };
  const later: Definition = { ...x, loops: [{ ...loop, from: addDim(loop.from, loop.step) }] };
  return [point, ...splitFirst(later, starts)];
}

/** In the order of use at the same index. */
function byUse(list: readonly Definition[]): Definition[] {
  const keys = new Map(list.map((x) => [x.target, x]));
  const byId = new Map([...keys.keys()].map((target) => [String(target.id), target]));
  const uses = (id: string): string[] => {
    const definition = keys.get(byId.get(id) as Definition['target']) as Definition;
    return namesIn(definition.value)
      .filter((n) => keys.has(n))
      .map((n) => String(n.id));
  };
  return components([...byId.keys()], uses).flatMap((group) =>
    group.map((id) => keys.get(byId.get(id) as Definition['target']) as Definition),
  );
}
