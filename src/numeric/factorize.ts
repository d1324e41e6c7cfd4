/**
 * Factorisations and what is read off them: LU (solve, inv, det), Cholesky, symmetric eigenvalues, singular values.
 *
 * Jacobi rotations serve for eigenvalues and singular values: a few digits more accurate than faster methods, and
 * sizes here are small. A matrix that is singular to working precision has an inverse of NaNs.
 */
import type { Eigenpairs, Matrix, SingularValues } from '../rulebook/rule.js';
import { at, eye, fill, largest, make, map, multiply, nan, scale, transpose, wrap } from './matrix.js';

interface LU {
  readonly n: number;
  /** Both triangles in place; the unit diagonal of L is not stored. */
  readonly data: Float64Array;
  readonly order: Int32Array;
  readonly sign: number;
}

function lu(a: Matrix): LU {
  const n = a.rows;
  const data = Float64Array.from(a.data);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(data[i * n + k] as number) > Math.abs(data[pivot * n + k] as number)) pivot = i;
    }
    if (pivot !== k) {
      for (let j = 0; j < n; j++) {
        const held = data[k * n + j] as number;
        data[k * n + j] = data[pivot * n + j] as number;
        data[pivot * n + j] = held;
      }
      const held = order[k] as number;
      order[k] = order[pivot] as number;
      order[pivot] = held;
      sign = -sign;
    }
    const top = data[k * n + k] as number;
    if (top === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const factor = (data[i * n + k] as number) / top;
      data[i * n + k] = factor;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++)
        data[i * n + j] = (data[i * n + j] as number) - factor * (data[k * n + j] as number);
    }
  }
  return { n, data, order, sign };
}

function substituteBoth({ n, data, order }: LU, b: Matrix): Matrix {
  const width = b.cols;
  const x = new Float64Array(n * width);
  for (let c = 0; c < width; c++) {
    for (let i = 0; i < n; i++) {
      let sum = b.data[(order[i] as number) * width + c] as number;
      for (let k = 0; k < i; k++) sum -= (data[i * n + k] as number) * (x[k * width + c] as number);
      x[i * width + c] = sum;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i * width + c] as number;
      for (let k = i + 1; k < n; k++) sum -= (data[i * n + k] as number) * (x[k * width + c] as number);
      x[i * width + c] = sum / (data[i * n + i] as number);
    }
  }
  return wrap(n, width, x);
}

/**
 * Below this ratio of the smallest to the largest pivot the matrix counts as singular: what rounding leaves of a pivot
 * that is 0. A larger one makes an inverse that is large, and has digits.
 */
export const SINGULAR = 8e-15;

function isSingular({ n, data }: LU): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < n; i++) {
    const pivot = Math.abs(data[i * n + i] as number);
    least = Math.min(least, pivot);
    most = Math.max(most, pivot);
  }
  return !(least > SINGULAR * most);
}

export function solve(a: Matrix, b: Matrix): Matrix {
  const factors = lu(a);
  return isSingular(factors) ? nan(a.rows, b.cols) : substituteBoth(factors, b);
}

export const inv = (a: Matrix): Matrix => solve(a, eye(a.rows));

export function det(a: Matrix): number {
  const { n, data, sign } = lu(a);
  let product = sign;
  for (let i = 0; i < n; i++) product *= data[i * n + i] as number;
  return product;
}

export function logdet(a: Matrix): number {
  const factors = lu(a);
  // a product of too low a rank has a determinant of rounding errors: its logarithm says nothing
  if (isSingular(factors)) return Number.NaN;
  const { n, data } = factors;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(Math.abs(data[i * n + i] as number));
  return sum;
}

/** Of a well-conditioned matrix by its inverse, of any other from its minors. */
export function adj(a: Matrix): Matrix {
  const n = a.rows;
  if (n === 1) return eye(1);
  const inverse = inv(a);
  if (largest(inverse) * largest(a) < 1e4) return scale(det(a), inverse);
  return make(n, n, (i, j) => {
    const minor = make(n - 1, n - 1, (p, q) => at(a, p < j ? p : p + 1, q < i ? q : q + 1));
    return ((i + j) % 2 === 0 ? 1 : -1) * det(minor);
  });
}

export function chol(a: Matrix): Matrix {
  const n = a.rows;
  const data = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = at(a, i, j);
      for (let k = 0; k < j; k++) sum -= (data[i * n + k] as number) * (data[j * n + k] as number);
      // the root of a negative number is NaN, which then fills the rest: no factor exists
      data[i * n + j] = i === j ? Math.sqrt(sum) : sum / (data[j * n + j] as number);
    }
  }
  return wrap(n, n, data);
}

/** cos and sin of the rotation that makes the off-diagonal entry q of [p q; q r] zero. */
function rotation(p: number, q: number, r: number): readonly [number, number] {
  const theta = (r - p) / (2 * q);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(1, theta));
  const c = 1 / Math.hypot(1, t);
  return [c, t * c];
}

const SWEEPS = 60;

export function eigenSymmetric(a: Matrix): Eigenpairs {
  const n = a.rows;
  if (!a.data.every((x) => Number.isFinite(x))) return { values: nan(n, 1), vectors: nan(n, n) };
  const s = make(n, n, (i, j) => (at(a, i, j) + at(a, j, i)) / 2).data;
  const q = eye(n).data;
  const tiny = 1e-300;
  for (let sweep = 0, rotated = true; sweep < SWEEPS && rotated; sweep++) {
    rotated = false;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const off = s[i * n + j] as number;
        const [p, r] = [s[i * n + i] as number, s[j * n + j] as number];
        if (Math.abs(off) <= tiny || Math.abs(off) < 1e-17 * Math.sqrt(Math.abs(p * r))) continue;
        if (Math.abs(p) + Math.abs(off) * 1e-3 === Math.abs(p) && Math.abs(r) + Math.abs(off) * 1e-3 === Math.abs(r))
          continue;
        rotated = true;
        const [c, t] = rotation(p, off, r);
        for (let k = 0; k < n; k++) turn(s, k * n + i, k * n + j, c, t);
        for (let k = 0; k < n; k++) turn(s, i * n + k, j * n + k, c, t);
        for (let k = 0; k < n; k++) turn(q, k * n + i, k * n + j, c, t);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => (s[i * n + i] as number) - (s[j * n + j] as number),
  );
  return {
    values: make(n, 1, (i) => s[(order[i] as number) * (n + 1)] as number),
    vectors: make(n, n, (i, j) => side(j) * (q[i * n + (order[j] as number)] as number)),
  };

  /** An eigenvector is one of two: the one whose largest entry is positive, so that others can find the same. */
  function side(j: number): number {
    let most = 0;
    for (let i = 0; i < n; i++) {
      const x = q[i * n + (order[j] as number)] as number;
      // of entries alike in size but for rounding the first decides
      if (Math.abs(x) > Math.abs(most) * (1 + 1e-9)) most = x;
    }
    return most < 0 ? -1 : 1;
  }
}

/** (x, y) ← (c·x − s·y, s·x + c·y) at two places of an array. */
function turn(data: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = data[i] as number;
  const y = data[j] as number;
  data[i] = c * x - s * y;
  data[j] = s * x + c * y;
}

export function svd(a: Matrix): SingularValues {
  if (a.rows < a.cols) {
    const { u, s, v } = svd(transpose(a));
    return { u: v, s, v: u };
  }
  const { rows: m, cols: n } = a;
  if (!a.data.every((x) => Number.isFinite(x))) return { u: nan(m, n), s: nan(n, 1), v: nan(n, n) };
  const u = Float64Array.from(a.data);
  const v = eye(n).data;
  const column = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < m; k++) sum += (u[k * n + i] as number) * (u[k * n + j] as number);
    return sum;
  };
  for (let sweep = 0, rotated = true; sweep < SWEEPS && rotated; sweep++) {
    rotated = false;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const [p, q, r] = [column(i, i), column(i, j), column(j, j)];
        if (q === 0 || Math.abs(q) <= 1e-16 * Math.sqrt(p * r)) continue;
        rotated = true;
        const [c, t] = rotation(p, q, r);
        for (let k = 0; k < m; k++) turn(u, k * n + i, k * n + j, c, t);
        for (let k = 0; k < n; k++) turn(v, k * n + i, k * n + j, c, t);
      }
    }
  }
  const norms = Array.from({ length: n }, (_, j) => Math.sqrt(column(j, j)));
  const order = norms.map((_, j) => j).sort((i, j) => (norms[j] as number) - (norms[i] as number));
  const norm = (j: number): number => norms[order[j] as number] as number;
  return {
    u: make(m, n, (i, j) => (norm(j) === 0 ? 0 : (u[i * n + (order[j] as number)] as number) / norm(j))),
    s: make(n, 1, norm),
    v: make(n, n, (i, j) => v[i * n + (order[j] as number)] as number),
  };
}

export function pinv(a: Matrix): Matrix {
  const { u, s, v } = svd(a);
  const cut = (s.data[0] ?? 0) * 1e-13 * Math.max(a.rows, a.cols);
  const reciprocals = map(s, (x) => (x > cut ? 1 / x : x <= cut ? 0 : Number.NaN));
  const scaled = make(v.rows, v.cols, (i, j) => at(v, i, j) * (reciprocals.data[j] as number));
  return a.rows === 0 ? fill(a.cols, a.rows, 0) : multiply(scaled, transpose(u));
}
