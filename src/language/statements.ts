/**
 * Files: tokens to statements, one a line or separated by ';'.
 *
 * Owns the grammar of declarations, definitions, loops, functions, requests and derivations. Keywords are keywords
 * only where a statement begins or where they are due. A first pass over the tokens finds which names the file
 * declares or defines, because `name(` is a slice of those and a call of any other.
 */
import { NESTING } from '../expression/limits.js';
import { Cursor } from './cursor.js';
import { namesOf } from './declared-names.js';
import { readLine } from './derivation.js';
import { FrobeniusError } from './error.js';
import type { ParseOptions } from './expression-parser.js';
import { ExpressionParser } from './expression-parser.js';
import { rangesOf } from './folds.js';
import type { Token } from './lexer.js';
import { normalizeText, respell, tokenize } from './lexer.js';
import { LOOP, withDeclarationHint } from './missing.js';
import type { NameSyntax } from './nodes.js';
import { isBinaryOperator } from './precedence.js';
import { PROPERTIES } from './problem.js';
import type { LoopSyntax, PropertySyntax, RequestKind, ShapeSyntax, Statement, Syntax } from './syntax.js';

export const REQUESTS: ReadonlySet<string> = new Set(['grad', 'jacobian', 'hessian', 'hvp', 'differential']);
const PROPERTY_WORDS: ReadonlySet<string> = new Set<string>([...PROPERTIES, 'in', 'active', 'constant']);

/** All statements of a file. */
export function parseStatements(text: string, options: ParseOptions = {}): Statement[] {
  const source = normalizeText(text);
  const tokens = tokenize(source);
  const { variables, integers, functions } = namesOf(tokens);
  const isVariable = (name: string): boolean => variables.has(name) || (options.isVariable?.(name) ?? false);
  return new StatementParser(source, respell(tokens, isVariable), {
    isVariable,
    isInteger: (name) => integers.has(name) || (options.isInteger?.(name) ?? false),
    isFunction: (name) => functions.has(name) || (options.isFunction?.(name) ?? false),
    rangeOf: rangesOf(tokens),
  }).file();
}

/** One declaration, in which `param` may be left out: "X : 3 x 4 symmetric". */
export function parseDeclaration(text: string): Statement & { kind: 'declare' } {
  const source = normalizeText(text);
  return withDeclarationHint(
    () => source,
    () => new StatementParser(source, tokenize(source), {}).onlyDeclaration(),
  );
}

/** What one who has read these declarations knows of their names. */
export function declaredBy(declarations: readonly (Statement & { kind: 'declare' })[]): ParseOptions {
  const names = new Map(declarations.flatMap((s) => s.names.map(({ name }) => [name, s.properties] as const)));
  return {
    isVariable: (name) => names.has(name),
    isInteger: (name) => names.get(name)?.some((p) => p.word === 'integer') ?? false,
  };
}

/** "n x d", "scalar", "n". */
export function parseShape(text: string): ShapeSyntax {
  const source = normalizeText(text);
  return new StatementParser(source, tokenize(source), {}).onlyShape();
}

class StatementParser {
  private readonly cursor: Cursor;
  private readonly expressions: ExpressionParser;

  constructor(
    source: string,
    tokens: readonly Token[],
    private readonly options: ParseOptions,
  ) {
    this.cursor = new Cursor(source, tokens);
    this.expressions = new ExpressionParser(this.cursor, options);
  }

  file(): Statement[] {
    const cursor: Cursor = this.cursor;
    const top: Statement[] = [];
    const open: { token: Token; loop: LoopSyntax; body: Statement[] }[] = [];
    this.skipSeparators();
    while (cursor.token.kind !== 'eof') {
      const body = open.at(-1)?.body ?? top;
      const start = cursor.token;
      if (cursor.isWord('for')) {
        open.push({ token: start, loop: this.loop(), body: [] });
        if (open.length > NESTING) {
          const message = `loops are nested more than ${NESTING} levels deep`;
          throw new FrobeniusError('limit', message, start.span, undefined, cursor.source);
        }
        // `for t = 1..T` may be followed by its body on the same line
        cursor.accept(',');
      } else if (cursor.isWord('end')) {
        cursor.take();
        const closed = open.pop();
        if (closed === undefined) cursor.fail("this 'end' closes no loop", start.span);
        const span = cursor.since(closed.token.span.start);
        (open.at(-1)?.body ?? top).push({ kind: 'for', loop: closed.loop, body: closed.body, span });
        this.endOfStatement();
      } else if (cursor.isWord('derivation') && cursor.look(1).kind === 'newline') {
        const unclosed = open.at(-1);
        if (unclosed) cursor.fail("this loop has no 'end'", unclosed.token.span);
        cursor.take();
        top.push(...this.derivation());
      } else {
        body.push(this.statement());
        this.endOfStatement();
      }
      this.skipSeparators();
    }
    const unclosed = open.at(-1);
    if (unclosed) cursor.fail("this loop has no 'end'", unclosed.token.span);
    return top;
  }

  onlyDeclaration(): Statement & { kind: 'declare' } {
    this.skipSeparators();
    const result = this.declaration(true);
    this.endOfText();
    return result;
  }

  onlyShape(): ShapeSyntax {
    this.skipSeparators();
    const result = this.shape();
    this.endOfText();
    return result;
  }

  private statement(): Statement {
    const { cursor } = this;
    const { kind, text } = cursor.token;
    if (kind === 'operator' && isBinaryOperator(text)) {
      const hint =
        text === ':' ? LOOP : `a line goes on after an operator or after '...': end the line before with '${text}'`;
      cursor.fail(`a statement cannot begin with '${text}'`, cursor.token.span, hint);
    }
    if (kind !== 'name') cursor.unexpected('a statement');
    if (text === 'param' || text === 'data') {
      const { start } = cursor.token.span;
      const line = (): string => /[^\n;#%]*/.exec(cursor.source.slice(start))?.[0] ?? '';
      return withDeclarationHint(line, () => this.declaration(false));
    }
    if (text === 'let') return this.definition(true);
    if (text === 'function') return this.function();
    if (REQUESTS.has(text)) return this.result() ?? this.request();
    return this.definition(false);
  }

  private definition(isLet: boolean): Statement {
    const { cursor } = this;
    const start = cursor.token.span.start;
    if (isLet) cursor.take();
    const target = this.expressions.plainName('a name');
    if (!cursor.accept('=')) this.notADefinition(target);
    const value = this.expressions.expression();
    return { kind: 'define', let: isLet, target, value, span: cursor.since(start) };
  }

  /** grad(L, U) = …, as results are printed: a definition of a name that nothing else has. */
  private result(): Statement | undefined {
    const { cursor } = this;
    if (!cursor.is('(', 1)) return undefined;
    let close = 2;
    while (!cursor.is(')', close) && !['newline', 'eof'].includes(cursor.look(close).kind)) close++;
    if (!cursor.is('=', close + 1)) return undefined;
    const { text, span } = cursor.take();
    const opening = cursor.take();
    const of = this.expressions.list(() => this.expressions.plainName('a name'));
    cursor.close(')', opening);
    const at = cursor.since(span.start);
    const [subject] = of;
    cursor.take();
    const value = this.expressions.expression();
    let name = [text, ...of.map((n) => n.name)].join('_');
    while (this.options.isVariable?.(name)) name += '_';
    const index = of.flatMap((n) => n.index ?? []);
    const target: NameSyntax = { kind: 'name', name, ...(index.length > 0 && { index }), span: at };
    return {
      kind: 'define',
      let: false,
      target,
      value,
      ...(subject && { resultOf: subject }),
      span: cursor.since(span.start),
    };
  }

  private notADefinition(target: NameSyntax): never {
    const cursor: Cursor = this.cursor;
    if (cursor.is(':'))
      cursor.fail('a declaration begins with param or data', target.span, `param ${cursor.text(target.span)} : …`);
    if (cursor.is('(')) {
      const hint = `a function is defined by: function ${target.name}(x) = …; a value has a name alone: ${target.name} = …`;
      cursor.fail(`'${target.name}(…' is not a statement`, target.span, hint);
    }
    if (cursor.token.kind === 'name') {
      const hint =
        'a statement begins with param, data, let, for, function, grad, jacobian, hessian, hvp, differential, or is NAME = …';
      cursor.fail(`'${target.name}' begins no statement`, target.span, hint);
    }
    cursor.fail(
      "'=' is missing: a line of its own must be a statement",
      cursor.token.span,
      'give the expression a name: L = …',
    );
  }

  private declaration(short: boolean): Statement & { kind: 'declare' } {
    const { cursor } = this;
    const start = cursor.token.span.start;
    let role: 'param' | 'data' = 'param';
    if (cursor.isWord('param') || cursor.isWord('data')) {
      if (!short || cursor.look(1).kind === 'name') role = cursor.take().text as 'param' | 'data';
    }
    const names = this.expressions.list(() => this.expressions.plainName('the name of a variable'));
    let shape: ShapeSyntax | undefined;
    if (cursor.accept(':')) {
      if (!this.atProperty()) shape = this.shape();
    } else if (!cursor.atEnd && !this.atProperty()) cursor.unexpected("':' and the shape");
    const properties = this.properties();
    return { kind: 'declare', role, names, ...(shape && { shape }), properties, span: cursor.since(start) };
  }

  /** A word such as `symmetric` that is not itself a size: "lower x n" begins with one. */
  private atProperty(): boolean {
    const { token } = this.cursor;
    return token.kind === 'name' && PROPERTY_WORDS.has(token.text) && !this.separator(1);
  }

  private separator(offset: number): boolean {
    return this.cursor.isWord('x', offset) || this.cursor.isWord('by', offset) || this.cursor.is('×', offset);
  }

  private shape(): ShapeSyntax {
    const { cursor } = this;
    const start = cursor.token.span.start;
    if (cursor.isWord('scalar') && !this.separator(1)) {
      const { span } = cursor.take();
      return { rows: { kind: 'number', text: '1', span }, scalar: true, span };
    }
    const rows = this.expressions.bound();
    if (rows.kind === 'name' && /^\p{L}x(?:\p{L}|\d+)$/u.test(rows.name) && !this.separator(0)) {
      const [n = '', m = ''] = [rows.name.slice(0, 1), rows.name.slice(2)];
      cursor.fail(`${rows.name} is one name`, rows.span, `two sizes stand apart: ${n} x ${m}`);
    }
    const capital = cursor.isWord('X') && ['name', 'number'].includes(cursor.look(1).kind);
    if (capital || cursor.is(',')) cursor.fail(`two sizes stand about an x, not '${cursor.token.text}'`);
    const glued = this.gluedSize();
    if (glued) return { rows, cols: glued, scalar: false, span: cursor.since(start) };
    if (!this.separator(0)) return { rows, scalar: false, span: cursor.since(start) };
    cursor.take();
    if (cursor.isWord('x')) cursor.fail('no size is called x: x stands between two sizes', cursor.token.span);
    const cols = this.expressions.bound();
    return { rows, cols, scalar: false, span: cursor.since(start) };
  }

  /** "3x4" reads as the number 3 and the name x4. */
  private gluedSize(): Syntax | undefined {
    const { token, previous } = this.cursor;
    if (token.kind !== 'name' || token.spaced || previous?.kind !== 'number' || !/^x./.test(token.text))
      return undefined;
    this.cursor.take();
    const text = token.text.slice(1);
    const span = { start: token.span.start + 1, end: token.span.end };
    return /^\d+$/.test(text) ? { kind: 'number', text, span } : { kind: 'name', name: text, span };
  }

  private properties(): PropertySyntax[] {
    const { cursor } = this;
    const found: PropertySyntax[] = [];
    while (cursor.token.kind === 'name' || (found.length > 0 && cursor.accept(','))) {
      if (cursor.isWord('for')) cursor.fail("no 'for' stands behind a declaration", cursor.token.span, LOOP);
      const { text, span } = cursor.name('a property');
      if (text === 'in' && cursor.is('(')) {
        const opening = cursor.take();
        const low = this.expressions.expression();
        cursor.expect(',');
        const high = this.expressions.expression();
        cursor.close(')', opening);
        found.push({ word: text, bounds: [low, high], span: cursor.since(span.start) });
      } else found.push({ word: text, span });
    }
    return found;
  }

  private loop(): LoopSyntax {
    const { cursor } = this;
    const start = cursor.take().span.start;
    const over = cursor.name('the index of the loop').text;
    if (!cursor.accept('=') && !cursor.acceptWord('in')) cursor.unexpected("'='");
    const { from, to } = this.expressions.range();
    if (!cursor.acceptWord('step')) return { over, from, to, span: cursor.since(start) };
    const down = cursor.accept('-');
    if (!down) cursor.accept('+');
    if (cursor.token.kind !== 'number' || cursor.token.text !== '1') {
      cursor.fail('a loop steps by 1 or by -1', cursor.token.span);
    }
    cursor.take();
    return { over, from, to, step: down ? -1 : 1, span: cursor.since(start) };
  }

  private function(): Statement {
    const { cursor } = this;
    const start = cursor.take().span.start;
    const name = cursor.name('the name of the function').text;
    const opening = cursor.token;
    let params: NameSyntax[] = [];
    if (cursor.accept('(')) {
      params = this.expressions.list(() => this.expressions.plainName('a parameter'));
      cursor.close(')', opening);
    }
    const base = { kind: 'function', name, params, elementwise: false } as const;
    if (cursor.acceptWord('elementwise')) return { ...base, elementwise: true, span: cursor.since(start) };
    if (params.length === 0) cursor.unexpected("'(' and the parameters, or 'elementwise',");
    if (cursor.accept('=')) {
      const own = new Set(params.map((p) => p.name));
      const isVariable = (n: string): boolean => own.has(n) || (this.options.isVariable?.(n) ?? false);
      const body = this.expressions.with({ ...this.options, isVariable }, () => this.expressions.expression());
      return { ...base, body, span: cursor.since(start) };
    }
    if (cursor.accept(':')) return { ...base, shape: this.shape(), span: cursor.since(start) };
    if (cursor.acceptWord('with')) {
      if (!cursor.acceptWord('gradient')) cursor.unexpected("'gradient'");
      const gradient = this.expressions.plainName('the name of the gradient');
      return { ...base, gradient, span: cursor.since(start) };
    }
    return { ...base, span: cursor.since(start) };
  }

  private request(): Statement {
    const { cursor } = this;
    const { text, span } = cursor.take();
    const subject = this.expressions.expression();
    let wrt: NameSyntax[] = [];
    let along: NameSyntax[] | undefined;
    for (;;) {
      if (cursor.acceptWord('wrt')) {
        wrt = this.expressions.list(() => this.expressions.plainName('the name of a variable'));
      } else if (cursor.acceptWord('along')) {
        along = this.expressions.list(() => this.expressions.plainName('the name of a direction'));
      } else break;
    }
    const request = text as RequestKind;
    return { kind: 'request', request, subject, wrt, ...(along && { along }), span: cursor.since(span.start) };
  }

  /** From the line `derivation` to the end. There d(…) is a differential, also where a variable is called d. */
  private derivation(): Statement[] {
    const isVariable = (name: string): boolean => name !== 'd' && (this.options.isVariable?.(name) ?? false);
    return this.expressions.with({ ...this.options, isVariable }, () => {
      const lines: Statement[] = [];
      this.skipSeparators();
      while (this.cursor.token.kind !== 'eof') {
        const begun = lines.some((l) => l.kind === 'chain');
        lines.push(...readLine(this.cursor, this.expressions, begun));
        this.endOfStatement();
        this.skipSeparators();
      }
      return lines;
    });
  }

  private skipSeparators(): void {
    while (this.cursor.token.kind === 'newline') this.cursor.take();
  }

  private endOfStatement(): void {
    if (!this.cursor.atEnd) this.cursor.unexpected('the end of the statement');
  }

  private endOfText(): void {
    this.skipSeparators();
    if (this.cursor.token.kind !== 'eof') this.cursor.unexpected('the end');
  }
}
