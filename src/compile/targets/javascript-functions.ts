/**
 * Functions of the table in JavaScript: of numbers, put into a loop over entries, and of matrices. #1, #2 are the
 * arguments, #d1, #d2 the integer parameters, #r and #c rows and columns of the value. An argument may hold the index of a
 * sum around it: within a function of i and j it would be taken for that.
 */
import { table } from '../../expression/table.js';

interface Row {
  readonly text: string;
  readonly needs?: readonly string[];
}

const row = (text: string, ...needs: string[]): Row => ({ text, needs });

const MATH =
  'exp log sqrt abs sign cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh log1p expm1 log2 log10';

/** Of one number. */
export const NUMBERS: Readonly<Record<string, Row>> = table({
  ...Object.fromEntries(MATH.split(' ').map((fn) => [fn, row(`Math.${fn}(#1)`)])),
  square: row('(#1) ** 2'),
  sigmoid: row('sigmoid(#1)', 'sigmoid'),
  softplus: row('softplus(#1)', 'softplus'),
  relu: row('Math.max(#1, 0)'),
  leakyrelu: row('Math.max(#1, 0.01 * (#1))'),
  elu: row('elu(#1)', 'elu'),
  selu: row('1.0507009873554805 * Math.max(#1, 0) + 1.7580993408473766 * Math.expm1(Math.min(#1, 0))'),
  gelu: row('0.5 * (#1) * erfc(-(#1) * Math.SQRT1_2)', 'erfc'),
  silu: row('(#1) * sigmoid(#1)', 'sigmoid'),
  softsign: row('(#1) / (1 + Math.abs(#1))'),
  erf: row('erf(#1)', 'erf'),
  erfc: row('erfc(#1)', 'erfc'),
  gammaln: row('gammaln(#1)', 'gammaln'),
  digamma: row('polygamma(0, #1)', 'polygamma'),
  trigamma: row('polygamma(1, #1)', 'polygamma'),
  polygamma: row('polygamma(#d1, #1)', 'polygamma'),
});

/** Of two numbers. */
export const PAIRS: Readonly<Record<string, Row>> = table({
  max: row('Math.max(#1, #2)'),
  min: row('Math.min(#1, #2)'),
});

/** Of matrices. */
export const MATRICES: Readonly<Record<string, Row>> = table({
  tr: row('trace(#1)', 'trace'),
  inv: row('inverse(#1)', 'inverse'),
  det: row('det(#1)', 'det'),
  logdet: row('logdet(#1)', 'logdet'),
  adj: row('map(($1, $2) => $1 * $2, det(#1), inverse(#1))', 'map', 'det', 'inverse'),
  matpow: row('power(#1, #2)', 'power'),
  norm2: row('norm(#1)', 'norm'),
  norm1: row('sum(map(($1) => Math.abs($1), #1))', 'sum', 'map'),
  norminf: row('Math.max(...map(($1) => Math.abs($1), #1).data)', 'map'),
  prod: row('#1.data.reduce((p, x) => p * x, 1)'),
  others: row('others(#1)', 'others'),
  toeplitz: row('toeplitz(#1)', 'toeplitz'),
  logsumexp: row('logsumexp(#1)', 'logsumexp'),
  logsumexprow: row('logsumexpRows(#1)', 'logsumexpRows'),
  logsumexpcol: row('transpose(logsumexpRows(transpose(#1)))', 'logsumexpRows', 'transpose'),
  softmax: row('softmaxRows(#1)', 'softmaxRows'),
  softmaxcol: row('transpose(softmaxRows(transpose(#1)))', 'softmaxRows', 'transpose'),
  logsoftmax: row('logsoftmaxRows(#1)', 'logsoftmaxRows'),
  logsoftmaxcol: row('transpose(logsoftmaxRows(transpose(#1)))', 'logsoftmaxRows', 'transpose'),
  crossentropy: row('-sum(map(($1, $2) => $1 * Math.log($2), #1, #2))', 'sum', 'map'),
  kron: row('kron(#1, #2)', 'kron'),
  vec: row('vec(#1)', 'vec'),
  unvec: row('unvec(#1, #r, #c)', 'unvec'),
  diag: row('diag(#1)', 'diag'),
  diagonal: row('diagonal(#1)', 'diagonal'),
  sym: row('map(($1, $2) => ($1 + $2) / 2, #1, transpose(#1))', 'map', 'transpose'),
  skew: row('map(($1, $2) => ($1 - $2) / 2, #1, transpose(#1))', 'map', 'transpose'),
  tril: row('lowerTriangle(#1)', 'lowerTriangle'),
  triu: row('upperTriangle(#1)', 'upperTriangle'),
  hcat: row('hcat(#1, #2)', 'hcat'),
  vcat: row('vcat(#1, #2)', 'vcat'),
  pad: row('pad(#1, #r, #c, #d3, #d4)', 'pad'),
  basis: row('basis(#r, #d2)', 'basis'),
  commutation: row('commutation(#d1, #d2)', 'commutation'),
  max: row('Math.max(...#1.data)'),
  min: row('Math.min(...#1.data)'),
  chol: row('chol(#1)', 'chol'),
  phi: row('halvedTriangle(#1)', 'halvedTriangle'),
  eigvals: row('eigen(#1).values', 'eigen'),
  eigvecs: row('eigen(#1).vectors', 'eigen'),
  eigvec: row('slice(eigen(#1).vectors, 1, #r, #d1, #d1)', 'eigen', 'slice'),
  lambdamax: row('Math.max(...eigen(#1).values.data)', 'eigen'),
  svdvals: row('svd(#1).values', 'svd'),
  svdu: row('svd(#1).u', 'svd'),
  svdv: row('svd(#1).v', 'svd'),
  nucnorm: row('sum(svd(#1).values)', 'sum', 'svd'),
  specnorm: row('svd(#1).values.data[0]', 'svd'),
  pinv: row('pinv(#1)', 'pinv'),
  expm: row('expm(#1)', 'expm'),
  dexpm: row('dexpm(#1, #2)', 'dexpm'),
  pi: row('Math.PI'),
});
