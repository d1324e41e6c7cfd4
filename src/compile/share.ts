/**
 * A program in which equal pieces are one piece, wherever they stand; a product is no other piece than its transpose, is
 * taken in the order that is cheapest at the given sizes, and cheaper still where part of it is there already. For programs
 * that are run; printed ones keep each statement as it is read.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimToString, sameShape } from '../expression/dimension.js';
import type { Rational } from '../expression/rational.js';
import { Alike } from './alike.js';
import type { RunPieces } from './chains.js';
import { factorsOf, RunChains } from './chains.js';
import type { Code, Program } from './code.js';
import { factored } from './common-factors.js';
import { withoutCopies, withoutPairs } from './inlined.js';
import { withKinks } from './kinks.js';
import { distributed, flatTimes, numberOf, signed, unspread } from './normal.js';
import { dims, Pool } from './pool.js';
import { mapped } from './rebuild.js';
import { withRunningProducts } from './running-products.js';
import type { SumPieces } from './sums.js';
import { foldApart, sumApart } from './sums.js';
import type { TotalPieces } from './totals.js';
import { diagonalApart, FLIPPED, totalApart } from './totals.js';

export function shared(given: Program, size: (d: Dim) => number): Program {
  const once = (p: Program): Program => pooled(p, new RunPool(size, new Alike(p)));
  const program = withRunningProducts(withoutCopies(withoutPairs(given), once));
  const pool = new RunPool(size, new Alike(program));
  const first = pooled(program, pool);
  return factored(pool.again() ? pooled(program, pool) : first, size);
}

const pooled = (program: Program, pool: RunPool): Program => mapped(program, (c) => pool.of(c));

const isOnes = (c: Code): boolean => c.op === 'fill' && c.value === 1;
class RunPool extends Pool implements RunPieces, TotalPieces, SumPieces {
  private done = new Map<Code, Code>();
  private readonly chains = new RunChains(this);
  /** What is worked out aside, which is always the same; sums that it is of. */
  private readonly aside = new Map<Code, Code>();
  private readonly sums = new Map<Code, { readonly of: Code; uses: number }>();
  /** Sums that are there for themselves, and not as factors alone. */
  private readonly itself = new Set<Code>();
  private isAside = false;
  private isAgain = false;

  constructor(
    readonly size: (d: Dim) => number,
    readonly alike: Alike,
  ) {
    super();
  }

  /** To go through the program once more, in knowledge of all its products; false where that would change nothing. */
  again(): boolean {
    this.done = new Map();
    this.isAgain = true;
    return this.chains.again();
  }

  of(code: Code): Code {
    if (code.op === 'sum' && !this.isAside) this.itself.add(code);
    return this.piece(code);
  }

  private piece(code: Code): Code {
    const done = this.isAside ? this.aside : this.done;
    const before = done.get(code);
    if (before !== undefined) return before;
    const made = this.fresh(code);
    done.set(code, made);
    return made;
  }

  // ——— sums among factors ———

  /** A factor of a product: a sum as it is when nothing else is there, for it may be taken apart. */
  private factor(code: Code): Code {
    if (code.op === 'transpose' && code.of.op === 'sum') return this.transposed(this.factor(code.of));
    if (code.op !== 'sum' || this.isAside) return this.of(code);
    const made = this.outOfSight(code);
    if (made.op !== 'sum') return this.of(code);
    const sum = this.sums.get(made) ?? { of: code, uses: 0 };
    this.sums.set(made, sum);
    if (!this.isAgain) sum.uses++;
    return made;
  }

  private outOfSight(code: Code): Code {
    this.isAside = true;
    const made = this.chains.aside(() => this.of(code));
    this.isAside = false;
    return made;
  }

  asked(factor: Code): Code {
    if (factor.op === 'transpose') return this.transposed(this.asked(factor.of));
    const sum = this.sums.get(factor);
    return sum === undefined ? factor : this.piece(sum.of);
  }

  usesOf(factor: Code): number {
    const sum = this.sums.get(factor.op === 'transpose' ? factor.of : factor);
    return sum === undefined || this.itself.has(sum.of) ? 0 : sum.uses;
  }

  private fresh(code: Code): Code {
    const of = (c: Code): Code => this.of(c);
    switch (code.op) {
      case 'number':
        return this.one(code, JSON.stringify(code.value));
      case 'size':
        return this.one(code, dimToString(code.size));
      case 'name':
        return this.one(code, `${code.name}[${dims(code.index)}]`);
      case 'fill':
        return this.one(code, `${code.value}`);
      case 'identity':
        return this.one(code, '');
      case 'sum': {
        const terms = code.terms.map((t) => ({ minus: t.minus, code: of(t.code) }));
        return this.sum({ ...code, terms });
      }
      case 'times': {
        const [over, under] = [code.over.map(of), code.under.map(of)];
        return this.times({ ...code, over, under });
      }
      case 'product':
      case 'solve':
        return this.chain(this.factors(code));
      case 'dot': {
        const [left, right] = [of(code.left), of(code.right)];
        return this.one({ ...code, left, right }, this.list([left, right]));
      }
      case 'transpose':
        if (code.of.op === 'product' || code.of.op === 'solve') return this.chain(this.factors(code));
        return this.transposed(of(code.of));
      case 'power': {
        const [base, exponent] = [of(code.base), of(code.exponent)];
        return this.one({ ...code, base, exponent }, this.list([base, exponent]));
      }
      case 'total':
        return totalApart(code.over, code.of, this) ?? this.total(code.over, of(code.of), code.shape);
      case 'choose': {
        const operands = code.operands.map(of) as unknown as typeof code.operands;
        return this.one({ ...code, operands }, `${code.relation} ${this.list(operands)}`);
      }
      case 'slice': {
        const inner = of(code.of);
        return this.one({ ...code, of: inner }, `${this.id(inner)} ${dims(code.range)}`);
      }
      case 'call': {
        const diagonal = code.fn === 'diagonal' ? diagonalApart(code.args[0] as Code, this) : undefined;
        if (diagonal !== undefined) return diagonal;
        const args = code.args.map(of);
        if (code.fn === 'inv') return this.inverse(args[0] as Code);
        if (code.fn === 'kron' && args.every((c) => c.op === 'transpose')) {
          const [a, b] = args.map((c) => (c as Code & { op: 'transpose' }).of) as [Code, Code];
          return this.transposed(this.of({ ...code, args: [a, b], shape: [code.shape[1], code.shape[0]] }));
        }
        return this.one({ ...code, args }, `${code.fn} ${this.list(args)} ${dims(code.dims)}`);
      }
      case 'fold':
        return this.fold({ ...code, body: of(code.body) });
      default:
        return code satisfies never;
    }
  }

  total(over: (Code & { op: 'total' })['over'], of: Code, shape: Shape): Code {
    if (of.shape[over === 'rows' ? 1 : 0] === 1 && over !== 'all') return of;
    if (of.shape[0] === 1 && of.shape[1] === 1) return of;
    if (of.op === 'transpose') return this.transposed(this.total(FLIPPED[over], of.of, [shape[1], shape[0]]));
    return this.one({ op: 'total', over, of, shape }, `${over} ${this.id(of)}`);
  }

  /** What no index moves first, so that the same at another index is in the same order. */
  private compare(a: Code, b: Code): number {
    return Number(this.alike.moves(a)) - Number(this.alike.moves(b)) || this.id(a) - this.id(b);
  }

  fold(code: Code & { op: 'fold' }): Code {
    const ends = `${code.over} ${dims([code.from, code.to])}`;
    return foldApart(code, this) ?? this.one(code, `${code.fold} ${ends} ${this.id(code.body)}`);
  }

  moves(code: Code, letter: string): boolean {
    return this.alike.lettersOf(code).includes(letter);
  }

  sum(code: Code & { op: 'sum' }): Code {
    const { shape } = code;
    const plain = unspread(code, (of) => this.times(of));
    const terms = signed(plain, (of, coefficient) =>
      this.times({ ...of, over: [this.number(coefficient), ...of.over.slice(1)] }),
    );
    const [first] = terms;
    if (first && terms.length === 1 && sameShape(first.code.shape, shape))
      return first.minus
        ? this.times({ op: 'times', over: [this.number(-1), first.code], under: [], shape })
        : first.code;
    const apart = sumApart({ ...code, terms }, this, this.number(1));
    if (apart !== undefined) return apart;
    const ordered = [...terms].sort((a, b) => Number(a.minus) - Number(b.minus) || this.compare(a.code, b.code));
    return this.one(
      { ...code, terms: ordered },
      ordered.map((t) => `${t.minus ? '-' : '+'}${this.id(t.code)}`).join(''),
    );
  }

  times(code: Code & { op: 'times' }): Code {
    const { coefficient, ...flat } = withKinks(flatTimes(code), (c) => this.of(c));
    const apart = distributed({ coefficient, ...flat }, code.shape);
    if (apart !== undefined) {
      const terms = apart.map(({ minus, code: of }) => ({ minus, code: this.times(of) }));
      return this.sum({ op: 'sum', terms, shape: code.shape });
    }
    const inOrder = (list: readonly Code[]): Code[] => [...list].sort((a, b) => this.compare(a, b));
    const under = inOrder(flat.under);
    const isPlain = coefficient === 1 && (flat.over.length > 0 || under.length > 0);
    const over = [...(isPlain ? [] : [this.number(coefficient)]), ...inOrder(flat.over)];
    const [only] = over;
    if (only && over.length === 1 && under.length === 0 && sameShape(only.shape, code.shape)) return only;
    return this.one({ ...code, over, under }, `${this.list(over)}/${this.list(under)}`);
  }

  private number(value: Rational): Code {
    return this.of(numberOf(value));
  }

  transposed(of: Code): Code {
    if (of.op === 'transpose') return of.of;
    const [rows, cols] = of.shape;
    if (rows === 1 && cols === 1) return of;
    return this.one({ op: 'transpose', of, shape: [cols, rows] }, `${this.id(of)}`);
  }

  // ——— products ———

  /** The factors of a product; a matrix of ones is a column of ones by a row of them. */
  factors(code: Code): Code[] {
    return factorsOf(code, this, (c) => this.factor(c)).flatMap((f) => {
      const [rows, cols] = f.shape;
      if (!isOnes(f) || rows === 1 || cols === 1) return [f];
      return [[rows, 1] as const, [1, cols] as const].map((shape) => this.of({ op: 'fill', value: 1, shape }));
    });
  }

  chain(factors: readonly Code[]): Code {
    return this.chains.of(factors);
  }

  halves(factors: readonly Code[]): readonly [Code, Code] {
    return this.chains.halves(factors);
  }

  pair(left: Code, right: Code): Code {
    const shape: Shape = [left.shape[0], right.shape[1]];
    const solved = this.solution(left, right, [this.inverted(left), this.inverted(right)]);
    if (solved) return solved;
    // by a row or a column of ones
    if (isOnes(left) && left.shape[0] === 1) return this.total('columns', right, shape);
    if (isOnes(right) && right.shape[1] === 1) return this.total('rows', left, shape);
    // a column by a row
    if (left.shape[1] === 1) return this.times({ op: 'times', over: [left, right], under: [], shape });
    return this.one({ op: 'product', left, right, shape }, this.list([left, right]));
  }
}
