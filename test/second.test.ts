/** Jacobians, Hessians and Hessian-vector products: the wanted text, each step checked, each result by differences. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deriveRequest } from '../src/derive/derive.js';
import type { Derivation, Result } from '../src/derive/step.js';
import { format } from '../src/language/format.js';
import type { Request } from '../src/language/problem.js';
import { readProblem } from '../src/language/read.js';
import { checkDerivation } from '../src/numeric/check.js';
import { witnessDerivation } from '../src/numeric/witness.js';
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
  const said = derivation.results[0]?.remarks.map((parts) =>
    parts.map((part) => (typeof part === 'string' ? part : format(part))).join(''),
  );
  expect(said).toEqual([`to be applied to vec(dL) of a dL that is ${words}; on others it says nothing`]);
});

describe('the product of a Hessian by several variables with their directions', () => {
  const source = (along: string): string =>
    `data A : n x m\nparam x : n\nparam Y : n x m\nf = exp(x'*x) + sum((A'*x).^3) + tr(Y'*Y*Y'*A) + x'*Y*A'*x\nhvp f wrt ${along}`;
  const derived = (along: string): Derivation => {
    const problem = readProblem(source(along), catalog.table);
    return deriveRequest(problem, problem.requests[0] as Request, catalog);
  };

  test('is found by differences and by the independent witness', async () => {
    const derivation = derived('x, Y along v, W');
    expect(derivation.results).toHaveLength(2);
    expect(checkDerivation(derivation, { rows: catalog }).outcome).toBe('ok');
    for (const { evidence, method } of await witnessDerivation(derivation, 3, { rows: catalog }))
      expect([evidence.outcome, method]).toEqual(['ok', 'complex step']);
  });

  test('has the mixed blocks: without them both witnesses object', async () => {
    const joint = derived('x, Y along v, W');
    const alone = derived('x along v');
    const results = joint.results.map((r, k) => (k === 0 ? { ...r, value: (alone.results[0] as Result).value } : r));
    const faulty = { ...joint, results, named: alone.named };
    const report = checkDerivation(faulty, { rows: catalog });
    expect(report.results.map(({ evidence }) => evidence.outcome)).toContain('failed');
    const [first] = await witnessDerivation(faulty, 3, { rows: catalog });
    expect(first?.evidence.outcome).toBe('failed');
  });

  test.each([
    ['x, Y along v', /2 variables and 1 direction/],
    ['x along v, W', /1 variable and 2 directions/],
    ['x, Y along v, v', /shape of the variable/],
  ])('%s', (along, message) => {
    expect(() => derived(along)).toThrow(message);
  });
});

test.each([
  ["(x'*y)*(y'*x)", 'x', "2*(y'*x)*y"],
  ["(x'*S*y)*(y'*S*x)", 'x', "2*(y'*S*x)*S*y"],
  ["(x : y)^2 + (x'*y)^2 + (y'*x)^2", 'x', '6*(x : y)*y'],
])('one number in one form: %s', (source, wrt, wanted) => {
  const declare = ['x, y : n', 'S : n x n symmetric'];
  const problem = readProblem(source, catalog.table, { declare, wrt: [wrt] });
  const derivation = deriveRequest(problem, problem.requests[0] as Request, catalog);
  expect(derivation.results.map((r) => format(r.value))).toEqual([wanted]);
  expect(checkDerivation(derivation, { rows: catalog }).outcome).toBe('ok');
});
