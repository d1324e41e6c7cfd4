/** A Python beside us, which runs what it is told and says how long it took. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const SERVER = `
import json, sys, time
space = {}
for line in sys.stdin:
    task = json.loads(line)
    try:
        if "code" in task:
            exec(task["code"], space)
            answer = {"value": space.get("answer")}
        else:
            start = time.perf_counter()
            space["f"]()
            answer = {"value": (time.perf_counter() - start) * 1e3}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"[:200]}
    print(json.dumps(answer), flush=True)
`;

/** Its environment: OpenBLAS is left to choose its own kernel, on one thread. */
function environment(core?: string): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...rest } = process.env;
  const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  return { ...rest, ...threads, ...(core === undefined ? {} : { OPENBLAS_CORETYPE: core }) };
}

export class Python {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: ((line: string) => void)[] = [];

  private constructor(
    command: string,
    readonly version: string,
    core?: string,
  ) {
    this.child = spawn(command, ['-W', 'ignore', '-u', '-c', SERVER], { env: environment(core) });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
    this.child.on('exit', () => {
      for (const tell of this.waiting.splice(0)) tell('{"error": "Python has gone"}');
    });
  }

  /** The first Python that has the module; `core` is the processor that OpenBLAS is to take its kernel for. */
  static with(module: string, core?: string): Python | undefined {
    for (const command of ['python3', '/usr/bin/python3']) {
      const code = `import ${module}; print(${module}.__version__)`;
      const { status, stdout } = spawnSync(command, ['-W', 'ignore', '-c', code], { encoding: 'utf8' });
      if (status === 0) return new Python(command, stdout.trim(), core);
    }
    return undefined;
  }

  private async ask(task: object): Promise<unknown> {
    const line = await new Promise<string>((tell) => {
      this.waiting.push(tell);
      this.child.stdin.write(`${JSON.stringify(task)}\n`);
    });
    const { value, error } = JSON.parse(line.replaceAll(/\b(NaN|-?Infinity)\b/g, 'null')) as {
      value?: unknown;
      error?: string;
    };
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** Runs code that may set `answer`. */
  exec(code: string): Promise<unknown> {
    return this.ask({ code });
  }

  /** Milliseconds of one run of the function f that code has defined. */
  async time(): Promise<number> {
    return (await this.ask({ run: true })) as number;
  }

  close(): void {
    this.child.kill();
  }
}
