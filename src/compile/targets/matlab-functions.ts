/**
 * Functions of the table in MATLAB and Octave, without toolboxes. #1, #2 are the arguments, #d1, #d2 the integer parameters,
 * #r and #c rows and columns of the value.
 */
import { table } from '../../expression/table.js';

interface Row {
  readonly text: string;
  readonly needs?: readonly string[];
}

const row = (text: string, ...needs: string[]): Row => ({ text, needs });

const SAME =
  'exp log sqrt abs sign sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc log1p expm1 log2 log10 gammaln inv det pinv kron tril triu svd expm sqrtm logm';

export const ROWS: Readonly<Record<string, Row>> = table({
  ...Object.fromEntries(SAME.split(' ').map((fn) => [fn, row(`${fn}(#1)`)])),
  kron: row('kron(#1, #2)'),
  square: row('(#1) .^ 2'),
  cbrt: row('nthroot(#1, 3)'),
  sigmoid: row('1 ./ (1 + exp(-(#1)))'),
  softplus: row('softplus(#1)', 'softplus'),
  relu: row('max(#1, 0)'),
  leakyrelu: row('max(#1, 0.01 * (#1))'),
  elu: row('max(#1, 0) + expm1(min(#1, 0))'),
  selu: row('1.0507009873554805 * max(#1, 0) + 1.7580993408473766 * expm1(min(#1, 0))'),
  gelu: row('0.5 * (#1) .* erfc(-(#1) / sqrt(2))'),
  silu: row('(#1) ./ (1 + exp(-(#1)))'),
  softsign: row('(#1) ./ (1 + abs(#1))'),
  digamma: row('psi(#1)'),
  trigamma: row('psi(1, #1)'),
  polygamma: row('psi(#d1, #1)'),
  pi: row('pi'),

  tr: row('trace(#1)'),
  logdet: row('logdet(#1)', 'logdet'),
  adj: row('det(#1) * inv(#1)'),
  matpow: row('(#1) ^ (#2)'),
  norm2: row("norm(#1, 'fro')"),
  norm1: row('sum(sum(abs(#1)))'),
  norminf: row('max(max(abs(#1)))'),
  prod: row('prod(prod(#1))'),
  others: row('others(#1)', 'others'),
  logsumexp: row('logsumexp(reshape(#1, [], 1), 1)', 'logsumexp'),
  logsumexprow: row('logsumexp(#1, 2)', 'logsumexp'),
  logsumexpcol: row('logsumexp(#1, 1)', 'logsumexp'),
  softmax: row('softmax(#1, 2)', 'softmax', 'logsumexp'),
  softmaxcol: row('softmax(#1, 1)', 'softmax', 'logsumexp'),
  logsoftmax: row('logsoftmax(#1, 2)', 'logsoftmax', 'logsumexp'),
  logsoftmaxcol: row('logsoftmax(#1, 1)', 'logsoftmax', 'logsumexp'),
  crossentropy: row('-sum(sum((#1) .* log(#2)))'),
  vec: row('reshape(#1, [], 1)'),
  unvec: row('reshape(#1, #r, #c)'),
  diag: row('diag(#1)'),
  diagonal: row('diag(#1)'),
  sym: row("((#1) + (#1)') / 2"),
  skew: row("((#1) - (#1)') / 2"),
  toeplitz: row('alongdiagonals(#1)', 'alongdiagonals'),
  hcat: row('[#1, #2]'),
  vcat: row('[#1; #2]'),
  pad: row('pad(#1, #r, #c, #d3, #d4)', 'pad'),
  basis: row('basis(#r, #d2)', 'basis'),
  commutation: row('commutation(#d1, #d2)', 'commutation'),
  max: row('max(max(#1))'),
  min: row('min(min(#1))'),
  chol: row("chol(#1, 'lower')"),
  phi: row('tril(#1) - diag(diag(#1)) / 2'),
  eigvals: row('sort(eig(#1))'),
  eigvecs: row('eigenvectors(#1)', 'eigenvectors'),
  eigvec: row('part(eigenvectors(#1), 1, #r, #d1, #d1)', 'eigenvectors', 'part'),
  lambdamax: row('max(eig(#1))'),
  svdvals: row('svd(#1)'),
  svdu: row('leftvectors(#1)', 'leftvectors'),
  svdv: row('rightvectors(#1)', 'rightvectors'),
  nucnorm: row('sum(svd(#1))'),
  specnorm: row('norm(#1)'),
  dexpm: row('frechet(@expm, #1, #2)', 'frechet'),
  dlogm: row('frechet(@logm, #1, #2)', 'frechet'),
  lyap: row('sylvester(#1, #1, #2)'),
});

/** Of two numbers. */
export const PAIRS: Readonly<Record<string, string>> = table({ max: 'max(#1, #2)', min: 'min(#1, #2)' });

export const HELPERS: Readonly<Record<string, string>> = table({
  accumulate: `function s = accumulate(f, from, to, s)
% The sum of f(i) for i = from, ..., to, added to s.
  for i = from:to
    s = s + f(i);
  end
end`,
  multiplied: `function p = multiplied(f, from, to, p)
% p times the product of f(i) for i = from, ..., to.
  for i = from:to
    p = p * f(i);
  end
end`,
  choose: `function r = choose(condition, yes, no)
% yes where the condition holds, no elsewhere.
  r = no + zeros(size(condition + yes));
  yes = yes + zeros(size(r));
  condition = logical(condition + zeros(size(r)));
  r(condition) = yes(condition);
end`,
  part: `function r = part(a, top, bottom, left, right)
  r = a(top:bottom, left:right);
end`,
  softplus: `function y = softplus(x)
  y = max(x, 0) + log1p(exp(-abs(x)));
end`,
  logdet: `function y = logdet(a)
% The log of the absolute value of the determinant.
  [~, u] = lu(a);
  y = sum(log(abs(diag(u))));
end`,
  logsumexp: `function y = logsumexp(a, axis)
% log of the sum of exp along an axis, safe for large entries.
  top = max(a, [], axis);
  y = top + log(sum(exp(a - top), axis));
end`,
  softmax: `function y = softmax(a, axis)
  y = exp(a - logsumexp(a, axis));
end`,
  logsoftmax: `function y = logsoftmax(a, axis)
  y = a - logsumexp(a, axis);
end`,
  others: `function r = others(a)
% At each place the product of all other entries.
  r = a;
  for k = 1:numel(a)
    r(k) = prod(a([1:k - 1, k + 1:numel(a)]));
  end
end`,
  pad: `function r = pad(g, rows, cols, top, left)
% g with its first entry at (top, left) of a zero matrix.
  r = zeros(rows, cols);
  r(top:top + size(g, 1) - 1, left:left + size(g, 2) - 1) = g;
end`,
  alongdiagonals: `function r = alongdiagonals(a)
% Each entry the mean of its diagonal.
  [n, m] = size(a);
  r = zeros(n, m);
  shifts = (1:m) - (1:n)';
  for k = 1 - n:m - 1
    r(shifts == k) = mean(a(shifts == k));
  end
end`,
  basis: `function e = basis(n, i)
% The i-th column of the identity.
  e = zeros(n, 1);
  e(i) = 1;
end`,
  commutation: `function k = commutation(m, n)
% K with K * vec(A) = vec(A') for an m by n matrix A.
  order = reshape(reshape(1:m * n, m, n)', [], 1);
  k = eye(m * n);
  k = k(order, :);
end`,
  eigenvectors: `function q = eigenvectors(s)
% As columns, eigenvalues ascending, the largest entry of each positive.
  [q, d] = eig((s + s') / 2);
  [~, order] = sort(diag(d));
  q = q(:, order);
  for j = 1:size(q, 2)
    [~, i] = max(abs(q(:, j)));
    q(:, j) = q(:, j) * sign(q(i, j));
  end
end`,
  leftvectors: `function u = leftvectors(a)
% The left singular vectors as columns.
  [u, ~, ~] = svd(a, 'econ');
end`,
  rightvectors: `function v = rightvectors(a)
% The right singular vectors as columns.
  [~, ~, v] = svd(a, 'econ');
end`,
  frechet: `function r = frechet(f, a, h)
% The derivative of a function of matrices at a along h.
  n = size(a, 1);
  e = f([a, h; zeros(n), a]);
  r = e(1:n, n + 1:end);
end`,
  listed: `function c = listed(x)
% A list of members as a cell array.
  if iscell(x)
    c = x;
  else
    c = num2cell(x);
  end
end`,
  check: `function check(name, a, rows, cols)
  if size(a, 1) ~= rows || size(a, 2) ~= cols
    error('%s is %d by %d, and %d by %d is wanted', name, size(a, 1), size(a, 2), rows, cols);
  end
end`,
  check_each: `function check_each(name, list, rows, cols)
  for k = 1:numel(list)
    place = num2str(k);
    if min(size(list)) > 1
      [row, column] = ind2sub(size(list), k);
      place = sprintf('%d, %d', row, column);
    end
    check(sprintf('%s{%s}', name, place), list{k}, rows, cols);
  end
end`,
});
