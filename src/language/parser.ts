/**
 * Expressions: tokens to Syntax, by precedence climbing.
 *
 * Owns the grammar of expressions, slices, blocks and sums over an index; statements.ts owns that of files.
 * It knows no function and no shape. Only two questions are put to the caller: whether `name(` is a slice of a
 * variable, and whether `name'(` is the derivative of an unknown function.
 * Invariant: linear time; nesting is counted, so that the stack never overflows.
 */
import { FrobeniusError, type Span } from './error.js';
import { Cursor } from './cursor.js';
import { normalizeText, tokenize } from './lexer.js';
import type { BinaryOperator, IndexSyntax, RangeSyntax, Syntax } from './syntax.js';

export interface ParseOptions {
  /** `name(` is a slice where this holds, a call otherwise. */
  readonly isVariable?: (name: string) => boolean;
  /** `name'(` is a call of a derivative where this holds, a transpose otherwise. */
  readonly isFunction?: (name: string) => boolean;
}

/** Brackets and exponents within one another. */
export const DEPTH_LIMIT = 400;

export type NameSyntax = Syntax & { kind: 'name' };

const PRECEDENCE: ReadonlyMap<string, readonly [BinaryOperator, number]> = new Map([
  ['<', ['<', 0]], ['<=', ['<=', 0]], ['>', ['>', 0]], ['>=', ['>=', 0]], ['==', ['==', 0]],
  ['+', ['+', 1]], ['-', ['-', 1]],
  [':', [':', 2]],
  ['*', ['*', 3]], ['/', ['/', 3]], ['\\', ['\\', 3]], ['.*', ['.*', 3]], ['./', ['./', 3]], ['⊗', ['kron', 3]],
]);

export const isBinaryOperator = (text: string): boolean => PRECEDENCE.has(text) || text === '^' || text === '.^';

/** One expression; line ends are white space. */
export function parseExpression(text: string, options: ParseOptions = {}): Syntax {
  const source = normalizeText(text);
  const cursor = new Cursor(source, tokenize(source, false));
  const result = new ExpressionParser(cursor, options).expression();
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

export class ExpressionParser {
  private depth = 0;
  private slices = 0;
  /** Directly inside a slice or at the ends of a sum ':' is the range sign. */
  private colonIsRange = false;

  constructor(
    private readonly cursor: Cursor,
    private options: ParseOptions,
  ) {}

  /** Runs with other answers to the two questions: a function's parameters are variables in its body. */
  with<T>(options: ParseOptions, run: () => T): T {
    const outer = this.options;
    this.options = options;
    const result = run();
    this.options = outer;
    return result;
  }

  expression(minimum = 0): Syntax {
    let left = this.operand();
    for (;;) {
      const token = this.cursor.token;
      const known = token.kind === 'operator' ? PRECEDENCE.get(token.text) : undefined;
      if (known === undefined || known[1] < minimum) return left;
      const [op, precedence] = known;
      if (op === ':' && this.colonIsRange) return left;
      this.cursor.take();
      const right = this.expression(precedence + 1);
      left = { kind: 'binary', op, left, right, span: join(left.span, right.span), at: token.span };
    }
  }

  /** An expression in which ':' is left for the caller: an end of a range, a size. */
  bound(): Syntax {
    return this.nested(true, () => this.expression(1));
  }

  /** name or name[i, j]: where only a name may stand. */
  plainName(what: string): NameSyntax {
    const token = this.cursor.name(what);
    return this.indexed(token.text, token.span);
  }

  /** Signs, which bind looser than a power and tighter than a product. */
  private operand(): Syntax {
    const signs: { op: '+' | '-'; span: Span }[] = [];
    while (this.cursor.is('-') || this.cursor.is('+')) {
      const { text, span } = this.cursor.take();
      signs.push({ op: text as '+' | '-', span });
      this.limit(signs.length, span);
    }
    let result = this.factor();
    for (const { op, span } of signs.reverse()) {
      result = { kind: 'unary', op, arg: result, span: join(span, result.span) };
    }
    return result;
  }

  /** A primary with its transposes and powers, each applying to all before it. */
  private factor(): Syntax {
    let result = this.primary();
    for (let count = 0; ; count++) {
      const token = this.cursor.token;
      this.limit(count, token.span);
      if (token.kind === 'superscript') result = this.superscript(result);
      else if (this.cursor.is("'")) {
        this.cursor.take();
        result = { kind: 'unary', op: "'", arg: result, span: join(result.span, token.span) };
      } else if (this.cursor.is('^') || this.cursor.is('.^')) {
        this.cursor.take();
        const right = this.nested(this.colonIsRange, () => this.exponent());
        result = { kind: 'binary', op: token.text as BinaryOperator, left: result, right, span: join(result.span, right.span), at: token.span };
      } else return result;
    }
  }

  /** A sign and one number, name, call or parenthesis; a further ^ belongs to the exponent. */
  private exponent(): Syntax {
    const sign = this.cursor.token;
    if (this.cursor.accept('-') || this.cursor.accept('+')) {
      const arg = this.nested(this.colonIsRange, () => this.exponent());
      return { kind: 'unary', op: sign.text as '-' | '+', arg, span: join(sign.span, arg.span) };
    }
    const base = this.primary();
    const token = this.cursor.token;
    if (!this.cursor.is('^') && !this.cursor.is('.^')) return base;
    this.cursor.take();
    const right = this.nested(this.colonIsRange, () => this.exponent());
    return { kind: 'binary', op: token.text as BinaryOperator, left: base, right, span: join(base.span, right.span), at: token.span };
  }

  private superscript(base: Syntax): Syntax {
    const { text, span } = this.cursor.take();
    const whole = join(base.span, span);
    if (text === '+') return { kind: 'call', fn: 'pinv', primes: 0, args: [base], span: whole, at: span };
    const digits = text.replace(/^[+-]/, '');
    const exponent: Syntax =
      digits === 'T' ? { kind: 'number', text: '1', span }
      : /^\d+$/.test(digits) ? { kind: 'number', text: digits, span }
      : { kind: 'name', name: digits, span };
    const right: Syntax = text.startsWith('-') ? { kind: 'unary', op: '-', arg: exponent, span } : exponent;
    const power: Syntax = { kind: 'binary', op: '^', left: base, right, span: whole, at: span };
    return digits === 'T' ? { kind: 'unary', op: "'", arg: power, span: whole } : power;
  }

  private primary(): Syntax {
    const { cursor } = this;
    const { kind, text, span } = cursor.token;
    switch (kind) {
      case 'number':
        cursor.take();
        return { kind: 'number', text, span };
      case 'fraction': {
        cursor.take();
        const [over, under] = text.split('/') as [string, string];
        const part = (digits: string): Syntax => ({ kind: 'number', text: digits, span });
        return { kind: 'binary', op: '/', left: part(over), right: part(under), span, at: span };
      }
      case 'ones': {
        cursor.take();
        const one: Syntax = { kind: 'number', text: '1', span };
        if (text === '') return { kind: 'call', fn: 'vector', primes: 0, args: [one], span, at: span };
        const size: Syntax = { kind: 'name', name: text, span };
        return { kind: 'call', fn: 'ones', primes: 0, args: [size, one], span, at: span };
      }
      case 'name':
        return this.named();
      case 'operator':
        if (text === '(') return this.sliced(this.parenthesis());
        if (text === '[') return this.blocks();
        if (text === '‖') return this.norm();
        if (text === '√') {
          cursor.take();
          const arg = this.nested(this.colonIsRange, () => this.primary());
          return { kind: 'call', fn: 'sqrt', primes: 0, args: [arg], span: join(span, arg.span), at: span };
        }
        if (text === '∂') return this.partial();
        return cursor.unexpected('an operand');
      default:
        return cursor.unexpected('an operand');
    }
  }

  private parenthesis(): Syntax {
    const opening = this.cursor.take();
    const inner = this.nested(false, () => this.expression());
    const closing = this.cursor.close(')', opening);
    // the parentheses belong to the place: an error under the piece shows them
    return { ...inner, span: join(opening.span, closing.span) };
  }

  private named(): Syntax {
    const { cursor } = this;
    const { text, span } = cursor.take();
    if (text === 'end' && this.slices > 0) return { kind: 'end', span };
    const variable = this.options.isVariable?.(text) ?? false;
    if (cursor.is('[')) {
      const name = this.indexed(text, span);
      return cursor.is('(') && !cursor.token.spaced ? this.sliced(this.slice(name)) : name;
    }
    if (cursor.is('(')) {
      if (variable) return this.sliced(this.slice({ kind: 'name', name: text, span }));
      return this.sliced(this.call(text, span, 0));
    }
    if (cursor.is("'") && !variable && this.options.isFunction?.(text)) {
      let primes = 1;
      while (cursor.is("'", primes)) primes++;
      if (cursor.is('(', primes)) {
        for (let k = 0; k < primes; k++) cursor.take();
        return this.sliced(this.call(text, span, primes));
      }
    }
    return { kind: 'name', name: text, span };
  }

  private indexed(name: string, span: Span): NameSyntax {
    const opening = this.cursor.token;
    if (!this.cursor.accept('[')) return { kind: 'name', name, span };
    const index = this.list(() => this.nested(false, () => this.expression()));
    const closing = this.cursor.close(']', opening);
    return { kind: 'name', name, index, span: join(span, closing.span) };
  }

  private call(fn: string, at: Span, primes: number): Syntax {
    const opening = this.cursor.take();
    if ((fn === 'sum' || fn === 'prod') && this.cursor.token.kind === 'name' && this.cursor.is('=', 1)) {
      return this.fold(fn, at, opening.span);
    }
    if (this.cursor.is(':')) {
      const hint = `declare ${fn} as a variable (param ${fn} : n x m) to take a slice of it`;
      this.cursor.fail(`'${fn}(' is a function call, and ':' is no argument`, this.cursor.token.span, hint);
    }
    const args = this.cursor.is(')') ? [] : this.list(() => this.nested(false, () => this.expression()));
    const closing = this.cursor.close(')', opening);
    return { kind: 'call', fn, primes, args, span: join(at, closing.span), at };
  }

  private fold(fold: 'sum' | 'prod', start: Span, opening: Span): Syntax {
    const { cursor } = this;
    const over = cursor.take().text;
    cursor.take();
    const { from, to } = this.range();
    if (!cursor.is(',')) cursor.unexpected(`',' and the ${fold === 'sum' ? 'summand' : 'factor'}`);
    cursor.take();
    const body = this.nested(false, () => this.expression());
    const closing = cursor.close(')', { kind: 'operator', text: '(', span: opening, spaced: false, first: false });
    return { kind: 'fold', fold, over, from, to, body, span: join(start, closing.span) };
  }

  /** a..b, which may also be written a:b. */
  range(): { from: IndexSyntax; to: IndexSyntax } {
    const from = this.bound();
    if (!this.cursor.accept('..') && !this.cursor.accept(':')) this.cursor.unexpected("'..' and the other end");
    return { from, to: this.bound() };
  }

  /** Slices of what may be sliced without a name: a parenthesis, a call. */
  private sliced(of: Syntax): Syntax {
    let result = of;
    for (let count = 0; this.cursor.is('(') && !this.cursor.token.spaced; count++) {
      this.limit(count, this.cursor.token.span);
      result = this.slice(result);
    }
    return result;
  }

  private slice(of: Syntax): Syntax {
    const opening = this.cursor.take();
    this.slices++;
    const ranges = this.list(() => this.rangeOrEntry());
    this.slices--;
    const closing = this.cursor.close(')', opening);
    return { kind: 'slice', of, ranges, span: join(of.span, closing.span) };
  }

  private rangeOrEntry(): RangeSyntax {
    const { cursor } = this;
    const start = cursor.token.span;
    if (cursor.is(':') && (cursor.is(',', 1) || cursor.is(')', 1))) {
      cursor.take();
      return { kind: 'all', span: start };
    }
    const from = this.bound();
    if (!cursor.accept(':') && !cursor.accept('..')) return { kind: 'at', at: from, span: from.span };
    const to = this.bound();
    return { kind: 'range', from, to, span: join(from.span, to.span) };
  }

  private blocks(): Syntax {
    const { cursor } = this;
    const opening = cursor.take();
    const rows: (readonly Syntax[])[] = [];
    do {
      if (rows.length > 0 && cursor.is(']')) break;
      rows.push(this.list(() => this.nested(false, () => this.expression())));
    } while (cursor.accept(';'));
    const closing = cursor.close(']', opening);
    return { kind: 'blocks', rows, span: join(opening.span, closing.span) };
  }

  private norm(): Syntax {
    const opening = this.cursor.take();
    const inner = this.nested(false, () => this.expression());
    const closing = this.cursor.close('‖', opening);
    return { kind: 'call', fn: 'norm2', primes: 0, args: [inner], span: join(opening.span, closing.span), at: opening.span };
  }

  /** ∂L/∂A, as printed for grad(L, A). */
  private partial(): Syntax {
    const { cursor } = this;
    const start = cursor.take().span;
    const of = this.plainName('a name');
    cursor.expect('/');
    cursor.expect('∂');
    const by = this.plainName('a name');
    return { kind: 'call', fn: 'grad', primes: 0, args: [of, by], span: join(start, by.span), at: start };
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.cursor.accept(',')) items.push(item());
    return items;
  }

  private nested<T>(colonIsRange: boolean, run: () => T): T {
    const outer = this.colonIsRange;
    this.colonIsRange = colonIsRange;
    this.depth++;
    this.limit(this.depth, this.cursor.token.span);
    const result = run();
    this.depth--;
    this.colonIsRange = outer;
    return result;
  }

  private limit(count: number, span: Span): void {
    if (count <= DEPTH_LIMIT) return;
    const hint = 'give names to parts of it: A = …';
    throw new FrobeniusError('limit', `nested more than ${DEPTH_LIMIT} levels deep`, span, hint, this.cursor.source);
  }
}

const join = (a: Span, b: Span): Span => ({ start: a.start, end: b.end });
