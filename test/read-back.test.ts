/** The answer of `grad`, in the input language, is a valid end of the problem it answers, and means the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive, parse, toInput } from '../src/index.js';
import { format } from '../src/language/format.js';

const folder = new URL('../docs/examples/', import.meta.url);
const recurrent = readdirSync(folder).filter((file) => file.startsWith('rnn') || /^(lstm|gru)/.test(file));

describe('answers read back', () => {
  test('there are recurrences to read', () => expect(recurrent.length).toBeGreaterThanOrEqual(6));

  test.each(recurrent)('%s', (file) => {
    const source = readFileSync(new URL(file, folder), 'utf8');
    const derived = derive(source);
    const answer = toInput(derived);
    const problem = parse(`${source.replace(/^grad .*$/m, '')}\n${answer}\n`);
    // every definition of the answer is there, at the same place and with the same value
    const read = new Map(problem.definitions.map((d) => [format(d.target), format(d.value)]));
    for (const line of answer.split('\n')) {
      const [, left, right] = /^\s*(G_\S+) = (.*)$/.exec(line) ?? [];
      if (left !== undefined) expect(read.get(left)).toBe(right);
    }
    expect(answer.match(/^ *grad\(L, /gm)?.length).toBe(derived.derivations[0]?.results.length);
  });
});
