/** What the words round a formula make of it: given, or asked for. */
import { asks } from './prose.js';
import type { Read } from './spoken.js';

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
