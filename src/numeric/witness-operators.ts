/**
 * What operators mean to the witness: each written from its definition over complex entries, with mathjs doing the
 * arithmetic, and none of the kernels used. Choices (max, where, relu) go by the real part, so that a complex step
 * sees the branch that a real number would take; transposes do not conjugate, so that everything stays analytic.
 */
import { table } from '../expression/table.js';
import { FrobeniusError } from '../language/error.js';
import type { Backend, Cell, Cells } from './backend.js';
import { imaginaryPart, realPart } from './backend.js';
import type { Sizes } from './operators.js';

export type WitnessOperator = (m: Backend, args: readonly Cells[], sizes: Sizes) => Cells;

const cell = (a: Cells, i: number, j: number): Cell => (a[i] as readonly Cell[])[j] as Cell;
export const makeCells = (rows: number, cols: number, entry: (i: number, j: number) => Cell): Cells =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => entry(i, j)));
export const single = (x: Cell): Cells => [[x]];
export const only = (a: Cells): Cell => cell(a, 0, 0);
const columns = (a: Cells): number => a[0]?.length ?? 0;
export const mapCells = (a: Cells, f: (x: Cell) => Cell): Cells => a.map((row) => row.map(f));
export const transposed = (a: Cells): Cells => makeCells(columns(a), a.length, (i, j) => cell(a, j, i));
const identity = (n: number): Cells => makeCells(n, n, (i, j) => (i === j ? 1 : 0));

/** A scalar stands for every entry of the other. */
export function zipCells(a: Cells, b: Cells, f: (x: Cell, y: Cell) => Cell): Cells {
  const [many, one] = a.length * columns(a) >= b.length * columns(b) ? [a, b] : [b, a];
  const spread = one.length === 1 && columns(one) === 1;
  const pick = (m: Cells, i: number, j: number): Cell => (spread && m === one ? only(m) : cell(m, i, j));
  return makeCells(many.length, columns(many), (i, j) => f(pick(a, i, j), pick(b, i, j)));
}

export const addCells = (m: Backend, a: Cells, b: Cells): Cells => zipCells(a, b, m.add);
const scaled = (m: Backend, c: Cell, a: Cells): Cells => mapCells(a, (x) => m.multiply(c, x));
const entries = (a: Cells): readonly Cell[] => a.flat();
const total = (m: Backend, list: readonly Cell[]): Cell => list.reduce(m.add, 0);

const byEntry =
  (f: (m: Backend, x: Cell) => Cell): WitnessOperator =>
  (m, [a]) =>
    mapCells(a as Cells, (x) => f(m, x));
const reduce =
  (f: (m: Backend, list: readonly Cell[]) => Cell): WitnessOperator =>
  (m, [a]) =>
    single(f(m, entries(a as Cells)));
const arrange =
  (f: (a: Cells, sizes: Sizes) => Cells): WitnessOperator =>
  (_, [a], sizes) =>
    f(a as Cells, sizes);
const rowwise =
  (f: (m: Backend, row: readonly Cell[]) => readonly Cell[]): WitnessOperator =>
  (m, [a]) =>
    (a as Cells).map((row) => f(m, row));
const columnwise =
  (f: (m: Backend, row: readonly Cell[]) => readonly Cell[]): WitnessOperator =>
  (m, [a]) =>
    transposed(transposed(a as Cells).map((row) => f(m, row)));

const logsumexp = (m: Backend, list: readonly Cell[]): Cell =>
  m.apply(
    'log',
    total(
      m,
      list.map((x) => m.apply('exp', x)),
    ),
  );
const softmax = (m: Backend, row: readonly Cell[]): readonly Cell[] => {
  const weights = row.map((x) => m.apply('exp', x));
  const sum = total(m, weights);
  return weights.map((w) => m.divide(w, sum));
};
const logsoftmax = (m: Backend, row: readonly Cell[]): readonly Cell[] => {
  const sum = m.multiply(-1, logsumexp(m, row));
  return row.map((x) => m.add(x, sum));
};

/** By repeated products where the exponent is whole: powers of negative numbers by logarithms lose the small part. */
function power(m: Backend, x: Cell, p: Cell): Cell {
  const k = realPart(p);
  if (imaginaryPart(p) !== 0 || !Number.isInteger(k) || Math.abs(k) > 64) return m.power(x, p);
  let result: Cell = 1;
  for (let i = 0; i < Math.abs(k); i++) result = m.multiply(result, x);
  return k < 0 ? m.divide(1, result) : result;
}

const pick =
  (better: (x: number, y: number) => boolean) =>
  (x: Cell, y: Cell): Cell =>
    better(realPart(x), realPart(y)) ? x : y;
const extreme =
  (better: (x: number, y: number) => boolean): WitnessOperator =>
  (_, [a, b]) =>
    b === undefined ? single(entries(a as Cells).reduce(pick(better))) : zipCells(a as Cells, b, pick(better));
const absolute = (m: Backend, x: Cell): Cell => (realPart(x) < 0 ? m.multiply(-1, x) : x);

const where =
  (test: (x: number, y: number) => boolean): WitnessOperator =>
  (_, [x, y, a, b], { rows, cols }) => {
    const at = (v: Cells | undefined, i: number, j: number): Cell => {
      const value = v as Cells;
      return value.length === 1 && columns(value) === 1 ? only(value) : cell(value, i, j);
    };
    return makeCells(rows, cols, (i, j) =>
      test(realPart(at(x, i, j)), realPart(at(y, i, j))) ? at(a, i, j) : at(b, i, j),
    );
  };

/** Only numbers on the real line: the caller then takes differences instead of a complex step. */
function realSymmetric(a: Cells): Cells {
  if (entries(a).some((x) => imaginaryPart(x) !== 0))
    throw new NotAnalytic('eigenvalues are found for real matrices only');
  return mapCells(a, realPart);
}
export class NotAnalytic extends Error {
  override readonly name = 'NotAnalytic';
}

const singularValues = (m: Backend, a: Cells): readonly number[] => {
  const real = realSymmetric(a);
  const gram = real.length < columns(real) ? m.product(real, transposed(real)) : m.product(transposed(real), real);
  return [...m.eigenvalues(gram)].map((x) => Math.sqrt(Math.max(x, 0))).reverse();
};

const sum = (a: readonly number[]): number => a.reduce((s, x) => s + x, 0);

function cholesky(m: Backend, a: Cells): Cells {
  const n = a.length;
  const l: Cell[][] = Array.from({ length: n }, () => new Array<Cell>(n).fill(0));
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let s = cell(a, i, j);
      for (let k = 0; k < j; k++) s = m.add(s, m.multiply(-1, m.multiply(cell(l, i, k), cell(l, j, k))));
      (l[i] as Cell[])[j] = i === j ? m.apply('sqrt', s) : m.divide(s, cell(l, j, j));
    }
  }
  return l;
}

/** The Newton iteration for the root in its coupled form. */
function root(m: Backend, a: Cells): Cells {
  let y = a;
  let z = identity(a.length);
  for (let k = 0; k < 25; k++) {
    const next = scaled(m, 0.5, addCells(m, y, m.inverse(z)));
    z = scaled(m, 0.5, addCells(m, z, m.inverse(y)));
    y = next;
  }
  return y;
}

function logarithm(m: Backend, a: Cells): Cells {
  const halvings = 7;
  let near = a;
  for (let k = 0; k < halvings; k++) near = root(m, near);
  const x = addCells(m, near, scaled(m, -1, identity(a.length)));
  let term = x;
  let result = x;
  for (let k = 2; k <= 40; k++) {
    term = scaled(m, -1, m.product(term, x));
    result = addCells(m, result, scaled(m, 1 / k, term));
  }
  return scaled(m, 2 ** halvings, result);
}

/** Σ ± a^k / k! over k of one parity. */
function alternating(m: Backend, a: Cells, first: 0 | 1): Cells {
  let term = first === 1 ? a : identity(a.length);
  let result = term;
  const square = m.product(a, a);
  for (let k = first + 2; k < 70; k += 2) {
    term = scaled(m, -1 / (k * (k - 1)), m.product(term, square));
    result = addCells(m, result, term);
  }
  return result;
}

const pseudoInverse = (m: Backend, a: Cells): Cells => {
  const t = transposed(a);
  return a.length >= columns(a) ? m.product(m.inverse(m.product(t, a)), t) : m.product(t, m.inverse(m.product(a, t)));
};

const triangle = (keep: (i: number, j: number) => boolean): WitnessOperator =>
  arrange((a) => makeCells(a.length, columns(a), (i, j) => (keep(i, j) ? cell(a, i, j) : 0)));
const halfSum =
  (sign: 1 | -1): WitnessOperator =>
  (m, [a]) => {
    const x = a as Cells;
    return makeCells(x.length, x.length, (i, j) =>
      m.multiply(0.5, m.add(cell(x, i, j), m.multiply(sign, cell(x, j, i)))),
    );
  };
const stack = (a: Cells): readonly Cell[] => transposed(a).flat();

export const WITNESS_OPERATORS: Readonly<Record<string, WitnessOperator>> = table({
  T: arrange(transposed),
  had: (m, args) => args.reduce((a, b) => zipCells(a, b, m.multiply)),
  frob: (m, [a, b]) => single(total(m, entries(zipCells(a as Cells, b as Cells, m.multiply)))),
  pow: (m, [a, p]) => zipCells(a as Cells, p as Cells, (x, y) => power(m, x, y)),
  matpow: (m, [a, k]) => {
    const exponent = realPart(only(k as Cells));
    const factor = exponent < 0 ? m.inverse(a as Cells) : (a as Cells);
    return Array.from({ length: Math.abs(exponent) }).reduce<Cells>(
      (p) => m.product(p, factor),
      identity(factor.length),
    );
  },
  ones: (_m, _a, { rows, cols }) => makeCells(rows, cols, () => 1),
  zeros: (_m, _a, { rows, cols }) => makeCells(rows, cols, () => 0),
  eye: (_m, _a, { rows }) => identity(rows),
  dim: (_m, _a, { dims }) => single(dims[0] as number),
  pi: () => single(Math.PI),
  basis: (_m, _a, { rows, dims }) => makeCells(rows, 1, (i) => (i + 1 === dims[1] ? 1 : 0)),
  commutation: (_m, _a, { dims: [p, q] }) =>
    makeCells((p as number) * (q as number), (p as number) * (q as number), (r, c) =>
      Math.floor(r / (q as number)) === c % (p as number) && r % (q as number) === Math.floor(c / (p as number))
        ? 1
        : 0,
    ),
  kron: (m, [a, b]) => m.kronecker(a as Cells, b as Cells),
  vec: arrange((a) => stack(a).map((x) => [x])),
  unvec: arrange((a, { rows, cols }) => makeCells(rows, cols, (i, j) => cell(a, j * rows + i, 0))),
  diag: arrange((a) => makeCells(a.flat().length, a.flat().length, (i, j) => (i === j ? (a.flat()[i] as Cell) : 0))),
  diagonal: arrange((a) => makeCells(Math.min(a.length, columns(a)), 1, (i) => cell(a, i, i))),
  hcat: (_, [a, b]) => (a as Cells).map((row, i) => [...row, ...((b as Cells)[i] as readonly Cell[])]),
  vcat: (_, [a, b]) => [...(a as Cells), ...(b as Cells)],
  slice: arrange((a, { dims: [i0, i1, j0, j1] }) =>
    a.slice((i0 as number) - 1, i1).map((row) => row.slice((j0 as number) - 1, j1)),
  ),
  sym: halfSum(1),
  skew: halfSum(-1),
  tril: triangle((i, j) => j <= i),
  triu: triangle((i, j) => j >= i),
  'where>': where((x, y) => x > y),
  'where>=': where((x, y) => x >= y),
  'where<': where((x, y) => x < y),
  'where<=': where((x, y) => x <= y),
  'where==': where((x, y) => x === y),
  max: extreme((x, y) => x >= y),
  min: extreme((x, y) => x <= y),
  sum: reduce(total),
  prod: reduce((m, list) => list.reduce(m.multiply, 1)),
  tr: (m, [a]) =>
    single(
      total(
        m,
        (a as Cells).map((row, i) => row[i] as Cell),
      ),
    ),
  norm2: reduce((m, list) =>
    m.apply(
      'sqrt',
      total(
        m,
        list.map((x) => m.multiply(x, x)),
      ),
    ),
  ),
  norm1: reduce((m, list) =>
    total(
      m,
      list.map((x) => absolute(m, x)),
    ),
  ),
  norminf: reduce((m, list) => list.map((x) => absolute(m, x)).reduce(pick((x, y) => x >= y))),
  abs: byEntry(absolute),
  logsumexp: reduce(logsumexp),
  logsumexprow: rowwise((m, row) => [logsumexp(m, row)]),
  logsumexpcol: columnwise((m, row) => [logsumexp(m, row)]),
  softmax: rowwise(softmax),
  softmaxcol: columnwise(softmax),
  logsoftmax: rowwise(logsoftmax),
  logsoftmaxcol: columnwise(logsoftmax),
  crossentropy: (m, [y, p]) =>
    single(
      m.multiply(-1, total(m, entries(zipCells(y as Cells, p as Cells, (w, x) => m.multiply(w, m.apply('log', x)))))),
    ),
  inv: (m, [a]) => m.inverse(a as Cells),
  det: (m, [a]) => single(m.determinant(a as Cells)),
  logdet: (m, [a]) => single(m.apply('log', absolute(m, m.determinant(a as Cells)))),
  adj: (m, [a]) => scaled(m, m.determinant(a as Cells), m.inverse(a as Cells)),
  pinv: (m, [a]) => pseudoInverse(m, a as Cells),
  chol: (m, [a]) => cholesky(m, a as Cells),
  expm: (m, [a]) => m.exponential(a as Cells),
  sqrtm: (m, [a]) => root(m, a as Cells),
  logm: (m, [a]) => logarithm(m, a as Cells),
  sinm: (m, [a]) => alternating(m, a as Cells, 1),
  cosm: (m, [a]) => alternating(m, a as Cells, 0),
  eigvals: (m, [a]) => m.eigenvalues(realSymmetric(a as Cells)).map((x) => [x]),
  lambdamax: (m, [a]) => single(m.eigenvalues(realSymmetric(a as Cells)).at(-1) as number),
  svdvals: (m, [a]) => singularValues(m, a as Cells).map((x) => [x]),
  nucnorm: (m, [a]) => single(sum(singularValues(m, a as Cells))),
  specnorm: (m, [a]) => single(singularValues(m, a as Cells)[0] as number),
});

/** An operator the witness does not know. */
export const noWitness = (fn: string): never => {
  throw new FrobeniusError('unsupported', `${fn} has no independent witness`);
};
