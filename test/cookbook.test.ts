/** The identities of the Matrix Cookbook: our gradient in numbers equal to the one given there, and as we print it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Derivation } from '../src/index.js';
import { check, derive, parse } from '../src/index.js';
import { format } from '../src/language/format.js';
import { checkStep } from '../src/numeric/check.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import { catalog } from '../src/rulebook/catalog.js';

type Row = readonly [string, string, string, string, string, string];

const rows = readFileSync(new URL('./cases/cookbook.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ; ').map((cell) => cell.trim()) as unknown as Row);

/** Whether the gradient given in the book equals ours on random matrices. */
function againstBook(book: string, variable: string, declare: readonly string[], ours: Derivation): string {
  const given = parse(book, { declare: [...declare], wrt: [variable], kind: 'jacobian' });
  const sample = sampleEnvironment(ours.problem, ours.named, 7, { rows: catalog, varying: new Set([variable]) });
  const [result, definition] = [ours.results[0], given.definitions[0]];
  if (sample.outcome !== 'ok' || !result || !definition) return 'nothing to compare';
  return checkStep(result.value, definition.value, sample.env).outcome;
}

const gradient = (expression: string, declare: readonly string[], variable: string) => {
  const derived = derive(expression, { wrt: [variable], declare: [...declare] });
  return { derived, derivation: derived.derivations[0] as Derivation };
};

describe('The Matrix Cookbook', () => {
  test('there are at least seventy identities', () => expect(rows.length).toBeGreaterThanOrEqual(70));

  test.each(rows)('(%s) %s ; %s ; %s', (_, expression, declarations, variable, book, wanted) => {
    const declare = declarations.split('|').map((d) => d.trim());
    const { derived, derivation } = gradient(expression, declare, variable);
    expect(derivation.results.map((r) => format(r.value))).toEqual([wanted]);
    expect(againstBook(book, variable, declare, derivation)).toBe('ok');
    expect(check(derived).outcome).toBe('ok');
  });

  test('(127) as printed, for any A, is wrong, and the comparison says so', () => {
    const declare = ['R : n x m fullrank', 'A : m x m', 'B, C : n x n symmetric'];
    const { derivation } = gradient("tr(inv(A+R'*C*R)*(R'*B*R))", declare, 'R');
    const printed = "-2*C*R*inv(A+R'*C*R)*R'*B*R*inv(A+R'*C*R) + 2*B*R*inv(A+R'*C*R)";
    expect(againstBook(printed, 'R', declare, derivation)).toBe('failed');
  });
});
