/** Runs of lexemes cut at signs, and what is said where that fails. Below the grammar, which hands in how to read. */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import type { Formula, Range } from './formula.js';
import type { Lexeme } from './lexemes.js';

export type Parse = (lexemes: readonly Lexeme[], span: Span) => Formula;

export const fail = (message: string, span: Span, hint?: string): never => {
  throw new FrobeniusError('syntax', message, span, hint);
};

/** Of a derivative by nothing. */
export const unsaid = (span: Span): never =>
  fail('this derivative does not say by what', span, 'as in \\nabla_x f, \\nabla_x^2 f');

/** i, j; 1:2, 3; :, j */
export function rangesOf(content: readonly Lexeme[], span: Span, parse: Parse): Range[] {
  let parts = splitAt(content, ',');
  // two letters side by side are two places: A_{ij}
  const [only = []] = parts;
  if (parts.length === 1 && only.length === 2 && only.every((l) => l.kind === 'letter' || l.kind === 'number'))
    parts = only.map((l) => [l]);
  return parts.map((part): Range => {
    const ends = splitAt(
      part.flatMap((l) => (l.kind === 'group' ? l.content : [l])),
      ':',
    );
    const read = (lexemes: readonly Lexeme[]): Formula | undefined =>
      lexemes.length === 0 ? undefined : parse(lexemes, span);
    if (ends.length === 1) {
      const from = read(ends[0] ?? []);
      return from ? { from, all: false } : fail('an index is missing', span);
    }
    const [from, to] = [read(ends[0] ?? []), read(ends[1] ?? [])];
    return { ...(from && { from }), ...(to && { to }), all: true };
  });
}

export function splitAt(lexemes: readonly Lexeme[], sign: string): (readonly Lexeme[])[] {
  const parts: Lexeme[][] = [[]];
  let depth = 0;
  for (const l of lexemes) {
    if (l.kind === 'operator' && (l.text === '(' || l.text === '[' || l.text === '{')) depth++;
    if (l.kind === 'operator' && (l.text === ')' || l.text === ']' || l.text === '}')) depth = Math.max(0, depth - 1);
    if (l.kind === 'operator' && l.text === sign && depth === 0) parts.push([]);
    else (parts.at(-1) as Lexeme[]).push(l);
  }
  return parts;
}

export function spanOf(lexemes: readonly Lexeme[], around: Span): Span {
  const [first, last] = [lexemes[0], lexemes.at(-1)];
  return first && last ? { start: first.span.start, end: Math.max(first.span.end, last.span.end) } : around;
}

/** How many brackets a row leaves open. */
export function openFences(row: readonly Lexeme[]): number {
  let depth = 0;
  for (const l of row) if (l.kind === 'operator') depth += '(['.includes(l.text) ? 1 : ')]'.includes(l.text) ? -1 : 0;
  return depth;
}

export const isSign = (l: Lexeme | undefined, sign: string): boolean => l?.kind === 'operator' && l.text === sign;

/** Outside of brackets. */
export const has = (lexemes: readonly Lexeme[], sign: string): boolean => splitAt(lexemes, sign).length > 1;
