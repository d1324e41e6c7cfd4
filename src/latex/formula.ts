/**
 * Formulas as they are written in LaTeX. TYPES ONLY.
 *
 * What the parser of formulas understands without knowing any other formula: which letters are names of families, and
 * which subscripts are indices, is decided over the whole text, later.
 */
import type { Span } from '../language/error.js';

export type Accent = 'hat' | 'bar' | 'tilde' | 'dot';

/** A letter or a word with what hangs on it. */
export interface TexSymbol {
  readonly kind: 'symbol';
  /** A letter, a Greek letter's English name, or a word. */
  readonly base: string;
  readonly accents: readonly Accent[];
  readonly bold: boolean;
  /** A script letter, which to most writers is another one. */
  readonly script?: boolean;
  /** Subscripts, a comma or nothing between them: t-1; i, j; xh. */
  readonly subs: readonly Formula[];
  /** They are set apart by commas. */
  readonly commas: boolean;
  /** The subscript is one word: \text{in}, \mathrm{max}. */
  readonly word?: string;
  /** The superscript in parentheses: A^{(t)}. */
  readonly over?: readonly Formula[];
  readonly primes: number;
  readonly star: boolean;
  /** Its size, as in A_{n \times h}. */
  readonly size?: readonly [Formula, Formula];
  readonly span: Span;
}

export interface Term {
  readonly negative: boolean;
  readonly term: Formula;
}

export type NormKind = '' | '1' | '2' | 'F' | 'inf' | 'nuc';

type Node = { readonly span: Span };

export type Formula =
  | ({ readonly kind: 'number'; readonly text: string } & Node)
  | TexSymbol
  | ({ readonly kind: 'sum'; readonly terms: readonly Term[] } & Node)
  /** Factors side by side; `guessed` where two are letters that only stand side by side. */
  | ({
      readonly kind: 'product';
      readonly factors: readonly Formula[];
      readonly guessed: boolean /** A letter before a parenthesis, which may be a function. */;
      readonly applied?: string;
      /** Where a dot stands before a factor: of two columns it is their inner product. */
      readonly dots?: readonly number[];
      /** The function without parentheses that takes it. */
      readonly argumentOf?: string;
    } & Node)
  | ({
      readonly kind: 'binary';
      readonly op: ':' | '.*' | './' | '/' | 'kron';
      readonly left: Formula;
      readonly right: Formula;
    } & Node)
  | ({
      readonly kind: 'fraction';
      readonly above: Formula;
      readonly below: Formula;
      /** Written with a slash; with factors side by side behind it, a coefficient close to its letter (2n) or apart. */
      readonly slash?: 'alone' | 'tight' | 'loose';
    } & Node)
  | ({ readonly kind: 'power'; readonly base: Formula; readonly exponent: Formula; readonly entrywise: boolean } & Node)
  | ({ readonly kind: 'transpose'; readonly of: Formula } & Node)
  | ({ readonly kind: 'inverse'; readonly of: Formula } & Node)
  | ({ readonly kind: 'pinv'; readonly of: Formula } & Node)
  | ({ readonly kind: 'call'; readonly fn: string; readonly primes: number; readonly args: readonly Formula[] } & Node)
  | ({
      readonly kind: 'fold';
      readonly fold: 'sum' | 'prod';
      readonly over: string;
      readonly from?: Formula;
      readonly to?: Formula;
      readonly body: Formula;
    } & Node)
  | ({ readonly kind: 'norm'; readonly of: Formula; readonly norm: NormKind } & Node)
  | ({ readonly kind: 'abs'; readonly of: Formula } & Node)
  | ({ readonly kind: 'matrix'; readonly rows: readonly (readonly Formula[])[] } & Node)
  | ({
      readonly kind: 'cases';
      readonly branches: readonly { readonly value: Formula; readonly condition?: Formula }[];
    } & Node)
  | ({ readonly kind: 'relation'; readonly op: string; readonly left: Formula; readonly right: Formula } & Node)
  /** Without `by`, by what its operand is a function of. */
  | ({ readonly kind: 'partial'; readonly of: Formula; readonly by?: Formula } & Node)
  | ({ readonly kind: 'differential'; readonly of: Formula } & Node)
  | ({ readonly kind: 'ones'; readonly length?: Formula; readonly width?: Formula } & Node)
  | ({ readonly kind: 'eye'; readonly size?: Formula } & Node)
  | ({ readonly kind: 'slice'; readonly of: Formula; readonly ranges: readonly Range[] } & Node);

/** A place or a stretch of one axis. */
export interface Range {
  readonly from?: Formula;
  readonly to?: Formula;
  readonly all: boolean;
}
