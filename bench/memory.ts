/** How much memory a process takes at most. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAMILIES } from './families.js';
import type { Table } from './tables.js';

const peak = `process.on('exit', () => process.stderr.write('\\n' + process.resourceUsage().maxRSS));`;

export async function memoryTables(_: number, most: number): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'frobenius-bench-'));
  const preload = join(folder, 'peak.cjs');
  writeFileSync(preload, peak);
  const measure = (args: readonly string[]): number | string => {
    const { status, stderr } = spawnSync(process.execPath, ['--require', preload, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    const kilobytes = Number(stderr.trim().split('\n').at(-1));
    return status === 0 && kilobytes > 0 ? kilobytes / 1024 : (stderr.trim().split('\n')[0] ?? 'failed').slice(0, 60);
  };
  const command = 'dist/bin/frobenius.js';
  const n = most;
  const deep = join(folder, 'deep.frob');
  writeFileSync(deep, (FAMILIES['MLP of depth N'] as (n: number) => string)(n));
  const rows: Table['rows'][number][] = [
    ['node -e 0', measure(['-e', '0'])],
    [`frobenius grad "x'*A*x"`, measure([command, 'grad', "x'*A*x"])],
    ['frobenius check rnn.frob', measure([command, 'check', 'docs/examples/rnn.frob'])],
    [`frobenius grad, MLP of depth ${n}`, measure([command, 'grad', deep])],
  ];
  rmSync(folder, { recursive: true, force: true });
  return [{ id: 'memory', title: 'Memory at most, MB', columns: ['command', 'MB'], rows }];
}
