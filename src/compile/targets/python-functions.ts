/**
 * Functions of the table in Python: for each flavour how a call is written, and which helper it needs. #1, #2 are the
 * arguments, #n2 one that must stay a whole number, #d1, #d2 the integer parameters, #r and #c rows and columns of the value; NP stands for the array module.
 */
import { table } from '../../expression/table.js';

export type Flavour = 'numpy' | 'pytorch' | 'jax';

interface Row {
  /** Of all flavours, where they agree. */
  readonly all?: string;
  readonly numpy?: string;
  readonly pytorch?: string;
  readonly jax?: string;
  /** Names of helpers whose text goes before the function. */
  readonly needs?: readonly string[];
}

const everywhere = (all: string, ...needs: string[]): Row => ({ all, ...(needs.length > 0 ? { needs } : {}) });
/** A helper of our own, where PyTorch and JAX have a function for it. */
const helped = (numpy: string, pytorch: string, jax: string, ...needs: string[]): Row => ({
  numpy,
  pytorch,
  jax,
  needs,
});
/** One that PyTorch and JAX have under the same name. */
const activation = (numpy: string, fn: string): Row => ({
  numpy,
  pytorch: `torch.nn.functional.${fn}(#1)`,
  jax: `jax.nn.${fn}(#1)`,
});
/** SciPy's special functions, and those of the other two. */
const special = (scipy: string, torch?: string, jax = scipy): Row => ({
  numpy: `scipy.special.${scipy}(#1)`,
  ...(torch === undefined ? {} : { pytorch: `torch.special.${torch}(#1)` }),
  jax: `jax.scipy.special.${jax}(#1)`,
});
const linalg = (scipy: string, torch?: string, jax?: string): Row => ({
  numpy: `scipy.linalg.${scipy}(#1)`,
  ...(torch === undefined ? {} : { pytorch: torch }),
  ...(jax === undefined ? {} : { jax }),
});

export const ROWS: Readonly<Record<string, Row>> = table({
  exp: everywhere('NP.exp(#1)'),
  log: everywhere('NP.log(#1)'),
  sqrt: everywhere('NP.sqrt(#1)'),
  abs: everywhere('NP.abs(#1)'),
  sign: everywhere('NP.sign(#1)'),
  square: everywhere('#1 ** 2'),
  cbrt: { numpy: 'np.cbrt(#1)', pytorch: 'torch.sign(#1) * torch.abs(#1) ** (1 / 3)', jax: 'jnp.cbrt(#1)' },
  sin: everywhere('NP.sin(#1)'),
  cos: everywhere('NP.cos(#1)'),
  tan: everywhere('NP.tan(#1)'),
  asin: everywhere('NP.arcsin(#1)'),
  acos: everywhere('NP.arccos(#1)'),
  atan: everywhere('NP.arctan(#1)'),
  sinh: everywhere('NP.sinh(#1)'),
  cosh: everywhere('NP.cosh(#1)'),
  tanh: everywhere('NP.tanh(#1)'),
  asinh: everywhere('NP.arcsinh(#1)'),
  acosh: everywhere('NP.arccosh(#1)'),
  atanh: everywhere('NP.arctanh(#1)'),
  sigmoid: { numpy: 'scipy.special.expit(#1)', pytorch: 'torch.sigmoid(#1)', jax: 'jax.nn.sigmoid(#1)' },
  softplus: {
    numpy: 'np.logaddexp(0.0, #1)',
    pytorch: 'torch.logaddexp(torch.zeros_like(#1), #1)',
    jax: 'jnp.logaddexp(0.0, #1)',
  },
  relu: { numpy: 'np.maximum(#1, 0.0)', pytorch: 'torch.clamp(#1, min=0.0)', jax: 'jnp.maximum(#1, 0.0)' },
  leakyrelu: activation('np.where(#1 > 0, #1, 0.01 * (#1))', 'leaky_relu'),
  elu: activation('np.where(#1 > 0, #1, np.expm1(np.minimum(#1, 0.0)))', 'elu'),
  selu: activation(
    '1.0507009873554805 * np.where(#1 > 0, #1, 1.6732632423543772 * np.expm1(np.minimum(#1, 0.0)))',
    'selu',
  ),
  gelu: {
    ...activation('0.5 * (#1) * scipy.special.erfc(-(#1) / np.sqrt(2.0))', 'gelu'),
    jax: 'jax.nn.gelu(#1, approximate=False)',
  },
  silu: activation('(#1) * scipy.special.expit(#1)', 'silu'),
  softsign: { ...activation('(#1) / (1.0 + np.abs(#1))', 'softsign'), jax: 'jax.nn.soft_sign(#1)' },
  erf: special('erf', 'erf'),
  erfc: special('erfc', 'erfc'),
  log1p: everywhere('NP.log1p(#1)'),
  expm1: everywhere('NP.expm1(#1)'),
  log2: everywhere('NP.log2(#1)'),
  log10: everywhere('NP.log10(#1)'),
  gammaln: special('gammaln', 'gammaln'),
  digamma: special('digamma', 'digamma'),
  trigamma: {
    numpy: 'scipy.special.polygamma(1, #1)',
    pytorch: 'torch.special.polygamma(1, #1)',
    jax: 'jax.scipy.special.polygamma(1, #1)',
  },
  polygamma: {
    numpy: 'scipy.special.polygamma(#d1, #1)',
    pytorch: 'torch.special.polygamma(#d1, #1)',
    jax: 'jax.scipy.special.polygamma(#d1, #1)',
  },
  pi: { all: 'np.pi', pytorch: 'torch.pi', jax: 'jnp.pi' },

  tr: everywhere('NP.trace(#1)'),
  inv: everywhere('NP.linalg.inv(#1)'),
  det: everywhere('NP.linalg.det(#1)'),
  logdet: everywhere('NP.linalg.slogdet(#1)[1]'),
  pinv: everywhere('NP.linalg.pinv(#1)'),
  matpow: everywhere('NP.linalg.matrix_power(#1, #n2)'),
  norm2: everywhere('NP.linalg.norm(#1)'),
  norm1: everywhere('NP.sum(NP.abs(#1))'),
  norminf: everywhere('NP.max(NP.abs(#1))'),
  prod: everywhere('NP.prod(#1)'),
  others: everywhere('_others(#1)', 'others'),
  logsumexp: helped('_logsumexp(#1)', 'torch.logsumexp((#1).reshape(-1), dim=0)', 'jax.nn.logsumexp(#1)', 'logsumexp'),
  logsumexprow: helped(
    '_logsumexp(#1, 1)',
    'torch.logsumexp(#1, dim=1, keepdim=True)',
    'jax.nn.logsumexp(#1, axis=1, keepdims=True)',
    'logsumexp',
  ),
  logsumexpcol: helped(
    '_logsumexp(#1, 0)',
    'torch.logsumexp(#1, dim=0, keepdim=True)',
    'jax.nn.logsumexp(#1, axis=0, keepdims=True)',
    'logsumexp',
  ),
  softmax: helped('_softmax(#1, 1)', 'torch.softmax(#1, dim=1)', 'jax.nn.softmax(#1, axis=1)', 'softmax'),
  softmaxcol: helped('_softmax(#1, 0)', 'torch.softmax(#1, dim=0)', 'jax.nn.softmax(#1, axis=0)', 'softmax'),
  logsoftmax: helped(
    '_logsoftmax(#1, 1)',
    'torch.log_softmax(#1, dim=1)',
    'jax.nn.log_softmax(#1, axis=1)',
    'logsumexp',
    'logsoftmax',
  ),
  logsoftmaxcol: helped(
    '_logsoftmax(#1, 0)',
    'torch.log_softmax(#1, dim=0)',
    'jax.nn.log_softmax(#1, axis=0)',
    'logsumexp',
    'logsoftmax',
  ),
  crossentropy: everywhere('-NP.sum(#1 * NP.log(#2))'),
  // torch.kron fails on some results of torch.linalg.solve, whose strides are not those of their shape
  kron: { numpy: 'np.kron(#1, #2)', pytorch: '_kron(#1, #2)', jax: 'jnp.kron(#1, #2)', needs: ['kron'] },
  vec: everywhere('(#1).T.reshape(-1, 1)'),
  unvec: everywhere('(#1).reshape(#c, #r).T'),
  diag: everywhere('NP.diag((#1).reshape(-1))'),
  diagonal: everywhere('NP.diagonal(#1).reshape(-1, 1)'),
  sym: everywhere('((#1) + (#1).T) / 2'),
  skew: everywhere('((#1) - (#1).T) / 2'),
  tril: everywhere('NP.tril(#1)'),
  triu: everywhere('NP.triu(#1)'),
  toeplitz: everywhere('_toeplitz(#1)', 'toeplitz'),
  hcat: { numpy: 'np.hstack([#1, #2])', pytorch: 'torch.hstack([#1, #2])', jax: 'jnp.hstack([#1, #2])' },
  vcat: { numpy: 'np.vstack([#1, #2])', pytorch: 'torch.vstack([#1, #2])', jax: 'jnp.vstack([#1, #2])' },
  pad: everywhere('_pad(#1, #r, #c, #d3, #d4)', 'pad'),
  basis: everywhere('_basis(#r, #d2LIKE_CALL)', 'basis'),
  commutation: everywhere('_commutation(#d1, #d2LIKE_CALL)', 'commutation'),
  max: everywhere('NP.max(#1)'),
  min: everywhere('NP.min(#1)'),
  chol: everywhere('NP.linalg.cholesky(#1)'),
  phi: everywhere('NP.tril(#1) - NP.diag(NP.diagonal(#1)) / 2'),
  eigvals: everywhere('NP.linalg.eigvalsh(#1).reshape(-1, 1)'),
  eigvecs: everywhere('_eigvecs(#1)', 'eigvecs'),
  eigvec: everywhere('_eigvecs(#1)[:, #d1 - 1].reshape(-1, 1)', 'eigvecs'),
  lambdamax: everywhere('NP.linalg.eigvalsh(#1)[-1]'),
  nucnorm: everywhere("NP.linalg.norm(#1, 'nuc')"),
  specnorm: everywhere('NP.linalg.norm(#1, 2)'),
  svdvals: {
    numpy: 'np.linalg.svd(#1, compute_uv=False).reshape(-1, 1)',
    pytorch: 'torch.linalg.svdvals(#1).reshape(-1, 1)',
    jax: 'jnp.linalg.svd(#1, compute_uv=False).reshape(-1, 1)',
  },
  svdu: everywhere('NP.linalg.svd(#1, full_matrices=False)[0]'),
  svdv: everywhere('NP.linalg.svd(#1, full_matrices=False)[2].T'),
  expm: { numpy: 'scipy.linalg.expm(#1)', pytorch: 'torch.linalg.matrix_exp(#1)', jax: 'jax.scipy.linalg.expm(#1)' },
  dexpm: {
    numpy: 'scipy.linalg.expm_frechet(#1, #2, compute_expm=False)',
    pytorch: '_expm_frechet(#1, #2)',
    jax: 'jax.scipy.linalg.expm_frechet(#1, #2, compute_expm=False)',
    needs: ['dexpm'],
  },
  sqrtm: linalg('sqrtm'),
  logm: linalg('logm'),
  sinm: linalg('sinm'),
  cosm: linalg('cosm'),
  dlogm: { numpy: '_frechet(scipy.linalg.logm, #1, #2)', needs: ['frechet'] },
  dsinm: { numpy: '_frechet(scipy.linalg.sinm, #1, #2)', needs: ['frechet'] },
  dcosm: { numpy: '_frechet(scipy.linalg.cosm, #1, #2)', needs: ['frechet'] },
  lyap: { numpy: 'scipy.linalg.solve_sylvester(#1, #1, #2)' },
  adj: everywhere('NP.linalg.det(#1) * NP.linalg.inv(#1)'),
});

/** Two-argument max and min. */
export const PAIRS: Readonly<Record<string, string>> = table({ max: 'NP.maximum(#1, #2)', min: 'NP.minimum(#1, #2)' });

/** The helpers' texts; NP is put in. */
export const HELPERS: Readonly<Record<string, string>> = table({
  check: `def _check(name, array, shape):
    if tuple(array.shape) != shape:
        raise ValueError(f"{name} has the shape {tuple(array.shape)}, and {shape} is wanted")`,
  checkEach: `def _check_each(name, members, shape):
    for place, array in members.items():
        _check(f"{name}[{str(place).strip('()')}]", array, shape)`,
  softmax: `def _softmax(a, axis):
    """Softmax along an axis, safe for large entries."""
    e = NP.exp(a - NP.max(a, AXIS=axis, KEEP=True)VALUES)
    return e / NP.sum(e, AXIS=axis, KEEP=True)`,
  logsumexp: `def _logsumexp(a, axis=None):
    """log of the sum of exp, over all entries or along an axis."""
    if axis is None:
        top = NP.max(a)
        return top + NP.log(NP.sum(NP.exp(a - top)))
    top = NP.max(a, AXIS=axis, KEEP=True)VALUES
    return top + NP.log(NP.sum(NP.exp(a - top), AXIS=axis, KEEP=True))`,
  logsoftmax: `def _logsoftmax(a, axis):
    return a - _logsumexp(a, axis)`,
  pad: `def _pad(g, rows, cols, i, k):
    """g with its first entry at (i, k), counted from 1, of a zero matrix."""
    below, right = rows - g.shape[0] - i + 1, cols - g.shape[1] - k + 1
    return PAD(g, i - 1, below, k - 1, right)`,
  toeplitz: `def _toeplitz(a):
    """Each entry the mean of its diagonal."""
    n, m = a.shape
    mean = {k: NP.sum(NP.diagonal(a, k)) / min(n, n + k, m, m - k) for k in range(1 - n, m)}
    return NP.stack([NP.stack([mean[j - i] for j in range(m)]) for i in range(n)])`,
  others: `def _others(a):
    """At each place the product of all other entries."""
    flat = a.reshape(-1)
    rest = [NP.prod(NP.CONCAT([flat[:k], flat[k + 1 :]])) for k in range(len(flat))]
    return NP.stack(rest).reshape(a.shape)`,
  commutation: `def _commutation(m, nLIKE):
    """K with K vec(A) = vec(A') for an m by n matrix A."""
    order = [j * m + i for i in range(m) for j in range(n)]
    return NP.eye(m * nDTYPE)[NP.ASARRAY(order)]`,
  eigvecs: `def _eigvecs(s):
    """Eigenvectors as columns, the largest entry of each positive."""
    q = NP.linalg.eigh(s)[1]
    top = NP.ARGMAX(NP.abs(q), AXIS=0)
    return q * NP.sign(q[top, NP.arange(q.shape[1])])`,
  basis: `def _basis(n, iLIKE):
    """The i-th column of the identity, counted from 1."""
    return NP.eye(nDTYPE)[:, i - 1 : i]`,
  like: `def _like(*arguments):
    """Type and device of the first tensor of real numbers; lists are float64."""
    for a in arguments:
        while isinstance(a, (list, tuple)) and len(a) > 0:
            a = a[0]
        if isinstance(a, torch.Tensor) and a.is_floating_point():
            return {"dtype": a.dtype, "device": a.device}
    return {"dtype": torch.float64}`,
  kron: `def _kron(a, b):
    """The Kronecker product."""
    blocks = a[:, None, :, None] * b[None, :, None, :]
    return blocks.reshape(a.shape[0] * b.shape[0], a.shape[1] * b.shape[1])`,
  frechet: `def _frechet(f, a, h):
    """The derivative of a function of matrices at a along h."""
    n = a.shape[0]
    return f(np.block([[a, h], [np.zeros_like(a), a]]))[:n, n:]`,
  dexpm: `def _expm_frechet(a, h):
    """The derivative of the matrix exponential at a along h."""
    n = a.shape[0]
    block = torch.vstack([torch.hstack([a, h]), torch.hstack([torch.zeros_like(a), a])])
    return torch.linalg.matrix_exp(block)[:n, n:]`,
});
