/**
 * Helpers of printed Julia by their names without the underscore. A text that calls one by `_name` needs it; so which are
 * printed is read off the texts.
 */
import { table } from '../../expression/table.js';

export const HELPERS: Readonly<Record<string, string>> = table({
  check: `function _check(name, a, shape)
    size(a) == shape || throw(DimensionMismatch("$name has the size $(size(a)), and $shape is wanted"))
    return nothing
end`,
  check_each: `function _check_each(name, list, shape)
    for (i, a) in pairs(list)
        size(a) == shape || _check("$name[$(join(Tuple(i), ", "))]", a, shape)
    end
    return nothing
end`,
  entry: `# The type of numbers that comes of these arguments.
_entry(a) = float(eltype(a))
_entry(a, rest...) = promote_type(_entry(a), _entry(rest...))`,
  ifelse: `# Of two values of one type: a number beside a matrix of other numbers takes theirs.
_ifelse(condition, yes, no) = ifelse(condition, promote(yes, no)...)`,
  within: `# f(x), and NaN where it has no value: of a choice both sides are worked out.
_within(f, x, low, high) = low <= x <= high ? f(x) : oftype(float(x), NaN)`,
  power: `# x^p, and NaN where it has no value: of a choice both sides are worked out.
_power(x, p) = x >= 0 || isinteger(p) ? float(x)^p : oftype(float(x), NaN)`,
  sigmoid: '_sigmoid(x) = x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))',
  softplus: '_softplus(x) = max(x, 0) + log1p(exp(-abs(x)))',
  leakyrelu: '_leakyrelu(x) = max(x, 0.01 * x)',
  elu: '_elu(x) = max(x, 0) + expm1(min(x, 0))',
  selu: '_selu(x) = 1.0507009873554805 * max(x, 0) + 1.7580993408473766 * expm1(min(x, 0))',
  gelu: '_gelu(x) = x * _erfc(-x / sqrt(2)) / 2',
  silu: '_silu(x) = x * _sigmoid(x)',
  softsign: '_softsign(x) = x / (1 + abs(x))',
  erf: '_erf(x) = abs(x) < 0.5 ? _erf_series(x) : 1 - _erfc(x)',
  erfc: `# The complementary error function: a series near 0, a continued fraction elsewhere.
function _erfc(x)
    x < 0 && return 2 - _erfc(-x)
    x < 2.5 && return 1 - _erf_series(x)
    f = float(x)
    for n in 80:-1:1
        f = x + n / 2 / f
    end
    return exp(-x^2) / sqrt(pi) / f
end`,
  erf_series: `function _erf_series(x)
    term = float(x)
    total = term
    n = 1
    while abs(term) > 1e-18
        term *= 2 * x^2 / (2 * n + 1)
        total += term
        n += 1
    end
    return 2 / sqrt(pi) * exp(-x^2) * total
end`,
  gammaln: `# log of |Γ(x)|: Stirling's series, from x upwards by recurrence.
function _gammaln(x)
    x <= 0 && return log(pi / abs(sin(pi * x))) - _gammaln(1 - x)
    z, shift = float(x), zero(float(x))
    while z < 15
        shift += log(z)
        z += 1
    end
    r = 1 / z^2
    series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z
    return (z - 0.5) * log(z) - z + log(2 * pi) / 2 + series - shift
end`,
  polygamma: `# The derivative of order k + 1 of log Γ: the asymptotic series, from x upwards by recurrence.
function _polygamma(k, x)
    z, near = float(x), zero(float(x))
    while z < 20 + k
        near += 1 / z^(k + 1)
        z += 1
    end
    factorial = prod(1.0:k)
    far = (k == 0 ? -log(z) : factorial / (k * z^k)) + factorial / (2 * z^(k + 1))
    for (i, b) in enumerate((1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6))
        ratio = k == 0 ? 1 / (2 * i) : prod((2.0 * i + 1):(2 * i + k - 1))
        far += b * ratio / z^(k + 2 * i)
    end
    return (isodd(k) ? 1 : -1) * (far + factorial * near)
end`,
  others: `# At each place the product of all other entries.
function _others(a)
    rest(i) = reduce(*, (a[j] for j in eachindex(a) if j != i); init=one(eltype(a)))
    return reshape([rest(i) for i in eachindex(a)], size(a))
end`,
  logsumexp: `# log of the sum of exp, over all entries or along dims, safe for large entries.
function _logsumexp(a; dims=:)
    top = maximum(a; dims=dims)
    return top .+ log.(sum(exp.(a .- top); dims=dims))
end`,
  softmax: `function _softmax(a; dims)
    e = exp.(a .- maximum(a; dims=dims))
    return e ./ sum(e; dims=dims)
end`,
  logsoftmax: '_logsoftmax(a; dims) = a .- _logsumexp(a; dims=dims)',
  adjugate: `function _adjugate(a)
    factors = lu(a)
    return det(factors) * inv(factors)
end`,
  sym: "_sym(a) = (a + a') / 2",
  skew: "_skew(a) = (a - a') / 2",
  phi: `# The lower triangle, half of its diagonal.
_phi(a) = tril(a) - Diagonal(a) / 2`,
  pad: `# g with its first entry at (i, k) of a matrix of zeros.
function _pad(g, rows, cols, i, k)
    r = zeros(eltype(g), rows, cols)
    r[i:(i + size(g, 1) - 1), k:(k + size(g, 2) - 1)] .= g
    return r
end`,
  basis: `# The i-th column of the identity.
_basis(n, i) = [k == i ? 1.0 : 0.0 for k in 1:n]`,
  commutation: `# K with K * vec(A) = vec(A') for an m by n matrix A.
_commutation(m, n) = Matrix(1.0I, m * n, m * n)[vec(permutedims(reshape(1:(m * n), m, n))), :]`,
  toeplitz: `# Each entry becomes the mean of its diagonal.
function _toeplitz(a)
    mean(k) = sum(diag(a, k)) / length(diag(a, k))
    return [mean(j - i) for i in axes(a, 1), j in axes(a, 2)]
end`,
  signed: `# Eigenvectors as columns, the largest entry of each positive.
_signed(q) = q * Diagonal([sign(v[argmax(abs.(v))]) for v in eachcol(q)])`,
  along: `# The derivative of a matrix function at a along h: a block of its value at a larger matrix.
function _along(f, a, h)
    n = size(a, 1)
    return f([a h; zero(a) a])[1:n, (n + 1):end]
end`,
  lyap: `# X with AX + XA = Q.
_lyap(a, q) = sylvester(Matrix(a), Matrix(a), -Matrix(q))`,
  real: `# What should be real, and comes as complex numbers.
function _real(a)
    norm(imag(a)) <= sqrt(eps()) * norm(a) || throw(DomainError(a, "a matrix function has no real value"))
    return real(a)
end`,
});

/** The helpers that a text needs, those of helpers among them, in the table's order. */
export function helpersIn(text: string): Map<string, string> {
  const needed = new Set<string>();
  const read = (code: string): void => {
    for (const [, name = ''] of code.matchAll(/(?<![\p{L}\p{N}_])_([a-z_]+)(?=\.?\()/gu)) {
      if (needed.has(name)) continue;
      needed.add(name);
      read(HELPERS[name] ?? '');
    }
  };
  read(text);
  return new Map(Object.entries(HELPERS).filter(([name]) => needed.has(name)));
}
