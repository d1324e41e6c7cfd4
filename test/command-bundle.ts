/** Bundles the command once for all test files, into a folder of its own that is gone afterwards. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly command: string;
  }
}

export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'frobenius-command-'));
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--bundle-only', folder], { encoding: 'utf8' });
  if (built.status !== 0 || built.stderr !== '') throw new Error(built.stderr);
  project.provide('command', join(folder, 'frobenius.js'));
  return () => rmSync(folder, { recursive: true, force: true });
}
