/** Standard problems with all steps, beside SymPy's matrix expressions. */
import { node } from './node.js';
import { refusal } from './numbers.js';
import type { Settings } from './options.js';
import { findPython } from './python.js';
import type { Remote } from './remote.js';
import { admit, contender } from './remote.js';
import { withSetting } from './setting.js';
import type { Standard } from './standard-cases.js';
import { standardProblems, valuesOf } from './standard-cases.js';
import { matrixTask, sympy } from './sympy.js';
import { SYMPY_FORMS } from './sympy-forms.js';
import type { Cell, Table } from './tables.js';
import { kept } from './tables.js';
import type { Contender, Outcome } from './timing.js';
import { measure, median, msOf } from './timing.js';

const [COLD, WARM] = ['SymPy, caches emptied', 'SymPy, caches kept'];

/** Numbers between 0 and 1, the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

/** SymPy's answer at random values beside ours: a contender for each way of timing it, or why it has none. */
export async function admitted(
  problem: Standard,
  form: string | undefined,
  ours: Remote,
  processes: readonly (readonly [string, Remote])[],
  limit: number,
): Promise<Contender[] | string> {
  if (form === undefined) return 'not written for it';
  const { values, sizes } = valuesOf(problem, generator(11));
  const { expression, declare, wrt } = problem;
  const about = { source: expression, declare, wrt: [wrt], values };
  const right = (await ours.ask({ case: 'gradient', about }, limit * 1000)) as number[][];
  const list: Contender[] = [];
  for (const [name, remote] of processes) {
    const task = matrixTask(form, problem, values, sizes);
    const made = await admit(name, remote, task, (a) => refusal(a, right, 1e-9), { limit, cold: name === COLD });
    if (typeof made === 'string') return made;
    list.push(made);
  }
  return list;
}

interface Row {
  readonly problem: Standard;
  readonly steps: number;
  readonly times: Map<string, Outcome>;
  /** Why SymPy is not timed. */
  readonly refused: string | undefined;
}

export async function standardTables(settings: Settings): Promise<Table[]> {
  const found = findPython('sympy', 'numpy');
  const [ours, comparing] = [node(), node()];
  const processes =
    typeof found === 'string'
      ? []
      : ([
          [COLD, sympy(found)],
          [WARM, sympy(found)],
        ] as const);
  const rows: Row[] = [];
  const all = standardProblems();
  const terms = { ...settings, seconds: settings.seconds / 10, rounds: 3 };
  for (const problem of settings.quick ? all.filter((_, i) => i % 6 === 0) : all) {
    const { expression, declare, wrt } = problem;
    const about = { source: expression, declare, wrt: [wrt] };
    const steps = (await ours.ask({ case: 'derive', about }, settings.limit * 1000)) as number;
    const made =
      processes.length === 0
        ? 'left out'
        : await admitted(problem, SYMPY_FORMS[expression], comparing, processes, settings.limit);
    const list = [contender('ours', ours), ...(typeof made === 'string' ? [] : made)];
    rows.push({
      problem,
      steps,
      times: await measure(list, terms),
      refused: typeof made === 'string' ? made : undefined,
    });
  }
  for (const remote of [ours, comparing, ...processes.map(([, remote]) => remote)]) remote.close();
  const versions = typeof found === 'string' ? [] : [`SymPy ${found.version}, Python ${found.python}`];
  const leftOut = typeof found === 'string' ? [`SymPy: ${found}`] : [];
  const outcomes = rows.flatMap(({ times }) => [...times.values()]);
  return [
    withSetting({ ...figures(rows), leftOut }, versions, outcomes),
    withSetting({ ...besideSympy(rows), leftOut }, versions),
  ];
}

const factorOf = ({ times }: Row, name: string): number | undefined => {
  const [theirs, ours] = [msOf(times.get(name)), msOf(times.get('ours'))];
  return theirs === undefined || ours === undefined ? undefined : theirs / ours;
};

function figures(rows: readonly Row[]): Table {
  const times = rows.map(({ times: t }) => msOf(t.get('ours'))).filter((ms) => ms !== undefined);
  const total = times.reduce((s, x) => s + x, 0);
  const steps = rows.reduce((s, { steps: x }) => s + x, 0);
  const signs = rows.reduce((s, { problem: p }) => s + (p.expression.match(/\w+|[^\s\w]/g)?.length ?? 0), 0);
  const [middle, slowest] = [median(times), Math.max(...times)];
  const factors = (name: string): number[] => rows.map((row) => factorOf(row, name)).filter((f) => f !== undefined);
  const [cold, warm] = [factors(COLD), factors(WARM)];
  const middleOf = (list: readonly number[]): number | undefined => (list.length > 0 ? median(list) : undefined);
  const count = (start: string): number => rows.filter(({ refused }) => refused?.startsWith(start)).length;
  const [wrong, undone] = [count('refused'), count('ValueError: left undone')];
  const others = rows.filter(({ refused }) => refused !== undefined).length - wrong - undone - count('left out');
  const sum = (label: string, figure: Cell): Cell[] => [label, figure, undefined, ''];
  return {
    id: 'standard',
    title: 'Standard problems with all steps, warm',
    columns: ['what', 'figure', 'bar', 'kept'],
    rows: [
      sum('problems', rows.length),
      ['median, ms', middle, 1, kept(middle, 1)],
      ['slowest, ms', slowest, 1, kept(slowest, 1)],
      sum('for each step, µs', (total / steps) * 1000),
      sum('for each sign of the problem, µs', (total / signs) * 1000),
      sum('SymPy’s result is ours', cold.length),
      sum('SymPy’s result is wrong', wrong),
      sum('SymPy leaves its result undone', undone),
      sum('SymPy fails, or was not asked', others),
      [`${COLD}, times as long (median of ${cold.length})`, middleOf(cold), 20, kept(middleOf(cold), 20, false)],
      [`${WARM}, times as long (median of ${warm.length})`, middleOf(warm), 20, kept(middleOf(warm), 20, false)],
    ],
    notes: [
      'SymPy gives a bare result, ours comes with its steps. Every result of SymPy’s was compared with ours at random values before it was timed; only those that agree are in its medians. A result is undone that still has a derivative, or a contraction of arrays, in it. Its caches were emptied before each run, outside the clock, or kept from run to run. Ours may find the terms of earlier runs still pooled, so that its like is SymPy with its caches kept.',
    ],
  };
}

function besideSympy(rows: readonly Row[]): Table {
  return {
    id: 'standard-sympy',
    title: 'Standard problems one by one, beside SymPy',
    columns: ['problem', 'by', 'ours with steps, ms', `${COLD}, ms`, 'times as long', `${WARM}, ms`, 'times as long'],
    rows: rows.map((row) => [
      `\`${row.problem.expression}\``,
      row.problem.wrt,
      row.times.get('ours'),
      row.times.get(COLD) ?? row.refused,
      factorOf(row, COLD),
      row.times.get(WARM),
      factorOf(row, WARM),
    ]),
  };
}
