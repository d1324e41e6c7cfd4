/** What the benchmark prints: medians, turns, tables; and that the page has the tables of the data. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FAMILIES, SCALARS } from '../bench/families.js';
import { byHand } from '../bench/hand.js';
import { COMPUTE } from '../bench/problems.js';
import type { Table } from '../bench/tables.js';
import { cellText, kept, toMarkdown } from '../bench/tables.js';
import { exponent, interleaved, median } from '../bench/timing.js';
import { compile, derive } from '../src/index.js';

describe('figures', () => {
  test('the median is the middle, or between the two middle ones', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  test('runs take turns, and a promise tells its own time', async () => {
    const order: string[] = [];
    const [, told] = await interleaved(
      [
        { name: 'a', run: () => void order.push('a') },
        { name: 'b', run: () => Promise.resolve(order.push('b') * 0 + 7) },
      ],
      0.002,
      2,
    );
    expect(told?.ms).toBe(7);
    expect(order.join('').replaceAll(/a+/g, 'a').replaceAll(/b+/g, 'b')).toBe('ababab');
  });

  test('growth and bars', () => {
    expect(exponent([10, 5], [100, 500])).toBeCloseTo(2, 12);
    expect([kept(1, 2), kept(3, 2), kept(3, 2, false), kept(undefined, 2)]).toEqual(['yes', 'no', 'yes', '']);
    expect([cellText(1234.5), cellText(0.012345), cellText(null), cellText(Number.NaN), cellText('x')]).toEqual([
      '1230',
      '0.0123',
      '–',
      '–',
      'x',
    ]);
  });
});

test('gradients by hand are those that are derived', async () => {
  for (const problem of COMPUTE.filter(({ name }) => /2,3,4,3,4|logistic/.test(name))) {
    const { derivatives } = compile(problem.source)(problem.values);
    for (const peer of byHand().filter(({ name }) => name.startsWith('plain'))) {
      const found = await peer.prepare(problem)?.gradients();
      problem.wrt.forEach((key, i) => {
        const own = (derivatives[key] as { data: Float64Array }).data;
        for (const [k, x] of own.entries()) expect(found?.[i]?.[k]).toBeCloseTo(x, 10);
      });
    }
  }
});

test('the families are problems, and ours are those of the formula', () => {
  for (const make of Object.values(FAMILIES)) expect(derive(make(4)).derivations).toHaveLength(1);
  for (const { ours, formula } of Object.values(SCALARS)) {
    const at = (source: string): unknown => compile(source)({ x: 0.3 }).value;
    expect(at(ours(5))).toBeCloseTo(at(`param x : scalar\nf = ${formula(5)}`) as number, 12);
  }
});

test('the page has the tables of the data', () => {
  const { tables } = JSON.parse(readFileSync('docs/benchmarks.json', 'utf8')) as { tables: Table[] };
  const page = readFileSync('docs/benchmarks.md', 'utf8');
  expect(tables.length).toBeGreaterThan(7);
  for (const table of tables) expect(page).toContain(toMarkdown(table));
});
