/** A process beside us that takes one task a line and gives one answer a line, and that is ended when it takes too long. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Contender } from './timing.js';
import { OverTime } from './timing.js';

const open = new Set<Remote>();
// a process that hangs would outlive us
process.on('exit', () => {
  for (const remote of open) remote.close();
});

export class Remote {
  private child: ChildProcess | undefined;
  private waiting: ((line: string) => void) | undefined;
  private said = '';

  /** `start` starts the process; `setup` are tasks that it is given first, whenever it starts again. */
  constructor(
    private readonly start: () => ChildProcess,
    private readonly setup: readonly object[] = [],
  ) {}

  /** The answer to one task, in at most so many milliseconds; fails with OverTime, or with what the process says. */
  async ask(task: object, limit: number): Promise<unknown> {
    if (this.child === undefined) {
      this.open();
      try {
        for (const first of this.setup) await this.tell(first, Math.max(limit, 60_000));
      } catch (error) {
        this.close();
        throw error;
      }
    }
    return this.tell(task, limit);
  }

  /** Ends the process; it starts again with the next task. */
  close(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
    open.delete(this);
    this.answer('{"error": "its process was ended"}');
  }

  private answer(line: string): void {
    const tell = this.waiting;
    this.waiting = undefined;
    tell?.(line);
  }

  private open(): void {
    const child = this.start();
    this.child = child;
    open.add(this);
    this.said = '';
    if (child.stdout === null || child.stdin === null) throw new Error('the process has no pipes');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (this.child === child) this.answer(line);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.said = `${this.said}${chunk}`.slice(-2000);
    });
    // a process that is gone cannot be written to: its end is told below
    child.stdin.on('error', () => {});
    const gone = (how: string): void => {
      if (this.child !== child) return;
      this.child = undefined;
      open.delete(this);
      const lines = this.said.trim().split('\n');
      const last = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
      this.answer(
        JSON.stringify({ error: `its process ended, ${how}${last === '' ? '' : `: ${last.slice(0, 120)}`}` }),
      );
    };
    child.on('error', (error) => gone(error.message));
    child.on('close', (code, signal) => gone(signal ?? `status ${code}`));
  }

  private async tell(task: object, limit: number): Promise<unknown> {
    const line = await new Promise<string>((tell, fail) => {
      const timer = setTimeout(() => {
        this.waiting = undefined;
        this.close();
        fail(new OverTime(limit / 1000));
      }, limit);
      this.waiting = (text) => {
        clearTimeout(timer);
        tell(text);
      };
      this.child?.stdin?.write(`${JSON.stringify(task)}\n`);
    });
    const { value, error } = JSON.parse(line.replaceAll(/\b(NaN|-?Infinity)\b/g, 'null')) as {
      value?: unknown;
      error?: string;
    };
    if (error !== undefined) throw new Error(error.length > 80 ? `${error.slice(0, 80)}…` : error);
    return value;
  }
}

/** What a process has ready, as a contender. */
export function contender(name: string, remote: Remote, cold = false): Contender {
  return {
    name,
    batch: async (ms, limit) => (await remote.ask({ batch: ms, cold }, limit)) as number[],
  };
}

/** A contender that is made ready by a task and whose answer is looked at; a string says why it is not timed. */
export async function admit(
  name: string,
  remote: Remote,
  task: object,
  /** Why the answer is refused; undefined where it is right. */
  refusal: (answer: unknown) => string | undefined,
  { limit, cold = false }: { readonly limit: number; readonly cold?: boolean },
): Promise<Contender | string> {
  try {
    const why = refusal(await remote.ask(task, limit * 1000));
    return why ?? contender(name, remote, cold);
  } catch (error) {
    return (error as Error).message;
  }
}
