/**
 * Fuzzing for as long as one likes: npm run fuzz -- --runs 100000 --seed 1
 *
 * Every failure is shrunk and printed with the seed that draws it again; the exit status is 1 where there was one.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { Drawn, Verdict } from '../test/fuzz-draw.js';
import { judge, problems, sourceOf } from '../test/fuzz-draw.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    reasons: { type: 'boolean' },
  },
});
const runs = Number(values.runs);
const start = Number(values.seed);
const BATCH = 50;
const counts: Record<Verdict['kind'], number> = { ok: 0, unsupported: 0, unchecked: 0, wrong: 0, crash: 0 };
const reasons = new Map<string, number>();
const isBad = ({ kind }: Verdict): boolean => kind === 'wrong' || kind === 'crash';
let done = 0;

function progress(): void {
  if (!process.stderr.isTTY) return;
  const parts = Object.entries(counts).map(([kind, n]) => `${n} ${kind}`);
  process.stderr.write(`\r${done} of ${runs}: ${parts.join(', ')}   `);
}

const said = new Set<string>();
for (let seed = start; done < runs; seed++) {
  // terms that nobody holds are let go only between two turns of the event loop
  await new Promise(setImmediate);
  let first: { drawn: Drawn; verdict: Verdict } | undefined;
  const numRuns = Math.min(BATCH, runs - done);
  const details = fc.check(
    fc.property(problems, (drawn) => {
      const verdict = judge(drawn);
      if (!first) {
        counts[verdict.kind]++;
        done++;
        if (verdict.reason !== '') {
          const key = `${verdict.kind}: ${verdict.reason.slice(0, 100)}`;
          reasons.set(key, (reasons.get(key) ?? 0) + 1);
        }
        progress();
        if (isBad(verdict)) first = { drawn, verdict };
      }
      return !isBad(verdict);
    }),
    { seed, numRuns, interruptAfterTimeLimit: 60_000 },
  );
  if (details.failed && details.counterexample) {
    const [shrunk] = details.counterexample;
    const { kind, reason } = judge(shrunk);
    const text = `${kind}, seed ${seed}: ${reason}\n  f = ${shrunk.last}   by ${shrunk.wrt.join(', ')}`;
    if (!said.has(shrunk.last)) process.stdout.write(`\n${text}\n${sourceOf(shrunk).replace(/^param.*\n/gm, '')}\n`);
    said.add(shrunk.last);
  }
}
process.stdout.write(`\n${done} problems: ${JSON.stringify(counts)}\n`);
if (values.reasons)
  for (const [key, n] of [...reasons].sort((a, b) => b[1] - a[1])) process.stdout.write(`${n}  ${key}\n`);
if (counts.wrong + counts.crash > 0) process.exitCode = 1;
