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
  /** A product that is taken apart. */
  opened(code: Code & { op: 'sum' }): Code;
  inverse(of: Code): Code;
  /** The matrix of which it is the inverse. */
  inverted(code: Code): Code | undefined;
}

/** Longer products are taken as they are written. */
const MOST_FACTORS = 24;
/** A sum of more terms is a matrix like any other. */
const MOST_TERMS = 4;

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

export class Chains {
  /** Products by their factors, in whatever order they are taken. */
  private there = new Map<string, Code>();
  /** Their kinds: at whatever setting of their indices. */
  private kinds = new Set<string>();
  private requests = new Map<string, Request>();
  /** Of the first time: products that are wanted themselves, and those that have a stretch in them, by kind. */
  private wanted: ReadonlyMap<string, Request> = new Map();
  private within = new Map<string, Request[]>();

  constructor(private readonly pieces: Pieces) {}

  /** The second time: all is forgotten but what was asked for. False where nothing has changed and no order was to be chosen. */
  again(isChanged: boolean): boolean {
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
    const factors = this.cancelled(list.flatMap((f) => factorsOf(f, this.pieces)));
    const kind = factors.length > 1 && factors.length <= MOST_FACTORS ? this.kind(factors) : undefined;
    if (kind !== undefined) {
      const before = this.wanted.get(kind);
      if (before) before.isDone = true;
      if (!this.requests.has(kind)) this.requests.set(kind, { factors, isDone: false });
    }
    return this.product(factors);
  }

  /** Without M·M⁻¹ and M⁻¹·M, where something else is left. */
  private cancelled(factors: Code[]): Code[] {
    for (const [i, factor] of factors.entries()) {
      const of = this.pieces.inverted(factor);
      if (of === undefined) continue;
      const wanted = factorsOf(of, this.pieces);
      const n = wanted.length;
      if (n + 1 >= factors.length) continue;
      const stands = (from: number): boolean => from >= 0 && wanted.every((w, k) => factors[from + k] === w);
      const from = stands(i - n) ? i - n : stands(i + 1) ? i : undefined;
      if (from !== undefined) return this.cancelled([...factors.slice(0, from), ...factors.slice(from + n + 1)]);
    }
    return factors;
  }

  private turned(factors: readonly Code[]): Code[] {
    return turned(factors, this.pieces);
  }

  private kind(factors: readonly Code[]): string | undefined {
    return this.pieces.alike.ofAll(factors)?.kind;
  }

  // ——— what is there ———

  /** The product that is there already, or whose transpose is. */
  private present(factors: readonly Code[]): Code | undefined {
    const known = this.there.get(this.pieces.list(factors));
    if (known !== undefined) return known;
    const twin = this.there.get(this.pieces.list(this.turned(factors)));
    return twin && this.pieces.transposed(twin);
  }

  /** Whether the product is there at another setting of its indices, G[t]·F beside G[t + 1]·F, or will be. */
  private isMade(factors: readonly Code[]): boolean {
    const kind = this.kind(factors);
    return kind !== undefined && (this.kinds.has(kind) || this.wanted.has(kind));
  }

  private isFree(factors: readonly Code[]): boolean {
    return this.present(factors) !== undefined || this.isMade(factors) || this.isMade(this.turned(factors));
  }

  /** How many products that are still to come would be cheaper if this one were there. */
  private serves(factors: readonly Code[]): number {
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

  private product(factors: readonly Code[]): Code {
    if (factors.length === 1) return factors[0] as Code;
    const known = this.present(factors) ?? this.spread(factors);
    if (known !== undefined) return known;
    const turned = this.turned(factors);
    if (isRowOfColumn(factors) || (!isRowOfColumn(turned) && !this.isMade(factors) && this.isMade(turned)))
      return this.pieces.transposed(this.product(turned));
    const cut = this.cut(factors);
    const one = this.pieces.pair(this.product(factors.slice(0, cut)), this.product(factors.slice(cut)));
    this.there.set(this.pieces.list(factors), one);
    const kind = this.kind(factors);
    if (kind !== undefined) this.kinds.add(kind);
    return one;
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
  private costOf(factors: readonly Code[]): number {
    return factors.length < 2 ? 0 : this.order(factors).cost(0, factors.length - 1);
  }

  /** X·(u·v' + A·B)·Y as (X·u)·(v'·Y) + X·A·B·Y, where that is cheaper. */
  private spread(factors: readonly Code[]): Code | undefined {
    if (factors.length > MOST_FACTORS) return undefined;
    const shape: Shape = [(factors[0] as Code).shape[0], (factors.at(-1) as Code).shape[1]];
    if (this.pieces.size(shape[0]) === 1 || this.pieces.size(shape[1]) === 1) return undefined;
    for (const [at, factor] of factors.entries()) {
      const terms = factor.op === 'sum' && factor.terms.length <= MOST_TERMS ? this.termsOf(factor) : undefined;
      if (terms === undefined) continue;
      const chains = terms.map((t) => [...factors.slice(0, at), ...t.factors, ...factors.slice(at + 1)]);
      if (chains.some((c) => c.length > MOST_FACTORS)) continue;
      const apart = chains.reduce((sum, c) => sum + (this.isFree(c) ? 0 : this.costOf(c)), 0);
      if (apart >= this.costOf(factors)) continue;
      const list = terms.map(({ minus, numbers, under }, i) => {
        const body = this.of(chains[i] as Code[]);
        if (numbers.length + under.length === 0) return { minus, code: body };
        const inner = body.op === 'times' ? body : { over: [body], under: [] };
        const over = [...numbers, ...inner.over];
        return { minus, code: this.pieces.times({ op: 'times', over, under: [...under, ...inner.under], shape }) };
      });
      return this.pieces.opened({ op: 'sum', terms: list, shape });
    }
    return undefined;
  }

  private termsOf(sum: Code & { op: 'sum' }): Term[] | undefined {
    const terms = sum.terms.map((t) => this.termOf(t.minus, t.code));
    const all = terms.filter((t) => t !== undefined);
    return all.length === terms.length && all.some((t) => t.factors.length > 1) ? all : undefined;
  }

  private termOf(minus: boolean, code: Code): Term | undefined {
    if (isOne(code)) return undefined;
    const { over, under } = code.op === 'times' ? code : { over: [code], under: [] };
    if (!under.every(isOne)) return undefined;
    const [first, second, ...more] = over.filter((c) => !isOne(c));
    if (!first || more.length > 0) return undefined;
    if (second && (first.shape[1] !== 1 || second.shape[0] !== 1)) return undefined;
    const factors = [first, ...(second ? [second] : [])].flatMap((c) => factorsOf(c, this.pieces));
    const [rows, cols] = [(factors[0] as Code).shape[0], (factors.at(-1) as Code).shape[1]];
    // what is only spread is no matrix of the sum's shape
    if (rows !== code.shape[0] || cols !== code.shape[1]) return undefined;
    return { minus, numbers: over.filter(isOne), factors, under };
  }
}

/** A product with numbers before it, or a column by a row. */
interface Term {
  readonly minus: boolean;
  readonly numbers: readonly Code[];
  readonly factors: readonly Code[];
  readonly under: readonly Code[];
}

/** A column's row times a matrix, which is the row of a column. */
const isRowOfColumn = (factors: readonly Code[]): boolean => {
  const first = factors[0] as Code;
  return first.op === 'transpose' && first.shape[0] === 1 && factors.at(-1)?.shape[1] !== 1;
};
const isOne = ({ shape }: Code): boolean => shape[0] === 1 && shape[1] === 1;
