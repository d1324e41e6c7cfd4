/**
 * One reading of expressions: the scope they are read in, the indices bound around the place, and the sizes.
 *
 * Every expression is walked by the same code twice: once while sizes are inferred, when only shapes matter, and
 * once with all sizes known, when terms are built. `make` is where the two differ. The walk itself is handed
 * in, so that the files which share it need not import one another.
 */
import { ZERO } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { ErrorCode, Span } from './error.js';
import { cut, FrobeniusError } from './error.js';
import type { Sizes } from './infer.js';
import type { OperatorTable } from './operators.js';
import type { OpenLoop, Scope } from './scope.js';
import { shapeWords } from './scope.js';
import type { Syntax } from './syntax.js';

/** An expression that has been read. Its term means something only when sizes are no longer being inferred. */
export interface Piece {
  readonly shape: Shape;
  readonly expr: Expr;
  readonly span: Span;
}

/** An index bound by a loop or by a sum. */
export interface BoundIndex {
  readonly from: Dim;
  readonly to: Dim;
  readonly step: 1 | -1;
  /** The name it has in terms: another one only where it would otherwise be captured. */
  readonly as: string;
  readonly loop?: OpenLoop;
}

export type Walk = (context: Context, syntax: Syntax) => Piece;

export interface ContextOptions {
  /** d(e) and dX are differentials. */
  readonly differentials?: boolean;
  /** Indices need not lie where the family is declared or defined: for lines of a derivation. */
  readonly anyIndex?: boolean;
}

export class Context {
  /** Parameters of the function whose formula is being read. */
  locals: ReadonlyMap<string, Piece> | undefined;
  bound: ReadonlyMap<string, BoundIndex> = new Map();
  path: readonly OpenLoop[] = [];
  /** What `end` means, innermost last. */
  readonly ends: Dim[] = [];
  /** Formulas being expanded, and how many were in all. */
  readonly expanding: string[] = [];
  expansions = 0;

  constructor(
    readonly scope: Scope,
    readonly table: OperatorTable,
    readonly sizes: Sizes,
    readonly source: string,
    private readonly walk: Walk,
    readonly options: ContextOptions = {},
  ) {}

  read(syntax: Syntax): Piece {
    return this.walk(this, syntax);
  }

  /** Forgets where an earlier reading was broken off. */
  reset(): void {
    this.locals = undefined;
    this.bound = new Map();
    this.path = [];
    this.ends.length = 0;
    this.expanding.length = 0;
    this.expansions = 0;
  }

  /** A piece; its term is built only once sizes are known. */
  make(shape: Shape, span: Span, build: () => Expr): Piece {
    if (!this.sizes.inferring) return { shape, expr: build(), span };
    return { shape: [this.sizes.resolve(shape[0]), this.sizes.resolve(shape[1])], expr: ZERO, span };
  }

  isScalar(piece: { readonly shape: Shape }): boolean {
    return this.sizes.resolve(piece.shape[0]) === 1 && this.sizes.resolve(piece.shape[1]) === 1;
  }

  /** A column, a row or a number. */
  isVector({ shape }: { readonly shape: Shape }): boolean {
    return shape.some((size) => this.sizes.resolve(size) === 1);
  }

  isColumn(piece: { readonly shape: Shape }): boolean {
    return this.sizes.resolve(piece.shape[1]) === 1;
  }

  sameShape(a: Shape, b: Shape): boolean {
    const rows = this.sizes.same(a[0], b[0]);
    return this.sizes.same(a[1], b[1]) && rows;
  }

  /** Reads with other indices bound. */
  withBound<T>(name: string, index: BoundIndex, run: () => T): T {
    const { bound, locals } = this;
    this.bound = new Map(bound).set(name, index);
    // a parameter of that name is hidden as well
    if (locals?.has(name)) this.locals = new Map([...locals].filter(([parameter]) => parameter !== name));
    if (locals === undefined && this.scope.values.get(name)?.origin === 'declared')
      this.scope.hidden.set(name, `${name} is an index where it is bound, and not the variable that is declared`);
    try {
      return run();
    } finally {
      this.bound = bound;
      this.locals = locals;
    }
  }

  /** The first of these letters that nothing here is called; where all are taken the first with a number. */
  freshLetter(letters: readonly string[]): string {
    const isFree = (name: string): boolean =>
      !this.scope.has(name) && [...this.bound].every(([key, { as }]) => key !== name && as !== name);
    const found = letters.find(isFree);
    for (let k = 1; ; k++) {
      const name = found ?? `${letters[0]}${k}`;
      if (isFree(name)) return name;
    }
  }

  /** Runs with the parameters of a formula, where a name that the problem has means that, and no index around the call. */
  withLocals<T>(locals: ReadonlyMap<string, Piece>, run: () => T): T {
    const outer = { bound: this.bound, locals: this.locals };
    this.locals = locals;
    // the letters stay taken, under keys that no text has
    this.bound = new Map(
      [...outer.bound].map(([name, index]) => [this.scope.values.has(name) ? `${name}'` : name, index]),
    );
    try {
      return run();
    } finally {
      this.bound = outer.bound;
      this.locals = outer.locals;
    }
  }

  fail(code: ErrorCode, message: string, span?: Span, hint?: string): never {
    throw new FrobeniusError(code, message, span, hint, this.source);
  }

  /** The text of a place, shortened where it is long. */
  text(span: Span): string {
    return cut(this.source.slice(span.start, span.end), 40);
  }

  /** "A is n×h". */
  is(piece: { readonly shape: Shape; readonly span: Span }): string {
    return `${this.text(piece.span)} is ${shapeWords(piece.shape)}`;
  }
}
