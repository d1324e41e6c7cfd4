/** Jacobians, Hessians and Hessian-vector products: the wanted text, each step checked, each result by differences. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deriveRequest } from '../src/derive/derive.js';
import { format } from '../src/language/format.js';
import { readProblem } from '../src/language/read.js';
import { checkDerivation } from '../src/numeric/check.js';
import { catalog } from '../src/rulebook/catalog.js';

type Row = [kind: string, source: string, declarations: string, variable: string, wanted: string];

const rows = readFileSync(new URL('./cases/second.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ; ').map((cell) => cell.trim()) as Row);

describe('beyond gradients', () => {
  test.each(rows)('%s of %s ; %s ; %s', (kind, source, declarations, variable, wanted) => {
    const declare = declarations.split('|').map((line) => line.trim());
    const problem =
      kind === 'hvp'
        ? readProblem(
            [...declare.map((line) => `data ${line}`), `f = ${source}`, `hvp f wrt ${variable} along v`].join('\n'),
            catalog.table,
          )
        : readProblem(source, catalog.table, { declare, wrt: [variable], kind: kind as 'jacobian' | 'hessian' });
    const [asked] = problem.requests;
    const derivation = deriveRequest(problem, asked as NonNullable<typeof asked>, catalog);
    const [result] = derivation.results;
    expect(format((result as NonNullable<typeof result>).value)).toBe(wanted);
    const report = checkDerivation(derivation, { rows: catalog });
    expect(report.outcome).toBe('ok');
  });
});

test.each([
  ['lower', 'lower triangular'],
  ['diagonal', 'diagonal'],
  ['posdef', 'symmetric'],
])('a Hessian by a %s variable says on what it acts', (property, words) => {
  const problem = readProblem("norm2(L*L')^2", catalog.table, {
    declare: [`L : n x n ${property}`],
    wrt: ['L'],
    kind: 'hessian',
  });
  const derivation = deriveRequest(problem, problem.requests[0] as NonNullable<(typeof problem.requests)[0]>, catalog);
  expect(derivation.results[0]?.remarks).toEqual([
    `to be applied to vec(dL) of a dL that is ${words}; on others it says nothing`,
  ]);
});
