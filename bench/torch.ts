/** PyTorch's autograd beside us: the loss written as its users write it, float64, one thread. */
import type { Peer } from './peers.js';
import type { ComputeCase, HessianCase, Matrix, Value } from './problems.js';
import { Python } from './python.js';

const LOSSES: Readonly<Record<ComputeCase['kind'], string>> = {
  rnn: `
def loss(U, W, V, b, c):
    H, L = v["H[0]"], 0
    for x, y in zip(v["X"], v["Y"]):
        H = torch.tanh(x @ U + H @ W + b)
        L = L - (y * torch.log_softmax(H @ V + c, 1)).sum()
    return L / len(v["X"])
`,
  logistic: `
def loss(w):
    z = v["X"] @ w
    return (torch.nn.functional.softplus(z) - v["y"] * z).sum() / len(z)
`,
  mlp: `
def loss(A, B, C):
    M = torch.tanh(torch.tanh(torch.tanh(v["X"] @ A) @ B) @ C)
    return ((M - v["Y"]) ** 2).sum() / len(M)
`,
  gp: `
def loss(S):
    L = torch.linalg.cholesky(S)
    return torch.log(torch.diagonal(L)).sum() + (v["y"] * torch.cholesky_solve(v["y"], L)).sum() / 2
`,
};

const isMatrix = (v: Value): v is Matrix => 'data' in v;
const nested = (v: Value): unknown =>
  isMatrix(v)
    ? Array.from({ length: v.rows }, (_, i) => [...v.data.subarray(i * v.cols, (i + 1) * v.cols)])
    : v.map(nested);
const given = (values: Readonly<Record<string, Value>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(values).map(([k, x]) => [k, nested(x)])));

const SETUP = `
import json, torch
torch.set_num_threads(1)
def tensor(x):
    return [tensor(y) for y in x] if isinstance(x[0][0], list) else torch.tensor(x, dtype=torch.float64)
`;

export class Torch {
  private constructor(
    private readonly python: Python,
    readonly version: string,
  ) {}

  static async start(core?: string): Promise<Torch | undefined> {
    const python = Python.with('torch', core);
    if (python === undefined) return undefined;
    await python.exec(SETUP);
    return new Torch(python, python.version);
  }

  peer(name = 'PyTorch autograd'): Peer {
    const { python } = this;
    return {
      name,
      version: this.version,
      tolerance: 1e-9,
      prepare: (problem) => {
        const names = JSON.stringify(problem.wrt);
        const ready = python.exec(`
v = {k: tensor(x) for k, x in json.loads(${JSON.stringify(given(problem.values))}).items()}
${LOSSES[problem.kind]}
P = [v[k].requires_grad_() for k in ${names}]
def f():
    for p in P: p.grad = None
    loss(*P).backward()
f()
answer = [p.grad.flatten().tolist() for p in P]
`);
        return {
          run: async () => {
            await ready;
            return python.time();
          },
          gradients: async () => (await ready) as number[][],
        };
      },
    };
  }

  /** A Hessian by differentiating twice. */
  hessian({ values, source }: HessianCase): { run(): Promise<number>; numbers(): Promise<number[]> } {
    const { python } = this;
    const loss = source.includes('softplus')
      ? 'z = v["X"] @ p\n    return (torch.nn.functional.softplus(z) - v["y"] * z).sum() / len(z)'
      : 'return (p.T @ v["A"] @ p).sum()';
    const name = source.includes('softplus') ? 'w' : 'x';
    const ready = python.exec(`
v = {k: tensor(x) for k, x in json.loads(${JSON.stringify(given(values))}).items()}
def loss(p):
    ${loss}
def f():
    global answer
    answer = torch.autograd.functional.hessian(loss, v["${name}"]).reshape(len(v["${name}"]), -1)
f()
answer = answer.flatten().tolist()
`);
    return {
      run: async () => {
        await ready;
        return python.time();
      },
      numbers: async () => (await ready) as number[],
    };
  }

  close(): void {
    this.python.close();
  }
}
