/** Numbers of many digits: every function of the table against doubles, and against itself with more digits. */
import { describe, expect, test } from 'vitest';
import module from '../rules/elementwise.js';
import { kernels } from '../src/numeric/kernels.js';
import { longValue } from '../src/numeric/long-functions.js';
import { exponentOf, LongField, ofDouble, toDouble } from '../src/numeric/long-number.js';
import type { ElementwiseRow } from '../src/rulebook/rule.js';

const POINTS = [-3.7, -0.8, -1e-6, 1e-9, 0.3, 0.9999, 1.5, 12.25, 40];
const [short, long] = [new LongField(360), new LongField(470)];

const ROWS: readonly (readonly [string, ElementwiseRow])[] = Object.entries(module.elementwise);

describe('functions at many digits', () => {
  test.each(ROWS)('%s', (fn, { value, domain }) => {
    let compared = 0;
    for (const x of POINTS) {
      const own = value(x, kernels);
      if (!Number.isFinite(own) || (domain === 'positive' && x <= 0)) continue;
      const [a, b] = [short, long].map((field) => longValue(fn, field, ofDouble(x)));
      if (a === undefined || b === undefined) throw new Error(`${fn} has no value of many digits`);
      expect(Math.abs(toDouble(a) - own)).toBeLessThanOrEqual(2e-13 * Math.max(Math.abs(own), 1e-300));
      // at twice the precision the digits of the first stay
      const off = long.subtract(a, b);
      if (off.m !== 0n) expect(exponentOf(off) - exponentOf(b)).toBeLessThan(-345);
      compared++;
    }
    expect(compared).toBeGreaterThan(2);
  });

  test.each([
    ['tanh', 50, '-7.4e-44'],
    ['sigmoid', 40, '-4.2e-18'],
    ['erf', 10, '-2.1e-45'],
    ['cos', 1e-6, '-5.0e-13'],
  ])('%s at %d is 1 but for %s', (fn, x, rest) => {
    const value = longValue(fn, short, ofDouble(x));
    expect(value && toDouble(short.subtract(value, short.one)).toExponential(1)).toBe(rest);
  });

  test('decimals are what they say', () => {
    const tenth = short.divide(short.one, short.whole(10));
    expect(short.compare(short.decimal(0.1), tenth)).toBe(0);
    expect(toDouble(short.decimal(1e-20))).toBe(1e-20);
    expect(toDouble(short.decimal(-2.5e300))).toBe(-2.5e300);
    expect(toDouble(ofDouble(5e-324))).toBe(5e-324);
  });
});
