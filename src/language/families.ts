/**
 * Uses of names: plain ones, members of families, and whether what is used is there when it is used.
 *
 * Owns the meaning of an index (a loop's own with a number added, an end, a number), the order of definitions inside
 * loops, and the boundary a recurrence needs. Definitions themselves are read in definitions.ts.
 */
import { name as makeName } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { addDim, dimName, dimNames, dimToString, SCALAR, substituteDim, subtractDim } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { substitute } from '../expression/traverse.js';
import type { BoundIndex, Context } from './context.js';
import type { Span } from './error.js';
import { Inference } from './infer.js';
import { kindByLetter, nearest } from './names.js';
import type { Bounds } from './reach.js';
import { boundsOf, endsOf, filled, reach } from './reach.js';
import type { Member, NameSyntax, Range, Value } from './scope.js';
import { memberKey, shapeWords } from './scope.js';
import { readDim } from './size.js';

/** How far a recurrence may reach: so many boundary members are looked for. */
const LONGEST_REACH = 64;

export interface Use {
  readonly shape: Shape;
  readonly index: readonly Dim[];
  readonly build: () => Expr;
}

/** The value a name stands for at this place, with its index read and checked. */
export function useValue(c: Context, value: Value, syntax: NameSyntax): Use {
  value.used = true;
  const { span } = syntax;
  const written = syntax.index ?? [];
  if (value.arity !== undefined && written.length !== value.arity) wrongArity(c, value, syntax);
  const index = written.map((i) => readDim(c, i, 'an index'));
  if (!c.options.anyIndex && !c.sizes.inferring) checkUse(c, value, index, span);
  const shape = findMember(value, index)?.shape ?? shapeOf(c, value);
  if (shape === undefined) return notYet(c, value, memberKey(value.name, index), span);
  return {
    shape,
    index,
    build: () => (value.origin === 'let' ? letTerm(c, value, index, span) : makeName(value.name, shape, index)),
  };
}

/** The shape of a value as far as it is known at this place; a family's is that of its boundary before it is defined. */
export function shapeOf(c: Context, value: Value): Shape | undefined {
  if (value.shape !== undefined) return value.shape;
  if (value.like !== undefined) {
    const like = c.scope.values.get(value.like);
    return like === undefined ? undefined : shapeOf(c, like);
  }
  return value.members.find((m) => m.shape !== undefined)?.shape ?? value.ownShape;
}

function wrongArity(c: Context, value: Value, syntax: NameSyntax): never {
  const { name, arity } = value;
  const count = syntax.index?.length ?? 0;
  if (arity === 0)
    return c.fail('name', `${name} has no index: it is not a family`, syntax.span, `an entry of it is ${name}(i, j)`);
  const letters = value.declaration?.letters.join(', ') || (arity === 1 ? 't' : 'l, t');
  const need = arity === 1 ? 'one index' : `${arity} indices`;
  const what = count === 0 ? `${name} is a family` : `${name} has ${need}, not ${count}`;
  return c.fail('name', `${what}: a member of it has ${need}`, syntax.span, `${name}[${letters}]`);
}

function notYet(c: Context, value: Value, what: string, span: Span): never {
  const hint = value.ranges.length + value.members.length > 0 ? 'a definition stands before its use' : undefined;
  return c.fail('name', `${what} is used before it is defined`, span, hint);
}

/** The value of a name that is neither declared nor defined: a variable by its first letter. */
export function valueFor(c: Context, syntax: NameSyntax): Value {
  const { name, span } = syntax;
  const { scope } = c;
  if (scope.functions.has(name) || c.table.elementwise(name) !== undefined || c.table.signature(name) !== undefined) {
    return c.fail('name', `${name} is a function`, span, `write ${name}(…), or declare ${name} as a variable`);
  }
  if (!scope.byLetter || !(c.sizes instanceof Inference)) {
    const near = nearest(name, [...scope.values.keys(), ...scope.dims]);
    return c.fail('name', `nothing here is called ${name}`, span, near === undefined ? undefined : `perhaps ${near}`);
  }
  const kind = scope.kinds.get(name) ?? kindByLetter(name);
  const shape: Shape =
    kind === 'scalar' ? SCALAR : kind === 'vector' ? [c.sizes.open(), 1] : [c.sizes.open(), c.sizes.open()];
  return scope.addValue(name, 'undeclared', { shape, arity: syntax.index?.length ?? 0, span });
}

/** A let's term with the indices of this use put for its own. */
function letTerm(c: Context, value: Value, index: readonly Dim[], span: Span): Expr {
  const term = value.term;
  const own = value.ranges[0]?.index ?? [];
  if (term === undefined) return notYet(c, value, value.name, span);
  const dims = new Map<string, Dim>();
  for (const [p, i] of own.entries()) {
    const letter = dimNames(i)[0];
    if (letter !== undefined) dims.set(letter, addDim(dimName(letter), subtractDim(index[p] as Dim, i)));
  }
  return dims.size === 0 ? term : substitute(term, { dims });
}

interface Place {
  /** The bound index in it, if any, and what is added to it; else the whole is `offset`. */
  readonly bound: BoundIndex | undefined;
  readonly offset: Dim;
}

/** Reads the index of a definition, or an end of a loop: a bound index with a number added, or none. */
export function place(c: Context, index: Dim, span: Span): Place {
  const found = placeOf(c, index);
  if (found !== undefined) return found;
  const hint = 'it may be the index of a loop or sum with a number added (t-1), an end (T, T+1), or a number';
  return c.fail('unsupported', `${dimToString(index)} is not of a form understood here`, span, hint);
}

/** Undefined where several bound indices stand in it, or one of them not plainly: t-k+1, 2t. */
function placeOf(c: Context, index: Dim): Place | undefined {
  const [bound, ...more] = boundIn(c, index);
  if (bound === undefined) return { bound: undefined, offset: index };
  const offset = subtractDim(index, dimName(bound.as));
  return more.length === 0 && typeof offset === 'number' ? { bound, offset } : undefined;
}

function boundIn(c: Context, index: Dim): readonly BoundIndex[] {
  const names = new Set(dimNames(index));
  return [...c.bound.values()].filter((b) => names.has(b.as));
}

/** The bounds of the loops and sums around this place, or of some. */
const boundsHere = (c: Context, among: (b: BoundIndex) => boolean = () => true): Bounds =>
  boundsOf(filled([...c.bound.values()].filter(among).map((b) => ({ ...b, over: b.as }))));

/** The member on its own that this index names, exactly or by its letters. */
export function findMember(value: Value, index: readonly Dim[]): Member | undefined {
  return value.members.find((m) => m.at.every((a, p) => a === index[p] || isLetter(m, a)));
}

const isLetter = (m: Member, a: Dim): boolean => dimNames(a).some((n) => m.letters.has(n));

function checkUse(c: Context, value: Value, index: readonly Dim[], span: Span): void {
  if (value.origin === 'undeclared' || value.origin === 'given' || value.origin === 'function') return;
  const member = findMember(value, index);
  if (member !== undefined) {
    if (!member.done) notYet(c, value, memberKey(value.name, index), span);
    return;
  }
  for (const range of value.ranges) if (mayHold(c, range, index)) checkOrder(c, value, range, index, span);
  for (const p of index.keys()) {
    checkReach(c, value, index, p, span);
    checkEnds(c, value, index, p, span);
  }
}

/**
 * Whether the member may be among those that the definition gives: G[N,t] is not where l runs from N-1 down, nor G[i+1,t] for
 * i = 2..N where that is G[1,t]. Ends are taken to be larger than any number in sight.
 */
function mayHold(c: Context, range: Range, index: readonly Dim[]): boolean {
  const { index: own, path } = range;
  const bounds = boundsHere(c);
  const places = boundsOf(path);
  return own.every((at, p) => {
    const [there, used] = [reach(at, places), reach(index[p] as Dim, bounds)];
    if (isAbove(there.low, used.high) || isAbove(used.low, there.high)) return false;
    // where its ends hang on another index, c[i,i] is none of c[i,j] for j = i+1..N
    const ends = endsAlong(range, index, p);
    const isOutside = (length: Dim): boolean => isAbove(0, reach(length, bounds).high);
    return (
      !ends || !(isOutside(subtractDim(index[p] as Dim, ends.from)) || isOutside(subtractDim(ends.to, index[p] as Dim)))
    );
  });
}

const isAbove = (a: Dim, b: Dim): boolean => {
  const difference = subtractDim(a, b);
  return typeof difference === 'number'
    ? difference > 0
    : difference.terms.every((m) => m.names.length === 0 || m.coefficient > 0);
};

/** Whether the general definition has been reached when this use is, and at this index. */
function checkOrder(c: Context, value: Value, range: Range, index: readonly Dim[], span: Span): void {
  const what = memberKey(value.name, index);
  const sums = boundsHere(c, (b) => b.loop === undefined);
  let common = 0;
  while (common < range.path.length && range.path[common] === c.path[common]) common++;
  if (value.origin === 'let' && index.length === 0 && common < range.path.length) {
    c.fail(
      'name',
      `${value.name} is known only inside its loop`,
      span,
      `give it the loop's index: let ${value.name}[t] = …`,
    );
  }
  for (const loop of range.path.slice(0, common)) {
    // of the members a sum meets the last, sum(j = 1..t-1, h[j]), is the one to be there
    const offsets = range.index.flatMap((own, p) => {
      if (!dimNames(own).includes(loop.over)) return [];
      const { low, high } = reach(index[p] as Dim, sums);
      return [subtractDim(loop.step > 0 ? high : low, own)];
    });
    if (offsets.length === 0) continue;
    // of one on the diagonal, c[j,j], each index says when it was made
    const offset = offsets.find((d) => typeof d === 'number');
    if (offset === undefined) {
      const hint = `inside that loop it may be used at ${loop.over} with a number added, such as ${loop.over}${loop.step > 0 ? '-' : '+'}1`;
      c.fail('unsupported', `${what} is used inside the loop that defines ${value.name}`, span, hint);
    }
    if (offset * loop.step < 0) return;
    if (offset * loop.step > 0) {
      const ends = `${dimToString(loop.from)}..${dimToString(loop.to)}`;
      const other = loop.step > 0 ? 'up' : 'down';
      const hint = `a recurrence that runs the other way is written for ${loop.over} = ${dimToString(loop.to)}..${dimToString(loop.from)}`;
      c.fail('name', `${what} is not yet known at ${loop.over}: the loop ${ends} runs ${other}`, span, hint);
    }
  }
  if (!range.done) notYet(c, value, what, span);
}

/**
 * Where the range along one index hangs on another, j = i..T, whether what is used lies within for all values of the letters
 * around it: p[i,1] does not. Just beyond there may be a member on its own, p[i,i-1].
 */
function checkEnds(c: Context, value: Value, index: readonly Dim[], p: number, span: Span): void {
  const hanging = value.ranges.flatMap((range) => endsAlong(range, index, p) ?? []);
  const [ends, ...more] = hanging;
  if (ends === undefined || more.length > 0) return;
  const used = index[p] as Dim;
  for (const [end, within, step] of [
    [ends.from, subtractDim(used, ends.from), -1],
    [ends.to, subtractDim(ends.to, used), 1],
  ] as const) {
    const { low } = reach(within, boundsHere(c));
    if (!isAbove(0, low)) continue;
    const beyond = typeof low === 'number' ? Math.min(-low, LONGEST_REACH) : LONGEST_REACH;
    for (let k = 1; k <= beyond; k++) {
      const there = index.map((d, q) => (q === p ? addDim(end, step * k) : d));
      if (isHeld(value, there, ends.range)) continue;
      const own = ends.range.index.map(dimToString).join(',');
      const reaches = `${ends.loop.over} = ${dimToString(ends.loop.from)}..${dimToString(ends.loop.to)}`;
      noMember(c, value, index, span, 'is used here', `${value.name}[${own}] is defined for ${reaches}`);
    }
  }
}

/** Whether a member of its own, or one of another range, is at this index as it is written. */
const isHeld = (value: Value, index: readonly Dim[], apart: Range): boolean =>
  findMember(value, index) !== undefined || value.ranges.some((r) => r !== apart && isOfForm(r, index));

/** Whether letters can be put so that the member is of the range, wherever that ends: p[T,T-1] is none of p[i,i]. */
function isOfForm({ index: own, path }: Range, index: readonly Dim[]): boolean {
  const put = new Map<string, Dim>();
  return own.every((at, q) => {
    const letter = path.find((l) => dimNames(at).includes(l.over))?.over;
    if (letter === undefined) return at === index[q];
    const value = addDim(index[q] as Dim, subtractDim(dimName(letter), at));
    const known = put.get(letter) ?? value;
    put.set(letter, known);
    return known === value;
  });
}

/** The ends of a range along one of its indices, for a member at this index, where they hang on another. */
function endsAlong(range: Range, index: readonly Dim[], p: number) {
  const at = range.index[p] as Dim;
  const loop = range.path.find((l) => dimNames(at).includes(l.over));
  if (loop === undefined) return undefined;
  const others = range.path.filter((l) => l !== loop);
  const hangs = [loop.from, loop.to].some((end) => others.some((l) => dimNames(end).includes(l.over)));
  if (!hangs) return undefined;
  const put = new Map<string, Dim>();
  for (const [q, own] of range.index.entries()) {
    const letter = others.find((l) => dimNames(own).includes(l.over))?.over;
    if (letter !== undefined) put.set(letter, addDim(index[q] as Dim, subtractDim(dimName(letter), own)));
  }
  const shift = subtractDim(at, dimName(loop.over));
  const [from, to] = endsOf(loop).map((end) => addDim(substituteDim(end, put), shift)) as [Dim, Dim];
  return { range, loop, from, to };
}

interface Interval {
  readonly from?: Dim;
  readonly to?: Dim;
  readonly point: boolean;
}

/** Which indices a family has at one of its places. */
function intervals(value: Value, index: readonly Dim[], p: number): Interval[] {
  const found: Interval[] = value.ranges.map((range) => {
    const at = range.index[p] as Dim;
    const loop = range.path.find((l) => dimNames(at).includes(l.over));
    if (loop === undefined) return { from: at, to: at, point: true };
    const shift = subtractDim(at, dimName(loop.over));
    const [from, to] = endsOf(loop);
    // an end that hangs on another letter, j = i..T, is looked at by itself: checkEnds
    const end = (d: Dim): Dim | undefined =>
      range.path.some((l) => dimNames(d).includes(l.over)) ? undefined : addDim(d, shift);
    const [low, high] = [end(from), end(to)];
    return { ...(low !== undefined && { from: low }), ...(high !== undefined && { to: high }), point: false };
  });
  for (const m of value.members) {
    const at = m.at[p] as Dim;
    // H[l,0] holds what is used at [l-1,0], and nothing at [l-1,t]
    if (m.at.some((a, q) => q !== p && a !== index[q] && !isLetter(m, a))) continue;
    found.push(isLetter(m, at) ? { point: false } : { from: at, to: at, point: true });
  }
  if (value.shape !== undefined && value.ranges.length === 0) found.push({ from: 1, point: false });
  return found;
}

/** Whether it is, ends being large: y[1] is not one of t = p+1..T, nor x[2-K] one of x[1] and on. */
const below = (a: Dim, b: Dim): boolean => isAbove(b, a);

/** Whether the index may lie in the interval; a single member is certain or none. */
function holds({ from, to, point }: Interval, at: Dim): boolean {
  if (point) return at === from;
  return !(from !== undefined && below(at, from)) && !(to !== undefined && below(to, at));
}

/** Looks from both ends of what is used for a member that is neither declared nor defined. */
function checkReach(c: Context, value: Value, index: readonly Dim[], p: number, span: Span): void {
  const { bound, offset } = placeOf(c, index[p] as Dim) ?? { bound: undefined, offset: 0 };
  const known = intervals(value, index, p);
  const { low, high } = reach(index[p] as Dim, boundsHere(c));
  for (const [start, way] of [
    [low, 1],
    [high, -1],
  ] as const) {
    let at = start;
    for (let k = 0; k < LONGEST_REACH; k++) {
      if (way > 0 ? below(high, at) : below(at, low)) break;
      const holding = known.filter((interval) => holds(interval, at));
      if (holding.length === 0) missing(c, value, index, p, at, known, bound, subtractDim(at, offset), span);
      if (holding.some((i) => !i.point)) break;
      at = addDim(at, way);
    }
  }
}

function missing(
  c: Context,
  value: Value,
  index: readonly Dim[],
  p: number,
  at: Dim,
  known: readonly Interval[],
  bound: BoundIndex | undefined,
  when: Dim,
  span: Span,
): never {
  const here = index.map((i, q) => (q === p ? at : i));
  const use = bound === undefined ? 'is used here' : `is used at ${bound.as} = ${dimToString(when)}`;
  noMember(c, value, here, span, use, manyBefore(value, known, at));
}

function noMember(c: Context, value: Value, here: readonly Dim[], span: Span, use: string, hint?: string): never {
  const what = memberKey(value.name, here);
  const shape = shapeOf(c, value);
  const sizes =
    shape === undefined ? 'n x m' : shapeWords(shape) === 'a scalar' ? 'scalar' : shape.map(dimToString).join(' x ');
  return c.fail(
    'name',
    `${what} ${use} but is neither declared nor defined`,
    span,
    hint ?? `declare it: data ${what} : ${sizes}`,
  );
}

/** What to do where as many members are missing as a size says, y[1] and on to y[p], or x[2-K] and on to x[0]. */
function manyBefore({ name, ranges }: Value, known: readonly Interval[], at: Dim): string | undefined {
  const first = known.find(({ from, point }) => !point && from !== undefined && below(at, from))?.from;
  if (first === undefined || typeof subtractDim(first, at) === 'number') return undefined;
  return ranges.length === 0
    ? `the first member of ${name} is ${name}[${dimToString(first)}]: let the loop begin later`
    : `define those before the loop in one of their own: for t = ${dimToString(at)}..${dimToString(addDim(first, -1))}`;
}
