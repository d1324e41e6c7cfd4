/** The command as it is shipped, and processes that are ended when they take too long. */
import { spawn, spawnSync } from 'node:child_process';
import { OverTime } from './timing.js';

export const COMMAND = 'dist/bin/frobenius.js';

/** Bundles the command anew. */
export function bundleCommand(): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--bundle-only'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the command is not bundled: ${stderr}`);
}

export interface Ended {
  /** From the start of the process to its end, in milliseconds. */
  readonly ms: number;
  readonly stderr: string;
}

/** Runs a command to its end; it and all that it started are ended after `limit` seconds, which fails with OverTime. */
export function runCommand(
  command: string,
  args: readonly string[],
  limit: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((tell, fail) => {
    const start = performance.now();
    // a group of its own, so that none of it outlives the limit
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    let [stderr, over] = ['', false];
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = `${stderr}${chunk}`.slice(-4000);
    });
    const timer = setTimeout(() => {
      over = true;
      if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    }, limit * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      fail(error);
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      const ms = performance.now() - start;
      if (over) fail(new OverTime(limit));
      else if (status === 0) tell({ ms, stderr });
      else fail(new Error(stderr.trim().split('\n')[0]?.slice(0, 120) || `ended with status ${status}`));
    });
  });
}
