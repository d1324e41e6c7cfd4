/**
 * Simplifying slices and choices: what a slice takes from blocks, from another slice, from a matrix of ones; and
 * choices under one condition put together. Pure functions of terms; each result equals its argument.
 */
import { add, call, mul, num, ONE, ones, splitScalars, transpose, zeros } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { addDim, dimDifference, flip, subtractDim } from '../expression/dimension.js';
import type { Call, Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';

type Place = readonly [top: Dim, bottom: Dim, left: Dim, right: Dim];

function slice(e: Expr, shape: Shape, [top, bottom, left, right]: Place): Expr {
  const whole = top === 1 && left === 1 && bottom === e.shape[0] && right === e.shape[1];
  return whole ? e : call('slice', [e], shape, [top, bottom, left, right]);
}

const minus = (a: Dim, b: Dim): Dim => subtractDim(a, b);
/** Whether a ≤ b for certain. */
const within = (a: Dim, b: Dim): boolean => (dimDifference(b, a) ?? -1) >= 0;

/** A(…) with A a product with scalars, a slice, blocks, a transpose, or of equal entries. */
export function simplifySlice(e: Call): Expr {
  const of = e.args[0] as Expr;
  const place = e.dims as unknown as Place;
  const [top, bottom, left, right] = place;
  const { shape } = e;
  const [scalar, rest] = splitScalars(of);
  if (rest !== undefined && rest !== of) return mul([scalar, slice(rest, shape, place)]);
  if (isCall(of, 'ones')) return ones(...shape);
  if (isCall(of, 'zeros')) return zeros(shape);
  if (isCall(of, 'T')) return transpose(slice(of.args[0] as Expr, flip(shape), [left, right, top, bottom]));
  if (isCall(of, 'slice')) {
    const [dy, , dx] = of.dims.map((d) => minus(d, 1)) as [Dim, Dim, Dim, Dim];
    const outer: Place = [addDim(top, dy), addDim(bottom, dy), addDim(left, dx), addDim(right, dx)];
    return slice(of.args[0] as Expr, shape, outer);
  }
  if (isCall(of, 'hcat')) {
    const [a, b] = of.args as readonly [Expr, Expr];
    const width = a.shape[1];
    if (within(right, width)) return slice(a, shape, place);
    if (within(addDim(width, 1), left)) return slice(b, shape, [top, bottom, minus(left, width), minus(right, width)]);
  }
  if (isCall(of, 'vcat')) {
    const [a, b] = of.args as readonly [Expr, Expr];
    const height = a.shape[0];
    if (within(bottom, height)) return slice(a, shape, place);
    if (within(addDim(height, 1), top))
      return slice(b, shape, [minus(top, height), minus(bottom, height), left, right]);
  }
  return e;
}

/** 2·where(c, A, 0) + where(c, 0, B) is where(c, 2·A, B). */
export function mergeChoices(e: Expr): Expr {
  if (e.kind !== 'add') return e;
  const groups = new Map<string, { first: number; terms: Choice[] }>();
  const grouped = new Map<Expr, string>();
  e.args.forEach((term, i) => {
    const choice = asChoice(term);
    if (choice === undefined) return;
    const { made } = choice;
    const key = `${made.fn} ${made.args[0]?.id} ${made.args[1]?.id}`;
    grouped.set(term, key);
    const group = groups.get(key);
    if (group) group.terms.push(choice);
    else groups.set(key, { first: i, terms: [choice] });
  });
  if (![...groups.values()].some((g) => g.terms.length > 1)) return e;
  return add(
    e.args.flatMap((term, i) => {
      const group = groups.get(grouped.get(term) ?? '');
      if (group === undefined || group.terms.length < 2) return [term];
      return group.first === i ? [together(group.terms)] : [];
    }),
  );
}

/** A term factor·where(…). */
interface Choice {
  readonly factor: Expr;
  readonly made: Call;
}

const isWhere = (e: Expr): e is Call => e.kind === 'call' && e.fn.startsWith('where');

function asChoice(term: Expr): Choice | undefined {
  if (isWhere(term)) return { factor: ONE, made: term };
  if (term.kind !== 'mul') return undefined;
  const coefficient = num(term.coefficient);
  const [only] = term.factors;
  if (only !== undefined)
    return term.factors.length === 1 && isWhere(only)
      ? { factor: mul([coefficient, ...term.scalars]), made: only }
      : undefined;
  const made = term.scalars.find(isWhere);
  return made && { factor: mul([coefficient, ...term.scalars.filter((s) => s !== made)]), made };
}

function together(terms: readonly Choice[]): Expr {
  const { made } = terms[0] as Choice;
  const choice = (at: 2 | 3): Expr => add(terms.map((t) => mul([t.factor, t.made.args[at] as Expr])));
  return call(made.fn, [made.args[0] as Expr, made.args[1] as Expr, choice(2), choice(3)], made.shape);
}
