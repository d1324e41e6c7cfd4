/**
 * Whether two terms agree exactly at random points of a prime field, and how likely a false agreement is.
 *
 * Draws points that satisfy the declarations as far as polynomials can say them (symmetric, orthogonal, stochastic, …;
 * signs and ranges mean nothing in a field). Agreement is the finding; a difference counts where no function of
 * analysis occurs. Of use for every equality between terms: a line of a person's, a step of ours, a rule.
 */
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import type { Property } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Bindings, Environment } from './environment.js';
import { declarationOf, UNBOUND } from './environment.js';
import type { Exact, ExactPoint } from './exact.js';
import { exactEvaluator, NotExact } from './exact.js';
import { CHOICE } from './exact-choice.js';
import { degreeOf } from './exact-degree.js';
import type { Trace } from './exact-level.js';
import type { ExactMatrix } from './exact-matrix.js';
import { at, Matrices, mapped, matrix, transposed } from './exact-matrix.js';
import { NoInverse, PRIME, primeField } from './exact-ring.js';
import { random } from './random.js';
import { structureBasis } from './structure.js';

/** What a comparison over the integers modulo 2^61 − 1 found: equal, different, or the reason why there is nothing to compare. */
export type ExactFinding =
  | {
      readonly outcome: 'equal';
      readonly points: number;
      /** The chance of a false agreement is below 10^chance. */
      readonly chance: number;
      /** Functions of analysis were taken as free functions. */
      readonly free: boolean;
    }
  | { readonly outcome: 'different' }
  | { readonly outcome: 'none'; readonly reason: string };

const POINTS = 4;
const TRIES = 12;
/** The power of ten below which the chance of a false agreement has to be. */
const SURE = -15;

type Field = ExactMatrix<bigint>;
const m = new Matrices(primeField);

export interface ExactOptions {
  readonly catalog: Catalog;
  /** The settings of free indices at which both are compared. */
  readonly bindings?: (env: Environment) => readonly Bindings[];
  /** How many points must agree. */
  readonly wanted?: number;
}

/** Both terms at several points, the sizes as those of the environments, one after the other. */
export function compareExact(
  before: Expr,
  after: Expr,
  environments: readonly Environment[],
  { catalog, bindings = () => [UNBOUND], wanted = POINTS }: ExactOptions,
): ExactFinding {
  let free = false;
  let degree = 0;
  let points = 0;
  let empty = false;
  for (let attempt = 0; points < wanted; attempt++) {
    if (attempt >= TRIES)
      return { outcome: 'none', reason: empty ? 'its range is empty' : 'every point that was tried is singular' };
    const env = environments[attempt % environments.length];
    if (env === undefined) return { outcome: 'none', reason: 'there is no sample' };
    try {
      const settings = bindings(env);
      // of no index nothing is shown, at whatever point
      if (settings.length === 0) {
        empty = true;
        continue;
      }
      const point = pointFor(env, catalog, attempt);
      let here = agreement(before, after, point, settings);
      // what holds for 0 and 1 alone, as b·b = b, is tried either way
      if (here.analytic && !here.agree && point.choices.size > 0)
        here = onAllWays(before, after, waysOf(env, catalog, attempt), settings);
      if (!here.agree)
        return here.analytic
          ? { outcome: 'none', reason: 'it may rest on more than the derivatives of its functions' }
          : { outcome: 'different' };
      free ||= here.analytic;
      const [a, b] = [degreeOf(before, env), degreeOf(after, env)];
      // of a product with random entries it is one more
      const more = byProduct(before, after) ? 1 : 0;
      degree = Math.max(degree, a.over + b.under + more, b.over + a.under + more);
      points++;
    } catch (error) {
      if (error instanceof NoInverse) continue;
      if (error instanceof NotExact) return { outcome: 'none', reason: error.message };
      if (error instanceof RangeError) return { outcome: 'none', reason: error.message };
      throw error;
    }
  }
  const chance = wanted * (Math.log10(Math.max(1, degree)) - Math.log10(Number(PRIME)));
  if (!(chance <= SURE)) return { outcome: 'none', reason: 'its degree is too high for agreement to mean much' };
  return { outcome: 'equal', points, chance: Math.ceil(chance), free };
}

interface Point {
  readonly evaluator: Exact<bigint, bigint>;
  readonly seed: number;
  readonly trace: Trace;
  /** What has been told of comparisons so far. */
  readonly choices: ReadonlyMap<string, bigint>;
}

interface Agreement {
  readonly agree: boolean;
  /** A function of analysis, or a comparison, was met on the way. */
  readonly analytic: boolean;
}

/** Both terms at one point, at every setting of the free indices. */
function agreement(
  before: Expr,
  after: Expr,
  { evaluator, trace, seed }: Point,
  settings: readonly Bindings[],
): Agreement {
  trace.analytic = false;
  const same = byProduct(before, after) ? sameAgainst(seed) : sameEntries;
  const agree = settings.every((setting) => same(before, after, evaluator, setting));
  return { agree, analytic: trace.analytic };
}

type Sameness = (before: Expr, after: Expr, evaluator: Exact<bigint, bigint>, setting: Bindings) => boolean;

const sameEntries: Sameness = (before, after, evaluator, setting) =>
  same(evaluator.value(before, setting), evaluator.value(after, setting));

/** By one product with random entries, which is as good a test as every entry: a gradient costs as much as its entries. */
const sameAgainst =
  (seed: number): Sameness =>
  (before, after, evaluator, setting) => {
    const [rows, cols] = evaluator.size(before, setting);
    const other = evaluator.size(after, setting);
    if (rows !== other[0] || cols !== other[1]) return false;
    const test = plain(rows, cols, seed, 'exact entries of a product');
    return evaluator.against(before, test, setting) === evaluator.against(after, test, setting);
  };

const byProduct = (before: Expr, after: Expr): boolean => isCall(before, 'grad') || isCall(after, 'grad');

function onAllWays(before: Expr, after: Expr, ways: Iterable<Point>, settings: readonly Bindings[]): Agreement {
  let analytic = false;
  for (const point of ways) {
    const here = agreement(before, after, point, settings);
    if (!here.agree) return here;
    analytic ||= here.analytic;
  }
  return { agree: true, analytic };
}

const points = new WeakMap<Environment, Map<number, Point>>();
const derivatives = new WeakMap<Catalog, WeakMap<Expr, Map<string, Expr>>>();

/** A point at which comparisons are worth what `choose` tells, by the number of those met before. */
function pointWith(env: Environment, catalog: Catalog, attempt: number, choose: Choose): Point {
  const trace: Trace = { analytic: false };
  const choices = new Map<string, bigint>();
  const point = pointOf(env, catalog, attempt, (text) => {
    const told = choices.get(text) ?? choose(choices.size, text);
    choices.set(text, told);
    return told;
  });
  return { evaluator: exactEvaluator(point, primeField, trace), seed: seedOf(env, attempt), trace, choices };
}

type Choose = (place: number, text: string) => bigint;

/**
 * The same point for all terms that are compared in an environment, so that nothing is worked out twice. A comparison is
 * worth a random element there, as if it were one more variable: what agrees so agrees for 0 and for 1.
 */
function pointFor(env: Environment, catalog: Catalog, attempt: number): Point {
  const own = points.get(env) ?? new Map<number, Point>();
  points.set(env, own);
  const seed = seedOf(env, attempt);
  const known = own.get(attempt) ?? pointWith(env, catalog, attempt, (_, text) => elementOf(random(seed, text)));
  own.set(attempt, known);
  return known;
}

/** More comparisons than these are not tried in every combination. */
const MOST_CHOICES = 6;

/** A point as often as there are ways for comparisons to fall. */
function* waysOf(env: Environment, catalog: Catalog, attempt: number): Generator<Point> {
  let count = 0;
  for (let ways = 0; ways < 2 ** count || ways === 0; ways++) {
    const point = pointWith(env, catalog, attempt, (place) => BigInt(Math.floor(ways / 2 ** place) % 2));
    yield point;
    count = Math.max(count, point.choices.size);
    if (count > MOST_CHOICES) throw new NotExact('there are more comparisons than can be tried either way');
  }
}

function derivativeOf(catalog: Catalog, fn: string, x: Expr): Expr {
  const book = derivatives.get(catalog) ?? new WeakMap<Expr, Map<string, Expr>>();
  derivatives.set(catalog, book);
  const own = book.get(x) ?? new Map<string, Expr>();
  book.set(x, own);
  const known = own.get(fn) ?? catalog.derivative(fn, x);
  own.set(fn, known);
  return known;
}

const elementOf = (draw: { uniform(): number }): bigint => {
  const high = BigInt(Math.floor(draw.uniform() * 2 ** 31));
  const low = BigInt(Math.floor(draw.uniform() * 2 ** 30));
  return ((high << 30n) + low) % PRIME;
};

const seedOf = (env: Environment, attempt: number): number => (env.seed ?? 1) + 7919 * attempt;

function pointOf(
  env: Environment,
  catalog: Catalog,
  attempt: number,
  choose: (text: string) => bigint,
): ExactPoint<bigint> {
  const { sizes, definitions, unknown } = env;
  const seed = seedOf(env, attempt);
  const values = new Map<string, Field | undefined>();
  const remembered = (kind: string, make: (key: string) => Field | undefined): ((key: string) => Field | undefined) => {
    return (key) => {
      const name = `${kind} ${key}`;
      if (!values.has(name)) values.set(name, make(key));
      return values.get(name);
    };
  };
  const properties = (key: string): ReadonlySet<Property> =>
    declarationOf(env.declarations, key)?.properties ?? new Set();
  const drawnFor = (key: string): Field | undefined => {
    const shape = env.value(key);
    const made = shape && drawn(shape.rows, shape.cols, properties(key), seed, `exact ${key}`);
    const lacking = made && [...properties(key)].find((property) => HOLDS[property]?.(made) === false);
    if (lacking !== undefined)
      throw new NotExact(`no exact values are drawn for ${key} that are ${[...properties(key)].join(' ')}`);
    return made;
  };
  const value = remembered('value', (key) => {
    const base = env.polynomials?.get(key);
    const of = base === undefined ? undefined : drawnFor(base);
    return of ? polynomialIn(of, seed, `exact ${key}`) : drawnFor(key);
  });
  return {
    sizes,
    definitions,
    unknown,
    value,
    direction: remembered('direction', (key) => {
      const shape = env.direction(key);
      if (shape === undefined) return undefined;
      const free = moving(shape.rows, shape.cols, properties(key), seed, `exact d ${key}`);
      const point = env.tangent ? value(key) : undefined;
      return point ? tangentTo(point, free, properties(key)) : free;
    }),
    properties,
    draw: (text) => (text.startsWith(CHOICE) ? choose(text) : elementOf(random(seed, text))),
    elementwise: (fn) => catalog.elementwise(fn),
    derivative: (fn, x) => derivativeOf(catalog, fn, x),
  };
}

const same = (a: Field, b: Field): boolean =>
  a.rows === b.rows && a.cols === b.cols && a.data.every((x, k) => x === b.data[k]);
const every = (a: Field, test: (x: bigint, i: number, j: number) => boolean): boolean =>
  a.data.every((x, k) => test(x, Math.floor(k / a.cols), k % a.cols));
const total = (list: readonly bigint[]): bigint => list.reduce((sum, x) => primeField.add(sum, x), 0n);

/** Whether a draw has a property, where a field can tell: of several it may have been drawn with some alone. */
const HOLDS: Readonly<Partial<Record<Property, (a: Field) => boolean>>> = {
  symmetric: (a) => same(a, transposed(a)),
  skew: (a) => same(a, mapped(transposed(a), primeField.negate)),
  diagonal: (a) => every(a, (x, i, j) => i === j || x === 0n),
  lower: (a) => every(a, (x, i, j) => j <= i || x === 0n),
  upper: (a) => every(a, (x, i, j) => j >= i || x === 0n),
  toeplitz: (a) => every(a, (x, i, j) => i === 0 || j === 0 || x === at(a, i - 1, j - 1)),
  orthogonal: (a) => same(m.multiply(transposed(a), a), m.identity(a.cols)),
  unit: (a) => total(a.data.map((x) => primeField.multiply(x, x))) === 1n,
  stochastic: (a) => total(a.data) === 1n,
  rowstochastic: (a) =>
    Array.from({ length: a.rows }, (_, i) => total(a.data.slice(i * a.cols, (i + 1) * a.cols))).every((x) => x === 1n),
};

/** p·I + A·(q·I + A), which commutes with A. */
function polynomialIn(a: Field, seed: number, text: string): Field {
  const draw = random(seed, text);
  const shifted = (b: Field): Field => m.add(m.scale(elementOf(draw), m.identity(a.rows)), b);
  return shifted(m.multiply(a, shifted(a)));
}

function plain(rows: number, cols: number, seed: number, text: string): Field {
  const draw = random(seed, text);
  return matrix(rows, cols, () => elementOf(draw));
}

function structured(rows: number, cols: number, properties: ReadonlySet<Property>, seed: number, text: string): Field {
  const data = Array.from({ length: rows * cols }, () => 0n);
  const draw = random(seed, text);
  for (const { places, signs } of structureBasis(rows, cols, properties)) {
    const x = elementOf(draw);
    places.forEach((place, k) => {
      data[place] = signs[k] === 1 ? x : primeField.negate(x);
    });
  }
  return { rows, cols, data };
}

function drawn(rows: number, cols: number, properties: ReadonlySet<Property>, seed: number, text: string): Field {
  if (properties.has('orthogonal'))
    return properties.has('symmetric') ? reflection(rows, seed, text) : orthogonal(rows, cols, seed, text);
  if (properties.has('unit')) return unit(plain(rows, cols, seed, text));
  if (properties.has('rowstochastic') || properties.has('stochastic'))
    return summingTo(1n, structured(rows, cols, properties, seed, text), properties);
  return structured(rows, cols, properties, seed, text);
}

function moving(rows: number, cols: number, properties: ReadonlySet<Property>, seed: number, text: string): Field {
  const a = structured(rows, cols, properties, seed, text);
  return properties.has('rowstochastic') || properties.has('stochastic') ? summingTo(0n, a, properties) : a;
}

/** As that of doubles (draw.ts). */
function tangentTo(value: Field, a: Field, properties: ReadonlySet<Property>): Field {
  const minus = (x: Field): Field => mapped(x, primeField.negate);
  if (properties.has('orthogonal')) return m.add(a, minus(m.multiply(value, m.multiply(transposed(a), value))));
  if (!properties.has('unit')) return a;
  const along = value.data.reduce((sum, x, k) => primeField.add(sum, primeField.multiply(x, a.data[k] as bigint)), 0n);
  return m.add(a, minus(m.scale(along, value)));
}

/** Cayley's (I − S)(I + S)⁻¹ of a skew S; its first columns or rows where it is not square. */
function orthogonal(rows: number, cols: number, seed: number, text: string): Field {
  const n = Math.max(rows, cols);
  const skew = structured(n, n, new Set(['skew']), seed, text);
  const q = m.multiply(m.add(m.identity(n), mapped(skew, primeField.negate)), m.inverse(m.add(m.identity(n), skew)));
  return matrix(rows, cols, (i, j) => at(q, i, j));
}

/** I − 2·V(V'V)⁻¹V', symmetric and orthogonal. */
function reflection(n: number, seed: number, text: string): Field {
  const v = plain(n, Math.ceil(n / 2), seed, text);
  const onto = m.multiply(m.multiply(v, m.inverse(m.multiply(transposed(v), v))), transposed(v));
  return m.add(m.identity(n), m.scale(PRIME - 2n, onto));
}

/** The point of the unit sphere that is seen from its pole in the direction of u. */
function unit(u: Field): Field {
  const rest = u.data.slice(1);
  const square = rest.reduce((sum, x) => primeField.add(sum, primeField.multiply(x, x)), 0n);
  const share = primeField.inverse(primeField.add(square, 1n));
  const first = primeField.multiply(primeField.add(square, PRIME - 1n), share);
  const others = rest.map((x) => primeField.multiply(primeField.add(x, x), share));
  return { ...u, data: [first, ...others] };
}

/** The last entry of each row (of the whole, for a vector) makes the sum. */
function summingTo(total: bigint, a: Field, properties: ReadonlySet<Property>): Field {
  if (!properties.has('rowstochastic') && a.cols === 1)
    return transposed(summingTo(total, transposed(a), new Set(['rowstochastic'])));
  return matrix(a.rows, a.cols, (i, j) => {
    if (j < a.cols - 1) return at(a, i, j);
    let sum = 0n;
    for (let k = 0; k < a.cols - 1; k++) sum = primeField.add(sum, at(a, i, k));
    return primeField.add(total, primeField.negate(sum));
  });
}
