/** No right derivation of ours is called wrong: every chain that the engine prints is handed in as somebody's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toVerifyText, verify } from '../src/index.js';
import { ownLines } from './own-lines.js';
import { derived } from './sources.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const examples = readdirSync(new URL('../docs/examples/', import.meta.url))
  // the gated networks only take longer
  .filter((file) => file.endsWith('.frob') && !/^(?:lstm|gru)/.test(file))
  .map((file): [string, string] => [file, read(`../docs/examples/${file}`)]);
const standard = read('./cases/standard.txt')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line): [string, string] => {
    const [expression = '', declare = '', variable = ''] = line.split(' ; ').map((cell) => cell.trim());
    const declared = declare.split('|').map((one) => {
      const name = one.trim().split(/\s*:/)[0];
      return `${name === variable ? 'param' : 'data'} ${one.trim()}`;
    });
    return [`${expression} ; ${variable}`, `${declared.join('\n')}\nf = ${expression}\n`];
  });

describe.each([...standard, ...examples])('%s', (_, source) => {
  test('is right, line by line', () => {
    const text = derived(source).map(ownLines)[0] ?? '';
    const found = verify(text);
    const doubted = found.lines.filter(({ verdict }) => !['right', 'given', 'unchecked'].includes(verdict));
    expect(doubted.length === 0 ? '' : `${text}\n${toVerifyText(found)}`).toBe('');
    expect(found.lines.length).toBeGreaterThan(1);
  });
});
