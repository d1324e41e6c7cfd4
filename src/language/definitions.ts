/**
 * Definitions: where each stands, under which loops, and its term once it is read.
 *
 * `plan` enters all names that a file defines before anything is read, so that uses can be told from undeclared
 * names; `readDefinition` reads one of them, and is run once to infer sizes and once to build its term.
 */
import { name as makeName } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { dimName, dimNames, dimToString, neverNegative, subtractDim } from '../expression/dimension.js';
import { substitute } from '../expression/traverse.js';
import type { Context, Piece } from './context.js';
import { FrobeniusError } from './error.js';
import { findMember, place, shapeOf } from './families.js';
import { Inference, isOpen } from './infer.js';
import type { Definition, Loop } from './problem.js';
import type { Member, NameSyntax, OpenLoop, Range, Value } from './scope.js';
import { memberKey, shapeWords } from './scope.js';
import { readDim } from './size.js';
import type { LoopSyntax, Statement, Syntax } from './syntax.js';

export interface Planned {
  readonly target: NameSyntax;
  readonly syntax: Syntax;
  readonly value: Value;
  /** What this definition defines: the general member, or one on its own. */
  readonly slot: Range | Member;
  readonly index: readonly Dim[];
  readonly path: readonly OpenLoop[];
  readonly span: Definition['span'];
  /** Of a result read back, grad(L, U) = …: L, for nothing is asked about the result itself. */
  readonly resultOf?: NameSyntax;
}

/** Reads a loop; its direction is said, or follows from its ends. */
export function readLoop(c: Context, syntax: LoopSyntax): OpenLoop {
  const { over, span } = syntax;
  if (c.bound.has(over))
    c.fail(
      'name',
      `${over} is already the index of a loop around this one`,
      span,
      'give the inner loop another letter',
    );
  if (c.scope.values.get(over)?.origin === 'declared')
    c.fail(
      'name',
      `${over} is declared, and cannot be the index of a loop as well`,
      span,
      'give the loop another letter',
    );
  const from = readDim(c, syntax.from, 'an end of a loop');
  const to = readDim(c, syntax.to, 'an end of a loop');
  const down = typeof to === 'number' && (typeof from !== 'number' || from > to);
  return { over, from, to, step: syntax.step ?? (down ? -1 : 1), span };
}

/** Enters every definition of the statements into the scope, in order. */
export function plan(c: Context, statements: readonly Statement[], path: readonly OpenLoop[] = []): Planned[] {
  const planned: Planned[] = [];
  for (const statement of statements) {
    if (statement.kind === 'for') {
      const loop = readLoop(c, statement.loop);
      planned.push(
        ...c.withBound(loop.over, { ...loop, as: loop.over, loop }, () => plan(c, statement.body, [...path, loop])),
      );
    } else if (statement.kind === 'define') planned.push(planOne(c, statement, path));
    else if (path.length > 0) {
      c.fail(
        'syntax',
        'a loop holds definitions only',
        statement.span,
        "write this before the loop's for, or after its end",
      );
    }
  }
  return planned;
}

function planOne(c: Context, statement: Statement & { kind: 'define' }, path: readonly OpenLoop[]): Planned {
  const { target, value: syntax, span } = statement;
  const { name } = target;
  const index = (target.index ?? []).map((i) => readDim(c, i, 'an index'));
  if (c.scope.functions.has(name)) c.fail('name', `${name} is already a function here`, target.span);
  const known = c.scope.values.get(name);
  if (known !== undefined && known.arity === undefined)
    c.fail(
      'name',
      `${name} is the name of a gradient here, and is defined as well`,
      target.span,
      'leave out one of them',
    );
  if (known !== undefined && known.arity !== index.length) {
    c.fail(
      'name',
      `${name} has ${known.arity} ${known.arity === 1 ? 'index' : 'indices'} elsewhere, ${index.length} here`,
      target.span,
      path.length > 0 ? `${name}[${path.map((l) => l.over).join(',')}] = …` : undefined,
    );
  }
  if (known?.declaration !== undefined)
    c.fail('name', `${name} is declared and defined`, target.span, 'leave out its declaration');
  const value =
    known ?? c.scope.addValue(name, statement.let ? 'let' : 'defined', { arity: index.length, span: target.span });
  if ((value.origin === 'let') !== statement.let && known !== undefined) {
    c.fail('name', `${name} is defined both with and without let`, target.span);
  }
  checkIndex(c, statement, index, path);
  const slot = makeSlot(c, value, index, path, target, statement.resultOf !== undefined);
  return {
    target,
    syntax,
    value,
    slot,
    index,
    path,
    span,
    ...(statement.resultOf && { resultOf: statement.resultOf }),
  };
}

function checkIndex(
  c: Context,
  statement: Statement & { kind: 'define' },
  index: readonly Dim[],
  path: readonly OpenLoop[],
): void {
  const { target } = statement;
  const used = index.map((i, p) => place(c, i, target.index?.[p]?.span ?? target.span).bound?.loop);
  for (const loop of path) {
    if (used.includes(loop) || (statement.let && index.length === 0)) continue;
    const all = path.map((l) => l.over).join(',');
    const what = `is defined in a loop over ${loop.over}, but has no index ${loop.over}`;
    c.fail('name', `${target.name} ${what}`, target.span, `${target.name}[${all}] = …`);
  }
}

function makeSlot(
  c: Context,
  value: Value,
  index: readonly Dim[],
  path: readonly OpenLoop[],
  target: NameSyntax,
  isResult: boolean,
): Range | Member {
  const what = memberKey(value.name, index);
  if (index.length > 0 && path.length === 0) {
    const clash = value.members.find((m) => memberKey(value.name, m.at) === what);
    if (clash) c.fail('name', `${what} is ${clash.defined ? 'defined twice' : 'declared and defined'}`, target.span);
    // results of several requests may hold the same member, W[2] and W[l]
    const within = !isResult && value.ranges.find((range) => overlap({ index, path }, range));
    if (within) c.fail('name', `${what} is defined twice`, target.span, inLoop(value.name, within));
    const member: Member = { at: index, letters: new Set(), defined: true, shape: undefined, done: false };
    value.members.push(member);
    return member;
  }
  const range: Range = { index, path, done: false };
  for (const other of value.ranges) {
    if (overlap(range, other))
      c.fail('name', `${what} is defined twice`, target.span, 'a second definition needs another name');
  }
  const member = value.members.find((m) => m.letters.size === 0 && overlap({ index: m.at, path: [] }, range));
  if (member) {
    const twice = member.defined ? 'defined twice' : 'declared and defined';
    c.fail('name', `${memberKey(value.name, member.at)} is ${twice}`, target.span, inLoop(value.name, range));
  }
  value.ranges.push(range);
  return range;
}

/** Where a member is defined that is so elsewhere too. */
function inLoop(name: string, { index, path }: Range): string {
  const loops = path.map(({ over, from, to }) => `${over} = ${dimToString(from)}..${dimToString(to)}`);
  return `the loop over ${loops.join(', ')} defines it, as ${memberKey(name, index)}`;
}

type Place = Pick<Range, 'index' | 'path'>;

/** Whether two general definitions are certain to define a common member. */
function overlap(a: Place, b: Place): boolean {
  return a.index.every((i, p) => {
    const [from, to] = reach(a, i);
    const [low, high] = reach(b, b.index[p] as Dim);
    return notBelow(to, low) && notBelow(high, from);
  });
}

const notBelow = (a: Dim, b: Dim): boolean => neverNegative(subtractDim(a, b));

function reach(range: Place, index: Dim): readonly [Dim, Dim] {
  const loop = range.path.find((l) => dimNames(index).includes(l.over));
  if (loop === undefined) return [index, index];
  const at = (d: Dim): Dim => subtractDim(index, subtractDim(dimName(loop.over), d));
  return loop.step > 0 ? [at(loop.from), at(loop.to)] : [at(loop.to), at(loop.from)];
}

/** Reads the right-hand side of a planned definition, and makes its shape known. */
export function readDefinition(c: Context, planned: Planned): Piece {
  const { value, slot, path, index, target } = planned;
  c.path = path;
  c.bound = new Map(path.map((loop) => [loop.over, { ...loop, as: loop.over, loop }]));
  const piece = c.read(planned.syntax);
  c.path = [];
  c.bound = new Map();
  const known = 'at' in slot ? value.shape : shapeOf(c, value);
  if (known !== undefined && index.length > 0 && !c.sameShape(known, piece.shape)) {
    const what = memberKey(value.name, index);
    const other = value.members.find((m) => m.shape !== undefined && findMember(value, m.at) === m);
    const elsewhere = other === undefined ? value.name : memberKey(value.name, other.at);
    c.fail(
      'shape',
      `${what} is ${shapeWords(piece.shape)} here, but ${elsewhere} is ${shapeWords(known)}`,
      target.span,
    );
  }
  const shape: Shape = known !== undefined && index.length > 0 ? known : piece.shape;
  if ('at' in slot) slot.shape = shape;
  else value.shape = shape;
  if (value.origin === 'let' && !c.sizes.inferring) value.term = piece.expr;
  slot.done = true;
  return piece;
}

/**
 * Finds the shapes of families that use earlier members of their own or of one another, h[t] = … sum(j = 1..t-1, h[j]), and have
 * no boundary that would tell it: scalars, columns or matrices, whichever the definitions give back.
 */
export function findOwnShapes(c: Context, planned: readonly Planned[], read: (sizes: Inference) => Context): boolean {
  const { values } = c.scope;
  const unknown = new Set(planned.filter((p) => p.path.length > 0).map((p) => p.value));
  for (const value of [...unknown]) if (shapeOf(c, value) !== undefined) unknown.delete(value);
  if (unknown.size === 0) return false;
  for (const kind of ['scalar', 'column', 'matrix'] as const) {
    const sizes = new Inference();
    const known = new Set(values.keys());
    for (const value of unknown)
      value.ownShape = [kind === 'scalar' ? 1 : sizes.open(), kind === 'matrix' ? sizes.open() : 1];
    try {
      for (const one of planned) readDefinition(read(sizes), one);
      for (const value of unknown)
        value.ownShape = (value.ownShape as Shape).map((d) => sizes.resolve(d)) as [Dim, Dim];
      if (![...unknown].some((value) => value.ownShape?.some(isOpen))) return true;
    } catch (error) {
      if (!(error instanceof FrobeniusError)) throw error;
    } finally {
      forget(planned);
      // undeclared names come with sizes of this trial
      for (const name of values.keys()) if (!known.has(name)) values.delete(name);
    }
  }
  for (const value of unknown) delete value.ownShape;
  return false;
}

/** Forgets what inference found out about definitions; variables keep their shapes. */
export function forget(planned: readonly Planned[]): void {
  for (const { slot, value } of planned) {
    slot.done = false;
    if ('at' in slot) slot.shape = undefined;
    else value.shape = undefined;
  }
}

/** The definition as the problem keeps it: a family's index is the loop's own, without a number added. */
export function makeDefinition(planned: Planned, piece: Piece, anonymous: boolean): Definition {
  const { value, path, span } = planned;
  let { index } = planned;
  let term = piece.expr;
  const loops: Loop[] = path.map(({ over, from, to, step }) => ({ over, from, to, step }));
  for (const [k, loop] of loops.entries()) {
    const p = index.findIndex((i) => dimNames(i).includes(loop.over));
    if (p < 0) continue;
    const shift = subtractDim(index[p] as Dim, dimName(loop.over));
    if (shift === 0) continue;
    const move = (d: Dim): Dim => subtractDim(d, subtractDim(0, shift));
    loops[k] = { ...loop, from: move(loop.from), to: move(loop.to) };
    term = substitute(term, { dims: new Map([[loop.over, subtractDim(dimName(loop.over), shift)]]) });
    index = index.map((i, q) => (q === p ? dimName(loop.over) : i));
  }
  return { target: makeName(value.name, piece.shape, index), loops, value: term, anonymous, ...(span && { span }) };
}
