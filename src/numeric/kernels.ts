/**
 * The dense kernels: plain row-major matrices of doubles, and what the rows of the rule book compute with.
 *
 * Owns the elementary operations and the table `kernels`; factorisations live in factorize.ts, functions of a
 * matrix in matrix-functions.ts, special functions in special.ts. Arguments are never changed. A matrix outside
 * a kernel's domain gives NaN entries, never an exception; sizes that do not fit are a defect and throw.
 */
import type { Kernels, Matrix } from '../rulebook/rule.js';
import { adj, chol, det, eigenSymmetric, inv, logdet, pinv, solve, svd } from './factorize.js';
import { add, eye, fold, kron, make, map, multiply, scalar, scale, subtract, trace, transpose, zip } from './matrix.js';
import { cosm, expm, frechet, logm, lyap, sinm, sqrtm } from './matrix-functions.js';
import { digamma, erf, erfc, gammaln, polygamma } from './special.js';

export const kernels: Kernels = Object.freeze({
  make,
  map,
  zip,
  fold,
  scalar,
  eye,
  add,
  subtract,
  scale,
  transpose,
  multiply,
  trace,
  kron,
  solve,
  inv,
  det,
  logdet,
  adj,
  pinv,
  chol,
  eigenSymmetric,
  svd,
  expm,
  logm,
  sqrtm,
  sinm,
  cosm,
  frechet,
  lyap,
  erf,
  erfc,
  gammaln,
  digamma,
  polygamma,
});

export type { Kernels, Matrix };
