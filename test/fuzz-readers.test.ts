/** A few thousand broken inputs for the readers; the long run is `npm run fuzz:readers`. */
import { expect, test } from 'vitest';
import { inputOf, READERS } from './fuzz-inputs.js';
import type { Finding } from './fuzz-readers.js';
import { put, shrunk } from './fuzz-readers.js';

const RUNS = 3000;
const SEED = 20260601;

test(`${RUNS} broken inputs are read or refused with their place`, { timeout: 60_000 }, async () => {
  const outcomes = new Map<string, number>();
  for (let run = 0; run < RUNS; run++) {
    const input = inputOf(SEED, run);
    const { outcome, fault } = await put(input);
    const key = `${input.reader} ${outcome === 'read' ? 'read' : 'refused'}`;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    if (fault !== undefined) {
      const { text } = await shrunk(input);
      throw new Error(`seed ${SEED}, run ${run}, ${input.reader}, ${outcome}: ${fault}\n${JSON.stringify(text)}`);
    }
  }
  // inputs that are all read, or all refused, would try little
  for (const reader of READERS)
    for (const what of ['read', 'refused'])
      expect(outcomes.get(`${reader} ${what}`), `${reader} ${what}`).toBeGreaterThan(10);
});

test.each<readonly [string, Finding['outcome']]>([
  ['x +', 'syntax'],
  ["x'*x", 'read'],
])('an outcome is told: %s', async (text, outcome) => {
  expect((await put({ reader: 'problem', text })).outcome).toBe(outcome);
});

test('a text is shrunk to what matters', async () => {
  const long = { reader: 'problem', text: "param x : n\nf = x'*x +\u200b x'*(x + y)\ngrad f wrt x" } as const;
  expect((await shrunk(long)).text.length).toBeLessThan(3);
});
