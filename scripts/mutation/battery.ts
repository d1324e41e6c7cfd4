/**
 * One engine tried on the problems of the battery: a program of its own, with a fault in one of its files.
 *
 * Told what the engine without a fault prints, it checks what differs from that as `frobenius check` does, and stops at
 * the first problem that is caught. What differs and is not caught is handed to the referee.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Derived } from '../../src/deriving.js';
import { derive, parse } from '../../src/deriving.js';
import { FrobeniusError } from '../../src/language/error.js';
import { format } from '../../src/language/format.js';
import { checkDerivation } from '../../src/numeric/check.js';
import { witnessDerivation } from '../../src/numeric/witness.js';
import { derivationData } from '../../src/print/json.js';
import { catalog } from '../../src/rulebook/catalog.js';
import { ownLines } from '../../test/own-lines.js';
import { readWritten } from '../../test/written.js';
import { answerDefinitions, answerText, declarationsOf } from './answers.js';
import { batteryProblems } from './battery-problems.js';
import type { Baseline, BatteryReport, Catcher, Suspect } from './battery-report.js';

class Caught extends Error {
  constructor(
    readonly by: Catcher,
    reason: string,
  ) {
    super(reason);
  }
}

/** Written expressions of the test of reading. */
const WRITTEN = 500;

/** All that is printed of a problem, as one text. */
const outputOf = ({ derivations }: Derived): string => JSON.stringify(derivations.map((one) => derivationData(one)));

function checked({ derivations }: Derived): void {
  for (const derivation of derivations) {
    const report = checkDerivation(derivation, { rows: catalog });
    const odd = [...report.replay.steps.values(), ...report.replay.lines.values()].find(
      (r) => r.outcome === 'mismatch',
    );
    const judge = (by: Catcher, evidence: readonly { readonly outcome: string }[], outcome: string): void => {
      const found = evidence.find((e) => e.outcome === outcome);
      if (found) throw new Caught(outcome === 'unchecked' ? 'unchecked' : by, JSON.stringify(found));
    };
    for (const outcome of ['failed', 'unchecked']) {
      judge('step', [...report.steps.values()], outcome);
      judge('line', [...report.lines.values()], outcome);
      judge(
        'result',
        report.results.map((r) => r.evidence),
        outcome,
      );
      if (outcome === 'failed' && odd) throw new Caught('replay', JSON.stringify(odd));
    }
  }
}

/** Reads what was printed, and compares it term by term with what was meant. */
function readBack(source: string, { derivations }: Derived): void {
  for (const derivation of derivations) {
    const text = `${declarationsOf(source)}\n${answerText(derivation)}`;
    const problem = parse(text, { equations: [] });
    const read = new Map(problem.definitions.map(({ target, value }) => [target.name, format(value)]));
    for (const { target, value } of answerDefinitions(derivation)) {
      if (target.index.length > 0) continue;
      if (read.get(target.name) !== format(value))
        throw new Caught('read back', `${format(target)} = ${format(value)}`);
    }
  }
}

async function witnessed({ derivations }: Derived): Promise<void> {
  for (const derivation of derivations) {
    for (const { evidence } of await witnessDerivation(derivation, 1, { rows: catalog })) {
      if (evidence.outcome === 'failed') throw new Caught('witness', JSON.stringify(evidence));
    }
  }
}

const attempted = (error: unknown): { readonly by: Catcher; readonly reason: string } => {
  if (error instanceof Caught) return { by: error.by, reason: error.message };
  if (error instanceof FrobeniusError) return { by: 'refused', reason: error.message };
  return { by: 'crash', reason: error instanceof Error ? error.message : String(error) };
};

/** What the test of reading finds: no check of a derivation sees that another problem was read than was written. */
function misreading(): string | undefined {
  for (let k = 0; k < WRITTEN; k++) {
    try {
      const { text, outcome } = readWritten(1, k);
      if (outcome === 'other') return text;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return undefined;
}

/** The problems that print as they should, read as they should, and check. */
async function writeBaseline(file: string): Promise<void> {
  const problems = batteryProblems().map(({ name, source, options }) => {
    const derived = derive(source, options);
    return { name, source, derived, output: outputOf(derived) };
  });
  const baseline: Record<string, string> = {};
  for (const { name, source, derived, output } of problems) {
    try {
      checked(derived);
      readBack(source, derived);
      await witnessed(derived);
      baseline[name] = output;
    } catch (error) {
      const { by, reason } = attempted(error);
      process.stderr.write(`left out, ${by}: ${name}: ${reason}\n`);
    }
  }
  writeFileSync(file, JSON.stringify(baseline));
}

async function trial(baseline: Baseline): Promise<BatteryReport> {
  const suspects: Suspect[] = [];
  const differing: Derived[] = [];
  let tried = 0;
  for (const { name, source, options } of batteryProblems()) {
    const expected = baseline[name];
    if (expected === undefined) continue;
    tried++;
    try {
      const derived = derive(source, options);
      if (outputOf(derived) === expected) continue;
      checked(derived);
      readBack(source, derived);
      differing.push(derived);
      suspects.push({
        problem: name,
        answers: derived.derivations.map(answerText),
        lines: derived.derivations.map(ownLines),
      });
    } catch (error) {
      return { caught: { problem: name, ...attempted(error) }, tried, suspects: [] };
    }
  }
  const misread = suspects.length > 0 ? misreading() : undefined;
  if (misread !== undefined) return { caught: { problem: '', by: 'reading', reason: misread }, tried, suspects: [] };
  for (const [k, derived] of differing.entries()) {
    try {
      await witnessed(derived);
    } catch (error) {
      return { caught: { problem: suspects[k]?.problem ?? '', ...attempted(error) }, tried, suspects: [] };
    }
  }
  return { tried, suspects };
}

/** Ends the process after so many seconds of processor time, also out of a loop that has no end. */
function limitTime(seconds: number): void {
  const watch = `setInterval(() => {
    const { user, system } = process.cpuUsage();
    if (user + system > ${seconds * 1e6}) process.kill(process.pid, 'SIGKILL');
  }, 200)`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(watch)}`));
  worker.unref();
}

const [, , mode, file = '', seconds] = process.argv;
if (mode === 'baseline') await writeBaseline(file);
else {
  limitTime(Number(seconds));
  const baseline: Baseline = JSON.parse(readFileSync(file, 'utf8'));
  process.stdout.write(JSON.stringify(await trial(baseline)));
}
