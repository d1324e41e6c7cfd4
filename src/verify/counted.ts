/**
 * Sizes and whole numbers that count: ends of sums, numbers of entries, exponents. Agreement at random values says nothing
 * of those that were not tried: Σ t over t = 1…T is 4T − 6 at T = 3 and T = 4.
 */
import { dimNames } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Definition, Problem } from '../language/problem.js';
import { isMoving } from './moving.js';

/** What a size that counts is made to be; sides that are polynomials in it of a lower degree differ at one of them. */
const COUNTS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** The same where each takes difference quotients, of whole recurrences. */
const FEW: readonly number[] = [1, 2, 5, 7];

/** Sizes at which terms are compared besides those of samples: each that counts at many, matrices of full rank wide as well. */
export function otherSizes(
  counted: readonly string[],
  problem: Problem,
  moving: boolean,
): ReadonlyMap<string, number>[] {
  const found = counted.flatMap((name) => (moving ? FEW : COUNTS).map((value) => new Map([[name, value]])));
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

/** Names of the problem that stand for a number in the terms, or in what they are defined by where nothing moves. */
export function countedNames(terms: readonly Expr[], problem: Problem, pieces: readonly Definition[]): string[] {
  const names = new Set<string>();
  const definitions = [...problem.definitions, ...pieces];
  const used = new Set(postorder(terms).flatMap((e) => (e.kind === 'name' ? [e.name] : [])));
  const reached = isMoving(terms) ? [] : definitions.filter((x) => used.has(x.target.name));
  const whole = new Set(
    [...problem.declarations.values()].flatMap((d) => (d.properties.has('integer') ? [d.name] : [])),
  );
  for (const { from, to } of reached.flatMap((x) => x.loops))
    for (const n of [from, to].flatMap(dimNames)) names.add(n);
  for (const e of postorder([...terms, ...reached.map((x) => x.value)])) {
    if (e.kind === 'each') for (const n of [e.from, e.to].flatMap(dimNames)) names.add(n);
    if (e.kind === 'name' && whole.has(e.name)) names.add(e.name);
    if (e.kind !== 'call') continue;
    for (const n of e.dims.flatMap(dimNames)) if (e.fn === 'dim' || whole.has(n)) names.add(n);
  }
  return [...names].filter((n) => problem.dims.includes(n) || whole.has(n));
}
