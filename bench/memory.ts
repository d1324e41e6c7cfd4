/** How much memory a process takes at most. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleCommand, COMMAND, runCommand } from './command.js';
import { FAMILIES } from './families.js';
import type { Settings } from './options.js';
import { withSetting } from './setting.js';
import type { Cell, Table } from './tables.js';
import { spreadOf } from './timing.js';

/** Where a process reads its own peak, in kilobytes. */
export type Reader = 'VmHWM' | 'maxRSS';

// VmHWM is of the program alone; maxRSS begins at the peak of the process that started it
const preload = (reader: Reader): string => `
const { readFileSync } = require('node:fs');
process.on('exit', () => {
  const status = ${reader === 'VmHWM'} && process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const [, peak] = /^VmHWM:\\s*(\\d+) kB/m.exec(status) ?? [];
  process.stderr.write('\\n' + (peak ?? process.resourceUsage().maxRSS));
});`;

/** A shell that starts the command as its child: maxRSS then begins at the shell's small peak, not at ours. */
const launched = (args: readonly string[]): [string, string[]] =>
  process.platform === 'win32'
    ? [process.execPath, [...args]]
    : ['/bin/sh', ['-c', '"$0" "$@"; exit $?', process.execPath, ...args]];

/** The peak of Node with these arguments in MB; fails where the process does, or takes more than `limit` seconds. */
export async function peakOf(args: readonly string[], limit: number, reader: Reader = 'VmHWM'): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'frobenius-bench-'));
  try {
    const file = join(folder, 'peak.cjs');
    writeFileSync(file, preload(reader));
    const { stderr } = await runCommand(...launched(['--require', file, ...args]), limit);
    const kilobytes = Number(stderr.trim().split('\n').at(-1));
    if (!(kilobytes > 0)) throw new Error('it did not tell its peak');
    return kilobytes / 1024;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const RUNS = 5;

export async function memoryTables({ most, limit, quick }: Settings): Promise<Table[]> {
  bundleCommand();
  const folder = mkdtempSync(join(tmpdir(), 'frobenius-bench-'));
  const rows: Cell[][] = [];
  try {
    const deep = join(folder, 'deep.frob');
    writeFileSync(deep, (FAMILIES['MLP of depth N'] as (n: number) => string)(most));
    for (const [name, args] of [
      ['node -e 0', ['-e', '0']],
      [`frobenius grad "x'*A*x"`, [COMMAND, 'grad', "x'*A*x"]],
      ['frobenius check rnn.frob', [COMMAND, 'check', 'docs/examples/rnn.frob']],
      [`frobenius grad, MLP of depth ${most}`, [COMMAND, 'grad', deep]],
    ] as const) {
      const peaks: number[] = [];
      let why: string | undefined;
      for (let run = 0; run < (quick ? 1 : RUNS) && why === undefined; run++) {
        try {
          peaks.push(await peakOf(args, limit));
        } catch (error) {
          why = (error as Error).message;
        }
      }
      rows.push([name, why ?? spreadOf(peaks)]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const table: Table = {
    id: 'memory',
    title: 'Memory at most, MB',
    columns: ['command', 'MB'],
    rows,
    notes: [
      'The peak of resident memory that each process reads of itself when it ends: VmHWM on Linux, maxRSS elsewhere. A shell starts it, so that the peak of the benchmark does not count.',
    ],
  };
  return [withSetting(table, [])];
}
