/**
 * The command as users have it, bundled once. Most calls run in a thread that has it loaded, a few milliseconds each; what
 * reads its standard input, or hangs on the process, is given a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { inject } from 'vitest';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** A folder for the test files of this process; it is gone when all have run. */
export const folder = mkdtempSync(join(inject('scratch'), 'files-'));
export const command = inject('command');

export function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** One for all test files of this process; it does not hold the process. */
let thread: Worker | undefined;

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a call prints; with an input or an environment of its own in a process. */
export function run(args: readonly string[], input?: string, env?: Record<string, string>): Ran {
  return input === undefined && env === undefined ? inThread(args) : inProcess(args, input, env);
}

export function inProcess(args: readonly string[], input?: string, env: Record<string, string> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: root,
    encoding: 'utf8',
    // the tests leave nothing in the cache of who runs them
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', ...env },
    ...(input === undefined ? {} : { input }),
  });
  return { status, stdout, stderr };
}

const ENDED = new Int32Array(new SharedArrayBuffer(4));
const { port1: here, port2: there } = new MessageChannel();
/** Milliseconds that a call may take before it is said not to end. */
const PATIENCE = 60_000;

function inThread(args: readonly string[]): Ran {
  thread ??= new Worker(new URL('./command-thread.mjs', import.meta.url), {
    workerData: { command, port: there, ended: ENDED },
    transferList: [there],
    stdout: true,
    stderr: true,
  });
  thread.unref();
  Atomics.store(ENDED, 0, 0);
  here.postMessage(args);
  const waited = Atomics.wait(ENDED, 0, 0, PATIENCE);
  const answer = receiveMessageOnPort(here)?.message as Ran | undefined;
  if (answer === undefined) throw new Error(`frobenius ${args.join(' ')} does not end: ${waited}`);
  return answer;
}
