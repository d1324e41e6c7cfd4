/**
 * What the names of a problem stand for, while it is being read.
 *
 * Owns the tables of values (variables, definitions, families and their members), of functions and of dimensions.
 * It checks nothing: declare.ts fills it from declarations, families.ts from definitions, elaboration looks up.
 * Variables, functions and dimensions live apart: one name may be in several tables.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimName, dimToString } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { Span } from './error.js';
import type { LetterKind } from './names.js';
import type { Declaration, Loop } from './problem.js';
import type { Syntax } from './syntax.js';

export type NameSyntax = Syntax & { kind: 'name' };

/** A loop as it is being read: one object for each `for`, so that two uses can be seen to share it. */
export interface OpenLoop extends Loop {
  readonly span: Span;
}

/** A general definition F[t] = … under its loops, or a plain one (no loops). */
export interface Range {
  /** The index as defined, and the loops around, outermost first. */
  readonly index: readonly Dim[];
  readonly path: readonly OpenLoop[];
  done: boolean;
}

/** H[0]: a member on its own; a letter at a position stands for every index there. */
export interface Member {
  readonly at: readonly Dim[];
  readonly letters: ReadonlySet<string>;
  readonly defined: boolean;
  readonly declaration?: Declaration;
  shape: Shape | undefined;
  done: boolean;
}

export interface Value {
  readonly name: string;
  readonly origin: 'declared' | 'undeclared' | 'defined' | 'let' | 'function' | 'given';
  /** Number of indices; undefined where any number will do. */
  arity: number | undefined;
  /** Of the general member; undefined until it is known. */
  shape: Shape | undefined;
  /** Of a family that no boundary tells it of: the shape that its definition gives back when its own members have it. */
  ownShape?: Shape;
  readonly members: Member[];
  readonly ranges: Range[];
  declaration: Declaration | undefined;
  /** A let: what stands for it, under its own loops' letters. */
  term: Expr | undefined;
  /** A declared integer is a dimension wherever it stands. */
  readonly integer: boolean;
  /** For the given gradient of an unknown function: the name whose shape it has. */
  readonly like: string | undefined;
  readonly span: Span | undefined;
  used: boolean;
}

export interface Formula {
  readonly kind: 'formula';
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Syntax;
}

/** A user's function as declared; an unknown one becomes a UserFunction once every shape is known. */
export type ScopeFunction =
  | Formula
  | { readonly kind: 'elementwise'; readonly name: string }
  | {
      readonly kind: 'scalar';
      readonly name: string;
      readonly of: readonly NameSyntax[];
      readonly gradient?: NameSyntax;
    }
  | { readonly kind: 'matrix'; readonly name: string; readonly of: NameSyntax; readonly shape: Shape };

export class Scope {
  readonly values = new Map<string, Value>();
  readonly functions = new Map<string, ScopeFunction>();
  /** Dimensions in order of appearance, those that end loops and sums among them. */
  readonly dims = new Set<string>();
  /** Those that stand at the end of a loop or sum, and declared integers. */
  readonly loopEnds = new Set<string>();
  /** By function: calls that mean something else in MATLAB, in words. */
  readonly elsewhere = new Map<string, string>();
  /** By name: undeclared variables whose guess by the letter may be wrong, in words. */
  readonly doubted = new Map<string, string>();
  /** By name: variables that an index hides, or that nothing uses though they are asked for, in words. */
  readonly hidden = new Map<string, string>();
  /** True where any name may stand in a size or an index (rules, lines of a derivation). */
  openDims = false;
  /** Undeclared names that are tried as another kind than that of their letter. */
  kinds: ReadonlyMap<string, LetterKind> = new Map();
  /** True where an undeclared name is a variable by its letter. */
  byLetter = true;

  addValue(name: string, origin: Value['origin'], fields: Partial<Value> = {}): Value {
    const value: Value = {
      name,
      origin,
      arity: 0,
      shape: undefined,
      members: [],
      ranges: [],
      declaration: undefined,
      term: undefined,
      integer: false,
      like: undefined,
      span: undefined,
      used: false,
      ...fields,
    };
    this.values.set(name, value);
    return value;
  }

  /** Whether the name stands for anything at all: used to find names that are free. */
  has(name: string): boolean {
    return this.values.has(name) || this.functions.has(name) || this.dims.has(name);
  }

  /** The dimension of this name, if there is one. */
  dim(name: string): Dim | undefined {
    if (this.dims.has(name) || this.values.get(name)?.integer) return dimName(name);
    if (!this.openDims) return undefined;
    this.dims.add(name);
    return dimName(name);
  }
}

/** "H[0]": the key of a member among the declarations. */
export const memberKey = (name: string, index: readonly Dim[]): string =>
  index.length === 0 ? name : `${name}[${index.map(dimToString).join(',')}]`;

/** "n×d", as messages write a shape. */
export function shapeWords([rows, cols]: Shape): string {
  if (rows === 1 && cols === 1) return 'a scalar';
  return `${sizeWords(rows)}×${sizeWords(cols)}`;
}

function sizeWords(d: Dim): string {
  const text = dimToString(d).replaceAll(/\?\d+/g, '?');
  return /[+-]/.test(text.slice(1)) ? `(${text})` : text;
}
