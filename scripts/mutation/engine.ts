/**
 * The engine with every small fault put into its central files, one at a time: each made a program of its own, which is
 * tried on the battery in a process of its own.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { BuildContext } from 'esbuild';
import { context } from 'esbuild';
import { derive } from '../../src/deriving.js';
import { ownLines } from '../../test/own-lines.js';
import { answerText } from './answers.js';
import type { BatteryProblem } from './battery-problems.js';
import { batteryProblems } from './battery-problems.js';
import type { BatteryReport, Catcher, Suspect } from './battery-report.js';
import { refute, wrongLine } from './referee.js';
import { drawn } from './rule-score.js';
import type { SourceFault } from './source-faults.js';
import { sourceFaults } from './source-faults.js';

/** The central files. */
export const FILES: readonly string[] = [
  ...['carry', 'gradient', 'arrivals', 'family', 'segment', 'sequence', 'differential', 'arithmetic', 'tidy'],
  ...['structure', 'jacobian', 'second', 'like-terms', 'powers', 'fractions'],
  ...[
    'schedule',
    'membership',
    'results',
    'rounds-ahead',
    'stretch-order',
    'own-value',
    'single-members',
    'abbreviations',
    'nests',
    'axes',
    'use-ranges',
    'cutting',
    'exchange',
    'definition-at',
    'size-order',
    'known-names',
    'sensitivity',
    'vec-terms',
  ],
]
  .map((file) => `src/derive/${file}.ts`)
  .concat(
    'src/language/broadcast.ts',
    'src/language/reach.ts',
    'src/expression/build.ts',
    'src/expression/dimension.ts',
  );

export type Fate =
  | { readonly outcome: 'no program' }
  | { readonly outcome: 'caught'; readonly by: Catcher | 'no end'; readonly problem: string; readonly reason: string }
  /** Everything that is printed of the battery is as it was. */
  | { readonly outcome: 'no effect' }
  /** Printed otherwise, and as true as before. */
  | { readonly outcome: 'true'; readonly problem: string }
  | { readonly outcome: 'missed'; readonly problem: string; readonly reason: string };

export interface JudgedMutant extends Omit<SourceFault, 'text'> {
  readonly file: string;
  readonly fate: Fate;
}

const FOLDER = 'node_modules/.cache/mutation';
/** Processor time of a trial in seconds; the battery takes some three. */
const SECONDS = 25;
/** Problems of one mutant that the referee judges line by line. */
const READ_CLOSELY = 8;

const run = promisify(execFile);

/** Makes programs in which one file has another text. */
class Bundler {
  private replaced: { readonly path: string; readonly text: string } | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(private readonly made: BuildContext) {}

  static async open(): Promise<Bundler> {
    let bundler: Bundler | undefined;
    const made = await context({
      entryPoints: ['scripts/mutation/battery.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      write: false,
      logLevel: 'silent',
      plugins: [
        {
          name: 'fault',
          setup(build) {
            build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
              const put = bundler?.replaced;
              return put?.path === path ? { contents: put.text, loader: 'ts' } : undefined;
            });
          },
        },
      ],
    });
    bundler = new Bundler(made);
    return bundler;
  }

  /** One after the other: the faulty text is put for the time of one build. */
  write(out: string, path?: string, text?: string): Promise<boolean> {
    const work = this.queue.then(async () => {
      this.replaced = path !== undefined && text !== undefined ? { path: resolve(path), text } : undefined;
      try {
        const { outputFiles = [] } = await this.made.rebuild();
        for (const { text: bundle } of outputFiles) writeFileSync(out, bundle);
        return true;
      } catch (error) {
        // the faulty text is no program: esbuild says so by throwing
        if (path === undefined) throw error;
        return false;
      }
    });
    this.queue = work;
    return work;
  }

  close(): Promise<void> {
    return this.made.dispose();
  }
}

export interface EngineOptions {
  readonly files?: readonly string[];
  readonly sample?: number;
  readonly seed?: number;
  /** Trials at a time. */
  readonly jobs?: number;
  /** Where the mutants that are judged are kept, line by line; those that stand there already are not tried again. */
  readonly record?: string;
  readonly onJudged?: (mutant: JudgedMutant, done: number, of: number) => void;
}

export async function scoreEngine(options: EngineOptions = {}): Promise<readonly JudgedMutant[]> {
  mkdirSync(FOLDER, { recursive: true });
  const bundler = await Bundler.open();
  const baseline = `${FOLDER}/baseline.json`;
  const all = (options.files ?? FILES).flatMap((file) =>
    sourceFaults(file, readFileSync(file, 'utf8')).map((fault) => ({ file, fault })),
  );
  const planted = drawn(all, options.sample, options.seed ?? 1);
  const known = options.record === undefined ? new Map<string, JudgedMutant>() : readRecord(options.record);
  if (planted.some(({ file, fault }) => !known.has(keyOf({ file, ...fault })))) {
    const clean = `${FOLDER}/clean.mjs`;
    await bundler.write(clean);
    await run(process.execPath, [clean, 'baseline', baseline]);
  }
  const judged: JudgedMutant[] = [];
  let next = 0;
  let done = 0;
  const work = async (job: number): Promise<void> => {
    const program = `${FOLDER}/mutant-${job}.mjs`;
    for (let k = next++; k < planted.length; k = next++) {
      const { file, fault } = planted[k] as (typeof planted)[number];
      const { text, ...rest } = fault;
      const before = known.get(keyOf({ file, ...rest }));
      const compiled = before !== undefined || (await bundler.write(program, file, text));
      const fate = before?.fate ?? (compiled ? await trial(program, baseline) : { outcome: 'no program' as const });
      const mutant = { file, ...rest, fate };
      judged[k] = mutant;
      if (before === undefined && options.record !== undefined)
        appendFileSync(options.record, `${JSON.stringify(mutant)}\n`);
      options.onJudged?.(mutant, ++done, planted.length);
    }
  };
  await Promise.all(Array.from({ length: options.jobs ?? 2 }, (_, job) => work(job)));
  await bundler.close();
  return judged;
}

const keyOf = ({ file, line, kind, before, after }: Omit<JudgedMutant, 'fate'>): string =>
  [file, line, kind, before, after].join('|');

function readRecord(path: string): Map<string, JudgedMutant> {
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8').split('\n');
  const mutants = lines.filter((line) => line !== '').map((line): JudgedMutant => JSON.parse(line));
  return new Map(mutants.map((mutant) => [keyOf(mutant), mutant]));
}

async function trial(program: string, baseline: string): Promise<Fate> {
  let report: BatteryReport;
  try {
    const args = ['--max-old-space-size=900', program, 'trial', baseline, String(SECONDS)];
    const { stdout } = await run(process.execPath, args, { maxBuffer: 2 ** 28 });
    report = JSON.parse(stdout);
  } catch (error) {
    const { signal, stderr } = error as { signal?: string; stderr?: string };
    if (signal === 'SIGKILL' || stderr?.includes('heap'))
      return { outcome: 'caught', by: 'no end', problem: '', reason: `${SECONDS} s` };
    return { outcome: 'caught', by: 'crash', problem: '', reason: (stderr ?? String(error)).slice(0, 300) };
  }
  if (report.caught) return { outcome: 'caught', ...report.caught };
  const [first] = report.suspects;
  if (first === undefined) return { outcome: 'no effect' };
  for (const [k, suspect] of report.suspects.entries()) {
    const reason = refuted(suspect, k < READ_CLOSELY);
    if (reason !== undefined) return { outcome: 'missed', problem: suspect.problem, reason };
  }
  return { outcome: 'true', problem: first.problem };
}

const problems = new Map(batteryProblems().map((problem) => [problem.name, problem]));

function refuted({ problem, answers, lines }: Suspect, closely: boolean): string | undefined {
  const { source, options } = problems.get(problem) as BatteryProblem;
  const { derivations } = derive(source, options);
  const false_ = refute(source, derivations.map(answerText), answers);
  if (false_ !== undefined || !closely) return false_;
  for (const [k, text] of lines.entries()) {
    const derivation = derivations[k];
    if (derivation === undefined || ownLines(derivation) === text) continue;
    const wrong = wrongLine(text);
    if (wrong !== undefined && wrongLine(ownLines(derivation)) === undefined) return wrong;
  }
  return undefined;
}
