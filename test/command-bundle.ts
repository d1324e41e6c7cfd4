/** Bundles the command once for all test files; it and what they write lie in a folder that is gone afterwards. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly command: string;
    /** Where test files may write. */
    readonly scratch: string;
  }
}

export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'frobenius-test-'));
  const bin = join(folder, 'bin');
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--bundle-only', bin], { encoding: 'utf8' });
  if (built.status !== 0 || built.stderr !== '') throw new Error(built.stderr);
  project.provide('command', join(bin, 'frobenius.js'));
  project.provide('scratch', scratch);
  return () => rmSync(folder, { recursive: true, force: true });
}
