/** What words ask for of the formula behind them: "the gradient of f", "differentiate … with respect to x". */
import type { Span } from '../language/error.js';
import { isDerivative } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Line } from './lines.js';
import type { Derivative, Piece } from './prose.js';
import { asks, DENIED } from './prose.js';

export interface Read {
  readonly piece: Piece;
  readonly lines: readonly Line[];
}

/** Names that words ask for, and in which piece of the text they do. */
export interface AskedAt {
  readonly names: readonly (TexSymbol | string)[];
  readonly at: number;
}

export interface Spoken {
  readonly kind: Derivative;
  readonly of: Formula;
  /** Names that are asked for of this one alone. */
  readonly by: readonly (TexSymbol | string)[];
  readonly span: Span;
}

const NOUN =
  '(?:gradients?|derivatives?|differentials?|jacobians?|hessians?|second(?:[- ]order)?(?:\\s+partial)?\\s+derivatives?)';
/** Words that may stand between "of" and the formula. */
const BETWEEN =
  '(?:\\s+(?:the|this|a|an|following|given|scalar|real|loss|cost|objective|energy|log-?likelihood|likelihood|function(?:al)?|map|expression|quantity|norm|matrix|vector|trace|squared|both)\\b)*';
const OF = new RegExp(`\\b(${NOUN})(?:\\s+(?:matri(?:x|ces)|vectors?))?\\s+(?:of|for)${BETWEEN}\\s*:?\\s*$`, 'i');
const DIFFERENTIATE = new RegExp(`\\b(?:differentiate|derive)${BETWEEN}\\s*:?\\s*$`, 'i');
/** "and of g", "and g": goes on with what the words before the last formula say. */
const AND = '^\\s*[?.;]?\\s*(?:,|and|or|,\\s*and)\\s*';
const MORE = new RegExp(`${AND}(?:(?:that\\s+)?of)?${BETWEEN}\\s*$`, 'i');
/** Also behind names: "of f with respect to x and of g". */
const MORE_OF = new RegExp(`${AND}(?:that\\s+)?of${BETWEEN}\\s*$`, 'i');
/** "Gradient w.r.t. x of f" */
const BEHIND = new RegExp(`^\\s*(?:,\\s*)?of${BETWEEN}\\s*$`, 'i');

export function spokenIn(read: readonly Read[], asked: readonly AskedAt[]): Spoken[] {
  const found: { kind: Derivative; of: Formula; at: number; span: Span }[] = [];
  let last: { kind: Derivative; at: number } | undefined;
  for (let k = 1; k < read.length; k++) {
    const { piece, lines } = read[k] as Read;
    const before = read[k - 1]?.piece;
    if (piece.kind !== 'math' || before?.kind !== 'words') continue;
    const of = subjectIn(lines);
    if (of === undefined) continue;
    const own = kindBefore(read, k);
    const kind =
      own ??
      (last && (MORE_OF.test(before.text) || (last.at === k - 2 && MORE.test(before.text))) ? last.kind : undefined);
    if (kind === undefined) continue;
    found.push({ kind, of, at: k, span: piece.span });
    last = { kind, at: k };
  }
  // several lists of names: each goes with the formula before it
  const each = asked.length > 1 && found.length > 1;
  return found.map(({ kind, of, at, span }, k) => {
    const next = found[k + 1]?.at ?? read.length;
    const by = each ? asked.filter((a) => a.at > at && a.at < next).flatMap((a) => a.names) : [];
    return { kind, of, by, span };
  });
}

/** What the words before a formula want of it. */
function kindBefore(read: readonly Read[], k: number): Derivative | undefined {
  const { text } = (read[k - 1] as Read).piece as Piece & { kind: 'words' };
  const sentence = text.split(/[.;?!]\s|\n\s*\n/).at(-1) ?? '';
  const match = OF.exec(sentence);
  if (match !== null) {
    const front = sentence.slice(0, match.index);
    return isAsking(front, read, k) ? kindOfNoun(match[1] as string) : undefined;
  }
  if (DIFFERENTIATE.test(sentence)) return DENIED.test(sentence) ? undefined : 'grad';
  if (!BEHIND.test(text)) return undefined;
  // the noun stands before the names: "gradient with respect to x of f"
  const earlier = read[k - 3]?.piece;
  if (earlier?.kind !== 'words') return undefined;
  const noun = new RegExp(`\\b(${NOUN})\\s+(?:w\\.?\\s?r\\.?\\s?t\\.?|with\\s+respect\\s+to|in|by)\\s*$`, 'i').exec(
    earlier.text,
  );
  return noun ? kindOfNoun(noun[1] as string) : undefined;
}

/** A sentence that asks, or one without a verb: "Gradient of f". What stands in a formula before is part of it. */
function isAsking(front: string, read: readonly Read[], k: number): boolean {
  if (DENIED.test(front)) return false;
  if (asks(front) || /^\W*(?:(?:the|also|and|then|next|finally|now|first|\d+[.)]?)\s*)*$/i.test(front)) return true;
  // "Find ∂f/∂x and the gradient of g"
  const earlier = read[k - 3]?.piece;
  return earlier?.kind === 'words' && /^\s*(?:,|and|or|,\s*and)\b/.test(front) && asks(earlier.text);
}

function kindOfNoun(noun: string): Derivative {
  if (/^(?:hessian|second)/i.test(noun)) return 'hessian';
  return /^jacobian/i.test(noun) ? 'jacobian' : 'grad';
}

/** What the first line of a formula is of. */
function subjectIn(lines: readonly Line[]): Formula | undefined {
  const line = lines.find((l) => l.kind !== 'range' && l.kind !== 'membership');
  if (line?.kind === 'function') return line.name;
  if (line?.kind === 'equation') return line.sides[0]?.kind === 'symbol' ? line.sides[0] : undefined;
  if (line?.kind !== 'expression') return undefined;
  const { formula } = line;
  // ∂f/∂x says itself of what it is
  return isDerivative(formula) ? undefined : formula;
}
