/**
 * The parse tree: what a text says before shapes are known. Every node has its place. TYPES ONLY.
 *
 * The parser makes these from tokens; elaboration (elaborate.ts) infers shapes over them and makes terms.
 */
import type { Span } from './error.js';

export type Syntax =
  | { readonly kind: 'number'; readonly text: string; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly index?: readonly IndexSyntax[]; readonly span: Span }
  | { readonly kind: 'unary'; readonly op: '-' | '+' | "'"; readonly arg: Syntax; readonly span: Span }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOperator;
      readonly left: Syntax;
      readonly right: Syntax;
      readonly span: Span;
      readonly at: Span;
    }
  /** f(a, b), and f'(a) with primes = 1. */
  | {
      readonly kind: 'call';
      readonly fn: string;
      readonly primes: number;
      readonly args: readonly Syntax[];
      readonly span: Span;
      readonly at: Span;
    }
  /** A(i, j): entries and ranges of a piece. `undefined` is a bare ':'. */
  | { readonly kind: 'slice'; readonly of: Syntax; readonly ranges: readonly RangeSyntax[]; readonly span: Span }
  | { readonly kind: 'blocks'; readonly rows: readonly (readonly Syntax[])[]; readonly span: Span }
  /** sum(t = a..b, e) or prod(t = a..b, e). */
  | {
      readonly kind: 'fold';
      readonly fold: 'sum' | 'prod';
      readonly over: string;
      readonly from: IndexSyntax;
      readonly to: IndexSyntax;
      readonly body: Syntax;
      readonly span: Span;
    }
  /** `end` inside a slice. */
  | { readonly kind: 'end'; readonly span: Span }
  /** d(e), dX: only where differentials are read. */
  | { readonly kind: 'differential'; readonly of: Syntax; readonly span: Span };

/** Left to right in precedence from LANGUAGE's table; './' '.^' etc. are kept apart from '/' '^'. */
export type BinaryOperator =
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '+'
  | '-'
  | ':'
  | '*'
  | '/'
  | '\\'
  | '.*'
  | './'
  | 'kron'
  | '^'
  | '.^';

/** An index or a size: an arithmetic expression over whole numbers and dimension names, as read. */
export type IndexSyntax = Syntax;

export type RangeSyntax =
  | { readonly kind: 'all'; readonly span: Span }
  | { readonly kind: 'at'; readonly at: Syntax; readonly span: Span }
  | { readonly kind: 'range'; readonly from: Syntax; readonly to: Syntax; readonly span: Span };

export interface ShapeSyntax {
  readonly rows: Syntax;
  readonly cols?: Syntax; // absent: a column vector
  readonly scalar: boolean; // the word `scalar`: rows is then the number 1
  readonly span: Span;
}

export interface PropertySyntax {
  readonly word: string;
  /** in (a, b) */
  readonly bounds?: readonly [Syntax, Syntax];
  readonly span: Span;
}

export interface LoopSyntax {
  readonly over: string;
  readonly from: IndexSyntax;
  readonly to: IndexSyntax;
  readonly step?: 1 | -1;
  readonly span: Span;
}

export type Statement =
  | {
      readonly kind: 'declare';
      readonly role: 'param' | 'data';
      readonly names: readonly (Syntax & { kind: 'name' })[];
      readonly shape?: ShapeSyntax;
      readonly properties: readonly PropertySyntax[];
      readonly span: Span;
    }
  | {
      readonly kind: 'define';
      readonly let: boolean;
      readonly target: Syntax & { kind: 'name' };
      readonly value: Syntax;
      /** The subject of a result read back: L of grad(L, U) = …, which has a name of its own. */
      readonly resultOf?: Syntax & { kind: 'name' };
      readonly span: Span;
    }
  | { readonly kind: 'for'; readonly loop: LoopSyntax; readonly body: readonly Statement[]; readonly span: Span }
  /** function f(x) = e · function f elementwise · function L(A) [with gradient G] · function Y(x) : n x m */
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly params: readonly (Syntax & { kind: 'name' })[];
      readonly body?: Syntax;
      readonly elementwise: boolean;
      readonly gradient?: Syntax & { kind: 'name' };
      readonly shape?: ShapeSyntax;
      readonly span: Span;
    }
  | {
      readonly kind: 'request';
      readonly request: RequestKind;
      readonly subject: Syntax;
      readonly wrt: readonly (Syntax & { kind: 'name' })[];
      readonly along?: readonly (Syntax & { kind: 'name' })[];
      readonly span: Span;
    }
  /** After the line `derivation`: kept as read, for `verify`. */
  | {
      readonly kind: 'chain';
      readonly left?: Syntax;
      readonly right: Syntax;
      readonly claim: boolean;
      readonly reason?: string;
      readonly span: Span;
    }
  | { readonly kind: 'hold'; readonly names: readonly (Syntax & { kind: 'name' })[]; readonly span: Span };

/** The kinds of derivatives that can be asked for. */
export type RequestKind = 'grad' | 'jacobian' | 'hessian' | 'hvp' | 'differential';
