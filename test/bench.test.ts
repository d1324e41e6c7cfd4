/** What the benchmark prints: figures, tables, and that the page has the tables of the data. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FAMILIES, SCALARS } from '../bench/families.js';
import { byHand } from '../bench/hand.js';
import { distance, refusal } from '../bench/numbers.js';
import { readOptions } from '../bench/options.js';
import { merged, page } from '../bench/page.js';
import { present } from '../bench/peer-list.js';
import { COMPUTE } from '../bench/problems.js';
import { withSetting } from '../bench/setting.js';
import { standardProblems, valuesOf } from '../bench/standard-cases.js';
import { SYMPY_FORMS } from '../bench/sympy-forms.js';
import type { Table } from '../bench/tables.js';
import { cellText, kept, toMarkdown } from '../bench/tables.js';
import { exponent, quantile, spreadOf } from '../bench/timing.js';
import { compile, derive } from '../src/index.js';

describe('figures', () => {
  test.each([
    [[3, 1, 2], 2, 1.5, 2.5],
    [[4, 1, 3, 2], 2.5, 1.75, 3.25],
    [[7], 7, 7, 7],
  ])('median and quartiles of %j', (list, middle, low, high) => {
    expect(spreadOf(list)).toEqual({ middle, low, high, runs: list.length });
  });

  test('nothing has no median', () => expect(quantile([], 0.5)).toBeNaN());

  test('growth and bars', () => {
    expect(exponent([10, 5], [100, 500])).toBeCloseTo(2, 12);
    expect([kept(1, 2), kept(3, 2), kept(3, 2, false), kept(undefined, 2)]).toEqual(['yes', 'no', 'yes', '']);
  });

  test.each([
    [1234.5, '1230'],
    [0.012345, '0.0123'],
    [null, '–'],
    [Number.NaN, '–'],
    ['> 60 s', '> 60 s'],
    [{ middle: 2, low: 1.5, high: 2.5, runs: 3 }, '2 (1.5–2.5)'],
    [{ middle: 2, low: 2, high: 2, runs: 1 }, '2 (one run)'],
  ])('the cell of %j', (cell, text) => expect(cellText(cell)).toBe(text));
});

describe('answers', () => {
  test.each([
    ['one that is right', [[1, 2]], undefined],
    ['one that is off', [[1, 2.5]], 'refused: off by 2.5e-1'],
    ['one of another size', [[1]], 'refused: off by Infinity'],
    ['one that is no number', [[1, null]], 'refused: off by Infinity'],
    ['one of another count', [[1, 2], [3]], 'refused: no answer to compare'],
    ['none', undefined, 'refused: no answer to compare'],
  ])('%s', (_, found, why) => expect(refusal(found, [[1, 2]], 1e-9)).toBe(why));

  test('a distance is of the largest entry', () => expect(distance([100, 1], [100, 2])).toBe(0.01));
});

describe('options', () => {
  test('each name of --only, and what it takes by itself', () => {
    expect(readOptions(['--only', 'print, memory'])).toMatchObject({
      only: ['print', 'memory'],
      limit: 60,
      write: false,
    });
    expect(readOptions(['--limit', '2.5', '--max', '300'])).toMatchObject({ limit: 2.5, most: 300 });
  });

  test.each([
    [['--only', 'print,memroy'], /no "memroy"; the names are compute, derive, print, startup, memory/],
    [['--only', ''], /the names are compute/],
    [['--limit', 'soon'], /--limit: "soon" is no number/],
    [['--limit', '0'], /--limit: "0"/],
    [['--max', ''], /--max/],
    [['--quick', '--write'], /figures of --quick are not written/],
    [['--onyl', 'print'], /--onyl/],
  ])('%j is refused', (args, message) => expect(() => readOptions(args)).toThrow(message));
});

describe('tables', () => {
  const table: Table = {
    id: 'memory',
    title: 'T',
    columns: ['what', 'ms'],
    rows: [
      ['a', spreadOf([1, 2, 3])],
      ['b', spreadOf([1])],
    ],
    leftOut: ['PyTorch: no module'],
  };

  test('one names the machine, the versions, the runs and who is left out', () => {
    const text = toMarkdown(withSetting(table, ['NumPy 2', 'NumPy with OpenBLAS, kernel Zen']));
    expect(text).toContain(
      `Node ${process.versions.node}; NumPy 2; NumPy with OpenBLAS, kernel Zen; runs for a figure: 1 to 3`,
    );
    expect(text).toContain('Left out: PyTorch: no module');
  });

  test('a peer that is not installed is named', () => {
    const peers = [
      { name: 'tfjs', module: '@tensorflow/tfjs', tolerance: 1 },
      { name: 'plain', tolerance: 1 },
    ];
    const { there, leftOut } = present(peers, 'a-folder-that-is-not-there');
    expect(there.map(({ name }) => name)).toEqual(['plain']);
    expect(leftOut).toEqual(['tfjs: @tensorflow/tfjs is not installed (npm run bench:peers)']);
  });

  test('new tables take the place of old ones, and the page has them', () => {
    const old = { ...table, title: 'old' };
    const data = merged({ machine: 'm', tables: [old, { ...table, id: 'compute' }] }, 'now', [table]);
    expect(data.tables.map(({ id, title }) => [id, title])).toEqual([
      ['compute', 'T'],
      ['memory', 'T'],
    ]);
    const marks = (text: string): string =>
      ['method', 'tables', 'limits'].map((m) => `<!-- ${m} -->${text}<!-- end -->`).join('\n');
    const written = page(marks('x'), data);
    expect(written).toContain(toMarkdown(table));
    // what has been written can be written again
    expect(page(written, data)).toBe(written);
    expect(() => page('nothing', data)).toThrow('no place for its method');
  });

  test('the page has the tables of the data, and a place for new ones', () => {
    const data = JSON.parse(readFileSync('docs/benchmarks.json', 'utf8')) as { machine: string; tables: Table[] };
    const text = readFileSync('docs/benchmarks.md', 'utf8');
    expect(data.tables.length).toBeGreaterThan(7);
    for (const one of data.tables) expect(text).toContain(toMarkdown(one));
    expect(page(text, data)).toContain(toMarkdown(data.tables[0] as Table));
  });
});

test('gradients by hand are those that are derived', async () => {
  for (const problem of COMPUTE.filter(({ name }) => /2,3,4,3,4|logistic/.test(name))) {
    const { derivatives } = compile(problem.source)(problem.values);
    const found = await byHand.plain()(problem)?.gradients();
    problem.wrt.forEach((key, i) => {
      const own = (derivatives[key] as { data: Float64Array }).data;
      for (const [k, x] of own.entries()) expect(found?.[i]?.[k]).toBeCloseTo(x, 10);
    });
  }
});

test('the families are problems, and ours are those of the formula', () => {
  for (const make of Object.values(FAMILIES)) expect(derive(make(4)).derivations).toHaveLength(1);
  for (const { ours, formula } of Object.values(SCALARS)) {
    const at = (source: string): unknown => compile(source)({ x: 0.3 }).value;
    expect(at(ours(5))).toBeCloseTo(at(`param x : scalar\nf = ${formula(5)}`) as number, 12);
  }
});

test('every standard problem has values, and is written for SymPy', () => {
  const problems = standardProblems();
  expect(problems.length).toBeGreaterThan(70);
  let k = 0;
  const draw = (): number => ((k++ * 7) % 11) / 11;
  for (const problem of problems) {
    expect(SYMPY_FORMS).toHaveProperty([problem.expression]);
    const { values } = valuesOf(problem, draw);
    const { expression, declare, wrt } = problem;
    const { derivatives } = compile(expression, { declare, wrt: [wrt] })(values);
    expect(Object.keys(derivatives)).toEqual([wrt]);
  }
  expect(Object.keys(SYMPY_FORMS).filter((form) => !problems.some((p) => p.expression === form))).toEqual([]);
});
