/**
 * The table of functions, as the parser and elaboration take it: an argument, never an import, because the
 * catalog that fills it itself needs the parser for its rules. TYPES ONLY.
 */
import type { Shape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { Property } from './problem.js';

/** One argument of a function, in the function's own dimension names. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly properties: ReadonlySet<Property>;
}

/** What is known of a matrix function from its row: names stand for sizes to be matched (n, m, …). */
export interface Signature {
  readonly fn: string;
  readonly of: readonly Parameter[];
  readonly shape: Shape;
}

export interface OperatorTable {
  /** The canonical name of an elementwise function, from any of its spellings. */
  elementwise(spelling: string): string | undefined;
  /** f′(X) as a term, for an elementwise function by its canonical name. */
  derivative(fn: string, x: Expr): Expr;
  /** The signature of a matrix function, from any of its spellings. */
  signature(spelling: string): Signature | undefined;
  /** All spellings, for suggestions ("did you mean"). */
  spellings(): readonly string[];
}
