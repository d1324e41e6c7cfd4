/** The command as users have it: bundled once for a test file, and run as a process. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** A folder of the test file's own; it is gone afterwards. */
export const folder = mkdtempSync(join(tmpdir(), 'frobenius-'));
export const command = join(folder, 'frobenius.js');

export function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

beforeAll(() => {
  file('package.json', '{"type": "module"}');
  const build = ['scripts/build.mjs', '--bundle-only', folder];
  const built = spawnSync(process.execPath, build, { cwd: root, encoding: 'utf8' });
  expect(built.stderr).toBe('');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(args: readonly string[], input?: string, env: Record<string, string> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    ...(input === undefined ? {} : { input }),
  });
  return { status, stdout, stderr };
}
