/**
 * Equations that define nothing: "if A = Aᵀ", "for λ = 0", "it vanishes at x = A⁻¹b", w := w − ηg. A text that says such a thing of a
 * letter has spoken of it before, and means a case of it, or a point.
 */
import { withoutPlaces } from './enclosed.js';
import { isDerivative } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Line } from './lines.js';
import type { Read } from './spoken.js';
import { walk } from './walk.js';

type Equation = Line & { readonly kind: 'equation' };
type Head = Line & { readonly kind: 'function' };

/** Why an equation is no definition; undefined where it may be one. */
export type Aside = 'condition' | 'point' | 'step';

const CONDITION =
  /\b(?:if|when|whenever|unless|in\s+(?:the\s+)?case(?:\s+(?:that|of|where))?|provided(?:\s+that)?)\b[^,;]*$/i;
/** What comes behind these is what a letter is from now on. */
const DEFINES =
  /(?:(?<!\b(?:is|are|points?|place)\s+)\bwhere|\b(?:let|with|define[sd]?|defining|denote[sd]?|denoting|put|write|writing|call|introduce|abbreviate|notation))\b[^;]*$/i;
const LET = /\b(?:let|where|define[sd]?|denote[sd]?|put|fix|choose)\b[^;]*$/i;
/** What comes behind these has been found, or is a place that is spoken of. */
const FOUND =
  /\b(?:gives?|yields?|obtains?|gets?|solutions?|solves?|estimat\w+|minim\w+|maxim\w+|optim\w+|stationary|critical|vanish\w*|zero|attained|so|thus|hence|therefore|implies|iff)\b[^;]*$|\b(?:at|for|is|are)\s*$/i;

/** What is an aside in a text; told of by the places at which letters are first met. */
export class Asides {
  private readonly used = new Map<string, number>();
  private readonly argument = new Map<string, number>();
  private readonly declared = new Map<string, number>();
  /** By name, the first line that says what a function is. */
  private readonly heads = new Map<string, Head>();

  constructor(private readonly read: readonly Read[]) {
    for (const [k, { lines }] of read.entries())
      for (const line of lines) {
        for (const side of workedOut(line)) for (const { f } of walk(side)) note(this.used, f, k);
        if (line.kind === 'function') {
          for (const f of line.of) note(this.argument, f, k);
          const name = withoutPlaces(line.name);
          if (!this.heads.has(name)) this.heads.set(name, line);
        }
        if (line.kind === 'membership' || line.kind === 'property')
          for (const f of line.names) note(this.declared, f, k);
      }
  }

  /** f(x^*) = … behind f(x) = …: its value at a point, where no other function begins. */
  isPoint(k: number, line: Head): boolean {
    const args = (head: Head): string => head.of.map(withoutPlaces).join();
    const first = this.heads.get(withoutPlaces(line.name)) as Head;
    return args(first) !== args(line) && !OTHER.test(sentenceBefore(this.read, k));
  }

  /** Why an equation of a piece is none; undefined where it may define what stands on its left. */
  of(k: number, line: Equation): Aside | undefined {
    const [left, right] = line.sides;
    if (left?.kind !== 'symbol' || right === undefined) return undefined;
    if (isStep(left, right, (plain) => this.used.has(plain) || this.argument.has(plain))) return 'step';
    const { piece } = this.read[k] as Read;
    const letter = letterKey(left);
    const isBefore = (places: ReadonlyMap<string, number>): boolean => (places.get(letter) ?? k) < k;
    if (!isBefore(this.used)) return undefined;
    const front = sentenceBefore(this.read, k);
    if (piece.kind === 'math' && !piece.display && CONDITION.test(front)) return 'condition';
    if (isCase(right)) return LET.test(front) ? undefined : 'point';
    if (DEFINES.test(front)) return undefined;
    return isBefore(this.argument) || (isBefore(this.declared) && FOUND.test(front)) ? 'point' : undefined;
  }
}

/**
 * w_{t+1} = w_t − η∇f(w_t), w := w − ηg: a step of an algorithm. A recurrence has no derivatives in it, and its family does not
 * stand elsewhere without an index.
 */
function isStep(left: TexSymbol, right: Formula, isUsed: (letter: string) => boolean): boolean {
  if (right.kind !== 'sum') return false;
  const terms = right.terms.flatMap(({ term }) => (term.kind === 'symbol' && term.base === left.base ? [term] : []));
  if (terms.length === 0) return false;
  const isItself = terms.some((term) => withoutPlaces(term) === withoutPlaces(left));
  const isPlain = left.subs.length > 0 && isUsed(letterKey({ ...left, subs: [] }));
  return isItself || isPlain || [...walk(right)].some(({ f }) => isDerivative(f));
}

function note(places: Map<string, number>, f: Formula, k: number): void {
  if (f.kind === 'symbol' && !places.has(letterKey(f))) places.set(letterKey(f), k);
}

const letterKey = ({ base, subs, word, accents }: TexSymbol): string =>
  [base, subs.length, word ?? '', ...accents].join(' ');

/** What is worked out in a line, and not only declared or mentioned. */
function workedOut(line: Line): readonly Formula[] {
  if (line.kind === 'expression') return line.formula.kind === 'symbol' ? [] : [line.formula];
  if (line.kind === 'function') return line.sides;
  return line.kind === 'equation' ? line.sides.slice(1) : [];
}

const ANEW =
  /\b(?:now|let|next|consider|suppose|assume|instead|another|alternatively|other|second|exercise|problem|example|question|replace[sd]?|change[sd]?|redefine[sd]?|if|when|with)\b/i;

const OTHER =
  /\b(?:now|let|next|consider|instead|another|alternatively|exercise|problem|example|question|replace[sd]?|redefine[sd]?)\b/i;

/** Whether the words before a definition say that it is another than one above it. */
export const beginsAnew = (read: readonly Read[], k: number): boolean => ANEW.test(sentenceBefore(read, k));

/** "If A is symmetric, ∇f = 2Ax", and "f'(x) = 1 if x > 0": said of a case. */
export function isUnder(read: readonly Read[], k: number): boolean {
  if (CASE.test(sentenceBefore(read, k))) return true;
  // for i ≠ j, …
  for (let at = k - 1; at >= 0 && k - at <= 4; at--) {
    const { piece, lines } = read[at] as Read;
    if (piece.kind === 'words' ? /[.;?!:]\s|\n\s*\n/.test(piece.text) : piece.display) break;
    if (lines[0]?.kind === 'aside' && lines[0].of === 'order') return true;
  }
  const behind = read[k + 1]?.piece;
  const next = read[k + 2]?.lines[0];
  if (behind?.kind !== 'words') return false;
  return (
    CASE_BEHIND.test(behind.text) || (FOR_BEHIND.test(behind.text) && next?.kind === 'aside' && next.of === 'order')
  );
}

const CASE = /\b(?:if|whenever|unless|provided(?:\s+that)?)\b/i;
const CASE_BEHIND = /^\s*,?\s*(?:if|whenever|unless|provided(?:\s+that)?)\b/i;
const FOR_BEHIND = /^\s*,?\s*(?:for|when|where|on|at)(?:\s+all)?\s*$/i;

/** A number, or the identity. */
const isCase = (f: Formula): boolean =>
  f.kind === 'number' || f.kind === 'eye' || (f.kind === 'symbol' && /^[I01]$/.test(f.base));

/** More of a sentence is not looked at. */
const SENTENCE = 400;

/** The words of the sentence before a formula, and a space for each formula in it. */
export function sentenceBefore(read: readonly Read[], k: number): string {
  let front = '';
  for (let at = k - 1; at >= 0 && front.length < SENTENCE; at--) {
    const { piece } = read[at] as Read;
    const parts = piece.kind === 'words' ? piece.text.split(/[.;?!:]\s|\n\s*\n/) : piece.display ? ['', ''] : [' '];
    front = (parts.at(-1) ?? '') + front;
    if (parts.length > 1) break;
  }
  return front;
}
