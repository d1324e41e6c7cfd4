/** Signs of ours beside names of a problem, products that could be read as another thing, axes, numbers and closing lines. */
import { describe, expect, test } from 'vitest';
import { check, derive, latexRemark, parse, readLatex, toHtml, toInput, toLatex, toText } from '../src/index.js';

const text = (source: string): string => toText(derive(source));
const latex = (source: string): string => toLatex(derive(source));

const FIBONACCI = `param a, b : scalar
y[1] = a
y[2] = b
for t = 3..T
  y[t] = y[t-1]*y[t-2]
end
L = y[T]
grad L wrt a, b`;

const RECORDED = `param A : n x n
param C : m x n
param K : n x m
data y[t] : m
data z0 : n
z[1] = z0
for t = 2..T
  z[t] = A*z[t-1] + K*(y[t-1] - C*z[t-1])
end
for s = 2..T
  q[s] = tanh(K'*z[s])
end
L = sum(t = 1..T, norm2(y[t] - C*z[t])^2) + sum(s = 2..T, sum(q[s]))
grad L wrt K, C`;

const ENDS = `param A : n x n
param C : m x n
data y[t] : m
z[0] = zeros(n, 1)
for t = 1..T
  z[t] = A*z[t-1] + C'*C*z[t-1]
end
L = sum(t = 1..T, norm2(y[t] - C*z[t])^2) + sum(s = 1..T-1, norm2(z[s])^2)
grad L wrt A, C`;

const TWICE = 'data X : n x d\nparam w : d\nL = sum(softplus(X*w))\ngrad L wrt w\nhessian L wrt w';

const DOWN = `param V : h x h
data X[t] : n x h
data K[T+1] : n x h
for t = T..1
  K[t] = tanh(X[t] + K[t+1]*V)
end
L = sum(t = 1..T, sum(K[t]))
grad L wrt V`;

describe('as text', () => {
  test.each([
    [
      'softmax along both axes',
      'param X : n x m\nf = sum(softmax(X,1).*softmax(X))',
      'Q = softmax(X, 1), column by column',
    ],
    ['what the axis means', 'param X : n x m\nf = sum(softmax(X,1).*softmax(X))', 'softmax(·, 1) down each column'],
    ['logsoftmax', 'param X : n x m\nf = sum(logsoftmax(X,1))', 'sum(logsoftmax(X, 1))'],
    [
      'logsumexp',
      'param X : n x m\nf = sum(logsumexp(X,1)) + sum(logsumexp(X,2))',
      'logsumexp(X, 1)) + sum(logsumexp(X, 2))',
    ],
    ['a variable I', 'param X, I : n x n\nf = tr(X*(I + eye(n)))', 'tr(X(I + Iₙ))'],
    ['variables I and I_n', 'param X, I, I_n : n x n\nf = tr(X*(I + I_n + eye(n)))', 'E : n×n identity'],
    ['a variable dX', "data dX : n x m\nparam X : n x m\nf = tr(dX'*X)^2\ngrad f wrt X", '2 tr(dXᵀX) dX : d(X)'],
    ['a variable df', 'param df : scalar\nf = df^2\ngrad f wrt df', 'd(f) = 2 df d(df)'],
    [
      'names that would look alike',
      "data A : m x n\ndata b : m\ndata b_ : n\nparam x : n\nf = norm2(A*x - b)^2 + b_'*x",
      '2Aᵀ(Ax − b) + b_',
    ],
    ['a name and its letter', 'param theta, θ : scalar\nf = theta*θ^2', '∂f/∂θ     = 2 theta θ'],
    ['a name that looks like a constant', 'param pi_ : scalar\nf = log(2*pi)*pi_', 'pi_ log(2π)'],
    ['and one beside no constant', 'param pi_ : scalar\nf = 3*pi_', '3π'],
    [
      'a name that looks like a function',
      'param exp_ : n\nparam x : n\nf = sum(exp_)*sum(exp(x))',
      'sum(exp_) sum(exp x)',
    ],
    [
      'a sum beside one of its letter, which does not stand in it',
      'param x : n\nparam w : k\ndata y : m\nL = sum(i = 1..n-k+1, (sum(j = 1..k, w(j)*x(i+j-1)) - y(i))^2)\ngrad L wrt w',
      '2 Σᵢ Σⱼ x(i+j−1)(Σ_{l=1…k} x(i+l−1)w(l) − y(i))eⱼ',
    ],
    [
      'all that use a member',
      'param a : scalar\ndata x[0], x[1], x[2] : scalar\nfor t = 3..T\n  x[t] = a*x[t-1] + a*x[t-3]\nend\nL = x[T]^2\ngrad L wrt a',
      'x[t] is used by x[t+1] and x[t+3]',
    ],
    [
      'a boundary that is asked for among the parameters',
      'param K : n x n\nparam z[0] : n\nfor t = 1..T\n  z[t] = tanh(K*z[t-1])\nend\nL = norm2(z[T])^2\ngrad L wrt K, z[0]',
      'dL = Σₜ G_r[t]z[t−1]ᵀ : dK + KᵀG_r[1] : dz[0]',
    ],
    [
      'one at an index that has a name',
      'param V : n x n\nparam z[T+1] : n\nfor t = T..1\n  z[t] = tanh(V*z[t+1])\nend\nL = norm2(z[1])^2\ngrad L wrt V, z[T+1]',
      'dL = Σₜ G_r[t]z[t+1]ᵀ : dV + VᵀG_r[T] : dz[T+1]',
    ],
    ['a variable e', 'param x : n\ndata e_1 : scalar\nf = e_1*x(1)^2\ngrad f wrt x', '2e₁·x(1) u₁'],
    ['what its letter means', 'param x : n\ndata e_1 : scalar\nf = e_1*x(1)^2', 'uᵢ : column i of the identity'],
    ['a size and a variable', 'data n : scalar\nparam x : n\nL = n*mean(x)\ngrad L wrt x', '∂L/∂x = (n/n_size) 𝟏'],
    [
      'what it means',
      'data n : scalar\nparam x : n\nL = n*mean(x)\ngrad L wrt x',
      'n_size is the size n, not the variable',
    ],
    ['a singular vector', 'param W : n x m\nf = specnorm(W)', 'df = u₁(W)v₁(W)ᵀ : dW'],
    ['what it is', 'param W : n x m\nf = specnorm(W)', 'uᵢ(A), vᵢ(A) : the i-th singular vectors of A'],
    ['a slice set in zeros', 'param A : n x n\ndata B : 2 x 2\nf = A(2:3,1:2) : B', 'pad(M, n, m, i, k) : zeros'],
    ['letters that are not of the problem', 'data A : n x m\nparam X : n x m\nf = A : X', 'with M : N = tr(MᵀN)'],
    [
      'a unit eigenvector',
      'param S : n x n symmetric\nf = lambdamax(S)',
      'eigvec(A, i) : unit eigenvector of A for its i-th',
    ],
    ['a decomposition', 'param A : n x m\nf = nucnorm(A)', 'M = svdu(M) diag(svdvals M) svdv(M)ᵀ, thin'],
    ['no decomposition beside a column of it', 'param W : n x m\nf = specnorm(W)', /^(?!.*decomposition)/s],
    [
      'an equation of Lyapunov',
      'param A : n x n posdef\nf = tr(sqrtm(A)*B)\ndata B : n x n',
      /lyap\(M, N\) : the P with MP \+ PM = N/,
    ],
    [
      'functions of each entry of a square matrix',
      'param X : n x n\nf = tr(exp(X)*sqrt(X))',
      '   exp, √ entry by entry\n',
    ],
    ['none of a vector', 'param x : n\nf = sum(exp(x))', /^(?!.*entry by entry).*$/s],
    ['nor of the matrix as a whole', 'param X : n x n\nf = tr(expm(X))', /^(?!.*entry by entry).*$/s],
    ['a determinant of any sign', 'param X : n x n invertible\nf = logdet(X)', 'log |det X|'],
    ['a determinant above 0', 'param X : n x n posdef\nf = logdet(X)', 'f = log det X'],
    ['one by its form', "param X : m x n\nf = logdet(X'*X + eye(n))\ngrad f wrt X", 'f = log det Z'],
    ['and one that may be 0', "param X : m x n\nf = logdet(X'*X)\ngrad f wrt X", 'f = log |det Z|'],
    ['a power before a letter', 'param q : scalar\nf = 2^q*q', 'f = 2^q·q\n'],
    ['a power before a parenthesis', 'param q : scalar\nf = 2^q*q', '2^q·(q log(2) + 1)'],
    ['two powers', 'param q : scalar\nf = 2^q*q^(2^q-1)', '2^q·q^(2^q − 1)'],
    ['a whole number that is given', 'data k : integer\nparam X : n x n\nf = tr(X^k)', 'k : integer   X : n×n'],
    [
      'one that is a size',
      'data N : integer\nparam x[i] : n\nf = sum(i = 1..N, norm2(x[i])^2)\ngrad f wrt x',
      'N : integer',
    ],
    ['none that is not used', 'data k : integer\nparam X : n x n\nf = tr(X^2)', /^(?!.*integer)/s],
    [
      'what is implied goes unsaid',
      'data D : n x n diagonal symmetric\nparam x : n\nf = norm2(D*x)^2\ngrad f wrt x',
      'D : n×n, diagonal   x : n',
    ],
    ['raised letters', 'param a : scalar\nf = 2^a*a', '2ᵃ(a log(2) + 1)'],
    ['a raised sum', 'param b, t : scalar\nf = b^(2*t-1)', 'f = b²ᵗ⁻¹'],
    ['a size raised', 'data k : integer\nparam X : n x n\nf = tr(X^(2*k-1))', 'f = tr(X²ᵏ⁻¹)'],
    ['one that cannot be', 'data q : integer\nparam X : n x n\nf = tr(X^q)', '(X^(q−1))ᵀ'],
    ['a square of a size', 'param X : n x m\nY = kron(X, X)\njacobian Y wrt X', /Y = X⊗X +n²×m²\n/],
    ['powers of a root', 'param s : scalar positive\nf = sqrt(s)^3', 'f = s√s'],
    ['of each entry', 'param z : n positive\nf = sum(sqrt(z).^3)', 'sum(z⊙√z)'],
    [
      'the prime of an index',
      "data S : n x n symmetric\nparam x[i] : n\nL = sum(i = 1..N, sum(j = 1..N, (x[i]'*S*x[j])^2))\ngrad L wrt x",
      'i′ = 1…N',
    ],
    ['letters before a power', 'param q, a, b : scalar\nf = q*a*b^(q-1)', /f = [aq]{2}·b\^\(q − 1\)/],
    ['letters before a raised power', 'param t, a, b : scalar\nf = t*a*b^(t-1)', 'f = atbᵗ⁻¹'],
    ['an entry after a letter', 'param s : scalar\nparam t : n\nf = s*t(1)^2', 's·t(1)²'],
    ['letters that spell a function', 'param a, b, s : scalar\nf = a*b*s', 'f = a·b·s'],
    ['letters that spell a name', 'param a, b, ab : scalar\nf = a*b + ab', 'a·b + ab'],
    ['the numbers of members', FIBONACCI, /dy\[2\] = db +\(2\)/],
    ['the number cited', FIBONACCI, 'dy[t−1] + G_y[t]y[t−1] dy[t−2] )   (3)'],
    ['gradients that run up', DOWN, 'Forwards in t'],
    ['a range that is not the one in the head', RECORDED, /u\[t\] = y\[t\] − Cz\[t\], t = 1…T +m {2}⟹/],
    ['and none that is', RECORDED, / {2}q\[s\] = tanh r\[s\] +m {2}⟹/],
    ['the definition that uses a member at an end', ENDS, 'z[T] is used by r[T]'],
    ['no fractions under one sign', ENDS, /dL = Σₜ \( −2r\[t\]z\[t\]ᵀ : dC \+ G_z/],
    ['a gradient that was derived before', TWICE, /Gradient\n {2}∂L\/∂w = .* {2}as above\n/],
    ['and is not derived again', TWICE, /Hessian of L(?:(?!dL = ).)*$/s],
    [
      'an unknown function itself',
      'function L(A)\nparam A : n x m\ngrad L wrt A',
      '∂L/∂A = ∂L/∂A             n×m   as given',
    ],
    [
      'what a Hessian is multiplied by',
      "param x : n\ndata a, v : n\nf = a'*x\nhvp f wrt x along v",
      'Given     a, v : n',
    ],
  ])('%s', (_, source, wanted) => expect(text(source)).toMatch(wanted));
});

describe('as LaTeX', () => {
  test.each([
    ['a range that is not the one above', RECORDED, 'C z_{t}\\text{, }t = 1, \\dots, T && \\qquad m'],
    ['a name that would be a member', RECORDED, 'z_{1} &= \\mathit{z0}'],
    ['a number beside no family', 'param x0 : n\nf = norm2(x0)^2', '2 x_{0}'],
    ['a determinant of any sign', 'param X : n x n invertible\nf = logdet(X)', '\\log \\lvert \\det X \\rvert'],
    ['a determinant above 0', 'param X : n x n posdef\nf = logdet(X)', '\\log\\det X'],
    ['a function of each entry', 'param X : n x n\nf = tr(exp(X)*X)', '$\\exp$ entry by entry'],
    ['an axis', 'param X : n x m\nf = sum(softmax(X,1).*softmax(X))', '\\operatorname{softmax}(X,\\, 1)'],
    ['a variable I', 'param X, I : n x n\nf = tr(X*(I + eye(n)))', 'X (I + I_{n})'],
    ['a variable dX', "data dX : n x m\nparam X : n x m\nf = tr(dX'*X)^2\ngrad f wrt X", '\\mathit{dX} : d(X)'],
    [
      'a size and a variable',
      'data n : scalar\nparam x : n\nL = n*mean(x)\ngrad L wrt x',
      '\\frac{n}{n_{\\mathit{size}}} \\mathbf{1}',
    ],
    ['words side by side', 'param ab, c : scalar\nf = ab*c', '\\mathit{ab} \\, c'],
    ['an equation in the title', 'sum(log(X))', '$f = \\operatorname{sum}(\\log X)$'],
    ['an equation as a reason', 'sum(log(X))', 'd \\, \\log X = dX \\oslash X'],
    ['a scalar is a word', 'a^2', 'Given $a$ : scalar.'],
    ['a number before a differential', 'param a : scalar\nparam X : n x m\nY = a*X\nf = sum(exp(Y))', 'a \\, dX'],
  ])('%s', (_, source, wanted) => expect(latex(source)).toContain(wanted));
});

test('an equation that is a reason is one formula of HTML, within one link', async () => {
  const page = await toHtml(derive('param X : n x m\nf = sum(log(X))'));
  expect(page).toMatch(/fb-why">.*<mo>=<\/mo>/);
});

describe('the closing line names what was compared', () => {
  test.each([
    ["param x : n\nf = x'*x\ndifferential f wrt x", 'df agrees with differences'],
    ["param x : n\nf = x'*x\nhessian f wrt x", '∂²f/∂x∂xᵀ agrees with differences'],
    ["param x : n\ndata v : n\nf = x'*x\nhvp f wrt x along v", '(∂²f/∂x∂xᵀ) v agrees with differences'],
    ['param X : n x m\nY = 2*X\njacobian Y wrt X', '∂vec(Y)/∂vec(X)ᵀ agrees with differences'],
    ['param x : n\nf = logdet(eye(3))\ngrad f wrt x', '✓ checked: ∂f/∂x agrees with differences'],
  ])('%s', (source, wanted) => {
    const derived = derive(source);
    expect(toText(derived, { report: check(derived) })).toContain(wanted);
  });
});

test('a differential beside a name that looks like it is written d(X) in the input language', () => {
  const derived = derive("data dX : n x m\nparam X : n x m\nf = tr(dX'*X)^2\ndifferential f wrt X");
  expect(toInput(derived)).toContain("tr(dX'*d(X))");
});

test('lines of a derivation are said not to be judged', () => {
  const { remarks } = parse("param x : n\nf = x'*x\nderivation\ndf = 3*x : dx");
  expect(remarks).toEqual(['the lines after “derivation” are not judged here: frobenius verify judges them']);
});

test.each([
  ['\\operatorname{tr}(\\mathbf{A}^\\top \\mathbf{X} \\mathbf{B})', '\\mathbf{A}^\\top \\mathbf{X}'],
  ['\\operatorname{tr}(A^{\\top} X)', 'A^{\\top} X'],
])('a remark on %s quotes whole pieces', async (source, quoted) => {
  const { remarks } = await readLatex(source);
  expect(remarks.map((remark) => latexRemark(remark, source))).toContainEqual(expect.stringContaining(`, ${quoted}: `));
});
