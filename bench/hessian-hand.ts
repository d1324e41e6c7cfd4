/** Hessians written by hand over typed arrays, and by differences of a compiled gradient. */
import { compile } from '../src/index.js';
import type { HessianCase, Matrix } from './problems.js';
import { COLUMNS } from './problems.js';

export function hessianByHand({ values, source }: HessianCase): () => Float64Array {
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

/** Some columns by a central difference of the compiled gradient. */
export function differences({ gradient, values, wrt }: HessianCase): () => void {
  const f = compile(gradient);
  const placed = f.place(values);
  f(placed);
  const { data } = (placed as Record<string, Matrix>)[wrt] as Matrix;
  return () => {
    for (let k = 0; k < Math.min(COLUMNS, data.length); k++) {
      const x = data[k] as number;
      for (const step of [1e-5, -1e-5]) {
        data[k] = x + step;
        f(placed);
      }
      data[k] = x;
    }
  };
}
