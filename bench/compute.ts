/** Values and gradients computed: compiled functions beside autograd and beside gradients by hand. */
import { hessianTable } from './hessians.js';
import { node } from './node.js';
import { refusal } from './numbers.js';
import type { Settings } from './options.js';
import type { PeerKey } from './peer-list.js';
import { PEER_KINDS, PEERS, present } from './peer-list.js';
import type { ComputeCase } from './problems.js';
import { COMPUTE, MIDDLE } from './problems.js';
import { productTable } from './product-table.js';
import { blasOf, findPython } from './python.js';
import type { Remote } from './remote.js';
import { admit, contender } from './remote.js';
import { blasText, withSetting } from './setting.js';
import type { Cell, Table } from './tables.js';
import { kept } from './tables.js';
import type { Contender, Outcome } from './timing.js';
import { measure, msOf } from './timing.js';
import { gradientTask, torch } from './torch.js';

interface Other {
  readonly name: string;
  readonly remote: Remote;
  readonly tolerance: number;
  task(problem: ComputeCase, index: number): object;
  has(problem: ComputeCase): boolean;
}

/** The kernels that are asked of PyTorch's BLAS: its own choice, and the widest without registers of eight doubles. */
const CORES = [
  { name: 'PyTorch', core: undefined },
  { name: 'PyTorch, AVX2', core: 'Haswell' },
] as const;

async function torches(): Promise<{ others: Other[]; versions: string[]; leftOut: string[] }> {
  const found = findPython('torch');
  if (typeof found === 'string') return { others: [], versions: [], leftOut: [`PyTorch: ${found}`] };
  const others: Other[] = [];
  const versions = [`PyTorch ${found.version}, Python ${found.python}`];
  const leftOut: string[] = [];
  for (const { name, core } of CORES) {
    if (core !== undefined && process.arch !== 'x64') {
      leftOut.push(`${name}: this processor is not one of x64`);
      continue;
    }
    const remote = torch(found, core);
    versions.push(blasText(name, await blasOf(remote), core));
    others.push({ name, remote, tolerance: 1e-9, task: gradientTask, has: () => true });
  }
  return { others, versions, leftOut };
}

/** Every one that is right about a problem, timed in turn with ours; of the others, why they are not. */
async function race(
  problem: ComputeCase,
  index: number,
  compiled: Remote,
  others: readonly Other[],
  settings: Settings,
): Promise<Map<string, Outcome>> {
  const limit = settings.limit * 1000;
  const about = { index, peer: 'compiled' };
  let right: number[][];
  try {
    right = (await compiled.ask({ case: 'compute', about }, limit)) as number[][];
  } catch (error) {
    return new Map([['compiled', (error as Error).message]]);
  }
  const list: Contender[] = [contender('compiled', compiled)];
  const refused = new Map<string, Outcome>();
  for (const { name, remote, task, tolerance, has } of others) {
    if (!has(problem)) continue;
    const made = await admit(name, remote, task(problem, index), (a) => refusal(a, right, tolerance), settings);
    if (typeof made === 'string') refused.set(name, made);
    else list.push(made);
  }
  return new Map([...refused, ...(await measure(list, settings))]);
}

const ratio = (a: Outcome | undefined, b: Outcome | undefined): number | undefined => {
  const [x, y] = [msOf(a), msOf(b)];
  return x === undefined || y === undefined ? undefined : x / y;
};

/** The bars are those of the middle network. */
function barOf(problem: ComputeCase, key: PeerKey): number | undefined {
  if (problem.name !== MIDDLE) return undefined;
  return { tfjs: 10, jaxjs: 10, mathjs: 50, plain: undefined, mlMatrix: undefined }[key];
}

export async function computeTables(settings: Settings): Promise<Table[]> {
  const python = await torches();
  const keys = Object.keys(PEERS) as PeerKey[];
  const libraries = present(keys.map((key) => ({ ...PEERS[key], key })));
  const scripts = libraries.there.map(
    ({ name, tolerance, key }): Other => ({
      name,
      tolerance,
      remote: node(),
      task: (_, index) => ({ case: 'compute', about: { index, peer: key } }),
      has: ({ kind }) => PEER_KINDS.has(kind),
    }),
  );
  const [compiled, evaluator] = [node(), node()];
  const others = [...python.others, ...scripts];
  const against: Cell[][] = [];
  const beside: Cell[][] = [];
  for (const [index, problem] of COMPUTE.entries()) {
    const times = await race(problem, index, compiled, others, settings);
    const ours = times.get('compiled');
    const [theirs, narrow] = CORES.map(({ name }) => times.get(name));
    const [first, second] = [ratio(ours, theirs), ratio(ours, narrow)];
    const once = await admit('evaluator', evaluator, { case: 'evaluate', about: { index } }, () => undefined, settings);
    const evaluated =
      typeof once === 'string'
        ? once
        : (await measure([once], { ...settings, seconds: 0, rounds: 0 })).get('evaluator');
    against.push([
      problem.name,
      ours,
      theirs ?? 'left out',
      first,
      narrow ?? 'left out',
      second,
      problem.bar,
      `${kept(first, problem.bar)}, ${kept(second, problem.bar)}`,
      msOf(evaluated) ?? evaluated,
    ]);
    for (const { name, key } of libraries.there) {
      const other = times.get(name);
      if (other === undefined) continue;
      const [factor, bar] = [ratio(other, ours), barOf(problem, key)];
      beside.push([problem.name, name, ours, other, factor, bar, kept(factor, bar, false)]);
    }
  }
  for (const { remote } of others) remote.close();
  compiled.close();
  evaluator.close();
  const tables = [
    withSetting(
      {
        id: 'compute',
        title: 'Value and all gradients beside PyTorch’s autograd',
        columns: [
          'problem',
          'compiled, ms',
          'PyTorch, ms',
          'ratio',
          'with AVX2, ms',
          'ratio',
          'at most',
          'kept',
          'evaluator, once, ms',
        ],
        rows: against,
        notes: [
          'PyTorch in float64, with the kernel that its BLAS chooses itself and with that for AVX2. Values are in place on either side (`place`, tensors). Its gradients were compared with ours before it was timed.',
        ],
        leftOut: python.leftOut,
      },
      python.versions,
    ),
    withSetting(
      {
        id: 'compute-peers',
        title: 'The same beside libraries in JavaScript',
        columns: ['problem', 'peer', 'compiled, ms', 'peer, ms', 'times as long', 'at least', 'kept'],
        rows: beside,
        notes: [
          'tfjs has no float64. mathjs and ml-matrix have no gradients: theirs are written by hand over their operations, as are those of plain loops. The Gaussian process is not written for any of these. Every peer’s gradients were compared with ours before it was timed.',
        ],
        leftOut: libraries.leftOut,
      },
      libraries.versions,
    ),
  ];
  return [...tables, await hessianTable(settings), await productTable(settings)];
}
