/** Products of matrices by numpy-ts and by NumPy. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loose } from './peers.js';
import type { Matrix } from './problems.js';
import { Python } from './python.js';

const rowsOf = ({ rows, cols, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);

export async function loadNumpyTs(): Promise<((a: Matrix, b: Matrix) => () => void) | undefined> {
  const file = resolve('bench/peers/node_modules/numpy-ts/dist/esm/index.js');
  if (!existsSync(file)) return undefined;
  const np = (await import(pathToFileURL(file).href)) as Loose;
  return (a, b) => {
    const [x, y] = [np.array(rowsOf(a)), np.array(rowsOf(b))];
    return () => void np.matmul(x, y);
  };
}

export async function numpyProduct(): Promise<
  { readonly version: string; product(a: Matrix, b: Matrix): Promise<() => Promise<number>>; close(): void } | undefined
> {
  const python = Python.with('numpy');
  if (python === undefined) return undefined;
  await python.exec('import numpy as np');
  return {
    version: python.version,
    product: async (a, b) => {
      await python.exec(`
a, b = np.random.rand(${a.rows}, ${a.cols}), np.random.rand(${b.rows}, ${b.cols})
def f():
    a @ b
`);
      return () => python.time();
    },
    close: () => python.close(),
  };
}
