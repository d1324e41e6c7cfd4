/**
 * Elementary operations on dense row-major matrices of doubles.
 *
 * Owns making, mapping, adding and multiplying; nothing here factorises. No operation changes its arguments,
 * so results may share nothing but the matrices they are given. Sizes that do not fit throw: shapes have been
 * checked long before.
 */
import { ENTRIES, limit, spend } from '../expression/limits.js';
import type { Matrix } from '../rulebook/rule.js';

export const wrap = (rows: number, cols: number, data: Float64Array): Matrix => ({ rows, cols, data });

/** What entries count for beside the nodes of terms, and products of them. */
const ENTRIES_A_NODE = 32;
const PRODUCTS_A_NODE = 4096;

function entries(rows: number, cols: number): Float64Array {
  if (rows * cols > ENTRIES) {
    const gigabytes = (rows * cols * 8) / 1e9;
    throw limit(
      `a matrix of ${rows}×${cols} would take ${gigabytes.toPrecision(2)} GB, more than ${ENTRIES} entries`,
      'smaller sizes',
    );
  }
  spend((rows * cols) / ENTRIES_A_NODE);
  return new Float64Array(rows * cols);
}

export function make(rows: number, cols: number, entry: (i: number, j: number) => number): Matrix {
  const data = entries(rows, cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * cols + j] = entry(i, j);
  return { rows, cols, data };
}

export const fill = (rows: number, cols: number, x: number): Matrix => wrap(rows, cols, entries(rows, cols).fill(x));

export const scalar = (x: number): Matrix => wrap(1, 1, Float64Array.of(x));

export const eye = (n: number): Matrix => make(n, n, (i, j) => (i === j ? 1 : 0));

export const at = (a: Matrix, i: number, j: number): number => a.data[i * a.cols + j] as number;

/** The number a 1×1 matrix holds. */
export const numberOf = (a: Matrix): number => a.data[0] as number;

export function map(a: Matrix, f: (x: number) => number): Matrix {
  const data = new Float64Array(a.data.length);
  for (let k = 0; k < data.length; k++) data[k] = f(a.data[k] as number);
  return wrap(a.rows, a.cols, data);
}

function fitting(a: Matrix, b: Matrix): void {
  if (a.rows !== b.rows || a.cols !== b.cols) {
    throw new RangeError(`sizes ${a.rows}×${a.cols} and ${b.rows}×${b.cols} differ`);
  }
}

export function zip(a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix {
  fitting(a, b);
  const data = new Float64Array(a.data.length);
  for (let k = 0; k < data.length; k++) data[k] = f(a.data[k] as number, b.data[k] as number);
  return wrap(a.rows, a.cols, data);
}

export function fold(a: Matrix, f: (sum: number, x: number) => number, start: number): number {
  let sum = start;
  for (const x of a.data) sum = f(sum, x);
  return sum;
}

export function add(a: Matrix, b: Matrix): Matrix {
  fitting(a, b);
  const data = new Float64Array(a.data.length);
  for (let k = 0; k < data.length; k++) data[k] = (a.data[k] as number) + (b.data[k] as number);
  return wrap(a.rows, a.cols, data);
}

/** a + c·b */
export function addScaled(a: Matrix, c: number, b: Matrix): Matrix {
  fitting(a, b);
  const data = new Float64Array(a.data.length);
  for (let k = 0; k < data.length; k++) data[k] = (a.data[k] as number) + c * (b.data[k] as number);
  return wrap(a.rows, a.cols, data);
}

export const subtract = (a: Matrix, b: Matrix): Matrix => addScaled(a, -1, b);

export function scale(c: number, a: Matrix): Matrix {
  if (c === 1) return a;
  const data = new Float64Array(a.data.length);
  for (let k = 0; k < data.length; k++) data[k] = c * (a.data[k] as number);
  return wrap(a.rows, a.cols, data);
}

export function hadamard(a: Matrix, b: Matrix): Matrix {
  fitting(a, b);
  const data = new Float64Array(a.data.length);
  for (let k = 0; k < data.length; k++) data[k] = (a.data[k] as number) * (b.data[k] as number);
  return wrap(a.rows, a.cols, data);
}

/** A : B, the sum of products of entries. */
export function inner(a: Matrix, b: Matrix): number {
  fitting(a, b);
  let sum = 0;
  for (let k = 0; k < a.data.length; k++) sum += (a.data[k] as number) * (b.data[k] as number);
  return sum;
}

export function transpose(a: Matrix): Matrix {
  if (a.rows === 1 || a.cols === 1) return wrap(a.cols, a.rows, a.data);
  const data = new Float64Array(a.data.length);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++) data[j * a.rows + i] = a.data[i * a.cols + j] as number;
  return wrap(a.cols, a.rows, data);
}

export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.rows) throw new RangeError(`a ${a.rows}×${a.cols} matrix times a ${b.rows}×${b.cols} one`);
  const data = entries(a.rows, b.cols);
  spend((a.rows * a.cols * b.cols) / PRODUCTS_A_NODE);
  const n = b.cols;
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.cols; k++) {
      const x = a.data[i * a.cols + k] as number;
      for (let j = 0; j < n; j++) data[i * n + j] = (data[i * n + j] as number) + x * (b.data[k * n + j] as number);
    }
  }
  return wrap(a.rows, n, data);
}

/** The product of a whole chain, associated so that it stays cheap; the list is not empty. */
export function product(chain: readonly Matrix[]): Matrix {
  const first = chain[0] as Matrix;
  const last = chain.at(-1) as Matrix;
  if (chain.length <= 2) return chain.length === 1 ? first : multiply(first, last);
  if (last.cols < first.rows) return chain.slice(0, -1).reduceRight((right, a) => multiply(a, right), last);
  if (chain.length > 24 || chain.every((a) => a.rows === a.cols)) return chain.slice(1).reduce(multiply, first);
  return cheapest(chain);
}

/** The classical dynamic programme for the order of multiplications. */
function cheapest(chain: readonly Matrix[]): Matrix {
  const n = chain.length;
  const sizes = [(chain[0] as Matrix).rows, ...chain.map((a) => a.cols)];
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const cut = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let span = 1; span < n; span++) {
    for (let i = 0; i + span < n; i++) {
      const j = i + span;
      let best = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const total =
          (cost[i]?.[k] as number) +
          (cost[k + 1]?.[j] as number) +
          (sizes[i] as number) * (sizes[k + 1] as number) * (sizes[j + 1] as number);
        if (total < best) {
          best = total;
          (cut[i] as number[])[j] = k;
        }
      }
      (cost[i] as number[])[j] = best;
    }
  }
  const between = (i: number, j: number): Matrix => {
    if (i === j) return chain[i] as Matrix;
    const k = cut[i]?.[j] as number;
    return multiply(between(i, k), between(k + 1, j));
  };
  return between(0, n - 1);
}

export function trace(a: Matrix): number {
  let sum = 0;
  for (let i = 0; i < Math.min(a.rows, a.cols); i++) sum += at(a, i, i);
  return sum;
}

export const kron = (a: Matrix, b: Matrix): Matrix =>
  make(
    a.rows * b.rows,
    a.cols * b.cols,
    (i, j) => at(a, Math.floor(i / b.rows), Math.floor(j / b.cols)) * at(b, i % b.rows, j % b.cols),
  );

/** The rows [i0, i1) and columns [j0, j1), counted from 0. */
export const block = (a: Matrix, i0: number, i1: number, j0: number, j1: number): Matrix =>
  make(i1 - i0, j1 - j0, (i, j) => at(a, i0 + i, j0 + j));

/** [A, B; C, D] of fitting blocks. */
export const blocks = (a: Matrix, b: Matrix, c: Matrix, d: Matrix): Matrix =>
  make(a.rows + c.rows, a.cols + b.cols, (i, j) => {
    const [top, left] = [i < a.rows, j < a.cols];
    const part = top ? (left ? a : b) : left ? c : d;
    return at(part, top ? i : i - a.rows, left ? j : j - a.cols);
  });

/** The largest difference of two entries that mirror one another; NaN counts for nothing. */
export function asymmetry(a: Matrix): number {
  let most = 0;
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < i; j++) {
      const difference = Math.abs(at(a, i, j) - at(a, j, i));
      if (difference > most) most = difference;
    }
  return most;
}

/** The largest absolute value; NaN if an entry is. */
export function largest(a: Matrix): number {
  let most = 0;
  for (const x of a.data) {
    if (Number.isNaN(x)) return x;
    most = Math.max(most, Math.abs(x));
  }
  return most;
}

export const finite = (a: Matrix): boolean => a.data.every((x) => Number.isFinite(x));
export const nan = (rows: number, cols: number): Matrix => fill(rows, cols, Number.NaN);
