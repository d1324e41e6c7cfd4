/** What the benchmark does with processes: wrong answers refused, hanging ones cut off, memory that is the child's own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../bench/command.js';
import { growth } from '../bench/growth.js';
import { peakOf } from '../bench/memory.js';
import { bundled, node, served } from '../bench/node.js';
import { refusal } from '../bench/numbers.js';
import type { Found } from '../bench/python.js';
import { blasOf, findPython, python } from '../bench/python.js';
import type { Remote } from '../bench/remote.js';
import { admit, contender } from '../bench/remote.js';
import { admitted } from '../bench/standard.js';
import { standardProblems } from '../bench/standard-cases.js';
import { started } from '../bench/startup.js';
import { sympy } from '../bench/sympy.js';
import type { Contender } from '../bench/timing.js';
import { isSpread, measure, OverTime } from '../bench/timing.js';

const folder = mkdtempSync(join(tmpdir(), 'frobenius-bench-test-'));
let file = '';
const open: Remote[] = [];
const process_ = (): Remote => {
  const remote = served(file);
  open.push(remote);
  return remote;
};

beforeAll(() => {
  const entry = join(folder, 'planted.ts');
  writeFileSync(
    entry,
    `import { serve } from ${JSON.stringify(resolve('bench/serve.ts'))};
     let runs = 0;
     await serve({
       right: () => ({ answer: [[1, 2]], run: () => runs++ }),
       wrong: () => ({ answer: [[1, 2.1]], run: () => runs++ }),
       late: () => ({ run: () => new Promise((go) => setTimeout(go, 5)) }),
       talks: () => { console.log('{"value": 7}'); return { answer: 1, run: () => console.log('x') }; },
       hangs: () => ({ answer: [[1, 2]], run: () => { for (;;); } }),
       'hangs before': () => { for (;;); },
       'hangs later': () => { let k = 0; return { run: () => { const end = performance.now() + 20; while (k > 0 || performance.now() < end); k++; } }; },
       dies: () => ({ run: () => process.exit(3) }),
       throws: () => ({ run: () => { throw new Error('planted'); } }),
     });`,
  );
  file = bundled(entry, join(folder, 'planted.mjs'));
});
afterAll(() => {
  for (const remote of open) remote.close();
  rmSync(folder, { recursive: true, force: true });
});

const never = (): undefined => undefined;
const take = async (name: string, limit: number): Promise<unknown> => {
  const made = await admit(name, process_(), { case: name, about: {} }, never, { limit });
  if (typeof made === 'string') return made;
  return (await measure([made], { seconds: 0.01, limit, rounds: 2 })).get(name);
};

describe('contenders', () => {
  test('one that is wrong is refused, one that is right is timed', async () => {
    const refuse = (answer: unknown): string | undefined => refusal(answer, [[1, 2]], 1e-9);
    const enter = (name: string) => admit(name, process_(), { case: name, about: {} }, refuse, { limit: 20 });
    expect(await enter('wrong')).toMatch(/^refused: off by 5\.0e-2/);
    const right = await enter('right');
    expect(right).toMatchObject({ name: 'right' });
    const [spread] = (await measure([right as Contender], { seconds: 0.01, limit: 20 })).values();
    expect(isSpread(spread) && spread.runs > 1 && spread.low <= spread.middle && spread.middle <= spread.high).toBe(
      true,
    );
  });

  test.each([
    ['hangs', 0.3, '> 0.3 s'],
    ['hangs before', 0.3, '> 0.3 s'],
    ['dies', 20, 'its process ended, status 3'],
    ['throws', 20, 'planted'],
    ['is not there', 20, 'there is no case is not there'],
  ])('one that %s, with a limit of %d s', async (name, limit, why) => expect(await take(name, limit)).toBe(why));

  test('one that hangs after a run keeps that run, alone', async () =>
    expect(await take('hangs later', 1)).toMatchObject({ runs: 1 }));

  test('a promise is waited for', async () => {
    const spread = await take('late', 20);
    expect(isSpread(spread) && spread.low).toBeGreaterThan(4);
  });

  test('what a library prints is no answer', async () => {
    const remote = process_();
    expect(await remote.ask({ case: 'talks', about: {} }, 20_000)).toBe(1);
    expect(await remote.ask({ batch: 0 }, 20_000)).toHaveLength(1);
  });

  test('a process that was ended starts again', async () => {
    const remote = process_();
    await expect(remote.ask({ case: 'hangs before', about: {} }, 300)).rejects.toThrow(OverTime);
    expect(await remote.ask({ case: 'right', about: {} }, 20_000)).toEqual([[1, 2]]);
    expect(await remote.ask({ case: 'right', about: {} }, 20_000)).toEqual([[1, 2]]);
  });

  test('they are warmed, then take turns', async () => {
    const order: string[] = [];
    // the first falls for four batches
    const falling = [8, 4, 2, 1];
    const one = (name: string, next: () => number): Contender => ({
      name,
      batch: async () => {
        order.push(name);
        return [next()];
      },
    });
    const times = await measure([one('a', () => falling.shift() ?? 1), one('b', () => 7)], {
      seconds: 1,
      limit: 60,
      rounds: 3,
    });
    expect(order.join('')).toBe('aaaaaabbbababab');
    expect(times.get('a')).toEqual({ middle: 1, low: 1, high: 1, runs: 3 });
  });

  test('a family ends where one is cut off', async () => {
    const asked: number[] = [];
    const remote = process_();
    const { points, end } = await growth([1, 2, 3, 4], async (n) => {
      asked.push(n);
      await remote.ask({ case: n === 3 ? 'hangs' : 'right', about: {} }, 20_000);
      const times = await measure([contender('ours', remote)], { seconds: 0.001, limit: 0.3, rounds: 1 });
      return { steps: n, outcome: times.get('ours') ?? 'none' };
    });
    expect([asked, points.map(({ n }) => n), end]).toEqual([[1, 2, 3], [1, 2], '> 0.3 s']);
  });
});

describe('commands', () => {
  test('one that hangs is ended with what it has started', async () => {
    const hang = `require('node:child_process').spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'inherit' })`;
    // its child holds the pipe: this ends only if that is ended too
    await expect(runCommand(process.execPath, ['-e', `${hang}; for (;;);`], 0.4)).rejects.toThrow('> 0.4 s');
    const times = await measure([started('hangs', ['-e', 'for (;;);'])], { seconds: 0.01, limit: 0.3 });
    expect(times.get('hangs')).toBe('> 0.3 s');
  });

  test('one that fails says so', async () =>
    expect(runCommand(process.execPath, ['-e', 'process.exitCode = 4'], 20)).rejects.toThrow('ended with status 4'));

  test('memory is that of the process, not of the one that starts it', async () => {
    const large = Buffer.alloc(400 << 20, 1);
    const alone = ['-e', '0'];
    for (const reader of ['VmHWM', 'maxRSS'] as const) expect(await peakOf(alone, 20, reader)).toBeLessThan(200);
    expect(await peakOf(['-e', 'Buffer.alloc(250 << 20, 1)'], 20)).toBeGreaterThan(250);
    expect(large.at(-1)).toBe(1);
  });
});

describe('Python', () => {
  test('a module that no Python has is said', () => {
    expect(findPython('a_module_that_is_not_there')).toMatch(/python3.*(No module named|ENOENT)/);
  });

  const found = findPython('sympy', 'numpy');
  const own = standardProblems().find(({ expression }) => expression === "x'*A*x");
  // the peer is optional: without one there is nothing to refuse
  const [ours, peer] = [node(), sympy(found as Found)];
  open.push(ours, peer);
  // the peer is optional: without one there is nothing to refuse
  test.runIf(typeof found !== 'string').each([
    ['right', 'x.T*A*x', undefined],
    ['wrong', 'x.T*A*x + Trace(A)*x.T*x', /^refused: off by/],
    ['undone', 'OneMatrix(1, x.rows)*each(exp, A*x)', /^ValueError: left undone/],
    ['no derivative', 'A + x', /^TypeError|^ShapeError|^ValueError/],
  ])('SymPy’s answer that is %s', async (_, form, why) => {
    const made = await admitted(own as NonNullable<typeof own>, form, ours, [['SymPy', peer]], 30);
    if (why === undefined) expect(made).toMatchObject([{ name: 'SymPy' }]);
    else expect(made).toMatch(why);
  });

  const any = findPython('json');
  test.runIf(typeof any !== 'string')(
    'caches are emptied outside the clock, and only where that is asked',
    async () => {
      const remote = python(any as Found, ['import time\nemptied = 0']);
      open.push(remote);
      const code = `
def before():
    global emptied
    emptied += 1
    time.sleep(0.02)
def run():
    pass
`;
      await remote.ask({ code }, 20_000);
      const cold = (await remote.ask({ batch: 30, cold: true }, 20_000)) as number[];
      const count = await remote.ask({ code: 'answer = emptied' }, 20_000);
      expect(Math.max(...cold)).toBeLessThan(20);
      expect(count).toBe(cold.length);
      await remote.ask({ batch: 5 }, 20_000);
      expect(await remote.ask({ code: 'answer = emptied' }, 20_000)).toBe(count);
      expect(await blasOf(remote)).toMatch(/OpenBLAS|none loaded|not told|\w/);
    },
  );
});
