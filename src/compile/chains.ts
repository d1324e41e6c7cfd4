/**
 * Products of several matrices in a program that is run: each in the order that is cheapest at the given sizes, cheaper
 * still where part of it is there for another. An inverse among the factors is a system solved, wherever it stands; a sum
 * among them is taken apart where that is cheaper.
 *
 * A program is gone through twice. The first time tells which products there are; the second takes what others need anyway
 * for nothing, and of two orders that cost the same the one whose parts serve others.
 */
import type { Shape } from '../expression/dimension.js';
import type { Alike } from './alike.js';
import { bestCuts } from './chain-order.js';
import type { Code } from './code.js';

/** What chains are built of: equal pieces are one piece. */
export interface Pieces {
  readonly alike: Alike;
  size(d: Shape[number]): number;
  list(codes: readonly Code[]): string;
  transposed(of: Code): Code;
  /** Of two: a matrix product, a column by a row, a system solved. */
  pair(left: Code, right: Code): Code;
  times(code: Code & { op: 'times' }): Code;
  inverse(of: Code): Code;
}

/** The same for a program that is run. */
export interface RunPieces extends Pieces {
  sum(code: Code & { op: 'sum' }): Code;
  /** A sum among factors is asked for only where it is not taken apart: the same with all that it needs. */
  asked(factor: Code): Code;
  /** Among how many products the making of a sum is to be shared out; none where it is there for itself. */
  usesOf(factor: Code): number;
}

/** Longer products are taken as they are written. */
export const MOST_FACTORS = 24;
/** A sum of more terms is a matrix like any other, and so are all sums where there are more of them. */
export const MOST_TERMS = 4;
const MOST_SUMS = 3;

/** The factors of products in one another, of inverses and transposes among them. */
export function factorsOf(code: Code, pieces: Pieces, leaf: (c: Code) => Code = (c) => c): Code[] {
  const inner = (c: Code): Code[] => factorsOf(c, pieces, leaf);
  switch (code.op) {
    case 'product':
      return [...inner(code.left), ...inner(code.right)];
    case 'solve':
      return [pieces.inverse(leaf(code.left)), ...inner(code.right)];
    case 'transpose':
      return code.of.op === 'product' || code.of.op === 'solve' ? turned(inner(code.of), pieces) : [leaf(code)];
    default:
      return [leaf(code)];
  }
}

const turned = (factors: readonly Code[], pieces: Pieces): Code[] =>
  [...factors].reverse().map((f) => pieces.transposed(f));

interface Request {
  readonly factors: readonly Code[];
  isDone: boolean;
}

/** What is the same of a program that is run and of one that is read: which products there are, and where each is best cut. */
export abstract class Chains<P extends Pieces = Pieces> {
  /** Products by their factors, in whatever order they are taken. */
  private there = new Map<string, Code>();
  /** Their kinds: at whatever setting of their indices. */
  private kinds = new Set<string>();
  private readonly kindOf = new Map<string, string | undefined>();
  private requests = new Map<string, Request>();
  /** Of the first time: products that are wanted themselves, and those that have a stretch in them, by kind. */
  private wanted: ReadonlyMap<string, Request> = new Map();
  private within = new Map<string, Request[]>();

  /** While what is worked out is not asked for yet, and so is not there for others. */
  protected isAside = false;

  constructor(protected readonly pieces: P) {}

  /** The product taken apart at a sum among its factors, where that pays. */
  protected abstract spread(factors: readonly Code[]): Code | undefined;

  /** A factor that stands for itself. */
  protected abstract alone(factor: Code): Code;

  /** Whether the transpose is to be made, and turned. */
  protected isTurned(factors: readonly Code[], turned: readonly Code[]): boolean {
    return !this.isMade(factors) && this.isMade(turned);
  }

  /** Works something out that may not be needed: as if nothing were there, and leaving nothing. */
  aside<T>(run: () => T): T {
    const before = this.isAside;
    this.isAside = true;
    const result = run();
    this.isAside = before;
    return result;
  }

  /** The second time: all is forgotten but what was asked for. False where nothing has changed and no order was to be chosen. */
  again(isChanged = false): boolean {
    this.wanted = this.requests;
    if (!isChanged && ![...this.wanted.values()].some(({ factors }) => factors.length > 2)) return false;
    this.requests = new Map();
    this.there = new Map();
    this.kinds = new Set();
    for (const request of this.wanted.values()) {
      const { length } = request.factors;
      for (let i = 0; i < length; i++)
        for (let j = i + 1; j < length && j < i + length - 1; j++) {
          const stretch = request.factors.slice(i, j + 1);
          for (const kind of [this.kind(stretch), this.kind(this.turned(stretch))])
            if (kind !== undefined) this.within.set(kind, [...(this.within.get(kind) ?? []), request]);
        }
    }
    return true;
  }

  /** The product of factors that may be products themselves. */
  of(list: readonly Code[]): Code {
    const factors = this.factorsIn(list);
    const isAsked = !this.isAside && factors.length > 1 && factors.length <= MOST_FACTORS;
    const kind = isAsked ? this.kind(factors) : undefined;
    if (kind !== undefined) {
      const before = this.wanted.get(kind);
      if (before) before.isDone = true;
      if (!this.requests.has(kind)) this.requests.set(kind, { factors, isDone: false });
    }
    return this.product(factors);
  }

  protected factorsIn(list: readonly Code[]): Code[] {
    return list.flatMap((f) => factorsOf(f, this.pieces));
  }

  protected turned(factors: readonly Code[]): Code[] {
    return turned(factors, this.pieces);
  }

  /** Asked for over and over, of the same few stretches. */
  private kind(factors: readonly Code[]): string | undefined {
    const key = this.pieces.list(factors);
    if (!this.kindOf.has(key)) this.kindOf.set(key, this.pieces.alike.ofAll(factors)?.kind);
    return this.kindOf.get(key);
  }

  // ——— what is there ———

  /** The product that is there already, or whose transpose is. */
  private present(factors: readonly Code[]): Code | undefined {
    if (this.isAside) return undefined;
    const known = this.there.get(this.pieces.list(factors));
    if (known !== undefined) return known;
    const twin = this.there.get(this.pieces.list(this.turned(factors)));
    return twin && this.pieces.transposed(twin);
  }

  /** Whether the product is there at another setting of its indices, G[t]·F beside G[t + 1]·F, or will be. */
  protected isMade(factors: readonly Code[]): boolean {
    if (this.isAside) return false;
    const kind = this.kind(factors);
    return kind !== undefined && (this.kinds.has(kind) || this.wanted.has(kind));
  }

  protected isFree(factors: readonly Code[]): boolean {
    return this.present(factors) !== undefined || this.isMade(factors) || this.isMade(this.turned(factors));
  }

  /** How many products that are still to come would be cheaper if this one were there. */
  private serves(factors: readonly Code[]): number {
    if (this.isAside) return 0;
    const kind = this.kind(factors);
    const requests = kind === undefined ? undefined : this.within.get(kind);
    return requests?.filter((r) => !r.isDone && !this.isServed(r)).length ?? 0;
  }

  private isServed({ factors }: Request): boolean {
    const { length } = factors;
    for (let i = 0; i < length; i++)
      for (let j = i + 1; j < length && j < i + length - 1; j++) if (this.isFree(factors.slice(i, j + 1))) return true;
    return false;
  }

  // ——— building ———

  protected product(factors: readonly Code[]): Code {
    if (factors.length === 1) return this.alone(factors[0] as Code);
    const known = this.present(factors) ?? this.spread(factors);
    if (known !== undefined) return known;
    const turned = this.turned(factors);
    if (this.isTurned(factors, turned)) return this.pieces.transposed(this.product(turned));
    const cut = this.cut(factors);
    const one = this.pieces.pair(this.product(factors.slice(0, cut)), this.product(factors.slice(cut)));
    if (this.isAside) return one;
    this.there.set(this.pieces.list(factors), one);
    const kind = this.kind(factors);
    if (kind !== undefined) this.kinds.add(kind);
    return one;
  }

  /** The two parts that a product is cut into: it is not made of them here. */
  halves(factors: readonly Code[]): readonly [Code, Code] {
    const all = this.factorsIn(factors);
    const cut = this.cut(all);
    return [this.of(all.slice(0, cut)), this.of(all.slice(cut))];
  }

  /** Where the product is best cut. */
  private cut(factors: readonly Code[]): number {
    const n = factors.length;
    return n === 2 || n > MOST_FACTORS ? n - 1 : this.order(factors).cut(0, n - 1) + 1;
  }

  private order(factors: readonly Code[]): ReturnType<typeof bestCuts> {
    const sizes = [(factors[0] as Code).shape[0], ...factors.map((f) => f.shape[1])].map((d) => this.pieces.size(d));
    return bestCuts(sizes, {
      isFree: (i, j) => this.isFree(factors.slice(i, j + 1)),
      serves: (i, j) => this.serves(factors.slice(i, j + 1)),
    });
  }

  /** What the product costs where it is not yet there. */
  protected costOf(factors: readonly Code[]): number {
    return factors.length < 2 ? 0 : this.order(factors).cost(0, factors.length - 1);
  }

  protected termOf(minus: boolean, code: Code, shape: Shape): Term | undefined {
    if (isOne(code)) return undefined;
    const { over, under } = code.op === 'times' ? code : { over: [code], under: [] };
    if (!under.every(isOne)) return undefined;
    const [first, second, ...more] = over.filter((c) => !isOne(c));
    if (!first || more.length > 0) return undefined;
    const [left, right] = second && first.shape[1] !== 1 ? [second, first] : [first, second];
    if (right && (left.shape[1] !== 1 || right.shape[0] !== 1)) return undefined;
    const factors = [left, ...(right ? [right] : [])].flatMap((c) => factorsOf(c, this.pieces));
    const [rows, cols] = [(factors[0] as Code).shape[0], (factors.at(-1) as Code).shape[1]];
    // what is only spread is no matrix of the sum's shape
    if (rows !== shape[0] || cols !== shape[1]) return undefined;
    return { minus, numbers: over.filter(isOne), factors, under };
  }
}

export class RunChains extends Chains<RunPieces> {
  protected alone(factor: Code): Code {
    return this.isAside ? factor : this.pieces.asked(factor);
  }

  /** X·(u·v' + A·B)·Y as (X·u)·(v'·Y) + X·A·B·Y, where that is cheaper. */
  protected spread(factors: readonly Code[]): Code | undefined {
    if (factors.length > MOST_FACTORS) return undefined;
    const isSum = (c: Code): boolean => (c.op === 'transpose' ? c.of : c).op === 'sum';
    if (factors.filter(isSum).length > MOST_SUMS) return undefined;
    const shape: Shape = [(factors[0] as Code).shape[0], (factors.at(-1) as Code).shape[1]];
    for (const [at, factor] of factors.entries()) {
      const terms = isSum(factor) ? this.termsOf(factor) : undefined;
      if (terms === undefined) continue;
      const chains = terms.map((t) => [...factors.slice(0, at), ...t.factors, ...factors.slice(at + 1)]);
      if (chains.some((c) => c.length > MOST_FACTORS)) continue;
      if (this.costOfSum(terms, chains, shape) >= this.costOf(factors) + this.costOfMaking(factor, terms)) continue;
      const list = terms.map(({ minus, numbers, under }, i) => {
        const body = this.of(chains[i] as Code[]);
        if (numbers.length + under.length === 0) return { minus, code: body };
        return { minus, code: this.pieces.times({ op: 'times', over: [...numbers, body], under, shape }) };
      });
      return this.pieces.sum({ op: 'sum', terms: list, shape });
    }
    return undefined;
  }

  /** What it costs to add products up that may be there, in multiplications of a product with an addition each. */
  private costOfSum(terms: readonly Term[], chains: readonly (readonly Code[])[], [rows, cols]: Shape): number {
    const entries = this.pieces.size(rows) * this.pieces.size(cols);
    const scaled = terms.filter((t) => t.numbers.length + t.under.length > 0).length;
    const products = chains.reduce((sum, c) => sum + (c.length < 2 || this.isFree(c) ? 0 : this.costOf(c)), 0);
    return products + ((terms.length - 1 + scaled) * entries) / 2;
  }

  /** The share of one product in making the sum that is its factor. */
  private costOfMaking(factor: Code, terms: readonly Term[]): number {
    const uses = this.pieces.usesOf(factor);
    const chains = terms.map((t) => t.factors);
    return uses === 0 ? 0 : this.costOfSum(terms, chains, factor.shape) / uses;
  }

  private termsOf(factor: Code): Term[] | undefined {
    const isTurned = factor.op === 'transpose';
    const sum = isTurned ? factor.of : factor;
    if (sum.op !== 'sum' || sum.terms.length > MOST_TERMS) return undefined;
    const found: Term[] = [];
    for (const t of sum.terms) {
      const term = this.termOf(t.minus, t.code, sum.shape);
      if (term === undefined) return undefined;
      found.push(isTurned ? { ...term, factors: this.turned(term.factors) } : term);
    }
    return found;
  }
}

/** A product with numbers before it, or a column by a row. */
export interface Term {
  readonly minus: boolean;
  readonly numbers: readonly Code[];
  readonly factors: readonly Code[];
  readonly under: readonly Code[];
}

const isOne = ({ shape }: Code): boolean => shape[0] === 1 && shape[1] === 1;
