/** Values and gradients computed: compiled functions beside autograd and beside gradients by hand. */
import { compile, evaluate } from '../src/index.js';
import { byHand } from './hand.js';
import type { Peer } from './peers.js';
import { jaxjs, tfjs, versionOf } from './peers.js';
import type { ComputeCase, HessianCase, Matrix } from './problems.js';
import { COMPUTE, HESSIANS, MIDDLE, matrix } from './problems.js';
import type { Table } from './tables.js';
import { kept } from './tables.js';
import type { Runnable } from './timing.js';
import { interleaved } from './timing.js';
import { Torch } from './torch.js';

const NARROW = 'PyTorch, AVX2';
/** Slower peers are not asked for the large ones. */
const SLOW = new Set(['mathjs, by hand', 'ml-matrix, by hand']);
const isLarge = ({ name }: ComputeCase): boolean => !name.includes('2,3,4,3,4') && name !== MIDDLE;

const numbersOf = (x: unknown): number[] =>
  typeof x === 'number' ? [x] : Array.isArray(x) ? x.flatMap(numbersOf) : [...(x as Matrix).data];

function distance(a: readonly number[], b: readonly number[]): number {
  const largest = Math.max(1e-300, ...b.map(Math.abs));
  return a.length === b.length
    ? Math.max(...a.map((x, i) => Math.abs(x - (b[i] as number)))) / largest
    : Number.POSITIVE_INFINITY;
}

export async function computeTables(seconds: number): Promise<Table[]> {
  const torch = await Torch.start();
  // the widest kernels that OpenBLAS has for processors without registers of eight doubles
  const narrow = process.arch === 'x64' ? await Torch.start('Haswell') : undefined;
  const others = [await tfjs(), await jaxjs(), ...byHand()].filter((p): p is Peer => p !== undefined);
  const peers = [...(torch ? [torch.peer()] : []), ...(narrow ? [narrow.peer(NARROW)] : []), ...others];
  const against: Table['rows'][number][] = [];
  const beside: Table['rows'][number][] = [];
  for (const problem of COMPUTE) {
    const f = compile(problem.source);
    const placed = f.place(problem.values);
    f(placed);
    const own = f(placed).derivatives as Record<string, unknown>;
    const gradients = problem.wrt.map((k) => numbersOf(own[k]));
    const list: Runnable[] = [{ name: 'compiled', run: () => void f(placed) }];
    const wrong = new Map<string, string>();
    for (const peer of peers) {
      if (SLOW.has(peer.name) && isLarge(problem)) continue;
      try {
        const made = peer.prepare(problem);
        if (made === undefined) continue;
        const found = await made.gradients();
        const off = Math.max(...found.map((g, i) => distance(g, gradients[i] as number[])));
        if (off < peer.tolerance) list.push({ name: peer.name, run: made.run });
        else wrong.set(peer.name, `off by ${off.toExponential(1)}`);
      } catch (error) {
        wrong.set(peer.name, String((error as Error).message).slice(0, 60));
      }
    }
    const times = await interleaved(list, seconds);
    const ms = (name: string): number | undefined => times[list.findIndex((r) => r.name === name)]?.ms;
    const ours = ms('compiled') as number;
    const theirs = ms('PyTorch autograd');
    const ratio = theirs === undefined ? undefined : ours / theirs;
    const slower = ms(NARROW);
    const second = slower === undefined ? undefined : ours / slower;
    const start = performance.now();
    evaluate(problem.source, nestedValues(problem));
    const evaluator = performance.now() - start;
    against.push([
      problem.name,
      ours,
      theirs ?? wrong.get('PyTorch autograd') ?? 'not installed',
      ratio,
      slower ?? wrong.get(NARROW) ?? '–',
      second,
      problem.bar,
      `${kept(ratio, problem.bar)}, ${kept(second, problem.bar)}`,
      evaluator,
    ]);
    for (const { name, tolerance: _ } of others) {
      const other = ms(name);
      if (other === undefined && !wrong.has(name)) continue;
      const factor = other === undefined ? undefined : other / ours;
      // the bars are those of the middle network
      const bar =
        problem.name !== MIDDLE
          ? undefined
          : /tfjs|jax-js/.test(name)
            ? 10
            : name.startsWith('mathjs')
              ? 50
              : undefined;
      beside.push([problem.name, name, ours, other ?? wrong.get(name), factor, bar, kept(factor, bar, false)]);
    }
  }
  const hessians = await hessianTable(torch, seconds);
  torch?.close();
  narrow?.close();
  const versions = others.map((p) => `${p.name.replace(/ \(.*|, by hand/, '')} ${p.version}`).join(', ');
  return [
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
        `PyTorch ${torch?.version ?? 'is not installed'}, float64, one thread: with the kernel that OpenBLAS chooses itself, and with that for AVX2. Values are in place on either side (\`place\`, tensors).`,
      ],
    },
    {
      id: 'compute-peers',
      title: 'The same beside libraries in JavaScript',
      columns: ['problem', 'peer', 'compiled, ms', 'peer, ms', 'times as long', 'at least', 'kept'],
      rows: beside,
      notes: [
        `${versions}. tfjs has no float64. mathjs and ml-matrix have no gradients: theirs are written by hand over their operations, as are those of plain loops. Every peer’s gradients were compared with ours before it was timed.`,
      ],
    },
    hessians,
    await productTable(seconds),
  ];
}

function nestedValues({ values }: ComputeCase): Record<string, unknown> {
  const nested = (v: Matrix): number[][] =>
    Array.from({ length: v.rows }, (_, i) => [...v.data.subarray(i * v.cols, (i + 1) * v.cols)]);
  return Object.fromEntries(Object.entries(values).map(([k, v]) => [k, 'data' in v ? nested(v) : v.map(nested)]));
}

// ——— Hessians ———

function hessianByHand({ values, source }: HessianCase): () => Float64Array {
  if (!source.includes('softplus')) {
    const { rows: n, data } = values.A as Matrix;
    const out = new Float64Array(n * n);
    return () => {
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) out[i * n + j] = (data[i * n + j] as number) + (data[j * n + i] as number);
      return out;
    };
  }
  const [X, w] = [values.X as Matrix, values.w as Matrix];
  const [n, d] = [X.rows, X.cols];
  const out = new Float64Array(d * d);
  return () => {
    out.fill(0);
    for (let i = 0; i < n; i++) {
      let z = 0;
      for (let j = 0; j < d; j++) z += (X.data[i * d + j] as number) * (w.data[j] as number);
      const p = 1 / (1 + Math.exp(-z));
      const weight = (p * (1 - p)) / n;
      for (let j = 0; j < d; j++) {
        const x = weight * (X.data[i * d + j] as number);
        for (let k = 0; k < d; k++) out[j * d + k] = (out[j * d + k] as number) + x * (X.data[i * d + k] as number);
      }
    }
    return out;
  };
}

/** So many columns of a Hessian are taken by differences; the time is scaled to all. */
const COLUMNS = 32;

/** Some columns by a central difference of the compiled gradient. */
function differences({ gradient, values, wrt }: HessianCase): () => void {
  const f = compile(gradient);
  const placed = f.place(values);
  f(placed);
  const { data } = (placed as Record<string, Matrix>)[wrt] as Matrix;
  return () => {
    for (let k = 0; k < COLUMNS; k++) {
      const x = data[k] as number;
      for (const step of [1e-5, -1e-5]) {
        data[k] = x + step;
        f(placed);
      }
      data[k] = x;
    }
  };
}

async function hessianTable(torch: Torch | undefined, seconds: number): Promise<Table> {
  const rows: Table['rows'][number][] = [];
  for (const one of HESSIANS) {
    const f = compile(one.source);
    const placed = f.place(one.values);
    f(placed);
    const found = numbersOf((f(placed).derivatives as Record<string, unknown>)[one.wrt]);
    const hand = hessianByHand(one);
    const off = largestDifference(hand(), found);
    const list: Runnable[] = [
      { name: 'compiled', run: () => void f(placed) },
      { name: 'hand', run: () => void hand() },
    ];
    const [ours, byHandMs] = (await interleaved(list, seconds)).map((t) => t.ms);
    const [some] = await interleaved([{ name: 'differences', run: differences(one) }], seconds / 4, 1, 1);
    const differencesMs = ((some?.ms as number) * (one.values[one.wrt] as Matrix).rows) / COLUMNS;
    let twice: number | string | undefined;
    if (torch) {
      try {
        const peer = torch.hessian(one);
        const difference = largestDifference(await peer.numbers(), found);
        twice =
          difference < 1e-9
            ? (await interleaved([{ name: 'torch', run: peer.run }], seconds / 4, 1, 0))[0]?.ms
            : `off by ${difference}`;
      } catch (error) {
        twice = (error as Error).message.slice(0, 40);
      }
    }
    const fastest = Math.min(differencesMs, typeof twice === 'number' ? twice : Number.POSITIVE_INFINITY);
    const factor = (byHandMs as number) / (ours as number);
    rows.push([
      one.name,
      ours,
      off < 1e-12 ? byHandMs : `off by ${off}`,
      factor,
      kept(factor, 1, false),
      differencesMs,
      twice ?? 'not installed',
      fastest / (ours as number),
      kept(fastest / (ours as number), 5, false),
    ]);
  }
  return {
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
      'faster of both, times as long',
      'at least 5',
    ],
    rows,
    notes: [
      'By hand: plain loops over typed arrays. “Twice” is `torch.autograd.functional.hessian`; differences were taken for 32 columns and scaled to all.',
    ],
  };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, top] = [0, 1e-300];
  for (let i = 0; i < b.length; i++) {
    most = Math.max(most, Math.abs((a[i] as number) - (b[i] as number)));
    top = Math.max(top, Math.abs(b[i] as number));
  }
  return a.length === b.length ? most / top : Number.POSITIVE_INFINITY;
}

// ——— products alone ———

async function productTable(seconds: number): Promise<Table> {
  const rows: Table['rows'][number][] = [];
  const { loadNumpyTs, numpyProduct } = await import('./products.js');
  const numpyTs = await loadNumpyTs();
  const python = await numpyProduct();
  for (const [n, k, m] of [
    [64, 64, 64],
    [64, 256, 256],
    [256, 256, 256],
    [1024, 1024, 1024],
  ] as const) {
    const [A, B] = [matrix(n, k), matrix(k, m)];
    const f = compile('data A : n x k\ndata B : k x m\ndata C : m x n\ny = tr(A*B*C)\ngrad y wrt C');
    const placed = f.place({ A, B, C: matrix(m, n) });
    f(placed);
    const flops = 2 * n * k * m;
    const list: Runnable[] = [{ name: 'ours', run: () => void f(placed) }];
    if (numpyTs) list.push({ name: 'numpy-ts', run: numpyTs(A, B) });
    if (python) list.push({ name: 'NumPy', run: await python.product(A, B) });
    const times = await interleaved(list, seconds / 2);
    const speed = (name: string): number | undefined => {
      const ms = times[list.findIndex((r) => r.name === name)]?.ms;
      return ms === undefined ? undefined : flops / ms / 1e6;
    };
    rows.push([
      `${n}×${k} by ${k}×${m}`,
      speed('ours'),
      speed('numpy-ts') ?? 'not installed',
      speed('NumPy') ?? 'not installed',
    ]);
  }
  python?.close();
  return {
    id: 'products',
    title: 'Products of matrices, GFLOP/s in float64',
    columns: ['sizes', 'compiled tr(A·B·C)', 'numpy-ts', 'NumPy'],
    rows,
    notes: [
      `A·B within a compiled function, with what else that does; numpy-ts ${versionOf('numpy-ts') ?? 'is not installed'}; NumPy ${python?.version ?? 'is not installed'} with its BLAS on one thread.`,
    ],
  };
}
