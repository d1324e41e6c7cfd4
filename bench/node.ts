/** Processes of Node that serve the cases of bench/child.ts. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { Remote } from './remote.js';

const BUILT = 'node_modules/.cache/bench-child.mjs';

/** Bundles a module that serves cases; the file that Node runs. */
export function bundled(entry: string, outfile: string): string {
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return resolve(outfile);
}

/** A process of Node that runs a file which serves cases. It greets first: its start is no part of a case. */
export const served = (file: string, flags: readonly string[] = []): Remote =>
  new Remote(() => spawn(process.execPath, [...flags, file], { stdio: ['pipe', 'pipe', 'pipe'] }), [{ hello: true }]);

let child: string | undefined;
/** A process of its own that serves bench/child.ts, by Node with these flags. */
export function node(...flags: readonly string[]): Remote {
  child ??= bundled('bench/child.ts', BUILT);
  return served(child, flags);
}
