/**
 * How far the arguments of a function are from a point where it is not smooth, or from the edge of its domain: there a difference quotient means
 * nothing, so samples are drawn anew when this is small.
 */
import { table } from '../expression/table.js';
import type { ElementwiseRow, Matrix } from '../rulebook/rule.js';
import { eigenSymmetric, inv, svd } from './factorize.js';
import { largest } from './matrix.js';
import { norm2 } from './operators.js';

type Distance = (args: readonly Matrix[]) => number;

const nearest = (a: Matrix, points: readonly number[]): number => {
  let least = Number.POSITIVE_INFINITY;
  for (const x of a.data) for (const point of points) least = Math.min(least, Math.abs(x - point));
  return least;
};

/** The least difference of neighbours in sorted order. */
function gaps(values: ArrayLike<number>): number {
  const sorted = Array.from(values).sort((x, y) => x - y);
  let least = Number.POSITIVE_INFINITY;
  for (let k = 1; k < sorted.length; k++) least = Math.min(least, (sorted[k] as number) - (sorted[k - 1] as number));
  return least;
}

/** By how much the largest value leads. */
function lead(values: ArrayLike<number>): number {
  const sorted = Array.from(values).sort((x, y) => y - x);
  return sorted.length < 2 ? Number.POSITIVE_INFINITY : (sorted[0] as number) - (sorted[1] as number);
}

const between: Distance = ([a, b]) => {
  const [x, y] = [a as Matrix, b as Matrix];
  // the value of one term, which is equal to itself wherever it moves
  if (x === y) return Number.POSITIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < Math.max(x.data.length, y.data.length); k++) {
    const left = x.data[x.data.length === 1 ? 0 : k] as number;
    least = Math.min(least, Math.abs(left - (y.data[y.data.length === 1 ? 0 : k] as number)));
  }
  return least;
};

const extreme =
  (sign: 1 | -1): Distance =>
  (args) =>
    args.length > 1 ? between(args) : lead((args[0] as Matrix).data.map((x) => sign * x));

const first =
  (f: (a: Matrix) => number): Distance =>
  ([a]) =>
    f(a as Matrix);

const spectralGap = first((a) => gaps(eigenSymmetric(a).values.data));

/** How far a matrix is from a singular one; an inverse that does not exist has entries that are NaN. */
const toSingular = first((a) => 1 / largest(inv(a)) || 0);

/** Negative and broken powers are not smooth at 0. */
const ofPower: Distance = ([a, p]) => {
  const whole = (p as Matrix).data.every((k) => Number.isInteger(k) && k >= 0);
  return whole ? Number.POSITIVE_INFINITY : nearest(a as Matrix, [0]);
};

const DISTANCES: Readonly<Record<string, Distance>> = table({
  max: extreme(1),
  min: extreme(-1),
  norm1: first((a) => nearest(a, [0])),
  // what is 0 to the last digit at random values is 0 at all: x[i] − x[j] where i and j meet
  norm2: first((a) => norm2(a) || Number.POSITIVE_INFINITY),
  norminf: first((a) => Math.min(lead(a.data.map(Math.abs)), largest(a) || Number.POSITIVE_INFINITY)),
  specnorm: first((a) => Math.min(lead(svd(a).s.data), svd(a).s.data[0] || Number.POSITIVE_INFINITY)),
  nucnorm: first((a) => svd(a).s.data.at(-1) as number),
  svdvals: first((a) => Math.min(gaps(svd(a).s.data), svd(a).s.data.at(-1) as number)),
  lambdamax: first((a) => lead(eigenSymmetric(a).values.data)),
  eigvals: spectralGap,
  eigvec: spectralGap,
  eigvecs: spectralGap,
  inv: toSingular,
  logdet: toSingular,
  pow: ofPower,
  'where>': between,
  'where>=': between,
  'where<': between,
  'where<=': between,
  'where==': between,
});

/** How far inside its domain, and from its kinks, the argument of an elementwise function lies; NaN outside. */
function withinRow(a: Matrix, { kinks, domain }: ElementwiseRow): number {
  let least = kinks ? nearest(a, kinks) : Number.POSITIVE_INFINITY;
  if (domain === 'nonzero') least = Math.min(least, nearest(a, [0]));
  else if (domain !== undefined) {
    const [low, high] = domain === 'positive' ? [0, Number.POSITIVE_INFINITY] : domain;
    for (const x of a.data) least = Math.min(least, x - low, high - x);
  }
  return least;
}

/** Ends of a domain, and what has no value there: no kinks. Of eigenvalues those of one value may be summed smoothly. */
const NO_KINKS: ReadonlySet<string> = new Set(['inv', 'logdet', 'pow', 'norm2', 'eigvals']);
/** Vectors that are no longer one's own where the values they belong to are equal. */
export const VECTORS: ReadonlySet<string> = new Set(['eigvec', 'eigvecs']);
export const OF_SPECTRUM: ReadonlySet<string> = new Set([...VECTORS, 'lambdamax', 'specnorm', 'nucnorm', 'svdvals']);
/** Of the largest entry: what rounding leaves between eigenvalues that are equal. */
const ROUNDING = 1e-12;

const isRankDeficient = (a: Matrix): boolean => (svd(a).s.data.at(-1) as number) <= ROUNDING * largest(a);

/** Whether the derivative at these arguments is one choice among several. */
export function isAtKink(
  fn: string,
  args: readonly Matrix[],
  row: ElementwiseRow | undefined,
  distance: number,
): boolean {
  // beside a matrix of lower rank the pseudoinverse grows beyond all bounds
  if (fn === 'pinv') return isRankDeficient(args[0] as Matrix);
  if (NO_KINKS.has(fn) || !(distance <= (OF_SPECTRUM.has(fn) ? ROUNDING * largest(args[0] as Matrix) : 0)))
    return false;
  return row === undefined || nearest(args[0] as Matrix, row.kinks ?? []) === 0;
}

export function kinkDistance(fn: string, args: readonly Matrix[], row: ElementwiseRow | undefined): number {
  const distance = row ? withinRow(args[0] as Matrix, row) : DISTANCES[fn]?.(args);
  // outside a domain there is no distance: the value itself then says that it is not a number
  return distance === undefined || Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}
