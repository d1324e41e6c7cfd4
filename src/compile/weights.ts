/** How many operations a function takes for an entry: what the count of a cost and that of a run have in common. */
import { table } from '../expression/table.js';

const WEIGHTS: Readonly<Record<string, number>> = table({
  softmax: 4,
  logsoftmax: 4,
  softmaxcol: 4,
  logsoftmaxcol: 4,
  logsumexp: 3,
  logsumexprow: 3,
  logsumexpcol: 3,
  norm1: 2,
  norm2: 2,
  norminf: 2,
  // 1/(1 + e^−x), log(1 + e^x), x·Φ(x), x·σ(x), x/(1 + |x|) and those in two pieces
  sigmoid: 3,
  softplus: 3,
  gelu: 4,
  silu: 4,
  softsign: 3,
  elu: 2,
  selu: 3,
  leakyrelu: 2,
});

/** Operations for each entry; one where nothing else is told. */
export const weightOf = (fn: string): number => WEIGHTS[fn] ?? 1;

/** b^x is e^(x·log b) where x is no known number. */
export const POWER = 3;
