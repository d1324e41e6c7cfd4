/**
 * The linear spaces that declarations describe: symmetric, skew, diagonal, triangular, Toeplitz matrices and their
 * intersections.
 *
 * Each property ties entries together (equal, opposite, zero); the classes of tied entries give a basis whose members
 * do not overlap, hence orthogonal: by it a gradient within the space is found one number at a time.
 */
import type { Property } from '../language/problem.js';
import type { Matrix } from '../rulebook/rule.js';
import { make } from './matrix.js';

/** One basis matrix: entries +1 and −1 at these places (row-major), 0 elsewhere. */
export interface BasisMatrix {
  readonly places: readonly number[];
  readonly signs: readonly (1 | -1)[];
}

export function structureBasis(rows: number, cols: number, properties: ReadonlySet<Property>): readonly BasisMatrix[] {
  const size = rows * cols;
  const parent = Int32Array.from({ length: size }, (_, k) => k);
  const sign = new Int8Array(size).fill(1);
  const zero = new Uint8Array(size);
  const find = (k: number): readonly [number, number] => {
    let s = 1;
    let p = k;
    while (parent[p] !== p) {
      s *= sign[p] as number;
      p = parent[p] as number;
    }
    return [p, s];
  };
  const tie = (a: number, b: number, relation: 1 | -1): void => {
    const [p, s] = find(a);
    const [q, t] = find(b);
    if (p === q) {
      if (s * t !== relation) zero[p] = 1;
      return;
    }
    parent[p] = q;
    sign[p] = s * t * relation;
    if (zero[p]) zero[q] = 1;
  };
  const has = (property: Property): boolean => properties.has(property);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const k = i * cols + j;
      const mirrored = rows === cols ? j * cols + i : k;
      if (has('symmetric') || has('posdef')) tie(k, mirrored, 1);
      if (has('skew')) tie(k, mirrored, -1);
      if (has('toeplitz') && i > 0 && j > 0) tie(k, k - cols - 1, 1);
      if ((has('diagonal') && i !== j) || (has('lower') && j > i) || (has('upper') && j < i)) zero[find(k)[0]] = 1;
    }
  }
  const classes = new Map<number, { places: number[]; signs: (1 | -1)[] }>();
  for (let k = 0; k < size; k++) {
    const [root, s] = find(k);
    if (zero[root]) continue;
    const known = classes.get(root) ?? { places: [], signs: [] };
    classes.set(root, known);
    known.places.push(k);
    known.signs.push(s as 1 | -1);
  }
  return [...classes.values()];
}

/** Σ c(k) · the k-th basis matrix. */
export function combine(
  rows: number,
  cols: number,
  basis: readonly BasisMatrix[],
  coefficient: (k: number, element: BasisMatrix) => number,
): Matrix {
  const m = make(rows, cols, () => 0);
  basis.forEach((element, k) => {
    const c = coefficient(k, element);
    element.places.forEach((place, p) => {
      m.data[place] = c * (element.signs[p] as number);
    });
  });
  return m;
}

/** The matrix of the space nearest to `a`: the mean over each class. */
export const project = (a: Matrix, properties: ReadonlySet<Property>): Matrix =>
  combine(
    a.rows,
    a.cols,
    structureBasis(a.rows, a.cols, properties),
    (_, { places, signs }) =>
      places.reduce((sum, place, p) => sum + (a.data[place] as number) * (signs[p] as number), 0) / places.length,
  );
