/**
 * Broken input for the readers for as long as one likes: npm run fuzz:readers -- --runs 1000000 --seed 1 [--write]
 *
 * Every fault is shrunk and printed with the seed and run that draw it again; the exit status is 1 where there was one.
 * With --write the figures go into docs/reliability.md.
 */
import { parseArgs } from 'node:util';
import type { ReaderName } from '../test/fuzz-inputs.js';
import { inputOf, READERS } from '../test/fuzz-inputs.js';
import { put, shrunk } from '../test/fuzz-readers.js';
import { writeSection } from './reliability.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean' },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);

interface Count {
  inputs: number;
  read: number;
  refused: number;
  faults: number;
  slowest: number;
}
const counts = new Map<ReaderName, Count>(
  READERS.map((name) => [name, { inputs: 0, read: 0, refused: 0, faults: 0, slowest: 0 }]),
);
const codes = new Map<string, number>();
const started = performance.now();
const said = new Set<string>();
let done = 0;

function section(): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const minutes = (performance.now() - started) / 60_000;
  const faults = [...counts.values()].reduce((n, c) => n + c.faults, 0);
  return [
    `\`npm run fuzz:readers -- --runs ${done} --seed ${seed}\`: ${done} inputs in ${minutes.toFixed(1)} minutes, ${faults} faults.`,
    '',
    row(['reader', 'inputs', 'read', 'refused with a message', 'faults', 'slowest, ms']),
    row(['---', '---:', '---:', '---:', '---:', '---:']),
    ...[...counts].map(([name, c]) => row([name, c.inputs, c.read, c.refused, c.faults, c.slowest.toFixed(0)])),
    '',
    `Codes of the messages: ${[...codes]
      .sort((a, b) => b[1] - a[1])
      .map(([code, n]) => `\`${code}\` ${n}`)
      .join(', ')}.`,
  ].join('\n');
}

let stopped = false;
process.once('SIGINT', () => {
  stopped = true;
});
for (let run = 0; run < runs && !stopped; run++) {
  const input = inputOf(seed, run);
  const count = counts.get(input.reader) as Count;
  const begun = performance.now();
  const { outcome, fault } = await put(input);
  count.slowest = Math.max(count.slowest, performance.now() - begun);
  count.inputs++;
  done++;
  if (fault !== undefined) {
    count.faults++;
    const { text } = await shrunk(input);
    if (!said.has(text) && said.size < 200)
      process.stdout.write(
        `seed ${seed}, run ${run}, ${input.reader}, ${outcome}: ${fault}\n  ${JSON.stringify(text)}\n`,
      );
    said.add(text);
  } else if (outcome === 'read') count.read++;
  else {
    count.refused++;
    codes.set(outcome, (codes.get(outcome) ?? 0) + 1);
  }
  if (run % 500 === 0) {
    // signals are heard between two turns of the event loop
    await new Promise(setImmediate);
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${runs}`);
    else if (run % 50_000 === 0) process.stderr.write(`${done} of ${runs}\n`);
  }
}
process.stdout.write(`\n${section()}\n`);
if (values.write) writeSection('fuzz', section());
if ([...counts.values()].some((c) => c.faults > 0)) process.exitCode = 1;
