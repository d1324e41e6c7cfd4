/**
 * What differs between Unicode text and LaTeX: how each piece of notation is spelt. The structure (precedence,
 * parentheses, signs, order) is write.ts's and is the same for all; a style gets finished strings and joins them.
 *
 * Also the options of a print: what is known of the surrounding derivation that lets a sign be shorter.
 */
import type { Dim } from '../expression/dimension.js';
import type { Call, Expr } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import type { NameParts } from './names.js';

/** How tightly the outermost operator of a printed piece binds. */
export const Level = {
  /** a sum, or a leading minus */
  sum: 1,
  /** Σₜ … reaches over products and ":" but not over + */
  each: 2,
  frobenius: 3,
  hadamard: 4,
  product: 5,
  /** tanh X without parentheses */
  application: 6,
  postfix: 7,
  atom: 8,
} as const;
export type Level = (typeof Level)[keyof typeof Level];

/** Where a line may be broken, and around a piece that changed. Never printed: layout removes them. */
export const BREAK = '\uE000';
export const MARK_ON = '\uE001';
export const MARK_OFF = '\uE002';
/** The same around a piece that the next line replaces; it too ends with MARK_OFF. */
export const REPLACED_ON = '\uE004';
/** Between factors that stand side by side without a space: where one word ends. Gone when a term is done. */
export const SEAM = '\uE003';

export interface Spelling {
  readonly tex: string;
  readonly text?: string;
}

export interface Notation {
  /** How functions are spelt, from their rows. */
  readonly rows?: (fn: string) => Spelling | undefined;
  /** The length of ones that prints as a bare 𝟏; others have a subscript. */
  readonly ones?: Dim;
  /** The size of the identity that prints as a bare I. */
  readonly eye?: Dim;
  /** Ranges that the legend states, so that Σₜ need not. */
  readonly ranges?: ReadonlyMap<string, { readonly from: Dim; readonly to: Dim }>;
  /** All names of the problem: a sign of ours that looks like one is printed another way. */
  readonly taken?: ReadonlySet<string>;
  /** Names that stand as they are spelt, b_ and x_bar: as mathematics they would look like another. */
  readonly spelt?: ReadonlySet<string>;
  /** Sizes that are called as a variable is, and what they print as. */
  readonly sizes?: ReadonlyMap<string, Dim>;
  /** The letters of the identity and of basis vectors, where I and e are the problem's. */
  readonly identity?: string;
  readonly basis?: string;
  /** Whether a matrix is known to be positive definite; where nothing is known, none is. */
  readonly isDefinite?: (e: Expr) => boolean;
  /** Pieces to be put between marks, for highlighting. */
  readonly mark?: ReadonlySet<Expr>;
  /** Pieces that the next line replaces, likewise. */
  readonly replaced?: ReadonlySet<Expr>;
  /** Whether break opportunities are written. */
  readonly breaks?: boolean;
}

/** Whether the legend says the range of its letter. */
export function isStated(
  { over, from, to }: { readonly over: string; readonly from: Dim; readonly to: Dim },
  { ranges }: Notation,
): boolean {
  const stated = ranges?.get(over);
  return stated !== undefined && stated.from === from && stated.to === to;
}

/** A printed piece and how tightly its outermost operator binds. */
export interface Written {
  readonly text: string;
  readonly level: Level;
  /** How tightly what it begins with binds, where that is another matter: S Σᵢ r[i] begins with S. */
  readonly opens?: Level;
}

/** The walker, as the files of special forms see it. */
export interface Writer {
  readonly style: Style;
  readonly notation: Notation;
  /** The term, in parentheses if it binds less tightly than `need`. */
  write(e: Expr, need?: Level): string;
  /** The term without parentheses of its own; `need` says what surroundings it is for. */
  piece(e: Expr, need: Level): Written;
  /** `text` between marks, if the term is one to be marked. */
  mark(e: Expr, text: string): string;
}

/** How one operator is written. */
export type Form = (e: Call, writer: Writer, need: Level) => Written;

export interface Style {
  readonly format: 'text' | 'tex';
  readonly minus: string;
  readonly plus: string;
  readonly colon: string;
  readonly zero: string;
  readonly pi: string;
  name(parts: NameParts, index: readonly Dim[]): string;
  dim(d: Dim): string;
  /** A positive number. */
  number(value: Rational): string;
  /** The number as a factor in front of something. */
  coefficient(value: Rational): string;
  parenthesise(inner: string): string;
  /** Parentheses with room inside, for the sum that is a whole line. */
  roomy(inner: string): string;
  /** Juxtaposition; with a space where `apart`, or where the two would read as one word. */
  juxtapose(left: string, right: string, apart: boolean): string;
  hadamard(factors: readonly string[], spaced: boolean): string;
  quotient(above: string, below: string): string;
  kronecker(factors: readonly string[]): string;
  /** A scalar fraction; `below` is ready to stand under a slash. */
  fraction(above: string, below: string): string;
  /** A scalar fraction standing in front of a body. */
  inFront(fraction: string, body: string): string;
  /** `body` over a scalar, where the style has such a form; undefined where a fraction is put in front. */
  over(body: string, below: string): string | undefined;
  /** Whether what stands under a fraction or in an exponent is enclosed by the notation itself. */
  readonly encloses: boolean;
  superscript(base: string, exponent: string): string;
  /** The exponent of an entrywise power. */
  entrywise(exponent: string): string;
  transpose(base: string): string;
  inverse(base: string): string;
  inverseTranspose(base: string): string;
  root(arg: string, simple: boolean): string;
  norm(arg: string, kind: '' | 'F' | '1' | '2' | 'inf' | 'nuc'): string;
  absolute(arg: string): string;
  /** tanh X, tanh(X); `fn` is already spelt. */
  apply(fn: string, args: readonly string[], bare: boolean): string;
  /** A function's name in running mathematics, from its row or its key. */
  functionName(fn: string, spelling: Spelling | undefined): string;
  differential(arg: string): string;
  partial(of: string, by: string): string;
  fold(
    fold: 'sum' | 'prod',
    over: string,
    range: { readonly from: Dim; readonly to: Dim } | undefined,
    body: string,
  ): string;
  ones(length: Dim | undefined): string;
  eye(size: Dim | undefined, letter?: string): string;
  subscripted(base: string, index: readonly string[]): string;
  choice(condition: string, yes: string, no: string): string;
  indicator(condition: string): string;
  relation(op: string): string;
  blocks(rows: readonly (readonly string[])[]): string;
  slice(of: string, ranges: readonly string[]): string;
  range(from: string, to: string): string;
}
