/**
 * Many problems in one process: npm run load [-- --lines 10000] [--derivations 1000000] [--write]
 *
 * Batches through the command as users have it, with their rate and peak memory at a tenth of the lines and at all of them;
 * then derivations by the library, one after the other without a turn of the event loop. Reads memory as Linux tells it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { derive, toInput } from '../src/index.js';
import { writeSection } from './reliability.js';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '10000' },
    derivations: { type: 'string', default: '200000' },
    write: { type: 'boolean' },
  },
});
const lines = Number(values.lines);
const derivations = Number(values.derivations);
const folder = join(process.cwd(), 'node_modules', '.cache', 'load');
const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const mega = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** Problems that differ in names, numbers and sizes; every hundredth line is at fault. */
function job(k: number): object {
  const name = `A_${k % 97}`;
  const source = k % 100 === 99 ? 'x +' : `log(1 + norm2(tanh(${name}*x))^2) + ${k}*x'*x`;
  return {
    id: k,
    source,
    wrt: ['x'],
    values: {
      x: [1, 2],
      [name]: [
        [1, 2],
        [3, 4],
      ],
    },
  };
}

/** Of the command, in MB: a process that has more lets it grow before it tidies up. */
const HEAP = 128;

interface Run {
  readonly seconds: number;
  readonly answers: number;
  readonly peak: number;
}

const peakOf = (pid: number): number => {
  const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return found ? 1024 * Number(found[1]) : 0;
};

async function batch(work: string, count: number): Promise<Run> {
  const file = join(folder, `${count}.jsonl`);
  writeFileSync(file, Array.from({ length: count }, (_, k) => `${JSON.stringify(job(k))}\n`).join(''));
  const begun = performance.now();
  const child = spawn(process.execPath, [
    `--max-old-space-size=${HEAP}`,
    join(folder, 'frobenius.js'),
    work,
    '--batch',
    file,
  ]);
  let answers = 0;
  let peak = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) answers++;
    if (child.pid !== undefined && child.exitCode === null) peak = Math.max(peak, peakOf(child.pid));
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0 || answers !== count) throw new Error(`${work}: status ${status}, ${answers} answers of ${count}`);
  return { seconds: (performance.now() - begun) / 1000, answers, peak };
}

async function batches(): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--bundle-only', folder], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  const rows = [row(['command', 'lines', 'lines a second', 'peak memory, MB']), row(['---', '---:', '---:', '---:'])];
  for (const work of ['eval', 'check']) {
    for (const count of [lines / 10, lines]) {
      const { seconds, peak } = await batch(work, count);
      rows.push(row([`\`${work} --batch\``, count, (count / seconds).toFixed(0), mega(peak)]));
      process.stdout.write(`${rows.at(-1)}\n`);
    }
  }
  return rows;
}

/** One after the other in one go: no reference that is weak is let go, no timer runs. */
function loop(): string[] {
  const rows = [row(['derivations', 'a second', 'heap, MB', 'resident, MB']), row(['---:', '---:', '---:', '---:'])];
  const every = Math.min(100_000, Math.ceil(derivations / 5));
  let begun = performance.now();
  for (let k = 1; k <= derivations; k++) {
    const derived = derive(`log(1 + norm2(tanh(A_${k % 97}*x))^2) + ${k}*x'*x`, { wrt: ['x'] });
    if (k % 1000 === 0 && toInput(derived) === '') throw new Error('an answer is empty');
    if (k % every === 0) {
      const { heapUsed, rss } = process.memoryUsage();
      rows.push(row([k, ((1000 * every) / (performance.now() - begun)).toFixed(0), mega(heapUsed), mega(rss)]));
      process.stdout.write(`${rows.at(-1)}\n`);
      begun = performance.now();
    }
  }
  return rows;
}

const text = [
  `\`npm run load -- --lines ${lines} --derivations ${derivations}\`, on Node ${process.versions.node}. Batches run in a heap of ${HEAP} MB; every hundredth line is at fault and has its error in its place.`,
  '',
  ...(await batches()),
  '',
  'Derivations by the library, in one loop without a turn of the event loop:',
  '',
  ...loop(),
].join('\n');
if (values.write) writeSection('load', text);
