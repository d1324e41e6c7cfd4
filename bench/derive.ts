/** Deriving: standard problems, and how the time grows, beside mathjs and SymPy. */
import { readFileSync } from 'node:fs';
import { derivative } from 'mathjs';
import { derive, parse } from '../src/index.js';
import { FAMILIES, SCALARS } from './families.js';
import { Python } from './python.js';
import type { Table } from './tables.js';
import { kept } from './tables.js';
import { exponent, interleaved, median } from './timing.js';

export async function deriveTables(seconds: number, most: number): Promise<Table[]> {
  const sympy = Python.with('sympy');
  if (sympy) await sympy.exec('import sympy as sp\nfrom sympy import *\nx = sp.Symbol("x")');
  const tables = [await standard(sympy, seconds), families(most), await scalars(sympy, most)];
  sympy?.close();
  return tables;
}

// ——— standard problems ———

interface Row {
  readonly expression: string;
  readonly declare: readonly string[];
  readonly wrt: string;
}
const problems = (): Row[] =>
  readFileSync('test/cases/standard.txt', 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(';').map((part) => part.trim()) as [string, string, string])
    .map(([expression, declarations, wrt]) => ({
      expression,
      declare: declarations.split('|').map((d) => d.trim()),
      wrt,
    }));

/** What SymPy’s matrix expressions have a derivative for. */
const SYMPY: Readonly<Record<string, string>> = {
  "a'*x": '(a.T*v).diff(v)',
  "x'*A*x": '(v.T*A*v).diff(v)',
  'tr(A*X)': 'Trace(A*X).diff(X)',
  "tr(X'*A)": 'Trace(X.T*A).diff(X)',
  'tr(A*X*B)': 'Trace(A*X*B).diff(X)',
  "a'*X*b": '(a.T*X*b).diff(X)',
  'tr(A*inv(X)*B)': 'Trace(A*X.I*B).diff(X)',
};
const SYMBOLS = `
k = sp.Symbol("k", integer=True, positive=True)
A, B, X = (MatrixSymbol(s, k, k) for s in "ABX")
a, b, v = (MatrixSymbol(s, k, 1) for s in "abv")
`;

async function standard(sympy: Python | undefined, seconds: number): Promise<Table> {
  const all = problems();
  const times: number[] = [];
  let [steps, nodes] = [0, 0];
  const both: { ours: number; theirs: number }[] = [];
  if (sympy) await sympy.exec(SYMBOLS);
  for (const { expression, declare, wrt } of all) {
    const run = (): number => derive(expression, { declare, wrt: [wrt] }).steps.length;
    const own = { name: 'ours', run: () => void run() };
    const [mine] = await interleaved([own], seconds / 40, 2);
    times.push(mine?.ms as number);
    steps += run();
    nodes += expression.match(/\w+|[^\s\w]/g)?.length ?? 0;
    const other = SYMPY[expression];
    if (sympy && other !== undefined) {
      // its caches are emptied: a derivation of ours is made anew as well
      await sympy.exec(`from sympy.core.cache import clear_cache\ndef f():\n    clear_cache()\n    ${other}`);
      const [ours, theirs] = await interleaved([own, { name: 'SymPy', run: () => sympy.time() }], seconds / 10, 2);
      both.push({ ours: ours?.ms as number, theirs: theirs?.ms as number });
    }
  }
  const total = times.reduce((s, x) => s + x, 0);
  const slowest = Math.max(...times);
  const factor = both.length > 0 ? median(both.map(({ ours, theirs }) => theirs / ours)) : undefined;
  return {
    id: 'standard',
    title: 'Standard problems with all steps, warm',
    columns: ['what', 'figure', 'bar', 'kept'],
    rows: [
      ['problems', all.length, undefined, ''],
      ['median, ms', median(times), 1, kept(median(times), 1)],
      ['slowest, ms', slowest, 1, kept(slowest, 1)],
      ['for each step, µs', (total / steps) * 1000, undefined, ''],
      ['for each sign of the problem, µs', (total / nodes) * 1000, undefined, ''],
      [
        `SymPy’s bare result, times as long (median of ${both.length})`,
        factor ?? 'not installed',
        20,
        kept(factor, 20, false),
      ],
    ],
    notes: [
      sympy
        ? `SymPy ${sympy.version} on ${both.length} of them that its matrix expressions have a derivative for, its caches emptied before each.`
        : 'SymPy is not installed.',
    ],
  };
}

// ——— growth ———

/** What grows is what is measured. */
const UNLIMITED = { limits: { nodes: Number.POSITIVE_INFINITY, seconds: Number.POSITIVE_INFINITY } };

function families(most: number): Table {
  const sizes = [100, 300, 1000, 3000, 10_000].filter((n) => n <= most);
  const rows = Object.entries(FAMILIES).map(([name, make]) => {
    const spent = sizes.map((n): [number, number, number] => {
      const source = make(n);
      let [best, steps] = [Number.POSITIVE_INFINITY, 0];
      for (let round = 0; round < (n <= 1000 ? 3 : 1); round++) {
        const start = performance.now();
        steps = derive(parse(source, UNLIMITED), UNLIMITED).steps.length;
        best = Math.min(best, performance.now() - start);
      }
      return [n, best, steps];
    });
    const [small, large] = [spent.at(-2), spent.at(-1)] as [[number, number, number], [number, number, number]];
    return [
      name,
      ...spent.map(([, ms, steps]) => `${Number(ms.toPrecision(3))} ms, ${steps} steps`),
      (large[1] / Math.max(1, large[2])) * 1000,
      exponent([small[0], small[1]], [large[0], large[1]]),
    ];
  });
  return {
    id: 'families',
    title: 'Growth: reading and deriving, every step recorded',
    columns: ['problem', ...sizes.map((n) => `N = ${n}`), 'µs for a step', 'exponent'],
    rows,
  };
}

/** One formula, once; a message where it cannot be done. */
function mathjsTime(formula: string): number | string {
  const start = performance.now();
  try {
    derivative(formula, 'x', { simplify: false });
    return performance.now() - start;
  } catch (error) {
    return (error as Error).message.includes('call stack') ? 'stack overflow' : (error as Error).message.slice(0, 40);
  }
}

/** Longer formulas are not asked of a peer that needed so many milliseconds for a shorter one. */
const PATIENCE = 8_000;

async function scalars(sympy: Python | undefined, most: number): Promise<Table> {
  const sizes = [30, 100, 300, 1000, 3000, 10_000].filter((n) => n <= most);
  const rows: Table['rows'][number][] = [];
  for (const [name, { ours, formula }] of Object.entries(SCALARS)) {
    let [math, python]: (number | string)[] = [0, 0];
    for (const n of sizes) {
      const source = ours(n);
      const own: number[] = [];
      for (let round = 0; round < (n <= 1000 ? 5 : 1); round++) {
        const start = performance.now();
        derive(parse(source, UNLIMITED), UNLIMITED);
        own.push(performance.now() - start);
      }
      const best = median(own);
      const next = (before: number | string | undefined): boolean =>
        typeof before === 'number' && before < PATIENCE / 4;
      if (next(math)) {
        const text = formula(n);
        const runs = Array.from({ length: n <= 300 ? 5 : 1 }, () => mathjsTime(text));
        const failed = runs.find((r) => typeof r === 'string');
        math = failed ?? median(runs as number[]);
      } else if (typeof math === 'number') math = 'too long';
      if (sympy && next(python)) python = await sympyTime(sympy, formula(n));
      else if (sympy && typeof python === 'number') python = 'too long';
      const factor = typeof math === 'number' ? math / best : undefined;
      const theirs = sympy ? python : 'not installed';
      rows.push([
        name,
        n,
        best,
        math,
        factor,
        kept(factor, 5, false),
        theirs,
        typeof theirs === 'number' ? theirs / best : undefined,
      ]);
    }
  }
  return {
    id: 'scalars',
    title: 'Scalar problems, beside mathjs’ unsimplified `derivative` and SymPy’s `diff`',
    columns: [
      'problem',
      'N',
      'ours with steps, ms',
      'mathjs, ms',
      'times as long',
      'at least 5',
      'SymPy, ms',
      'times as long',
    ],
    rows,
    notes: ['Reading the formula is part of every time. “Too long”: a quarter of N took more than two seconds.'],
  };
}

async function sympyTime(sympy: Python, formula: string): Promise<number | string> {
  try {
    await sympy.exec(
      `from sympy.core.cache import clear_cache\ntext = ${JSON.stringify(formula)}\ndef f():\n    clear_cache()\n    sp.diff(sp.sympify(text, evaluate=False), x)`,
    );
    return await sympy.time();
  } catch (error) {
    return (error as Error).message.includes('Recursion') ? 'recursion limit' : (error as Error).message.slice(0, 40);
  }
}
