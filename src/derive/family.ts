/**
 * What meets the differential of a name, and where: contributions to plain names and to members of families.
 *
 * A landed term Σ c·G : dH[t-1] is brought to the family's own letter by a shift of the index; cutting.ts cuts it at the ends
 * of the family's range.
 */
import { add, d, each, frobenius, name as makeName, mul, ONE } from '../expression/build.js';
import type { Dim, Poly } from '../expression/dimension.js';
import { addDim, asName, dimName, dimNames, negateDim, substituteDim, subtractDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isScalar } from '../expression/expression.js';
import { substitute } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import type { Run } from '../language/reach.js';
import { endsOf } from '../language/reach.js';
import type { Term } from './carry.js';
import { landedFactor } from './carry.js';
import type { Letters } from './ends.js';
import { hangsOn, movedLoops } from './ends.js';
import type { Exchanged } from './exchange.js';
import { outermost } from './exchange.js';
import type { Range } from './step.js';

/** One axis of a family: a range of its letter, or one value. */
export type Axis =
  | { readonly kind: 'range'; readonly letter: string; readonly lo: Dim; readonly hi: Dim }
  | { readonly kind: 'point'; readonly at: Dim };

/** outer · Σ_{loops} inner · factor stands before d(name[axes]); `loops` are the sums left besides the axes. */
export interface Contribution {
  readonly name: Name;
  readonly axes: readonly Axis[];
  readonly outer: Expr;
  readonly loops: readonly Range[];
  readonly inner: Expr;
  readonly factor: Expr;
  /** The definition whose differential brought it: H[t] is used by `source`, at the index as shifted. */
  readonly source?: Name;
}

/** What stands before the differential at one member: outer · Σ inner · factor, those over the same indices in one sum. */
export function contributed(contributions: readonly Contribution[]): Expr {
  const groups: Contribution[][] = [];
  for (const c of contributions) {
    const group = groups.find(([first]) => c.loops.length > 0 && sameLoops(first as Contribution, c));
    if (group) group.push(c);
    else groups.push([c]);
  }
  return add(groups.map(inOneSum));
}

function inOneSum(group: readonly Contribution[]): Expr {
  const { outer, loops } = group[0] as Contribution;
  const common = group.every((c) => c.outer === outer) ? outer : ONE;
  const body = add(group.map((c) => mul([...(common === ONE ? [c.outer] : []), c.inner, c.factor])));
  return mul([common, loops.reduceRight((e, r) => each('sum', r.over, r.from, r.to, e), body)]);
}

const sameLoops = (a: Contribution, b: Contribution): boolean =>
  a.loops.length === b.loops.length &&
  a.loops.every(({ over, from, to }, k) => {
    const other = b.loops[k] as Range;
    return other.over === over && other.from === from && other.to === to;
  });

/** The member the contribution is about, as a name. */
export const memberOf = (c: Contribution): Name =>
  makeName(
    c.name.name,
    c.name.shape,
    c.axes.map((a) => (a.kind === 'point' ? a.at : dimName(a.letter))),
  );

/** The contribution as a term of the line: Σ over its axes and sums. */
export function contributionTerm(c: Contribution): Term {
  const ranges = rangesOf(c.axes);
  const differential = d(memberOf(c));
  const active = isScalar(differential) ? differential : frobenius(c.factor, differential);
  const inner = isScalar(differential) ? mul([c.inner, c.factor]) : c.inner;
  return { outer: c.outer, loops: [...ranges, ...c.loops], inner, active };
}

/** The axis with these put for letters: its ends may hang on them, and a point be one, as of p[i,i]. */
export const movedAxis = (axis: Axis, put: ReadonlyMap<string, Dim>): Axis =>
  axis.kind === 'point'
    ? { kind: 'point', at: substituteDim(axis.at, put) }
    : { ...axis, lo: substituteDim(axis.lo, put), hi: substituteDim(axis.hi, put) };

/** The ranges of axes, one that hangs on the letter of another inside of it: p[j,i] is gone through for j = i+1..T. */
export function rangesOf(axes: readonly Axis[]): Range[] {
  const left = axes.flatMap((a): Range[] => (a.kind === 'range' ? [{ over: a.letter, from: a.lo, to: a.hi }] : []));
  const found: Range[] = [];
  while (left.length > 0) {
    const next = left.findIndex((r) => left.every((other) => other === r || !hangsOn(r, other.over)));
    found.push(...left.splice(Math.max(0, next), 1));
  }
  return found;
}

/** The range of each axis of a family that is defined in loops, by its letters. */
export interface Domain {
  readonly letters: readonly string[];
  readonly ranges: readonly { readonly lo: Dim; readonly hi: Dim }[];
}

export function domainOf(definition: Pick<Definition, 'target' | 'loops'>): Domain {
  const letters: string[] = [];
  const ranges = definition.target.index.map((index, i) => {
    const letter = asName(index);
    const loop = letters.includes(letter ?? '') ? undefined : definition.loops.find((l) => l.over === letter);
    letters.push(loop ? loop.over : `index ${i + 1}`);
    if (!loop) return { lo: index, hi: index };
    return spanOf(loop);
  });
  return { letters, ranges };
}

/** From where to where a loop goes, the smaller first. */
export function spanOf(loop: Run): { readonly lo: Dim; readonly hi: Dim } {
  const [lo, hi] = endsOf(loop);
  return { lo, hi };
}

/** The whole of a domain; an axis of one value is a point. */
export const axesOf = ({ letters, ranges }: Domain): Axis[] =>
  ranges.map(({ lo, hi }, i) =>
    lo === hi ? { kind: 'point', at: lo } : { kind: 'range', letter: letters[i] as string, lo, hi },
  );

/** A landed term as what meets members of its family, and what was done to its indices. */
export interface Brought {
  readonly contribution: Contribution;
  readonly shifted: boolean;
  readonly exchanged: boolean;
  /** What must not be negative for the stretches to be these. */
  readonly demands: readonly Poly[];
}

/**
 * Brings a landed term to its family's letters: one contribution, or one for each stretch of the family. `shifted` says
 * whether an index moved; `letters` are the family's, or made from the sums' own where it has none.
 */
export function toContributions(
  t: Term,
  letters: readonly string[] | undefined,
  source: Name,
  family?: Definition,
): readonly Brought[] {
  const name = landedFactor(t).over as Name;
  const depths = family?.target.index.map((index) => family.loops.findIndex(({ over }) => dimName(over) === index));
  return outermost(t.loops, name, depths).map((exchanged) => broughtTo(t, exchanged, letters, source));
}

function broughtTo(
  t: Term,
  { loops: ranges, put: renumbered, demands }: Exchanged,
  letters: readonly string[] | undefined,
  source: Name,
): Brought {
  const { factor, over } = landedFactor(t);
  const name = over as Name;
  const put = new Map<string, Dim>();
  const used = new Set<string>();
  let shifted = renumbered.size > 0;
  const axes = name.index.map((written, i): Axis => {
    const index = substituteDim(written, renumbered);
    const range = ranges.find((r) => dimNames(index).includes(r.over) && !used.has(r.over));
    const offset = range ? subtractDim(index, dimName(range.over)) : 0;
    if (!range || dimNames(offset).includes(range.over)) return { kind: 'point', at: index };
    used.add(range.over);
    const letter = letters?.[i] ?? range.over;
    if (offset !== 0) shifted = true;
    put.set(range.over, addDim(dimName(letter), negateDim(offset)));
    return { kind: 'range', letter, lo: addDim(range.from, offset), hi: addDim(range.to, offset) };
  });
  const taken = new Set(axes.flatMap((a) => (a.kind === 'range' ? [a.letter] : [])));
  const spoken = new Set([...taken, ...ranges.map((r) => r.over)]);
  const rest = ranges
    .filter((r) => !used.has(r.over))
    .map((r): Range => {
      if (!taken.has(r.over)) return r;
      let over2 = `${r.over}'`;
      while (spoken.has(over2)) over2 += "'";
      spoken.add(over2);
      put.set(r.over, dimName(over2));
      return { ...r, over: over2 };
    });
  const loops = movedLoops(rest, put);
  const moved = axes.map((a) => movedAxis(a, put));
  const dims = new Map([...put, ...[...renumbered].map(([letter, d]) => [letter, substituteDim(d, put)] as const)]);
  const move = (e: Expr): Expr => substitute(e, { dims });
  const whole: Contribution = {
    name,
    axes: moved,
    outer: t.outer,
    loops,
    inner: move(t.inner),
    factor: move(factor),
    source: move(source) as Name,
  };
  return {
    contribution: moved.reduce((c, axis, i) => (isOne(axis) ? atPoint(c, i, axis.lo) : c), whole),
    shifted,
    exchanged: renumbered.size === 0 && ranges !== t.loops,
    demands,
  };
}

/** Whether a range holds one value. */
export const isOne = (axis: Axis): axis is Axis & { kind: 'range' } => axis.kind === 'range' && axis.lo === axis.hi;

/** The letters of axes with their ranges; one that is a point has none. */
export const lettersOf = (axes: readonly Axis[]): Letters =>
  new Map(axes.flatMap((a) => (a.kind === 'range' ? [[a.letter, a] as const] : [])));

/** The contribution with another range, or a value, on one axis. */
export const withAxis = (c: Contribution, i: number, axis: Axis): Contribution => ({
  ...c,
  axes: c.axes.map((a, j) => (i === j ? axis : a)),
});

/** The contribution at one value of axis i. */
export function atPoint(c: Contribution, i: number, at: Dim): Contribution {
  const axis = c.axes[i] as Axis;
  if (axis.kind === 'point') return c;
  const dims = new Map([[axis.letter, at]]);
  const put = (e: Expr): Expr => substitute(e, { dims });
  const axes = c.axes.map((own, k): Axis => (k === i ? { kind: 'point', at } : movedAxis(own, dims)));
  const loops = movedLoops(c.loops, dims);
  return withoutSingleLoops({ ...c, axes, loops, inner: put(c.inner), factor: put(c.factor) });
}

/** A sum over one value, k = 1..1, is its term. */
function withoutSingleLoops(c: Contribution): Contribution {
  const single = c.loops.find(({ from, to }) => from === to);
  if (single === undefined) return c;
  const dims = new Map([[single.over, single.from]]);
  const put = (e: Expr): Expr => substitute(e, { dims });
  const loops = movedLoops(
    c.loops.filter((r) => r !== single),
    dims,
  );
  return withoutSingleLoops({ ...c, loops, inner: put(c.inner), factor: put(c.factor) });
}
