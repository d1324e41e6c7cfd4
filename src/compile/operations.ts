/**
 * What is done entry by entry, with sums over entries and with functions of whole matrices: each puts what it does with
 * its buffers on the tape. Kernels take runs that are long enough for a call to pay, loops all others.
 */
import { FrobeniusError } from '../language/error.js';
import { kernels } from '../numeric/kernels.js';
import { norm2 } from '../numeric/operators.js';
import type { Matrix } from '../rulebook/rule.js';
import * as dense from './dense.js';
import type { Buffer, Memory } from './memory.js';
import type { Tape } from './tape.js';
import { POWER, weightOf } from './weights.js';

export type Merge = '+' | '-' | '*' | '/';
export type Relation = '>' | '>=' | '<' | '<=' | '==';

/** Shorter runs are done in loops. */
const RUN = 16;

const BY_KERNEL = { '+': 'add', '-': 'subtract', '*': 'times' } as const;
const IN_KERNEL = new Set(['exp', 'tanh', 'sigmoid', 'log', 'softplus']);

export class Operations {
  constructor(
    private readonly memory: Memory,
    private readonly tape: Tape,
  ) {}

  private isLong(buffer: Buffer): boolean {
    return this.memory.shared && buffer.rows * buffer.cols >= RUN;
  }

  /** x, spread over the buffer. */
  put(into: Buffer, x: Buffer): void {
    const spread = dense.spreadOf(x.rows, x.cols, [into.rows, into.cols]);
    const { cols } = into;
    if (into.rows * cols < RUN && spread === 'all')
      this.tape.add(() => {
        const [from, to] = [x.data, into.data];
        for (let k = 0; k < to.length; k++) to[k] = from[k] as number;
      });
    else this.tape.add(() => dense.put(into.data, x.data, spread, cols));
  }

  /** x at the size of the buffer. */
  spread(x: Buffer, { rows, cols }: Buffer): Buffer {
    if (x.rows === rows && x.cols === cols) return x;
    const made = this.memory.room(rows, cols);
    this.put(made, x);
    return made;
  }

  /** x with y, which is spread over it; x has the size of the buffer and may be it. */
  private mergeInto(into: Buffer, x: Buffer, how: Merge, y: Buffer): void {
    const { memory, tape } = this;
    const [n, cols] = [into.rows * into.cols, into.cols];
    const spread = dense.spreadOf(y.rows, y.cols, [into.rows, into.cols]);
    if (this.isLong(into) && how !== '/' && spread === 'all') {
      const name = BY_KERNEL[how];
      tape.add(() => memory.kernel[name](into.at, x.at, y.at, n), n);
    } else if (this.isLong(into) && spread === 'number') {
      tape.add(() => {
        const b = y.data[0] as number;
        const [factor, shift] = how === '*' ? [b, 0] : how === '/' ? [1 / b, 0] : [1, how === '+' ? b : -b];
        memory.kernel.affine(into.at, x.at, n, factor, shift);
      }, n);
    } else {
      const merge = dense.MERGES[how];
      tape.add(() => merge(into.data, x.data, y.data, spread, cols), n);
    }
  }

  merge(into: Buffer, x: Buffer, how: Merge, y: Buffer): void {
    const isFull = (b: Buffer): boolean => b.rows === into.rows && b.cols === into.cols;
    if (isFull(x)) this.mergeInto(into, x, how, y);
    else if ((how === '+' || how === '*') && isFull(y)) this.mergeInto(into, y, how, x);
    else {
      this.put(into, x);
      this.mergeInto(into, into, how, y);
    }
  }

  /** into := x ± yᵀ, x of the size of the buffer; neither is the buffer. */
  mergeTransposed(into: Buffer, x: Buffer, sign: 1 | -1, y: Buffer): void {
    const { rows, cols } = into;
    if (x === y) this.tape.add(() => dense.addOwnTransposed(into.data, x.data, rows, sign), rows * cols);
    else this.tape.add(() => dense.addTransposed(into.data, x.data, y.data, rows, cols, sign), rows * cols);
  }

  /** into := factor·into. */
  scale(into: Buffer, factor: number): void {
    const n = into.rows * into.cols;
    this.tape.add(() => {
      const { data } = into;
      for (let k = 0; k < n; k++) data[k] = factor * (data[k] as number);
    }, n);
  }

  power(into: Buffer, x: Buffer, p: Buffer, known: number | undefined): void {
    const n = into.rows * into.cols;
    if (known === 2 && x.rows === into.rows && x.cols === into.cols) {
      this.mergeInto(into, x, '*', x);
      return;
    }
    this.put(into, x);
    if (p.rows * p.cols > 1) {
      const exponents = this.memory.room(into.rows, into.cols);
      this.put(exponents, p);
      this.tape.add(() => {
        const [data, e] = [into.data, exponents.data];
        for (let k = 0; k < n; k++) data[k] = (data[k] as number) ** (e[k] as number);
      }, POWER * n);
      return;
    }
    this.tape.add(
      () => {
        const { data } = into;
        const e = p.data[0] as number;
        if (e === 2) for (let k = 0; k < n; k++) data[k] = (data[k] as number) * (data[k] as number);
        else if (e === -1) for (let k = 0; k < n; k++) data[k] = 1 / (data[k] as number);
        else if (e === 0.5) for (let k = 0; k < n; k++) data[k] = Math.sqrt(data[k] as number);
        else for (let k = 0; k < n; k++) data[k] = (data[k] as number) ** e;
      },
      known === undefined ? POWER * n : n,
    );
  }

  /** The sum of all entries, of each row, of each column; added to what is there where `grow` says so. */
  total(into: Buffer, over: 'all' | 'rows' | 'columns', x: Buffer, grow = false): void {
    const { memory, tape } = this;
    const { rows, cols } = x;
    const n = rows * cols;
    if (over === 'all') {
      const long = this.isLong(x);
      tape.add(() => {
        const sum = long ? memory.kernel.total(x.at, n) : dense.total(x.data);
        into.data[0] = grow ? (into.data[0] as number) + sum : sum;
      }, n);
      return;
    }
    const add = over === 'rows' ? dense.totalOfRows : dense.totalOfColumns;
    tape.add(() => {
      if (!grow) into.data.fill(0);
      add(into.data, x.data, rows, cols);
    }, n);
  }

  /** The sum of products of corresponding entries; of a number and a matrix, of the number with each. */
  dot(into: Buffer, a: Buffer, b: Buffer, grow = false): void {
    const { memory, tape } = this;
    const n = a.rows * a.cols;
    const uneven = n !== b.rows * b.cols;
    const long = this.isLong(a) && !uneven;
    tape.add(() => {
      const sum = uneven
        ? dense.total(a.data) * dense.total(b.data)
        : long
          ? memory.kernel.dot(a.at, b.at, n)
          : dense.inner(a.data, b.data);
      into.data[0] = grow ? (into.data[0] as number) + sum : sum;
    }, 2 * n);
  }

  /** Euclidean length; where squares would leave the range of doubles by the evaluator's careful way. */
  norm2(into: Buffer, x: Buffer): void {
    const { memory, tape } = this;
    const n = x.rows * x.cols;
    const long = this.isLong(x);
    tape.add(() => {
      const square = long ? memory.kernel.dot(x.at, x.at, n) : dense.inner(x.data, x.data);
      into.data[0] = square > 1e-280 && square < 1e300 ? Math.sqrt(square) : norm2(x);
    }, 2 * n);
  }

  /** The dot product of each member of one stack with that of another. */
  dots(into: Buffer, a: Buffer, b: Buffer): void {
    const count = into.rows;
    const n = (a.rows * a.cols) / count;
    this.tape.add(
      () => {
        const [x, y, to] = [a.data, b.data, into.data];
        for (let i = 0, k = 0; i < count; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++, k++) sum += (x[k] as number) * (y[k] as number);
          to[i] = sum;
        }
      },
      2 * n * count,
    );
  }

  /** Adds the members of a stack up. */
  addMembers(into: Buffer, stack: Buffer): void {
    const size = into.rows * into.cols;
    const n = stack.rows * stack.cols;
    this.tape.add(() => {
      const [from, to] = [stack.data, into.data];
      for (let k = 0; k < n; ) for (let j = 0; j < size; j++, k++) to[j] = (to[j] as number) + (from[k] as number);
    }, n);
  }

  /** Where the relation holds of the first two, the third; else the fourth. All are spread. */
  choose(into: Buffer, relation: Relation, operands: readonly [Buffer, Buffer, Buffer, Buffer]): void {
    const [left, right, yes, no] = operands.map((x) => this.spread(x, into)) as [Buffer, Buffer, Buffer, Buffer];
    const n = into.rows * into.cols;
    const test = RELATIONS[relation];
    this.tape.add(() => {
      const [a, b, x, y, to] = [left.data, right.data, yes.data, no.data, into.data];
      for (let k = 0; k < n; k++) to[k] = (test(a[k] as number, b[k] as number) ? x[k] : y[k]) as number;
    }, n);
  }

  elementwise(into: Buffer, fn: string, x: Buffer, value: (x: number, k: typeof kernels) => number): void {
    const { memory, tape } = this;
    const n = into.rows * into.cols;
    const flops = weightOf(fn) * n;
    if (memory.shared && n >= 4 && IN_KERNEL.has(fn)) {
      const name = fn as 'exp';
      tape.add(() => memory.kernel[name](into.at, x.at, n), flops);
      return;
    }
    const own = dense.LOOPS[fn];
    const each = (from: Float64Array, to: Float64Array): void => {
      for (let k = 0; k < from.length; k++) to[k] = value(from[k] as number, kernels);
    };
    const run = own ?? each;
    tape.add(() => run(x.data, into.data), flops);
  }

  /** softmax, log softmax, log sum exp of each row. */
  ofRows(into: Buffer, fn: RowFunction, x: Buffer): void {
    const { memory, tape } = this;
    const { rows, cols } = x;
    const run = ROW_FUNCTIONS[fn];
    const shifted = this.memory.room(rows, cols);
    const long = this.isLong(x);
    const exponentials: Exponentials = long
      ? () => memory.kernel.exp(shifted.at, shifted.at, rows * cols)
      : () => dense.LOOPS.exp?.(shifted.data, shifted.data);
    tape.add(() => run(into.data, x.data, shifted.data, rows, cols, exponentials), weightOf(fn) * rows * cols);
  }

  slice(into: Buffer, x: Buffer, top: number, left: number): void {
    const { rows: height, cols: width } = into;
    if (top < 1 || left < 1 || top - 1 + height > x.rows || left - 1 + width > x.cols)
      throw new FrobeniusError('values', 'a slice lies outside its matrix');
    this.tape.add(() => {
      for (let i = 0; i < height; i++) {
        const start = (top - 1 + i) * x.cols + left - 1;
        into.data.set(x.data.subarray(start, start + width), i * width);
      }
    });
  }

  transpose(into: Buffer, x: Buffer): void {
    const { rows, cols } = x;
    if (rows === 1 || cols === 1) {
      this.tape.add(() => into.data.set(x.data));
      return;
    }
    this.tape.add(() => dense.transpose(into.data, x.data, rows, cols));
  }

  /** A function of whole matrices, which makes its own. */
  whole(into: Buffer, args: readonly Buffer[], f: (args: readonly Matrix[]) => Matrix, flops: number): void {
    const matrices = args as readonly Matrix[];
    this.tape.add(() => into.data.set(f(matrices).data), flops);
  }
}

const RELATIONS: Readonly<Record<Relation, (x: number, y: number) => boolean>> = {
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '==': (x, y) => x === y,
};

export type RowFunction = 'softmax' | 'logsoftmax' | 'logsumexprow';
export const isRowFunction = (fn: string): fn is RowFunction => Object.hasOwn(ROW_FUNCTIONS, fn);

type Exponentials = () => void;
type OfRows = (
  into: Float64Array,
  x: Float64Array,
  shifted: Float64Array,
  rows: number,
  cols: number,
  exponentials: Exponentials,
) => void;

/** Each row less its largest entry, so that no exponential overflows. */
function shift(x: Float64Array, shifted: Float64Array, rows: number, cols: number): void {
  for (let i = 0, k = 0; i < rows; i++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < cols; j++) {
      const v = x[k + j] as number;
      // what is no number is to stay one
      if (!(v <= top)) top = v;
    }
    for (let j = 0; j < cols; j++, k++) shifted[k] = (x[k] as number) - top;
  }
}

/** log Σ exp of each row, by e^(x − top) in `shifted`. */
function logSum(x: Float64Array, shifted: Float64Array, from: number, cols: number): number {
  let [top, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (let j = 0; j < cols; j++) {
    top = Math.max(top, x[from + j] as number);
    sum += shifted[from + j] as number;
  }
  return Number.isFinite(top) ? top + Math.log(sum) : top;
}

const ROW_FUNCTIONS: Readonly<Record<RowFunction, OfRows>> = {
  softmax: (into, x, shifted, rows, cols, exponentials) => {
    shift(x, shifted, rows, cols);
    exponentials();
    for (let i = 0, k = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < cols; j++) sum += shifted[k + j] as number;
      const scale = 1 / sum;
      for (let j = 0; j < cols; j++, k++) into[k] = scale * (shifted[k] as number);
    }
  },
  logsoftmax: (into, x, shifted, rows, cols, exponentials) => {
    shift(x, shifted, rows, cols);
    exponentials();
    for (let i = 0, k = 0; i < rows; i++) {
      const total = logSum(x, shifted, k, cols);
      for (let j = 0; j < cols; j++, k++) into[k] = (x[k] as number) - total;
    }
  },
  logsumexprow: (into, x, shifted, rows, cols, exponentials) => {
    shift(x, shifted, rows, cols);
    exponentials();
    for (let i = 0; i < rows; i++) into[i] = logSum(x, shifted, i * cols, cols);
  },
};
