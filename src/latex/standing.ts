/** What the words round a formula make of it: given, or asked for. */
import type { Span } from '../language/error.js';
import type { Formula } from './formula.js';
import { asks } from './prose.js';
import type { Read } from './spoken.js';
import { wordSymbol } from './symbols.js';

const GIVEN_BEFORE =
  /\b(?:given|givens|known|knowing|know|have|upstream|incoming|suppose|assume|assuming)(?:\s+(?:that|the|an?|we|you|gradients?|derivatives?|are|is|already|quantit(?:y|ies)|upstream|incoming))*\s*:?\s*$/i;
const GIVEN_BEHIND = /^\s*(?:(?:is|are|was|being)\s+(?:already\s+)?)?(?:given|known)\b/i;

/** What the words round a formula make of it; in a list with "and" the first of it says it for all. */
export function standing(read: readonly Read[], k: number): { given: boolean; sought: boolean } {
  const [before, behind] = [wordsIn(read[k - 1]), wordsIn(read[k + 1])];
  const goesOn = k >= 2 && /^\s*(?:,|and|or|,\s*and)\s*$/i.test(before) && read[k - 2]?.piece.kind === 'math';
  if (goesOn) return standing(read, k - 2);
  const given = GIVEN_BEFORE.test(before) || GIVEN_BEHIND.test(behind);
  return { given, sought: !given && asks(before.split(/[.;?!]\s|\n\s*\n|,\s*(?:where|with|since|as)\b/).at(-1) ?? '') };
}

const wordsIn = (read: Read | undefined): string => (read?.piece.kind === 'words' ? read.piece.text : '');

/** "Let δ denote ∂L/∂z", "write δ for ∂L/∂z" */
export const STANDS_FOR =
  /^\s*(?:denotes?|be|is|stands?\s+for|for|denoting)(?:\s+the\s+(?:gradient|derivative|error))?\s*$/i;

/** "is a scalar", ": a real number" */
const isNumber = (words: string): boolean =>
  /^\s*(?::|is|be|are|,)?\s*(?:an?|the|some)?\s*(?:(?:real|positive|fixed|given|small)\s+)*(?:scalars?|(?<!of\s)numbers?)\b(?!\s+of\b)/i.test(
    words,
  );

/** "is an n × d matrix", "is a scalar": the size that the words behind a name say. */
export function sizeSaid(words: string, span: Span): readonly Formula[] | undefined {
  const written = /^[^.]{0,40}?\b([A-Za-z]|\d+)\s*(?:x|×|by|-by-)\s*([A-Za-z]|\d+)\b/.exec(words);
  if (written) return [written[1], written[2]].map((text) => sizeLetter(text as string, span));
  return isNumber(words) ? [] : undefined;
}

const sizeLetter = (text: string, span: Span): Formula =>
  /^\d+$/.test(text) ? { kind: 'number', text, span } : wordSymbol(text, span);
