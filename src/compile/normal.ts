/**
 * Products entry by entry and sums in one form, however they were written: factors side by side and not in one another,
 * numbers brought to one, in the order in which they were met. So x.*y and y.*x are one piece, and −(2·r) is (−2)·r.
 */
import type { Rational } from '../expression/rational.js';
import { absolute, isNegative, multiply, ratio } from '../expression/rational.js';
import type { Code } from './code.js';
import { isPlace } from './placed-terms.js';

type Times = Code & { op: 'times' };
type Terms = (Code & { op: 'sum' })['terms'];

/** A product that would have more factors is left in another. */
const MOST_FACTORS = 48;

export interface Flat {
  readonly coefficient: Rational;
  readonly over: readonly Code[];
  readonly under: readonly Code[];
}

/** The number before a product, and its other factors. */
export function flatTimes({ over, under }: Pick<Times, 'over' | 'under'>): Flat {
  let room = MOST_FACTORS - over.length - under.length;
  const above: Code[] = [];
  const below: Code[] = [];
  let coefficient: Rational = 1;
  const take = (c: Code, isAbove: boolean): void => {
    const count = c.op === 'times' ? c.over.length + c.under.length - 1 : 0;
    if (c.op === 'times' && count <= room) {
      room -= count;
      for (const f of c.over) take(f, isAbove);
      for (const f of c.under) take(f, !isAbove);
    } else if (c.op === 'number' && isExact(c.value) && (isAbove || c.value !== 0)) {
      coefficient = multiply(coefficient, isAbove ? c.value : inverse(c.value));
    } else (isAbove ? above : below).push(c);
  };
  for (const c of over) take(c, true);
  for (const c of under) take(c, false);
  return { coefficient, over: above, under: below };
}

const isExact = (x: Rational): boolean => typeof x !== 'number' || Number.isSafeInteger(x);
const inverse = (x: Rational): Rational => (typeof x === 'number' ? ratio(1, x) : ratio(x.q, x.p));

export const numberOf = (value: Rational): Code => ({ op: 'number', value, shape: [1, 1] });

/** The sign of a term before it: a − (−2)·b is a + 2·b. */
export function signed(terms: Terms, absoluteOf: (c: Times, coefficient: Rational) => Code): Terms {
  return terms.map((t) => {
    const [first] = t.code.op === 'times' ? t.code.over : [t.code];
    if (first?.op !== 'number' || !isNegative(first.value)) return t;
    const value = absolute(first.value);
    return { minus: !t.minus, code: t.code.op === 'times' ? absoluteOf(t.code, value) : numberOf(value) };
  });
}

const isOne = ({ shape }: Code): boolean => shape[0] === 1 && shape[1] === 1;
const isOnes = (c: Code): boolean => c.op === 'fill' && c.value === 1;

/** The terms of a sum without the ones that only spread them: the sum has a shape of its own. */
export function unspread({ terms, shape }: Code & { op: 'sum' }, times: (of: Times) => Code): Terms {
  if (shape[0] === 1 && shape[1] === 1) return terms;
  return terms.map((t) => {
    if (isOnes(t.code) && !isOne(t.code)) return { ...t, code: numberOf(1) };
    if (t.code.op !== 'times' || !t.code.over.some(isOnes)) return t;
    const { over, under } = t.code;
    const rest = over.filter((c) => !isOnes(c));
    return { ...t, code: times({ op: 'times', over: rest, under, shape: spreadShape([...rest, ...under]) }) };
  });
}

/** The shape that all are spread to. */
export function spreadShape(codes: readonly Code[]): Code['shape'] {
  const longest = (axis: 0 | 1): Code['shape'][number] => codes.find((c) => c.shape[axis] !== 1)?.shape[axis] ?? 1;
  return [longest(0), longest(1)];
}

/**
 * Numbers before a sum that is larger than any of its terms, c·(x + y') for a column and a row: before each term. So too
 * where each term has a place of its own, c·(eᵢ·x + eⱼ·y).
 */
export function distributed({ coefficient, over, under }: Flat, shape: Code['shape']): DistributedTerms | undefined {
  const numbers = over.filter(isOne);
  const [sum, ...more] = over.filter((c) => !isOne(c));
  if (sum?.op !== 'sum' || more.length > 0 || !under.every(isOne)) return undefined;
  const isScaled = numbers.length + under.length > 0 || coefficient !== 1;
  const isSmall = (c: Code): boolean => c.shape[0] !== shape[0] || c.shape[1] !== shape[1];
  const isPlaced = (c: Code): boolean => c.op === 'times' && c.over.some(isPlace);
  if (!isScaled || !sum.terms.every((t) => isSmall(t.code) || isPlaced(t.code))) return undefined;
  return sum.terms.map(({ minus, code }) => {
    const scaled = [numberOf(coefficient), ...numbers, code];
    return { minus, code: { op: 'times', over: scaled, under, shape: code.shape } };
  });
}

type DistributedTerms = readonly { readonly minus: boolean; readonly code: Times }[];
