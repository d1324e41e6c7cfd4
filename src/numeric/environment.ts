/**
 * What an expression is evaluated in: sizes, values and directions of variables, definitions, and where the values of
 * functions come from. An environment never changes; the evaluator keeps what it has computed beside it.
 *
 * Values are asked for by key: "X", "X[2]", "H[0,3]", every index a number.
 */
import type { Dim } from '../expression/dimension.js';
import { dimName, dimToString } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Declaration, Definition, Property, UserFunction } from '../language/problem.js';
import type { ElementwiseRow, FunctionRow, Matrix } from '../rulebook/rule.js';

/** Where the rows of functions are looked up: the catalog of the rule book has this form. */
export interface FunctionRows {
  elementwise(fn: string): ElementwiseRow | undefined;
  row(fn: string): FunctionRow | undefined;
}

export interface Environment {
  /** Numbers for dimension names, ends such as T, and declared integers. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The value of a variable or of a member of a family; undefined where it has none. */
  value(key: string): Matrix | undefined;
  /** Of a rule's operands that commute: those that are polynomials in another, by which. */
  readonly polynomials?: ReadonlyMap<string, string>;
  /** The direction put for its differential; undefined is zero. */
  direction(key: string): Matrix | undefined;
  /** The problem's definitions and those of a derivation. */
  readonly definitions: readonly Definition[];
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** Declared functions that have no formula. */
  readonly unknown: ReadonlyMap<string, UserFunction>;
  /** Numbers given for pieces of unknown functions, by their text without spaces: "grad(L,A)", "f'(X)". */
  readonly given: ReadonlyMap<string, Matrix>;
  /** The text of a piece, for looking it up in `given`. */
  spell?(e: Expr): string;
  /** The seed of the random functions put for unknown ones; absent where numbers must be given. */
  readonly seed?: number;
  readonly rows: FunctionRows;
  /** grad by a symmetric variable as if its entries were independent: G + G' − G∘I. */
  readonly independentEntries?: boolean;
  /** Differentials of orthogonal and unit variables keep them so, as those in a person's derivation do. */
  readonly tangent?: boolean;
  /** The step of difference quotients. Default DEFAULT_STEP. */
  readonly step?: number;
}

/** The fifth-order truncation and the rounding of a five-point difference balance near this step. */
export const DEFAULT_STEP = 2 ** -10;

/** Bound indices and what they stand for. */
export type Bindings = ReadonlyMap<string, number>;
export const UNBOUND: Bindings = new Map();

export const keyOf = (name: string, index: readonly number[]): string =>
  index.length === 0 ? name : `${name}[${index.join(',')}]`;

/** The whole number a dimension or index stands for. */
export function dimValue(d: Dim, env: Pick<Environment, 'sizes'>, bindings: Bindings): number {
  if (typeof d === 'number') return d;
  let sum = 0;
  for (const { coefficient, names } of d.terms) {
    let product = coefficient;
    for (const name of names) {
      const value = bindings.get(name) ?? env.sizes.get(name);
      if (value === undefined) {
        throw new FrobeniusError(
          'values',
          d === dimName(name)
            ? `no number is known for ${name}`
            : `no number is known for ${name} in ${dimToString(d)}`,
          undefined,
          `values may give it by its name: {"${name}": 3}`,
        );
      }
      product *= value;
    }
    sum += product;
  }
  return sum;
}

/** The declaration of a value: of a member by itself, H[0], or of its family. */
export const declarationOf = (declarations: ReadonlyMap<string, Declaration>, key: string): Declaration | undefined =>
  declarations.get(key) ?? declarations.get(key.replace(/\[.*/, ''));

/** What a variable or member is declared to be. */
export const propertiesOf = (key: string, { declarations }: Pick<Environment, 'declarations'>): ReadonlySet<Property> =>
  declarationOf(declarations, key)?.properties ?? new Set();
