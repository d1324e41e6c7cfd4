/**
 * The grammar of expressions: tokens to Syntax, by precedence climbing.
 *
 * Owns expressions, slices, blocks and sums over an index; statements.ts owns files, parser.ts the entry points.
 * It knows no function and no shape. Only two questions are put to the caller: whether `name(` is a slice of a
 * variable, and whether `name'(` is the derivative of an unknown function.
 * Invariant: linear time; nesting is counted, so that the stack never overflows.
 */
import { NESTING } from '../expression/limits.js';
import { Cursor } from './cursor.js';
import type { Span } from './error.js';
import { FrobeniusError } from './error.js';
import type { RangeTokens } from './folds.js';
import { beginsFold, calledFold, printedFold } from './folds.js';
import { isApplied, isFactor, isJoined, isJoinedBySpace, isMultiple, refuseMore, splitName } from './juxtaposed.js';
import type { NameSyntax } from './nodes.js';
import { binary, call, join, number, plainName, unary } from './nodes.js';
import { COMPARISONS, PRECEDENCE } from './precedence.js';
import { bars, entrywiseExponent, isEntrywisePower, norm, partial } from './printed-forms.js';
import { raisedSum } from './raised.js';
import type { BinaryOperator, IndexSyntax, RangeSyntax, Syntax } from './syntax.js';

export interface ParseOptions {
  /** `name(` is a slice where this holds, a call otherwise. */
  readonly isVariable?: (name: string) => boolean;
  /** Of these variables those that are whole numbers: in x(k) they are an index. */
  readonly isInteger?: (name: string) => boolean;
  /** `name'(` is a call of a derivative where this holds, a transpose otherwise. */
  readonly isFunction?: (name: string) => boolean;
  /** Over what a letter runs, Σₜ, where the text says it elsewhere and in one way. */
  readonly rangeOf?: (letter: string) => RangeTokens | undefined;
}

export class ExpressionParser {
  private depth = 0;
  private slices = 0;
  /** Directly inside a slice or at the ends of a sum ':' is the range sign. */
  private colonIsRange = false;
  /** Directly between bars. */
  private bars = false;
  /** Directly behind a division. */
  private divided = false;

  constructor(
    readonly cursor: Cursor,
    private options: ParseOptions,
  ) {}

  isVariable(name: string): boolean {
    return this.options.isVariable?.(name) ?? false;
  }

  private isInteger(name: string): boolean {
    return this.options.isInteger?.(name) ?? false;
  }

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
      this.divided = op === '/' || op === '\\';
      const right = this.expression(precedence + 1);
      left = binary(op, left, right, token.span);
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
    let result = this.joined();
    for (const { op, span } of signs.reverse()) result = unary(op, result, span);
    return result;
  }

  /** A factor, or a product of several as print has it; behind a division it would be read one way or the other. */
  private joined(): Syntax {
    const { cursor, divided } = this;
    this.divided = false;
    let result = this.factor();
    for (let count = 0; ; count++) {
      if (this.bars && (cursor.is('|') || cursor.token.text.startsWith('‖'))) return result;
      const { span } = cursor.token;
      const isNumber = cursor.previous?.span.start === result.span.start && cursor.previous.kind !== 'name';
      const isProduct =
        isJoined(cursor, isNumber) ||
        (!this.colonIsRange && (isMultiple(cursor, isNumber) || isJoinedBySpace(cursor))) ||
        (cursor.previous?.kind === 'name' && this.isFactor(cursor.previous.text));
      if (!isProduct) return result;
      if (divided) cursor.unexpected('an operator');
      this.limit(count, span);
      result = binary('*', result, this.factor(), { start: span.start, end: span.start });
    }
  }

  /** Whether what stands in parentheses behind this name is a factor, and neither an index nor an argument. */
  private isFactor(name: string): boolean {
    if (!this.isVariable(name) && (!/^\p{Lu}$/u.test(name) || this.options.isFunction?.(name))) return false;
    return isFactor(this.cursor, (each) => this.isVariable(each) && !this.isInteger(each), this.isInteger(name));
  }

  /** A primary with its transposes and powers, each applying to all before it. */
  private factor(): Syntax {
    const pieces = splitName(this.cursor, (name) => this.isVariable(name));
    if (pieces !== undefined) {
      const { span } = this.cursor.take();
      const names = pieces.map((piece) => plainName(piece, span));
      const last = this.raised(names.at(-1) as Syntax);
      return [...names.slice(1, -1), last].reduce<Syntax>((left, x) => binary('*', left, x, span), names[0] as Syntax);
    }
    return this.raised(this.primary());
  }

  private raised(base: Syntax): Syntax {
    let result = base;
    for (let count = 0; ; count++) {
      const token = this.cursor.token;
      this.limit(count, token.span);
      if (token.kind === 'superscript') result = this.superscript(result);
      else if (this.cursor.is("'")) {
        this.cursor.take();
        result = unary("'", result, token.span);
      } else if (isEntrywisePower(this.cursor)) {
        result = binary('.^', result, entrywiseExponent(this), token.span);
      } else if (this.cursor.is('^') || this.cursor.is('.^')) {
        this.cursor.take();
        const right = this.nested(this.colonIsRange, () => this.exponent());
        result = binary(token.text as BinaryOperator, result, right, token.span);
      } else return result;
    }
  }

  /** A sign and one number, name, call or parenthesis; a further ^ belongs to the exponent. */
  private exponent(): Syntax {
    const sign = this.cursor.token;
    if (this.cursor.accept('-') || this.cursor.accept('+')) {
      const arg = this.nested(this.colonIsRange, () => this.exponent());
      return unary(sign.text as '-' | '+', arg, sign.span);
    }
    const base = this.primary();
    const token = this.cursor.token;
    if (!this.cursor.is('^') && !this.cursor.is('.^')) return base;
    this.cursor.take();
    const right = this.nested(this.colonIsRange, () => this.exponent());
    return binary(token.text as BinaryOperator, base, right, token.span);
  }

  private superscript(base: Syntax): Syntax {
    const { text, span } = this.cursor.take();
    if (text === '+') return call('pinv', [base], join(base.span, span), span);
    if (text === '-T') return unary("'", binary('^', base, unary('-', number('1', span), span), span), span);
    return binary('^', base, raisedSum(text, span), span);
  }

  private primary(): Syntax {
    const { cursor } = this;
    const { kind, text, span } = cursor.token;
    switch (kind) {
      case 'number':
        cursor.take();
        return number(text, span);
      case 'fraction': {
        cursor.take();
        const [over, under] = text.split('/') as [string, string];
        return binary('/', number(over, span), number(under, span), span);
      }
      case 'ones': {
        cursor.take();
        const one = number('1', span);
        return text === '' ? call('vector', [one], span, span) : call('ones', [plainName(text, span), one], span, span);
      }
      case 'name':
        return this.named();
      case 'operator':
        if (text === '(') return this.sliced(this.parenthesis());
        if (text === '[') return this.blocks();
        if (text === '‖' || text === '|') return text === '|' ? bars(this) : norm(this);
        if (text === '√') {
          cursor.take();
          const arg = this.nested(this.colonIsRange, () => this.primary());
          return call('sqrt', [arg], join(span, arg.span), span);
        }
        if (text === '∂') return partial(this);
        return cursor.unexpected('an operand');
      default:
        return cursor.unexpected('an operand');
    }
  }

  private parenthesis(): Syntax {
    const opening = this.cursor.take();
    const inner = this.inner();
    const closing = this.cursor.close(')', opening);
    // the parentheses belong to the place: an error under the piece shows them
    return { ...inner, span: join(opening.span, closing.span) };
  }

  private named(): Syntax {
    const { cursor } = this;
    if (beginsFold(cursor, cursor.look(1), (name) => this.isVariable(name))) return printedFold(this);
    const { text, span } = cursor.take();
    if (text === 'end' && this.slices > 0) return { kind: 'end', span };
    const variable = this.isVariable(text);
    if (cursor.is('[')) {
      const name = this.indexed(text, span);
      return cursor.is('(') && !cursor.token.spaced ? this.sliced(this.slice(name)) : name;
    }
    if (cursor.is('(')) {
      if (this.isFactor(text)) return plainName(text, span);
      if (variable) return this.sliced(this.slice(plainName(text, span)));
      return this.sliced(this.call(text, span, 0));
    }
    if (!variable && isApplied(cursor)) {
      const arg = this.nested(this.colonIsRange, () => this.named());
      refuseMore(cursor, text, arg.span);
      return call(text, [arg], join(span, arg.span), span);
    }
    if (cursor.is("'") && !variable && (this.options.isFunction?.(text) || /^(?:σ|\p{L}{2})/u.test(text))) {
      let primes = 1;
      while (cursor.is("'", primes)) primes++;
      if (cursor.is('(', primes)) {
        for (let k = 0; k < primes; k++) cursor.take();
        return this.sliced(this.call(text, span, primes));
      }
    }
    return plainName(text, span);
  }

  private indexed(name: string, span: Span): NameSyntax {
    const opening = this.cursor.token;
    if (!this.cursor.accept('[')) return plainName(name, span);
    if (this.cursor.is(':')) {
      const hint = `a slice stands in round brackets, ${name}(:, 1), counts from 1, and ${name} is declared`;
      this.cursor.fail(`'${name}[' names a member of a family, and ':' is no index`, this.cursor.token.span, hint);
    }
    const index = this.list(() => this.inner());
    const closing = this.cursor.close(']', opening);
    return { kind: 'name', name, index, span: join(span, closing.span) };
  }

  private call(fn: string, at: Span, primes: number): Syntax {
    const opening = this.cursor.take();
    if ((fn === 'sum' || fn === 'prod') && this.cursor.token.kind === 'name' && this.cursor.is('=', 1)) {
      return calledFold(this, fn, at, opening);
    }
    if (this.cursor.is(':')) {
      const hint = this.cursor.is(')', 1)
        ? `the column of all entries is vec(${fn})`
        : `declare ${fn} as a variable (param ${fn} : n x m) to take a slice of it`;
      this.cursor.fail(`'${fn}(' is a function call, and ':' is no argument`, this.cursor.token.span, hint);
    }
    const args = this.cursor.is(')') ? [] : this.list(() => this.inner());
    const closing = this.cursor.close(')', opening);
    return call(fn, args, join(at, closing.span), at, primes);
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
    if (!this.cursor.is('(')) return result;
    // where nothing is declared a matrix goes by its capital, and what stands in the factor before is no number of its entries
    const before = new Set(this.cursor.text(of.span).match(/[\p{L}\p{N}_]+/gu));
    const isVariable = (name: string): boolean =>
      !this.isInteger(name) && (this.isVariable(name) || /^\p{Lu}$/u.test(name) || before.has(name));
    for (let count = 0; this.cursor.is('(') && !this.cursor.token.spaced; count++) {
      if (isFactor(this.cursor, isVariable)) return result;
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

  private equality(left: Syntax): Syntax {
    const { span } = this.cursor.token;
    return this.cursor.accept('=') ? binary('==', left, this.expression(1), span) : left;
  }

  private blocks(): Syntax {
    const { cursor } = this;
    const opening = cursor.take();
    if (cursor.is(']')) {
      const hint = 'max and min go over all entries, or entry by entry with a second matrix: max(A), max(A, B)';
      cursor.fail('there is no empty matrix', join(opening.span, cursor.token.span), hint);
    }
    const rows: (readonly Syntax[])[] = [];
    do {
      if (rows.length > 0 && cursor.is(']')) break;
      rows.push(this.list(() => this.nested(false, () => this.equality(this.expression()))));
    } while (cursor.accept(';'));
    const closing = cursor.close(']', opening);
    const span = join(opening.span, closing.span);
    const [only] = rows.length === 1 && rows[0]?.length === 1 ? rows[0] : [];
    // [x > 0] is 1 where it holds and 0 elsewhere (Iverson's bracket), in print also [x = y]
    if (only?.kind === 'binary' && COMPARISONS.has(only.op))
      return call('where', [only, number('1', span), number('0', span)], span, span);
    return { kind: 'blocks', rows, span };
  }

  inner(): Syntax {
    return this.nested(false, () => this.expression());
  }

  within(minimum: number): Syntax {
    return this.nested(this.colonIsRange, () => this.expression(minimum), this.bars);
  }

  between(minimum: number): Syntax {
    return this.nested(false, () => this.expression(minimum), true);
  }

  rangeOf(letter: string): { from: IndexSyntax; to: IndexSyntax } | undefined {
    const found = this.options.rangeOf?.(letter);
    if (found === undefined) return undefined;
    const [from, to] = [found.from, found.to].map((tokens) =>
      new ExpressionParser(new Cursor(this.cursor.source, tokens), this.options).bound(),
    ) as [Syntax, Syntax];
    return { from, to };
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.cursor.accept(',')) items.push(item());
    return items;
  }

  private nested<T>(colonIsRange: boolean, run: () => T, bars = false): T {
    const outer = [this.colonIsRange, this.bars] as const;
    [this.colonIsRange, this.bars] = [colonIsRange, bars];
    this.depth++;
    this.limit(this.depth, this.cursor.token.span);
    const result = run();
    this.depth--;
    [this.colonIsRange, this.bars] = outer;
    return result;
  }

  private limit(count: number, span: Span): void {
    if (count <= NESTING) return;
    const hint = 'give names to parts of it: A = …';
    throw new FrobeniusError('limit', `nested more than ${NESTING} levels deep`, span, hint, this.cursor.source);
  }
}
