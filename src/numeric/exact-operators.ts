/**
 * The operators that exact evaluation knows, over any ring: each a function of the values of its arguments.
 *
 * Owns the structural and rational operators only; what needs the terms themselves (names, sums over an index, d,
 * grad, functions of analysis) is exact.ts's. An operator that is not here has no exact value.
 */
import type { ExactMatrix, Matrices } from './exact-matrix.js';
import { at, matrix, one, transposed } from './exact-matrix.js';
import type { Sizes } from './operators.js';

export type ExactOperator = <E>(m: Matrices<E>, args: readonly ExactMatrix<E>[], sizes: Sizes) => ExactMatrix<E>;

type Args<E> = readonly [ExactMatrix<E>, ExactMatrix<E>];

const vec = <E>(a: ExactMatrix<E>): ExactMatrix<E> => ({ rows: a.data.length, cols: 1, data: transposed(a).data });

const part =
  (half: boolean, sign: 1 | -1): ExactOperator =>
  (m, [a]) => {
    const { ring } = m;
    const of = a as NonNullable<typeof a>;
    const factor = half ? ring.inverse(ring.whole(2)) : ring.one;
    const mirrored = sign === 1 ? transposed(of) : m.scale(ring.whole(-1), transposed(of));
    return m.scale(factor, m.add(of, mirrored));
  };

const triangle =
  (keep: (i: number, j: number) => boolean): ExactOperator =>
  (m, [a]) => {
    const of = a as NonNullable<typeof a>;
    return matrix(of.rows, of.cols, (i, j) => (keep(i, j) ? at(of, i, j) : m.ring.zero));
  };

export const EXACT_OPERATORS: ReadonlyMap<string, ExactOperator> = new Map<string, ExactOperator>([
  ['T', (_, [a]) => transposed(a as NonNullable<typeof a>)],
  ['had', (m, args) => args.slice(1).reduce((p, a) => m.hadamard(p, a), args[0] as NonNullable<(typeof args)[0]>)],
  ['frob', (m, args) => one(m.inner(...(args as Args<typeof m.ring.zero>)))],
  ['ones', (m, _, { rows, cols }) => m.fill(rows, cols, m.ring.one)],
  ['zeros', (m, _, { rows, cols }) => m.fill(rows, cols, m.ring.zero)],
  ['eye', (m, _, { rows }) => m.identity(rows)],
  ['dim', (m, _, { dims }) => one(m.ring.whole(dims[0] as number))],
  ['basis', (m, _, { rows, dims }) => matrix(rows, 1, (i) => (i + 1 === dims[1] ? m.ring.one : m.ring.zero))],
  [
    'commutation',
    (m, _, { dims }) => {
      const [p, q] = dims as readonly [number, number];
      const moved = (col: number): number => (col % p) * q + Math.floor(col / p);
      return matrix(p * q, p * q, (row, col) => (row === moved(col) ? m.ring.one : m.ring.zero));
    },
  ],
  ['kron', (m, args) => m.kronecker(...(args as Args<typeof m.ring.zero>))],
  ['vec', (_, [a]) => vec(a as NonNullable<typeof a>)],
  [
    'unvec',
    (_, [a], { rows, cols }) => transposed({ rows: cols, cols: rows, data: (a as NonNullable<typeof a>).data }),
  ],
  [
    'diag',
    (m, [a]) => {
      const { data } = a as NonNullable<typeof a>;
      return matrix(data.length, data.length, (i, j) => (i === j ? (data[i] as (typeof data)[0]) : m.ring.zero));
    },
  ],
  ['diagonal', (_, [a], { rows }) => matrix(rows, 1, (i) => at(a as NonNullable<typeof a>, i, i))],
  [
    'hcat',
    (_, args) => {
      const [a, b] = args as Args<(typeof args)[0]['data'][0]>;
      return matrix(a.rows, a.cols + b.cols, (i, j) => (j < a.cols ? at(a, i, j) : at(b, i, j - a.cols)));
    },
  ],
  [
    'vcat',
    (_, args) => {
      const [a, b] = args as Args<(typeof args)[0]['data'][0]>;
      return matrix(a.rows + b.rows, a.cols, (i, j) => (i < a.rows ? at(a, i, j) : at(b, i - a.rows, j)));
    },
  ],
  [
    'slice',
    (_, [a], { dims }) => {
      const of = a as NonNullable<typeof a>;
      const [top, bottom, left, right] = dims as readonly [number, number, number, number];
      if (top < 1 || left < 1 || bottom > of.rows || right > of.cols)
        throw new RangeError(`(${top}:${bottom}, ${left}:${right}) lies outside ${of.rows}×${of.cols}`);
      return matrix(bottom - top + 1, right - left + 1, (i, j) => at(of, i + top - 1, j + left - 1));
    },
  ],
  [
    'pad',
    (m, [a], { rows, cols, dims }) => {
      const g = a as NonNullable<typeof a>;
      const [top, left] = [(dims[2] as number) - 1, (dims[3] as number) - 1];
      if (top < 0 || left < 0 || top + g.rows > rows || left + g.cols > cols)
        throw new RangeError(`a ${g.rows}×${g.cols} matrix lies outside ${rows}×${cols}`);
      const inside = (i: number, j: number): boolean => i >= 0 && j >= 0 && i < g.rows && j < g.cols;
      return matrix(rows, cols, (i, j) => (inside(i - top, j - left) ? at(g, i - top, j - left) : m.ring.zero));
    },
  ],
  ['sym', part(true, 1)],
  ['skew', part(true, -1)],
  ['tril', triangle((i, j) => j <= i)],
  ['triu', triangle((i, j) => j >= i)],
  ['sum', (m, [a]) => one(m.total(a as NonNullable<typeof a>))],
  ['tr', (m, [a]) => one(m.trace(a as NonNullable<typeof a>))],
  ['prod', (m, [a]) => one((a as NonNullable<typeof a>).data.reduce((p, x) => m.ring.multiply(p, x), m.ring.one))],
  [
    'others',
    (m, [a]) => {
      const of = a as NonNullable<typeof a>;
      const rest = (k: number) => of.data.reduce((p, x, l) => (l === k ? p : m.ring.multiply(p, x)), m.ring.one);
      return { ...of, data: of.data.map((_, k) => rest(k)) };
    },
  ],
  ['inv', (m, [a]) => m.inverse(a as NonNullable<typeof a>)],
  ['adj', (m, [a]) => m.determinant(a as NonNullable<typeof a>).adjugate],
  ['det', (m, [a]) => one(m.determinant(a as NonNullable<typeof a>).det)],
]);
