/** Scalar problems that grow, beside mathjs and SymPy. */
import { SCALARS } from './families.js';
import { node } from './node.js';
import { refusal } from './numbers.js';
import type { Settings } from './options.js';
import { versionOf } from './peer-list.js';
import { findPython } from './python.js';
import type { Remote } from './remote.js';
import { admit } from './remote.js';
import { withSetting } from './setting.js';
import { scalarTask, sympy } from './sympy.js';
import type { Cell, Table } from './tables.js';
import { kept } from './tables.js';
import type { Contender, Outcome } from './timing.js';
import { isSpread, measure, msOf } from './timing.js';

/** Where derivatives are compared. */
const AT = 0.3;

interface Runner {
  readonly name: string;
  readonly remote: Remote;
  readonly cold?: boolean;
  task(n: number): object;
  /** Whether its answer is a derivative that can be compared; ours is the number of steps. */
  readonly compared: boolean;
}

/** One size of a family: who still goes on, timed in turn; the value of the derivative is the right one. */
async function size(
  n: number,
  runners: readonly Runner[],
  right: () => Promise<number[][]>,
  settings: Settings,
): Promise<Map<string, Outcome>> {
  const list: Contender[] = [];
  const refused = new Map<string, Outcome>();
  const value = await derivativeOf(right);
  for (const { name, remote, task, compared, cold = false } of runners) {
    const refuse = (answer: unknown): string | undefined => {
      if (!compared || value === 'beyond float64') return undefined;
      return typeof value === 'string' ? value : refusal(answer, value, 1e-8);
    };
    const made = await admit(name, remote, task(n), refuse, { limit: settings.limit, cold });
    if (typeof made === 'string') refused.set(name, made);
    else list.push(made);
  }
  return new Map([...refused, ...(await measure(list, { ...settings, seconds: settings.seconds / 2, rounds: 3 }))]);
}

/** Ours, to compare with; a word where there is none. */
async function derivativeOf(right: () => Promise<number[][]>): Promise<number[][] | string> {
  try {
    return await right();
  } catch (error) {
    const { message } = error as Error;
    return message.includes('not finite') ? 'beyond float64' : `not compared: ours fails, ${message}`;
  }
}

const factor = (theirs: Outcome | undefined, ours: Outcome | undefined): number | undefined => {
  const [x, y] = [msOf(theirs), msOf(ours)];
  return x === undefined || y === undefined ? undefined : x / y;
};

export async function scalarTable(settings: Settings): Promise<Table> {
  const sizes = [30, 100, 300, 1000, 3000, 10_000].filter((n) => n <= settings.most);
  const found = findPython('sympy', 'numpy');
  const rows: Cell[][] = [];
  for (const [name, { ours, formula }] of Object.entries(SCALARS)) {
    const comparing = node();
    const all: Runner[] = [
      {
        name: 'ours',
        remote: node(),
        task: (n) => ({ case: 'derive', about: { source: ours(n) } }),
        compared: false,
      },
      {
        name: 'mathjs',
        // it walks its formulas by calls of itself: without a larger stack it overflows on long ones
        remote: node('--stack-size=4000'),
        task: (n) => ({ case: 'mathjs', about: { formula: formula(n), at: AT } }),
        compared: true,
      },
      ...(typeof found === 'string'
        ? []
        : [
            {
              name: 'SymPy',
              remote: sympy(found),
              task: (n: number) => scalarTask(formula(n), AT),
              compared: true,
              cold: true,
            },
          ]),
    ];
    let running = all;
    for (const n of sizes) {
      const right = async (): Promise<number[][]> =>
        (await comparing.ask(
          { case: 'gradient', about: { source: ours(n), values: { x: AT } } },
          settings.limit * 1000,
        )) as number[][];
      const times = await size(n, running, right, settings);
      // who has passed the limit or failed is not asked for more
      running = running.filter((runner) => isSpread(times.get(runner.name)));
      const [mine, math, theirs] = ['ours', 'mathjs', 'SymPy'].map((who) => times.get(who));
      const [first, second] = [factor(math, mine), factor(theirs, mine)];
      const python = typeof found === 'string' ? 'left out' : theirs;
      rows.push([name, n, mine, math, first, kept(first, 5, false), python, second]);
    }
    for (const { remote } of all) remote.close();
    comparing.close();
  }
  return withSetting(
    {
      id: 'scalars',
      title: 'Scalar problems, beside mathjs’ unsimplified `derivative` and SymPy’s `diff`',
      columns: [
        'problem',
        'N',
        'ours with steps, ms',
        'mathjs, ms',
        'times as long',
        'at least 5',
        'SymPy, caches emptied, ms',
        'times as long',
      ],
      rows,
      notes: [
        `Reading the formula is part of every time, emptying SymPy’s caches is not. Derivatives of peers were compared with ours at x = ${AT} before they were timed; where that value is beyond float64, they had been right about every smaller N. Who fails, or takes more than ${settings.limit} s to be made ready or to be timed, is not asked for larger N: “–”. mathjs runs with a stack of 4 MB, SymPy with a recursion limit of 100,000: neither can do the longest formulas otherwise.`,
      ],
      leftOut: typeof found === 'string' ? [`SymPy: ${found}`] : [],
    },
    [
      `mathjs ${versionOf('mathjs') ?? 'of an unknown version'}`,
      ...(typeof found === 'string' ? [] : [`SymPy ${found.version}, Python ${found.python}`]),
    ],
  );
}
