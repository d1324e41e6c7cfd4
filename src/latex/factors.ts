/**
 * Factors of a product: letters with what hangs on them, functions and their arguments, fences, and what encloses other
 * formulas. How factors are joined is grammar.ts's, which this is a part of.
 */
import type { Span } from '../language/error.js';
import { fail, splitAt } from './cut.js';
import type { Formula } from './formula.js';
import { functionKey } from './function-key.js';
import type { Lexeme } from './lexemes.js';
import { ACCENTS } from './macros.js';
import { over, PrimaryParser } from './primaries.js';
import { spectralCall, spectrumOf } from './spectrum.js';
import type { Script } from './symbols.js';
import { symbolOf } from './symbols.js';

/** The ends of an index. */
export interface IndexEnds {
  readonly from: Formula;
  readonly to: Formula;
}

export interface GrammarOptions {
  /** Letters and words that are functions where an argument follows, as f, σ. */
  isFunction(name: string): boolean;
  isVariable(name: string): boolean;
  /** Functions that the text itself defines. */
  readonly defined?: ReadonlySet<string>;
  /** d before a letter is a differential. */
  readonly differentials: boolean;
  /** How far indices run that number members, where a text says it once for all sums. */
  readonly ranges?: ReadonlyMap<string, IndexEnds>;
}

/** \\sin^{-1} is the inverse function, as everybody reads it. */
const INVERSES: ReadonlyMap<string, string> = new Map(
  ['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'].map((name): [string, string] => [name, `a${name}`]),
);

const isMinusOne = (script: Script): boolean =>
  'content' in script && script.content.map((l) => ('text' in l ? l.text : '?')).join('') === '-1';

/** Of a subscript that is one letter or number. */
const textOf = (f: Formula): string => (f.kind === 'number' ? f.text : f.kind === 'symbol' ? f.base : '?');

/** Functions whose value is a number. */
const REDUCTIONS: ReadonlySet<string> = new Set(
  'det tr logdet crossentropy rank logsumexp sum mean prod specnorm nucnorm norm max min'.split(' '),
);
const ENTRYWISE: ReadonlySet<string> = new Set(
  'exp log log2 log10 sin cos tan sinh cosh tanh sqrt sigmoid relu'.split(' '),
);

/** Arguments that say themselves where they end. */
const ENCLOSED: ReadonlySet<Formula['kind']> = new Set(['abs', 'norm', 'fraction', 'matrix']);

const notClear = (fn: string, span: Span): never =>
  fail(
    `whether ${fn} is of what stands before this slash, or of the quotient, is not clear`,
    span,
    'parentheses round its argument say it',
  );

export abstract class FactorParser extends PrimaryParser {
  constructor(
    lexemes: readonly Lexeme[],
    around: Span,
    protected readonly options: GrammarOptions,
  ) {
    super(lexemes, around);
  }

  protected abstract factor(): Formula;
  protected abstract beginsFactor(): boolean;

  // ——— what hangs on a factor ———

  postfix(): Formula {
    const of = this.withScripts();
    const sign = this.accept('!');
    if (sign === undefined) return of;
    if (this.is('!')) return fail('double factorials are not known', this.place());
    return { kind: 'call', fn: 'factorial', primes: 0, args: [of], span: over(of, sign) };
  }

  private withScripts(): Formula {
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
    const gamma = base === 'Gamma' ? this.gamma(symbol, rest) : undefined;
    if (gamma !== undefined) return gamma;
    const policy = base === 'pi' && rest.length === 0 ? this.policy(symbol) : undefined;
    if (policy !== undefined) return policy;
    const spectral = this.spectral(symbol, rest);
    if (spectral !== undefined) return spectral;
    const defined = this.definedCall(symbol, rest);
    if (defined !== undefined) return defined;
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

  /** E(x), f_1(x) of a function that the text defines. */
  private definedCall(symbol: Formula & { kind: 'symbol' }, rest: readonly Script[]): Formula | undefined {
    const fn = functionKey(symbol);
    if (!this.is('(') || !this.options.defined?.has(fn) || symbol.over || symbol.star) return undefined;
    const [script] = rest;
    if (script !== undefined)
      return fail(`whether this is of ${fn} or of its value is not clear`, script.span, `(${fn}(x))^2 says it`);
    const { args, end } = this.argumentList();
    const span = { start: symbol.span.start, end };
    return this.hung({ kind: 'call', fn, primes: symbol.primes, args, span }, this.scripts());
  }

  /** Γ(a); one with an index is another function. */
  private gamma(symbol: Formula & { kind: 'symbol' }, rest: readonly Script[]): Formula | undefined {
    const { subs, span } = symbol;
    if (!this.is('(') || rest.length > 0 || this.options.isVariable(['Gamma', ...subs.map(textOf)].join('_')))
      return undefined;
    const { args, end } = this.argumentList();
    if (subs.length > 0 || args.length > 1) return fail('this gamma function is not known', span);
    return this.hung({ kind: 'call', fn: 'Gamma', primes: 0, args, span: { start: span.start, end } }, this.scripts());
  }

  /** π(x), π(s, a): a function of names, and no number; π(a + b) is a product. */
  private policy(symbol: Formula & { kind: 'symbol' }): Formula | undefined {
    const name = ['pi', ...symbol.subs.map(textOf)].join('_');
    if (!this.is('(') || symbol.accents.length > 0 || this.options.isVariable(name)) return undefined;
    const before = this.at;
    const { args, end } = this.argumentList();
    const { primes, span } = symbol;
    const called = args.every((a) => a.kind === 'symbol');
    if (called && symbol.subs.length > 0) return fail('an unknown function with an index is not read', span);
    if (called)
      return this.hung({ kind: 'call', fn: 'varpi', primes, args, span: { start: span.start, end } }, this.scripts());
    this.at = before;
    return undefined;
  }

  /** λ_max(A), σ_max²(A). */
  private spectral(symbol: Formula & { kind: 'symbol' }, rest: readonly Script[]): Formula | undefined {
    const at = spectrumOf(symbol);
    if (at === undefined || !this.is('(') || this.commaAhead()) return undefined;
    const { base, subs, word } = symbol;
    const place = word ?? subs.map(textOf).join('');
    if (this.options.isVariable(base) || this.options.isVariable(`${base}_${place}`)) return undefined;
    if (rest.some((script) => 'prime' in script || !script.above)) return undefined;
    const before = this.at;
    const { args, end } = this.argumentList();
    const call = spectralCall(symbol, at, args[0] as Formula, { start: symbol.span.start, end });
    if (call !== undefined) return this.hung(this.hung(call, rest), this.scripts());
    this.at = before;
    return undefined;
  }

  /** The content between this parenthesis and its partner, cut at commas. */
  private argumentList(fence = '('): { args: Formula[]; end: number } {
    const open = this.lexemes[this.at] as Lexeme;
    const { content, close } = this.fenced(fence, fence === '{' ? '}' : fence === '[' ? ']' : ')');
    const parts = splitAt(content, ',');
    return { args: parts.map((part) => this.inner(part, open.span)), end: close.span.end };
  }

  // ——— functions ———

  private application(): Formula {
    const fn = this.lexemes[this.at++] as Lexeme & { kind: 'function' };
    const scripts = this.scripts();
    let name = fn.text;
    const axis: Formula[] = [];
    const raised: Script[] = [];
    let primes = 0;
    for (const script of scripts) {
      if ('prime' in script) {
        primes += script.prime;
        continue;
      }
      const sub = script.content.map((l) => ('text' in l ? l.text : '')).join('');
      if (script.above) raised.push(script);
      else if (name === 'log' && (sub === '2' || sub === '10')) name = `log${sub}`;
      else if (/^[12]$/.test(sub)) axis.push({ kind: 'number', text: sub, span: script.span });
      else if (name === 'max' || name === 'min')
        fail(
          `the ${name === 'max' ? 'largest' : 'smallest'} over a set is not read`,
          script.span,
          'what is optimised can be given alone',
        );
      else fail('a subscript of a function says nothing here', script.span);
    }
    const inverse = INVERSES.get(name);
    if (inverse !== undefined && raised.length === 1 && isMinusOne(raised[0] as Script)) {
      name = inverse;
      raised.length = 0;
    }
    const special = name === 'log' ? this.logarithm(fn) : undefined;
    if (special !== undefined) return this.hung(special, raised);
    const braced = name === 'max' || name === 'min' ? ['{', '['].find((sign) => this.is(sign)) : undefined;
    if (this.is('(') || braced !== undefined) {
      const { args, end } = this.argumentList(braced);
      const call: Formula = {
        kind: 'call',
        fn: name,
        primes,
        args: [...args, ...axis],
        span: { start: fn.span.start, end },
      };
      return this.hung(this.hung(call, raised), this.scripts());
    }
    const argument = this.bareArgument(name);
    const call: Formula = { kind: 'call', fn: name, primes, args: [argument, ...axis], span: over(fn, argument) };
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
    if (name === 'tr' || name === 'det') {
      const whole = this.product((ahead) => this.isNumberAhead(ahead, name === 'det'));
      // the trace of a quotient by a number is that of what is above
      if (name === 'det' && whole.kind === 'fraction' && whole.slash) notClear(name, whole.span);
      return whole;
    }
    const factors = [this.factor()];
    while (this.beginsFactor() && !this.beginsApart()) factors.push(this.postfix());
    if (this.is('/') && !(factors.length === 1 && ENCLOSED.has((factors[0] as Formula).kind)))
      notClear(name, this.place());
    const [first, last] = [factors[0] as Formula, factors.at(-1) as Formula];
    if (last.kind === 'symbol' && this.is('(') && !this.options.isVariable(last.base))
      return fail(
        `whether ${last.base}(…) is a function behind ${name}, or a factor, is not clear`,
        last.span,
        `parentheses round the argument of ${name} say it; f, g, \\phi and \\psi are functions`,
      );
    if (factors.length === 1) return first;
    return { kind: 'product', factors, guessed: false, argumentOf: name, span: over(first, last) };
  }

  /** A number behind tr or det is a factor beside it: of the trace it may be either, but no determinant is of it. */
  private isNumberAhead(ahead: number, isDeterminant: boolean): boolean {
    const next = this.peek(ahead);
    if (next === undefined) return false;
    if (next.kind === 'function') return REDUCTIONS.has(next.text) || (isDeterminant && ENTRYWISE.has(next.text));
    if (next.kind === 'macro')
      return /^(?:sum|prod|norm|abs)$/.test(next.name) || (isDeterminant && /frac$/.test(next.name));
    if (next.kind === 'operator') return ['‖', '‖<', '|', '|<'].includes(next.text);
    const script = this.peek(ahead + 1);
    const isPower = next.kind === 'letter' && next.text === 'e' && script?.kind === 'script' && script.above;
    return isDeterminant && (next.kind === 'number' || (isPower && !this.options.isVariable('e')));
  }

  /** Another function or sum, or what is in parentheses, is a factor beside the function: log x sin y, log x (a + b). */
  private beginsApart(): boolean {
    return (
      this.peek()?.kind === 'function' || this.isMacro('sum') || this.isMacro('prod') || this.is('(') || this.is('[')
    );
  }
}
