/**
 * From syntax to terms: the walk over expressions.
 *
 * Owns names, signs, powers, slices, blocks and sums over an index; chains of operators are in chain.ts, functions
 * in special.ts. It is run once to infer sizes and once to build terms, by the same code (context.ts says how).
 * Invariant: what it returns has the shape it says, or a FrobeniusError has been thrown that names the operands.
 */

import { call, d as differential, dimension, each, eye, num, power, scale, transpose } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import {
  addDim,
  dimName,
  dimNames,
  dimToString,
  flip,
  negateDim,
  SCALAR,
  substituteDim,
  subtractDim,
} from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { rationalFromText } from '../expression/rational.js';
import { asDim } from '../expression/whole.js';
import { entryHint, entrywisePower } from './broadcast.js';
import { readChain } from './chain.js';
import { readConstant } from './constants.js';
import type { Context, Piece } from './context.js';
import { noteTower } from './elsewhere.js';
import { cut } from './error.js';
import { useValue, valueFor } from './families.js';
import { readCall } from './functions.js';
import { total } from './infer.js';
import { shapeWords } from './scope.js';
import { readDim } from './size.js';
import { levelled } from './spelling.js';
import type { RangeSyntax, Syntax } from './syntax.js';

type Of<K extends Syntax['kind']> = Syntax & { kind: K };

export function elaborate(c: Context, syntax: Syntax): Piece {
  switch (syntax.kind) {
    case 'number':
      return c.make(SCALAR, syntax.span, () => num(readNumber(c, syntax)));
    case 'name':
      return readName(c, syntax);
    case 'unary':
      return readUnary(c, syntax);
    case 'binary':
      return syntax.op === '^' || syntax.op === '.^' ? readPower(c, syntax) : readChain(c, syntax);
    case 'call':
      return readCall(c, syntax);
    case 'slice':
      return readSlice(c, syntax);
    case 'blocks':
      return readBlocks(c, syntax);
    case 'fold':
      return readFold(c, syntax);
    case 'end': {
      const d = c.ends.at(-1);
      if (d === undefined) return c.fail('syntax', "'end' stands inside a slice only", syntax.span);
      return c.make(SCALAR, syntax.span, () => dimension(d));
    }
    case 'differential': {
      const of = c.read(syntax.of);
      return c.make(of.shape, syntax.span, () => differential(of.expr));
    }
    default:
      return syntax satisfies never;
  }
}

function readNumber(c: Context, { text, span }: Of<'number'>): Rational {
  const value = rationalFromText(text);
  if (value === Number.POSITIVE_INFINITY) c.fail('limit', `${cut(text)} is too large for a number`, span);
  return value;
}

function readName(c: Context, syntax: Of<'name'>): Piece {
  const { name, span } = syntax;
  if (syntax.index === undefined) {
    const local = c.locals?.get(name);
    if (local !== undefined) return { ...local, span };
    const index = c.bound.get(name);
    if (index !== undefined) return c.make(SCALAR, span, () => dimension(dimName(index.as)));
  }
  const value = c.scope.values.get(name);
  if (value === undefined || value.integer) {
    const special = syntax.index === undefined ? readConstant(c, name, span) : undefined;
    if (special !== undefined) return special;
  }
  if (value === undefined && c.options.differentials && name.length > 1 && name.startsWith('d')) {
    const of = name.slice(1);
    if (c.scope.values.has(of)) {
      const piece = readName(c, { ...syntax, name: of });
      return c.make(piece.shape, span, () => differential(piece.expr));
    }
  }
  const used = value ?? valueFor(c, syntax);
  const { shape, build } = useValue(c, used, syntax);
  return c.make(shape, span, build);
}

function readUnary(c: Context, syntax: Of<'unary'>): Piece {
  // signs and transposes may be many: they are unwound, not recursed into
  const signs: Of<'unary'>[] = [];
  let inner: Syntax = syntax;
  while (inner.kind === 'unary') {
    signs.push(inner);
    inner = inner.arg;
  }
  let piece = c.read(inner);
  for (const { op, span } of signs.reverse()) {
    const arg = piece;
    if (op === "'") piece = c.make(flip(arg.shape), span, () => transpose(arg.expr));
    else if (op === '-') piece = c.make(arg.shape, span, () => scale(-1, arg.expr));
    else piece = { ...arg, span };
  }
  return piece;
}

function readPower(c: Context, syntax: Of<'binary'>): Piece {
  const bases: Of<'binary'>[] = [];
  let first: Syntax = syntax;
  while (first.kind === 'binary' && (first.op === '^' || first.op === '.^')) {
    bases.push(first);
    first = first.left;
  }
  let piece = c.read(first);
  noteTower(c, syntax);
  for (const link of bases.reverse()) piece = powerOf(c, piece, c.read(link.right), link);
  return piece;
}

function powerOf(c: Context, base: Piece, exponent: Piece, syntax: Of<'binary'>): Piece {
  const { span } = syntax;
  if (c.isScalar(base) && c.isScalar(exponent)) {
    return c.make(SCALAR, span, () => power(base.expr, exponent.expr));
  }
  if (syntax.op === '.^') return entrywisePower(c, base, exponent, span);
  if (!c.isScalar(exponent)) {
    const hint = exponentHint(c, base, syntax);
    return c.fail('shape', `the exponent ${c.is(exponent)}: '^' needs a scalar there`, syntax.right.span, hint);
  }
  if (!c.sizes.same(base.shape[0], base.shape[1])) {
    const hint =
      entryHint(c, [base]) ?? `for powers of entries write ${c.text(base.span)}.^${levelled(c.text(exponent.span))}`;
    return c.fail('shape', `${c.is(base)}: a power needs a square matrix`, span, hint);
  }
  return c.make(base.shape, span, () => matrixPower(c, base, exponent, syntax));
}

function exponentHint(c: Context, base: Piece, { right }: Of<'binary'>): string {
  if (c.isScalar(base)) return 'exp(X) is the exponential of entries, expm(X) of a matrix';
  const a = c.text(base.span);
  if (right.kind === 'unary' && right.arg.kind === 'name' && /^[Tt]$/.test(right.arg.name))
    return `the inverse of the transpose is inv(${a})'`;
  const name = right.kind === 'name' ? right.name : undefined;
  const undeclared = name !== undefined && c.scope.values.get(name)?.origin === 'undeclared';
  const whole = `declare ${name} as a whole number: ${name} : scalar integer`;
  if (name === 'T' || name === 't') return `for the transpose write ${a}'${undeclared ? `, for a power ${whole}` : ''}`;
  if (undeclared && /^T\p{L}{1,3}$/u.test(name))
    return `for the transpose write ${a}', and * between factors: ${[`${a}'`, ...name.slice(1)].join('*')}`;
  return undeclared ? whole : 'for powers of entries write .^';
}

function matrixPower(c: Context, base: Piece, exponent: Piece, syntax: Of<'binary'>): Expr {
  const k = asDim(exponent.expr);
  if (k === undefined) {
    const a = c.text(base.span);
    const hint = `sqrtm(${a}) is the square root of a matrix; ${a}.^p takes powers of the entries`;
    return c.fail(
      'shape',
      `a power of a matrix needs a whole number, not ${c.text(exponent.span)}`,
      syntax.right.span,
      hint,
    );
  }
  const { shape } = base;
  if (k === 0) return eye(shape[0]);
  if (k === 1) return base.expr;
  if (!isNeverPositive(k)) return call('matpow', [base.expr, dimension(k)], shape);
  const inverse = call('inv', [base.expr], shape);
  return k === -1 ? inverse : call('matpow', [inverse, dimension(negateDim(k))], shape);
}

/** Letters stand for whole numbers of at least 1: X^-r and X^(1-r) are powers of the inverse, X^(r-2) is one of X. */
const isNeverPositive = (k: Dim): boolean =>
  typeof k === 'number'
    ? k < 0
    : k.terms.every((m) => m.names.length === 0 || m.coefficient < 0) &&
      k.terms.reduce((sum, m) => sum + m.coefficient, 0) <= 0;

function readSlice(c: Context, syntax: Of<'slice'>): Piece {
  const of = c.read(syntax.of);
  const { ranges, span } = syntax;
  const [first, second] = ranges;
  const { shape } = of;
  if (first === undefined || ranges.length > 2) {
    return c.fail('syntax', `a slice has one or two places, not ${ranges.length}`, span, 'A(i, j), A(:, j), x(i)');
  }
  let rows: readonly [Dim, Dim];
  let cols: readonly [Dim, Dim];
  const isLetter =
    first.kind === 'at' && second === undefined && first.at.kind === 'name' && c.bound.has(first.at.name);
  if (isLetter && c.isScalar(of))
    c.fail(
      'shape',
      `${c.is(of)}: a number has no entry ${c.text(first.at.span)}`,
      span,
      'a vector is declared with its length: x : n',
    );
  if (second !== undefined) {
    rows = readRange(c, first, shape[0]);
    cols = readRange(c, second, shape[1]);
  } else if (c.isColumn(of)) {
    rows = readRange(c, first, shape[0]);
    cols = [1, 1];
  } else if (c.sizes.resolve(shape[0]) === 1) {
    rows = [1, 1];
    cols = readRange(c, first, shape[1]);
  } else {
    const a = c.text(of.span);
    return c.fail(
      'shape',
      `${c.is(of)}: an entry of a matrix needs a row and a column`,
      span,
      `${a}(i, j), or ${a}(i, :) for a row`,
    );
  }
  const size = ([from, to]: readonly [Dim, Dim]): Dim => addDim(subtractDim(to, from), 1);
  const result: Shape = [size(rows), size(cols)];
  return c.make(result, span, () => {
    const whole = rows[0] === 1 && rows[1] === shape[0] && cols[0] === 1 && cols[1] === shape[1];
    return whole ? of.expr : call('slice', [of.expr], result, [...rows, ...cols]);
  });
}

function readRange(c: Context, range: RangeSyntax, size: Dim): readonly [Dim, Dim] {
  const known = c.sizes.resolve(size);
  if (range.kind === 'all') return [1, known];
  c.ends.push(known);
  const from = readDim(c, range.kind === 'at' ? range.at : range.from);
  const to = range.kind === 'at' ? from : readDim(c, range.to);
  c.ends.pop();
  const inside = (d: Dim, what: string): void => {
    const below = typeof d === 'number' && d < 1;
    if (!below && !isBeyond(subtractDim(d, known))) return;
    const hint = below ? 'entries count from 1' : undefined;
    c.fail('shape', `${what} lies outside 1…${c.text(range.span) === ':' ? '' : sizeText(known)}`, range.span, hint);
  };
  if (range.kind === 'at') {
    const text = c.text(range.at.span);
    for (const { at, letter, value } of endsOfIndex(c, from))
      inside(at, `${text} for ${letter} = ${dimToString(value)}`);
  }
  inside(from, c.text((range.kind === 'at' ? range.at : range.from).span));
  if (range.kind === 'range') inside(to, c.text(range.to.span));
  const length = subtractDim(to, from);
  if (typeof length === 'number' && length < 0)
    c.fail('shape', 'this range is empty', range.span, 'ranges run upwards: i:j with i ≤ j');
  return [from, to];
}

/** Whether a number is positive, for all sizes that are larger than 1. */
function isBeyond(d: Dim): boolean {
  if (typeof d === 'number') return d > 0;
  const shifted = substituteDim(d, new Map(dimNames(d).map((name) => [name, addDim(dimName(name), 1)])));
  return typeof shifted === 'number' ? shifted > 0 : shifted.terms.every((m) => m.coefficient > 0);
}

/** What an index becomes at both ends of the range of its letter, where it has one letter and the range runs for itself. */
function endsOfIndex(c: Context, index: Dim): { readonly at: Dim; readonly letter: string; readonly value: Dim }[] {
  const bound = new Map([...c.bound.values()].map((b) => [b.as, b]));
  const [letter, ...others] = dimNames(index).filter((name) => bound.has(name));
  const range = letter === undefined || others.length > 0 ? undefined : bound.get(letter);
  if (letter === undefined || range === undefined) return [];
  const ends = [range.from, range.to].map((d) => c.sizes.resolve(d));
  const isFree = ends.every((d) => !dimNames(d).some((name) => bound.has(name)));
  const [low, high] = (range.step > 0 ? ends : [...ends].reverse()) as [Dim, Dim];
  const length = subtractDim(high, low);
  // of an empty range nothing is reached
  if (!isFree || (typeof length === 'number' && length < 0)) return [];
  return [low, high].map((value) => ({ at: substituteDim(index, new Map([[letter, value]])), letter, value }));
}

const sizeText = (d: Dim): string => shapeWords([d, 2]).replace(/\u00d72$/, '');

function readBlocks(c: Context, syntax: Of<'blocks'>): Piece {
  const rows = syntax.rows.map((row) =>
    joinBlocks(
      c,
      row.map((block) => c.read(block)),
      'hcat',
    ),
  );
  return { ...joinBlocks(c, rows, 'vcat'), span: syntax.span };
}

function joinBlocks(c: Context, pieces: readonly Piece[], fn: 'hcat' | 'vcat'): Piece {
  const [along, across] = fn === 'hcat' ? ([1, 0] as const) : ([0, 1] as const);
  let left = pieces[0] as Piece;
  for (const right of pieces.slice(1)) {
    if (!c.sizes.same(left.shape[across], right.shape[across])) {
      const need =
        fn === 'hcat'
          ? 'blocks beside one another need equally many rows'
          : 'blocks below one another need equally many columns';
      const filler =
        c.isScalar(left) || c.isScalar(right) ? 'a block of zeros is zeros(n, m), an identity eye(n)' : undefined;
      c.fail('shape', `${c.is(left)} but ${c.is(right)}: ${need}`, right.span, filler);
    }
    const size = total([c.sizes.resolve(left.shape[along]), c.sizes.resolve(right.shape[along])]);
    const shape: Shape = fn === 'hcat' ? [left.shape[0], size] : [size, left.shape[1]];
    const before = left;
    left = c.make(shape, { start: before.span.start, end: right.span.end }, () =>
      call(fn, [before.expr, right.expr], shape),
    );
  }
  return left;
}

function readFold(c: Context, syntax: Of<'fold'>): Piece {
  const { fold, over, span } = syntax;
  const from = readDim(c, syntax.from, 'an end of a sum');
  const to = readDim(c, syntax.to, 'an end of a sum');
  if (isDescending(c, from, to)) {
    const [low, high] = [syntax.to, syntax.from].map((end) => c.text(end.span));
    const hint = `the ends are given from below: ${fold}(${over} = ${low}..${high}, …)`;
    c.fail('syntax', `this ${fold === 'sum' ? 'sum' : 'product'} runs down`, cover(syntax.from, syntax.to), hint);
  }
  // an index must not capture one of the sums around it, nor of the place where a formula is used, and is told from a variable
  const isTaken = [...c.bound.values()].some((index) => index.as === over) || c.scope.values.has(over);
  const as = isTaken ? c.freshLetter(INDICES) : over;
  const piece = c.withBound(over, { from, to, step: 1, as }, () => c.read(syntax.body));
  if (fold === 'prod' && !c.isScalar(piece)) {
    const hint = `a product of matrices is a recurrence: for ${over} = …, P[${over}] = P[${over}-1]*(…), and P[0] = eye(n) before it`;
    c.fail('unsupported', `${c.is(piece)}: a product over an index needs a scalar inside`, syntax.body.span, hint);
  }
  return c.make(piece.shape, span, () => each(fold, as, from, to, piece.expr));
}

const cover = (first: Syntax, last: Syntax): Piece['span'] => ({ start: first.span.start, end: last.span.end });

/**
 * Whether a range runs down: from 3 to 1, from n to 1 or to 3, and from an index of a sum around it to 1. One that ends
 * just before it begins is empty, as 1..0 is, and i+1..n at i = n. Names stand for numbers that may be large.
 */
function isDescending(c: Context, from: Dim, to: Dim): boolean {
  const length = subtractDim(to, from);
  const highest = extreme(c, length, 1);
  if (typeof highest === 'number' && highest < -1) return true;
  if (typeof to === 'number') return falls(to <= 1 ? extreme(c, length, -1) : highest === length ? length : 0);
  const least = substituteDim(highest, new Map(dimNames(highest).map((name) => [name, 1])));
  return falls(highest) && typeof least === 'number' && least <= 0;
}

function falls(length: Dim): boolean {
  if (typeof length === 'number') return length < -1;
  const grows = length.terms.filter((m) => m.names.length > 0);
  return grows.length > 0 && grows.every((m) => m.coefficient < 0);
}

/** What is linear in the indices around it, where these make it the largest (1) or the least (-1). */
function extreme(c: Context, length: Dim, sign: 1 | -1): Dim {
  let found = length;
  for (const { as, from, to, step } of [...c.bound.values()].reverse()) {
    if (typeof found === 'number') return found;
    const own = found.terms.find((m) => m.names.includes(as));
    if (own === undefined) continue;
    const [low, high] = step > 0 ? [from, to] : [to, from];
    found = substituteDim(found, new Map([[as, own.coefficient * sign > 0 ? high : low]]));
  }
  return found;
}

/** Letters that people use for an index. */
const INDICES: readonly string[] = ['j', 'k', 'l', 'r', 's', 'i'];
