/**
 * Functions of matrices where the matrix is a number: languages have them for arrays of two axes only, and a 1×1 matrix is a
 * number in printed code.
 */
import { call, num, power } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { table } from '../expression/table.js';

const same = (x: Expr): Expr => x;
const named =
  (fn: string) =>
  (x: Expr): Expr =>
    call(fn, [x], x.shape);
const magnitude = named('abs');

const OF_NUMBERS: Readonly<Record<string, (x: Expr) => Expr>> = table({
  det: same,
  tr: same,
  sum: same,
  prod: same,
  max: same,
  min: same,
  logsumexp: same,
  logsumexprow: same,
  logsumexpcol: same,
  diag: same,
  diagonal: same,
  vec: same,
  unvec: same,
  sym: same,
  tril: same,
  triu: same,
  lambdamax: same,
  eigvals: same,
  skew: () => num(0),
  // the cofactor of a number is the determinant of nothing
  adj: () => num(1),
  softmax: () => num(1),
  softmaxcol: () => num(1),
  logsoftmax: () => num(0),
  logsoftmaxcol: () => num(0),
  pinv: (x: Expr) => call('where==', [x, num(0), num(0), power(x, num(-1))], x.shape),
  inv: (x: Expr) => power(x, num(-1)),
  logdet: (x: Expr) => named('log')(magnitude(x)),
  norm1: magnitude,
  norm2: magnitude,
  norminf: magnitude,
  nucnorm: magnitude,
  specnorm: magnitude,
  svdvals: magnitude,
  chol: named('sqrt'),
  sqrtm: named('sqrt'),
  expm: named('exp'),
  logm: named('log'),
  sinm: named('sin'),
  cosm: named('cos'),
  eigvec: () => num(1),
  eigvecs: () => num(1),
  // x = u·|x|·v
  svdu: named('sign'),
  svdv: () => num(1),
});

/** What the function is of a number, where that is known. */
export const ofNumber = (fn: string, x: Expr): Expr | undefined => OF_NUMBERS[fn]?.(x);
