/**
 * The values of functions of a whole matrix: inverses, determinants, matrix functions, eigenvalues and singular values,
 * and the linear operators in which their derivatives are written. A part of the table in operators.ts.
 */
import { table } from '../expression/table.js';
import type { Matrix } from '../rulebook/rule.js';
import { adj, chol, det, eigenSymmetric, inv, logdet, pinv, svd } from './factorize.js';
import { at, make, scalar } from './matrix.js';
import { cosm, expm, frechet, logm, lyap, sinm, sqrtm } from './matrix-functions.js';
import type { Operator, Sizes } from './operators.js';

const of =
  (f: (a: Matrix, sizes: Sizes) => Matrix): Operator =>
  (args, sizes) =>
    f(args[0] as Matrix, sizes);
const number = (f: (a: Matrix) => number): Operator => of((a) => scalar(f(a)));
const along =
  (f: (a: Matrix) => Matrix): Operator =>
  (args) =>
    frechet(f, args[0] as Matrix, args[1] as Matrix);

/** The i-th column, its largest entry made positive so that the choice of sign is continuous almost everywhere. */
function signedColumn(a: Matrix, i: number): Matrix {
  let most = 0;
  for (let k = 0; k < a.rows; k++) if (Math.abs(at(a, k, i)) > Math.abs(most) * (1 + 1e-9)) most = at(a, k, i);
  const sign = most < 0 ? -1 : 1;
  return make(a.rows, 1, (k) => sign * at(a, k, i));
}

export const MATRIX_OPERATORS: Readonly<Record<string, Operator>> = table({
  inv: of(inv),
  pinv: of(pinv),
  adj: of(adj),
  det: number(det),
  logdet: number(logdet),
  chol: of(chol),
  expm: of(expm),
  logm: of(logm),
  sqrtm: of(sqrtm),
  sinm: of(sinm),
  cosm: of(cosm),
  dexpm: along(expm),
  dlogm: along(logm),
  dsqrtm: along(sqrtm),
  dsinm: along(sinm),
  dcosm: along(cosm),
  lyap: (args) => lyap(args[0] as Matrix, args[1] as Matrix),
  /** The lower triangle with half the diagonal: the linear part of chol's derivative. */
  phi: of((a) => make(a.rows, a.cols, (i, j) => (j < i ? at(a, i, j) : i === j ? at(a, i, j) / 2 : 0))),
  eigvals: of((a) => eigenSymmetric(a).values),
  lambdamax: number((a) => eigenSymmetric(a).values.data.at(-1) as number),
  eigvec: of((a, { dims }) => signedColumn(eigenSymmetric(a).vectors, (dims[0] as number) - 1)),
  eigvecs: of((a) => {
    const { vectors } = eigenSymmetric(a);
    return make(a.rows, a.rows, (i, j) => signedColumn(vectors, j).data[i] as number);
  }),
  svdvals: of((a) => svd(a).s),
  nucnorm: number((a) => svd(a).s.data.reduce((sum, x) => sum + x, 0)),
  specnorm: number((a) => svd(a).s.data[0] as number),
});
