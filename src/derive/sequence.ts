/**
 * Definitions in an order in which they can be computed, and read back: a definition stands before its use.
 *
 * The families of a recurrence share one loop. Where one of them begins with a case of its own (G_H[T] = …), the
 * others' loops give up that first round too, so that all go through the same rounds.
 */
import { isZero } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, asName, dimDifference } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import { sameLoops, sharingLoops } from '../language/nested.js';
import type { Definition, Problem } from '../language/problem.js';
import type { Reach } from '../language/reach.js';
import { reach, visitBound } from '../language/reach.js';
import { atRound } from './definition-at.js';
import { inNests } from './nests.js';
import { components } from './order.js';
import type { Scheduled } from './schedule.js';
import { scheduledValues } from './schedule.js';
import { lettersShared } from './shared-letters.js';
import { withSizesOf } from './size-order.js';
import { isOnOneAxis, stretchesInOrder } from './stretch-order.js';

/** The names on which terms depend, through definitions. */
export function namesBehind(definitions: readonly Definition[], roots: readonly Expr[]): Set<string> {
  const byName = grouped(definitions);
  const found = new Set<string>();
  const queue = roots.flatMap((e) => namesIn(e).map((n) => n.name));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const { value } of byName.get(name) ?? []) queue.push(...namesIn(value).map((n) => n.name));
  }
  return found;
}

export const sameDefinition = (a: Definition, b: Definition): boolean =>
  a.target === b.target && a.value === b.value && sameLoops(a.loops, b.loops);

/** In an order for these sizes: where T is taken as larger than K, T-K is a round behind K. */
export const inSequence = (definitions: readonly Definition[], problem: Problem): Definition[] =>
  withSizesOf(problem, () => sequence(definitions));

function sequence(definitions: readonly Definition[]): Definition[] {
  const byName = grouped(definitions);
  const used = (key: string): string[] =>
    (byName.get(key) as Definition[]).flatMap((x) => namesIn(x.value).map((n) => n.name)).filter((n) => byName.has(n));
  return components([...byName.keys()], used).flatMap((group) => {
    const members = group.flatMap((key) => byName.get(key) as Definition[]);
    const recurrent = group.length > 1 || group.some((key) => used(key).includes(key));
    if (!recurrent) return members;
    return (members.every(isOnOneAxis) ? undefined : inNests(members)) ?? scheduledValues(members).flatMap(recurrence);
  });
}

function recurrence({ group, isRecurrent }: Scheduled<Definition>): readonly Definition[] {
  if (!isRecurrent) return group;
  return (group.every(isOnOneAxis) ? inStretches(group) : inNests(group)) ?? sharingLoops(rounds(group));
}

function grouped(definitions: readonly Definition[]): Map<string, Definition[]> {
  const byName = new Map<string, Definition[]>();
  for (const definition of definitions) {
    const list = byName.get(definition.target.name);
    if (list) list.push(definition);
    else byName.set(definition.target.name, [definition]);
  }
  return byName;
}

/** End conditions, then the cases of their own, then the loops; within each, what is used at the same index first. */
function rounds(members: readonly Definition[]): Definition[] {
  const conditions = members.filter((x) => isZero(x.value));
  const rest = members.filter((x) => !isZero(x.value));
  const split = rest.flatMap((x) => splitFirst(x, fixedIndices(rest)));
  // the fewer loops, the earlier: a case of its own is where the loops of the others begin
  const last = split.filter((x) => split.some((y) => follows(x, y)));
  const depths = [...new Set(split.map((x) => x.loops.length))].sort((a, b) => a - b);
  const inOrder = (list: readonly Definition[]): Definition[] =>
    depths.flatMap((n) => byUse(list.filter((x) => x.loops.length === n)));
  return [...conditions, ...inOrder(split.filter((x) => !last.includes(x))), ...inOrder(last)];
}

/** Whether x is the round after the last of a loop of y: G[1] after t = T-1..2. */
function follows(x: Definition, y: Definition): boolean {
  return y.loops.some((loop) => {
    const axis = y.target.index.findIndex((i) => asName(i) === loop.over);
    return axis >= 0 && x.target.index[axis] === addDim(loop.to, loop.step);
  });
}

/** End conditions, then stretch by stretch, within one what is used at the same index first. */
function inStretches(members: readonly Definition[]): Definition[] | undefined {
  const rest = members.filter((x) => !isZero(x.value));
  const groups = stretchesInOrder(lettersShared(rest, () => 'the only one') ?? rest);
  return groups && sharingLoops([...members.filter((x) => isZero(x.value)), ...groups.flatMap(byUse)]);
}

/** For each axis the values at which some definition is a case of its own. */
function fixedIndices(list: readonly Definition[]): ReadonlyMap<number, ReadonlySet<Dim>> {
  const found = new Map<number, Set<Dim>>();
  for (const { target, loops } of list) {
    target.index.forEach((index, axis) => {
      if (loops.some((l) => l.over === asName(index))) return;
      const known = found.get(axis) ?? new Set();
      found.set(axis, known.add(index));
    });
  }
  return found;
}

/** The loops without their first rounds where those are cases of their own elsewhere, and these rounds. */
function splitFirst(x: Definition, fixed: ReadonlyMap<number, ReadonlySet<Dim>>): Definition[] {
  for (const [k, loop] of x.loops.entries()) {
    const axis = x.target.index.findIndex((i) => asName(i) === loop.over);
    if (axis < 0 || !fixed.get(axis)?.has(loop.from)) continue;
    const first = atRound(x, loop, loop.from);
    const from = addDim(loop.from, loop.step);
    const later: Definition = { ...x, loops: x.loops.map((l, j) => (j === k ? { ...loop, from } : l)) };
    return [...splitFirst(first, fixed), ...splitFirst(later, fixed)];
  }
  return [x];
}

/** In the order of use at the same index, that of a sum among them: G_h[s] in a sum over s = t..T. */
function byUse(list: readonly Definition[]): Definition[] {
  const place = new Map(list.map((x, i) => [x.target, String(i)]));
  const at = (key: string): Definition => list[Number(key)] as Definition;
  const inSums = (x: Definition): string[] => {
    const found = new Set<string>();
    visitBound(x.value, new Map(), (node, sums) => {
      if (node.kind !== 'name' || place.has(node)) return;
      list.forEach(({ target }, i) => {
        if (target.name !== node.name || target === x.target) return;
        if (
          meetsRound(
            target.index,
            node.index.map((d) => reach(d, sums)),
          )
        )
          found.add(String(i));
      });
    });
    return [...found];
  };
  const uses = (key: string): string[] => [
    ...namesIn(at(key).value).flatMap((used) => place.get(used) ?? []),
    ...inSums(at(key)),
  ];
  return components([...place.values()], uses).flatMap((group) => group.map(at));
}

/** Whether what a sum goes through may be what is worked out in the same round. */
const meetsRound = (made: readonly Dim[], used: readonly Reach[]): boolean =>
  made.every((own, k) => {
    const { low, high } = used[k] as Reach;
    return (dimDifference(low, own) ?? 0) <= 0 && (dimDifference(high, own) ?? 0) >= 0;
  });
