/**
 * The values and directions of a sample to a hundred digits. Doubles are taken as they are; what a declaration says of
 * them is made to hold to the last digit, as a sum of 1 does not in doubles.
 */

import type { Property } from '../language/problem.js';
import { STRUCTURES } from '../language/structures.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Environment } from './environment.js';
import { declarationOf } from './environment.js';
import type { ExactPoint } from './exact.js';
import { NotExact } from './exact.js';
import type { ExactMatrix } from './exact-matrix.js';
import { at, Matrices, mapped, matrix, transposed } from './exact-matrix.js';
import type { Long, LongField } from './long-number.js';
import { ofDouble } from './long-number.js';
import { structureBasis } from './structure.js';

type Longs = ExactMatrix<Long>;

export function preciseValues(
  env: Environment,
  field: LongField,
): Pick<ExactPoint<Long>, 'value' | 'direction' | 'properties'> {
  const m = new Matrices<Long>(field);
  const known = new Map<string, Longs | undefined>();
  const properties = (key: string): ReadonlySet<Property> =>
    declarationOf(env.declarations, key)?.properties ?? new Set();
  const once = (name: string, make: () => Longs | undefined): Longs | undefined => {
    if (!known.has(name)) known.set(name, make());
    return known.get(name);
  };
  const value = (key: string): Longs | undefined =>
    once(`value ${key}`, () => {
      const own = env.value(key);
      if (own === undefined) return undefined;
      // what commutes does so to the last digit only
      if (env.polynomials?.has(key)) throw new NotExact(`${key} is a polynomial`);
      return refined(m, field, own, properties(key));
    });
  const direction = (key: string): Longs | undefined =>
    once(`direction ${key}`, () => {
      const own = env.direction(key);
      const point = value(key);
      return own && tangent(m, field, own, env.tangent ? point : undefined, properties(key));
    });
  return { value, direction, properties };
}

const ofDoubles = ({ rows, cols, data }: Matrix): Longs => ({ rows, cols, data: [...data].map(ofDouble) });

/** Each entry that of the first place that a structure ties it to. */
function structured(field: LongField, a: Longs, properties: ReadonlySet<Property>): Longs {
  if (![...properties].some((p) => STRUCTURES.has(p))) return a;
  const data = a.data.map(() => field.zero);
  for (const { places, signs } of structureBasis(a.rows, a.cols, properties)) {
    const [first = 0] = places;
    places.forEach((place, k) => {
      const own = a.data[first] as Long;
      data[place] = signs[k] === signs[0] ? own : field.negate(own);
    });
  }
  return { ...a, data };
}

/** Newton's step doubles the digits of an orthogonal matrix; so many make a hundred of those of doubles. */
const STEPS = 5;

function refined(m: Matrices<Long>, field: LongField, own: Matrix, properties: ReadonlySet<Property>): Longs {
  const a = structured(field, ofDoubles(own), properties);
  if (properties.has('orthogonal')) return orthogonal(m, field, a);
  if (properties.has('unit')) return m.scale(field.inverse(field.sqrt(m.inner(a, a))), a);
  if (properties.has('rowstochastic')) return byRows(a, (row) => shares(m, field, row));
  return properties.has('stochastic') ? shares(m, field, a) : a;
}

const shares = (m: Matrices<Long>, field: LongField, a: Longs): Longs => m.scale(field.inverse(m.total(a)), a);

/** Q(3I − Q'Q)/2, of the columns or the rows, whichever are fewer. */
function orthogonal(m: Matrices<Long>, field: LongField, a: Longs): Longs {
  if (a.rows < a.cols) return transposed(orthogonal(m, field, transposed(a)));
  const three = m.scale(field.whole(3), m.identity(a.cols));
  let q = a;
  for (let k = 0; k < STEPS; k++) {
    const rest = m.add(three, m.scale(field.whole(-1), m.multiply(transposed(q), q)));
    q = mapped(m.multiply(q, rest), (x) => field.scaled(x, -1));
  }
  return q;
}

function byRows(a: Longs, f: (row: Longs) => Longs): Longs {
  const rows = Array.from({ length: a.rows }, (_, i) => f(matrix(1, a.cols, (_, j) => at(a, i, j))));
  return matrix(a.rows, a.cols, (i, j) => at(rows[i] as Longs, 0, j));
}

function tangent(
  m: Matrices<Long>,
  field: LongField,
  own: Matrix,
  point: Longs | undefined,
  properties: ReadonlySet<Property>,
): Longs {
  const a = structured(field, ofDoubles(own), properties);
  const without = (part: Longs): Longs => m.add(a, m.scale(field.whole(-1), part));
  const centred = (row: Longs): Longs => {
    const mean = field.divide(m.total(row), field.whole(row.data.length));
    return mapped(row, (x) => field.subtract(x, mean));
  };
  if (properties.has('rowstochastic')) return byRows(a, centred);
  if (properties.has('stochastic')) return centred(a);
  if (point === undefined) return a;
  if (properties.has('unit')) return without(m.scale(m.inner(point, a), point));
  if (!properties.has('orthogonal')) return a;
  if (a.rows < a.cols) throw new NotExact('a direction of orthogonal rows');
  const inner = m.multiply(transposed(point), a);
  const sym = mapped(m.add(inner, transposed(inner)), (x) => field.scaled(x, -1));
  return without(m.multiply(point, sym));
}
