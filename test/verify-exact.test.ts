/** The exact check: every step of the project's derivations, the rule book, and planted faults that differ. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { call, grad, name as makeName, ones, scale, zeros } from '../src/expression/build.js';
import { dimName } from '../src/expression/dimension.js';
import type { Expr } from '../src/expression/expression.js';
import { derive, parse } from '../src/index.js';
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

describe('comparisons', () => {
  const n = dimName('n');
  const x = makeName('x', [n, 1]);
  const relu = call('sum', [call('relu', [x], [n, 1])], [1, 1]);
  const chosen = (held: number, otherwise: number): Expr =>
    call('where>', [x, zeros([n, 1]), scale(held, ones(n, 1)), scale(otherwise, ones(n, 1))], [n, 1]);
  const problem = parse('param x : n\ngrad sum(relu(x))');
  const sample = sampleEnvironment(problem, [], 1, { rows: catalog, sizes: new Map([['n', 3]]) });
  const environments = sample.outcome === 'ok' ? [sample.env] : [];
  const compared = (a: Expr, b: Expr): string => compareExact(a, b, environments, { catalog }).outcome;

  test('one that a derivative brings in may hold as well as not', () => {
    expect(compared(grad(relu, x), chosen(1, 0))).toBe('equal');
    expect(compared(grad(relu, x), zeros([n, 1]))).toBe('none');
    expect(compared(grad(relu, x), chosen(2, 0))).toBe('none');
  });

  test('what holds for 0 and 1 alone holds', () => {
    expect(compared(call('had', [chosen(1, 0), chosen(1, 0)], [n, 1]), chosen(1, 0))).toBe('equal');
    expect(compared(call('had', [chosen(2, 0), chosen(2, 0)], [n, 1]), chosen(2, 0))).toBe('none');
  });
});
