/**
 * Words about mathematics: reasons, conditions and notes, as runs of plain words, terms and shapes. Styles print the
 * terms, so that no reason holds text in one format's spelling.
 */
import type { Shape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { table } from '../expression/table.js';

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
const RELATIONS: Readonly<Record<string, string>> = table({ ' = ': ' = ', ' ⊘ ': ' \\oslash ', ' ≥ ': ' \\ge ' });
/** The sign in LaTeX, of words that are one. */
export const relationOf = (part: PhrasePart | undefined): string | undefined =>
  typeof part === 'string' ? RELATIONS[part] : undefined;

/** Words side by side as one. */
export function merged<Part>(
  parts: readonly (Part | string)[],
  apart: (part: Part | string) => boolean,
): (Part | string)[] {
  const out: (Part | string)[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === 'string' && typeof last === 'string' && !apart(part) && !apart(last))
      out[out.length - 1] = last + part;
    else out.push(part);
  }
  return out;
}

/** The phrases that say something, one after another. */
export function joinPhrases(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases
    .filter((phrase) => phrase.length > 0)
    .flatMap((phrase, i) => (i === 0 ? phrase : [separator, ...phrase]));
}

/** What stands between semicolons, without references. */
export function clausesOf(phrase: Phrase): Phrase[] {
  const clauses: PhrasePart[][] = [];
  for (const part of plainPhrase(phrase)) {
    const last = clauses.at(-1);
    if (part === '; ' || last === undefined) clauses.push(part === '; ' ? [] : [part]);
    else last.push(part);
  }
  return clauses.filter((clause) => clause.length > 0);
}

/** Terms as a list: X, H[t], 𝟏. */
export const listTerms = (terms: readonly Expr[]): Phrase =>
  joinPhrases(
    terms.map((term) => [term]),
    ', ',
  );

/** Each once, in order. */
export const distinct = <T>(items: Iterable<T>): T[] => [...new Set(items)];
