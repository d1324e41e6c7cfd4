/**
 * Derivations: the lines after `derivation`, each read by itself.
 *
 * Owns the grammar of these lines, which statements.ts shares, and the reading of a whole section in which a line that
 * cannot be read spoils no other. Knows no shapes: what a line means is for those who read its syntax.
 * Invariant: every line of the section is told of exactly once, in order, with its place in the whole text.
 */
import { Cursor } from './cursor.js';
import { namesOf } from './declared-names.js';
import type { Span } from './error.js';
import { FrobeniusError } from './error.js';
import { ExpressionParser } from './expression-parser.js';
import { rangesOf } from './folds.js';
import type { Token } from './lexer.js';
import { GIVES_REASON, normalizeText, respell, tokenize } from './lexer.js';
import type { Statement, Syntax } from './syntax.js';

export type Chain = Statement & { kind: 'chain' };
export type Hold = Statement & { kind: 'hold' };

export type DerivationLine =
  | Chain
  | Hold
  | {
      readonly kind: 'unreadable';
      readonly error: FrobeniusError;
      readonly span: Span;
      /** It goes on with the chain above: `= …`. */
      readonly continues: boolean;
    };

export interface DerivationText {
  /** The whole text as its places count. */
  readonly source: string;
  /** What stands before the line `derivation`: the problem. */
  readonly head: string;
  /** False where no such line was found. */
  readonly found: boolean;
  readonly lines: readonly DerivationLine[];
  /** Names that the head declares or defines. */
  readonly known: ReadonlySet<string>;
}

const MARK = /^[^\S\n]*derivation[^\S\n]*(?:[#%][^\n]*)?$/m;

/** Whether a text has a line `derivation`. */
export const hasDerivation = (text: string): boolean => MARK.test(text);

/** Statements of one line: an equation or several of a chain, or what is held constant. */
export function readLine(cursor: Cursor, expressions: ExpressionParser, begun: boolean): (Chain | Hold)[] {
  if (cursor.isWord('hold') && cursor.look(1).kind === 'name') {
    const start = cursor.take().span.start;
    const names = expressions.list(() => expressions.plainName('the name of a variable'));
    return [{ kind: 'hold', names, span: cursor.since(start) }];
  }
  return readChain(cursor, expressions, begun);
}

/** Operators that an expression may begin with: a claim may. */
const BEGINS: ReadonlySet<string> = new Set(['-', '+', '(', '[', '∂', '‖', '√', '|']);

/** Whether the word `claim` is a variable of that name. */
function isNamed(cursor: Cursor, expressions: ExpressionParser): boolean {
  const next = cursor.look(1);
  return next.kind === 'operator' && (!BEGINS.has(next.text) || expressions.isVariable('claim'));
}

/** E = F, `= F`, E = F = G; the reason belongs to the last equation of the line. */
function readChain(cursor: Cursor, expressions: ExpressionParser, begun: boolean): Chain[] {
  const lines: Chain[] = [];
  const start = cursor.token.span.start;
  const claim = cursor.isWord('claim') && !isNamed(cursor, expressions);
  if (claim) cursor.take();
  if (cursor.is('=') && !begun) {
    cursor.fail('a derivation begins with a left side: dL = …', cursor.token.span);
  }
  let left = cursor.is('=') && !claim ? undefined : expressions.expression();
  if (!cursor.is('=')) cursor.unexpected("'='");
  while (cursor.accept('=')) {
    const right = expressions.expression();
    const reason =
      GIVES_REASON.has(cursor.token.text) && cursor.look(1).kind === 'reason' ? readReason(cursor) : undefined;
    const span = cursor.since(start);
    lines.push({ kind: 'chain', ...(left && { left }), right, claim, ...(reason !== undefined && { reason }), span });
    left = undefined;
  }
  return lines;
}

function readReason(cursor: Cursor): string {
  cursor.take();
  return cursor.take().text;
}

/** The text taken apart at the line `derivation`; without one, all of it is the problem. */
export function readDerivationText(text: string): DerivationText {
  const source = normalizeText(text);
  const mark = MARK.exec(source);
  const at = mark === null ? source.length : mark.index;
  const head = source.slice(0, at);
  const known = namesOf(tokenize(head)).variables;
  if (mark === null) return { source, head, found: false, lines: [], known };
  // blanks for the problem: a statement of it that cannot be read is told of by whoever reads the problem
  const rest = ' '.repeat(at) + source.slice(at);
  return { source, head, found: true, lines: linesOf(source, rest, head), known };
}

/**
 * Tokens of the section, cut at the ends of statements. A line with a character that is in no token, or with a bracket
 * that nothing below closes, is told apart and does not swallow what follows.
 */
function linesOf(source: string, rest: string, head: string): DerivationLine[] {
  const spoiled: DerivationLine[] = [];
  let text = rest;
  const spoil = (error: FrobeniusError, at: number): void => {
    const span = physicalLine(text, at);
    if (text.slice(span.start, span.end).trim() === '') throw error;
    spoiled.push(unreadable(source, error, span));
    text = text.slice(0, span.start) + ' '.repeat(span.end - span.start) + text.slice(span.end);
  };
  let tokens: readonly Token[] | undefined;
  while (tokens === undefined) {
    try {
      const read = tokenize(text);
      const open = spoiled.length < MOST_SPOILED ? neverClosed(read) : undefined;
      if (open === undefined) tokens = read;
      else spoil(new FrobeniusError('syntax', `this '${open.text}' is never closed`, open.span), open.span.start);
    } catch (error) {
      if (!(error instanceof FrobeniusError) || error.span === undefined) throw error;
      spoil(error, error.span.start);
    }
  }
  const headTokens = tokenize(head);
  const names = namesOf(headTokens);
  const written = namesOf(tokens).variables;
  const isVariable = (name: string): boolean => name !== 'd' && (names.variables.has(name) || written.has(name));
  const isInteger = (name: string): boolean => names.integers.has(name);
  const options = {
    isVariable,
    isInteger,
    isFunction: (name: string): boolean => names.functions.has(name),
    rangeOf: rangesOf([...headTokens, ...tokens]),
  };
  const lines = segments(respell(tokens, isVariable)).flatMap((segment, k): readonly DerivationLine[] => {
    const [first, last] = [segment[0] as Token, segment.at(-2) as Token];
    if (k === 0) return []; // the word `derivation`
    const cursor = new Cursor(source, segment);
    try {
      const read = readLine(cursor, new ExpressionParser(cursor, options), true);
      if (!cursor.atEnd) cursor.unexpected('the end of the line');
      return read;
    } catch (error) {
      if (!(error instanceof FrobeniusError)) throw error;
      return [unreadable(source, error, { start: first.span.start, end: last.span.end })];
    }
  });
  return [...lines, ...spoiled].sort((a, b) => a.span.start - b.span.start);
}

/** Lines that are told apart one by one, each at the cost of reading the text once more; the rest is one line. */
const MOST_SPOILED = 100;

/** The outermost bracket that is open at the end. */
function neverClosed(tokens: readonly Token[]): Token | undefined {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== 'operator') continue;
    if (token.text === '(' || token.text === '[') open.push(token);
    else if (token.text === ')' || token.text === ']') open.pop();
  }
  return open[0];
}

/** Each statement's tokens, closed as a text of its own. */
function segments(tokens: readonly Token[]): Token[][] {
  const all: Token[][] = [];
  let open: Token[] = [];
  const eof = tokens.at(-1) as Token;
  for (const token of tokens) {
    if (token.kind !== 'newline' && token.kind !== 'eof') {
      open.push(token);
      continue;
    }
    if (open.length > 0) all.push([...open, { ...token, kind: 'newline' }, eof]);
    open = [];
  }
  return all;
}

const physicalLine = (text: string, at: number): Span => {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return { start, end: end < 0 ? text.length : end };
};

function unreadable(source: string, error: FrobeniusError, span: Span): DerivationLine {
  const text = source.slice(span.start, span.end);
  const start = span.start + text.length - text.trimStart().length;
  return {
    kind: 'unreadable',
    error: new FrobeniusError(error.code, error.message, error.span, error.hint, source),
    span: { start, end: start + text.trim().length },
    continues: /^\s*=/.test(text),
  };
}

/** The sides of the equations, in order; names that a line gives to a piece come with it. */
export interface Equation {
  readonly left?: Syntax;
  readonly right: Syntax;
  /** The line gives this new name to its right side. */
  readonly names?: string;
}
