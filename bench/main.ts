/**
 * What Frobenius costs, beside its peers, in one run: npm run bench -- [--only compute,derive,print,startup,memory]
 * [--quick] [--max 10000] [--write]. With --write the tables go into docs/benchmarks.md and docs/benchmarks.json.
 *
 * Peers in JavaScript are those of bench/peers (npm run bench:peers), those in Python whatever Python has.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { computeTables } from './compute.js';
import { deriveTables } from './derive.js';
import { memoryTables } from './memory.js';
import { printTables } from './print.js';
import { startupTables } from './startup.js';
import type { Table } from './tables.js';
import { toMarkdown } from './tables.js';

const GROUPS: Readonly<Record<string, (seconds: number, most: number) => Promise<Table[]>>> = {
  compute: computeTables,
  derive: deriveTables,
  print: printTables,
  startup: startupTables,
  memory: memoryTables,
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(GROUPS).join(',') },
    quick: { type: 'boolean', default: false },
    max: { type: 'string', default: '1000' },
    write: { type: 'boolean', default: false },
  },
});

const machine = `${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores, ${process.platform} ${process.arch}; Node ${process.versions.node}. Medians of runs that take turns.`;
const tables: Table[] = [];
for (const name of values.only.split(',')) {
  const group = GROUPS[name];
  if (group === undefined) throw new Error(`there is no group ${name}: one of ${Object.keys(GROUPS).join(', ')}`);
  for (const table of await group(values.quick ? 0.3 : 2, Number(values.max))) {
    tables.push(table);
    console.log(`${toMarkdown(table)}\n`);
  }
}
console.log(machine);

if (values.write) {
  const [page, file] = ['docs/benchmarks.md', 'docs/benchmarks.json'];
  const before = JSON.parse(readFileSync(file, 'utf8')) as { machine: string; tables: Table[] };
  // tables of other groups stay as they were measured
  const kept = before.tables.filter((t) => !tables.some((own) => own.id === t.id));
  const order = [
    'compute',
    'compute-peers',
    'hessians',
    'products',
    'standard',
    'families',
    'scalars',
    'print',
    'startup',
    'memory',
    'size',
  ];
  const all = [...kept, ...tables].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  // figures that are none are left out of JSON anyway
  writeFileSync(file, `${JSON.stringify({ machine, tables: all }, null, 1)}\n`);
  const text = readFileSync(page, 'utf8');
  const marked = /<!-- tables -->[\s\S]*<!-- end -->/;
  if (!marked.test(text)) throw new Error(`${page} has no place for the tables`);
  const again = (JSON.parse(readFileSync(file, 'utf8')) as { tables: Table[] }).tables.map(toMarkdown).join('\n\n');
  writeFileSync(
    page,
    text.replace(marked, () => `<!-- tables -->\n${machine}\n\n${again}\n<!-- end -->`),
  );
}
process.exit(0);
