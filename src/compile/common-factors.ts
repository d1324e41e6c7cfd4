/**
 * Products entry by entry that have factors in common: what two of them share is worked out once. Of a·b·c·d and its four
 * derivatives the pairs a·b and c·d are, and so on upwards, so that n factors take about three times their own product
 * and not n times.
 *
 * Always that pair is made one factor which spares most. A number goes to a column before the column goes to a row, and
 * what an index does not move is multiplied before what it does.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { Alike } from './alike.js';
import type { Code, Program } from './code.js';
import { partsOf } from './parts.js';
import { isPlace } from './placed-terms.js';
import { mapped, valuesOf, withParts } from './rebuild.js';
import { Runs } from './runs.js';

type Times = Code & { op: 'times' };

/** A factor, above or below the line. */
export interface Letter {
  readonly id: number;
  readonly code: Code;
  readonly isUnder: boolean;
}

/** Among more factors no pairs are looked for, but beginnings and ends that products share. */
const MOST_LETTERS = 20;
/** What a round of a loop counts for where two savings are compared. */
const ROUNDS = 64;

/** The program with common factors taken out of its products; its equal pieces are one piece. */
export function factored(program: Program, size: (d: Dim) => number): Program {
  const found = new Set<Times>();
  const seen = new Set<Code>();
  const visit = (c: Code): void => {
    if (seen.has(c)) return;
    seen.add(c);
    partsOf(c).forEach(visit);
    if (c.op === 'times') found.add(c);
  };
  valuesOf(program).forEach(visit);
  if (found.size === 0) return program;
  const letters = new Letters(size, new Alike(program));
  const made = letters.all([...found]);
  const done = new Map<Code, Code>();
  const of = (c: Code): Code => {
    const before = done.get(c);
    if (before !== undefined) return before;
    const one = withParts(c.op === 'times' ? (made.get(c) ?? c) : c, of);
    done.set(c, one);
    return one;
  };
  return mapped(program, of);
}

interface Pair {
  readonly x: Letter;
  readonly y: Letter;
  readonly worth: number;
  readonly products: Map<Product, number>;
  count: number;
}

interface Product {
  readonly code: Times;
  letters: Letter[];
}

class Letters {
  private readonly ids = new Map<Code, number>();
  private readonly letters = new Map<string, Letter>();
  private readonly joined = new Map<string, Letter>();
  private readonly squares = new Map<Code, Code>();
  private readonly pairs = new Map<string, Pair>();
  /** Pairs that stand in several products, by what they spare. */
  private readonly worthy = new Map<number, Set<Pair>>();

  /** Which factors are paired at present. */
  private isOpen: (c: Code) => boolean = isNumber;

  constructor(
    private readonly size: (d: Dim) => number,
    private readonly alike: Alike,
  ) {}

  all(codes: readonly Times[]): Map<Times, Code> {
    const products = codes.map((code): Product => {
      const above = code.over.flatMap((c) => this.lettersOf(c, false));
      const below = code.under.flatMap((c) => this.lettersOf(c, true));
      return { code, letters: [...above, ...below] };
    });
    const isLong = (p: Product): boolean => p.letters.length > MOST_LETTERS;
    const runs = new Runs((x, y) => this.join(x, y));
    const long = products.filter((p) => isLong(p) && !p.letters.some((l) => isFixed(l.code)));
    runs.shared(long.map((p) => p.letters)).forEach((letters, i) => {
      (long[i] as Product).letters = letters;
    });
    const short = products.filter((p) => !isLong(p));
    // numbers among one another first: the number that they come to is multiplied by once
    for (const isOpen of [isNumber, () => true]) {
      this.isOpen = isOpen;
      for (const p of short) this.note(p, 1);
      for (let best = this.best(); best !== undefined; best = this.best()) this.take(best);
      for (const p of short) this.note(p, -1);
    }
    return new Map(products.map((p) => [p.code, this.code(p)]));
  }

  /** A square is a factor twice. */
  private lettersOf(code: Code, isUnder: boolean): Letter[] {
    if (code.op !== 'power' || code.exponent.op !== 'number' || code.exponent.value !== 2)
      return [this.letter(code, isUnder)];
    const base = this.letter(code.base, isUnder);
    this.squares.set(code.base, code);
    return [base, base];
  }

  private letter(code: Code, isUnder: boolean): Letter {
    const id = this.ids.get(code) ?? this.ids.size;
    this.ids.set(code, id);
    const key = `${id}${isUnder}`;
    const known = this.letters.get(key);
    if (known) return known;
    const made = { id, code, isUnder };
    this.letters.set(key, made);
    return made;
  }

  // ——— pairs ———

  private key(x: Letter, y: Letter): string {
    const [a, b] = [2 * x.id + Number(x.isUnder), 2 * y.id + Number(y.isUnder)];
    return a < b ? `${a},${b}` : `${b},${a}`;
  }

  /** Counts the pairs of a product, or takes them off the count. */
  private note(product: Product, by: 1 | -1): void {
    const own = product.letters.filter((l) => !isFixed(l.code) && this.isOpen(l.code));
    own.forEach((x, i) => {
      for (const y of own.slice(i + 1)) {
        const key = this.key(x, y);
        const pair = this.pairs.get(key) ?? { x, y, worth: this.worth(x, y), products: new Map(), count: 0 };
        this.pairs.set(key, pair);
        this.rank(pair, () => {
          pair.count += by;
          const times = (pair.products.get(product) ?? 0) + by;
          if (times === 0) pair.products.delete(product);
          else pair.products.set(product, times);
        });
      }
    });
  }

  private rank(pair: Pair, change: () => void): void {
    const spared = (): number => (pair.count - 1) * pair.worth;
    if (pair.count > 1) this.worthy.get(spared())?.delete(pair);
    change();
    if (pair.count < 2) return;
    const level = this.worthy.get(spared()) ?? new Set();
    this.worthy.set(spared(), level.add(pair));
  }

  private best(): Pair | undefined {
    let most = 0;
    for (const [spared, level] of this.worthy) {
      if (level.size === 0) this.worthy.delete(spared);
      else most = Math.max(most, spared);
    }
    const [first] = this.worthy.get(most) ?? [];
    return first;
  }

  private worth(x: Letter, y: Letter): number {
    const [rows, cols] = joinedShape(x.code.shape, y.code.shape);
    const moving = new Set([...this.alike.lettersOf(x.code), ...this.alike.lettersOf(y.code)]);
    return this.size(rows) * this.size(cols) * ROUNDS ** Math.min(4, moving.size) || 1;
  }

  /** Makes a pair one factor wherever it stands. */
  private take({ x, y, products }: Pair): void {
    for (const product of [...products.keys()]) {
      this.note(product, -1);
      product.letters = this.replaced(product.letters, x, y);
      this.note(product, 1);
    }
  }

  private replaced(letters: readonly Letter[], x: Letter, y: Letter): Letter[] {
    const rest = [...letters];
    const made: Letter[] = [];
    for (;;) {
      const i = rest.indexOf(x);
      const j = rest.indexOf(y, x === y ? i + 1 : 0);
      if (i < 0 || j < 0) return [...made, ...rest];
      for (const at of [i, j].sort((a, b) => b - a)) rest.splice(at, 1);
      made.push(this.join(x, y));
    }
  }

  private join(x: Letter, y: Letter): Letter {
    const key = this.key(x, y);
    const known = this.joined.get(key);
    if (known) return known;
    // what has one number more before it is read from left to right
    const [a, b] = isNumber(y.code) && !isNumber(x.code) ? [y, x] : [x, y];
    const square = x === y ? this.squares.get(x.code) : undefined;
    const isUnder = a.isUnder && b.isUnder;
    const over = [a, b].filter((l) => l.isUnder === isUnder).map((l) => l.code);
    const under = [a, b].filter((l) => l.isUnder !== isUnder).map((l) => l.code);
    const shape = joinedShape(a.code.shape, b.code.shape);
    const made = this.letter(square ?? { op: 'times', over, under, shape }, isUnder);
    this.joined.set(key, made);
    return made;
  }

  // ——— a product of what is left ———

  private code({ code, letters }: Product): Code {
    const few = this.still(this.squared(letters));
    const list = letters.some((l) => isFixed(l.code)) ? few : this.toSmallest(few);
    const [only] = list;
    const { shape } = code;
    if (only && list.length === 1 && !only.isUnder && sameDims(only.code.shape, shape)) return only.code;
    const [over, under] = [false, true].map((side) => list.filter((l) => l.isUnder === side).map((l) => l.code));
    return { op: 'times', over: over as Code[], under: under as Code[], shape };
  }

  /** What is left twice is a square again, the same as elsewhere. */
  private squared(letters: readonly Letter[]): readonly Letter[] {
    return letters.flatMap((l, i) => {
      const square = this.squares.get(l.code);
      const before = letters.slice(0, i).filter((other) => other === l).length;
      const count = letters.filter((other) => other === l).length;
      if (square === undefined || count < 2) return [l];
      if (before % 2 === 1) return [];
      return before === count - 1 ? [l] : [this.letter(square, l.isUnder)];
    });
  }

  /** Numbers that the same indices move brought to one, where others are moved by more. */
  private still(letters: readonly Letter[]): readonly Letter[] {
    const groups = new Map<string, Letter[]>();
    for (const l of letters) {
      const key = isNumber(l.code) ? [...this.alike.lettersOf(l.code)].sort().join() : 'matrix';
      groups.set(key, [...(groups.get(key) ?? []), l]);
    }
    if (groups.size < 2) return letters;
    return [...groups].flatMap(([key, list]) => (key === 'matrix' || list.length < 2 ? list : [this.joinAll(list)]));
  }

  /** The numbers beside columns, rows and matrices to the smallest of them. */
  private toSmallest(letters: readonly Letter[]): readonly Letter[] {
    const entries = (l: Letter): number => this.size(l.code.shape[0]) * this.size(l.code.shape[1]);
    const numbers = letters.filter((l) => isNumber(l.code));
    const others = letters.filter((l) => !isNumber(l.code) && l.code.op !== 'fill');
    const [first] = [...others].sort((a, b) => entries(a) - entries(b));
    const most = Math.max(...others.map(entries), 0);
    const whole = letters.reduce<Shape>((s, l) => joinedShape(s, l.code.shape), [1, 1]);
    if (first === undefined || numbers.length === 0 || others.length < 2) return letters;
    if (entries(first) >= Math.max(most, this.size(whole[0]) * this.size(whole[1]))) return letters;
    const scaled = this.join(this.joinAll(numbers), first);
    return letters.flatMap((l) => (l === first ? [scaled] : numbers.includes(l) ? [] : [l]));
  }

  private joinAll(list: readonly Letter[]): Letter {
    return list.slice(1).reduce((all, l) => this.join(all, l), list[0] as Letter);
  }
}

/** What is not multiplied by: it stands for a place in a matrix, or only spreads. */
const isFixed = (c: Code): boolean => c.op === 'fill' || isPlace(c);

const isNumber = ({ shape }: Code): boolean => shape[0] === 1 && shape[1] === 1;
const sameDims = (a: Shape, b: Shape): boolean => a[0] === b[0] && a[1] === b[1];
const joinedShape = (a: Shape, b: Shape): Shape => [a[0] === 1 ? b[0] : a[0], a[1] === 1 ? b[1] : a[1]];
