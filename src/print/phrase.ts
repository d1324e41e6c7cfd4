/**
 * Words about mathematics: reasons, conditions and notes, as runs of plain words, terms and shapes. Styles print the
 * terms, so that no reason holds text in one format's spelling.
 */
import type { Shape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';

/** A sign of mathematics that is no term: 𝟏 : n×1, t = 1…T. */
export interface Sign {
  readonly sign: { readonly text: string; readonly tex: string };
}

/** What words refer to: a rule of the book, or the line of a number. */
export type Referent = { readonly rule: string } | { readonly line: number };

/** Words that refer to something a page may show elsewhere. */
export interface Reference {
  readonly words: Phrase;
  readonly to: Referent;
}

export type PhrasePart = string | Expr | Sign | Reference | { readonly shape: Shape };
export type Phrase = readonly PhrasePart[];

/** The same words, referring to nothing: for formats without links. */
export const plainPhrase = (phrase: Phrase): Exclude<PhrasePart, Reference>[] =>
  phrase.flatMap((part) => (isReference(part) ? plainPhrase(part.words) : [part]));

export const isReference = (part: PhrasePart): part is Reference => typeof part !== 'string' && 'words' in part;

/** Between two pieces of mathematics these words are a sign of mathematics too. */
export const isRelation = (part: unknown): part is ' = ' => part === ' = ';

/** The phrases that say something, one after another. */
export function joinPhrases(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases
    .filter((phrase) => phrase.length > 0)
    .flatMap((phrase, i) => (i === 0 ? phrase : [separator, ...phrase]));
}

/** Terms as a list: X, H[t], 𝟏. */
export const listTerms = (terms: readonly Expr[]): Phrase =>
  joinPhrases(
    terms.map((term) => [term]),
    ', ',
  );

/** Each once, in order. */
export const distinct = <T>(items: Iterable<T>): T[] => [...new Set(items)];
