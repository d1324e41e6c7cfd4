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

/** A process of Node that runs a file which serves cases. */
export const served = (file: string): Remote =>
  new Remote(() => spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'pipe'] }));

let child: string | undefined;
/** A process of its own that serves bench/child.ts. */
export function node(): Remote {
  child ??= bundled('bench/child.ts', BUILT);
  return served(child);
}
