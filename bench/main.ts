/**
 * What Frobenius costs, beside its peers, in one run: npm run bench -- [--only compute,derive,print,startup,memory]
 * [--quick] [--max 10000] [--limit 60] [--write]. With --write the tables go into docs/benchmarks.md and
 * docs/benchmarks.json. How it is measured is said in bench/method.ts.
 *
 * Peers in JavaScript are those of bench/peers (npm run bench:peers), those in Python whatever Python has.
 */
import { computeTables } from './compute.js';
import { deriveTables } from './derive.js';
import { memoryTables } from './memory.js';
import type { GroupName, Options, Settings } from './options.js';
import { readOptions } from './options.js';
import { write } from './page.js';
import { printTables } from './print.js';
import { machine } from './setting.js';
import { startupTables } from './startup.js';
import type { Table } from './tables.js';
import { toMarkdown } from './tables.js';

const GROUPS: Readonly<Record<GroupName, (settings: Settings) => Promise<Table[]>>> = {
  compute: computeTables,
  derive: deriveTables,
  print: printTables,
  startup: startupTables,
  memory: memoryTables,
};

async function main(options: Options): Promise<void> {
  const tables: Table[] = [];
  for (const name of options.only) {
    for (const table of await GROUPS[name](options)) {
      tables.push(table);
      console.log(`${toMarkdown(table)}\n`);
    }
  }
  const leftOut = [...new Set(tables.flatMap((table) => table.leftOut ?? []))];
  console.log([machine(), ...leftOut.map((line) => `Left out: ${line}`)].join('\n'));
  if (options.write) write(machine(), tables);
}

try {
  await main(readOptions(process.argv.slice(2)));
  process.exit(0);
} catch (error) {
  console.error((error as Error).message);
  process.exit(2);
}
