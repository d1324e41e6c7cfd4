/**
 * What the checks find on a body of problems, for docs/checks.md: the Cookbook's identities and the examples of the manual.
 *
 * Nothing is entered by hand. The counts are the same everywhere, the errors are the machine's.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mul, num, transpose } from '../src/expression/build.js';
import type { Expr } from '../src/expression/expression.js';
import type { Derived } from '../src/index.js';
import { check, derive, witness } from '../src/index.js';
import { checkStep } from '../src/numeric/check.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import { checkResult } from '../src/numeric/targets.js';
import { catalog } from '../src/rulebook/catalog.js';
import { sections } from './cookbook.js';

const identities = (): readonly Derived[] =>
  sections
    .flatMap((section) => section.identities)
    .map(({ problem, independentEntries }) => derive(problem, independentEntries ? { independentEntries } : {}));

const examples = (): readonly Derived[] =>
  readdirSync('docs/examples')
    .filter((file) => file.endsWith('.frob'))
    .map((file) => derive(readFileSync(`docs/examples/${file}`, 'utf8')));

/** Counts of outcomes, and the largest error. */
class Tally {
  ok = 0;
  failed = 0;
  unchecked = 0;
  worst = 0;

  add(evidence: { readonly outcome: 'ok' | 'failed' | 'unchecked'; readonly error?: number }): void {
    this[evidence.outcome]++;
    if (evidence.error !== undefined) this.worst = Math.max(this.worst, evidence.error);
  }

  row(what: string, tolerance: string): string {
    const counts = `${this.ok} | ${this.failed} | ${this.unchecked}`;
    return `| ${what} | ${counts} | ${this.worst.toExponential(0)} | ${tolerance} |`;
  }
}

/** What a result may be turned into by a slip. */
const SLIPS: readonly (readonly [name: string, slip: (e: Expr) => Expr | undefined])[] = [
  ['the sign', (e) => mul([num(-1), e])],
  ['a factor 2', (e) => mul([num(2), e])],
  ['a transpose', (e) => (e.shape[0] === e.shape[1] && e.shape[0] !== 1 ? transpose(e) : undefined)],
  ['a factor 1.0001', (e) => mul([num(1.0001), e])],
];

function slipRows(all: readonly Derived[]): string[] {
  return SLIPS.map(([name, slip]) => {
    let [made, noticed] = [0, 0];
    for (const { derivations } of all) {
      for (const derivation of derivations) {
        const { problem, named, results } = derivation;
        const independent = derivation.independentEntries ? { independentEntries: true } : {};
        const sample = sampleEnvironment(problem, named, 1, { rows: catalog, ...independent });
        if (sample.outcome === 'unchecked') continue;
        for (const result of results) {
          const value = slip(result.value);
          // what is zero has no sign, and what is symmetric is its own transpose
          if (value === undefined || checkStep(result.value, value, sample.env, result.loops).outcome === 'ok')
            continue;
          const { expanded: _, ...rest } = result;
          made++;
          if (checkResult({ ...rest, value }, problem, sample.env).outcome === 'failed') noticed++;
        }
      }
    }
    return `| ${name} | ${made} | ${noticed} |`;
  });
}

export async function checkFigures(): Promise<string> {
  const book = identities();
  const all = [...book, ...examples()];
  const [values, steps, results, complex, real] = [new Tally(), new Tally(), new Tally(), new Tally(), new Tally()];
  const replay = { replayed: 0, 'numeric only': 0, mismatch: 0 };
  for (const derived of all) {
    const report = check(derived);
    for (const one of report.reports) {
      for (const evidence of one.steps.values())
        (evidence.outcome !== 'unchecked' && evidence.tolerance <= 1e-9 ? values : steps).add(evidence);
      for (const { evidence } of one.results) results.add(evidence);
      for (const { outcome } of [...one.replay.steps.values(), ...one.replay.lines.values()]) replay[outcome]++;
    }
    for (const found of (await witness(derived)).flat())
      (found.method === 'complex step' ? complex : real).add(found.evidence);
  }
  const count = (text: string, n: number): string => `${n} ${text}${n === 1 ? '' : 's'}`;
  const derivations = all.reduce((sum, { derivations: d }) => sum + d.length, 0);
  return [
    `${count('problem', all.length)}, ${count('derivation', derivations)}, seed 1, three samples each.`,
    '',
    '| what | ok | failed | unchecked | worst error | tolerance |',
    '|---|---:|---:|---:|---:|---:|',
    values.row('steps without d', '1e-9'),
    steps.row('steps with d or grad', '1e-7, twice nested 1e-4'),
    results.row('results against differences', '1e-7, second derivatives 1e-4'),
    complex.row('results by mathjs, complex step', '1e-8'),
    real.row('results by mathjs, otherwise', '1e-6'),
    '',
    `Steps and lines made again from the rules that they name: ${replay.replayed}; by numbers only: ${replay['numeric only']}; not what they name: ${replay.mismatch}.`,
    '',
    '| slip made in a result | results | noticed by differences |',
    '|---|---:|---:|',
    ...slipRows(book),
  ].join('\n');
}
