/** The replay over every example and standard problem: each step is its named rule, no label contradicts its step. */
import { describe, expect, test } from 'vitest';
import { replay } from '../src/derive/replay.js';
import { format } from '../src/language/format.js';
import { catalog } from '../src/rulebook/catalog.js';
import { SOURCES, withFirst } from './sources.js';

describe('every step is what its label says', () => {
  test.each(SOURCES)('%s', (_, derive) => {
    for (const derivation of derive().flatMap(withFirst)) {
      const { steps, lines } = replay(derivation, catalog);
      const wrong = [
        ...[...steps].map(([step, found]) => ({ text: `${format(step.before)} = ${format(step.after)}`, found })),
        ...[...lines].map(([line, found]) => ({ text: format(line.end), found })),
      ].filter(({ found }) => found.outcome === 'mismatch');
      expect(wrong).toEqual([]);
      const replayed = [...steps.values()].filter((one) => one.outcome === 'replayed').length;
      // numbers alone may vouch for single pieces of arithmetic, never for a derivation
      expect(steps.size - replayed).toBeLessThanOrEqual(1);
    }
  });
});
