/**
 * Over which ranges a piece of definitions stands that gets a name of its own: under the loops and sums around it, wherever
 * it occurs. A piece that occurs under two sums, s = 1..T-1 and s = 2..T, is a family over what both go through; one whose
 * range hangs on an index that it does not have itself, s = 1..t, is a family over all that this range becomes.
 */
import type { Dim } from '../expression/dimension.js';
import { addDim, dimDifference, dimName } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import { sameLoops } from '../language/nested.js';
import type { Definition, Loop } from '../language/problem.js';
import type { Reach } from '../language/reach.js';
import { boundsOf, reach } from '../language/reach.js';
import { hangsOn } from './ends.js';

/** The loops and sums around a piece, outermost first. */
export type Around = readonly Loop[];

/** Of every piece of the values, what stands around it, once for each place that differs. */
export function aroundPieces(definitions: readonly Definition[]): ReadonlyMap<Expr, readonly Around[]> {
  const found = new Map<Expr, Around[]>();
  for (const { value, loops } of definitions) {
    const own = new Map<Expr, Around[]>([[value, [loops]]]);
    for (const node of postorder([value]).reverse()) {
      const around = own.get(node) ?? [];
      enter(found, node, around);
      const loop: readonly Loop[] =
        node.kind === 'each' ? [{ over: node.over, from: node.from, to: node.to, step: 1 }] : [];
      const below = loop.length === 0 ? around : around.map((a) => [...a, ...loop]);
      for (const arg of new Set(node.args)) enter(own, arg, below);
    }
  }
  return found;
}

function enter(list: Map<Expr, Around[]>, node: Expr, more: readonly Around[]): void {
  const known = list.get(node) ?? [];
  for (const a of more) if (!known.some((b) => sameLoops(a, b))) known.push(a);
  list.set(node, known);
}

/** The loops of a family for a piece with these indices; undefined where no ranges hold just what is used. */
export function rangesOver(around: readonly Around[], free: ReadonlySet<string>): Loop[] | undefined {
  const [first, ...others] = around.map((a) => a.filter((l) => free.has(l.over)));
  if (first === undefined) return [];
  const isSame = others.every((own) => sameLoops(own, first));
  if (isSame && around.every((a) => isClosed(a, free))) return [...first];
  if (others.some((own) => own.length !== first.length)) return undefined;
  const hangs = [first, ...others].some((own) => own.some((l) => own.some((m) => hangsOn(l, m.over))));
  if (hangs) return undefined;
  const bounds = around.map(boundsOf);
  const loops = first.map((loop) =>
    joined(
      loop,
      bounds.map((b) => reach(dimName(loop.over), b)),
    ),
  );
  // what two axes hold together is more than what is used where both differ
  const differing = first.filter(({ over }) => new Set(bounds.map((b) => keyOf(reach(dimName(over), b)))).size > 1);
  return differing.length < 2 && loops.every((l) => l !== undefined) ? (loops as Loop[]) : undefined;
}

/** Whether no range of the piece's own indices hangs on an index around that it does not have. */
const isClosed = (around: Around, free: ReadonlySet<string>): boolean =>
  around.every((l) => !free.has(l.over) || around.every((m) => free.has(m.over) || !hangsOn(l, m.over)));

const keyOf = (r: Reach): string => [r.low, r.high].map((d) => (typeof d === 'number' ? d : d.key)).join(' ');

/** The loop over what several ranges go through, where they meet or follow one another. */
function joined(loop: Loop, [first, ...left]: readonly Reach[]): Loop | undefined {
  let { low, high } = first as Reach;
  while (left.length > 0) {
    const k = left.findIndex((r) => meets(r, low, high));
    const [next] = k < 0 ? [] : left.splice(k, 1);
    if (next === undefined) return undefined;
    const [before, after] = [dimDifference(low, next.low), dimDifference(next.high, high)];
    if (before === undefined || after === undefined) return undefined;
    if (before > 0) low = next.low;
    if (after > 0) high = next.high;
  }
  return loop.step === 1 ? { ...loop, from: low, to: high } : { ...loop, from: high, to: low };
}

/** Whether there is no gap between a range and another; of ends that nothing compares there is taken to be none. */
function meets({ low, high }: Reach, otherLow: Dim, otherHigh: Dim): boolean {
  const gaps = [dimDifference(low, addDim(otherHigh, 1)), dimDifference(otherLow, addDim(high, 1))];
  return gaps.every((gap) => gap === undefined || gap <= 0);
}
