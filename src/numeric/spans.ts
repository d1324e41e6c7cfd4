/**
 * Sizes at which what is counted in them exists: every range of a loop or sum runs through at least one index, and no
 * matrix has fewer than one row or column.
 *
 * A demand is a number, in names of sizes, that must not be negative: T−3 for a sum over t = 2…T−1. Of ranges within
 * ranges the widest counts, since one index is enough for a check.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import { subtractDim } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Definition, Problem } from '../language/problem.js';
import type { Bounds, Run } from '../language/reach.js';
import { bind, boundsOf, endsOf, reach, visitBound } from '../language/reach.js';

/** No size is raised beyond: a check goes through every index, at each step of a difference. */
const MOST = 40;

const demand = (d: Dim): Poly[] => (typeof d === 'number' ? [] : [d]);

/** How much further than its first index a range goes at most. */
const spanOf = (low: Dim, high: Dim, outer: Bounds): Poly[] => demand(reach(subtractDim(high, low), outer).high);

/** The demands of ranges within one another, outermost first. */
export function spansOfRanges(ranges: readonly Run[]): Poly[] {
  let bounds: Bounds = new Map();
  return ranges.flatMap((run) => {
    const ends = endsOf(run);
    const span = spanOf(...ends, bounds);
    bounds = bind(bounds, run.over, ...ends);
    return span;
  });
}

/** The demands of the loops and sums of definitions. */
export function spansOf(definitions: readonly Definition[]): ReadonlySet<Poly> {
  const found = new Set<Poly>();
  for (const { loops, value } of definitions) {
    for (const span of spansOfRanges(loops)) found.add(span);
    visitBound(value, boundsOf(loops), (node: Expr, bounds) => {
      if (node.kind === 'each') for (const span of spanOf(node.from, node.to, bounds)) found.add(span);
    });
  }
  return found;
}

const entriesOf = new WeakMap<Problem, readonly Poly[]>();

/** The demands of entries, slices and vectors of the basis: n−3 for x(3) and e₃, n−5 for x(n−4). */
export function entryDemands(problem: Problem): readonly Poly[] {
  const known = entriesOf.get(problem);
  if (known) return known;
  const found = new Set<Poly>();
  for (const { loops, value } of problem.definitions) {
    visitBound(value, boundsOf(loops), (node, bounds) => {
      if (isCall(node, 'basis')) {
        const [length, at] = node.dims as readonly [Dim, Dim];
        for (const left of [subtractDim(at, 1), subtractDim(length, at)])
          for (const least of demand(reach(left, bounds).low)) found.add(least);
      }
      if (!isCall(node, 'slice')) return;
      const [fromRow, toRow, fromColumn, toColumn] = node.dims as readonly [Dim, Dim, Dim, Dim];
      const [rows, cols] = (node.args[0] as Expr).shape;
      const [above, before] = [subtractDim(fromRow, 1), subtractDim(fromColumn, 1)];
      for (const left of [above, before, subtractDim(rows, toRow), subtractDim(cols, toColumn)])
        for (const least of demand(reach(left, bounds).low)) found.add(least);
    });
  }
  entriesOf.set(problem, [...found]);
  return [...found];
}

const shapesOf = new WeakMap<Problem, readonly Poly[]>();

/** The demands of shapes with a minus in them, of variables and of every piece of a definition. */
export function shapeDemands(problem: Problem): readonly Poly[] {
  const known = shapesOf.get(problem);
  if (known) return known;
  const terms = postorder(problem.definitions.map((d) => d.value));
  const shapes = [...[...problem.declarations.values()].map((d) => d.shape), ...[...terms].map((e) => e.shape)];
  const found = new Set<Poly>();
  for (const size of shapes.flat()) {
    if (typeof size === 'number' || !size.terms.some((m) => m.coefficient < 0)) continue;
    for (const least of demand(subtractDim(size, 1))) found.add(least);
  }
  shapesOf.set(problem, [...found]);
  return [...found];
}

/** The value of a demand; undefined where a name in it is no size, such as an index. */
export function valueAt({ terms }: Poly, sizes: ReadonlyMap<string, number>): number | undefined {
  let sum = 0;
  for (const { coefficient, names } of terms) {
    let product = coefficient;
    for (const name of names) product *= sizes.get(name) ?? Number.NaN;
    sum += product;
  }
  return Number.isNaN(sum) ? undefined : sum;
}

/**
 * Sizes that meet the demands, from the given ones: names counted up from are raised, the first of `movable` first;
 * where none may be raised, one counted down is lowered. Demands that cannot be met together with those before them
 * are left out. `apart` are names whose sizes stay distinct.
 */
export function meetDemands(
  demands: Iterable<Poly>,
  sizes: ReadonlyMap<string, number>,
  movable: readonly string[],
  apart: ReadonlySet<string>,
): Map<string, number> {
  const lacking = (d: Poly): boolean => (valueAt(d, sizes) ?? 0) < 0;
  const all = [...demands];
  if (!all.some(lacking)) return new Map(sizes);
  const together = met(all, sizes, movable, apart);
  if (together) return together;
  let best = new Map(sizes);
  const kept = all.filter((d) => !lacking(d));
  for (const d of all.filter(lacking).sort((a, b) => (valueAt(b, sizes) ?? 0) - (valueAt(a, sizes) ?? 0))) {
    const tried = met([...kept, d], best, movable, apart);
    if (!tried) continue;
    kept.push(d);
    best = tried;
  }
  return best;
}

/** Sizes that meet all demands, or undefined. */
function met(
  demands: readonly Poly[],
  sizes: ReadonlyMap<string, number>,
  movable: readonly string[],
  apart: ReadonlySet<string>,
): Map<string, number> | undefined {
  const found = new Map(sizes);
  for (let pass = 0; pass < MOST; pass++) {
    const open = demands.filter((d) => (valueAt(d, found) ?? 0) < 0);
    if (open.length === 0) return found;
    for (const d of open) if (!move(d, found, movable, apart)) return undefined;
  }
  return undefined;
}

/** Changes one size as far as a demand asks for; whether one could be changed. */
function move(d: Poly, sizes: Map<string, number>, movable: readonly string[], apart: ReadonlySet<string>): boolean {
  const value = valueAt(d, sizes) ?? 0;
  if (value >= 0) return true;
  const slope = (name: string): number =>
    (valueAt(d, new Map(sizes).set(name, (sizes.get(name) ?? 0) + 1)) ?? value) - value;
  const own = movable.filter((name) => d.terms.some((m) => m.names.includes(name)));
  for (const up of [true, false]) {
    for (const name of own) {
      const rise = up ? slope(name) : -slope(name);
      if (rise <= 0) continue;
      const by = Math.ceil(-value / rise);
      const size = moved(name, up ? by : -by, sizes, apart);
      if (size === undefined) continue;
      sizes.set(name, size);
      return true;
    }
  }
  return false;
}

function moved(
  name: string,
  by: number,
  sizes: ReadonlyMap<string, number>,
  apart: ReadonlySet<string>,
): number | undefined {
  const taken = new Set([...apart].flatMap((other) => (other === name ? [] : (sizes.get(other) ?? []))));
  let size = (sizes.get(name) ?? 0) + by;
  if (apart.has(name)) while (taken.has(size) && size >= 1) size += Math.sign(by);
  return size >= 1 && size <= MOST ? size : undefined;
}
