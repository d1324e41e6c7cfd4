/** Standard problems: the gradient in the text a textbook would print, and right by differences. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive } from '../src/index.js';
import { format } from '../src/language/format.js';

const rows = readFileSync(new URL('./cases/standard.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ; ').map((cell) => cell.trim()) as [string, string, string, string]);

describe('standard problems', () => {
  test('there are at least sixty', () => expect(rows.length).toBeGreaterThanOrEqual(60));
  test.each(rows)('%s ; %s ; %s', (expression, declarations, variable, wanted) => {
    const derivation = derive(expression, { wrt: [variable], declare: declarations.split('|').map((d) => d.trim()) });
    expect(format(derivation.results[variable]!)).toBe(wanted);
  });
});
