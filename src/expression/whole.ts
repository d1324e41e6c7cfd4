/** Scalar terms that are sizes: what is made of sizes, indices and whole numbers alone. */
import type { Dim } from './dimension.js';
import { addDim, multiplyDim } from './dimension.js';
import type { Expr } from './expression.js';

/** The size that a scalar term is, where it is made of sizes and whole numbers alone. */
export function asDim(e: Expr): Dim | undefined {
  if (e.kind === 'num') return typeof e.value === 'number' && Number.isSafeInteger(e.value) ? e.value : undefined;
  if (e.kind === 'call') return e.fn === 'dim' ? e.dims[0] : undefined;
  if (e.kind !== 'mul' || e.factors.length > 0) return undefined;
  if (typeof e.coefficient !== 'number' || !Number.isSafeInteger(e.coefficient)) return undefined;
  let product: Dim = e.coefficient;
  for (const s of e.scalars) {
    const size = asDim(s);
    if (size === undefined) return undefined;
    product = multiplyDim(product, size);
  }
  return product;
}

/** The same of a sum of these terms. */
export function sumAsDim(items: readonly Expr[]): Dim | undefined {
  let sum: Dim = 0;
  for (const item of items) {
    const size = asDim(item);
    if (size === undefined) return undefined;
    sum = addDim(sum, size);
  }
  return sum;
}
