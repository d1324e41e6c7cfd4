/**
 * From text to tokens.
 *
 * Unicode spellings become their ASCII operators here, comments and continued lines vanish, and a `by …` reason
 * of a derivation is kept as the text it is. What a token means is the parser's affair.
 * Invariant: linear in the text; every token has its exact place; the list ends with one 'eof' token.
 */
import { limit, TEXT_LENGTH, TOKENS } from '../expression/limits.js';
import type { Span } from './error.js';
import { FrobeniusError } from './error.js';
import {
  characterHint,
  FRACTIONS,
  FUNCTION_SIGNS,
  LOWERED,
  levelled,
  nameCharacter,
  RAISED,
  SIGNS,
  typedName,
} from './spelling.js';

export type TokenKind =
  | 'number'
  | 'name'
  | 'operator'
  /** ² ⁻¹ ⁻ᵀ ⁺ as plain text: "2", "-1", "-T", "+". */
  | 'superscript'
  /** ½ as "1/2". */
  | 'fraction'
  /** 𝟏, its text the size in the subscript ("n" of 𝟏ₙ), or empty. */
  | 'ones'
  /** The end of a statement: a line's end or ';'. */
  | 'newline'
  /** The free text after `by` in a derivation. */
  | 'reason'
  | 'eof';

export interface Token {
  readonly kind: TokenKind;
  /** The canonical spelling: "-" for "−". */
  readonly text: string;
  readonly span: Span;
  /** White space stands before it. */
  readonly spaced: boolean;
  /** It is the first on its line, also inside brackets. */
  readonly first: boolean;
}

/** Texts are read in this form; places in errors refer to it. */
export function normalizeText(text: string): string {
  if (text.length > TEXT_LENGTH) throw limit(`the text has more than ${TEXT_LENGTH} characters`, 'a shorter one');
  return text.normalize('NFC');
}

const SPACE = /[^\S\n]+/y;
const COMMENT = /[#%][^\n]*/y;
// "1./x" is 1 ./ x, "1..T" a range, "1.'" a transpose: there the point belongs to what follows
const NUMBER = /(?:\d+(?:\.(?![*/^\\.'])\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** A name of plain letters: what nearly all are, and found in a fraction of the time. */
const PLAIN_NAME = /[A-Za-z][A-Za-z0-9_]*(?![A-Za-z0-9_]|[^\n -~])/y;
const NAME = /(?!\p{Lm})\p{L}(?:(?!\p{Lm})\p{L}|\p{M}|[0-9_])*/uy;
/** Begins no name. */
const NO_NAME = /[ -@[-`{-~]/;
const SUBSCRIPT = new RegExp(`[${LOWERED}]+`, 'y');
const SUPERSCRIPT = new RegExp(`[${RAISED}]+`, 'y');
const TRANSPOSE = /\.(?:'|T(?![\p{L}\p{N}_]))/uy;
const OPERATOR = /\.\*|\.\/|\.\^|\.\.|\*\*|<=|>=|==|[-+*/\\^:@'()[\],;=<>|]/y;
/** What may stand behind ‖: which norm it is. */
const NORM = /[₁₂]|_(?:[12F∞*]|inf)(?![\p{L}\p{N}])/uy;
const FOLDS = /^[ΣΠ]_$/u;
/** What may stand below ∑: a brace, or a letter. */
const BELOW = new RegExp(`_\\{|_\\p{Ll}(?![\\p{L}\\p{N}_])|[${LOWERED}]`, 'uy');
const CONTINUED = /(?:\.\.\.|\u2026)[^\n]*\n?/y;
const REASON = /[^\n#%]*/y;
const REST_OF_LINE = /[^\S\n]*(?:[#%][^\n]*)?(?:\n|$)/y;

const CANONICAL: ReadonlyMap<string, string> = new Map([
  ['@', '*'],
  ['**', '^'],
]);
/** After these a line goes on. */
const WAITING = new Set('+ - * / \\ .* ./ ⊗ ^ .^ : , = < <= > >= == .. √'.split(' '));

/** Names as results print them (α, Ŷ) read as the ones that are known (alpha, Y_hat); σ(…) stays the function. */
export function respell(tokens: readonly Token[], isKnown: (name: string) => boolean): Token[] {
  return tokens.map((token, i) => {
    if (token.kind !== 'name' || isKnown(token.text)) return token;
    const typed = typedName(token.text);
    const called = tokens[i + 1]?.text === '(' && token.text === 'σ';
    return typed !== token.text && !called && isKnown(typed) ? { ...token, text: typed } : token;
  });
}

/** All tokens of the text. With `lines` false, a line's end is white space and only ';' separates. */
/** Words before the reason of a line. */
export const GIVES_REASON: ReadonlySet<string> = new Set(['by', 'because', 'since']);

export function tokenize(source: string, lines = true): Token[] {
  return new Lexer(source, lines).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private depth = 0;
  private at = 0;
  private spaced = false;
  private first = true;
  private derivation = false;
  /** Of the line that bars were last met on: where it ends, and whether they all stand in twos. */
  private bars = { end: 0, doubled: false };
  private braces = 0;

  constructor(
    private readonly source: string,
    private readonly lines: boolean,
  ) {}

  run(): Token[] {
    while (this.at < this.source.length) this.step();
    this.push('newline', '', this.at);
    this.push('eof', '', this.at);
    return this.tokens;
  }

  /** Each reader takes what it knows and says so. */
  private step(): boolean {
    const next = this.source[this.at] as string;
    if (next >= 'a' && next <= 'z') return this.word();
    return (
      this.blank() ||
      this.endOfLine() ||
      this.continuation() ||
      this.transpose() ||
      this.number() ||
      this.word() ||
      this.operator() ||
      this.symbol()
    );
  }

  private blank(): boolean {
    if (this.match(SPACE) === undefined && this.match(COMMENT) === undefined) return false;
    this.spaced = true;
    return true;
  }

  private endOfLine(): boolean {
    if (this.source[this.at] !== '\n') return false;
    this.at++;
    if (this.lines && this.depth === 0 && !this.waiting()) this.push('newline', '\n', this.at - 1);
    this.spaced = true;
    this.first = true;
    return true;
  }

  /** `...` to the end of the line; a lone … between two ends (1…T) is the range instead. */
  private continuation(): boolean {
    const start = this.at;
    const skipped = this.match(CONTINUED);
    if (skipped === undefined) return false;
    if (skipped.startsWith('…') && !/^\u2026\s*(?:[#%].*)?$/.test(skipped)) {
      this.at = start + 1;
      return this.push('operator', '..', start);
    }
    this.spaced = true;
    this.first = true;
    return true;
  }

  private transpose(): boolean {
    const start = this.at;
    if (this.source[start] !== '.') return false;
    return this.afterOperand() && this.match(TRANSPOSE) !== undefined && this.push('operator', "'", start);
  }

  private number(): boolean {
    const start = this.at;
    const number = this.match(NUMBER);
    return number !== undefined && this.push('number', number, start);
  }

  private word(): boolean {
    const start = this.at;
    const plain = this.match(PLAIN_NAME);
    // to make the pattern for all letters ready takes half a millisecond, and most texts have none but plain ones
    if (plain === undefined && NO_NAME.test(this.source[start] as string)) return false;
    const word = plain ?? this.match(NAME);
    if (word === undefined) return false;
    if (FOLDS.test(word) && this.source[this.at] === '{') return this.fold(word, start);
    const subscript = plain === undefined ? this.match(SUBSCRIPT) : undefined;
    if (subscript !== undefined) return this.push('name', `${word}_${levelled(subscript)}`, start);
    const due = this.derivation && GIVES_REASON.has(word) && this.depth === 0 && this.afterOperand();
    const begins = this.tokens.length === 0 || this.tokens.at(-1)?.kind === 'newline';
    this.push('name', word, start);
    if (due) {
      this.match(SPACE);
      const from = this.at;
      const reason = this.match(REASON) ?? '';
      return this.push('reason', reason.trim(), from);
    }
    if (begins && word === 'derivation') {
      REST_OF_LINE.lastIndex = this.at;
      this.derivation ||= REST_OF_LINE.test(this.source);
    }
    return true;
  }

  /** Σ_{t=1…T}: the sign, and the brace that holds what stands below. */
  private fold(word: string, start: number): true {
    this.push('name', word, start);
    this.braces++;
    return this.back(-1).push('operator', '{', this.at - 1);
  }

  private back(characters: number): this {
    this.at -= characters;
    return this;
  }

  private operator(): boolean {
    const start = this.at;
    const text = this.match(OPERATOR);
    if (text === undefined) return false;
    if (text === ';' && this.depth === 0) return this.push('newline', ';', start);
    if (text === '|' && this.isDoubled(start)) {
      this.at++;
      return this.norm(start);
    }
    if (text === '(' || text === '[') this.depth++;
    if ((text === ')' || text === ']') && this.depth > 0) this.depth--;
    return this.push('operator', CANONICAL.get(text) ?? text, start);
  }

  /** ‖ with what says which norm it is. */
  private norm(start: number): boolean {
    return this.push('operator', `‖${levelled(this.match(NORM) ?? '').replace('_', '')}`, start);
  }

  /** ||x|| is ‖x‖ on a line where no bar stands alone: ||x| − |y|| has absolute values. */
  private isDoubled(start: number): boolean {
    if (this.source[start + 1] !== '|') return false;
    if (start >= this.bars.end) {
      const [line = ''] = /[^\n#%]*/.exec(this.source.slice(this.source.lastIndexOf('\n', start) + 1)) ?? [];
      const end = this.source.indexOf('\n', start);
      const doubled = !/(?<!\|)\|(?!\|)|\|{3}/.test(line);
      this.bars = { end: end < 0 ? this.source.length : end, doubled };
    }
    return this.bars.doubled;
  }

  /** Everything that is neither ASCII nor a letter. */
  private symbol(): boolean {
    const start = this.at;
    const character = String.fromCodePoint(this.source.codePointAt(start) as number);
    if (RAISED.includes(character)) return this.superscript();
    this.at += character.length;
    const sign = SIGNS.get(character);
    if (sign === '‖') return this.norm(start);
    if (sign !== undefined) return this.push('operator', sign, start);
    if (character === '}' && this.braces > 0) {
      this.braces--;
      return this.push('operator', character, start);
    }
    if (character === '″') return this.push('operator', "'", start) && this.push('operator', "'", start);
    const fraction = FRACTIONS.get(character);
    if (fraction !== undefined) return this.push('fraction', fraction, start);
    if (character === '𝟏') return this.push('ones', levelled(this.match(SUBSCRIPT) ?? ''), start);
    const fn = FUNCTION_SIGNS.get(character);
    const below = fn === undefined ? undefined : this.match(BELOW);
    if (below !== undefined) {
      const letter = fn === 'sum' ? 'Σ' : 'Π';
      return below === '_{'
        ? this.back(1).fold(`${letter}_`, start)
        : this.push('name', `${letter}_${levelled(below).replace('_', '')}`, start);
    }
    if (fn !== undefined) return this.push('name', fn, start);
    return this.fail(`unexpected character ${nameCharacter(character)}`, start, characterHint(character));
  }

  /** ᵀ is a transpose of its own, also in a run such as ²ᵀ or ᵀ²; what else is raised together is one exponent, ᵏ⁻¹. */
  private superscript(): boolean {
    const start = this.at;
    const text = levelled(this.match(SUPERSCRIPT) ?? '');
    for (const piece of text.match(/-T|T|[+-]?[0-9a-z]+(?:[+-][0-9a-z]+)*|[+-]/g) ?? []) {
      if (piece === '-') this.fail('an exponent is missing after ⁻', start);
      if (piece === 'T') this.push('operator', "'", start);
      else this.push('superscript', piece, start);
    }
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private push(kind: TokenKind, text: string, start: number): true {
    if (this.tokens.length >= TOKENS) {
      const place: Span = { start, end: this.at };
      throw new FrobeniusError('limit', `more than ${TOKENS} tokens`, place, 'a shorter text', this.source);
    }
    this.tokens.push({ kind, text, span: { start, end: this.at }, spaced: this.spaced, first: this.first });
    this.spaced = false;
    this.first = false;
    return true;
  }

  private fail(message: string, start: number, hint?: string): never {
    throw new FrobeniusError('syntax', message, { start, end: this.at }, hint, this.source);
  }

  private waiting(): boolean {
    const last = this.tokens.at(-1);
    return last?.kind === 'operator' && WAITING.has(last.text);
  }

  private afterOperand(): boolean {
    const last = this.tokens.at(-1);
    return last !== undefined && endsOperand(last);
  }
}

const OPERANDS: ReadonlySet<TokenKind> = new Set<TokenKind>(['name', 'number', 'fraction', 'ones']);
const ENDING = new Set([')', ']', "'", '‖', '‖1', '‖2', '‖F', '‖∞', '‖inf', '‖*', '|']);
const BEGINNING = new Set(['(', '[', '√', '∂', '‖', '|']);

/** Whether a token is this operator. */
export const isSign = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'operator' && token.text === text;

/** Whether an operand may end with this token, and a ' after it be a transpose. */
export const endsOperand = ({ kind, text }: Token): boolean =>
  OPERANDS.has(kind) || kind === 'superscript' || (kind === 'operator' && ENDING.has(text));

/** Whether an operand may begin with this token: two such in a row lack an operator. */
export const beginsOperand = ({ kind, text }: Token): boolean =>
  OPERANDS.has(kind) || (kind === 'operator' && BEGINNING.has(text));
