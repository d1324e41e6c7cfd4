/**
 * Products without a sign, as the text format prints them: (A + Aᵀ)x, 2X(XᵀX)⁻¹, −A⁻ᵀBᵀA⁻ᵀ, and with a space ½ (aaᵀ − S⁻¹).
 *
 * Only in a text that has signs of print, and only where nothing else could be meant: without a space behind a superscript,
 * a closing parenthesis, a number or 𝟏; with one between any two operands. In plain text a number may stand before what it
 * multiplies, 2x; any other missing operator is told of.
 */
import type { Cursor } from './cursor.js';
import type { Span } from './error.js';
import type { Token } from './lexer.js';
import { beginsOperand, endsOperand, isSign } from './lexer.js';
import { LOWERED, PRINTED_FOLD, RAISED } from './spelling.js';

const PRINTED = new RegExp(`[½⅓¼𝟏⊙⊘⊗‖−∂∑∏${RAISED}]|[ΣΠ](?:_\\{|[${LOWERED}])`, 'u');
const printed = new Map<string, boolean>();
/** Of the texts that were asked about last. */
const MOST = 64;

function isPrinted(source: string): boolean {
  const known = printed.get(source);
  if (known !== undefined) return known;
  if (printed.size >= MOST) printed.clear();
  const found = PRINTED.test(source);
  printed.set(source, found);
  return found;
}

const isTransposed = (token: Token, source: string): boolean => isSign(token, "'") && source[token.span.start] === 'ᵀ';

/** ᵀ, ², ⁻¹, and not the signs of plain text. */
const isRaised = (token: Token, source: string): boolean => token.kind === 'superscript' || isTransposed(token, source);

/** What may stand behind an operand, and is none itself. */
export const WORDS: ReadonlySet<string> = new Set(['wrt', 'along', 'by', 'for', 'in', 'end', 'step', 'with', 'over']);

/** Whether the token here goes on with a product; `number` says that a bare number stands before it. */
export function isJoined({ token, previous, source }: Cursor, number: boolean): boolean {
  if (previous === undefined || token.spaced || token.first || !isPrinted(source)) return false;
  const solid = isRaised(previous, source) || previous.kind === 'ones' || number;
  if (token.kind === 'ones') return solid || previous.kind === 'name' || isSign(previous, ')');
  if (token.kind === 'name') return solid || isSign(previous, ')') || isSign(previous, ']');
  // a parenthesis behind another that was no index of it is a factor
  if (isSign(token, '(')) return solid || isSign(previous, ')');
  return solid && (isSign(token, '√') || isSign(token, '[') || isSign(token, '|') || isSign(token, '‖'));
}

/** Whether a number stands before what it multiplies, 2x, 2 tr(X): nothing else could be meant in any text. */
export function isMultiple({ token, previous }: Cursor, number: boolean): boolean {
  if (previous === undefined || token.first || !number) return false;
  return token.kind === 'name' ? !WORDS.has(token.text) : isSign(token, '(') || isSign(token, '‖');
}

/** Whether an operand follows another with a space between. A number does not: two of them are a slip. */
export function isJoinedBySpace({ token, previous, source }: Cursor): boolean {
  if (previous === undefined || !token.spaced || token.first || !isPrinted(source)) return false;
  if (!beginsOperand(token) || !endsOperand(previous) || token.kind === 'number' || token.kind === 'fraction')
    return false;
  return token.kind !== 'name' || !WORDS.has(token.text);
}

/** Whether the name taken last is a function whose argument has no parentheses: log p. */
export function isApplied({ token, previous, source }: Cursor): boolean {
  if (previous === undefined || !token.spaced || token.first || !isPrinted(source)) return false;
  return (
    /^\p{Ll}{2,}\d*$/u.test(previous.text) &&
    token.kind === 'name' &&
    !WORDS.has(token.text) &&
    !WORDS.has(previous.text)
  );
}

/** Signs that bind an operand more closely than a sum does. */
const CLOSE: ReadonlySet<string> = new Set(['^', '.^', '**', "'", '*', '.*', '/', './', '\\', '@']);

/** Refuses what goes on behind log a: whether log a² is log(a²) or (log a)² is told by parentheses alone. */
export function refuseMore(cursor: Cursor, fn: string, arg: Span): void {
  const { token, previous, source } = cursor;
  if (token.kind === 'eof' || token.kind === 'newline' || previous === undefined) return;
  const goesOn =
    token.kind === 'superscript' ||
    (token.kind === 'operator' && CLOSE.has(token.text)) ||
    (token.spaced ? isJoinedBySpace(cursor) : isJoined(cursor, false) || isSign(token, '('));
  if (!goesOn) return;
  const text = source.slice(arg.start, arg.end);
  const hint = `write the parentheses: ${fn}(${text}…) or (${fn} ${text})…`;
  cursor.fail(`how far ${fn} goes is not clear: all that follows, or ${text} alone`, token.span, hint);
}

/** Letters by which entries are numbered, whatever else they are: x(k) is an entry where k is a whole number. */
const NUMBERING = /^[i-nrst]$/u;

/**
 * Whether the parenthesis here is a factor, and no index, `ofNumber` where a number stands before it: it holds a transpose at its own level, or a variable that numbers
 * nothing is in it.
 */
export function isFactor(cursor: Cursor, isVariable: (name: string) => boolean, ofNumber = false): boolean {
  const { source } = cursor;
  if (!cursor.is('(') || !isPrinted(source)) return false;
  // a number has no entries: k (Xᵀ)ᵏ
  if (ofNumber && cursor.token.spaced) return true;
  let isOne = false;
  for (let k = 1, depth = 1; depth > 0; k++) {
    const token = cursor.look(k);
    if (token.kind === 'eof' || token.kind === 'newline') return false;
    if (isSign(token, '(') || isSign(token, '[') || isSign(token, '{')) depth++;
    if (isSign(token, ')') || isSign(token, ']') || isSign(token, '}')) depth--;
    if (depth !== 1) continue;
    if (PRINTED_FOLD.test(token.text) && !isVariable(token.text)) isOne = true;
    if (isSign(token, ',') || isSign(token, ':') || isSign(token, '..')) return false;
    if (isTransposed(token, source)) isOne = true;
    if (token.kind === 'name' && (isVariable(token.text) || piecesOf(token.text, isVariable)))
      isOne ||= !NUMBERING.test(token.text);
  }
  return isOne;
}

const LETTERS = /\p{L}(?:\p{N}+|_[\p{L}\p{N}]+)*/gu;

/** Names of their own, whatever their letters are. */
const WHOLE: ReadonlySet<string> = new Set(['pi', 'end']);

/** The names that a name is made of, where each is a variable and the whole is none: xᵀAx is xᵀ·A·x. */
export function splitName(cursor: Cursor, isVariable: (name: string) => boolean): readonly string[] | undefined {
  const { token, source } = cursor;
  if (token.kind !== 'name' || !isPrinted(source) || isVariable(token.text) || WHOLE.has(token.text)) return undefined;
  const next = cursor.look(1);
  if (!next.spaced && (isSign(next, '(') || isSign(next, '['))) return undefined;
  return piecesOf(token.text, isVariable);
}

function piecesOf(name: string, isVariable: (name: string) => boolean): readonly string[] | undefined {
  const pieces = name.match(LETTERS) ?? [];
  const whole = pieces.length > 1 && pieces.join('') === name;
  return whole && pieces.every(isVariable) ? pieces : undefined;
}
