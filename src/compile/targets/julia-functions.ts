/**
 * Functions of the table in Julia's Base and LinearAlgebra; what begins with an underscore is a helper of julia-helpers.ts.
 */
import { table } from '../../expression/table.js';

const SAME =
  'exp log sqrt abs sign cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh log1p expm1 log2 log10';
const OWN = 'sigmoid softplus leakyrelu elu selu gelu silu softsign erf erfc gammaln';

/** Of one number, #: a dot stands where ° is if they go over entries. */
export const NUMBERS: Readonly<Record<string, string>> = table({
  ...Object.fromEntries(SAME.split(' ').map((fn) => [fn, `${fn}°(#1)`])),
  ...Object.fromEntries(OWN.split(' ').map((fn) => [fn, `_${fn}°(#1)`])),
  relu: 'max°(#1, 0)',
  digamma: '_polygamma°(0, #1)',
  trigamma: '_polygamma°(1, #1)',
  polygamma: '_polygamma°(#d1, #1)',
});

/** Of two numbers. */
export const PAIRS: Readonly<Record<string, string>> = table({ max: 'max°(#1, #2)', min: 'min°(#1, #2)' });

/** Between which arguments a function of Base has a value; elsewhere it is an error. */
export const DOMAINS: Readonly<Record<string, readonly [low: string, high: string]>> = table({
  log: ['0', 'Inf'],
  log2: ['0', 'Inf'],
  log10: ['0', 'Inf'],
  log1p: ['-1', 'Inf'],
  sqrt: ['0', 'Inf'],
  asin: ['-1', '1'],
  acos: ['-1', '1'],
  acosh: ['1', 'Inf'],
  atanh: ['-1', '1'],
});

export interface Row {
  /** #1, #2 are the arguments, #d1, #d2 the integer parameters, #r and #c rows and columns of the value. */
  readonly text: string;
  /** Instead, where the first argument is a name and may be written twice. */
  readonly plain?: string;
  /** Instead, where the value is a number or a column. */
  readonly number?: string;
  readonly column?: string;
  /** It takes no vector, so that a column goes in as a matrix; if dense, no view of a transposed matrix either. */
  readonly takes?: 'matrix' | 'dense';
}

const row = (text: string, more: Omit<Row, 'text'> = {}): Row => ({ text, ...more });

/** Of matrices. */
export const MATRICES: Readonly<Record<string, Row>> = table({
  pi: row('pi'),
  tr: row('tr(#1)'),
  inv: row('inv(#1)'),
  det: row('det(#1)'),
  logdet: row('logabsdet(#1)[1]'),
  pinv: row('pinv(#1)', { column: 'vec(pinv(#1))', takes: 'dense' }),
  adj: row('_adjugate(#1)'),
  norm2: row('norm(#1)'),
  norm1: row('norm(#1, 1)'),
  norminf: row('norm(#1, Inf)'),
  specnorm: row('opnorm(#1)', { takes: 'dense' }),
  nucnorm: row('sum(svdvals(#1))', { takes: 'dense' }),
  svdvals: row('svdvals(#1)', { number: 'svdvals(#1)[1]', takes: 'dense' }),
  eigvals: row('eigvals(Symmetric(#1))', { takes: 'dense' }),
  svdu: row('svd(#1).U', { number: 'svd(#1).U[1]', column: 'vec(svd(#1).U)', takes: 'dense' }),
  svdv: row('svd(#1).V', { number: 'svd(#1).V[1]', column: 'vec(svd(#1).V)', takes: 'dense' }),
  eigvecs: row('_signed(eigen(Symmetric(#1)).vectors)', { takes: 'dense' }),
  eigvec: row('_signed(eigen(Symmetric(#1)).vectors)[:, #d1]', { takes: 'dense' }),
  lambdamax: row('eigmax(Symmetric(#1))', { takes: 'dense' }),
  max: row('maximum(#1)'),
  min: row('minimum(#1)'),
  prod: row('prod(#1)'),
  others: row('_others(#1)'),
  logsumexp: row('_logsumexp(#1)'),
  logsumexprow: row('_logsumexp(#1; dims=2)', { number: '_logsumexp(#1)', column: 'vec(_logsumexp(#1; dims=2))' }),
  logsumexpcol: row('_logsumexp(#1; dims=1)', { number: '_logsumexp(#1)' }),
  softmax: row('_softmax(#1; dims=2)'),
  softmaxcol: row('_softmax(#1; dims=1)'),
  logsoftmax: row('_logsoftmax(#1; dims=2)'),
  logsoftmaxcol: row('_logsoftmax(#1; dims=1)'),
  crossentropy: row('-dot(#1, log.(#2))'),
  kron: row('kron(#1, #2)'),
  vec: row('vec(#1)'),
  unvec: row('reshape(#1, #r, #c)', { number: 'first(#1)', column: 'vec(#1)' }),
  diag: row('diagm(#1)'),
  diagonal: row('diag(#1)', { number: 'first(#1)' }),
  sym: row('_sym(#1)', { plain: "(#1 + #1') / 2" }),
  skew: row('_skew(#1)', { plain: "(#1 - #1') / 2" }),
  phi: row('_phi(#1)', { plain: 'tril(#1) - Diagonal(#1) / 2' }),
  tril: row('tril(#1)', { column: 'vec(tril(#1))', takes: 'matrix' }),
  triu: row('triu(#1)', { column: 'vec(triu(#1))', takes: 'matrix' }),
  pad: row('_pad(#1, #r, #c, #d3, #d4)', { column: 'vec(_pad(#1, #r, #c, #d3, #d4))' }),
  basis: row('_basis(#r, #d2)'),
  commutation: row('_commutation(#d1, #d2)'),
  chol: row('cholesky(Symmetric(#1, :L)).L', { takes: 'dense' }),
  toeplitz: row('_toeplitz(#1)'),
  expm: row('exp(#1)', { takes: 'dense' }),
  dexpm: row('_along(exp, #1, #2)'),
  dlogm: row('_real(_along(log, #1, #2))'),
  dsinm: row('_along(sin, #1, #2)'),
  dcosm: row('_along(cos, #1, #2)'),
  sqrtm: row('_real(sqrt(#1))', { takes: 'dense' }),
  logm: row('_real(log(#1))', { takes: 'dense' }),
  sinm: row('sin(#1)'),
  cosm: row('cos(#1)'),
  lyap: row('_lyap(#1, #2)'),
});
