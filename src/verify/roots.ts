/** Where a number that hangs on the values of variables is 0, one entry or all of them being moved. */
import type { Expr } from '../expression/expression.js';
import type { Property } from '../language/problem.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { UNBOUND } from '../numeric/environment.js';
import { Evaluator } from '../numeric/evaluate.js';
import { at, make, map } from '../numeric/matrix.js';
import { structureBasis } from '../numeric/structure.js';
import type { Matrix } from '../rulebook/rule.js';
import { valueHere } from './firm.js';

export type Values = ReadonlyMap<string, Matrix>;

/** The environment with other values, whole numbers of the problem among the sizes as well. */
export function withValues(values: Values, env: Environment): Environment {
  const sizes = new Map(env.sizes);
  for (const [key, value] of values) if (sizes.has(key)) sizes.set(key, value.data[0] as number);
  return { ...env, sizes, value: (key) => values.get(key) ?? env.value(key) };
}

export type OfNumber = (t: number) => number | undefined;

/** A root that is no crossing comes nearer by a part of itself with each secant. */
const STEPS = 60;

/** Where a function of one number is 0, by secants. */
export function rootOf(f: OfNumber, start: number): number | undefined {
  let [a, b] = [start, start + 1];
  let [fa, fb] = [f(a), f(b)];
  for (let k = 0; k < STEPS; k++) {
    if (fa === undefined || fb === undefined || !Number.isFinite(fa) || !Number.isFinite(fb)) return undefined;
    if (fa === 0) return a;
    if (fb === 0) return b;
    const next = b - (fb * (b - a)) / (fb - fa);
    if (!Number.isFinite(next)) return undefined;
    if (Math.abs(next - b) <= 1e-14 * Math.abs(next)) return next;
    [a, fa, b, fb] = [b, fb, next, f(next)];
  }
  return undefined;
}

const HALVINGS = 80;

/** Where a function changes its sign between two numbers: the last two that were tried. */
export function bisected(f: OfNumber, from: number, to: number): readonly [number, number] | undefined {
  let [a, b] = [from, to];
  const first = f(a);
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (a + b) / 2;
    const value = f(middle);
    if (first === undefined || value === undefined || Number.isNaN(value)) return undefined;
    if (value === 0) return [middle, middle];
    if (middle === a || middle === b) break;
    if (value > 0 === first > 0) a = middle;
    else b = middle;
  }
  return [a, b];
}

/** The values that terms are made of, by name or by member. */
export function valuesUsed(
  terms: readonly Expr[],
  env: Environment,
  bindings: Bindings = UNBOUND,
): Map<string, Matrix> {
  const used = new Map<string, Matrix>();
  const watched: Environment = {
    ...env,
    value: (key) => {
      const own = env.value(key);
      if (own) used.set(key, own);
      return own;
    },
  };
  for (const e of terms) valueHere(new Evaluator(watched), e, bindings);
  return used;
}

/** So many places of a matrix, the first and the last among them. */
export function entriesOf({ data }: Matrix, most: number): number[] {
  const share = Math.max(1, (data.length - 1) / (most - 1));
  const places = Array.from({ length: Math.min(most, data.length) }, (_, k) => Math.floor(k * share));
  return [...new Set([...places, data.length - 1])].filter((k) => k >= 0);
}

/**
 * One entry moved, and with it what keeps the matrix as it is declared: those that a structure ties to it, the rest of a
 * unit vector or of a row of weights, another row of an orthogonal matrix. Undefined where nothing does.
 */
export function withEntry(a: Matrix, entry: number, t: number, properties: ReadonlySet<Property>): Matrix | undefined {
  const [i, j] = [Math.floor(entry / a.cols), entry % a.cols];
  if (properties.has('orthogonal')) return rotated(a, i, j, t);
  if (properties.has('unit')) return shared(a, entry, t, [...a.data.keys()], 2);
  if (properties.has('stochastic')) return shared(a, entry, t, [...a.data.keys()], 1);
  if (properties.has('rowstochastic')) {
    const row = [...a.data.keys()].filter((k) => Math.floor(k / a.cols) === i);
    return shared(a, entry, t, row, 1);
  }
  const moved = map(a, (x) => x);
  const tied = structureBasis(a.rows, a.cols, properties).find(({ places }) => places.includes(entry));
  if (tied === undefined) return moved;
  const own = tied.signs[tied.places.indexOf(entry)];
  tied.places.forEach((place, k) => {
    moved.data[place] = tied.signs[k] === own ? t : -t;
  });
  return moved;
}

/** The other places scaled, so that the sum of the powers stays 1. */
function shared(a: Matrix, entry: number, t: number, places: readonly number[], power: number): Matrix | undefined {
  const others = places.filter((k) => k !== entry);
  const rest = others.reduce((sum, k) => sum + (a.data[k] as number) ** power, 0);
  const factor = ((1 - t ** power) / rest) ** (1 / power);
  if (!Number.isFinite(factor)) return undefined;
  const moved = map(a, (x) => x);
  for (const k of others) moved.data[k] = factor * (a.data[k] as number);
  moved.data[entry] = t;
  return moved;
}

/** Two rows turned into each other until the entry is as wanted. */
function rotated(a: Matrix, i: number, j: number, t: number): Matrix | undefined {
  const column = Array.from({ length: a.rows }, (_, k) => (k === i ? 0 : Math.abs(at(a, k, j))));
  const other = column.indexOf(Math.max(...column));
  const [x, y] = [at(a, i, j), at(a, other, j)];
  const angle = Math.atan2(y, x) - Math.acos(t / Math.hypot(x, y));
  if (other === i || Number.isNaN(angle)) return undefined;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return make(a.rows, a.cols, (k, l) => {
    if (k === i) return l === j ? t : c * at(a, i, l) + s * at(a, other, l);
    return k === other ? c * at(a, other, l) - s * at(a, i, l) : at(a, k, l);
  });
}
