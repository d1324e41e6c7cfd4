/**
 * Two terms at the very values of a sample, to a hundred digits: whether they differ there by what is no rounding.
 *
 * The evaluator is the exact one over numbers of many digits, with functions of analysis at their values. A difference
 * counts where it stays with more digits; what is left of rounding does not. Terms that hold what has no such value,
 * eigenvalues or unknown functions, are not decided here.
 */
import type { Call, Expr } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Bindings, Environment } from './environment.js';
import type { Exact, ExactPoint } from './exact.js';
import { exactEvaluator, NotExact, ROOT } from './exact.js';
import { CHOICE } from './exact-choice.js';
import type { Free } from './exact-level.js';
import type { ExactMatrix } from './exact-matrix.js';
import { NoInverse } from './exact-ring.js';
import { pi } from './long-analysis.js';
import { longRoot, longValue } from './long-functions.js';
import type { Long } from './long-number.js';
import { exponentOf, LongField, signOf, toDouble } from './long-number.js';
import { wrap } from './matrix.js';
import { preciseValues } from './precise-values.js';

/** A hundred digits, and some more to see which of them are the terms' own. */
const FIELDS = [new LongField(360), new LongField(470)] as const;
/** Of an entry less than this part is the last few digits, which rounding has. */
const LAST = 48;

export type PreciseFinding =
  | { readonly outcome: 'differ'; readonly before: Matrix; readonly after: Matrix; readonly difference: Matrix }
  | { readonly outcome: 'same' }
  | { readonly outcome: 'none' };

type Point = Exact<Long, Long>;

/** At a comparison or a sign, what is next to 0 is 0. */
const tied = (field: LongField, x: Long): -1 | 0 | 1 => (exponentOf(x) < -field.bits / 2 ? 0 : signOf(x));

const HOLDS: Readonly<Record<string, (sign: -1 | 0 | 1) => boolean>> = Object.freeze({
  'where>': (s) => s > 0,
  'where>=': (s) => s >= 0,
  'where<': (s) => s < 0,
  'where<=': (s) => s <= 0,
  'where==': (s) => s === 0,
});

/** The functions that the exact evaluator leaves open, at their values. */
const valuesIn =
  (field: LongField): Free<Long> =>
  (text, order, [x]) => {
    if (text === 'pi') return pi(field);
    const [word = '', rest = ''] = text.split(' ');
    if (order.length > 0 || x === undefined) throw new NotExact(`${text} is not known`);
    if (word === CHOICE) return field.whole(HOLDS[rest]?.(tied(field, x)) ? 1 : 0);
    if (word === ROOT) {
      const [p, q] = rest.split('/').map(Number) as [number, number];
      return longRoot(field, x, p, q);
    }
    if (text === 'sign') return field.whole(tied(field, x));
    const value = longValue(text, field, x);
    if (value === undefined) throw new NotExact(`${text} has no value of many digits`);
    return value;
  };

const points = new WeakMap<Environment, Map<LongField, Point>>();

function pointFor(env: Environment, catalog: Catalog, field: LongField): Point {
  const own = points.get(env) ?? new Map<LongField, Point>();
  points.set(env, own);
  const known = own.get(field);
  if (known !== undefined) return known;
  const { sizes, definitions, unknown } = env;
  const point: ExactPoint<Long> = {
    sizes,
    definitions,
    unknown,
    ...preciseValues(env, field),
    draw: (text) => {
      throw new NotExact(`${text} is not known`);
    },
    elementwise: (fn) => catalog.elementwise(fn),
    derivative: (fn, x) => catalog.derivative(fn, x),
  };
  const made = exactEvaluator(point, field, { analytic: false }, valuesIn(field));
  own.set(field, made);
  return made;
}

/** The value of a term; undefined where it has none that can be worked out. */
function valueIn(
  e: Expr,
  env: Environment,
  catalog: Catalog,
  field: LongField,
  bindings: Bindings,
): ExactMatrix<Long> | undefined {
  try {
    return pointFor(env, catalog, field).value(e, bindings);
  } catch (error) {
    const known =
      error instanceof NotExact ||
      error instanceof NoInverse ||
      error instanceof RangeError ||
      error instanceof FrobeniusError;
    if (known) return undefined;
    throw error;
  }
}

const doubles = (a: ExactMatrix<Long>): Matrix => wrap(a.rows, a.cols, Float64Array.from(a.data, toDouble));

export function comparePrecisely(
  before: Expr,
  after: Expr,
  env: Environment,
  catalog: Catalog,
  bindings: Bindings,
): PreciseFinding {
  const sides = (field: LongField): readonly [ExactMatrix<Long>, ExactMatrix<Long>, readonly Long[]] | undefined => {
    const [a, b] = [before, after].map((e) => valueIn(e, env, catalog, field, bindings));
    if (a === undefined || b === undefined || a.data.length !== b.data.length) return undefined;
    return [a, b, a.data.map((x, k) => field.subtract(x, b.data[k] as Long))];
  };
  const [first, second] = FIELDS;
  const here = sides(first);
  if (here === undefined) return { outcome: 'none' };
  const [a, b, difference] = here;
  const places = [...difference.keys()].filter((k) => {
    const size = Math.max(exponentOf(a.data[k] as Long), exponentOf(b.data[k] as Long));
    return signOf(difference[k] as Long) !== 0 && exponentOf(difference[k] as Long) > size - first.bits + LAST;
  });
  if (places.length === 0) return { outcome: 'same' };
  const again = sides(second);
  if (again === undefined) return { outcome: 'none' };
  const stays = (k: number): boolean => {
    const [own, finer] = [difference[k] as Long, again[2][k] as Long];
    return exponentOf(second.subtract(own, finer)) < exponentOf(own) - LAST / 2;
  };
  if (!places.some(stays)) return { outcome: 'same' };
  return { outcome: 'differ', before: doubles(a), after: doubles(b), difference: doubles({ ...a, data: difference }) };
}

const NEAR = [-20, 20] as const;

/** Whether a function of a term is so near to its limit at a sample that a hundred digits do not tell the two apart. */
export function isBeyond(e: Call, env: Environment, catalog: Catalog): boolean {
  const [field] = FIELDS;
  const args = valueIn(e.args[0] as Expr, env, catalog, field, new Map());
  if (args === undefined) return true;
  return args.data.some((x) => {
    if (signOf(x) === 0) return false;
    const [own, ...others] = [
      x,
      ...NEAR.map((k) => field.add(x, field.scaled(k < 0 ? field.negate(x) : x, -Math.abs(k)))),
    ].map((y) => valueOrNone(e.fn, field, y));
    return own === undefined || others.every((y) => y !== undefined && field.compare(own, y) === 0);
  });
}

function valueOrNone(fn: string, field: LongField, x: Long): Long | undefined {
  try {
    return longValue(fn, field, x);
  } catch (error) {
    if (error instanceof NoInverse) return undefined;
    throw error;
  }
}
