/**
 * Every equation that is printed is true on random values: those that the printer puts together from several steps, which
 * no check of a derivation looks at, too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Range } from '../src/derive/step.js';
import { derive } from '../src/deriving.js';
import { zeros } from '../src/expression/build.js';
import type { Expr } from '../src/expression/expression.js';
import { isScalar } from '../src/expression/expression.js';
import { format } from '../src/language/format.js';
import { checkStep, sampleFor } from '../src/numeric/check.js';
import type { Environment } from '../src/numeric/environment.js';
import type { Row } from '../src/print/outline.js';
import { outline } from '../src/print/outline.js';
import { recurrence } from './recurrences.js';

const OWN = readFileSync('test/cases/regressions.txt', 'utf8')
  .split(/\n\s*\n/)
  .map((text) => text.replaceAll(/^#.*$/gm, '').trim())
  .filter((text) => text !== '');

const files = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.frob'))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'));

/** Both sides of what a row says; a definition says two things. */
function sidesOf(row: Row): (readonly [Expr, Expr])[] {
  // the sign 0 stands for zeros of any shape
  const left = row.kind === 'equation' ? row.left : row.target;
  const shaped = (right: Expr): Expr => (right.kind === 'num' && !isScalar(left) ? zeros(left.shape) : right);
  if (row.kind === 'equation') return [row.right, ...(row.also ?? [])].map((right) => [left, shaped(right)] as const);
  return row.differential ? [[row.differential.left, row.differential.right]] : [];
}

const rangesOf = (row: Row): readonly Range[] =>
  row.loops.map((l) => ('step' in l && l.step < 0 ? { over: l.over, from: l.to, to: l.from } : l));

function falseLines(source: string): string[] {
  const derived = derive(source);
  return derived.derivations.flatMap((derivation) =>
    (derivation.phases ?? [derivation]).flatMap((phase) => {
      const options = { rows: derived.rules, catalog: derived.rules };
      const samples = [0, 1].flatMap((draw): Environment[] => {
        const sample = sampleFor(phase, options, draw);
        return sample.outcome === 'ok' ? [sample.env] : [];
      });
      return outline(phase, {})
        .sections.filter(({ kind }) => kind !== 'results')
        .flatMap(({ rows }) => rows)
        .flatMap((row) =>
          sidesOf(row).flatMap(([left, right]) =>
            samples.flatMap((env) => {
              const found = checkStep(left, right, env, rangesOf(row));
              return found.outcome === 'failed' ? [`${format(left)} = ${format(right)}: ${found.error}`] : [];
            }),
          ),
        );
    }),
  );
}

describe('every printed equation is true', () => {
  it.each(files('docs/examples'))('examples: %s', (source) => expect(falseLines(source)).toEqual([]));
  it.each(files('test/derivations'))('derivations: %s', (source) => expect(falseLines(source)).toEqual([]));
  it.each(OWN)('regressions: %s', (source) => expect(falseLines(source)).toEqual([]));
  it.each(Array.from({ length: 40 }, (_, k) => k + 1))('a recurrence drawn with seed %d', (seed) =>
    expect(falseLines(recurrence(seed))).toEqual([]),
  );
});
