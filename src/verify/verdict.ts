/**
 * What verification finds, as data. TYPES ONLY. Printers of every format read this one object.
 *
 * Every line of a derivation has one verdict; what is wrong has a place, as far as found a small example with numbers,
 * and what was probably meant. Texts are in the input language, in the spelling of whoever wrote the line.
 */
import type { Expr } from '../expression/expression.js';
import type { Span } from '../language/error.js';
import type { Matrix } from '../rulebook/rule.js';

/** What a line is found to be. */
export type Verdict =
  /** Equal to what stands before it. */
  | 'right'
  /** Equal neither to the line above nor to the left side of its chain. */
  | 'wrong'
  /** Equal to the line above, which is not equal to the left side. */
  | 'follows'
  /** Sizes that do not agree, in the line or with the line above. */
  | 'shape'
  | 'unreadable'
  /** No numbers decide: the reason says why. */
  | 'unchecked'
  /** A name for a piece, or what is held constant: nothing to judge. */
  | 'given';

/** A reason in words. */
export interface Said {
  readonly words: string;
  /** The rule of the book that says it. */
  readonly rule?: string;
}

/** Why a right line is right, by our own rules. */
export interface Found {
  /** In a mathematician's words, one for each rule that leads here; few. */
  readonly say: readonly Said[];
  /** Rules of the book among them, by id. */
  readonly rules: readonly string[];
}

/** How surely a line is right. */
export type Certainty =
  /** Equal as terms: nothing was left to numbers. */
  | { readonly kind: 'same' }
  /** Equal at points of a prime field; the chance of a false agreement is below 10^chance. */
  | {
      readonly kind: 'exact';
      readonly points: number;
      readonly chance: number;
      readonly free: boolean;
      /** Sizes and whole numbers that stand as numbers: they were tried one by one, and are not random. */
      readonly counted: readonly string[];
    }
  /** Equal on random values up to rounding; `error` is the largest relative difference. */
  | { readonly kind: 'numbers'; readonly samples: number; readonly error: number };

/** A value as a person would set it: a name, or the differential of one. */
export interface Setting {
  readonly name: string;
  readonly term: Expr;
  readonly value: Matrix;
}

/** Values at which two sides differ, small whole numbers where such were found. */
export interface Counterexample {
  readonly sizes: readonly (readonly [string, number])[];
  readonly settings: readonly Setting[];
  readonly before: Matrix;
  readonly after: Matrix;
  /** False where no small whole numbers show it: then they are random. */
  readonly small: boolean;
  /** Set where `before` is what is left of the difference, which the sides as such lose to rounding. */
  readonly of?: 'difference';
}

export const SLIPS = [
  'transpose',
  'frobenius-transpose',
  'layout',
  'inverse-transpose',
  'order',
  'trace',
  'sign',
  'factor',
  'size',
  'hadamard',
  'axis',
  'broadcast',
  'inverse',
  'product-rule',
  'missing-term',
  'extra-term',
  'missing-factor',
  'extra-factor',
  'letter',
  'exponent',
  'two',
] as const;
/** The slips that are looked for. */
export type Slip = (typeof SLIPS)[number];

/** The slip that was probably made, and the line as it was probably meant. */
export interface Diagnosis {
  readonly slip: Slip;
  /** One sentence without a full stop. */
  readonly words: string;
  /** The right side as it was probably meant, in the writer's own spelling, and as a term. */
  readonly corrected: string;
  readonly term: Expr;
}

/** What is found of one line of a derivation. */
export interface LineReport {
  readonly kind: 'equation' | 'name' | 'claim' | 'hold' | 'unreadable';
  /** 1-based. */
  readonly line: number;
  /** Of a text in LaTeX: its line that this was read from, 1-based. */
  readonly origin?: number;
  /** The equation as written, without its reason. */
  readonly text: string;
  readonly span: Span;
  /** The sides as read; a line that goes on has the left side of its chain no second time. */
  readonly left?: Expr;
  readonly right?: Expr;
  readonly verdict: Verdict;
  /** The reason that was given. */
  readonly reason?: string;
  readonly found?: Found;
  readonly certainty?: Certainty;
  /** What is the matter, as a sentence without a full stop. */
  readonly message?: string;
  readonly hint?: string;
  /** The place of an error within the source. */
  readonly at?: Span;
  readonly example?: Counterexample;
  readonly diagnosis?: Diagnosis;
  /** What our own rules make of the line above, where no slip was recognized. */
  readonly ours?: Expr;
  /** True where the line above is wrong and this one is not: it is equal to the left side of the chain. */
  readonly recovers?: boolean;
  readonly remarks: readonly string[];
}

/** What `verify` finds. */
export interface Verification {
  readonly source: string;
  readonly outcome: 'right' | 'wrong' | 'unreadable' | 'unchecked';
  readonly lines: readonly LineReport[];
  /** Which names vary, and which do not: what d means in these lines. */
  readonly varying: readonly string[];
  readonly constant: readonly string[];
  readonly remarks: readonly string[];
  readonly seed: number;
}

/** What `equal` finds. */
export interface Comparison {
  readonly outcome: 'equal' | 'different' | 'shape' | 'unchecked';
  readonly left: string;
  readonly right: string;
  readonly message?: string;
  readonly found?: Found;
  readonly certainty?: Certainty;
  readonly example?: Counterexample;
  readonly diagnosis?: Diagnosis;
  readonly remarks: readonly string[];
}
