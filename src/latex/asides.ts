/**
 * Equations that define nothing: "if A = Aᵀ", "for λ = 0", "it vanishes at x = A⁻¹b". A text that says such a thing of a
 * letter has spoken of it before, and means a case of it, or a point.
 */
import type { Formula, TexSymbol } from './formula.js';
import type { Line } from './lines.js';
import type { Read } from './spoken.js';
import { walk } from './walk.js';

type Equation = Line & { readonly kind: 'equation' };

/** Why an equation is no definition; undefined where it may be one. */
export type Aside = 'condition' | 'point';

const CONDITION =
  /\b(?:if|when|whenever|unless|in\s+(?:the\s+)?case(?:\s+(?:that|of|where))?|provided(?:\s+that)?)\b[^,;]*$/i;
/** What comes behind these is what a letter is from now on. */
const DEFINES =
  /(?:(?<!\b(?:is|are|points?|place)\s+)\bwhere|\b(?:let|with|define[sd]?|defining|denote[sd]?|denoting|put|write|writing|call|introduce|abbreviate|notation))\b[^;]*$/i;
const LET = /\b(?:let|where|define[sd]?|denote[sd]?|put|fix|choose)\b[^;]*$/i;

export function asideIn(read: readonly Read[], k: number, line: Equation): Aside | undefined {
  const [left, right] = line.sides;
  if (left?.kind !== 'symbol' || right === undefined) return undefined;
  const { piece } = read[k] as Read;
  const front = sentenceBefore(read, k);
  const isLetter = (f: Formula): boolean => f.kind === 'symbol' && sameLetter(f, left);
  const before = read.slice(0, k);
  if (!before.some(({ lines }) => lines.some((l) => isUsedIn(l, isLetter)))) return undefined;
  if (piece.kind === 'math' && !piece.display && CONDITION.test(front)) return 'condition';
  if (isCase(right)) return LET.test(front) ? undefined : 'point';
  if (!before.some(({ lines }) => lines.some((l) => isVariableIn(l, isLetter)))) return undefined;
  return DEFINES.test(front) ? undefined : 'point';
}

const ANEW =
  /\b(?:now|let|next|consider|suppose|assume|instead|another|alternatively|other|second|exercise|problem|example|question|replace[sd]?|change[sd]?|redefine[sd]?|if|when|with)\b/i;

/** Whether the words before a definition say that it is another than one above it. */
export const beginsAnew = (read: readonly Read[], k: number): boolean => ANEW.test(sentenceBefore(read, k));

/** A number, or the identity. */
const isCase = (f: Formula): boolean =>
  f.kind === 'number' || f.kind === 'eye' || (f.kind === 'symbol' && /^[I01]$/.test(f.base));

const sameLetter = (a: TexSymbol, b: TexSymbol): boolean =>
  a.base === b.base && a.subs.length === b.subs.length && a.word === b.word && a.accents.join() === b.accents.join();

/** Whether the letter stands in what is worked out, and not only where it is declared. */
function isUsedIn(line: Line, isLetter: (f: Formula) => boolean): boolean {
  if (line.kind === 'expression') return line.formula.kind !== 'symbol' && holds(line.formula, isLetter);
  if (line.kind === 'equation' || line.kind === 'function')
    return rightSides(line).some((side) => holds(side, isLetter));
  return false;
}

const rightSides = (line: Line & { kind: 'equation' | 'function' }): readonly Formula[] =>
  line.kind === 'function' ? line.sides : line.sides.slice(1);

const holds = (formula: Formula, isLetter: (f: Formula) => boolean): boolean =>
  [...walk(formula)].some(({ f }) => isLetter(f));

/** Whether a text speaks of the letter as of a variable: it lives somewhere, something is a function of it. */
function isVariableIn(line: Line, isLetter: (f: Formula) => boolean): boolean {
  if (line.kind === 'membership' || line.kind === 'property') return line.names.some(isLetter);
  return line.kind === 'function' && line.of.some(isLetter);
}

/** The words of the sentence before a formula, and a space for each formula in it. */
function sentenceBefore(read: readonly Read[], k: number): string {
  let front = '';
  for (let at = k - 1; at >= 0; at--) {
    const { piece } = read[at] as Read;
    const parts = piece.kind === 'words' ? piece.text.split(/[.;?!:]\s|\n\s*\n/) : piece.display ? ['', ''] : [' '];
    front = (parts.at(-1) ?? '') + front;
    if (parts.length > 1) break;
  }
  return front;
}
