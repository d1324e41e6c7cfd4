/**
 * Faults planted into the mathematics, and what catches them: npm run mutation
 *
 * --rules, --engine: the one or the other alone. --sample N, --rule-sample N, --seed S: so many faults of the engine, of
 * the rules, drawn by the seed; all take half a minute for the rules, hours for the engine. --file F: one file of the
 * engine, with all its faults; may be repeated, and what is written then has a place of its own. --jobs N: trials at a time. --record F: mutants of the engine that are judged are kept in F, and a
 * run that was interrupted goes on from there. --verbose: every mutant of the engine as it is judged. --write: the scores
 * go to docs/reliability.md. The exit status is 1 where a fault was missed.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { catalog } from '../src/rulebook/catalog.js';
import type { JudgedMutant } from './mutation/engine.js';
import { scoreEngine } from './mutation/engine.js';
import { engineTables } from './mutation/engine-tables.js';
import { scoreRules } from './mutation/rule-score.js';
import { ruleTables } from './mutation/rule-tables.js';
import { writeSection } from './reliability.js';

const { values } = parseArgs({
  options: {
    rules: { type: 'boolean' },
    engine: { type: 'boolean' },
    sample: { type: 'string' },
    'rule-sample': { type: 'string' },
    seed: { type: 'string', default: '1' },
    file: { type: 'string', multiple: true },
    jobs: { type: 'string', default: '2' },
    record: { type: 'string' },
    verbose: { type: 'boolean' },
    write: { type: 'boolean' },
  },
});
const seed = Number(values.seed);
const count = (text: string | undefined): { readonly sample?: number } =>
  text === undefined ? {} : { sample: Number(text) };
const wantsEngine = values.engine === true || values.file !== undefined || values.rules !== true;
const wantsRules = values.rules === true || (values.engine !== true && values.file === undefined);

function said({ file, line, kind, before, after, fate }: JudgedMutant): string {
  const what = fate.outcome === 'caught' ? `caught, ${fate.by}` : fate.outcome;
  const where = 'problem' in fate ? ` [${fate.problem}]` : '';
  const why = 'reason' in fate ? ` ${fate.reason.slice(0, 150)}` : '';
  return `${what}: ${file}:${line} ${kind}: ${before.slice(0, 100)} => ${after.slice(0, 100)}${where}${why}`;
}

const progress = (done: number, of: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of}   `);
};

const [engineSample, ruleSample] = [count(values.sample), count(values['rule-sample'])];
const faults = wantsRules ? scoreRules(catalog, { seed, ...ruleSample, onProgress: progress }) : [];
const mutants = wantsEngine
  ? await scoreEngine({
      seed,
      ...engineSample,
      jobs: Number(values.jobs),
      ...(values.record === undefined ? {} : { record: values.record }),
      ...(values.file === undefined ? {} : { files: values.file }),
      onJudged: (mutant, done, of) => {
        progress(done, of);
        if (values.verbose) process.stdout.write(`${done}/${of} ${said(mutant)}\n`);
      },
    })
  : [];

const drawnBy = (all: number, { sample }: { readonly sample?: number }): string =>
  sample === undefined ? `all ${all}` : `a sample of ${all}, drawn with seed ${seed}`;
function ruleSection(): readonly string[] {
  return [
    '### In the rules',
    '',
    `Every text of the rule book with one piece dropped, turned or exchanged: ${drawnBy(faults.length, ruleSample)}. A rule must be read, its`,
    'sides must have one shape, and the rule check must find no values on which they differ.',
    '',
    ruleTables(faults),
    '',
  ];
}

function engineSection(): readonly string[] {
  return [
    '### In the engine',
    '',
    `Source files with one slip of the hand: ${drawnBy(mutants.length, engineSample)}. Each engine is tried on the battery: the examples of the`,
    'manual, the problems of the tests and of their tables. What it prints differently is checked as `frobenius check` does.',
    'What passes is judged by an engine without a fault, from the printed text alone: it is true, or the fault was missed.',
    '“Read back” is a form that is read as another term than was meant, which is a fault of form more often than of meaning.',
    '“Reading” is another problem than was written: no check of a derivation sees that, so what the test of reading finds',
    '(`test/written.test.ts`) counts here.',
    '“Without effect” is what changes nothing that is printed of the battery: equivalent, or not reached by it.',
    '',
    engineTables(mutants),
  ];
}

function wholeSection(): string {
  return [
    'The same with every fault of some of these files, those that carry, collect, broadcast and move indices first:',
    `${mutants.length} faults; version ${version}, ${new Date().toISOString().slice(0, 10)}.`,
    '',
    engineTables(mutants),
  ].join('\n');
}

const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
const section = [
  '## Faults planted into the mathematics',
  '',
  'One small fault at a time is put into a rule, or into a central file of the engine, and the checks are asked. `npm run',
  'mutation` measures it.',
  '',
  `Version ${version}, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}.`,
  '',
  ...(wantsRules ? ruleSection() : []),
  ...(wantsEngine ? engineSection() : []),
].join('\n');
const whole = values.file === undefined ? undefined : wholeSection();
process.stdout.write(`\n${whole ?? section}\n`);
if (values.write) writeSection(whole === undefined ? 'mutation' : 'mutation-whole', whole ?? section);
const missed = [...faults.map((f) => f.verdict.outcome), ...mutants.map((m) => m.fate.outcome)];
if (missed.includes('missed')) process.exitCode = 1;
