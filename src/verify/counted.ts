/**
 * Sizes and whole numbers that count: ends of sums, numbers of entries, exponents. Agreement at random values says nothing
 * of those that were not tried: Σ t over t = 1…T is 4T − 6 at T = 3 and T = 4.
 */
import type { Dim } from '../expression/dimension.js';
import { asName, dimNames } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Definition, Problem } from '../language/problem.js';
import { isMoving } from './moving.js';
import { stackedIn } from './stacked.js';

/** What a size that counts is made to be; sides that are polynomials in it of a lower degree differ at one of them. */
const COUNTS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** The same where each takes difference quotients, of whole recurrences. */
const FEW: readonly number[] = [1, 2, 5, 7];

/** What a size that says where an entry stands is made to be: B(n,1) of an upper B is 0 but for n = 1. */
const LEAST: readonly number[] = [1, 2, 3];

/**
 * Sizes at which terms are compared besides those of samples: each that counts at many, each that says where an entry stands
 * at the least, matrices of full rank wide as well.
 */
export function otherSizes(
  terms: readonly Expr[],
  counted: readonly string[],
  problem: Problem,
  moving: boolean,
): ReadonlyMap<string, number>[] {
  const found = counted.flatMap((name) => (moving ? FEW : COUNTS).map((value) => new Map([[name, value]])));
  const places = placeNames(terms).filter((n) => problem.dims.includes(n) && !counted.includes(n));
  for (const name of places) for (const value of moving ? [1] : LEAST) found.push(new Map([[name, value]]));
  for (const { shape, properties } of problem.declarations.values()) {
    const [rows, cols] = shape.map((d) => (typeof d === 'number' ? undefined : dimNames(d)[0]));
    if (!properties.has('fullrank') || rows === undefined || cols === undefined || rows === cols) continue;
    found.push(
      new Map([
        [rows, 2],
        [cols, 4],
      ]),
    );
  }
  return found;
}

/** Names in the places of entries: n of x(n-1), not of x itself. */
function placeNames(terms: readonly Expr[]): readonly string[] {
  const names = new Set<string>();
  for (const e of postorder(terms)) {
    const [x] = e.args;
    if (isCall(e, 'basis')) for (const n of dimNames(e.dims[1] as Dim)) names.add(n);
    if (!isCall(e, 'slice') || x === undefined) continue;
    for (const axis of [0, 1] as const) {
      const [from, to] = e.dims.slice(2 * axis, 2 * axis + 2) as [Dim, Dim];
      if (from !== 1 || to !== x.shape[axis]) for (const n of [from, to].flatMap(dimNames)) names.add(n);
    }
  }
  return [...names];
}

/** Names of the problem that stand for a number in the terms, or in what they are defined by where nothing moves. */
export function countedNames(terms: readonly Expr[], problem: Problem, definitions: readonly Definition[]): string[] {
  const names = new Set<string>();
  const used = new Set(postorder(terms).flatMap((e) => (e.kind === 'name' ? [e.name] : [])));
  const reached = isMoving(terms, definitions) ? [] : definitions.filter((x) => used.has(x.target.name));
  const whole = new Set(
    [...problem.declarations.values()].flatMap((d) => (d.properties.has('integer') ? [d.name] : [])),
  );
  for (const { from, to } of reached.flatMap((x) => x.loops))
    for (const n of [from, to].flatMap(dimNames)) names.add(n);
  for (const e of postorder([...terms, ...reached.map((x) => x.value)])) {
    // of the rows of a Jacobian the end is the size of what they make, and counts nothing
    if (e.kind === 'each' && stackedIn(e) === undefined) for (const n of [e.from, e.to].flatMap(dimNames)) names.add(n);
    if (e.kind === 'name' && whole.has(e.name)) names.add(e.name);
    if (e.kind !== 'call') continue;
    for (const n of e.dims.flatMap(dimNames)) if (e.fn === 'dim' || whole.has(n)) names.add(n);
  }
  return [...names].filter((n) => problem.dims.includes(n) || whole.has(n));
}

/** Of so many matrices. */
const MOST_TURNED = 4;

/** Sizes that make a matrix of the terms wider than tall, or taller than wide, and how that is said: "for n < m". */
export function turnedSizes(
  terms: readonly Expr[],
  problem: Problem,
): { readonly sizes: ReadonlyMap<string, number>; readonly words: string }[] {
  const found = new Map<string, { sizes: ReadonlyMap<string, number>; words: string }>();
  for (const { shape } of terms.flatMap(namesIn)) {
    const [rows, cols] = shape.map((d) => (typeof d === 'number' ? undefined : asName(d)));
    if (rows === undefined || cols === undefined || rows === cols) continue;
    if (![rows, cols].every((name) => problem.dims.includes(name))) continue;
    for (const [less, more] of [
      [rows, cols],
      [cols, rows],
    ] as const) {
      const sizes = new Map([
        [less, 2],
        [more, 4],
      ]);
      found.set(`${less} ${more}`, { sizes, words: `for ${less} < ${more}` });
    }
  }
  return [...found.values()].slice(0, 2 * MOST_TURNED);
}
