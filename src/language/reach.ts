/**
 * How far bound indices reach: an index of a term, or the end of a range, with the ends of the loops and sums around it
 * put for their letters, so that only names are left that no range binds.
 */
import type { Dim } from '../expression/dimension.js';
import { addDim, coefficientOf, dimName, dimNames, substituteDim, subtractDim } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';

/** A range as a derivation has it, or the loop of a definition, which says in which direction it runs. */
export interface Run {
  readonly over: string;
  readonly from: Dim;
  readonly to: Dim;
  readonly step?: 1 | -1;
}

/** The smallest and the largest that an index becomes. */
export interface Reach {
  readonly low: Dim;
  readonly high: Dim;
}

/** Of each bound letter its ends, outermost first; they may hang on letters further out. */
export type Bounds = ReadonlyMap<string, Reach>;

export const bind = (bounds: Bounds, over: string, low: Dim, high: Dim): Bounds => {
  const inner = new Map(bounds);
  // one that hides another of its name is the innermost
  inner.delete(over);
  return inner.set(over, { low, high });
};

/** The ends of the innermost letters are put first: t+k with k up to T-t is T, whatever t is. */
export function reach(d: Dim, bounds: Bounds): Reach {
  const letters = [...bounds.keys()].reverse();
  const put = (side: 'low' | 'high'): Dim =>
    letters.reduce<Dim>((at, name) => {
      if (!dimNames(at).includes(name)) return at;
      return substituteDim(at, new Map([[name, (bounds.get(name) as Reach)[rising(at, name) ? side : other[side]]]]));
    }, d);
  return { low: put('low'), high: put('high') };
}

const other = { low: 'high', high: 'low' } as const;

/** Whether an index grows with the bound one: T+1-t does not. */
function rising(d: Dim, name: string): boolean {
  return typeof d === 'number' || !d.terms.some((m) => m.names.includes(name) && m.coefficient < 0);
}

/** Sums, products and the ranges of a derivation run up, and are empty where their first end is the larger. */
export const direction = ({ step }: Run): 1 | -1 => step ?? 1;

/** The first and the last index of a range, the smaller first, where it is not empty. */
export const endsOf = (run: Run): readonly [low: Dim, high: Dim] =>
  direction(run) === 1 ? [run.from, run.to] : [run.to, run.from];

/** The range that a loop goes through, from below. */
export function upwards(loop: Run): { readonly over: string; readonly from: Dim; readonly to: Dim } {
  const [from, to] = endsOf(loop);
  return { over: loop.over, from, to };
}

/** The bounds of ranges within one another, outermost first. */
export const boundsOf = (ranges: readonly Run[]): Bounds =>
  ranges.reduce<Bounds>((bounds, run) => bind(bounds, run.over, ...endsOf(run)), new Map());

/** Ranges within one another, those outside without the values for which one inside is empty: of i = 1..N around j = i+1..N the N. */
export function filled(ranges: readonly Run[]): Run[] {
  const found = [...ranges];
  for (const inner of ranges) {
    const [from, to] = endsOf(inner);
    const length = subtractDim(to, from);
    for (const [k, outer] of found.entries()) {
      const slope = outer.over === inner.over ? 0 : coefficientOf(length, outer.over);
      if (slope !== 1 && slope !== -1) continue;
      const [low, high] = endsOf(outer);
      const own = dimName(outer.over);
      // length = ±o + rest is not negative from the o on where it is 0, or up to it
      const last = slope === 1 ? subtractDim(own, length) : addDim(own, length);
      const less = slope === 1 ? subtractDim(last, low) : subtractDim(high, last);
      if (typeof less !== 'number' || less <= 0) continue;
      const ends = slope === 1 ? ([last, high] as const) : ([low, last] as const);
      found[k] = { ...outer, from: ends[0], to: ends[1], step: 1 };
    }
  }
  return found;
}

/** Visits every node with the bounds of the sums around it: once for each of them that it stands under. */
export function visitBound(root: Expr, outer: Bounds, visit: (node: Expr, bounds: Bounds) => void): void {
  const stack: { node: Expr; bounds: Bounds }[] = [{ node: root, bounds: outer }];
  const seen = new Map<Bounds, Set<Expr>>();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node } = top;
    let { bounds } = top;
    const done = seen.get(bounds) ?? new Set();
    seen.set(bounds, done);
    if (done.has(node)) continue;
    done.add(node);
    visit(node, bounds);
    if (node.kind === 'each') bounds = bind(bounds, node.over, node.from, node.to);
    for (const arg of node.args) stack.push({ node: arg, bounds });
  }
}
