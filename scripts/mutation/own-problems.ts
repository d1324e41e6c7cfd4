/** Problems for paths of the engine that no example and no table goes. */
import type { BatteryProblem } from './battery-problems.js';

const PROBLEMS: Readonly<Record<string, string>> = {
  'a column added to a matrix': `
    data X : n x d
    param W : d x h
    param u : n
    L = norm2(X*W + u)^2
    grad L wrt W, u`,
  'a row divided by a column': `
    param b : 1 x m
    param u : n positive
    L = sum((b./u).^2)
    grad L wrt b, u`,
  'a scalar exponent of a row': `
    param b : 1 x m positive
    param s : scalar
    data X : n x m
    L = sum(X.*b.^s)
    grad L wrt b, s`,
  'a matrix repeated over a row, and a row over a matrix': `
    param a : 1 x m
    param u : n
    data X : n x m
    L = sum((u.*X - a).^2./(1 + X.^2)) + sum(max(u + a, X))
    grad L wrt a, u`,
  'a column of exponents over a row': `
    param a : 1 x m positive
    param u : n
    L = sum(a.^u)
    grad L wrt a, u`,
  'a Kronecker product of four sizes': `
    param A : n x m
    param B : p x q
    data C : n*p x m*q
    L = C : kron(A, B)
    grad L wrt A, B
    hessian normF(kron(A, B))^2 wrt A`,
  'a Kronecker product of a row and a column': `
    param a : 1 x m
    param u : n
    data C : n x m
    L = norm2(C - kron(a, u))^2
    grad L wrt a, u`,
  'the trace of a sum over an index': `
    param X : n x n
    data A[t] : n x n
    L = tr(sum(t = 1..T, A[t]*X*A[t]'*X))
    grad L wrt X`,
  'a determinant and an inverse of a sum over an index': `
    param X : n x d
    data A[t] : d x d posdef
    L = logdet(sum(t = 1..T, X*A[t]*X')) + tr(inv(sum(t = 1..T, X*A[t]*X')))
    grad L wrt X`,
  'an unknown loss of what does not vary as well': `
    param W : n x m
    data x : m
    data y : n
    u = W*x
    function L(u, y)
    grad L wrt W, x`,
  'an unknown loss of both arguments': `
    param W : n x m
    param b : n
    data x : m
    u = W*x + b
    v = W*x
    function l(u, v)
    L = l^2
    grad L wrt W, b`,
  'a Hessian by two variables': `
    param x : n
    param y : m
    data A : n x m
    L = (x'*A*y)^2 + exp(x'*x)*sum(y)
    hessian L wrt x, y`,
  'reciprocals of products': `
    param x : n
    data a, b : n
    data A : n x n
    L = 1/((a'*x)*(b'*x)*(x'*A*x)) + (a'*x)/((b'*x)^2*(x'*x))
    grad L wrt x`,
  'reciprocals entry by entry': `
    param x, y : n positive
    data a : n
    L = sum(a./(x.*y.^2)) + sum(1./(x + 1./y))
    grad L wrt x, y`,
  'a recurrence two steps back': `
    param A, B : n x n
    data h[0], h[-1] : n
    data x[t] : n
    for t = 1..T
    h[t] = tanh(A*h[t-1] + B*h[t-2] + x[t])
    end
    L = sum(t = 1..T, norm2(h[t])^2)
    grad L wrt A, B, h[0], h[-1]`,
  'a recurrence from its end': `
    param A : n x n
    data x[t] : n
    data z[T+1] : n
    for t = T..1
    z[t] = tanh(A*z[t+1] + x[t])
    end
    L = norm2(z[1])^2 + sum(t = 1..T, x[t]'*z[t])
    grad L wrt A, z[T+1], x`,
  'neighbours of a family': `
    param x[t] : n
    L = sum(t = 2..T, norm2(x[t] - x[t-1])^2)
    grad L wrt x`,
  'a family of two indices': `
    param W[k] : n x n
    param b[k] : n
    data x[t] : n
    for t = 1..T
    h[t, 0] = x[t]
    for k = 1..K
    h[t, k] = tanh(W[k]*h[t, k-1] + b[k])
    end
    end
    L = sum(t = 1..T, norm2(h[t, K])^2)
    grad L wrt W, b, x`,
  'structured variables': `
    param S : n x n symmetric
    param K : n x n skew
    param D : n x n diagonal
    param P : n x n posdef
    data A : n x n
    L = tr(A*S*A') + tr(A*K) + tr(D*A*D) + logdet(P) + tr(A*inv(P))
    grad L wrt S, K, D, P`,
  'parts of a matrix': `
    param X : n x n
    data A : n x n
    L = sum(tril(X).*A) + tr(diag(diag(X))*A) + sum(X(1, :).^2) + vec(X)'*vec(A*X)
    grad L wrt X`,
  'a choice between rows': `
    param X : n x d
    param b : 1 x d
    L = sum(where(X > b, X.^2, abs(b))) + sum(max(X, 0).*min(b, 1))
    grad L wrt X, b`,
  'a Jacobian of a function of columns': `
    param x : n
    param A : m x n
    data b : m
    jacobian tanh(A*x + b) wrt x
    jacobian softmax(A*x) wrt x
    jacobian A*x*(x'*x) wrt x`,
  'a matrix by a scalar': `
    param s : scalar
    data A, B : n x n
    jacobian s^2*A + exp(s)*B wrt s
    L = tr(inv(s*A + B))
    grad L wrt s
    hessian L wrt s`,
};

const text = (source: string): string => source.replaceAll(/^ +/gm, '').trim();

/** The other convention for symmetric variables. */
const INDEPENDENT = `
    param S : n x n symmetric
    param P : n x n posdef
    data A : n x n
    data a, b : n
    L = tr(A*S*S) + a'*inv(P)*b + logdet(P)
    grad L wrt S, P`;

export const OWN_PROBLEMS: readonly BatteryProblem[] = [
  ...Object.entries(PROBLEMS).map(([name, source]) => ({ name, source: text(source) })),
  { name: 'independent entries', source: text(INDEPENDENT), options: { independentEntries: true } },
];
