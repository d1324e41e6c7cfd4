/**
 * The values of operators: a table keyed by the operator's name, each entry a function of the values of its arguments.
 *
 * Owns the structural operators (transpose, ⊙, blocks, slices, vec, …), comparisons, reductions and softmax. Functions
 * of a whole matrix that need a factorisation stand in matrix-operators.ts. A value in a row of the rule book wins over
 * an entry here.
 */
import { table } from '../expression/table.js';
import type { Matrix } from '../rulebook/rule.js';
import { inv } from './factorize.js';
import {
  at,
  block,
  eye,
  fill,
  fold,
  hadamard,
  inner,
  kron,
  make,
  map,
  multiply,
  numberOf,
  scalar,
  scale,
  trace,
  transpose,
  wrap,
  zip,
} from './matrix.js';
import { MATRIX_OPERATORS } from './matrix-operators.js';
import { polygamma } from './special.js';

/** `size` and `dims` are the operator's shape and integer parameters as numbers. */
export interface Sizes {
  readonly rows: number;
  readonly cols: number;
  readonly dims: readonly number[];
}

export type Operator = (args: readonly Matrix[], sizes: Sizes) => Matrix;

type Unary = (a: Matrix, sizes: Sizes) => Matrix | number;
type Binary = (a: Matrix, b: Matrix, sizes: Sizes) => Matrix | number;

const lift = (value: Matrix | number): Matrix => (typeof value === 'number' ? scalar(value) : value);
export const unary =
  (f: Unary): Operator =>
  (args, sizes) =>
    lift(f(args[0] as Matrix, sizes));
export const binary =
  (f: Binary): Operator =>
  (args, sizes) =>
    lift(f(args[0] as Matrix, args[1] as Matrix, sizes));

/** One of the arguments may be a scalar that stands for every entry. */
function zipScalars(a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix {
  if (a.data.length === 1 && b.data.length !== 1) return map(b, (y) => f(numberOf(a), y));
  if (b.data.length === 1 && a.data.length !== 1) return map(a, (x) => f(x, numberOf(b)));
  return zip(a, b, f);
}

const power = (x: number, p: number): number =>
  p === -1 ? 1 / x : p === 2 ? x * x : p === 0.5 ? Math.sqrt(x) : x ** p;

const where =
  (test: (x: number, y: number) => boolean): Operator =>
  ([x, y, a, b], { rows, cols }) => {
    const entry = (m: Matrix | undefined, i: number, j: number): number => {
      const value = m as Matrix;
      return value.data.length === 1 ? numberOf(value) : at(value, i, j);
    };
    return make(rows, cols, (i, j) => (test(entry(x, i, j), entry(y, i, j)) ? entry(a, i, j) : entry(b, i, j)));
  };

/** Of no entries there is none. */
const most = ({ data }: Matrix, f: (x: number, y: number) => number): number =>
  data.length === 0 ? Number.NaN : data.reduce((found, x) => f(found, x));

const extreme =
  (f: (x: number, y: number) => number): Operator =>
  (args) =>
    args.length === 1 ? scalar(most(args[0] as Matrix, f)) : zipScalars(args[0] as Matrix, args[1] as Matrix, f);

/** The rows of a matrix, each as a matrix of one row. */
const rowsOf = (a: Matrix): Matrix[] =>
  Array.from({ length: a.rows }, (_, i) => wrap(1, a.cols, a.data.slice(i * a.cols, (i + 1) * a.cols)));

const logsumexp = (a: Matrix): number => {
  const top = fold(a, Math.max, Number.NEGATIVE_INFINITY);
  return Number.isFinite(top) ? top + Math.log(fold(a, (sum, x) => sum + Math.exp(x - top), 0)) : top;
};

const byRow = (a: Matrix, f: (row: Matrix) => Matrix): Matrix => {
  const images = rowsOf(a).map(f);
  return make(a.rows, images[0]?.cols ?? 0, (i, j) => at(images[i] as Matrix, 0, j));
};
const byColumn = (a: Matrix, f: (row: Matrix) => Matrix): Matrix => transpose(byRow(transpose(a), f));

const softmax = (row: Matrix): Matrix => {
  const top = fold(row, Math.max, Number.NEGATIVE_INFINITY);
  const weights = map(row, (x) => Math.exp(x - top));
  return scale(1 / fold(weights, (sum, x) => sum + x, 0), weights);
};
const logsoftmax = (row: Matrix): Matrix => {
  const total = logsumexp(row);
  return map(row, (x) => x - total);
};

const total = (a: Matrix): number => fold(a, (sum, x) => sum + x, 0);

/** Euclidean length, the squares kept from overflowing. */
export function norm2(a: Matrix): number {
  const top = fold(a, (most, x) => Math.max(most, Math.abs(x)), 0);
  if (top === 0 || !Number.isFinite(top)) return top;
  return top * Math.sqrt(fold(a, (sum, x) => sum + (x / top) ** 2, 0));
}

/** vec(A) stacks the columns. */
export const vec = (a: Matrix): Matrix => wrap(a.data.length, 1, transpose(a).data.slice());

function matrixPower(a: Matrix, exponent: number): Matrix {
  if (Number.isInteger(exponent) && exponent < 0) return matrixPower(inv(a), -exponent);
  let result = eye(a.rows);
  let square = a;
  for (let k = exponent; k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result = multiply(result, square);
    if (k > 1) square = multiply(square, square);
  }
  return Number.isInteger(exponent) && exponent >= 0 ? result : fill(a.rows, a.rows, Number.NaN);
}

export const OPERATORS: Readonly<Record<string, Operator>> = table({
  ...MATRIX_OPERATORS,
  T: unary(transpose),
  had: (args) => args.reduce(hadamard),
  frob: binary(inner),
  pow: binary((a, p) => zipScalars(a, p, power)),
  matpow: binary((a, k) => matrixPower(a, numberOf(k))),
  ones: (_, { rows, cols }) => fill(rows, cols, 1),
  zeros: (_, { rows, cols }) => fill(rows, cols, 0),
  eye: (_, { rows }) => eye(rows),
  dim: (_, { dims }) => scalar(dims[0] as number),
  pi: () => scalar(Math.PI),
  basis: (_, { rows, dims }) => make(rows, 1, (i) => (i + 1 === dims[1] ? 1 : 0)),
  commutation: (_, { dims: [m, n] }) => {
    // K·vec(A) = vec(A'): the entry (i, j) of the m×n matrix A moves from place j·m + i to place i·n + j
    const [p, q] = [m as number, n as number];
    return make(p * q, p * q, (row, col) => (row === (col % p) * q + Math.floor(col / p) ? 1 : 0));
  },
  kron: binary(kron),
  vec: unary(vec),
  unvec: unary((a, { rows, cols }) => transpose(wrap(cols, rows, a.data.slice()))),
  diag: unary((a) => make(a.data.length, a.data.length, (i, j) => (i === j ? (a.data[i] as number) : 0))),
  diagonal: unary((a) => make(Math.min(a.rows, a.cols), 1, (i) => at(a, i, i))),
  hcat: binary((a, b) => make(a.rows, a.cols + b.cols, (i, j) => (j < a.cols ? at(a, i, j) : at(b, i, j - a.cols)))),
  vcat: binary((a, b) => make(a.rows + b.rows, a.cols, (i, j) => (i < a.rows ? at(a, i, j) : at(b, i - a.rows, j)))),
  slice: unary((a, { dims: [i0, i1, j0, j1] }) => {
    const [top, bottom, left, right] = [i0 as number, i1 as number, j0 as number, j1 as number];
    if (top < 1 || left < 1 || bottom > a.rows || right > a.cols)
      throw new RangeError(`(${top}:${bottom}, ${left}:${right}) lies outside a ${a.rows}×${a.cols} matrix`);
    return block(a, top - 1, bottom, left - 1, right);
  }),
  pad: unary((g, { rows, cols, dims }) => {
    const [top, left] = [(dims[2] as number) - 1, (dims[3] as number) - 1];
    if (top < 0 || left < 0 || top + g.rows > rows || left + g.cols > cols)
      throw new RangeError(`a ${g.rows}×${g.cols} matrix at (${top + 1}, ${left + 1}) lies outside ${rows}×${cols}`);
    const inside = (i: number, j: number): boolean => i >= 0 && j >= 0 && i < g.rows && j < g.cols;
    return make(rows, cols, (i, j) => (inside(i - top, j - left) ? at(g, i - top, j - left) : 0));
  }),
  sym: unary((a) => make(a.rows, a.rows, (i, j) => (at(a, i, j) + at(a, j, i)) / 2)),
  skew: unary((a) => make(a.rows, a.rows, (i, j) => (at(a, i, j) - at(a, j, i)) / 2)),
  tril: unary((a) => make(a.rows, a.cols, (i, j) => (j <= i ? at(a, i, j) : 0))),
  triu: unary((a) => make(a.rows, a.cols, (i, j) => (j >= i ? at(a, i, j) : 0))),
  'where>': where((x, y) => x > y),
  'where>=': where((x, y) => x >= y),
  'where<': where((x, y) => x < y),
  'where<=': where((x, y) => x <= y),
  'where==': where((x, y) => x === y),
  max: extreme(Math.max),
  min: extreme(Math.min),
  sum: unary(total),
  prod: unary((a) => fold(a, (p, x) => p * x, 1)),
  /** At each place the product of all other entries. */
  others: unary((a) =>
    wrap(
      a.rows,
      a.cols,
      a.data.map((_, k) => a.data.reduce((p, x, l) => (l === k ? p : p * x), 1)),
    ),
  ),
  tr: unary(trace),
  norm2: unary(norm2),
  norm1: unary((a) => fold(a, (sum, x) => sum + Math.abs(x), 0)),
  norminf: unary((a) => fold(a, (most, x) => Math.max(most, Math.abs(x)), 0)),
  logsumexp: unary(logsumexp),
  logsumexprow: unary((a) => byRow(a, (row) => scalar(logsumexp(row)))),
  logsumexpcol: unary((a) => byColumn(a, (column) => scalar(logsumexp(column)))),
  softmax: unary((a) => byRow(a, softmax)),
  softmaxcol: unary((a) => byColumn(a, softmax)),
  logsoftmax: unary((a) => byRow(a, logsoftmax)),
  logsoftmaxcol: unary((a) => byColumn(a, logsoftmax)),
  crossentropy: binary((y, p) => -total(zip(y, p, (weight, x) => (weight === 0 ? 0 : weight * Math.log(x))))),
  polygamma: unary((a, { dims }) => map(a, (x) => polygamma(dims[0] as number, x))),
});
