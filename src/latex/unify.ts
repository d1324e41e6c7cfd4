/**
 * Sizes that were given names because nothing says them, made equal where products and sums need them to be. What is said
 * is left as it is: where that does not fit, the language tells.
 */
import { spend } from '../expression/limits.js';
import type { Draft } from './draft.js';
import type { Formula } from './formula.js';
import { kindByLetter } from './kinds.js';
import { letterOf, usesIn } from './naming.js';
import { ENTRYWISE } from './places.js';
import type { Size } from './shapes.js';

/** Rows and columns: a size, a place for one (x#0), or nothing that is known. */
type Axes = readonly [string | undefined, string | undefined];

const NUMBER: Axes = ['1', '1'];
const OPEN: Axes = [undefined, undefined];
const SQUARE: ReadonlySet<string> = new Set(['tr', 'det', 'logdet', 'inv', 'expm', 'logm', 'sqrtm']);

export function unifySizes(draft: Draft): void {
  if (draft.fresh.size === 0) return;
  const unifier = new Unifier(draft);
  unifier.run();
  for (const [name, size] of draft.sizes) draft.sizes.set(name, unifier.settled(size));
}

class Unifier {
  private readonly parent = new Map<string, string>();
  private readonly defined = new Map<string, Axes>();
  private lengths = 0;

  constructor(private readonly draft: Draft) {}

  /** Twice: a definition may stand before what it uses. */
  run(): void {
    const { definitions, formulas } = this.draft;
    for (const { name } of definitions) this.defined.set(name, OPEN);
    for (let round = 0; round < 2; round++)
      for (const { name, free, right } of definitions) {
        const size = this.draft.sizes.get(name);
        const own = size ? this.beside([size, this.axes(right)]) : this.axes(right);
        this.defined.set(name, free.length > 0 ? this.entries(name, free, right) : own);
      }
    if (definitions.length === 0) for (const formula of formulas) this.axes(formula);
  }

  /** s_i = Σ_j Z_{ij} x_j: as long as its letters run on the right. */
  private entries(name: string, free: readonly string[], right: Formula): Axes {
    const { kinds, sizes } = this.draft;
    const kind = kinds.get(name) ?? OPEN;
    if (kind.includes(undefined)) return OPEN;
    const [first, second] = free.map((letter) => this.along(right, letter));
    const own: Axes = second !== undefined ? [first, second] : kind[0] === 'one' ? ['1', first] : [first, '1'];
    const size = sizes.get(name);
    return size ? this.beside([size, own]) : own;
  }

  /** What a letter says which entry of, in a formula, is as long as it runs. */
  private along(formula: Formula, letter: string): string {
    const length = `${letter}#${this.lengths++}`;
    for (const { symbol, bound } of usesIn([formula])) {
      const { index, entries } = this.draft.naming.named(symbol);
      if (index.length > 0 || bound.includes(letter)) continue;
      const whole = this.whole(symbol);
      const isRow = entries.length === 1 && whole[0] === '1';
      const isBatch = entries.length === 1 && whole[0] !== '1' && whole[1] !== '1';
      for (const [k, at] of entries.entries())
        if (at.kind === 'symbol' && letterOf(at) === letter) this.same(whole[isRow || isBatch ? 1 : k], length);
    }
    return length;
  }

  settled(size: Size): Size {
    const [rows, cols] = size.map((s) => (this.draft.fresh.has(s) ? this.named(s) : s));
    return [rows as string, cols as string];
  }

  private named(size: string): string {
    const root = this.root(size);
    return root.includes('#') ? size : root;
  }

  private root(size: string): string {
    let at = size;
    for (let up = this.parent.get(at); up !== undefined; up = this.parent.get(at)) at = up;
    return at;
  }

  /** What is said stands for what is guessed, and that for what has no name. */
  private rank(size: string): number {
    return size.includes('#') ? 0 : this.draft.fresh.has(size) ? 1 : 2;
  }

  private same(a: string | undefined, b: string | undefined): void {
    if (a === undefined || b === undefined || a === '1' || b === '1') return;
    const [x, y] = [this.root(a), this.root(b)];
    const [rx, ry] = [this.rank(x), this.rank(y)];
    if (x === y || (rx === 2 && ry === 2)) return;
    if (rx >= ry) this.parent.set(y, x);
    else this.parent.set(x, y);
  }

  private axes(f: Formula): Axes {
    spend();
    const axes = (g: Formula): Axes => this.axes(g);
    switch (f.kind) {
      case 'symbol':
        return this.symbol(f);
      case 'product':
        return this.product(f);
      case 'sum':
        return f.terms.some((t) => isEye(t.term))
          ? this.square(this.beside(f.terms.map((t) => axes(t.term))))
          : this.beside(f.terms.map((t) => axes(t.term)));
      case 'binary': {
        const both = [f.left, f.right].map(axes);
        const [left = OPEN, right = OPEN] = both;
        if (f.op === 'kron') return OPEN;
        if (f.op === '/') return this.over(left, right);
        const all = this.beside(both);
        return f.op === ':' ? NUMBER : all;
      }
      case 'fraction':
        return this.over(axes(f.above), axes(f.below));
      case 'power':
        axes(f.exponent);
        return axes(f.base);
      case 'abs':
      case 'differential':
        return axes(f.of);
      case 'inverse':
        return this.square(axes(f.of));
      case 'transpose':
      case 'pinv': {
        const [rows, cols] = axes(f.of);
        return [cols, rows];
      }
      case 'norm':
        axes(f.of);
        return NUMBER;
      case 'call':
        return this.call(f.fn, f.args.map(axes));
      case 'fold':
        this.along(f.body, f.over);
        return axes(f.body);
      case 'number':
      case 'eye':
        // an identity is as large as what it stands beside
        return NUMBER;
      case 'ones':
        return OPEN;
      case 'matrix':
        for (const cell of f.rows.flat()) axes(cell);
        return OPEN;
      case 'cases':
        return this.beside(f.branches.map((b) => axes(b.value)));
      case 'relation':
        return this.beside([axes(f.left), axes(f.right)]);
      case 'slice': {
        const of = axes(f.of);
        const [rows, cols] = f.ranges.map((r, k) => (r.from || r.to ? (r.all ? undefined : '1') : of[k === 0 ? 0 : 1]));
        return [rows, f.ranges.length === 1 ? '1' : cols];
      }
      case 'partial':
        return OPEN;
      default:
        return f satisfies never;
    }
  }

  private symbol(f: Formula & { kind: 'symbol' }): Axes {
    const { name, index, entries } = this.draft.naming.named(f);
    if (entries.length > 0 || (index.length === 0 && this.draft.numbers.has(name))) return NUMBER;
    return this.whole(f);
  }

  private whole(f: Formula & { kind: 'symbol' }): Axes {
    const { name } = this.draft.naming.named(f);
    const size = this.draft.sizes.get(name);
    if (size !== undefined) return size;
    const defined = this.defined.get(name);
    if (defined !== undefined) return defined;
    const [rows, cols] = kindByLetter(name, f.bold);
    return [rows === 'one' ? '1' : `${name}#0`, cols === 'one' ? '1' : `${name}#1`];
  }

  private product({ factors, dots = [] }: Formula & { kind: 'product' }): Axes {
    const all = factors.map((f) => this.axes(f));
    const times = (part: readonly Axes[]): Axes => part.reduce((a, b) => this.times(a, b));
    const [at, ...more] = dots.filter((k) => !all.slice(0, k).every(isOne));
    if (at === undefined || more.length > 0) return times(all);
    const sides = [times(all.slice(0, at)), times(all.slice(at))] as const;
    if (sides.some(([rows, cols]) => rows === '1' || cols !== '1')) return this.times(...sides);
    this.beside(sides);
    return NUMBER;
  }

  private times(a: Axes, b: Axes): Axes {
    if (isOne(a)) return b;
    if (isOne(b)) return a;
    this.same(a[1], b[0]);
    return [a[0], b[1]];
  }

  private over(above: Axes, below: Axes): Axes {
    return isOne(below) ? above : this.beside([above, below]);
  }

  /** Entry by entry, with broadcasting. */
  private beside(all: readonly Axes[]): Axes {
    const along = (axis: 0 | 1): string | undefined => {
      const sizes = all.flatMap((a) => (isOne(a) ? [] : [a[axis]]));
      const many = sizes.filter((s) => s !== '1');
      for (const size of many) this.same(many[0], size);
      return sizes.length === 0 ? '1' : many.length === 0 ? '1' : many[0];
    };
    return [along(0), along(1)];
  }

  private square([rows, cols]: Axes): Axes {
    this.same(rows, cols);
    return [rows, cols];
  }

  private call(fn: string, [first = OPEN, ...more]: readonly Axes[]): Axes {
    if (SQUARE.has(fn)) {
      const own = this.square(first);
      return fn === 'tr' || fn === 'det' || fn === 'logdet' ? NUMBER : own;
    }
    if (fn === 'max' || fn === 'min') return more.length === 0 ? NUMBER : this.beside([first, ...more]);
    return ENTRYWISE.has(fn) || fn === 'softmax' ? first : OPEN;
  }
}

/** I, cI: what it is added to is square. */
const isEye = (f: Formula): boolean => f.kind === 'eye' || (f.kind === 'product' && f.factors.at(-1)?.kind === 'eye');

const isOne = ([rows, cols]: Axes): boolean => rows === '1' && cols === '1';
