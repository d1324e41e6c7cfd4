/**
 * A program in no language: what a derivation computes, as assignments and loops over a small closed set of operations.
 * TYPES ONLY. lower.ts and program.ts make it, the targets print it.
 *
 * A 1×1 value is a number, everything else a matrix of two dimensions. Elementwise operations broadcast as NumPy does,
 * so that no vector of ones is ever formed only to be multiplied by.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import type { Rational } from '../expression/rational.js';

interface Base {
  /** Of the value; of an operand that is spread, what it is before. */
  readonly shape: Shape;
}

export type Code =
  | (Base & { readonly op: 'number'; readonly value: Rational })
  /** A size or an index as a number. */
  | (Base & { readonly op: 'size'; readonly size: Dim })
  | (Base & { readonly op: 'name'; readonly name: string; readonly index: readonly Dim[] })
  | (Base & { readonly op: 'sum'; readonly terms: readonly { readonly minus: boolean; readonly code: Code }[] })
  /** Entry by entry: the product of `over` through that of `under`; numbers among them count for every entry. */
  | (Base & { readonly op: 'times'; readonly over: readonly Code[]; readonly under: readonly Code[] })
  /** The matrix product of two. */
  | (Base & { readonly op: 'product'; readonly left: Code; readonly right: Code })
  /** The sum of the products of corresponding entries. */
  | (Base & { readonly op: 'dot'; readonly left: Code; readonly right: Code })
  /** A⁻¹B without the inverse. */
  | (Base & { readonly op: 'solve'; readonly left: Code; readonly right: Code })
  | (Base & { readonly op: 'transpose'; readonly of: Code })
  | (Base & { readonly op: 'power'; readonly base: Code; readonly exponent: Code })
  /** Of all entries, of each row, of each column. */
  | (Base & { readonly op: 'total'; readonly over: 'all' | 'rows' | 'columns'; readonly of: Code })
  | (Base & { readonly op: 'fill'; readonly value: 0 | 1 })
  | (Base & { readonly op: 'identity' })
  | (Base & {
      readonly op: 'choose';
      readonly relation: '>' | '>=' | '<' | '<=' | '==';
      readonly operands: readonly [Code, Code, Code, Code];
    })
  | (Base & { readonly op: 'slice'; readonly of: Code; readonly range: readonly [Dim, Dim, Dim, Dim] })
  /** A function of the table. */
  | (Base & { readonly op: 'call'; readonly fn: string; readonly args: readonly Code[]; readonly dims: readonly Dim[] })
  | (Base & {
      readonly op: 'fold';
      readonly fold: 'sum' | 'prod';
      readonly over: string;
      readonly from: Dim;
      readonly to: Dim;
      readonly body: Code;
    });

export interface Loop {
  readonly over: string;
  readonly from: Dim;
  readonly to: Dim;
  readonly step: 1 | -1;
}

export type Statement =
  | {
      readonly kind: 'assign';
      readonly name: string;
      readonly index: readonly Dim[];
      readonly shape: Shape;
      readonly value: Code;
    }
  | { readonly kind: 'loop'; readonly loop: Loop; readonly body: readonly Statement[] };

export interface Input {
  /** As in the problem: "U", "X" of a family, "H[0]" of a boundary. */
  readonly key: string;
  /** The name it is put under, and where in it: of a boundary an index, of a family how many indices. */
  readonly name: string;
  readonly shape: Shape;
  readonly arity: number;
  readonly at?: readonly Dim[];
  /** Letters of `at` that stand for any index: of H[l,0] the l. */
  readonly letters: readonly string[];
  readonly words: string;
  /** Whether it is a piece of an unknown function, which goes by its text. */
  readonly piece?: true;
}

/** Where a size comes from. */
export type SizeSource =
  | { readonly kind: 'axis'; readonly size: string; readonly input: Input; readonly axis: 0 | 1 }
  /** The length of a list, less an offset: T from X[1..T+1]. */
  | {
      readonly kind: 'length';
      readonly size: string;
      readonly input: Input;
      readonly axis: number;
      readonly offset: number;
    }
  /** Nothing tells it: it is given. */
  | { readonly kind: 'given'; readonly size: string };

/** How many members a list is to have along an axis: no fewer than each of `least`, no more than the largest of `most`. */
export interface ListLength {
  readonly input: Input;
  readonly axis: number;
  readonly least: readonly Dim[];
  /** None where the problem names no end. */
  readonly most: readonly Dim[];
}

export interface Derivative {
  /** As in the answer of eval: "U", "W[2]", "x,y"; of a family its name. */
  readonly key: string;
  readonly shape: Shape;
  /** One, or for a family the members that are found together: the general one and cases of their own. */
  readonly parts: readonly DerivativePart[];
  /** The family whose members are answered as a list. */
  readonly family?: string;
}

export interface DerivativePart {
  readonly index: readonly Dim[];
  readonly loops: readonly Loop[];
  readonly value: Code;
}

export interface Program {
  /** What is computed: "grad L wrt U, W". */
  readonly title: string;
  readonly source: string;
  readonly inputs: readonly Input[];
  readonly sizes: readonly SizeSource[];
  /** What lists are checked for whose length tells no size. */
  readonly lengths: readonly ListLength[];
  /** Names that hold members of a family, with the number of their indices. */
  readonly families: ReadonlyMap<string, number>;
  readonly statements: readonly Statement[];
  /** The value of the subject; absent where it hangs on an unknown function. */
  readonly value?: Code;
  readonly derivatives: readonly Derivative[];
  /** Sizes, the first not less than the second, for which the derivatives hold; what is told where they are not so. */
  readonly demands: readonly { readonly more: Dim; readonly less: Dim; readonly words: string }[];
  /** Said in the comment: conventions and conditions. */
  readonly notes: readonly string[];
}
