/**
 * Formulas as text of the input language.
 *
 * Owns precedence of the text that is written, and the readings that depend on sizes: a fraction of matrices is
 * elementwise, a sum over the entries of vectors is the sum of a vector. Every such choice is told as a guess.
 */
import type { Span } from '../language/error.js';
import { CALLS, LOGARITHMS, NAMES_OF_FUNCTIONS } from './calls.js';
import { fail } from './cut.js';
import type { Formula, Range, TexSymbol } from './formula.js';
import { isMatrixKind, isNumberKind, kindIn, productOf } from './kinds.js';
import type { Contracted, Layout } from './layout.js';
import { Layouts } from './layout.js';
import { Matrices } from './matrices.js';
import { innerProduct, normText } from './norms.js';
import type { EmitOptions } from './places.js';
import { onlyEntries, Places } from './places.js';
import { tellProduct } from './products.js';
import { byLetter, isNumber, sizeOf } from './shapes.js';
import { settleSlash } from './slash.js';
import { walk } from './walk.js';

/** How tightly the outermost operator of a text binds. */
const Bind = { relation: 0, sum: 1, frobenius: 2, product: 3, sign: 4, power: 5, postfix: 6, atom: 7 } as const;
type Bind = (typeof Bind)[keyof typeof Bind];

interface Text {
  readonly text: string;
  readonly bind: Bind;
}

export class Emitter {
  /** Letters of entries that are left out in what is being written, and how these lie: it is read entry by entry. */
  private layout: Layout | undefined;
  /** Letters of the sums around. */
  private bound: ReadonlySet<string> = new Set();
  private readonly places: Places;
  readonly layouts: Layouts;
  private readonly matrices: Matrices;

  constructor(private readonly options: EmitOptions) {
    this.places = new Places(options, (f) => this.index(f));
    this.layouts = new Layouts(options, this.places);
    this.matrices = new Matrices(options, (f) => this.varies(f));
  }

  /** A whole side; `free` are the letters of entries on its other side. */
  side(f: Formula, free: readonly string[] = []): string {
    if (free.length === 0) return this.write(f, Bind.sum);
    return this.laid(this.layouts.of(f, free), () => this.write(this.layouts.pulled(f), Bind.sum));
  }

  name(symbol: TexSymbol): string {
    return this.layouts.name(symbol, this.layout ?? {}, (f) => this.index(f));
  }

  index(f: Formula): string {
    return this.write(f, Bind.sum).replaceAll(' ', '');
  }

  private write(f: Formula, need: Bind): string {
    const { text, bind } = this.text(f);
    return bind < need ? `(${text})` : text;
  }

  private readonly guess = (message: string, span: Span): void => this.options.naming.guess(message, span);

  private text(f: Formula): Text {
    switch (f.kind) {
      case 'number':
        return { text: f.text, bind: Bind.atom };
      case 'symbol':
        return { text: this.matrices.commutation(f, (size) => this.index(size)) ?? this.name(f), bind: Bind.atom };
      case 'sum':
        return this.sum(f);
      case 'product':
        return this.product(f);
      case 'binary':
        return this.binary(f);
      case 'fraction':
        settleSlash(f, this.options.sizes, this.guess);
        return this.fraction(f.above, f.below);
      case 'power':
        return this.power(f);
      case 'transpose':
        return { text: `${this.write(f.of, Bind.postfix)}'`, bind: Bind.postfix };
      case 'inverse':
        return this.isScalar(f.of)
          ? this.fraction({ kind: 'number', text: '1', span: f.span }, f.of)
          : { text: `inv(${this.write(f.of, Bind.sum)})`, bind: Bind.atom };
      case 'pinv':
        return { text: `pinv(${this.write(f.of, Bind.sum)})`, bind: Bind.atom };
      case 'call':
        return this.call(f);
      case 'fold':
        return this.fold(f);
      case 'norm':
        return { text: normText(f, this.write(f.of, Bind.sum), this.options.sizes, this.guess), bind: Bind.atom };
      case 'abs':
        return this.absolute(f.of);
      case 'matrix':
        return {
          text: `[${f.rows.map((row) => row.map((cell) => this.write(cell, Bind.sum)).join(', ')).join('; ')}]`,
          bind: Bind.atom,
        };
      case 'cases':
        return this.cases(f);
      case 'relation':
        return { text: `where(${this.condition(f)}, 1, 0)`, bind: Bind.atom };
      case 'partial': {
        const plain = (g: Formula): string => this.laid(undefined, () => this.write(g, Bind.sum));
        const { text, turned } = this.layouts.derivative(f, this.layout ?? {}, plain);
        return { text, bind: turned ? Bind.postfix : Bind.atom };
      }
      case 'differential':
        return f.of.kind === 'symbol'
          ? { text: `d${this.name(f.of)}`, bind: Bind.atom }
          : { text: `d(${this.write(f.of, Bind.sum)})`, bind: Bind.atom };
      case 'ones':
        return {
          text: f.length
            ? `ones(${this.write(f.length, Bind.sum)}, ${f.width ? this.write(f.width, Bind.sum) : 1})`
            : '𝟏',
          bind: Bind.atom,
        };
      case 'eye':
        return { text: f.size ? `eye(${this.write(f.size, Bind.sum)})` : 'I', bind: Bind.atom };
      case 'slice':
        return { text: `${this.sliced(f.of)}(${f.ranges.map((r) => this.range(r)).join(', ')})`, bind: Bind.atom };
      default:
        return f satisfies never;
    }
  }

  private sliced(of: Formula): string {
    return of.kind === 'symbol' ? this.name(of) : `(${this.write(of, Bind.sum)})`;
  }

  private range({ from, to, all }: Range): string {
    const [a, b] = [from && this.write(from, Bind.sum), to && this.write(to, Bind.sum)];
    if (!all) return a ?? ':';
    return a === undefined && b === undefined ? ':' : `${a ?? '1'}:${b ?? 'end'}`;
  }

  private sum(f: Formula & { kind: 'sum' }): Text {
    // 1 + e^{-XW}: beside a number only entries make sense
    if (f.terms.some(({ term }) => isNumberKind(kindIn(term, this.options.sizes))))
      for (const { term } of f.terms) this.matrices.besideNumbers.add(term);
    const text = f.terms.map(({ negative, term }, k) => {
      const written = this.write(term, negative || k > 0 ? Bind.frobenius : Bind.sum);
      if (k === 0) return negative ? `-${written}` : written;
      return `${negative ? ' - ' : ' + '}${written}`;
    });
    return { text: text.join(''), bind: Bind.sum };
  }

  private isScalar(f: Formula): boolean {
    return isNumber(sizeOf(f, this.options.sizes));
  }

  /** Stands for a vector or a matrix whose entries are meant one by one. */
  private varies(f: Formula): boolean {
    const { layout } = this;
    return layout !== undefined && this.layouts.varies(f, layout);
  }

  private product(f: Formula & { kind: 'product' }): Text {
    const isPlain = this.layout !== undefined || this.options.naming.known;
    const inner = isPlain ? undefined : innerProduct(f, this.options.sizes, this.guess);
    if (inner) return this.binary(inner);
    if (!this.options.naming.known) tellProduct(f, this.guess);
    const { factors } = f;
    const outer = this.layout && this.layouts.outer(factors, this.layout);
    if (outer) return this.contracted(outer);
    let text = '';
    for (const [k, factor] of factors.entries()) {
      const own = this.text(factor);
      // Σ and ":" reach to the end of the product, where they stand last
      const enclosed = own.bind < (k === 0 ? Bind.product : Bind.sign) || (k > 0 && own.bind === Bind.product);
      const written = enclosed ? `(${own.text})` : own.text;
      const before = factors[k - 1];
      // c a_i d b_i: entry by entry, whatever numbers stand between
      const apart = before !== undefined && this.varies(factor) && factors.slice(0, k).some((x) => this.varies(x));
      text += (k === 0 ? '' : apart ? '.*' : '*') + written;
    }
    return { text, bind: Bind.product };
  }

  private binary(f: Formula & { kind: 'binary' }): Text {
    const { op, left, right } = f;
    if (op === ':')
      return { text: `${this.write(left, Bind.product)} : ${this.write(right, Bind.product)}`, bind: Bind.frobenius };
    if (op === 'kron')
      return { text: `kron(${this.write(left, Bind.sum)}, ${this.write(right, Bind.sum)})`, bind: Bind.atom };
    const sign = op === '/' ? '/' : op;
    const [a, b] = [this.text(left), this.text(right)];
    const chain = left.kind === 'binary' && left.op === '.*' && op === '.*';
    const first = a.bind > Bind.product || chain ? a.text : `(${a.text})`;
    return { text: `${first}${sign}${b.bind > Bind.sign ? b.text : `(${b.text})`}`, bind: Bind.product };
  }

  private fraction(above: Formula, below: Formula): Text {
    const [a, b] = [this.text(above), this.text(below)];
    const under = b.bind > Bind.sign ? b.text : `(${b.text})`;
    const over = a.bind >= Bind.sign || (above.kind === 'product' && a.bind === Bind.product) ? a.text : `(${a.text})`;
    const plain = this.plainNumber(below) && !this.varies(below);
    if (!plain && !this.options.naming.known && !this.varies(below) && isMatrixKind(kindIn(below, this.options.sizes)))
      this.guess('a quotient by a matrix is read entry by entry, and not as a product with its inverse', below.span);
    const spaced = !plain && /\d$/.test(over) ? ' ' : '';
    return { text: `${over}${spaced}${plain ? '/' : './'}${under}`, bind: Bind.product };
  }

  private plainNumber(f: Formula): boolean {
    if (f.kind === 'number') return true;
    if (f.kind === 'fold') return this.layout === undefined;
    return this.isScalar(f) || (f.kind === 'abs' && isNumberKind(kindIn(f, this.options.sizes)));
  }

  private power(f: Formula & { kind: 'power' }): Text {
    const { base, exponent, entrywise } = f;
    const letterT = this.isLetterT(exponent);
    if (letterT) this.guess('a superscript t is read as the transpose', f.span);
    if (letterT || this.matrices.isHermitian(f)) {
      return { text: `${this.write(base, Bind.postfix)}'`, bind: Bind.postfix };
    }
    const [b, e] = [this.text(base), this.text(exponent)];
    const under = b.bind >= Bind.postfix ? b.text : `(${b.text})`;
    const above = exponent.kind === 'number' || exponent.kind === 'symbol' ? e.text : `(${e.text})`;
    const each =
      entrywise ||
      this.varies(base) ||
      (base.kind === 'call' && !this.isScalar(base) && base.fn !== 'expm' && !this.matrices.isExponential(base));
    const half = /^-?1\/2$/.test(e.text) && !each && !this.isScalar(base);
    const root = base.kind === 'symbol' && byLetter(this.options.naming.named(base).name) === 'matrix';
    if (half && (root || this.matrices.isDefinite(base))) {
      this.guess('a matrix to the power 1/2 is read as the root of the matrix, and not of its entries', f.span);
      const written = `sqrtm(${this.write(base, Bind.sum)})`;
      return { text: e.text.startsWith('-') ? `inv(${written})` : written, bind: Bind.atom };
    }
    return { text: `${under}${each ? '.^' : '^'}${above}`, bind: Bind.power };
  }

  /** A t that numbers nothing. */
  private isLetterT(f: Formula): boolean {
    if (f.kind !== 'symbol' || f.base !== 't' || f.subs.length > 0) return false;
    return !this.bound.has('t') && !this.options.sizes.numbers.has('t') && !this.options.naming.known?.has('t');
  }

  private call(f: Formula & { kind: 'call' }): Text {
    const { fn, primes, args } = f;
    const own = this.options.functions.has(fn);
    const [first] = args;
    if (!own && fn === 'log' && first) {
      const of = first.kind === 'abs' ? first.of : first;
      if (first.kind === 'abs' && this.matrices.isSquare(first.of)) {
        this.guess('|…| of a square matrix is read as its determinant', first.span);
        return this.applied('logdet', [first.of]);
      }
      const logarithm = of.kind === 'call' ? LOGARITHMS.get(of.fn) : undefined;
      if (of.kind === 'call' && logarithm) return this.made(logarithm, of.args);
    }
    const written = own ? undefined : CALLS.get(fn);
    if (written) return this.made(written, args);
    if (!own && fn === 'tr' && first) this.matrices.requireMatrix(first);
    const ofMatrix = own ? undefined : this.matrices.functionOf(f);
    if (ofMatrix !== undefined) return this.applied(ofMatrix, args);
    if (fn === 'varpi') this.guess('π(…) is read as an unknown function', f.span);
    const named = own ? fn : (NAMES_OF_FUNCTIONS.get(fn) ?? fn);
    if (!own && fn === 'sigma') this.guess('σ(…) is read as the logistic sigmoid', f.span);
    if (primes > 1 && !own) fail(`this derivative of ${named} is not read by its primes`, f.span);
    return this.applied(named + "'".repeat(primes), args);
  }

  private made(written: (of: string, at: string) => string, args: readonly Formula[]): Text {
    const [of = '', at = ''] = args.map((a) => this.write(a, Bind.sum));
    return { text: written(of, at), bind: Bind.atom };
  }

  private applied(fn: string, args: readonly Formula[]): Text {
    return { text: `${fn}(${args.map((a) => this.write(a, Bind.sum)).join(', ')})`, bind: Bind.atom };
  }

  /** |X| of a square matrix is its determinant, of anything else that of its entries. */
  private absolute(of: Formula): Text {
    if (this.matrices.isSquare(of)) {
      this.guess('|…| of a square matrix is read as its determinant', of.span);
      return this.applied('det', [of]);
    }
    return this.applied('abs', [of]);
  }

  private condition(f: Formula & { kind: 'relation' }): string {
    return `${this.write(f.left, Bind.sum)} ${f.op} ${this.write(f.right, Bind.sum)}`;
  }

  private cases(f: Formula & { kind: 'cases' }): Text {
    const write = (k: number): string => {
      const branch = f.branches[k];
      if (branch === undefined) return fail('the last case has no value', f.span);
      const value = this.write(branch.value, Bind.sum);
      if (branch.condition?.kind !== 'relation' || k === f.branches.length - 1) return value;
      return `where(${this.condition(branch.condition)}, ${value}, ${write(k + 1)})`;
    };
    return { text: write(0), bind: Bind.atom };
  }

  // ——— sums over an index ———

  private fold(f: Formula & { kind: 'fold' }): Text {
    const { fold, over, from, to, body, span } = f;
    const entries = this.options.naming.entry.has(over) && onlyEntries(this.options.naming, body, over);
    if (entries && this.layout !== undefined) return this.summed(f, this.layout);
    if (fold === 'sum' && entries && this.places.linesUp(f)) return this.total(f);
    const whole = fold === 'sum' && entries ? this.layouts.whole(f) : undefined;
    if (whole !== undefined) return this.laid(whole.layout, () => this.applied('sum', [whole.body]));
    const end = to === undefined ? this.places.lengthOf(body, over) : this.write(to, Bind.sum);
    if (entries) this.places.requirePlaces(body, over);
    if (end === undefined)
      return fail(`the ends of the sum over ${over} are not said`, span, `as in \\sum_{${over}=1}^{n}`);
    const outer = this.bound;
    this.bound = new Set([...outer, over]);
    const range = `${over} = ${from ? this.write(from, Bind.sum) : '1'}..${end}`;
    const inner = this.text(body);
    this.bound = outer;
    return { text: `${fold}(${range}, ${inner.text})`, bind: Bind.atom };
  }

  /** Σ_j of entries, where what is defined has a place for each entry. */
  private summed(f: Formula & { kind: 'fold' }, outer: Layout): Text {
    const sum = this.layouts.summed(f, outer);
    const hint = 'sums along an axis and products of matrices can be; a number is written out where sizes are said';
    if (sum === undefined) return fail('the indices in this sum do not line up, and cannot be left out', f.span, hint);
    const turn = sum.turned ? "'" : '';
    if ('body' in sum) {
      const inner = this.laid(sum.layout, () => this.write(sum.body, Bind.sum));
      const axis = sum.along === undefined ? '' : `, ${sum.along}`;
      return { text: `sum(${inner}${axis})${turn}`, bind: turn === '' ? Bind.atom : Bind.postfix };
    }
    return this.contracted(sum);
  }

  private contracted({ numbers, left, right, layouts }: Contracted): Text {
    const side = (factors: readonly Formula[], layout: Layout): string =>
      this.laid(layout, () => this.write(productOf(factors), Bind.power));
    const before = numbers.length === 0 ? '' : `${this.write(productOf(numbers), Bind.product)}*`;
    return { text: `${before}${side(left, layouts[0])}*${side(right, layouts[1])}`, bind: Bind.product };
  }

  /** Σ_j of entries: the sum of a vector. */
  private total({ over, body, span }: Formula & { kind: 'fold' }): Text {
    const letters = [over];
    // Σ over i and j of entries is the sum of a matrix
    let inmost = body;
    while (
      inmost.kind === 'fold' &&
      this.options.naming.entry.has(inmost.over) &&
      onlyEntries(this.options.naming, inmost.body, inmost.over)
    ) {
      letters.push(inmost.over);
      inmost = inmost.body;
    }
    return this.laid(this.layouts.ofSum(inmost), () => {
      const product = inmost.kind === 'product' ? this.innerProduct(inmost) : undefined;
      if (product !== undefined) {
        this.guess(
          `the sum over ${letters.join(', ')} of products of entries is read as ":", the sum over all entries`,
          span,
        );
        return { text: product, bind: Bind.frobenius };
      }
      const batch = [...walk(inmost)].some(({ f }) => f.kind === 'symbol' && this.places.isBatch(f));
      if (batch && letters.length === 1)
        this.guess(`the sum over ${over} is read as one over all entries: the rows are summed over as well`, span);
      return { text: `sum(${this.write(inmost, Bind.sum)})`, bind: Bind.atom };
    });
  }

  private laid<T>(layout: Layout | undefined, write: () => T): T {
    const outer = this.layout;
    this.layout = layout;
    const made = write();
    this.layout = outer;
    return made;
  }

  /** a_j b_j as a : b, of two factors that vary. */
  private innerProduct(body: Formula & { kind: 'product' }): string | undefined {
    const varying = body.factors.filter((x) => this.varies(x));
    if (varying.length !== 2 || body.factors.length !== 2) return undefined;
    const [a, b] = varying.map((x) => this.write(x, Bind.product));
    return `${a} : ${b}`;
  }
}
