/** The library's exports are documented: a doc comment for each, with errors and shapes, and pages that have them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_HELP } from '../bin/error-help.js';
import { exportsOf } from '../scripts/exports.js';
import { GROUPS } from '../scripts/library-tables.js';
import * as frobenius from '../src/index.js';
import * as report from '../src/report.js';

const entries = [
  ['src/index.ts', 'docs/api/frobenius.md', frobenius],
  ['src/report.ts', 'docs/api/report.md', report],
] as const;

/** Letters and digits alone: pages escape signs, and break lines elsewhere. */
const plain = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

describe.each(entries)('%s', (entry, page, module) => {
  const exported = exportsOf(entry);
  const api = readFileSync(page, 'utf8').replaceAll('\\_', '_');
  const letters = plain(api);

  test('every name that there is at run time is found in the source', () => {
    const values = exported.filter(({ kind }) => kind !== 'interface' && kind !== 'type').map(({ name }) => name);
    expect(values.sort()).toEqual(Object.keys(module).sort());
    for (const { name, kind } of exported) {
      if (kind === 'function') expect(typeof module[name as keyof typeof module], name).toBe('function');
    }
  });

  test.each(exported.map((one) => [one.name, one] as const))('%s has a doc comment', (_, { comment }) => {
    expect(comment).toMatch(/^.{8,}\./);
  });

  test.each(exported.filter(({ kind }) => kind === 'function').map((one) => [one.name, one] as const))(
    '%s says what it throws',
    (_, { comment }) => {
      expect(comment).toMatch(/Throws (?:FrobeniusError|nothing of its own\.)/);
      const [, thrown = ''] = comment.split('Throws ');
      for (const [, code] of thrown.matchAll(/'(\w+)'/g)) expect(Object.keys(ERROR_HELP)).toContain(code);
    },
  );

  // the pages are made by TypeDoc, which the tests do not need: they see whether the comments are those of the source
  test.each(exported.map((one) => [one.name, one] as const))(`${page} has %s (npm run docs:api)`, (_, one) => {
    const { name, comment } = one;
    expect(api).toMatch(new RegExp(`^### ${name}(?:\\(\\))?$`, 'm'));
    expect(letters).toContain(plain(comment.replaceAll(/@\w+ \S+/g, '')));
  });

  test('the page has nothing that is not exported', () => {
    const headings = [...api.matchAll(/^### (\w+)(?:\(\))?$/gm)].map(([, name]) => name);
    expect(headings.sort()).toEqual(exported.map(({ name }) => name).sort());
  });
});

test('what holds matrices says in which shape', () => {
  const wanted = ['evaluate', 'compile', 'derive', 'toCode', 'Values', 'CompiledFunction', 'CompiledNumbers'];
  const all = [...wanted, 'Evaluation', 'Numbers', 'Result', 'Step', 'Declaration', 'Shape', 'FunctionRow'];
  const byName = new Map(exportsOf('src/index.ts').map((one) => [one.name, one.comment]));
  for (const name of all) expect(byName.get(name), name).toMatch(/\b(?:rows?|columns?|shapes?)\b/i);
});

test('docs/library.md has every value in one group', () => {
  const values = exportsOf('src/index.ts').filter(({ kind }) => kind !== 'interface' && kind !== 'type');
  expect(GROUPS.flatMap(([, names]) => names).sort()).toEqual(values.map(({ name }) => name).sort());
});

test('a name without a comment, or from nowhere, is noticed', () => {
  const [bare] = exportsOf('test/exports-fixture.ts');
  expect(bare).toMatchObject({ name: 'bare', kind: 'function', comment: '' });
  const [, renamed] = exportsOf('test/exports-fixture.ts');
  expect(renamed).toMatchObject({ name: 'renamed', kind: 'function', file: 'src/language/error.ts' });
});
