/** A Python beside us, which runs what it is told and says how long it took. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Remote } from './remote.js';

const SERVER = readFileSync('bench/python/server.py', 'utf8');
const BLAS = readFileSync('bench/python/blas.py', 'utf8');

/** Its environment: one thread; OpenBLAS is left to choose its own kernel unless a processor is named. */
function environment(core?: string): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...rest } = process.env;
  const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  return { ...rest, ...threads, ...(core === undefined ? {} : { OPENBLAS_CORETYPE: core }) };
}

export interface Found {
  readonly executable: string;
  /** Of the module, of Python. */
  readonly version: string;
  readonly python: string;
}

const COMMANDS = ['python3', '/usr/bin/python3'];

/** The first Python that has the modules, or a word why there is none. */
export function findPython(...modules: readonly [string, ...string[]]): Found | string {
  const code = `import sys, platform, ${modules.join(', ')}; print(sys.executable, ${modules[0]}.__version__, platform.python_version(), sep="\\n")`;
  const reasons: string[] = [];
  for (const command of COMMANDS) {
    const { status, stdout, stderr, error } = spawnSync(command, ['-W', 'ignore', '-c', code], { encoding: 'utf8' });
    const [executable, version, python] = stdout?.trim().split('\n').slice(-3) ?? [];
    if (status === 0 && executable && version && python) return { executable, version, python };
    const last = stderr?.trim().split('\n').at(-1) ?? '';
    reasons.push(`${command}: ${error?.message ?? (last === '' ? `status ${status}` : last)}`);
  }
  return [...new Set(reasons)].join('; ');
}

/** A process of that Python, which runs `setup` whenever it starts; `core` is what OpenBLAS is to take its kernel for. */
export const python = ({ executable }: Found, setup: readonly string[], core?: string): Remote =>
  new Remote(
    () => spawn(executable, ['-W', 'ignore', '-u', '-c', SERVER], { env: environment(core) }),
    setup.map((code) => ({ code })),
  );

/** The BLAS that a process has loaded, and the kernel it takes. */
export const blasOf = async (remote: Remote): Promise<string> => String(await remote.ask({ code: BLAS }, 60_000));
