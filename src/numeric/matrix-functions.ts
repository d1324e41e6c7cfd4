/**
 * Functions of a square matrix: exponential, logarithm, square root, sine, cosine, and the linear equations that
 * come with their derivatives.
 *
 * Scaling and squaring with a Taylor series where powers can be undone (expm, sinm, cosm), the Denman–Beavers
 * iteration for the root, and the logarithm from roots. Accurate to about 1e-13 for the sizes and norms met here.
 */
import type { Matrix } from '../rulebook/rule.js';
import { det, eigenSymmetric, inv, solve } from './factorize.js';
import {
  add,
  addScaled,
  asymmetry,
  at,
  block,
  blocks,
  eye,
  fill,
  finite,
  kron,
  largest,
  make,
  map,
  multiply,
  nan,
  scale,
  subtract,
  transpose,
  wrap,
} from './matrix.js';

const norm = (a: Matrix): number => largest(a) * a.rows;

/** The halvings after which the norm is at most 1/2. */
const halvings = (a: Matrix): number => Math.max(0, Math.ceil(Math.log2(norm(a))) + 1);

/** Σ c(k) a^k until the terms vanish. */
function series(a: Matrix, coefficient: (k: number) => number): Matrix {
  let power = eye(a.rows);
  let sum = scale(coefficient(0), power);
  for (let k = 1; k <= 24; k++) {
    power = scale(1 / k, multiply(power, a));
    const c = coefficient(k);
    if (c !== 0) sum = addScaled(sum, c, power);
  }
  return sum;
}

export function expm(a: Matrix): Matrix {
  if (!finite(a)) return nan(a.rows, a.cols);
  const s = halvings(a);
  let e = series(scale(2 ** -s, a), () => 1);
  for (let i = 0; i < s; i++) e = multiply(e, e);
  return e;
}

function sineAndCosine(a: Matrix): readonly [Matrix, Matrix] {
  if (!finite(a)) return [nan(a.rows, a.cols), nan(a.rows, a.cols)];
  const s = halvings(a);
  const small = scale(2 ** -s, a);
  let sine = series(small, (k) => [0, 1, 0, -1][k % 4] as number);
  let cosine = series(small, (k) => [1, 0, -1, 0][k % 4] as number);
  for (let i = 0; i < s; i++) {
    const square = multiply(sine, sine);
    sine = scale(2, multiply(sine, cosine));
    cosine = addScaled(eye(a.rows), -2, square);
  }
  return [sine, cosine];
}

export const sinm = (a: Matrix): Matrix => sineAndCosine(a)[0];
export const cosm = (a: Matrix): Matrix => sineAndCosine(a)[1];

/** What products such as X·S·X' leave of symmetry, for each row. */
const ROUNDING = 8 * Number.EPSILON;

const isSymmetric = (a: Matrix): boolean => asymmetry(a) <= ROUNDING * norm(a);
const isDiagonal = (a: Matrix): boolean => a.data.every((x, k) => x === 0 || k % (a.cols + 1) === 0);

/**
 * The root of an eigenvalue of a symmetric matrix. One that is 0 comes out as a rounding error of either sign, whose root
 * is 1e-8 or no number: what is that small beside the largest is 0. Of a diagonal matrix all are as they stand.
 */
function rootOfEigenvalue(a: Matrix): (x: number) => number {
  const least = isDiagonal(a) ? 0 : 16 * ROUNDING * norm(a);
  return (x) => (Math.abs(x) <= least ? 0 : Math.sqrt(x));
}

/** f of a symmetric matrix by its eigenvalues. */
function spectral(a: Matrix, f: (x: number) => number): Matrix {
  const { values, vectors } = eigenSymmetric(a);
  const images = map(values, f);
  const scaled = make(a.rows, a.rows, (i, j) => at(vectors, i, j) * (images.data[j] as number));
  return multiply(scaled, transpose(vectors));
}

/** The principal root: the one whose eigenvalues have positive real parts; NaN where there is none. */
export function sqrtm(a: Matrix): Matrix {
  const n = a.rows;
  if (!finite(a)) return nan(n, n);
  if (isSymmetric(a)) return spectral(a, rootOfEigenvalue(a));
  let root = a;
  let residual = a;
  for (let k = 0; k < 60; k++) {
    // the scaling by the determinant brings the eigenvalues together while they are still far apart
    const spread = norm(subtract(residual, eye(n)));
    const mu = spread > 1e-2 ? Math.abs(det(residual)) ** (-1 / (2 * n)) : 1;
    const inverse = inv(residual);
    if (!finite(inverse)) return nan(n, n);
    root = scale(mu / 2, multiply(root, addScaled(eye(n), mu ** -2, inverse)));
    residual = scale(0.5, add(eye(n), scale(0.5, add(scale(mu ** 2, residual), scale(mu ** -2, inverse)))));
    if (norm(subtract(residual, eye(n))) < 1e-15 * n) break;
  }
  const error = largest(subtract(multiply(root, root), a));
  return error <= 1e-8 * Math.max(1, largest(a)) ? root : nan(n, n);
}

export function logm(a: Matrix): Matrix {
  const n = a.rows;
  if (!finite(a)) return nan(n, n);
  if (isSymmetric(a)) return spectral(a, Math.log);
  let root = a;
  let s = 0;
  while (!(norm(subtract(root, eye(n))) < 0.5)) {
    if (s > 60 || !finite(root)) return nan(n, n);
    root = sqrtm(root);
    s += 1;
  }
  // log A = 2 artanh((A − I)(A + I)⁻¹)
  const z = solve(add(root, eye(n)), subtract(root, eye(n)));
  const square = multiply(z, z);
  let power = z;
  let sum = z;
  for (let k = 1; k <= 16; k++) {
    power = multiply(power, square);
    sum = addScaled(sum, 1 / (2 * k + 1), power);
  }
  return scale(2 ** (s + 1), sum);
}

export function frechet(f: (a: Matrix) => Matrix, a: Matrix, h: Matrix): Matrix {
  const n = a.rows;
  return block(f(blocks(a, h, fill(n, n, 0), a)), 0, n, n, 2 * n);
}

/** X with a·X + X·a = b, from (I ⊗ a + a' ⊗ I) vec X = vec b. */
export function lyap(a: Matrix, b: Matrix): Matrix {
  const n = a.rows;
  const system = add(kron(eye(n), a), kron(transpose(a), eye(n)));
  const columns = transpose(b).data;
  const x = solve(system, wrap(n * n, 1, columns));
  return transpose(wrap(n, n, x.data));
}
