/** Products with ones that only spread their other factor. */
import { isScalarShape, SCALAR, sameShape } from '../expression/dimension.js';
import type { Code } from './code.js';

/** What is only spread over a matrix by ones beside it: a number over all of it, a row down, a column across. */
export interface Spread {
  readonly of: Code;
  readonly way: 'all' | 'down' | 'across';
}

export function spreadIn({ over, under, shape }: Code & { op: 'times' }): Spread | undefined {
  const fill = over.find((c) => c.op === 'fill' && !isNumber(c));
  if (fill?.op !== 'fill' || fill.value !== 1) return undefined;
  const rest = over.filter((c) => c !== fill);
  const arrays = rest.filter((c) => !isNumber(c));
  if (!under.every(isNumber)) return undefined;
  const [only, ...more] = arrays;
  if (only === undefined)
    return sameShape(fill.shape, shape)
      ? { of: { op: 'times', over: rest, under, shape: SCALAR }, way: 'all' }
      : undefined;
  const way = fill.shape[1] === 1 && only.shape[0] === 1 ? 'down' : 'across';
  const fits = way === 'down' || (fill.shape[0] === 1 && only.shape[1] === 1);
  if (more.length > 0 || !fits) return undefined;
  const alone = rest.length === 1 && under.length === 0;
  return { of: alone ? only : { op: 'times', over: rest, under, shape: only.shape }, way };
}

const isNumber = ({ shape }: Code): boolean => isScalarShape(shape);
