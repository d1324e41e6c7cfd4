/**
 * The place in a list of tokens: looking, taking, insisting, and saying what is wrong there.
 *
 * Owns the wording of errors that any part of the grammar can meet: a missing operator between two operands,
 * a bracket that is never closed, a text that ends too early. Knows nothing of what is being parsed.
 */
import type { Span } from './error.js';
import { FrobeniusError } from './error.js';
import type { Token } from './lexer.js';
import { beginsOperand, endsOperand } from './lexer.js';
import type { Misfit } from './missing.js';
import { missingHint, operandBefore, operandHere, signHint } from './missing.js';

export class Cursor {
  private position = 0;

  constructor(
    readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  /** The token `offset` places on; the last one ('eof') from there on. */
  look(offset = 0): Token {
    return this.tokens[Math.min(this.position + offset, this.tokens.length - 1)] as Token;
  }

  get token(): Token {
    return this.look();
  }

  get previous(): Token | undefined {
    return this.tokens[this.position - 1];
  }

  is(operator: string, offset = 0): boolean {
    const token = this.look(offset);
    return token.kind === 'operator' && token.text === operator;
  }

  isWord(word: string, offset = 0): boolean {
    const token = this.look(offset);
    return token.kind === 'name' && token.text === word;
  }

  /** At the end of a statement. */
  get atEnd(): boolean {
    return this.token.kind === 'newline' || this.token.kind === 'eof';
  }

  get exhausted(): boolean {
    return this.token.kind === 'eof';
  }

  take(): Token {
    const token = this.token;
    if (token.kind !== 'eof') this.position++;
    return token;
  }

  accept(operator: string): boolean {
    if (!this.is(operator)) return false;
    this.position++;
    return true;
  }

  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.position++;
    return true;
  }

  expect(operator: string): Token {
    if (!this.is(operator)) this.unexpected(`'${operator}'`);
    return this.take();
  }

  /** The bracket that closes the one at `opening`. */
  close(operator: string, opening: Token): Token {
    if (this.is(operator)) return this.take();
    if (this.atEnd || this.token.first) this.fail(`this '${opening.text}' is never closed`, opening.span);
    return this.unexpected(`'${operator}'`);
  }

  name(what: string): Token {
    if (this.token.kind !== 'name') this.unexpected(what);
    return this.take();
  }

  /** From the start of a token to the end of the last one taken. */
  since(start: number): Span {
    return { start, end: Math.max(start, this.previous?.span.end ?? start) };
  }

  text(span: Span): string {
    return this.source.slice(span.start, span.end);
  }

  fail(message: string, span: Span = this.token.span, hint?: string): never {
    throw new FrobeniusError('syntax', message, span, hint, this.source);
  }

  private get misfit(): Misfit {
    return { source: this.source, tokens: this.tokens, at: this.position };
  }

  /** The token here does not fit; `wanted` names what would. */
  unexpected(wanted: string): never {
    const { token, previous } = this;
    if (
      !wanted.startsWith("':'") &&
      previous !== undefined &&
      endsOperand(previous) &&
      beginsOperand(token) &&
      !token.first
    ) {
      const left = operandBefore(this.misfit);
      const right = operandHere(this.misfit);
      const message = `an operator is missing between '${left}' and '${right}'`;
      this.fail(message, token.span, missingHint(this.misfit, left, right));
    }
    if (token.kind === 'eof' || (token.kind === 'newline' && token.text === '')) {
      this.fail(`the input ends where ${wanted} should follow`, { start: token.span.start, end: token.span.start });
    }
    if (token.kind === 'newline' && token.text === '\n')
      this.fail(`the line ends where ${wanted} should follow`, token.span);
    this.fail(`unexpected '${this.text(token.span)}' where ${wanted} should stand`, token.span, signHint(this.misfit));
  }
}
