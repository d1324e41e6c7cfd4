/**
 * A problem: what a source means once every shape is known. TYPES ONLY, and a few readers of them.
 *
 * read.ts makes it from text; derivation, checks and printers read it.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import type { Span } from './error.js';

export const PROPERTIES = [
  'symmetric',
  'skew',
  'diagonal',
  'lower',
  'upper',
  'toeplitz',
  'posdef',
  'orthogonal',
  'invertible',
  'positive',
  'rowstochastic',
  'stochastic',
  'unit',
  'fullrank',
  'integer',
] as const;
/** A property that a declaration may state. */
export type Property = (typeof PROPERTIES)[number];

/** A variable: its role, its shape (rows and columns) and its properties. */
export interface Declaration {
  readonly name: string;
  readonly role: 'param' | 'data';
  readonly shape: Shape;
  /** How many indices the family has; 0 for a plain variable. A boundary such as H[0] has `at`. */
  readonly arity: number;
  /** The family's own index letters as declared (X[t] : ["t"]), for printing. */
  readonly letters: readonly string[];
  /** For a declared member such as H[0] or H[l,0]: its index; a letter of `letters` stands for any value. */
  readonly at?: readonly Dim[];
  readonly properties: ReadonlySet<Property>;
  /** in (a, b): entries lie strictly between. */
  readonly bounds?: readonly [number, number];
  /** False where it was inferred from use and never declared. */
  readonly declared: boolean;
  /** Where it is declared: in the problem's own text, or in a line given beside it. */
  readonly place?: { readonly span: Span; readonly source: string };
}

/** for over = from..to: `step` says in which direction; the loop is empty if the ends are crossed. */
export interface Loop {
  readonly over: string;
  readonly from: Dim;
  readonly to: Dim;
  readonly step: 1 | -1;
}

/** `target` is the name as defined: A, A[t] inside `loops`, or a boundary value H[0]. */
export interface Definition {
  readonly target: Name;
  readonly loops: readonly Loop[];
  readonly value: Expr;
  /** True for the name we gave to an inline expression. */
  readonly anonymous: boolean;
  readonly span?: Span;
}

/** A function that a problem only declares. */
export type UserFunction =
  /** f elementwise: f(X) is call('f', [X]); its k-th derivative call("f'", [X]), call("f''", [X]) … */
  | { readonly kind: 'elementwise'; readonly name: string }
  /** function L(A, B): L is then name L of shape 1×1; `of` are the names it depends on. */
  | {
      readonly kind: 'scalar';
      readonly name: string;
      readonly of: readonly Name[];
      readonly gradient?: ReadonlyMap<Name, Name>;
    }
  /** function Y(x) : n x m: call('Y', [x]), its derivative by a scalar x call("Y'", [x]). */
  | { readonly kind: 'matrix'; readonly name: string; readonly of: Name; readonly shape: Shape };

/** What is asked for. */
export interface Request {
  readonly kind: 'grad' | 'jacobian' | 'hessian' | 'hvp' | 'differential';
  /** A name (usually of a definition). */
  readonly subject: Name;
  /** Names: W, a member W[2], a boundary H[0]; a family without index (W) means all its members. */
  readonly wrt: readonly Name[];
  /** Of hvp: the direction of each variable. */
  readonly along?: readonly Name[];
  /** True where `wrt` was not said and all params (or variables) were taken. */
  readonly implied: boolean;
}

/** A problem with every shape known: what is declared, defined and asked for. */
export interface Problem {
  readonly source: string;
  /** By name; a member declared on its own (H[0]) under "H[0]" as `format` writes it. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** In order of dependence as far as written; families may refer to themselves at other indices. */
  readonly definitions: readonly Definition[];
  readonly functions: ReadonlyMap<string, UserFunction>;
  readonly requests: readonly Request[];
  /** Names of dimensions, in order of appearance; `ends` are those that only end loops and sums (T). */
  readonly dims: readonly string[];
  readonly ends: ReadonlySet<string>;
  /** Facts to tell the reader: an undeclared name taken as a vector, and then the cautions. */
  readonly remarks: readonly string[];
  /** Those that may be a slip: an unused declaration, a call that means something else in MATLAB. */
  readonly cautions: readonly string[];
}

/** Whether anything of it is a family, or a member of one. */
export const hasFamilies = ({ definitions, declarations, requests }: Problem): boolean =>
  definitions.some((x) => x.loops.length > 0) ||
  [...declarations.values()].some((x) => x.arity > 0) ||
  requests.some(({ wrt }) => wrt.some((x) => x.index.length > 0));
