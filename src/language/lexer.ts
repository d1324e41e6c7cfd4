/**
 * From text to tokens: the only place that knows how characters are spelled.
 *
 * Unicode spellings become their ASCII operators here, comments and continued lines vanish, and a `by …` reason
 * of a derivation is kept as the text it is. What a token means is the parser's affair.
 * Invariant: linear in the text; every token has its exact place; the list ends with one 'eof' token.
 */
import { FrobeniusError, type Span } from './error.js';

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
export const normalizeText = (text: string): string => text.normalize('NFC');

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['−', '-'], ['–', '-'], ['·', '*'], ['⋅', '*'], ['∗', '*'], ['÷', '/'], ['∶', ':'],
  ['⊙', '.*'], ['∘', '.*'], ['⊘', './'], ['⊗', '⊗'], ['×', '×'], ['≤', '<='], ['≥', '>='], ['‥', '..'],
  ['′', "'"], ['’', "'"], ['⊤', "'"], ['√', '√'], ['∂', '∂'], ['‖', '‖'], ['∥', '‖'],
]);
const FRACTIONS: ReadonlyMap<string, string> = new Map([
  ['½', '1/2'], ['⅓', '1/3'], ['⅔', '2/3'], ['¼', '1/4'], ['¾', '3/4'], ['⅕', '1/5'], ['⅙', '1/6'], ['⅛', '1/8'],
]);
const RAISED = '⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹ᵀⁿᵏ';
const RAISED_PLAIN = '+-0123456789Tnk';
const LOWERED = '₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ';
const LOWERED_PLAIN = '0123456789aehijklmnoprstuvx';

const plain = (text: string, from: string, to: string): string =>
  [...text].map((c) => to[[...from].indexOf(c)] ?? c).join('');

const SPACE = /[^\S\n]+/y;
const COMMENT = /[#%][^\n]*/y;
// "1./x" is 1 ./ x, "1..T" a range, "1.'" a transpose: there the point belongs to what follows
const NUMBER = /(?:\d+(?:\.(?![*/^\\.'])\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /(?!\p{Lm})\p{L}(?:(?!\p{Lm})\p{L}|\p{M}|[0-9_])*/uy;
const SUBSCRIPT = new RegExp(`[${LOWERED}]+`, 'y');
const SUPERSCRIPT = new RegExp(`[${RAISED}]+`, 'y');
const TRANSPOSE = /\.(?:'|T(?![\p{L}\p{N}_]))/uy;
const OPERATOR = /\.\*|\.\/|\.\^|\.\.|\*\*|<=|>=|==|[-+*/\\^:@'()[\],;=<>]/y;
const CONTINUED = /(?:\.\.\.|…)[^\n]*\n?/y;
const REASON = /[^\n#%]*/y;

const CANONICAL: ReadonlyMap<string, string> = new Map([['@', '*'], ['**', '^']]);
/** After these a line goes on. */
const WAITING = new Set([
  '+', '-', '*', '/', '\\', '.*', './', '⊗', '^', '.^', ':', ',', '=', '<', '<=', '>', '>=', '==', '..', '√',
]);

const HINTS: ReadonlyMap<string, string> = new Map([
  ['|', "for the norm of x write norm2(x) or ‖x‖, for absolute values abs(x)"],
  ['{', 'group with ( )'],
  ['}', 'group with ( )'],
  ['!', 'the comparisons are < <= > >= =='],
  ['~', 'the comparisons are < <= > >= =='],
  ['.', "elementwise operators are .* ./ .^ and the transpose is ' or .T"],
  ['∑', 'write sum(t = 1..T, …)'],
]);

/** All tokens of the text. With `lines` false, a line's end is white space and only ';' separates. */
export function tokenize(source: string, lines = true): Token[] {
  return new Lexer(source, lines).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private readonly open: string[] = [];
  private at = 0;
  private spaced = false;
  private first = true;
  private derivation = false;

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

  private step(): void {
    const start = this.at;
    if (this.match(SPACE) !== undefined || this.match(COMMENT) !== undefined) {
      this.spaced = true;
      return;
    }
    if (this.source[this.at] === '\n') return this.endOfLine();
    if (this.continuation()) return;
    if (this.endsOperand() && this.match(TRANSPOSE) !== undefined) return this.push('operator', "'", start);
    const number = this.match(NUMBER);
    if (number !== undefined) return this.push('number', number, start);
    const word = this.match(NAME);
    if (word !== undefined) return this.word(word, start);
    const operator = this.match(OPERATOR);
    if (operator !== undefined) return this.operator(operator, start);
    this.symbol(start);
  }

  private endOfLine(): void {
    this.at++;
    if (this.lines && this.open.length === 0 && !this.waiting()) this.push('newline', '\n', this.at - 1);
    this.spaced = true;
    this.first = true;
  }

  /** `...` to the end of the line; a lone … between two ends (1…T) is the range instead. */
  private continuation(): boolean {
    const start = this.at;
    const skipped = this.match(CONTINUED);
    if (skipped === undefined) return false;
    if (skipped.startsWith('…') && !/^…\s*(?:[#%].*)?$/.test(skipped)) {
      this.at = start + 1;
      this.push('operator', '..', start);
    } else {
      this.spaced = true;
      this.first = true;
    }
    return true;
  }

  private word(word: string, start: number): void {
    const subscript = this.match(SUBSCRIPT);
    if (subscript !== undefined) return this.push('name', `${word}_${plain(subscript, LOWERED, LOWERED_PLAIN)}`, start);
    const due = this.derivation && word === 'by' && this.open.length === 0 && this.endsOperand();
    const begins = this.beginsStatement();
    this.push('name', word, start);
    if (due) {
      this.match(SPACE);
      const from = this.at;
      const reason = this.match(REASON) ?? '';
      this.push('reason', reason.trim(), from);
    } else if (begins && word === 'derivation' && /^[^\S\n]*(?:[#%][^\n]*)?(?:\n|$)/.test(this.source.slice(this.at, this.at + 200))) {
      this.derivation = true;
    }
  }

  private operator(text: string, start: number): void {
    if (text === '(' || text === '[') this.open.push(text);
    else if (text === ')' || text === ']') this.open.pop();
    else if (text === ';' && this.open.length === 0) return this.push('newline', ';', start);
    this.push('operator', CANONICAL.get(text) ?? text, start);
  }

  /** Everything that is neither ASCII nor a letter. */
  private symbol(start: number): void {
    const character = String.fromCodePoint(this.source.codePointAt(start) as number);
    this.at += character.length;
    const spelling = SPELLINGS.get(character);
    if (spelling !== undefined) return this.push('operator', spelling, start);
    if (character === '″') {
      this.push('operator', "'", start);
      return this.push('operator', "'", start);
    }
    const fraction = FRACTIONS.get(character);
    if (fraction !== undefined) return this.push('fraction', fraction, start);
    if (character === '𝟏') return this.push('ones', plain(this.match(SUBSCRIPT) ?? '', LOWERED, LOWERED_PLAIN), start);
    if (character === '∑' || character === '∏') return this.push('name', character === '∑' ? 'sum' : 'prod', start);
    if (RAISED.includes(character)) {
      this.at = start;
      return this.superscript(plain(this.match(SUPERSCRIPT) ?? '', RAISED, RAISED_PLAIN), start);
    }
    const shown = /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
      ? `'${character}'`
      : `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
    const span = { start, end: this.at };
    throw new FrobeniusError('syntax', `unexpected character ${shown}`, span, HINTS.get(character), this.source);
  }

  /** ᵀ is a transpose of its own, also in a run such as ²ᵀ or ᵀ². */
  private superscript(text: string, start: number): void {
    for (const piece of text.match(/-T|T|[+-]?[0-9nk]+|[+-]/g) ?? []) {
      if (piece === 'T') this.push('operator', "'", start);
      else if (piece === '-') throw new FrobeniusError('syntax', 'an exponent is missing after ⁻', { start, end: this.at }, undefined, this.source);
      else this.push('superscript', piece, start);
    }
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return found;
  }

  private push(kind: TokenKind, text: string, start: number): void {
    this.tokens.push({ kind, text, span: { start, end: this.at }, spaced: this.spaced, first: this.first });
    this.spaced = false;
    this.first = false;
  }

  private beginsStatement(): boolean {
    const last = this.tokens.at(-1);
    return last === undefined || last.kind === 'newline';
  }

  private waiting(): boolean {
    const last = this.tokens.at(-1);
    return last?.kind === 'operator' && WAITING.has(last.text);
  }

  private endsOperand(): boolean {
    return endsOperand(this.tokens.at(-1));
  }
}

/** Whether an operand may end with this token, and a ' after it be a transpose. */
export function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'operator') return token.text === ')' || token.text === ']' || token.text === "'" || token.text === '‖';
  return token.kind === 'name' || token.kind === 'number' || token.kind === 'superscript' || token.kind === 'fraction' || token.kind === 'ones';
}

/** Whether an operand may begin with this token: two such in a row lack an operator. */
export function beginsOperand(token: Token): boolean {
  if (token.kind === 'operator') return token.text === '(' || token.text === '[' || token.text === '√' || token.text === '∂' || token.text === '‖';
  return token.kind === 'name' || token.kind === 'number' || token.kind === 'fraction' || token.kind === 'ones';
}
