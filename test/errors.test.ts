/** Every code of an error is in the manual, with its meaning and with examples that have it; and no other is thrown. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ERROR_HELP } from '../bin/error-help.js';
import { examine } from '../scripts/manual/run.js';
import type { FrobeniusError } from '../src/language/error.js';

const reported: string[] = [];
vi.mock('../bin/output.js', async (load) => {
  const output = await load<typeof import('../bin/output.js')>();
  const report: typeof output.report = (error, file) => {
    reported.push((error as FrobeniusError).code);
    return output.report(error, file);
  };
  return { ...output, report };
});

const codes = Object.keys(ERROR_HELP);
const page = readFileSync('docs/errors.md', 'utf8');
const [, ...parts] = page.split(/^## /m);
const sections = new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part]));

const plain = (text: string): string => text.replaceAll(/[`\s]+/g, ' ');

test('the page has a section for each code, in the order of the table', () => {
  expect([...sections.keys()]).toEqual(codes);
});

test('the source throws these codes and no others', () => {
  const texts = ['src', 'bin', 'docs/playground'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  );
  const thrown = /(?:FrobeniusError|\bfail|\bcomplain)\(\s*'(\w+)'|\bcode: '(\w+)'/g;
  const found = new Set(texts.flatMap((text) => [...text.matchAll(thrown)].map(([, a, b]) => a ?? b)));
  found.delete('internal'); // of a batch, for what is no error of the input
  expect([...found].sort()).toEqual([...codes].sort());
});

describe('each section', () => {
  test.each(codes)('%s says what the code means and what to do', (code) => {
    const text = plain(sections.get(code) as string).toLowerCase();
    for (const sentence of ERROR_HELP[code as keyof typeof ERROR_HELP])
      expect(text).toContain(plain(sentence.replaceAll("'", '')).toLowerCase());
  });

  // a rule is no matter of the command, and no wrong result is known: their examples are programs, compared with the rest
  test.each(codes.filter((code) => code !== 'rule' && code !== 'check'))('every example of %s has it', async (code) => {
    const section = (sections.get(code) as string).replaceAll(/```ts\n[\s\S]*?```\n/g, '');
    reported.length = 0;
    const { faults } = await examine(section, () => {
      throw new Error('an example here is run in this process');
    });
    expect(faults).toEqual([]);
    expect(reported.length).toBeGreaterThan(0);
    expect(new Set(reported)).toEqual(new Set([code]));
  });

  test('rule', () => expect(sections.get('rule')).toContain('code;   // "rule"'));
});
