/**
 * Entry points to the grammar of expressions: a text to one expression, or to the two sides of a rule.
 *
 * Here line ends are white space; in files, which statements.ts reads, they end a statement.
 */
import { Cursor } from './cursor.js';
import type { ParseOptions } from './expression-parser.js';
import { ExpressionParser } from './expression-parser.js';
import { rangesOf } from './folds.js';
import { normalizeText, respell, tokenize } from './lexer.js';
import type { Syntax } from './syntax.js';

export type { ParseOptions } from './expression-parser.js';

/** One expression; line ends are white space. */
export function parseExpression(text: string, options: ParseOptions = {}): Syntax {
  const source = normalizeText(text);
  const tokens = respell(tokenize(source, false), options.isVariable ?? (() => false));
  const cursor = new Cursor(source, tokens);
  const result = new ExpressionParser(cursor, { rangeOf: rangesOf(tokens), ...options }).expression();
  while (cursor.token.kind === 'newline') cursor.take();
  if (cursor.token.kind !== 'eof') cursor.unexpected('an operator');
  return result;
}

/** The two sides of "d(A*B) = dA*B + A*dB". Names that look like differentials stay names. */
export function parseRuleEquation(text: string, options: ParseOptions = {}): { left: Syntax; right: Syntax } {
  const source = normalizeText(text);
  const cursor = new Cursor(source, tokenize(source, false));
  const parser = new ExpressionParser(cursor, options);
  const left = parser.expression();
  cursor.expect('=');
  const right = parser.expression();
  while (cursor.token.kind === 'newline') cursor.take();
  if (cursor.token.kind !== 'eof') cursor.unexpected('the end of the rule');
  return { left, right };
}
