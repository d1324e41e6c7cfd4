/** Random well-shaped problems: no wrong step or result, no crash. A failure says the seed and the shrunk problem. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verdict } from './fuzz-draw.js';
import { judge, problems, sourceOf } from './fuzz-draw.js';

const RUNS = 200;
const SEED = 20260517;

test(`${RUNS} random problems`, { timeout: 60_000 }, () => {
  const counts: Record<Verdict['kind'], number> = { ok: 0, unsupported: 0, unchecked: 0, wrong: 0, crash: 0 };
  fc.assert(
    fc.property(problems, (drawn) => {
      const { kind, reason } = judge(drawn);
      counts[kind]++;
      if (kind === 'wrong' || kind === 'crash') throw new Error(`${kind}: ${reason}\n${sourceOf(drawn)}`);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // what is left unsupported or unchecked must be the exception
  expect(counts.ok).toBeGreaterThan(RUNS / 2);
});
