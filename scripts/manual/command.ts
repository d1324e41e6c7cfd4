/** The command within this process: what it writes is caught instead of printed. */
import { readFileSync } from 'node:fs';

type Program = typeof import('../../bin/frobenius.js');

let loaded: Promise<Program> | undefined;

/** The module of the command. The bundler puts the version in; here it is a global of that name. */
export function frobenius(): Promise<Program> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  Object.assign(globalThis, { FROBENIUS_VERSION: version });
  loaded ??= import('../../bin/frobenius.js');
  return loaded;
}

export interface Ran {
  readonly status: number;
  /** Standard output. */
  readonly answer: string;
  /** Standard output and standard error, in the order in which they were written. */
  readonly shown: string;
}

/** Runs `frobenius ARGUMENTS` and catches what it writes. Not to be called twice at a time. */
export async function runInProcess(words: readonly string[]): Promise<Ran> {
  const { main } = await frobenius();
  let [answer, shown] = ['', ''];
  const [out, error] = [process.stdout.write, process.stderr.write];
  process.stdout.write = ((text: string) => {
    answer += text;
    shown += text;
    return true;
  }) as typeof out;
  process.stderr.write = ((text: string) => {
    shown += text;
    return true;
  }) as typeof error;
  try {
    const status = await main(words);
    return { status, answer, shown };
  } finally {
    process.stdout.write = out;
    process.stderr.write = error;
  }
}
