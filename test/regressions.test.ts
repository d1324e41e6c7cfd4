/** What a fuzzer once found wrong stays right. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkDerivation } from '../src/numeric/check.js';
import { catalog } from '../src/rulebook/catalog.js';
import { derived, withFirst } from './sources.js';

const problems = readFileSync(new URL('./cases/regressions.txt', import.meta.url), 'utf8')
  .split('\n\n')
  .slice(1)
  .map((text) => [text.split('\n')[0] as string, text] as const);

describe('regressions', () => {
  test('there are some', () => expect(problems.length).toBeGreaterThan(1));
  test.each(problems)('%s', (_, text) => {
    for (const derivation of derived(text).flatMap(withFirst)) {
      expect(checkDerivation(derivation, { rows: catalog }).outcome).toBe('ok');
    }
  });
});

test('ranges that nothing compares are refused, not guessed', () => {
  const source = "param w[t] : h\ndata a, c : h\nf = sum(t = 1..T, (c'*w[t])^2) + sum(s = 1..N, a'*w[s])\ngrad f wrt w";
  expect(() => derived(source)).toThrow(/up to T and up to N/);
});
