/**
 * Drawing a matrix that has given properties, and a direction in which it may move without losing them.
 *
 * A mood says where unconstrained entries lie; the sampler changes it from attempt to attempt until every function of
 * the problem is inside its domain. Declared properties always hold, whatever the mood.
 */

import type { Declaration, Property } from '../language/problem.js';
import { STRUCTURES } from '../language/structures.js';
import type { Matrix } from '../rulebook/rule.js';
import { eigenSymmetric, svd } from './factorize.js';
import { add, addScaled, at, eye, fold, inner, make, map, multiply, scale, subtract, transpose } from './matrix.js';
import { norm2 } from './operators.js';
import type { Random } from './random.js';
import { project } from './structure.js';

export const MOODS = ['normal', 'positive', 'fraction', 'small', 'large', 'negative'] as const;
export type Mood = (typeof MOODS)[number];

const ENTRY: Readonly<Record<Mood, (r: Random) => number>> = {
  normal: (r) => r.normal(),
  positive: (r) => 0.3 + 1.2 * r.uniform(),
  fraction: (r) => 0.1 + 0.8 * r.uniform(),
  small: (r) => 0.8 * (r.uniform() - 0.5),
  large: (r) => 1.2 + 1.5 * r.uniform(),
  negative: (r) => -0.3 - 1.2 * r.uniform(),
};

export type Constraint = Pick<Declaration, 'properties'> & { readonly bounds?: readonly [number, number] | undefined };

const structured = (properties: ReadonlySet<Property>): boolean => [...properties].some((p) => STRUCTURES.has(p));

/** Divides each row (for a vector: the whole) by its sum. */
function normalize(a: Matrix, whole: boolean): Matrix {
  if (whole) return scale(1 / fold(a, (sum, x) => sum + x, 0), a);
  const sums = Array.from({ length: a.rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < a.cols; j++) sum += at(a, i, j);
    return sum;
  });
  return make(a.rows, a.cols, (i, j) => at(a, i, j) / (sums[i] as number));
}

/** Moves the spectrum of a structured symmetric matrix above 0.4. */
function liftSpectrum(a: Matrix): Matrix {
  const least = eigenSymmetric(a).values.data[0] as number;
  return least > 0.4 ? a : add(a, scale(0.4 - least + 0.2, eye(a.rows)));
}

/** Q·S·Q' with signs S: symmetric and orthogonal. */
function reflection(q: Matrix): Matrix {
  const signed = make(q.rows, q.cols, (i, j) => (2 * j < q.cols ? 1 : -1) * at(q, i, j));
  return multiply(signed, transpose(q));
}

/** How far from its one end a range without another is drawn: further out many a function is as good as its limit. */
const REACH = 3;
/** Entries of a range with two ends stay below, where the range reaches so far down. */
const FAR = 1e3;

function withinReach([low, high]: readonly [number, number]): readonly [number, number] {
  if (low === Number.NEGATIVE_INFINITY)
    return high === Number.POSITIVE_INFINITY ? [-REACH, REACH] : [high - REACH, high];
  if (high === Number.POSITIVE_INFINITY) return [low, low + REACH];
  return [low < FAR ? Math.max(low, -FAR) : low, high > -FAR && low < FAR ? Math.min(high, FAR) : high];
}

export function drawValue(
  { properties, bounds }: Constraint,
  rows: number,
  cols: number,
  mood: Mood,
  r: Random,
): Matrix {
  const has = (p: Property): boolean => properties.has(p);
  if (has('integer')) return make(rows, cols, () => 2 + r.below(2));
  if (bounds) {
    const [low, high] = withinReach(bounds);
    const a = make(rows, cols, () => low + (high - low) * (0.1 + 0.8 * r.uniform()));
    return structured(properties) ? project(a, properties) : a;
  }
  if (has('rowstochastic') || has('stochastic')) {
    return normalize(
      make(rows, cols, () => ENTRY.fraction(r)),
      has('stochastic') && (rows === 1 || cols === 1),
    );
  }
  let a = make(rows, cols, () => ENTRY[has('positive') ? 'positive' : mood](r));
  if (has('posdef')) {
    a = scale(1 / rows, multiply(a, transpose(a)));
    const lifted = liftSpectrum(project(a, properties));
    return has('unit') ? scale(1 / norm2(lifted), lifted) : lifted;
  }
  if (has('orthogonal')) {
    if (has('diagonal') || has('lower') || has('upper'))
      return make(rows, cols, (i, j) => (i === j ? 1 - 2 * r.below(2) : 0));
    const { u, v } = svd(a);
    const turned = multiply(u, transpose(v));
    return has('symmetric') ? reflection(turned) : turned;
  }
  if (structured(properties)) a = project(a, properties);
  if (has('invertible') && !has('skew')) a = add(a, scale(has('positive') ? rows : 1.5, eye(rows)));
  return has('unit') ? scale(1 / norm2(a), a) : a;
}

/** A direction within the linear space of the structure; for stochastic matrices one that keeps the sums. */
export function drawDirection({ properties }: Constraint, rows: number, cols: number, r: Random): Matrix {
  const a = make(rows, cols, () => r.normal());
  if (structured(properties)) return project(a, properties);
  if (properties.has('integer')) return map(a, () => 0);
  const byRow = properties.has('rowstochastic');
  if (!byRow && !properties.has('stochastic')) return a;
  const whole = !byRow && (rows === 1 || cols === 1);
  const mean = (i: number): number => {
    let sum = 0;
    if (whole) for (const x of a.data) sum += x;
    else for (let j = 0; j < cols; j++) sum += at(a, i, j);
    return sum / (whole ? rows * cols : cols);
  };
  return make(rows, cols, (i, j) => at(a, i, j) - mean(i));
}

/**
 * What keeps an orthogonal Q orthogonal, A − Q·A'·Q of any A (symmetric of a symmetric one), and a unit x on its sphere,
 * a − x·(x : a); other directions are as they are.
 */
export function tangentTo(value: Matrix, a: Matrix, { properties }: Constraint): Matrix {
  if (properties.has('orthogonal')) return subtract(a, multiply(value, multiply(transpose(a), value)));
  return properties.has('unit') ? addScaled(a, -inner(value, a), value) : a;
}
