/** Products of matrices whose entries are small multiples of 1/8, so that all sums are exact and answers are equal. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile } from '../src/index.js';
import { rowsOf } from './numbers.js';
import { PEERS_FOLDER } from './peer-list.js';
import type { Loose } from './peers.js';
import type { Matrix } from './problems.js';
import type { Ready } from './serve.js';

export type Sizes = readonly [number, number, number];

const filled = (rows: number, cols: number): Matrix => ({
  rows,
  cols,
  data: Float64Array.from(
    { length: rows * cols },
    (_, k) => (((7 * Math.floor(k / cols) + 13 * (k % cols)) % 17) - 8) / 8,
  ),
});

/** The sum of a product's entries, plain and weighted; both are exact. */
function sums(rows: number, cols: number, entry: (i: number, j: number) => number): [number[]] {
  let [plain, weighted] = [0, 0];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      plain += entry(i, j);
      weighted += entry(i, j) * ((3 * i + 5 * j) % 11);
    }
  return [[plain, weighted]];
}

/** A·B within tr(A·B·C), whose gradient by C it is, transposed. */
export function compiledProduct([n, k, m]: Sizes): Ready {
  const f = compile('data A : n x k\ndata B : k x m\ndata C : m x n\ny = tr(A*B*C)\ngrad y wrt C');
  const placed = f.place({ A: filled(n, k), B: filled(k, m), C: filled(m, n) });
  const { data } = f(placed).derivatives.C as Matrix;
  return { answer: sums(n, m, (i, j) => data[j * n + i] as number), run: () => f(placed) };
}

export async function numpyTsProduct([n, k, m]: Sizes): Promise<Ready> {
  const file = resolve(PEERS_FOLDER, 'node_modules/numpy-ts/dist/esm/index.js');
  const np = (await import(pathToFileURL(file).href)) as Loose;
  const [A, B] = [np.array(rowsOf(filled(n, k))), np.array(rowsOf(filled(k, m)))];
  const rows = np.matmul(A, B).tolist() as number[][];
  return { answer: sums(n, m, (i, j) => rows[i]?.[j] as number), run: () => np.matmul(A, B) };
}

export const numpyTask = ([n, k, m]: Sizes): object => ({
  code: `
def filled(rows, cols):
    i, j = np.indices((rows, cols))
    return ((7 * i + 13 * j) % 17 - 8) / 8
A, B = filled(${n}, ${k}), filled(${k}, ${m})
def run():
    return A @ B
i, j = np.indices((${n}, ${m}))
answer = [[float(run().sum()), float((run() * ((3 * i + 5 * j) % 11)).sum())]]
`,
});
