/** The identities that tables of matrix calculus give: our results equal to the forms given there, and checked. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agreement } from '../scripts/cookbook.js';
import { check, derive } from '../src/index.js';

type Row = readonly [kind: string, expression: string, declarations: string, variable: string, form: string];

const rows = readFileSync(new URL('./cases/tables.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ; ').map((cell) => cell.trim()) as unknown as Row);

const problemOf = ([kind, expression, declarations, variable]: Row): string => {
  const declared = declarations.split('|').map((line) => line.trim());
  const own = (line: string): boolean => line.split(':')[0]?.trim() === variable;
  const lines = declared.map((line) => `${own(line) ? 'param' : 'data'} ${line}`);
  return [...lines, `subject = ${expression}`, `${kind} subject wrt ${variable}`].join('\n');
};

const compare = (row: Row, form = row[4]): string => {
  const problem = problemOf(row);
  return agreement({ number: '', title: '', problem }, derive(problem), form);
};

describe('tables of matrix calculus', () => {
  test('there are at least 140 rows, each of five cells', () => {
    expect(rows.length).toBeGreaterThanOrEqual(140);
    expect(rows.filter((row) => row.length !== 5)).toEqual([]);
  });

  test.each(rows)('%s %s ; %s ; %s', (...row) => {
    expect(compare(row)).toBe('ok');
    expect(check(derive(problemOf(row)), { draws: 2 }).outcome).toBe('ok');
  });

  test.each(['grad', 'jacobian', 'hessian'])('a form that is wrong by one of a hundred is found out: %s', (kind) => {
    const row = rows.find((one) => one[0] === kind && !one[4].startsWith('zeros')) as Row;
    expect(compare(row, `(101/100)*(${row[4]})`)).toBe('failed');
  });
});
