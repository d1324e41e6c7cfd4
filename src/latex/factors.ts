/**
 * Factors of a product: letters with what hangs on them, functions and their arguments, fences, and what encloses other
 * formulas. How factors are joined is grammar.ts's, which this is a part of.
 */
import type { Span } from '../language/error.js';
import { LexemeCursor } from './cursor.js';
import type { Parse } from './cut.js';
import { fail, splitAt } from './cut.js';
import { environment, fraction, normKind, relation, scripted } from './enclosed.js';
import type { Formula, NormKind } from './formula.js';
import type { Lexeme } from './lexemes.js';
import { ACCENTS } from './macros.js';
import type { Script } from './symbols.js';
import { symbolOf } from './symbols.js';

export interface GrammarOptions {
  /** Letters and words that are functions where an argument follows, as f, σ. */
  isFunction(name: string): boolean;
  isVariable(name: string): boolean;
  /** d before a letter is a differential. */
  readonly differentials: boolean;
}

/** \\sin^{-1} is the inverse function, as everybody reads it. */
const INVERSES: ReadonlyMap<string, string> = new Map(
  ['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'].map((name): [string, string] => [name, `a${name}`]),
);

const isMinusOne = (script: Script): boolean =>
  'content' in script && script.content.map((l) => ('text' in l ? l.text : '?')).join('') === '-1';

export const over = (a: { span: Span }, b: { span: Span }): Span => ({ start: a.span.start, end: b.span.end });

export abstract class FactorParser extends LexemeCursor {
  constructor(
    lexemes: readonly Lexeme[],
    around: Span,
    protected readonly options: GrammarOptions,
  ) {
    super(lexemes, around);
  }

  protected abstract inner(lexemes: readonly Lexeme[], span: Span): Formula;
  protected abstract product(): Formula;
  protected abstract factor(): Formula;
  protected abstract beginsFactor(): boolean;

  private readonly parse: Parse = (lexemes, span) => this.inner(lexemes, span);

  private hung(base: Formula, scripts: readonly Script[]): Formula {
    return scripted(base, scripts, this.parse);
  }

  // ——— what hangs on a factor ———

  postfix(): Formula {
    const next = this.peek();
    if (next === undefined) return fail('something is missing here', this.place());
    if (next.kind === 'function') return this.application();
    if (this.options.differentials && this.isDifferential()) return this.differential();
    const bare = this.symbolAhead();
    if (bare !== undefined) return this.symbol(bare);
    const base = this.primary();
    return this.hung(base, this.scripts());
  }

  private isDifferential(): boolean {
    const [d, next] = [this.peek(), this.peek(1)];
    if (
      !((d?.kind === 'letter' && d.text === 'd') || (d?.kind === 'word' && d.text === 'd')) ||
      this.options.isVariable('d')
    )
      return false;
    return (
      next !== undefined && (['letter', 'word', 'function', 'group', 'macro'].includes(next.kind) || this.is('(', 1))
    );
  }

  private differential(): Formula {
    const d = this.lexemes[this.at++] as Lexeme;
    if (this.is('(')) {
      const of = this.parenthesised();
      return this.hung({ kind: 'differential', of, span: over(d, of) }, this.scripts());
    }
    // dX^T is (dX)^T, which is d(X^T) as well; dX_{t} is d(X_t)
    const of = this.postfix();
    return { kind: 'differential', of, span: over(d, of) };
  }

  /** A letter, a word or either under an accent or in a group of its own. */
  private symbolAhead(): Lexeme | undefined {
    const next = this.peek();
    if (next === undefined) return undefined;
    if (next.kind === 'letter') {
      const scripted = this.peek(1);
      if (next.text === 'e' && !this.options.isVariable('e') && scripted?.kind === 'script' && scripted.above)
        return undefined;
      return next;
    }
    if (next.kind === 'word') return this.isUprightE(next) ? undefined : next;
    if (next.kind === 'macro' && ACCENTS.has(next.name)) return next;
    if (next.kind === 'group' && next.content.length === 1) {
      const [only] = next.content as [Lexeme];
      if (only.kind === 'letter' || only.kind === 'word' || (only.kind === 'macro' && ACCENTS.has(only.name)))
        return only;
    }
    return undefined;
  }

  /** e in roman type with something above it is the exponential. */
  private isUprightE(next: Lexeme & { kind: 'word' }): boolean {
    const script = this.peek(1);
    return next.text === 'e' && !this.options.isVariable('e') && script?.kind === 'script' && script.above;
  }

  private symbol(lexeme: Lexeme): Formula {
    this.at++;
    const scripts = this.scripts();
    const made = symbolOf(lexeme, scripts, {
      isVariable: (name) => this.options.isVariable(name),
      parse: this.parse,
    });
    const { symbol, rest } = made;
    if (symbol.kind === 'symbol') {
      const called = this.called(symbol, rest);
      if (called !== undefined) return called;
      // a prime on what is no function is a transpose
      const { base, primes, span } = symbol;
      if (primes > 0 && !this.options.isVariable(`${base}${'_prime'.repeat(primes)}`)) {
        const plain: Formula = { ...symbol, primes: 0 };
        return this.hung(primes % 2 === 1 ? { kind: 'transpose', of: plain, span } : plain, rest);
      }
    }
    return this.hung(symbol, rest);
  }

  /** f(X), σ(A), H(Y, P). */
  private called(symbol: Formula & { kind: 'symbol' }, rest: readonly Script[]): Formula | undefined {
    const { base } = symbol;
    if (rest.length > 0 || symbol.subs.length > 0 || symbol.accents.length > 0 || symbol.word !== undefined)
      return undefined;
    const name = base === 'H' && this.commaAhead() ? 'crossentropy' : base;
    if (!this.is('(') || !(this.options.isFunction(base) || name !== base) || this.options.isVariable(base))
      return undefined;
    const { args, end } = this.argumentList();
    const call: Formula = {
      kind: 'call',
      fn: name,
      primes: symbol.primes,
      args,
      span: { start: symbol.span.start, end },
    };
    return this.hung(call, this.scripts());
  }

  /** The content between this parenthesis and its partner, cut at commas. */
  private argumentList(): { args: Formula[]; end: number } {
    const open = this.lexemes[this.at] as Lexeme;
    const { content, close } = this.fenced('(', ')');
    const parts = splitAt(content, ',');
    return { args: parts.map((part) => this.inner(part, open.span)), end: close.span.end };
  }

  private parenthesised(): Formula {
    const { content, open, close } = this.fenced('(', ')');
    const span = over(open, close);
    return { ...this.inner(content, span), span };
  }

  // ——— functions ———

  private application(): Formula {
    const fn = this.lexemes[this.at++] as Lexeme & { kind: 'function' };
    const scripts = this.scripts();
    let name = fn.text;
    const axis: Formula[] = [];
    const raised: Script[] = [];
    for (const script of scripts) {
      if ('prime' in script) {
        raised.push(script);
        continue;
      }
      const sub = script.content.map((l) => ('text' in l ? l.text : '')).join('');
      if (script.above) raised.push(script);
      else if (name === 'log' && (sub === '2' || sub === '10')) name = `log${sub}`;
      else if (/^[12]$/.test(sub)) axis.push({ kind: 'number', text: sub, span: script.span });
      else fail('a subscript of a function says nothing here', script.span);
    }
    const inverse = INVERSES.get(name);
    if (inverse !== undefined && raised.length === 1 && isMinusOne(raised[0] as Script)) {
      name = inverse;
      raised.length = 0;
    }
    const special = name === 'log' ? this.logarithm(fn) : undefined;
    if (special !== undefined) return this.hung(special, raised);
    if (this.is('(')) {
      const { args, end } = this.argumentList();
      const call: Formula = {
        kind: 'call',
        fn: name,
        primes: 0,
        args: [...args, ...axis],
        span: { start: fn.span.start, end },
      };
      return this.hung(this.hung(call, raised), this.scripts());
    }
    const argument = this.bareArgument(name);
    const call: Formula = { kind: 'call', fn: name, primes: 0, args: [argument, ...axis], span: over(fn, argument) };
    return this.hung(call, raised);
  }

  /** log Γ(x) is one function. */
  private logarithm(fn: Lexeme): Formula | undefined {
    const next = this.peek();
    if (next?.kind !== 'letter' || next.text !== 'Gamma' || !this.is('(', 1)) return undefined;
    this.at++;
    const { args, end } = this.argumentList();
    return { kind: 'call', fn: 'gammaln', primes: 0, args, span: { start: fn.span.start, end } };
  }

  /** Without parentheses: tr and det take the whole product, other functions what stands side by side behind them. */
  private bareArgument(name: string): Formula {
    if (this.peek() === undefined) return fail('the argument is missing', this.place());
    if (name === 'tr' || name === 'det') return this.product();
    const factors = [this.factor()];
    while (this.beginsFactor() && !this.beginsApart()) factors.push(this.postfix());
    const [first, last] = [factors[0] as Formula, factors.at(-1) as Formula];
    if (factors.length === 1) return first;
    return { kind: 'product', factors, guessed: false, argumentOf: name, span: over(first, last) };
  }

  /** Another function or sum, or what is in parentheses, is a factor beside the function: log x sin y, log x (a + b). */
  private beginsApart(): boolean {
    return (
      this.peek()?.kind === 'function' || this.isMacro('sum') || this.isMacro('prod') || this.is('(') || this.is('[')
    );
  }

  // ——— primaries ———

  private primary(): Formula {
    const next = this.peek() as Lexeme;
    switch (next.kind) {
      case 'number':
        this.at++;
        return { kind: 'number', text: next.text, span: next.span };
      case 'group':
        this.at++;
        return { ...this.inner(next.content, next.span), span: next.span };
      case 'word':
      case 'letter': {
        // e^{…}
        const [, script] = [this.at++, this.lexemes[this.at++] as Lexeme & { kind: 'script' }];
        const argument = this.inner(script.content, script.span);
        return { kind: 'call', fn: 'e', primes: 0, args: [argument], span: over(next, script) };
      }
      case 'environment':
        this.at++;
        return environment(next, this.parse);
      case 'macro':
        this.at++;
        return this.macro(next);
      case 'operator':
        return this.fence(next);
      default:
        return fail('this cannot be read here', next.span);
    }
  }

  private fence(next: Lexeme & { kind: 'operator' }): Formula {
    switch (next.text) {
      case '(':
        return this.parenthesised();
      case '{': {
        const { content, close } = this.fenced('{', '}');
        const span = over(next, close);
        return { ...this.inner(content, span), span };
      }
      case '[':
        return this.bracket();
      case '‖':
      case '‖<': {
        const { content, close } = this.fenced(next.text, next.text === '‖' ? '‖' : '>‖');
        const span = over(next, close);
        return this.norm(this.inner(content, span), span);
      }
      case '|':
      case '|<': {
        const { content, close } = this.fenced(next.text, next.text === '|' ? '|' : '>|');
        const span = over(next, close);
        return { kind: 'abs', of: this.inner(content, span), span };
      }
      case '⟨': {
        const { content, close } = this.fenced('⟨', '⟩');
        const span = over(next, close);
        const [left, right, ...others] = splitAt(content, ',').map((part) => this.inner(part, span));
        if (!left || !right || others.length > 0) return fail('an inner product is of two', span);
        return { kind: 'binary', op: ':', left, right, span };
      }
      default:
        return fail(`'${next.text}' has nothing before it`, next.span);
    }
  }

  /** [x > 0] is 1 where it holds; any other bracket is a parenthesis. */
  private bracket(): Formula {
    const { content, open, close } = this.fenced('[', ']');
    const span = over(open, close);
    const holds = relation(content, span, this.parse);
    return holds ?? { ...this.inner(content, span), span };
  }

  private norm(of: Formula, span: Span): Formula {
    let norm: NormKind = '';
    const next = this.peek();
    const rest: Script[] = [];
    for (const script of next?.kind === 'script' ? this.scripts() : []) {
      if ('prime' in script || script.above) rest.push(script);
      else norm = normKind(script);
    }
    return this.hung({ kind: 'norm', of, norm, span }, rest);
  }

  private macro(macro: Lexeme & { kind: 'macro' }): Formula {
    const { name, args, span } = macro;
    switch (name) {
      case 'frac':
      case 'dfrac':
      case 'tfrac':
        return fraction(args[0] ?? [], args[1] ?? [], span, this.parse);
      case 'sqrt': {
        const of = this.inner(args[0] ?? [], span);
        if (args[1] === undefined) return { kind: 'call', fn: 'sqrt', primes: 0, args: [of], span };
        const exponent: Formula = {
          kind: 'fraction',
          above: { kind: 'number', text: '1', span },
          below: this.inner(args[1], span),
          span,
        };
        return { kind: 'power', base: of, exponent, entrywise: true, span };
      }
      case 'norm':
        return this.norm(this.inner(args[0] ?? [], span), span);
      case 'abs':
        return { kind: 'abs', of: this.inner(args[0] ?? [], span), span };
      case 'ones':
        return this.ones(span);
      case 'nabla': {
        const script = this.peek();
        if (script?.kind !== 'script' || script.above)
          return fail('this gradient does not say by what', span, '\\nabla_x f');
        this.at++;
        const by = this.inner(script.content, script.span);
        const of = this.postfix();
        return { kind: 'partial', of, by, span: over(macro, of) };
      }
      case 'binom':
        return fail('binomial coefficients are not known', span);
      case 'infty':
        return fail('infinity is no number here', span);
      case 'dots':
      case 'ldots':
      case 'cdots':
      case 'vdots':
      case 'ddots':
        return fail('dots leave open what is meant', span, 'a sum over an index says it');
      case 'int':
        return fail('integrals are not known', span);
      case 'mathbb':
        return fail('this names a set, not a value', span);
      default:
        return fail(`\\${name} cannot be read here`, span);
    }
  }

  private ones(span: Span): Formula {
    const script = this.peek();
    if (script?.kind !== 'script' || script.above) return { kind: 'ones', span };
    this.at++;
    const length = this.inner(script.content, script.span);
    return { kind: 'ones', length, span: { start: span.start, end: script.span.end } };
  }
}
