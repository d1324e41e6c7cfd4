/**
 * How fast compiled functions are, beside the evaluator, and beside PyTorch's autograd where Python has it:
 * npm run bench:compute [-- --write]. With --write the table goes into docs/benchmarks.md.
 *
 * Times are medians of runs of a second and a half each, one after the other on one thread, values as matrices that are
 * there already. PyTorch gets the same numbers in float64, and the loss written as its users write it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, derive, evaluate } from '../src/index.js';

interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}
type Value = Matrix | readonly Matrix[];
interface Case {
  readonly name: string;
  readonly source: string;
  readonly values: Readonly<Record<string, Value>>;
  /** The ratio to PyTorch that is aimed at. */
  readonly bar: number;
  readonly torch: string;
}

let state = 7;
const draw = (): number => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648 - 0.5;
};
const matrix = (rows: number, cols: number, scale = 1): Matrix => ({
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, () => scale * draw()),
});
const filled = (rows: number, cols: number, f: (i: number, j: number) => number): Matrix => ({
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, (_, k) => f(Math.floor(k / cols), k % cols)),
});
const stochastic = (rows: number, cols: number): Matrix => {
  const a = matrix(rows, cols).data.map(Math.exp);
  const sums = Array.from({ length: rows }, (_, i) => a.subarray(i * cols, (i + 1) * cols).reduce((s, x) => s + x, 0));
  return filled(rows, cols, (i, j) => (a[i * cols + j] as number) / (sums[i] as number));
};
const many = (count: number, make: () => Matrix): Matrix[] => Array.from({ length: count }, make);

const RNN = readFileSync('docs/examples/rnn.frob', 'utf8');
const RNN_TORCH = `
P = {k: v[k].requires_grad_() for k in "UWVbc"}
def f():
    for p in P.values(): p.grad = None
    H, L = v["H[0]"], 0
    for x, y in zip(v["X"], v["Y"]):
        H = torch.tanh(x @ P["U"] + H @ P["W"] + P["b"])
        L = L - (y * torch.log_softmax(H @ P["V"] + P["c"], 1)).sum()
    (L / len(v["X"])).backward()
`;
const rnn = (n: number, d: number, h: number, o: number, T: number, bar: number): Case => ({
  name: `RNN n,d,h,v,T = ${[n, d, h, o, T].join(',')}`,
  source: RNN,
  values: {
    X: many(T, () => matrix(n, d)),
    Y: many(T, () => stochastic(n, o)),
    U: matrix(d, h),
    W: matrix(h, h, 2 / Math.sqrt(h)),
    V: matrix(h, o),
    b: matrix(1, h),
    c: matrix(1, o),
    'H[0]': matrix(n, h),
  },
  bar,
  torch: RNN_TORCH,
});
const points = matrix(200, 3);
const distance = (i: number, j: number): number =>
  [0, 1, 2].reduce((s, k) => s + ((points.data[3 * i + k] as number) - (points.data[3 * j + k] as number)) ** 2, 0);

const CASES: readonly Case[] = [
  rnn(2, 3, 4, 3, 4, 0.05),
  rnn(8, 16, 32, 16, 20, 0.25),
  rnn(32, 64, 128, 64, 50, 1.6),
  {
    name: 'logistic regression 2000×200',
    source: 'data X : n x d\ndata y : n\nparam w : d\nL = (1/n)*sum(softplus(X*w) - y.*(X*w))\ngrad L wrt w',
    values: { X: matrix(2000, 200), y: matrix(2000, 1), w: matrix(200, 1) },
    bar: 1,
    torch: `
w = v["w"].requires_grad_()
def f():
    w.grad = None
    z = v["X"] @ w
    ((torch.nn.functional.softplus(z) - v["y"] * z).sum() / len(z)).backward()
`,
  },
  {
    name: 'tanh MLP 64×256×3',
    source:
      'data X : n x k\ndata Y : n x k\nparam A, B, C : k x k\nH = tanh(X*A)\nK = tanh(H*B)\nM = tanh(K*C)\nL = norm2(M - Y)^2/n\ngrad L wrt A, B, C',
    values: {
      X: matrix(64, 256),
      Y: matrix(64, 256),
      A: matrix(256, 256),
      B: matrix(256, 256),
      C: matrix(256, 256),
    },
    bar: 2.2,
    torch: `
A, B, C = (v[k].requires_grad_() for k in "ABC")
def f():
    A.grad = B.grad = C.grad = None
    M = torch.tanh(torch.tanh(torch.tanh(v["X"] @ A) @ B) @ C)
    (((M - v["Y"]) ** 2).sum() / len(M)).backward()
`,
  },
  {
    name: 'Gaussian process, n = 200',
    source: "param S : n x n posdef\ndata y : n\nL = logdet(S)/2 + y'*inv(S)*y/2\ngrad L wrt S",
    values: {
      S: filled(200, 200, (i, j) => Math.exp(-distance(i, j)) + (i === j ? 0.1 : 0)),
      y: matrix(200, 1),
    },
    bar: 2,
    torch: `
S = v["S"].requires_grad_()
def f():
    S.grad = None
    L = torch.linalg.cholesky(S)
    (torch.log(torch.diagonal(L)).sum() + (v["y"] * torch.cholesky_solve(v["y"], L)).sum() / 2).backward()
`,
  },
];

function median(run: () => void): number {
  const times: number[] = [];
  const start = performance.now();
  while (performance.now() - start < 1500 || times.length < 3) {
    const t = performance.now();
    run();
    times.push(performance.now() - t);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] as number;
}

const isMatrix = (x: Value): x is Matrix => 'data' in x;
const nested = (x: Value): unknown =>
  isMatrix(x)
    ? Array.from({ length: x.rows }, (_, i) => [...x.data.subarray(i * x.cols, (i + 1) * x.cols)])
    : x.map(nested);

const PYTHON = `
import json, sys, time
try:
    import torch
except ImportError:
    sys.exit(3)
torch.set_num_threads(1)
case = json.load(open(sys.argv[1]))
def tensor(x):
    return [tensor(y) for y in x] if isinstance(x[0][0], list) else torch.tensor(x, dtype=torch.float64)
space = {"torch": torch, "v": {k: tensor(x) for k, x in case["values"].items()}}
exec(case["torch"], space)
f = space["f"]
for _ in range(3): f()
times, start = [], time.perf_counter()
while time.perf_counter() - start < 1.5 or len(times) < 3:
    t = time.perf_counter(); f(); times.append(time.perf_counter() - t)
print(json.dumps({"ms": sorted(times)[len(times) // 2] * 1e3, "version": torch.__version__}))
`;

const folder = mkdtempSync(join(tmpdir(), 'frobenius-bench-'));
let torchVersion = '';
function torch(one: Case, values: unknown): number | undefined {
  const file = join(folder, 'case.json');
  writeFileSync(file, JSON.stringify({ values, torch: one.torch }));
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-W', 'ignore', '-c', PYTHON, file], { encoding: 'utf8' });
    if (status !== 0) continue;
    const { ms, version } = JSON.parse(stdout) as { ms: number; version: string };
    torchVersion = version;
    return ms;
  }
  return undefined;
}

const shown = (ms: number | undefined): string => (ms === undefined ? '–' : `${ms.toPrecision(3)} ms`);
const rows = CASES.map((one) => {
  const derived = derive(one.source);
  const f = compile(derived);
  for (let k = 0; k < 3; k++) f(one.values);
  const values = Object.fromEntries(Object.entries(one.values).map(([k, x]) => [k, nested(x)]));
  const ours = median(() => f(one.values));
  const start = performance.now();
  evaluate(derived, values);
  const evaluator = performance.now() - start;
  const theirs = torch(one, values);
  const ratio = theirs === undefined ? '–' : (ours / theirs).toPrecision(2);
  return `| ${one.name} | ${shown(ours)} | ${shown(theirs)} | ${ratio} | ${one.bar} | ${shown(evaluator)} |`;
});
rmSync(folder, { recursive: true, force: true });

const table = [
  '| value and all gradients | compiled | PyTorch autograd | ratio | aimed at | evaluator, once |',
  '|---|---:|---:|---:|---:|---:|',
  ...rows,
].join('\n');
const machine = `${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores; Node ${process.versions.node}; ${torchVersion === '' ? 'PyTorch is not installed' : `PyTorch ${torchVersion}, one thread`}.`;
console.log(`${machine}\n\n${table}`);
if (process.argv.includes('--write')) {
  const page = 'docs/benchmarks.md';
  const text = readFileSync(page, 'utf8');
  const marked = /<!-- compute -->[\s\S]*<!-- end -->/;
  writeFileSync(page, text.replace(marked, `<!-- compute -->\n${machine}\n\n${table}\n<!-- end -->`));
}
