/**
 * Products without a sign, as the text format prints them: (A + Aᵀ)x, 2X(XᵀX)⁻¹, −A⁻ᵀBᵀA⁻ᵀ.
 *
 * Only in a text that has signs of print, and only where nothing else could be meant: behind a superscript, a closing
 * parenthesis, a number or 𝟏, without a space. In plain text a missing operator is told of.
 */
import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';

const PRINTED = /[ᵀ⁻⁺¹²³½⅓¼𝟏⊙⊘⊗‖−]/u;
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

const isSign = (token: Token, text: string): boolean => token.kind === 'operator' && token.text === text;

/** ᵀ, ², ⁻¹, and not the signs of plain text. */
const isRaised = (token: Token, source: string): boolean =>
  token.kind === 'superscript' || (isSign(token, "'") && source[token.span.start] === 'ᵀ');

/** Whether the token here goes on with a product; `number` says that a bare number stands before it. */
export function isJoined({ token, previous, source }: Cursor, number: boolean): boolean {
  if (previous === undefined || token.spaced || token.first || !isPrinted(source)) return false;
  const solid = isRaised(previous, source) || previous.kind === 'ones' || number;
  if (token.kind === 'ones') return solid || previous.kind === 'name' || isSign(previous, ')');
  if (token.kind === 'name') return solid || isSign(previous, ')');
  return solid && (isSign(token, '(') || isSign(token, '√'));
}

/** Whether the parenthesis here holds a transpose or an inverse at its own level: then it is a factor, no index. */
export function isFactor(cursor: Cursor): boolean {
  const { source } = cursor;
  if (!cursor.is('(') || cursor.token.spaced || !isPrinted(source)) return false;
  for (let k = 1, depth = 1; depth > 0; k++) {
    const token = cursor.look(k);
    if (token.kind === 'eof' || token.kind === 'newline') return false;
    if (isSign(token, '(') || isSign(token, '[')) depth++;
    if (isSign(token, ')') || isSign(token, ']')) depth--;
    if (depth === 1 && (isSign(token, ',') || isSign(token, ':') || isSign(token, '..'))) return false;
    if (depth === 1 && isSign(token, "'") && isRaised(token, source)) return true;
  }
  return false;
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
  const pieces = token.text.match(LETTERS) ?? [];
  const whole = pieces.length > 1 && pieces.join('') === token.text;
  return whole && pieces.every(isVariable) ? pieces : undefined;
}
