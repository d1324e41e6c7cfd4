/**
 * What a factor can begin with that is no letter and no function: numbers, fences, fractions and roots, norms, ones. A
 * part of the grammar of grammar.ts.
 */
import type { Span } from '../language/error.js';
import { LexemeCursor } from './cursor.js';
import type { Parse } from './cut.js';
import { fail, splitAt } from './cut.js';
import { environment, fraction, hessianOf, isTransposition, isTwo, normKind, relation, scripted } from './enclosed.js';
import type { Formula, NormKind } from './formula.js';
import type { Lexeme } from './lexemes.js';
import type { Script } from './symbols.js';

export const over = (a: { span: Span }, b: { span: Span }): Span => ({ start: a.span.start, end: b.span.end });

/** L, f(x), f(x)^⊤: what a gradient is usually of. */
const isNamed = (f: Formula): boolean =>
  (f.kind === 'symbol' && /^(?:[JLEf]|ell)$/.test(f.base)) ||
  (f.kind === 'call' && f.fn.length === 1) ||
  (f.kind === 'transpose' && f.of.kind === 'call' && isNamed(f.of));

export abstract class PrimaryParser extends LexemeCursor {
  protected abstract inner(lexemes: readonly Lexeme[], span: Span): Formula;
  protected abstract postfix(): Formula;
  protected abstract product(ends?: (ahead: number) => boolean): Formula;

  protected readonly parse: Parse = (lexemes, span) => this.inner(lexemes, span);

  protected hung(base: Formula, scripts: readonly Script[]): Formula {
    return scripted(base, scripts, this.parse);
  }

  protected parenthesised(): Formula {
    const { content, open, close } = this.fenced('(', ')');
    const span = over(open, close);
    return { ...this.inner(content, span), span };
  }

  protected primary(): Formula {
    const next = this.peek() as Lexeme;
    switch (next.kind) {
      case 'number':
        this.at++;
        if (next.text === '1' && this.isOfOnes()) return this.ones(next.span);
        if (this.peek()?.kind === 'script' && !(this.peek() as Lexeme & { kind: 'script' }).above)
          return fail('a number has no entries', this.place());
        if (this.isTransposed())
          return fail('a number has no transpose', this.place(), '1^\\top alone is that of ones');
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
        if (content.length === 0)
          return fail(
            'which of these bars belong together is not clear',
            span,
            '\\lvert … \\rvert and \\lVert … \\rVert say it',
          );
        return this.bars(this.inner(content, span), span);
      }
      case '⟨': {
        const { content, close } = this.fenced('⟨', '⟩');
        const span = over(next, close);
        const [left, right, ...others] = splitAt(content, ',').map((part) => this.inner(part, span));
        if (!left || !right || others.length > 0) return fail('an inner product is of two', span);
        this.frobeniusOnly(span);
        return { kind: 'binary', op: ':', left, right, span };
      }
      default:
        return fail(`'${next.text}' has nothing before it`, next.span);
    }
  }

  /** ⟨A, B⟩_F, which is ⟨A, B⟩; with any other subscript it is another product. */
  private frobeniusOnly(span: Span): void {
    const script = this.peek();
    if (script?.kind !== 'script' || script.above) return;
    if (normKind(script) !== 'F') fail('this inner product is not known', span, 'known is \\langle A, B\\rangle_F');
    this.at++;
  }

  /** [x > 0] is 1 where it holds; any other bracket is a parenthesis. */
  private bracket(): Formula {
    const { content, open, close } = this.fenced('[', ']');
    const span = over(open, close);
    const holds = relation(content, span, this.parse);
    return holds ?? { ...this.inner(content, span), span };
  }

  /** |x|_2 is a norm, as no value has such an entry; without a subscript the bars are what they are of. */
  private bars(of: Formula, span: Span): Formula {
    const next = this.peek();
    return next?.kind === 'script' && !next.above ? this.norm(of, span) : { kind: 'abs', of, span };
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
        return this.bars(this.inner(args[0] ?? [], span), span);
      case 'ones':
        return this.ones(span);
      case 'nabla':
        return this.nabla(macro);
      case 'partial': {
        const script = this.peek();
        // ∂_x f is ∇_x f
        if (script?.kind === 'script' && !script.above) return this.nabla(macro);
        return fail('\\partial cannot be read here', span);
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

  /** ∇f, ∇_x f, ∇²f: of the product behind it, as with Σ. */
  private nabla(sign: Lexeme): Formula {
    let by: Formula | undefined;
    let twice = false;
    for (const script of this.scripts()) {
      if ('prime' in script) return fail('this is no gradient that is read here', script.span);
      if (!script.above) by = this.inner(script.content, script.span);
      else if (script.content.length === 1 && isTwo(script)) twice = true;
      else return fail('this power of \\nabla is not read', script.span, 'read are \\nabla and \\nabla^2');
    }
    const of = this.product();
    const span = over(sign, of);
    const [head] = of.kind === 'product' ? of.factors : [];
    if (head && isNamed(head))
      return fail('whether \\nabla is of the first factor or of the product is not clear', span, 'parentheses say it');
    // ∇_{xx} f
    const [first, second, ...more] = by?.kind === 'product' ? by.factors : [];
    if (!twice && first && second && more.length === 0) return hessianOf(of, first, second, span);
    return twice ? hessianOf(of, by, by, span) : { kind: 'partial', of, ...(by && { by }), span };
  }

  /** 1_n, 1^⊤: a number has neither; nor would anybody write 1 1^⊤ with a number. */
  private isOfOnes(): boolean {
    const script = this.peek();
    if (script?.kind === 'number') return script.text === '1' && this.isTransposed(1);
    if (script?.kind !== 'script') return false;
    return !script.above || isTransposition(script);
  }

  private isTransposed(ahead = 0): boolean {
    const script = this.peek(ahead);
    return script?.kind === 'script' && script.above && isTransposition(script);
  }

  /** The vector of ones, its length or size below it; before a condition, or with one below, 1 where it holds. */
  private ones(span: Span): Formula {
    const script = this.peek();
    const held = ['[', '{', '('].find((sign) => this.is(sign));
    if (held !== undefined) {
      const before = this.at;
      const { content, close } = this.fenced(held, held === '[' ? ']' : held === '{' ? '}' : ')');
      const holds = relation(content, { start: span.start, end: close.span.end }, this.parse);
      if (holds !== undefined) return holds;
      this.at = before;
    }
    if (script?.kind !== 'script' || script.above) return { kind: 'ones', span };
    this.at++;
    const all = { start: span.start, end: script.span.end };
    const holds = relation(script.content, all, this.parse);
    if (holds !== undefined) return holds;
    const [length, width, ...more] = splitAt(script.content, '×').map((side) => this.inner(side, script.span));
    if (length === undefined || more.length > 0) return fail('this is no size', script.span);
    return { kind: 'ones', length, ...(width && { width }), span: all };
  }
}
