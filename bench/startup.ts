/** How long the command takes from nothing, beside Node alone. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleCommand, COMMAND, runCommand } from './command.js';
import type { Settings } from './options.js';
import { withSetting } from './setting.js';
import type { Cell, Table } from './tables.js';
import { kept } from './tables.js';
import type { Contender } from './timing.js';
import { measure, msOf } from './timing.js';

/** A command as a contender: every run is a process of its own. */
export const started = (
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Contender => ({
  name,
  batch: async (ms, limit) => {
    const end = performance.now() + ms;
    const deadline = performance.now() + limit;
    const times: number[] = [];
    do {
      const left = (deadline - performance.now()) / 1000;
      times.push((await runCommand(process.execPath, args, left, env)).ms);
    } while (performance.now() < end);
    return times;
  },
});

const NODE = 'node -e 0';

export async function startupTables(settings: Settings): Promise<Table[]> {
  bundleCommand();
  const list: readonly (readonly [Contender, number?])[] = [
    [started(NODE, ['-e', '0'])],
    [started('frobenius --version', [COMMAND, '--version']), 1.5],
    [started(`frobenius grad "x'*A*x"`, [COMMAND, 'grad', "x'*A*x"]), 2],
    [started('the same, no compiled code kept', [COMMAND, 'grad', "x'*A*x"], { NODE_DISABLE_COMPILE_CACHE: '1' })],
    [started('frobenius derive rnn.frob', [COMMAND, 'derive', 'docs/examples/rnn.frob'])],
    [started('frobenius check rnn.frob', [COMMAND, 'check', 'docs/examples/rnn.frob'])],
  ];
  const contenders = list.map(([contender]) => contender);
  const times = await measure(contenders, {
    ...settings,
    seconds: 4 * settings.seconds,
    rounds: settings.quick ? 2 : 8,
  });
  const alone = msOf(times.get(NODE));
  const rows = list.map(([{ name }, bar]): Cell[] => {
    const ms = msOf(times.get(name));
    const ratio = name === NODE || ms === undefined || alone === undefined ? undefined : ms / alone;
    return [name, times.get(name), ratio, bar, kept(ratio, bar)];
  });
  return [
    withSetting(
      {
        id: 'startup',
        title: 'The command from nothing',
        columns: ['command', 'ms', 'times node alone', 'at most', 'kept'],
        rows,
      },
      [],
    ),
    sizes(),
  ];
}

function sizes(): Table {
  const list = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
      e.isDirectory() ? list(join(folder, e.name)) : [join(folder, e.name)],
    );
  const row = (name: string, files: readonly string[]): Table['rows'][number] => {
    const raw = files.reduce((sum, f) => sum + statSync(f).size, 0);
    const packed = files.reduce((sum, f) => sum + gzipSync(readFileSync(f)).length, 0);
    return [name, files.length, raw / 1024, packed / 1024];
  };
  const code = existsSync('dist/bin') ? list('dist/bin').filter((f) => f.endsWith('.js')) : [];
  // the command itself, and what it imports as it begins
  const begins = existsSync(COMMAND) ? readFileSync(COMMAND, 'utf8') : '';
  const first = code.filter((f) => f === COMMAND || begins.includes(`require("./chunks/${basename(f)}")`));
  const table: Table = {
    id: 'size',
    title: 'Size of the bundled command',
    columns: ['what', 'files', 'kB', 'kB by gzip'],
    rows: [row('what every call loads first', first), row('all of it, loaded as it is needed', code)],
  };
  return withSetting(table, [], []);
}
