/**
 * Code as operations on the tape: for each kind of code which operations, on which buffers. What an operation does stands
 * in operations.ts, products.ts and factor.ts.
 */
import type { Dim } from '../expression/dimension.js';
import { dimToString, subtractDim } from '../expression/dimension.js';
import { toNumber } from '../expression/rational.js';
import { FrobeniusError } from '../language/error.js';
import type { FunctionRows } from '../numeric/environment.js';
import { kernels } from '../numeric/kernels.js';
import { OPERATORS } from '../numeric/operators.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Code } from './code.js';
import type { Factors } from './factor.js';
import { Factorizations } from './factor.js';
import { Folds } from './folds.js';
import { step, ties } from './kinks.js';
import type { Buffer } from './memory.js';
import { isRowFunction, Operations } from './operations.js';
import type { PlacedTerm } from './placed-terms.js';
import type { Planner } from './planner.js';
import { Products } from './products.js';
import { weightOf } from './weights.js';

/** A buffer of a size for the value that is to come about. */
export type Into = (rows: number, cols: number) => Buffer;

type Kept<T> = Map<Code, { stamp: string; made: T }>;

export class Emitter {
  readonly operations: Operations;
  readonly products: Products;
  private readonly factorizations: Factorizations;
  private readonly folds: Folds;
  private readonly packed = { plain: new Map() as Kept<Buffer>, transposed: new Map() as Kept<Buffer> };
  private readonly factors: Kept<Factors> = new Map();
  /** Of matrices whose factors several loops need, by place. */
  private readonly keptFactors = new Map<string, Factors>();

  constructor(
    private readonly planner: Planner,
    private readonly rows: FunctionRows,
  ) {
    const { memory, tape } = planner;
    this.operations = new Operations(memory, tape);
    this.products = new Products(memory, tape);
    this.factorizations = new Factorizations(memory, tape);
    this.folds = new Folds(planner, this);
  }

  /** The value of the code at one setting of the indices. */
  member(code: Code, into: Into): Buffer {
    const { planner, operations } = this;
    const { memory } = planner;
    const value = (c: Code): Buffer => planner.value(c);
    const shaped = (): Buffer => into(planner.size(code.shape[0]), planner.size(code.shape[1]));
    switch (code.op) {
      case 'number': {
        const { value: x } = code;
        return memory.constant(1, 1, (data) => data.fill(typeof x === 'number' ? x : x.p / x.q));
      }
      case 'size': {
        const x = planner.size(code.size);
        return memory.constant(1, 1, (data) => data.fill(x));
      }
      case 'name':
        return planner.read(code.name, code.index);
      case 'fill': {
        const [rows, cols] = [planner.size(code.shape[0]), planner.size(code.shape[1])];
        return memory.constant(rows, cols, (data) => data.fill(code.value));
      }
      case 'identity': {
        const n = planner.size(code.shape[0]);
        return memory.constant(n, n, (data) => {
          for (let i = 0; i < n; i++) data[i * n + i] = 1;
        });
      }
      case 'sum':
        return this.sum(code, into);
      case 'times':
        return this.timesOf(code.over.map(value), code.under.map(value), into);
      case 'power':
        return this.powerOf(code, value(code.base), value(code.exponent), into);
      case 'product': {
        const made = shaped();
        this.multiply(made, code.left, code.right, 1, true);
        return made;
      }
      case 'dot': {
        const [a, b] = [value(code.left), value(code.right)];
        const made = into(1, 1);
        operations.dot(made, a, b);
        return made;
      }
      case 'transpose': {
        const x = value(code.of);
        const made = into(x.cols, x.rows);
        operations.transpose(made, x);
        return made;
      }
      case 'total': {
        const x = value(code.of);
        const made = into(code.over === 'rows' ? x.rows : 1, code.over === 'columns' ? x.cols : 1);
        operations.total(made, code.over, x);
        return made;
      }
      case 'choose':
        return this.chooseOf(code, code.operands.map(value), shaped());
      case 'slice': {
        const x = value(code.of);
        const { range } = code;
        const made = into(this.extent(range[1], range[0]), this.extent(range[3], range[2]));
        operations.slice(made, x, planner.size(range[0]), planner.size(range[2]));
        return made;
      }
      case 'solve': {
        const transposed = code.left.op === 'transpose';
        const factors = this.factorsOf(code.left.op === 'transpose' ? code.left.of : code.left);
        const b = value(code.right);
        const made = into(b.rows, b.cols);
        this.factorizations.solution(made, factors, b, transposed);
        return made;
      }
      case 'call':
        return this.call(code, into, shaped);
      case 'fold':
        return this.folds.fold(code, shaped());
      default:
        return code satisfies never;
    }
  }

  /** How many places from one to the other, both counted. */
  private extent(to: Dim, from: Dim): number {
    const extent = this.planner.size(subtractDim(to, from)) + 1;
    if (extent < 0)
      throw new FrobeniusError('values', `the range ${dimToString(from)}:${dimToString(to)} has ${extent} places`);
    return extent;
  }

  clear(buffer: Buffer): void {
    this.planner.tape.add(() => buffer.data.fill(0));
  }

  // ——— sums and products ———

  private sum(code: Code & { op: 'sum' }, into: Into): Buffer {
    const { planner } = this;
    const terms = planner.stacks.first(code);
    const [rows, cols] = [planner.size(code.shape[0]), planner.size(code.shape[1])];
    // products are added up where the sum is, without a buffer of their own
    const isOwn = (c: Code): c is Code & { op: 'product' } =>
      c.op === 'product' &&
      planner.size(c.shape[0]) === rows &&
      planner.size(c.shape[1]) === cols &&
      !planner.isWanted(c) &&
      !planner.stacks.isStacked(c);
    const products: { readonly minus: boolean; readonly code: Code & { op: 'product' } }[] = [];
    const rest: { readonly minus: boolean; readonly code: Code }[] = [];
    const isMatrix = rows > 1;
    const placed: { readonly minus: boolean; readonly terms: readonly PlacedTerm[] }[] = [];
    for (const { minus, code: c } of terms) {
      const places = isMatrix && !planner.isHeld(c) ? this.folds.placedIn(c) : undefined;
      if (places) placed.push({ minus, terms: places });
      else if (isOwn(c)) products.push({ minus, code: c });
      else rest.push({ minus, code: c });
    }
    const both = products.length + placed.length === 0 ? this.withTransposed(rest, () => into(rows, cols)) : undefined;
    if (both !== undefined) return both;
    const others = rest.map(({ minus, code: c }) => ({ minus, buffer: planner.value(c) }));
    const fresh = others.length === 0 && products.length > 0;
    const made = fresh ? into(rows, cols) : this.sumOf(others, () => into(rows, cols));
    products.forEach(({ minus, code: c }, i) => {
      this.multiply(made, c.left, c.right, minus ? -1 : 1, fresh && i === 0);
    });
    for (const { minus, terms: places } of placed) this.folds.place(made, places, minus ? -1 : 1);
    return made;
  }

  /** A + Bᵀ or A − Bᵀ without the transpose. */
  private withTransposed(
    terms: readonly { readonly minus: boolean; readonly code: Code }[],
    into: () => Buffer,
  ): Buffer | undefined {
    const { planner, operations } = this;
    const [first, second] = terms;
    if (terms.length !== 2 || !first || !second || first.minus || second.code.op !== 'transpose') return undefined;
    const [x, y] = [planner.value(first.code), planner.value(second.code.of)];
    const fits = x.rows === y.cols && x.cols === y.rows && x.rows > 1 && x.cols > 1;
    if (!fits || planner.isHeld(second.code)) return undefined;
    const made = into();
    if (made === x || made === y) return undefined;
    operations.mergeTransposed(made, x, second.minus ? -1 : 1, y);
    return made;
  }

  /** Terms spread over one another; 0 where there are none. */
  sumOf(terms: readonly { readonly minus: boolean; readonly buffer: Buffer }[], into: () => Buffer): Buffer {
    const { operations } = this;
    const made = into();
    const lead = Math.max(
      terms.findIndex((t) => !t.minus),
      0,
    );
    const first = terms[lead];
    if (first === undefined) {
      this.clear(made);
      return made;
    }
    const rest = terms.filter((_, i) => i !== lead);
    const [second] = rest;
    if (first.minus || second === undefined) {
      operations.put(made, first.buffer);
      if (first.minus) operations.scale(made, -1);
      for (const { minus, buffer } of rest) operations.merge(made, made, minus ? '-' : '+', buffer);
      return made;
    }
    operations.merge(made, first.buffer, second.minus ? '-' : '+', second.buffer);
    for (const { minus, buffer } of rest.slice(1)) operations.merge(made, made, minus ? '-' : '+', buffer);
    return made;
  }

  timesOf(over: readonly Buffer[], under: readonly Buffer[], into: Into): Buffer {
    const { operations } = this;
    const all = [...over, ...under];
    const rows = spread(all.map((b) => b.rows));
    const cols = spread(all.map((b) => b.cols));
    const made = into(rows, cols);
    const isFull = (b: Buffer): boolean => b.rows === rows && b.cols === cols;
    const isOne = (b: Buffer): boolean => b.rows * b.cols === 1;
    const [above, below] = [over.filter(isOne), under.filter(isOne)];
    if (rows * cols > 1 && above.length + below.length > 1) {
      // numbers are brought to one before the matrix is gone through
      const factor = this.timesOf(above, below, () => this.planner.memory.room(1, 1));
      const isMany = (b: Buffer): boolean => !isOne(b);
      return this.timesOf([factor, ...over.filter(isMany)], under.filter(isMany), () => made);
    }
    const ordered = [...over.filter(isFull), ...over.filter((b) => !isFull(b))];
    const rest = [
      ...ordered.slice(1).map((buffer) => ({ how: '*' as const, buffer })),
      ...under.map((buffer) => ({ how: '/' as const, buffer })),
    ];
    let at = ordered[0] ?? this.planner.memory.constant(1, 1, (data) => data.fill(1));
    for (const { how, buffer } of rest) {
      operations.merge(made, at, how, buffer);
      at = made;
    }
    if (at !== made) operations.put(made, at);
    return made;
  }

  powerOf({ exponent }: Code & { op: 'power' }, x: Buffer, p: Buffer, into: Into): Buffer {
    const made = into(spread([x.rows, p.rows]), spread([x.cols, p.cols]));
    const known = exponent.op === 'number' ? toNumber(exponent.value) : undefined;
    this.operations.power(made, x, p, known);
    return made;
  }

  chooseOf({ relation }: Code & { op: 'choose' }, operands: readonly Buffer[], made: Buffer): Buffer {
    this.operations.choose(made, relation, operands as unknown as readonly [Buffer, Buffer, Buffer, Buffer]);
    return made;
  }

  /** Adds a multiple of a product, or puts it where it is `fresh`; transposed factors are read as they lie. */
  multiply(into: Buffer, left: Code, right: Code, alpha: number, fresh = false): void {
    const { planner, products } = this;
    const inner = (c: Code): Code => (c.op === 'transpose' ? c.of : c);
    const [tl, tr] = [left.op === 'transpose', right.op === 'transpose'];
    const [a, b] = [planner.value(inner(left)), planner.value(inner(right))];
    const [n, k] = tl ? [a.cols, a.rows] : [a.rows, a.cols];
    const m = tr ? b.rows : b.cols;
    const packed = (): Buffer => this.packedOf(right);
    const symmetric = fresh && (tl ? this.isWeighted(inner(left), right) : this.isWeightedTurned(left, right));
    products.add(into, a, b, { n, k, m, left: tl, right: tr }, { alpha, fresh, packed, symmetric });
  }

  /** Whether M'·right is symmetric by its form: right is M, or M with its rows weighted. */
  private isWeighted(m: Code, right: Code): boolean {
    if (right === m) return true;
    if (right.op !== 'times') return false;
    const rest = right.over.filter((c) => c !== m);
    const isWeight = (c: Code): boolean => this.planner.size(c.shape[1]) === 1;
    return rest.length === right.over.length - 1 && [...rest, ...right.under].every(isWeight);
  }

  /** The same of left·M, where left is M' with its columns weighted. */
  private isWeightedTurned(left: Code, m: Code): boolean {
    if (left.op !== 'times') return false;
    const rest = left.over.filter((c) => !(c.op === 'transpose' && c.of === m));
    const isWeight = (c: Code): boolean => this.planner.size(c.shape[0]) === 1;
    return rest.length === left.over.length - 1 && [...rest, ...left.under].every(isWeight);
  }

  /** A right factor laid out for the kernel, once for all its products. */
  packedOf(right: Code): Buffer {
    const transposed = right.op === 'transpose';
    const kept = transposed ? this.packed.transposed : this.packed.plain;
    return this.planner.beside(kept, right.op === 'transpose' ? right.of : right, (b, before) => {
      const [k, m] = transposed ? [b.cols, b.rows] : [b.rows, b.cols];
      return this.products.packed(b, k, m, transposed, before);
    });
  }

  private factorsOf(code: Code): Factors {
    const { planner } = this;
    const place = planner.placeOfFactors(code);
    if (place === undefined)
      return planner.beside(this.factors, code, (a, before) => this.factorizations.factor(a, before));
    const made = this.keptFactors.get(place) ?? this.factorizations.factor(planner.value(code));
    this.keptFactors.set(place, made);
    return made;
  }

  // ——— functions ———

  /** The function of one number that a call takes entry by entry. */
  elementwise({ fn, args }: Code & { op: 'call' }): ((x: number, k: typeof kernels) => number) | undefined {
    if (fn === 'step') return step;
    const row = args.length === 1 ? this.rows.elementwise(fn) : undefined;
    return row && ((x, k) => row.value(x, k));
  }

  private call(code: Code & { op: 'call' }, into: Into, shaped: () => Buffer): Buffer {
    const { planner, operations } = this;
    const { fn, args, dims } = code;
    const [arg] = args;
    const n = planner.size(code.shape[0]);
    if (arg && fn === 'inv') {
      const factors = this.factorsOf(arg);
      const made = into(n, n);
      this.factorizations.inverse(made, factors);
      return made;
    }
    if (arg && (fn === 'logdet' || fn === 'det')) {
      const factors = this.factorsOf(arg);
      const made = into(1, 1);
      this.factorizations.determinant(made, factors, fn === 'logdet');
      return made;
    }
    const operands = args.map((c) => planner.value(c));
    const [x] = operands;
    const elementwise = this.elementwise(code);
    if (elementwise && x) {
      const made = into(x.rows, x.cols);
      operations.elementwise(made, fn, x, elementwise);
      return made;
    }
    const made = shaped();
    if (x && fn === 'ties') {
      const [, m, y] = operands as [Buffer, Buffer, Buffer];
      planner.tape.add(() => ties(made.data, x.data, m.data[0] as number, y.data), x.rows * x.cols);
      return made;
    }
    if (x && fn === 'norm2') {
      operations.norm2(made, x);
      return made;
    }
    if (x && isRowFunction(fn)) {
      operations.ofRows(made, fn, x);
      return made;
    }
    const value = this.rows.row(fn)?.value;
    const operator = OPERATORS[fn];
    if (value === undefined && operator === undefined) throw new FrobeniusError('unsupported', `${fn} is not compiled`);
    const sizes = { rows: made.rows, cols: made.cols, dims: dims.map((d) => planner.size(d)) };
    const f = (matrices: readonly Matrix[]): Matrix => {
      const result = value ? value(kernels, ...matrices) : (operator as NonNullable<typeof operator>)(matrices, sizes);
      return typeof result === 'number' ? { rows: 1, cols: 1, data: Float64Array.of(result) } : sized(result, made);
    };
    const entries = x && args.length === 1 && (made.rows === 1 || made.cols === 1) ? x : made;
    // of two operands, max and min, one may be a row, a column or a number
    const isPair = args.length === 2 && (fn === 'max' || fn === 'min');
    const full = isPair ? operands.map((b) => operations.spread(b, made)) : operands;
    operations.whole(made, full, f, weightOf(fn) * entries.rows * entries.cols);
    return made;
  }
}

/** The size that operands of these sizes are spread to: of one and none, none. */
const spread = (sizes: readonly number[]): number => (sizes.includes(0) ? 0 : Math.max(1, ...sizes));

/**
 * A matrix at this size, with zeros behind: one that is wider than tall has fewer singular vectors than the columns that
 * the sizes of a derivation give them.
 */
function sized(a: Matrix, { rows, cols }: { readonly rows: number; readonly cols: number }): Matrix {
  if (a.data.length === rows * cols) return a;
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < a.rows; i++) data.set(a.data.subarray(i * a.cols, (i + 1) * a.cols), i * cols);
  return { rows, cols, data };
}
