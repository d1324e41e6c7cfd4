/**
 * A program for reading in which equal pieces are one piece, wherever they stand: a product is no other piece than its
 * transpose, and is taken in the order that is cheapest at the given sizes. Unlike that of a program that is run, which
 * share.ts brings into one form to find what it may spare, what is written here stays as the derivation has it.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimToString, flip, isScalarShape, sameShape } from '../expression/dimension.js';
import { Alike } from './alike.js';
import { factorsOf } from './chains.js';
import type { Code, Program } from './code.js';
import { allWithin, partsOf } from './parts.js';
import { dims, Pool } from './pool.js';
import type { PrintedPieces } from './printed-chains.js';
import { PrintedChains } from './printed-chains.js';
import { mapped, valuesOf } from './rebuild.js';
import { Symmetry } from './symmetry.js';

/** The program, and what makes other values pieces of it. */
export function sharing(
  program: Program,
  size: (d: Dim) => number,
  /** Whether a matrix whose inverse is wanted itself is multiplied by it elsewhere too: where its factors have no name. */
  byInverse: boolean,
): { readonly program: Program; readonly of: (code: Code) => Code } {
  const pool = new PrintedPool(size, new Alike(program), program);
  const code = (c: Code): Code => pool.of(c);
  const whole = (): Program => mapped(program, code);
  let made = whole();
  if (byInverse) pool.inverses = inversesIn(made);
  if (pool.again(pool.inverses.size > 0)) made = whole();
  return { program: made, of: code };
}

/** What stands for names of single values. */
function valuesIn({ statements, inputs }: Program): Map<string, Code> {
  const given = new Set(inputs.map(({ name }) => name));
  const found = new Map<string, Code>();
  for (const s of statements) {
    if (s.kind === 'loop' || s.index.length > 0 || given.has(s.name) || partsOf(s.value).length === 0) continue;
    found.set(s.name, s.value);
  }
  return found;
}

/** The matrices whose inverse is a value of its own, and no factor. */
const inversesIn = (program: Program): Set<Code> =>
  new Set(allWithin(valuesOf(program)).flatMap((c) => (c.op === 'call' && c.fn === 'inv' ? [c.args[0] as Code] : [])));

class PrintedPool extends Pool implements PrintedPieces {
  private done = new Map<Code, Code>();
  private readonly chains = new PrintedChains(this);
  private readonly symmetry: Symmetry;
  /** Products that were taken apart: their terms are terms of the sum around them. */
  private readonly open = new Set<Code>();
  /** Matrices that are not solved with, since their inverse is there. */
  inverses: ReadonlySet<Code> = new Set();
  /** Values of names. */
  private readonly values: ReadonlyMap<string, Code>;

  constructor(
    readonly size: (d: Dim) => number,
    readonly alike: Alike,
    program: Program,
  ) {
    super();
    this.values = valuesIn(program);
    const factors = (code: Code): readonly Code[] => factorsOf(code, this);
    this.symmetry = new Symmetry(program, { transposed: (code) => this.transposed(code), factors });
  }

  /** To go through the program once more, in knowledge of all its products; false where that would change nothing. */
  again(isChanged: boolean): boolean {
    this.done = new Map();
    return this.chains.again(isChanged);
  }

  of(code: Code): Code {
    const before = this.done.get(code);
    if (before !== undefined) return before;
    const made = this.fresh(code);
    this.done.set(code, made);
    return made;
  }

  private fresh(code: Code): Code {
    const of = (c: Code): Code => this.of(c);
    switch (code.op) {
      case 'number':
        return this.one(code, JSON.stringify(code.value));
      case 'size':
        return this.one(code, dimToString(code.size));
      case 'name': {
        const value = code.index.length === 0 ? this.values.get(code.name) : undefined;
        return value ? of(value) : this.one(code, `${code.name}[${dims(code.index)}]`);
      }
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
        return this.chains.of(factorsOf(code, this, of));
      case 'dot': {
        return this.dot(of(code.left), of(code.right));
      }
      case 'transpose':
        if (code.of.op === 'product' || code.of.op === 'solve') return this.chains.of(factorsOf(code, this, of));
        return this.transposed(of(code.of));
      case 'power': {
        const [base, exponent] = [of(code.base), of(code.exponent)];
        if (base.op === 'call' && base.fn === 'norm2' && isTwo(exponent))
          return this.dot(base.args[0] as Code, base.args[0] as Code);
        return this.one({ ...code, base, exponent }, this.list([base, exponent]));
      }
      case 'total': {
        return this.total(code.over, of(code.of), code.shape);
      }
      case 'choose': {
        const operands = code.operands.map(of) as unknown as typeof code.operands;
        return this.one({ ...code, operands }, `${code.relation} ${this.list(operands)}`);
      }
      case 'slice': {
        const inner = of(code.of);
        return this.one({ ...code, of: inner }, `${this.id(inner)} ${dims(code.range)}`);
      }
      case 'call': {
        const args = code.args.map(of);
        if (code.fn === 'inv') return this.inverse(args[0] as Code);
        if (code.fn === 'tr') return this.trace(args[0] as Code, code);
        if (code.fn === 'diagonal' && args[0]?.op === 'product') return this.diagonal(args[0]);
        return this.one({ ...code, args }, `${code.fn} ${this.list(args)} ${dims(code.dims)}`);
      }
      case 'fold': {
        const body = of(code.body);
        const ends = `${code.over} ${dims([code.from, code.to])}`;
        return this.one({ ...code, body }, `${code.fold} ${ends} ${this.id(body)}`);
      }
      default:
        return code satisfies never;
    }
  }

  sum({ terms, shape }: Code & { op: 'sum' }): Code {
    const flat = terms.flatMap((t) => {
      if (t.code.op !== 'sum' || !this.open.has(t.code)) return [t];
      return t.code.terms.map(({ minus, code: inner }) => ({ minus: minus !== t.minus, code: inner }));
    });
    const code: Code & { op: 'sum' } = { op: 'sum', terms: flat, shape };
    const upright = flat.map((t) => ({
      minus: t.minus,
      code: sameShape(t.code.shape, shape) ? this.upright(t.code) : undefined,
    }));
    if (upright.every((t): t is { minus: boolean; code: Code } => t.code !== undefined))
      return this.transposed(this.sum({ op: 'sum', terms: upright, shape: flip(shape) }));
    return this.one(code, code.terms.map((t) => `${t.minus ? '-' : '+'}${this.id(t.code)}`).join(''));
  }

  opened(code: Code & { op: 'sum' }): Code {
    const sum = this.sum(code);
    this.open.add(sum);
    return sum;
  }

  /** A of Aᵀ and of numbers times Aᵀ. */
  private upright(code: Code): Code | undefined {
    if (code.op === 'transpose') return code.of;
    if (code.op !== 'times' || !code.under.every(isOne)) return undefined;
    const [only, ...more] = code.over.filter((c) => !isOne(c));
    if (only?.op !== 'transpose' || more.length > 0) return undefined;
    const over = code.over.map((c) => (c === only ? only.of : c));
    return this.times({ ...code, over, shape: only.of.shape });
  }

  times(code: Code & { op: 'times' }): Code {
    return this.one(code, `${this.list(code.over)}/${this.list(code.under)}`);
  }

  transposed(of: Code): Code {
    if (of.op === 'transpose') return of.of;
    const [rows, cols] = of.shape;
    if ((rows === 1 && cols === 1) || this.symmetry.of(of)) return of;
    return this.one({ op: 'transpose', of, shape: [cols, rows] }, `${this.id(of)}`);
  }

  // ——— products ———

  /** Of two: a matrix product, a column by a row, a system solved. */
  pair(left: Code, right: Code): Code {
    const shape: Shape = [left.shape[0], right.shape[1]];
    const matrices = [this.solvedWith(left, right.shape[1]), this.solvedWith(right, left.shape[0])] as const;
    const solved = this.solution(left, right, matrices);
    if (solved) return solved;
    // a product with ones is a sum along an axis
    const ones = (c: Code): boolean => c.op === 'fill' && c.value === 1;
    if (ones(right) && right.shape[1] === 1 && !isOne(right)) return this.total('rows', left, shape);
    if (ones(left) && left.shape[0] === 1 && !isOne(left)) return this.total('columns', right, shape);
    // a column by a row
    if (left.shape[1] === 1) return this.times({ op: 'times', over: [left, right], under: [], shape });
    return this.one({ op: 'product', left, right, shape }, this.list([left, right]));
  }

  private total(over: 'all' | 'rows' | 'columns', of: Code, shape: Shape): Code {
    return this.one({ op: 'total', over, of, shape }, `${over} ${this.id(of)}`);
  }

  /** The trace of a product is a sum over entries; of what is solved there is no such sum. */
  private trace(of: Code, code: Code & { op: 'call' }): Code {
    if (of.op === 'product') return this.dot(of.left, this.transposed(of.right));
    return this.one({ ...code, args: [of] }, `tr ${this.list([of])} `);
  }

  /** The diagonal of A·B is the sum along the rows of A ⊙ Bᵀ. */
  private diagonal({ left, right, shape: [rows] }: Code & { op: 'product' }): Code {
    const turned = this.transposed(right);
    const { shape } = left;
    const two: Code = this.one({ op: 'number', value: 2, shape: [1, 1] }, '2');
    const entries =
      left === turned
        ? this.one({ op: 'power', base: left, exponent: two, shape }, this.list([left, two]))
        : this.times({ op: 'times', over: [left, turned], under: [], shape });
    return this.total('rows', entries, [rows, 1]);
  }

  /** x'·A'·A·x is the sum of the squares of A·x, of whatever reads the same from both ends. */
  private dot(left: Code, right: Code): Code {
    const one = (a: Code, b: Code): Code => {
      const shape: Shape = [1, 1];
      return this.one({ op: 'dot', left: a, right: b, shape }, this.list([a, b]));
    };
    if (left.op === 'transpose' && right.op === 'transpose') return this.dot(left.of, right.of);
    if (left.shape[1] !== 1) return one(left, right);
    const factors = factorsOf(right, this);
    const before = factorsOf(left, this);
    // left' * right, from the middle on
    const all = [...[...before].reverse().map((f) => this.transposed(f)), ...factors];
    const n = all.length;
    if (n < 4 || !all.every((f, i) => this.transposed(f) === all[n - 1 - i])) return one(left, right);
    const half = this.chains.of(all.slice(Math.ceil(n / 2)));
    return one(half, n % 2 === 0 ? half : this.chains.of(all.slice(Math.floor(n / 2))));
  }

  /** The matrix to solve with instead of multiplying by this, its inverse, beside so many columns. */
  private solvedWith(code: Code, columns: Dim): Code | undefined {
    const of = this.inverted(code);
    if (of === undefined || columns === 1) return of;
    return this.inverses.has(of) || this.inverses.has(this.transposed(of)) ? undefined : of;
  }
}

const isOne = ({ shape }: Code): boolean => isScalarShape(shape);
const isTwo = (code: Code): boolean => code.op === 'number' && code.value === 2;
