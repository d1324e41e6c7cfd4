/**
 * The grammar of formulas: lexemes to expressions, with the precedences that mathematicians read by.
 *
 * A sum of products; ":" between them, ⊙ and ⊗ tighter, juxtaposition tightest; Σ reaches to the next + or −. What
 * cannot be read throws FrobeniusError with its place. What hangs on letters is symbols.ts's.
 */
import type { Span } from '../language/error.js';
import { fail, splitAt } from './cut.js';
import { derivativeOf, MATRICES, operatorBelow } from './enclosed.js';
import type { GrammarOptions } from './factors.js';
import { FactorParser } from './factors.js';
import type { Formula, Term } from './formula.js';
import type { Lexeme } from './lexemes.js';
import { GREEK } from './macros.js';
import { over } from './primaries.js';

/** A whole expression; `around` is the place of what it stands in. */
export function parseFormula(lexemes: readonly Lexeme[], around: Span, options: GrammarOptions): Formula {
  const parser = new Parser(lexemes, around, options);
  const formula = parser.sum();
  parser.end();
  return formula;
}

class Parser extends FactorParser {
  protected inner(lexemes: readonly Lexeme[], span: Span): Formula {
    if (lexemes.length === 0) return fail('there is nothing in here', span);
    return parseFormula(lexemes, span, this.options);
  }

  // ——— sums and products ———

  sum(): Formula {
    const terms: Term[] = [];
    let negative = false;
    if (this.accept('-')) negative = true;
    else this.accept('+');
    for (;;) {
      terms.push({ negative, term: this.frobenius() });
      if (this.accept('+')) negative = false;
      else if (this.accept('-')) negative = true;
      else break;
    }
    const [first] = terms as [Term, ...Term[]];
    if (terms.length === 1 && !first.negative) return first.term;
    return { kind: 'sum', terms, span: over(first.term, (terms.at(-1) as Term).term) };
  }

  private frobenius(): Formula {
    let left = this.elementwise();
    while (this.accept(':')) {
      const right = this.elementwise();
      left = { kind: 'binary', op: ':', left, right, span: over(left, right) };
    }
    return left;
  }

  private elementwise(): Formula {
    let left = this.product();
    for (;;) {
      const op = this.accept('.*') ? '.*' : this.accept('./') ? './' : this.accept('kron') ? 'kron' : undefined;
      if (op === undefined) return left;
      const right = this.signed(() => this.product());
      left = { kind: 'binary', op, left, right, span: over(left, right) };
    }
  }

  /** a · −b */
  private signed(read: () => Formula): Formula {
    const minus = this.accept('-');
    const term = read();
    return minus ? { kind: 'sum', terms: [{ negative: true, term }], span: over(minus, term) } : term;
  }

  /** Up to what `ends` says is apart, behind so many lexemes. */
  protected product(ends?: (ahead: number) => boolean): Formula {
    let factors: Formula[] = [this.factor()];
    let guessed = false;
    let applied: string | undefined;
    let dots: number[] = [];
    const made = (): Formula => {
      const [first] = factors as [Formula, ...Formula[]];
      if (factors.length === 1) return first;
      return {
        kind: 'product',
        factors,
        guessed,
        ...(applied !== undefined && { applied }),
        ...(dots.length > 0 && { dots }),
        span: over(first, factors.at(-1) as Formula),
      };
    };
    for (;;) {
      if (ends?.(this.is('*') || this.is('×') ? 1 : 0)) return made();
      if (this.accept('*') ?? this.accept('×')) {
        dots.push(factors.length);
        factors.push(this.signed(() => this.factor()));
      } else if (this.accept('/')) {
        factors = [this.quotient(made())];
        dots = [];
      } else if (this.beginsFactor()) {
        const last = factors.at(-1) as Formula;
        if (last.kind === 'symbol' && this.is('(')) {
          if (isWord(last)) fail(`no function is called ${last.base}`, last.span, 'a product with it needs a \\cdot');
          applied ??= last.base;
        }
        const next = this.onesBehind(factors) ?? this.factor();
        factors.push(next);
        guessed ||= isLetter(last) && isLetter(next);
      } else return made();
    }
  }

  /** w^⊤1, 1^⊤Σ^{-1}1, X1: nobody writes the number 1 last. */
  private onesBehind(factors: readonly Formula[]): Formula | undefined {
    const [next, behind] = [this.peek(), this.peek(1)];
    const isOne =
      next?.kind === 'number' && next.text === '1' && behind?.kind !== 'script' && behind?.kind !== 'number';
    if (!isOne || !factors.some(isOfMatrix)) return undefined;
    this.at++;
    return { kind: 'ones', span: next.span };
  }

  /** What stands side by side behind a slash is its denominator, up to a sum: 1/n Σ. Whether that is clear is slash.ts's. */
  private quotient(above: Formula): Formula {
    const factors = [this.factor()];
    const [first] = factors as [Formula, ...Formula[]];
    const tight = this.peek()?.span.start === first.span.end;
    while (this.beginsFactor() && !this.isMacro('sum') && !this.isMacro('prod')) factors.push(this.factor());
    const last = factors.at(-1) as Formula;
    const span = over(above, last);
    if (last === first) return { kind: 'fraction', above, below: first, slash: 'alone', span };
    const below: Formula = { kind: 'product', factors, guessed: false, span: over(first, last) };
    return { kind: 'fraction', above, below, slash: tight ? 'tight' : 'loose', span };
  }

  protected beginsFactor(): boolean {
    const next = this.peek();
    if (next === undefined) return false;
    switch (next.kind) {
      case 'letter':
      case 'word':
      case 'function':
      case 'number':
      case 'group':
        return true;
      case 'environment':
        return MATRICES.has(next.name) || next.name === 'cases';
      case 'macro':
        return !['to', 'Rightarrow', 'implies', 'mid', 'sim', 'approx', 'propto'].includes(next.name);
      case 'operator':
        return (
          ['(', '[', '{', '⟨', '‖<', '|<'].includes(next.text) ||
          (next.text === '‖' && this.opens('‖')) ||
          (next.text === '|' && this.opens('|'))
        );
      default:
        return false;
    }
  }

  protected factor(): Formula {
    if (this.isMacro('sum') || this.isMacro('prod')) return this.fold();
    return this.differentiated() ?? this.postfix();
  }

  /** \frac{\partial}{\partial x} before what it differentiates: the whole product, as with Σ. */
  private differentiated(): Formula | undefined {
    const next = this.peek();
    if (next?.kind !== 'macro' || !/^[dt]?frac$/.test(next.name)) return undefined;
    const found = operatorBelow(next.args[0] ?? [], next.args[1] ?? []);
    if (found === undefined) return undefined;
    this.at++;
    const of = this.product();
    return derivativeOf(of, found.below, found.twice, over(next, of), this.parse);
  }

  private fold(): Formula {
    const sign = this.lexemes[this.at++] as Lexeme & { kind: 'macro' };
    const fold = sign.name === 'sum' ? 'sum' : 'prod';
    let letters: string[] = [];
    let from: Formula | undefined;
    let to: Formula | undefined;
    for (let next = this.peek(); next?.kind === 'script'; next = this.peek()) {
      this.at++;
      if (next.above) {
        to = this.inner(next.content, next.span);
        continue;
      }
      const [indices = [], start] = splitAt(next.content, '=');
      const named = indices.filter((l) => !(l.kind === 'operator' && l.text === ','));
      if (named.length === 0 || named.some((l) => l.kind !== 'letter'))
        return fail('the index of this sum is not one letter', next.span, 'as in \\sum_{i=1}^{n}');
      letters = named.flatMap((l) => (l.kind === 'letter' ? [l.text] : []));
      if (start !== undefined) from = this.inner(start, next.span);
    }
    if (letters.length === 0) return fail('this sum has no index', sign.span, 'as in \\sum_{i=1}^{n}');
    const body = this.frobenius();
    const span = over(sign, body);
    // Σ over i, j is Σ over i of Σ over j
    return letters.reduceRight<Formula>(
      (inner, letter) => ({
        kind: 'fold',
        fold,
        over: letter,
        ...(from || to ? { ...(from && { from }), ...(to && { to }) } : this.options.ranges?.get(letter)),
        body: inner,
        span,
      }),
      body,
    );
  }
}

/** No letter, as in \\operatorname{Var}(x). */
const isWord = ({ base }: Formula & { kind: 'symbol' }): boolean => base.length > 1 && !LETTER_NAMES.has(base);

const LETTER_NAMES: ReadonlySet<string> = new Set(GREEK.values());

/** What might be one name with its neighbour. */
export const isLetter = (f: Formula): boolean =>
  f.kind === 'symbol' || ((f.kind === 'transpose' || f.kind === 'inverse') && isLetter(f.of));

/** By the way it is written. */
const isOfMatrix = (f: Formula): boolean =>
  ['transpose', 'inverse', 'differential', 'partial'].includes(f.kind) ||
  (f.kind === 'symbol' && /^[A-Z]/.test(f.base));
