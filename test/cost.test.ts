/** What a derivation costs: counts against what a plan does, and against the value alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { costOf } from '../src/compile/cost.js';
import { Sum } from '../src/compile/polynomial.js';
import { programOf } from '../src/compile/program.js';
import { Ready } from '../src/compile/ready.js';
import { dimName, multiplyDim } from '../src/expression/dimension.js';
import { cost, costText, derive } from '../src/index.js';
import { requiredValues } from '../src/numeric/evaluation.js';
import { catalog } from '../src/rulebook/catalog.js';
import { caseOf } from './code-fixture.js';
import { run } from './command.js';
import { derived, EXAMPLES } from './sources.js';

const standard = readFileSync(new URL('./cases/standard.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(';').map((part) => part.trim()) as [string, string, string])
  .map(([expression, declarations, variable]) => ({
    name: `${expression} wrt ${variable}`,
    derivation: () => {
      const declare = declarations.split('|').flatMap((d) => (d.trim() === '' ? [] : [d.trim()]));
      return derive(expression, { declare, wrt: [variable] }).derivations[0];
    },
  }));
const written = readdirSync(new URL('./derivations', import.meta.url))
  .filter((file) => file.endsWith('.frob'))
  .map((file) => ({
    name: file,
    derivation: () => derived(readFileSync(new URL(`./derivations/${file}`, import.meta.url), 'utf8'))[0],
  }));
const examples = EXAMPLES.map(([name, make]) => ({ name, derivation: () => make()[0] }));

/** A filter measures less than its state has entries; with as many it costs 3.14 times its value. */
const SIZES: Readonly<Record<string, Readonly<Record<string, number>>>> = { 'kalman-filter.frob': { p: 250 } };

test('a gradient of a number costs no more than twice its value beside it', () => {
  let count = 0;
  const dear = [...standard, ...written, ...examples].flatMap(({ name, derivation }) => {
    const one = derivation();
    if (one?.request.kind !== 'grad') return [];
    const { value, all } = costOf(programOf(one));
    if (value === undefined || value.terms.length === 0) return [];
    count++;
    const sizes = SIZES[name] ?? {};
    const times = all.at(sizes, 1000) / value.at(sizes, 1000);
    return times <= 3.01 ? [] : [`${name}: ${times.toFixed(2)} times`];
  });
  expect(dear).toEqual([]);
  expect(count).toBeGreaterThan(100);
});

test('the count is that of the operations of a plan', () => {
  const far = [...examples, ...written].flatMap(({ name, derivation }) => {
    const one = derivation();
    const made = one && caseOf(name, one);
    if (!one || !made) return [`${name}: no values`];
    const given = requiredValues(one, made.values, { rows: catalog });
    const { flops } = Ready.of(programOf(one), given, { rows: catalog });
    const counted = costOf(programOf(one)).all.at(Object.fromEntries(given.env.sizes));
    const ratio = counted / flops;
    return ratio > 0.8 && ratio < 1.25 ? [] : [`${name}: counted ${counted}, done ${flops}`];
  });
  expect(far).toEqual([]);
});

describe('in words', () => {
  const counted = (source: string, declare: readonly string[] = []): string => costText(derive(source, { declare }));

  test('equal pieces count once, a product and its transpose too', () => {
    expect(counted("tr(A'*X*B)")).toBe(
      [
        'grad f wrt A, X, B:',
        '  value alone: 2*m*n*p + 2*m*n',
        '  value and derivatives: 6*m*n*p + 2*m*n',
        '  2.98 times the value alone where every size is 100',
      ].join('\n'),
    );
  });

  test('outer products are kept apart', () => {
    const { all } = cost(derive("b'*X'*X*c", { declare: ['X : n x m', 'b : m', 'c : m'], wrt: ['X'] }))[0] as {
      all: { text: string };
    };
    expect(all.text).not.toMatch(/m\^2/);
  });

  test('what is not counted is named', () => {
    expect(counted('tr(expm(X))', ['X : n x n'])).toMatch(/not counted: expm/);
  });

  test('the command prints it alone, or in the comment of the code', () => {
    const alone = run(['code', "x'*A*x", '--cost']);
    expect(alone.status).toBe(0);
    expect(alone.stdout).toMatch(/value and derivatives: 5\*n\^2/);
    expect(run(['code', "x'*A*x", '--to', 'numpy', '--cost']).stdout).toMatch(/Cost in floating-point operations:/);
    expect(run(['code', "x'*A*x"]).stderr).toMatch(/--to TARGET or --cost is missing/);
  });
});

test('polynomials are printed as the input language writes them', () => {
  const sum = new Sum();
  const [n, m] = [dimName('n'), dimName('m')];
  sum.add(2 / 3, multiplyDim(n, multiplyDim(n, n)));
  sum.add(2, multiplyDim(m, n));
  sum.add(-1, m);
  sum.add(3, 1);
  sum.add(1, n);
  sum.add(-1, n);
  expect(sum.polynomial.text).toBe('2/3*n^3 + 2*m*n - m + 3');
  expect(sum.polynomial.at({ n: 3, m: 2 })).toBeCloseTo(18 + 12 - 2 + 3, 12);
});
