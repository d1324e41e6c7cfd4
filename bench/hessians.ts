/** Hessians: compiled, by hand, by differences, and by PyTorch's differentiating twice. */
import { node } from './node.js';
import { refusal } from './numbers.js';
import type { Settings } from './options.js';
import type { HessianCase, Matrix } from './problems.js';
import { COLUMNS, hessianCases } from './problems.js';
import { blasOf, findPython } from './python.js';
import type { Remote } from './remote.js';
import { admit, contender } from './remote.js';
import { blasText, withSetting } from './setting.js';
import type { Cell, Table } from './tables.js';
import { kept } from './tables.js';
import type { Contender, Outcome } from './timing.js';
import { converted, isSpread, measure, msOf } from './timing.js';
import { hessianTask, torch } from './torch.js';

interface Other {
  readonly name: string;
  readonly remote: Remote;
  readonly tolerance: number;
  task(problem: HessianCase, index: number): object;
}

const ours = (what: string, n: number): Omit<Other, 'tolerance'> => ({
  name: what,
  remote: node(),
  task: (_, index) => ({ case: 'hessian', about: { index, n, what } }),
});

export async function hessianTable(settings: Settings): Promise<Table> {
  const n = settings.quick ? 128 : 2048;
  const found = findPython('torch');
  const [compiled, hand, differences] = [ours('compiled', n), ours('hand', n), ours('differences', n)];
  const others: Other[] = [{ ...hand, tolerance: 1e-12 }];
  const versions: string[] = [];
  if (typeof found !== 'string') {
    for (const vectorize of [false, true])
      others.push({
        name: `vectorize ${vectorize}`,
        remote: torch(found),
        tolerance: 1e-9,
        task: (problem) => hessianTask(problem, vectorize),
      });
    const blas = await blasOf((others[1] as Other).remote);
    versions.push(`PyTorch ${found.version}, Python ${found.python}`, blasText('PyTorch', blas));
  }
  const rows: Cell[][] = [];
  for (const [index, problem] of hessianCases(n).entries()) {
    const times = await race(problem, index, compiled, differences, others, settings);
    const entries = (problem.values[problem.wrt] as Matrix).rows;
    const some = times.get('differences');
    const byDifferences = isSpread(some) ? converted(some, (ms) => (ms * entries) / Math.min(COLUMNS, entries)) : some;
    const [one, all] = [times.get('vectorize false'), times.get('vectorize true')];
    const mine = msOf(times.get('compiled')) ?? Number.NaN;
    const fastest = Math.min(...[byDifferences, one, all].map((t) => msOf(t) ?? Number.POSITIVE_INFINITY));
    const factor = (msOf(times.get('hand')) ?? Number.NaN) / mine;
    rows.push([
      problem.name,
      times.get('compiled'),
      times.get('hand'),
      factor,
      kept(factor, 1, false),
      byDifferences,
      one ?? 'left out',
      all ?? 'left out',
      fastest / mine,
      kept(fastest / mine, 5, false),
    ]);
  }
  for (const { remote } of [compiled, differences, ...others]) remote.close();
  return withSetting(
    {
      id: 'hessians',
      title: 'Hessians',
      columns: [
        'problem',
        'compiled, ms',
        'by hand, ms',
        'times as long',
        'at least 1',
        'differences of our gradient, ms',
        'PyTorch twice, ms',
        'the same, vectorize=True, ms',
        'fastest of these three, times as long',
        'at least 5',
      ],
      rows,
      notes: [
        `By hand: plain loops over typed arrays. “Twice” is \`torch.autograd.functional.hessian\`, without and with \`vectorize=True\`; differences were taken for ${COLUMNS} columns and scaled to all. What is by hand and by PyTorch was compared with ours before it was timed.`,
      ],
      leftOut: typeof found === 'string' ? [`PyTorch: ${found}`] : [],
    },
    versions,
  );
}

async function race(
  problem: HessianCase,
  index: number,
  compiled: Omit<Other, 'tolerance'>,
  differences: Omit<Other, 'tolerance'>,
  others: readonly Other[],
  settings: Settings,
): Promise<Map<string, Outcome>> {
  let right: number[][];
  try {
    right = (await compiled.remote.ask(compiled.task(problem, index), settings.limit * 1000)) as number[][];
  } catch (error) {
    return new Map([[compiled.name, (error as Error).message]]);
  }
  const list: Contender[] = [contender(compiled.name, compiled.remote)];
  const refused = new Map<string, Outcome>();
  const enter = (name: string, made: Contender | string): void => {
    if (typeof made === 'string') refused.set(name, made);
    else list.push(made);
  };
  for (const { name, remote, task, tolerance } of others)
    enter(name, await admit(name, remote, task(problem, index), (a) => refusal(a, right, tolerance), settings));
  const { name, remote, task } = differences;
  enter(name, await admit(name, remote, task(problem, index), () => undefined, settings));
  return new Map([...refused, ...(await measure(list, settings))]);
}
