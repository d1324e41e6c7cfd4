/**
 * Values at which the sides of a comparison are equal, or a sign is 0: there u < v and u <= v part, and random values never
 * are. Each such place is sought with one entry moved, then along lines between the points that are at hand.
 *
 * At the place, sides that are equal but for rounding are taken as equal. A comparison for which no such place is found,
 * though there seems to be one, is told of: nothing is decided there.
 */
import { dimNames } from '../expression/dimension.js';
import type { Call, Expr } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import { cut } from '../language/error.js';
import { format } from '../language/format.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { propertiesOf } from '../numeric/environment.js';
import { finite, map, scalar, subtract, zip } from '../numeric/matrix.js';
import { freeIndices } from '../numeric/memo.js';
import { TiedEvaluator } from '../numeric/shaken.js';
import type { Matrix } from '../rulebook/rule.js';
import { isAllowed, shown } from './elsewhere.js';
import { staysIn, valueHere } from './firm.js';
import type { Values } from './roots.js';
import { bisected, entriesOf, rootOf, valuesUsed, withEntry, withValues } from './roots.js';
import { choicesOf, saturatedCalls, sidesOf } from './saturated.js';
import type { Counterexample } from './verdict.js';

const MOST_LEAVES = 400;
/** Of each matrix, and of the sides of a comparison. */
const MOST_ENTRIES = 10;
const MOST_COMPARED = 4;
/** So many places are compared at, for each comparison. */
const MOST_PLACES = 24;
const RUNS = 5;
/** A smaller difference, of the largest value on the way, is left to others. */
const CLEAR = 1e-9;
/** Digits to which a place is told, where it is one there as well. */
const DIGITS = [3, 6, 9, 12, 17];
/** So many steps down the slope of so many entries, which is found beside them. */
const DOWNHILL = 50;
const MOST_MOVED = 24;
const BESIDE = 1e-7;
const LEAST_BESIDE = 1e-14;
/** Sides that come so near to each other, of their own size, may well meet. */
const NEAR = 1e-3;

/** The comparisons of two terms: which were met with equal sides, and which were not though they seem to have such places. */
export type Ties =
  | { readonly kind: 'differ'; readonly example: Counterexample }
  | { readonly kind: 'looked'; readonly open: readonly Call[] };

export function lookAtTies(before: Expr, after: Expr, env: Environment, settings: readonly Bindings[]): Ties {
  const open: Call[] = [];
  if (before.leaves + after.leaves > MOST_LEAVES) return { kind: 'looked', open };
  for (const e of jumpsOf([before, after], env)) {
    const search = new Search(e, [before, after], env);
    for (const values of search.places()) {
      const there = withValues(values, env);
      for (const bindings of settings) {
        const seen = tiedAt(before, after, there, bindings);
        if (seen) return { kind: 'differ', example: { ...seen, ...shown(values, there) } };
      }
    }
    if (search.isOpen && !isShared(e, before, after, env)) open.push(e);
  }
  return { kind: 'looked', open };
}

export const openWords = (e: Call): string => {
  const [u, v] = sidesOf(e).map((x) => cut(format(x)));
  return `it is open where ${u} = ${v ?? 0}: no such values were found to compare at`;
};

/** The choices that hang on a value. */
export const jumpsOf = (terms: readonly Expr[], env: Environment): readonly Call[] =>
  choicesOf(terms, env).filter((e) => valuesIn(sidesOf(e), env).size > 0);

/** Both terms make the same choice at the place, and it is the one of its neighbourhood. */
export function isShared(e: Call, before: Expr, after: Expr, env: Environment): boolean {
  if (e.fn === 'where==') return false;
  const has = (term: Expr): boolean =>
    jumpsOf([term], env).some((x) => x.fn === e.fn && sidesOf(x).every((side, k) => side === sidesOf(e)[k]));
  return has(before) && has(after);
}

/** With other roundings each, as they are asked for. */
function* tiedIn(env: Environment): Generator<TiedEvaluator> {
  for (let run = 0; run < RUNS; run++) yield new TiedEvaluator(env, run);
}

/** The sides where they differ with comparisons tied, and with every rounding. */
function tiedAt(
  before: Expr,
  after: Expr,
  env: Environment,
  bindings: Bindings,
): Pick<Counterexample, 'before' | 'after'> | undefined {
  const evaluator = new TiedEvaluator(env);
  const [x, y] = [valueHere(evaluator, before, bindings), valueHere(evaluator, after, bindings)];
  if (x === undefined || y === undefined || !finite(x) || !finite(y)) return undefined;
  const own = subtract(x, y).data;
  const room = CLEAR * Math.max(1, evaluator.largest);
  const places = [...own.keys()].filter((k) => Math.abs(own[k] as number) > room);
  return staysIn(tiedIn(env), own, places, before, after, bindings) ? { before: x, after: y } : undefined;
}

/** The places of one comparison. */
export class Search {
  private readonly sides: readonly Expr[];
  private readonly bindings: Bindings;
  private readonly points: readonly Values[];
  private readonly keys: readonly string[];
  private found = false;
  /** Whether the difference of the sides has either sign, and how near to 0 it came. */
  private readonly signs = new Set<number>();
  private nearest = Number.POSITIVE_INFINITY;
  private hasJump = false;

  constructor(
    private readonly comparison: Call,
    terms: readonly Expr[],
    private readonly env: Environment,
  ) {
    this.sides = sidesOf(comparison);
    this.bindings = firstOf(this.sides, env);
    const all = new Map([...valuesIn(terms, env), ...valuesIn(this.sides, env)]);
    const changed = (f: (x: number) => number): Values =>
      new Map([...all].map(([key, own]) => [key, this.admitted(key, map(own, f)) ?? own]));
    const changes = [1, 0, -1, 2, 10].map((c) => changed(() => c));
    const factors = [-1, 10, -10, 1000, -1000].map((c) => changed((x) => c * x));
    this.points = [changes[0] as Values, all, ...changes.slice(1), ...factors];
    this.keys = [...valuesIn(this.sides, env).keys()];
  }

  /** Whether there seem to be places, and none was found. */
  get isOpen(): boolean {
    if (this.found || this.hasJump) return false;
    return this.signs.size > 1 || (this.comparison.fn === 'where==' && this.nearest < NEAR);
  }

  *places(): Generator<Values> {
    let count = 0;
    const seen = new Set<string>();
    for (const values of this.candidates()) {
      const name = [...values].map(([key, { data }]) => `${key} ${data.join(' ')}`).join('; ');
      if (seen.has(name)) continue;
      seen.add(name);
      this.found = true;
      yield values;
      if (++count >= MOST_PLACES) return;
    }
  }

  private *candidates(): Generator<Values> {
    for (const entry of this.comparedEntries()) {
      for (const base of this.points) if (this.isTied(base, entry)) yield base;
      for (const base of this.points.slice(0, 2))
        for (const key of this.keys)
          for (const place of entriesOf(base.get(key) as Matrix, MOST_ENTRIES)) {
            const own = base.get(key) as Matrix;
            const moved = (t: number): Values | undefined => this.movedTo(base, key, place, t);
            const root = rootOf((t) => this.margin(this.raw(base, key, place, t), entry), own.data[place] as number);
            if (root !== undefined) yield* this.atShort(root, moved, entry);
          }
      if (!this.found) yield* this.betweenPoints(entry);
      if (!this.found) yield* this.downhill(entry);
    }
  }

  /** Along the lines between points where the first side is the larger and where it is not. */
  private *betweenPoints(entry: number): Generator<Values> {
    const margins = this.points.map((values) => this.margin(values, entry));
    const one = margins.findIndex((x) => x !== undefined && x > 0);
    const other = margins.findIndex((x) => x !== undefined && x < 0);
    if (one < 0 || other < 0) return;
    const [p, q] = [this.points[one] as Values, this.points[other] as Values];
    const line = (t: number): Values =>
      new Map([...p].map(([key, a]) => [key, zip(a, q.get(key) as Matrix, (x, y) => (1 - t) * x + t * y)]));
    const ends = bisected((t) => this.margin(line(t), entry), 0, 1);
    const values = ends && line(ends[0]);
    if (values === undefined || ![...values].every(([key, value]) => this.admitted(key, value))) return;
    if (this.isTied(values, entry)) yield values;
    else this.hasJump = true;
  }

  /** Where the sides only touch, all entries at once by steps down the slope: norm2(x − a) == 0. */
  private *downhill(entry: number): Generator<Values> {
    for (const base of this.points.slice(0, 2)) {
      const places = this.keys.flatMap((key) =>
        entriesOf(base.get(key) as Matrix, MOST_ENTRIES).map((place) => [key, place] as const),
      );
      if (places.length > MOST_MOVED) return;
      let values = base;
      for (let step = 0; step < DOWNHILL; step++) {
        const here = this.margin(values, entry);
        if (here === undefined || this.isTied(values, entry)) break;
        const beyond = Math.max(LEAST_BESIDE, Math.min(BESIDE, Math.abs(here) / 1000));
        const slopes = places.map(([key, place]) => {
          const own = (values.get(key) as Matrix).data[place] as number;
          const beside = this.margin(this.raw(values, key, place, own + beyond), entry);
          return beside === undefined ? 0 : (beside - here) / beyond;
        });
        const square = slopes.reduce((sum, x) => sum + x * x, 0);
        if (square === 0) break;
        for (const [k, [key, place]] of places.entries()) {
          const own = (values.get(key) as Matrix).data[place] as number;
          values = this.raw(values, key, place, own - (here * (slopes[k] as number)) / square) ?? values;
        }
      }
      for (const digits of DIGITS) {
        const short = new Map([...values].map(([key, a]) => [key, map(a, (x) => Number(x.toPrecision(digits)))]));
        if (![...short].every(([key, a]) => this.admitted(key, a)) || !this.isTied(short, entry)) continue;
        yield short;
        return;
      }
    }
  }

  /** The place as a short decimal, if it is one. */
  private *atShort(root: number, moved: (t: number) => Values | undefined, entry: number): Generator<Values> {
    for (const digits of DIGITS) {
      const values = moved(Number(root.toPrecision(digits)));
      if (values === undefined || !this.isTied(values, entry)) continue;
      yield values;
      return;
    }
  }

  private comparedEntries(): readonly number[] {
    const evaluator = new TiedEvaluator(this.env);
    const sizes = this.sides.map((e) => valueHere(evaluator, e, this.bindings)?.data.length ?? 0);
    const count = Math.max(...sizes);
    return [...Array(count).keys()].filter((k) => k < MOST_COMPARED - 1 || k === count - 1);
  }

  private margin(values: Values | undefined, entry: number): number | undefined {
    if (values === undefined) return undefined;
    const evaluator = new TiedEvaluator(withValues(values, this.env));
    const [u, v] = this.entries(evaluator, entry);
    if (u === undefined || v === undefined || !Number.isFinite(u - v)) return undefined;
    if (![...values].every(([key, value]) => this.admitted(key, value))) return u - v;
    const size = Math.max(1e-300, ...this.sides.map((e) => evaluator.sizeOfTerm(e)));
    this.nearest = Math.min(this.nearest, Math.abs(u - v) / size);
    if (u !== v) this.signs.add(Math.sign(u - v));
    return u - v;
  }

  private isTied(values: Values, entry: number): boolean {
    const there = withValues(values, this.env);
    const evaluator = new TiedEvaluator(there);
    const [u, v] = this.entries(evaluator, entry);
    // tanh(x) is nowhere 1, though doubles have it so
    if (saturatedCalls(this.sides, there).length > 0) return false;
    return u !== undefined && v !== undefined && evaluator.isTied(u, v, this.sides);
  }

  private entries(evaluator: TiedEvaluator, entry: number): readonly [number | undefined, number | undefined] {
    const [x, y] = this.sides.map((e) => valueHere(evaluator, e, this.bindings));
    const at = (a: Matrix | undefined): number | undefined => a?.data[a.data.length === 1 ? 0 : entry];
    return [at(x), this.sides.length === 1 ? 0 : at(y)];
  }

  /** One entry moved, whether or not the declaration admits it. */
  private raw(base: Values, key: string, place: number, t: number): Values | undefined {
    const value = withEntry(base.get(key) as Matrix, place, t, propertiesOf(key, this.env));
    return value && new Map([...base, [key, value]]);
  }

  private movedTo(base: Values, key: string, place: number, t: number): Values | undefined {
    const values = this.raw(base, key, place, t);
    return values && this.admitted(key, values.get(key) as Matrix) && values;
  }

  /** A value as it is declared. */
  private admitted(key: string, value: Matrix): Matrix | undefined {
    return isAllowed(key, value, this.env) ? value : undefined;
  }
}

/** The values that terms are made of, the whole numbers of the problem among them; a letter of a sum is at its first value. */
function valuesIn(terms: readonly Expr[], env: Environment): Values {
  const found = new Map(valuesUsed(terms, env, firstOf(terms, env)));
  const dims = new Set(postorder(terms).flatMap((e) => (e.kind === 'call' ? e.dims.flatMap(dimNames) : [])));
  for (const x of terms.flatMap(namesIn)) if (x.index.length === 0) dims.add(x.name);
  for (const name of dims) {
    const size = env.sizes.get(name);
    if (size !== undefined && env.declarations.get(name)?.properties.has('integer')) found.set(name, scalar(size));
  }
  return found;
}

const firstOf = (terms: readonly Expr[], env: Environment): Bindings =>
  new Map(terms.flatMap((e) => [...freeIndices(e)]).flatMap((n) => (env.sizes.has(n) ? [] : [[n, 1] as const])));
