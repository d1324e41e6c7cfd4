/** The other side of bench/remote.ts in Node: cases are made ready by name, and run in batches. */
import { createInterface } from 'node:readline';

export interface Ready {
  /** What is compared before anything is timed. */
  readonly answer?: unknown;
  /** One run; a promise is waited for. */
  run(): unknown;
}
export type Cases = Readonly<Record<string, (about: never) => Ready | Promise<Ready>>>;

/** The runs are of one kind for their whole batch, so that waiting costs those nothing that need none. */
async function batch({ run }: Ready, ms: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + ms;
  do {
    const start = performance.now();
    const told = run();
    if (told instanceof Promise) await told;
    times.push(performance.now() - start);
  } while (performance.now() < end);
  return times;
}

/** Answers tasks from the standard input until that ends. */
export async function serve(cases: Cases): Promise<void> {
  // the standard output is for answers; what libraries print goes beside it
  console.log = console.info = console.warn = console.debug = console.error;
  let ready: Ready | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    let told: { value?: unknown; error?: string };
    try {
      const task = JSON.parse(line) as { hello: true } | { case: string; about: never } | { batch: number };
      if ('hello' in task) told = { value: true };
      else if ('case' in task) {
        ready = undefined;
        const make = cases[task.case];
        if (make === undefined) throw new Error(`there is no case ${task.case}`);
        ready = await make(task.about);
        told = { value: ready.answer };
      } else if (ready === undefined) throw new Error('nothing is ready');
      else told = { value: await batch(ready, task.batch) };
    } catch (error) {
      told = {
        error:
          String((error as Error).message)
            .split('\n')[0]
            ?.slice(0, 200) ?? '',
      };
    }
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
}
