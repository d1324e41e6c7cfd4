/**
 * Whether given numbers have the properties that their variable is declared with.
 *
 * Owns the tests and their tolerances: typed numbers are rounded, so that sums and products are held to six digits,
 * while signs and zeros are exact.
 */
import { FrobeniusError } from '../language/error.js';
import type { Declaration, Property } from '../language/problem.js';
import type { Matrix } from '../rulebook/rule.js';
import { chol, det, svd } from './factorize.js';
import { at, eye, fold, multiply, subtract, transpose } from './matrix.js';
import { norm2 } from './operators.js';

const ROUNDED = 1e-6;

const largest = (a: Matrix): number => fold(a, (most, x) => Math.max(most, Math.abs(x)), 0);
const near = (a: Matrix, b: Matrix): boolean =>
  largest(subtract(a, b)) <= ROUNDED * Math.max(1, largest(a), largest(b));
const every = (a: Matrix, test: (x: number, i: number, j: number) => boolean): boolean =>
  a.data.every((x, k) => test(x, Math.floor(k / a.cols), k % a.cols));

const rowSums = (a: Matrix): number[] =>
  Array.from({ length: a.rows }, (_, i) =>
    a.data.subarray(i * a.cols, (i + 1) * a.cols).reduce((sum, x) => sum + x, 0),
  );

function fullRank(a: Matrix): boolean {
  const values = svd(a).s.data;
  return (values[values.length - 1] as number) > 1e-12 * (values[0] as number);
}

/** What is wrong with a matrix that should have the property, or undefined. */
const TESTS: Readonly<Record<Property, (a: Matrix) => string | undefined>> = {
  symmetric: (a) => (near(a, transpose(a)) ? undefined : 'is not symmetric'),
  skew: (a) =>
    largest(subtract(a, multiplied(-1, transpose(a)))) <= ROUNDED * Math.max(1, largest(a))
      ? undefined
      : 'is not skew-symmetric',
  diagonal: (a) => (every(a, (x, i, j) => i === j || x === 0) ? undefined : 'is not diagonal'),
  lower: (a) => (every(a, (x, i, j) => j <= i || x === 0) ? undefined : 'is not lower triangular'),
  upper: (a) => (every(a, (x, i, j) => j >= i || x === 0) ? undefined : 'is not upper triangular'),
  toeplitz: (a) =>
    every(a, (x, i, j) => i === 0 || j === 0 || Math.abs(x - at(a, i - 1, j - 1)) <= ROUNDED * Math.max(1, Math.abs(x)))
      ? undefined
      : 'is not constant along its diagonals',
  posdef: (a) => (every(chol(a), (x) => Number.isFinite(x)) ? undefined : 'is not positive definite'),
  orthogonal: (a) => {
    const tall = a.rows >= a.cols ? multiply(transpose(a), a) : multiply(a, transpose(a));
    return near(tall, eye(tall.rows)) ? undefined : 'is not orthogonal';
  },
  invertible: (a) => (det(a) !== 0 && fullRank(a) ? undefined : 'is singular'),
  positive: (a) => (every(a, (x) => x > 0) ? undefined : 'has an entry that is not positive'),
  rowstochastic: (a) => {
    const odd = rowSums(a).findIndex((sum) => Math.abs(sum - 1) > ROUNDED);
    return odd < 0 ? undefined : `has a row that does not sum to 1 (row ${odd + 1})`;
  },
  stochastic: (a) => (Math.abs(fold(a, (sum, x) => sum + x, 0) - 1) <= ROUNDED ? undefined : 'does not sum to 1'),
  unit: (a) => (Math.abs(norm2(a) - 1) <= ROUNDED ? undefined : 'has not norm 1'),
  fullrank: (a) => (fullRank(a) ? undefined : 'has not full rank'),
  integer: (a) => (every(a, (x) => Number.isInteger(x) && x >= 1) ? undefined : 'is not a whole number of 1 or more'),
};

const multiplied = (c: number, a: Matrix): Matrix => ({ ...a, data: a.data.map((x) => c * x) });

/** Throws where the value of `what` breaks its declaration. */
export function requireProperties(what: string, value: Matrix, { properties, bounds }: Declaration): void {
  // what posdef implies is told from what it is: an asymmetric matrix is first of all not symmetric; of a diagonal one
  // symmetry is not what was declared
  const rank = (p: Property): number => (p === 'diagonal' ? 2 : p === 'symmetric' ? 1 : 0);
  const ordered = [...properties].sort((a, b) => rank(b) - rank(a));
  for (const property of ordered) {
    const wrong = TESTS[property](value);
    if (wrong !== undefined) throw new FrobeniusError('property', `${what} ${wrong}, but is declared ${property}`);
  }
  if (!bounds) return;
  const [low, high] = bounds;
  if (!every(value, (x) => low < x && x < high)) {
    throw new FrobeniusError(
      'property',
      `${what} has an entry outside (${low}, ${high}), but is declared in (${low}, ${high})`,
    );
  }
}
