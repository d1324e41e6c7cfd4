/**
 * Makers of Syntax nodes whose place follows from their parts. Types are in syntax.ts, grammar in the parsers.
 */
import type { Span } from './error.js';
import type { BinaryOperator, Syntax } from './syntax.js';

export type NameSyntax = Syntax & { kind: 'name' };

export const join = (a: Span, b: Span): Span => ({ start: a.start, end: b.end });

export const number = (text: string, span: Span): Syntax => ({ kind: 'number', text, span });

export const plainName = (name: string, span: Span): NameSyntax => ({ kind: 'name', name, span });

/** A sign in front, or a transpose behind. */
export const unary = (op: '-' | '+' | "'", arg: Syntax, at: Span): Syntax => ({
  kind: 'unary',
  op,
  arg,
  span: op === "'" ? join(arg.span, at) : join(at, arg.span),
});

export const binary = (op: BinaryOperator, left: Syntax, right: Syntax, at: Span): Syntax => ({
  kind: 'binary',
  op,
  left,
  right,
  span: join(left.span, right.span),
  at,
});

/** A call that is spelled by a sign: the whole place is the caller's to know. */
export const call = (fn: string, args: readonly Syntax[], span: Span, at: Span, primes = 0): Syntax => ({
  kind: 'call',
  fn,
  primes,
  args,
  span,
  at,
});
