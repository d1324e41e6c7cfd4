/** How long the command takes from nothing, beside Node alone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Table } from './tables.js';
import { kept } from './tables.js';
import { interleaved } from './timing.js';

const command = 'dist/bin/frobenius.js';

export async function startupTables(seconds: number): Promise<Table[]> {
  const bundled = spawnSync(process.execPath, ['scripts/build.mjs', '--bundle-only'], { encoding: 'utf8' });
  if (bundled.status !== 0) throw new Error(bundled.stderr);
  const run = (...args: readonly string[]) => ({
    name: args.join(' '),
    run: () => {
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
    },
  });
  const list = [
    run('-e', '0'),
    run(command, '--version'),
    run(command, 'grad', "x'*A*x"),
    run(command, 'derive', 'docs/examples/rnn.frob'),
    run(command, 'check', 'docs/examples/rnn.frob'),
  ];
  const times = await interleaved(list, seconds * 4, 6);
  const alone = times[0]?.ms as number;
  const bars = [undefined, 1.5, 2, undefined, undefined];
  const names = [
    'node -e 0',
    'frobenius --version',
    `frobenius grad "x'*A*x"`,
    'frobenius derive rnn.frob',
    'frobenius check rnn.frob',
  ];
  const rows = times.map(({ ms }, i) => {
    const ratio = ms / alone;
    return [names[i], ms, i === 0 ? undefined : ratio, bars[i], kept(ratio, bars[i])];
  });
  return [
    {
      id: 'startup',
      title: 'The command from nothing',
      columns: ['command', 'ms', 'times node alone', 'at most', 'kept'],
      rows,
    },
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
  const first = code.filter((f) => f === command);
  return {
    id: 'size',
    title: 'Size of the bundled command',
    columns: ['what', 'files', 'kB', 'kB by gzip'],
    rows: [row('what every call loads first', first), row('all of it, loaded as it is needed', code)],
  };
}
