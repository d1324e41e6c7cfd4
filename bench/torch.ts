/** PyTorch's autograd beside us: the loss written as its users write it, float64, one thread. */
import { rowsOf } from './numbers.js';
import type { ComputeCase, HessianCase, Matrix, Value } from './problems.js';
import type { Found } from './python.js';
import { python } from './python.js';
import type { Remote } from './remote.js';

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
const nested = (v: Value): unknown => (isMatrix(v) ? rowsOf(v) : v.map(rowsOf));
const given = (values: Readonly<Record<string, Value>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(values).map(([k, x]) => [k, nested(x)])));

const SETUP = `
import json, torch
torch.set_num_threads(1)
def tensor(x):
    return [tensor(y) for y in x] if isinstance(x[0][0], list) else torch.tensor(x, dtype=torch.float64)
`;

/** A process with PyTorch; `core` is what its BLAS is to take its kernel for. */
export const torch = (found: Found, core?: string): Remote => python(found, [SETUP], core);

/** Value and gradients; the answer is the gradients. */
export const gradientTask = ({ kind, values, wrt }: ComputeCase): object => ({
  code: `
v = {k: tensor(x) for k, x in json.loads(${JSON.stringify(given(values))}).items()}
${LOSSES[kind]}
P = [v[k].requires_grad_() for k in ${JSON.stringify(wrt)}]
def run():
    for p in P: p.grad = None
    loss(*P).backward()
run()
answer = [p.grad.flatten().tolist() for p in P]
`,
});

/** A Hessian by differentiating twice, column by column or all at once; the answer is its entries. */
export function hessianTask({ values, source, wrt }: HessianCase, vectorize: boolean): object {
  const loss = source.includes('softplus')
    ? 'z = v["X"] @ p\n    return (torch.nn.functional.softplus(z) - v["y"] * z).sum() / len(z)'
    : 'return (p.T @ v["A"] @ p).sum()';
  return {
    code: `
v = {k: tensor(x) for k, x in json.loads(${JSON.stringify(given(values))}).items()}
def loss(p):
    ${loss}
def run():
    return torch.autograd.functional.hessian(loss, v["${wrt}"], vectorize=${vectorize ? 'True' : 'False'})
answer = [run().flatten().tolist()]
`,
  };
}
