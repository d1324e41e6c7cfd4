/** The exact check: every step of the project's derivations, the rule book, and planted faults that differ. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { derive } from '../src/index.js';
import { compareExact } from '../src/numeric/exact-check.js';
import { linesOf, stepsIn } from '../src/numeric/placed.js';
import { sampleOf } from '../src/numeric/rule-check.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import { settings } from '../src/numeric/settings.js';
import { catalog } from '../src/rulebook/catalog.js';

const folder = join(import.meta.dirname, 'derivations');
const files = readdirSync(folder).filter((f) => f.endsWith('.frob'));

describe('steps of derivations', () => {
  test.each(files)('%s', (file) => {
    const { derivations } = derive(readFileSync(join(folder, file), 'utf8'));
    let equal = 0;
    for (const derivation of derivations) {
      const sample = sampleEnvironment(derivation.problem, derivation.named, 1, { rows: catalog });
      if (sample.outcome !== 'ok') throw new Error(sample.reason);
      for (const { step, ranges } of linesOf(derivation).flatMap(stepsIn)) {
        const found = compareExact(step.before, step.after, [sample.env], {
          catalog,
          bindings: (env) => settings(ranges, env),
        });
        expect(found.outcome, `${step.by.kind}`).not.toBe('different');
        if (found.outcome === 'equal') equal++;
      }
    }
    // a field knows no kinks and no signs; everywhere some steps need neither
    expect(equal).toBeGreaterThan(0);
  });
});

test('the rules of the book, exactly', () => {
  const outcomes = catalog.rules().flatMap((rule) => {
    const sample = sampleOf(rule, catalog, 1, false);
    return sample.outcome === 'ok' ? [compareExact(rule.left, rule.right, [sample.env], { catalog }).outcome] : [];
  });
  expect(outcomes.filter((o) => o === 'different')).toEqual([]);
  expect(outcomes.filter((o) => o === 'equal').length).toBeGreaterThan(outcomes.length / 2);
});
