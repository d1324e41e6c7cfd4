/**
 * The grammar of formulas: lexemes to expressions, with the precedences that mathematicians read by.
 *
 * A sum of products; ":" between them, ⊙ and ⊗ tighter, juxtaposition tightest; Σ reaches to the next + or −. What
 * cannot be read throws FrobeniusError with its place. What hangs on letters is symbols.ts's.
 */
import type { Span } from '../language/error.js';
import { fail, rangesOf, splitAt } from './cut.js';
import type { Formula, NormKind, Term } from './formula.js';
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

export const MATRICES: ReadonlySet<string> = new Set(
  'matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array'.split(' '),
);
const RELATIONS: ReadonlySet<string> = new Set(['<', '>', '<=', '>=', '=']);

/** A whole expression; `around` is the place of what it stands in. */
export function parseFormula(lexemes: readonly Lexeme[], around: Span, options: GrammarOptions): Formula {
  const parser = new Parser(lexemes, around, options);
  const formula = parser.sum();
  parser.end();
  return formula;
}

const over = (a: { span: Span }, b: { span: Span }): Span => ({ start: a.span.start, end: b.span.end });

export class Parser {
  private at = 0;

  constructor(
    private readonly lexemes: readonly Lexeme[],
    private readonly around: Span,
    readonly options: GrammarOptions,
  ) {}

  private peek(ahead = 0): Lexeme | undefined {
    return this.lexemes[this.at + ahead];
  }

  private is(text: string, ahead = 0): boolean {
    const next = this.peek(ahead);
    return next?.kind === 'operator' && next.text === text;
  }

  private accept(text: string): Lexeme | undefined {
    return this.is(text) ? this.lexemes[this.at++] : undefined;
  }

  private isMacro(name: string, ahead = 0): boolean {
    const next = this.peek(ahead);
    return next?.kind === 'macro' && next.name === name;
  }

  private place(): Span {
    return this.peek()?.span ?? { start: this.around.end, end: this.around.end };
  }

  end(): void {
    const next = this.peek();
    if (next === undefined) return;
    const text = next.kind === 'operator' ? `'${next.text}'` : next.kind === 'macro' ? `\\${next.name}` : 'this';
    fail(`${text} does not belong here`, next.span);
  }

  private inner(lexemes: readonly Lexeme[], span: Span): Formula {
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

  private product(): Formula {
    let factors: Formula[] = [this.factor()];
    let guessed = false;
    const made = (): Formula => {
      const [first] = factors as [Formula, ...Formula[]];
      if (factors.length === 1) return first;
      return { kind: 'product', factors, guessed, span: over(first, factors.at(-1) as Formula) };
    };
    for (;;) {
      if (this.accept('*') ?? this.accept('×')) factors.push(this.signed(() => this.factor()));
      else if (this.accept('/')) {
        const above = made();
        const below = this.factor();
        factors = [{ kind: 'fraction', above, below, span: over(above, below) }];
      } else if (this.beginsFactor()) {
        const [last] = [factors.at(-1) as Formula];
        factors.push(this.factor());
        guessed ||= last.kind !== 'number';
      } else return made();
    }
  }

  private beginsFactor(): boolean {
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
          ['(', '[', '‖<', '|<'].includes(next.text) ||
          (next.text === '‖' && this.opens('‖')) ||
          (next.text === '|' && this.opens('|'))
        );
      default:
        return false;
    }
  }

  /** Of fences that look the same on both sides: how many more of them there are says which this is. */
  private opens(fence: string): boolean {
    const rest = this.lexemes.slice(this.at).filter((l) => l.kind === 'operator' && l.text === fence).length;
    return rest % 2 === 0;
  }

  private factor(): Formula {
    if (this.isMacro('sum') || this.isMacro('prod')) return this.fold();
    return this.postfix();
  }

  private fold(): Formula {
    const sign = this.lexemes[this.at++] as Lexeme & { kind: 'macro' };
    const fold = sign.name === 'sum' ? 'sum' : 'prod';
    let over_: string | undefined;
    let from: Formula | undefined;
    let to: Formula | undefined;
    for (let next = this.peek(); next?.kind === 'script'; next = this.peek()) {
      this.at++;
      if (next.above) to = this.inner(next.content, next.span);
      else {
        const cut = next.content.findIndex((l) => l.kind === 'operator' && l.text === '=');
        const letter = next.content[0];
        if (letter?.kind !== 'letter' || (cut !== 1 && next.content.length !== 1))
          return fail('the index of this sum is not one letter', next.span, 'as in \\sum_{i=1}^{n}');
        over_ = letter.text;
        if (cut === 1) from = this.inner(next.content.slice(2), next.span);
      }
    }
    if (over_ === undefined) return fail('this sum has no index', sign.span, 'as in \\sum_{i=1}^{n}');
    const body = this.frobenius();
    const span = over(sign, body);
    return { kind: 'fold', fold, over: over_, ...(from && { from }), ...(to && { to }), body, span };
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
    return this.scripted(base, this.scripts());
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
      return this.scripted({ kind: 'differential', of, span: over(d, of) }, this.scripts());
    }
    // dX^T is (dX)^T, which is d(X^T) as well; dX_{t} is d(X_t)
    const of = this.postfix();
    return { kind: 'differential', of, span: over(d, of) };
  }

  private scripts(): Script[] {
    const found: Script[] = [];
    for (let next = this.peek(); next !== undefined; next = this.peek()) {
      if (next.kind === 'script') found.push({ above: next.above, content: next.content, span: next.span });
      else if (next.kind === 'operator' && /^'+$/.test(next.text))
        found.push({ prime: next.text.length, span: next.span });
      else break;
      this.at++;
    }
    return found;
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
    if (next.kind === 'word') return next;
    if (next.kind === 'macro' && ACCENTS.has(next.name)) return next;
    if (next.kind === 'group' && next.content.length === 1) {
      const [only] = next.content as [Lexeme];
      if (only.kind === 'letter' || only.kind === 'word' || (only.kind === 'macro' && ACCENTS.has(only.name)))
        return only;
    }
    return undefined;
  }

  private symbol(lexeme: Lexeme): Formula {
    this.at++;
    const scripts = this.scripts();
    const made = symbolOf(lexeme, scripts, {
      isVariable: (name) => this.options.isVariable(name),
      parse: (l, at) => this.inner(l, at),
    });
    const { symbol, rest } = made;
    if (symbol.kind === 'symbol') {
      const called = this.called(symbol, rest);
      if (called !== undefined) return called;
    }
    return this.scripted(symbol, rest);
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
    return this.scripted(call, this.scripts());
  }

  private commaAhead(): boolean {
    let depth = 0;
    for (let k = this.at; k < this.lexemes.length; k++) {
      const l = this.lexemes[k] as Lexeme;
      if (l.kind !== 'operator') continue;
      if (l.text === '(') depth++;
      if (l.text === ')' && --depth === 0) return false;
      if (l.text === ',' && depth === 1) return true;
    }
    return false;
  }

  /** The content between this parenthesis and its partner, cut at commas. */
  private argumentList(): { args: Formula[]; end: number } {
    const open = this.lexemes[this.at] as Lexeme;
    const { content, close } = this.fenced('(', ')');
    const parts = splitAt(content, ',');
    return { args: parts.map((part) => this.inner(part, open.span)), end: close.span.end };
  }

  private fenced(open: string, close: string): { content: readonly Lexeme[]; open: Lexeme; close: Lexeme } {
    const first = this.lexemes[this.at] as Lexeme;
    const same = open === close;
    let depth = 0;
    for (let k = this.at; k < this.lexemes.length; k++) {
      const l = this.lexemes[k] as Lexeme;
      if (l.kind !== 'operator') continue;
      if (l.text === close && (same ? k > this.at : depth === 1)) {
        const content = this.lexemes.slice(this.at + 1, k);
        this.at = k + 1;
        return { content, open: first, close: l };
      }
      if (!same && l.text === open) depth++;
      if (!same && l.text === close) depth--;
    }
    return fail('this is never closed', first.span);
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
    const special = name === 'log' ? this.logarithm(fn) : undefined;
    if (special !== undefined) return this.scripted(special, raised);
    if (this.is('(')) {
      const { args, end } = this.argumentList();
      const call: Formula = {
        kind: 'call',
        fn: name,
        primes: 0,
        args: [...args, ...axis],
        span: { start: fn.span.start, end },
      };
      return this.scripted(this.scripted(call, raised), this.scripts());
    }
    const argument = this.bareArgument(name);
    const call: Formula = { kind: 'call', fn: name, primes: 0, args: [argument, ...axis], span: over(fn, argument) };
    return this.scripted(call, raised);
  }

  /** log Γ(x) is one function. */
  private logarithm(fn: Lexeme): Formula | undefined {
    const next = this.peek();
    if (next?.kind !== 'letter' || next.text !== 'Gamma' || !this.is('(', 1)) return undefined;
    this.at++;
    const { args, end } = this.argumentList();
    return { kind: 'call', fn: 'gammaln', primes: 0, args, span: { start: fn.span.start, end } };
  }

  /** Without parentheses: tr takes the whole product, other functions the next factor, with a number before it. */
  private bareArgument(name: string): Formula {
    if (this.peek() === undefined) return fail('the argument is missing', this.place());
    if (name === 'tr') return this.product();
    const first = this.postfix();
    if (first.kind !== 'number' || !this.beginsFactor()) return first;
    const second = this.postfix();
    return { kind: 'product', factors: [first, second], guessed: false, span: over(first, second) };
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
      case 'letter': {
        // e^{…}
        const [, script] = [this.at++, this.lexemes[this.at++] as Lexeme & { kind: 'script' }];
        const argument = this.inner(script.content, script.span);
        return { kind: 'call', fn: 'e', primes: 0, args: [argument], span: over(next, script) };
      }
      case 'environment':
        this.at++;
        return this.environment(next);
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
      default:
        return fail(`'${next.text}' has nothing before it`, next.span);
    }
  }

  /** [x > 0] is 1 where it holds; any other bracket is a parenthesis. */
  private bracket(): Formula {
    const { content, open, close } = this.fenced('[', ']');
    const span = over(open, close);
    const relation = this.relation(content, span);
    return relation ?? { ...this.inner(content, span), span };
  }

  private relation(content: readonly Lexeme[], span: Span): Formula | undefined {
    const at = content.findIndex((l) => l.kind === 'operator' && RELATIONS.has(l.text));
    if (at < 0) return undefined;
    const op = (content[at] as Lexeme & { kind: 'operator' }).text;
    const [left, right] = [this.inner(content.slice(0, at), span), this.inner(content.slice(at + 1), span)];
    return { kind: 'relation', op: op === '=' ? '==' : op, left, right, span };
  }

  private norm(of: Formula, span: Span): Formula {
    let norm: NormKind = '';
    const next = this.peek();
    const rest: Script[] = [];
    for (const script of next?.kind === 'script' ? this.scripts() : []) {
      if ('prime' in script || script.above) rest.push(script);
      else norm = normKind(script);
    }
    return this.scripted({ kind: 'norm', of, norm, span }, rest);
  }

  private environment(env: Lexeme & { kind: 'environment' }): Formula {
    // the columns of an array are told in its first group
    const content = env.name === 'array' && env.content[0]?.kind === 'group' ? env.content.slice(1) : env.content;
    const rows = splitAt(content, '\\\\').filter((row) => row.length > 0);
    if (rows.length === 0) return fail('there is nothing in here', env.span);
    if (env.name === 'cases') {
      const branches = rows.map((row) => {
        const [value = [], condition] = splitAt(row, '&');
        const own = condition && !isOtherwise(condition) ? this.relation(withoutWords(condition), env.span) : undefined;
        return { value: this.inner(value, env.span), ...(own && { condition: own }) };
      });
      return { kind: 'cases', branches, span: env.span };
    }
    const cells = rows.map((row) => splitAt(row, '&').map((cell) => this.inner(cell, env.span)));
    if (env.name === 'vmatrix') {
      const of: Formula = { kind: 'matrix', rows: cells, span: env.span };
      return { kind: 'call', fn: 'det', primes: 0, args: [of], span: env.span };
    }
    return { kind: 'matrix', rows: cells, span: env.span };
  }

  private macro(macro: Lexeme & { kind: 'macro' }): Formula {
    const { name, args, span } = macro;
    switch (name) {
      case 'frac':
      case 'dfrac':
      case 'tfrac':
        return this.fraction(args[0] ?? [], args[1] ?? [], span);
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

  /** ∂L/∂A, dL/dA, ∂²f/∂x∂xᵀ, or a quotient. */
  private fraction(above: readonly Lexeme[], below: readonly Lexeme[], span: Span): Formula {
    const [top, bottom] = [derivative(above), derivative(below)];
    if (top !== undefined && bottom !== undefined) {
      const parts = splitPartials(bottom);
      const [by = [], second] = parts;
      const of = this.inner(
        top.filter((l) => l.kind !== 'script' || !l.above || !isTwo(l)),
        span,
      );
      if (second === undefined) return { kind: 'partial', of, by: this.inner(by, span), span };
      const bys = [by, second].map((p) => untransposed(this.inner(p, span)));
      return { kind: 'call', fn: 'hessian', primes: 0, args: [of, ...bys], span };
    }
    return { kind: 'fraction', above: this.inner(above, span), below: this.inner(below, span), span };
  }

  // ——— scripts on anything ———

  private scripted(base: Formula, scripts: readonly Script[]): Formula {
    return scripts.reduce<Formula>((of, script) => this.script(of, script), base);
  }

  private script(of: Formula, script: Script): Formula {
    const span = { start: of.span.start, end: Math.max(of.span.end, script.span.end) };
    if ('prime' in script) {
      // a prime after anything but a name is a transpose, as in MATLAB
      return script.prime % 2 === 1 ? { kind: 'transpose', of, span } : of;
    }
    const { content } = script;
    if (!script.above) return this.subscript(of, script, span);
    const plain = content.map((l) => (l.kind === 'macro' ? `\\${l.name}` : 'text' in l ? l.text : '?')).join('');
    if (/^(?:\\top|\\intercal|T|t|⊤)$/.test(plain)) return { kind: 'transpose', of, span };
    if (/^-(?:\\top|\\intercal|T)$/.test(plain)) return { kind: 'transpose', of: { kind: 'inverse', of, span }, span };
    if (plain === '-1') return { kind: 'inverse', of, span };
    if (plain === '+' || plain === '\\dagger') return { kind: 'pinv', of, span };
    if (plain === '\\prime') return { kind: 'transpose', of, span };
    const entrywise = content[0]?.kind === 'operator' && content[0].text === '.*';
    const exponent = this.inner(entrywise ? content.slice(1) : content, script.span);
    return { kind: 'power', base: of, exponent, entrywise, span };
  }

  private subscript(of: Formula, script: Script & { content: readonly Lexeme[] }, span: Span): Formula {
    const ranges = rangesOf(script.content, script.span, (l, at) => this.inner(l, at));
    return { kind: 'slice', of, ranges, span };
  }
}

function normKind(script: Script & { content: readonly Lexeme[] }): NormKind {
  const text = script.content.map((l) => (l.kind === 'macro' ? l.name : 'text' in l ? l.text : '')).join('');
  const kinds: Record<string, NormKind> = { F: 'F', '1': '1', '2': '2', infty: 'inf', '*': 'nuc', star: 'nuc' };
  return kinds[text] ?? fail('this norm is not known', script.span, 'known are 1, 2, F, \\infty and *');
}

/** What is differentiated, where it begins with ∂ or d. */
function derivative(lexemes: readonly Lexeme[]): readonly Lexeme[] | undefined {
  const [first, second] = lexemes;
  if (first?.kind === 'macro' && first.name === 'partial' && lexemes.length > 1) return lexemes.slice(1);
  if (
    lexemes.length === 2 &&
    ((first?.kind === 'letter' && first.text === 'd') || (first?.kind === 'word' && first.text === 'd')) &&
    second?.kind !== 'script'
  )
    return lexemes.slice(1);
  return undefined;
}

const isTwo = (l: Lexeme): boolean =>
  l.kind === 'script' && l.content.length === 1 && l.content[0]?.kind === 'number' && l.content[0].text === '2';

function splitPartials(lexemes: readonly Lexeme[]): (readonly Lexeme[])[] {
  const parts: Lexeme[][] = [[]];
  for (const l of lexemes) {
    if (l.kind === 'macro' && l.name === 'partial') parts.push([]);
    else (parts.at(-1) as Lexeme[]).push(l);
  }
  // ∂x² is ∂x∂x
  const [only = []] = parts;
  const last = only.at(-1);
  if (parts.length === 1 && last && isTwo(last)) return [only.slice(0, -1), only.slice(0, -1)];
  return parts;
}

const untransposed = (e: Formula): Formula => (e.kind === 'transpose' ? e.of : e);
const withoutWords = (lexemes: readonly Lexeme[]): readonly Lexeme[] =>
  lexemes.filter((l) => l.kind !== 'word' || !/^(if|for|where|when|,)/.test(l.text));
const isOtherwise = (lexemes: readonly Lexeme[]): boolean =>
  lexemes.some((l) => l.kind === 'word' && /otherwise|else/.test(l.text));
