/**
 * The language as a user tries it: one row for each sentence of its description.
 *
 * A row that is read is also derived and checked on random matrices, so that it fails where the result is wrong; a row
 * that is refused says by which message. What results are is nowhere written by hand.
 */
import { describe, expect, test } from 'vitest';
import { check, derive, FrobeniusError, parse, toInput } from '../src/index.js';

/** What it shows, the source, declarations beside it. */
type Row = readonly [sentence: string, source: string, declare?: readonly string[]];

const INLINE: readonly Row[] = [
  ['a Frobenius product binds looser than a product', 'y : A*x', ['x : n', 'A : m x n', 'y : m']],
  ['@ is a product', "y'*(A@x)"],
  ['⊙ and ⊘', 'sum(A⊙B) + sum(A⊘B)'],
  ['⊗', 'norm2(A⊗B)^2', ['A : n x m', 'B : p x q']],
  ['division from the right and from the left', 'tr(A/B) + tr(A\\B)'],
  ['a sign is looser than a power', '-a^2'],
  ['powers associate to the right', '2^a**2 + a^b^2'],
  ['a bare exponent takes a sign, what follows applies to the power', "tr(A^-1'*B)"],
  ['a power by a letter', 'tr(X^r) + tr(X^(r-1))', ['X : n x n', 'r : scalar integer']],
  ['a negative power by a letter', 'tr(A*X^-r) + tr(X^(1-r))', ['X, A : n x n', 'r : scalar integer']],
  ['powers of entries', 'sum(x.^3) + sum(a.^x) + sum(power(x, b))'],
  ['transposes', "x.T*A*xᵀ' + x′*x"],
  ['Unicode signs', '½*x·x′ − ‖A*x−y‖²', ['x : 1 x 3', 'A : n x 1', 'y : n x 3']],
  ['Unicode inverses', 'tr(X⁻¹*A) + tr(X⁻ᵀ*A)'],
  ['numbers', 'sum(.5*x + 1.*x + 1e-3*x + 1./x)'],
  ['comments', "x'*x # of squares % and more"],
  ['a lone semicolon at the end', "x'*x;"],
  ['pi', 'pi*a^2'],
  ['names as results print them', "α*Ŷ'*Wₓₕ*Ŷ", ['alpha : scalar', 'Y_hat : n', 'W_xh : n x n']],
  ['σ is the function where it is called', 'σ*sum(σ(x))', ['sigma : scalar', 'x : n']],
  ["a function's name declared as a variable's", "exp'*exp + exp(1)", ['exp : n']],
  ['a keyword is a name where it is not due', "for'*for + wrt'*wrt"],
  ['names of objects', "constructor*toString'*toString", ['toString : n']],
  ['a size as a number', "1/n*x'*x", ['x : n']],
  ['a variable hides a size', "n*x'*x", ['n : scalar', 'x : n']],
  ['constants', "eye(3) : A + zeros(3, 3) : A + ones(3, 3) : A + basis(3, 2)'*A*basis(3, 1)"],
  [
    'I, vector and matrix take their size from the place',
    "I : A + vector(a)'*A*x + sum(matrix(b) .* A)",
    ['A : n x n'],
  ],
  ['sums and means by axes', 'sum(sum(A, 1)) + sum(mean(A, 2).^2) + mean(A)'],
  ['norms', 'norm(A) + normF(A) + norm1(A) + norminf(x) + max(x) + min(x)'],
  ['other spellings', 'sum(arctan(x) + logistic(x) + swish(x) + lgamma(x) + arcsinh(x))'],
  ['spectra', 'lambdamax(S) + sum(eigvals(S).^2) + nucnorm(A) + specnorm(A)', ['S : n x n symmetric']],
  ['vec and unvec', "x'*vec(A) + norm2(unvec(x, n, m))^2", ['A : n x m', 'x : n*m']],
  ['the commutation matrix', "x'*commutation(n, m)'*vec(A')", ['A : n x m', 'x : n*m']],
  ['diag of a vector and of a matrix', 'sum(diag(x)*A) + sum(diag(A).^2)', ['x : n', 'A : n x n']],
  ['diag of a matrix by its declared sizes', 'sum(diag(A))', ['A : 3 x 5']],
  ['softmax by axes', 'softmax(A) : B + softmax(A, 1) : B + logsoftmax(A, 2) : B + softmax(x) : y'],
  ['logsumexp by axes', 'logsumexp(A) + sum(logsumexp(A, 1)) + sum(logsumexp(A, 2))'],
  ['crossentropy', 'crossentropy(Y, softmax(X*W))'],
  ['chol of a matrix known to be symmetric', "tr(B*chol(A*A')) + sum(chol(sym(S)))", ['B : n x n', 'S : n x n posdef']],
  ['blocks', 'norm2([A, B; C, D])^2 + sum([1, 2; 3, 4] .* G)'],
  ['blocks whose sizes are sums', 'norm2([A; B] + C)^2'],
  ['sizes that are differences', "norm2(A + x(1:n-p-q)*y(4:m-2)')^2", ['x : n', 'y : m', 'u : p', 'v : q']],
  ['slices, end and a range that binds loosest', 'sum(A(1:n-1, :)) + A(end, end) + sum(A(2:end, 1))', ['A : n x m']],
  ['a slice of a parenthesis', "tr(A(1:n-1, 1:n-1)*(A')(2:n, 2:n))", ['A : n x n']],
  ['sums over an index', 'sum(i = 2..n, (x(i) - x(i-1))^2) + sum(k = 0..3, k*a)', ['x : n']],
  ['nested sums', 'sum(i = 1..3, sum(j = 1..3, A(i, j)*x(i)*x(j)))', ['x : 3', 'A : 3 x 3']],
  ['products over an index', 'prod(t = 1..n, x(t))', ['x : n']],
  ['where', 'sum(where(x <= 0, x.^2, exp(x))) + sum(where(x == y, x, y)) + where(a < b, a, b^2)'],
  ['broadcasting', 'sum((A + b + c + 1).^2) + sum(A ./ c) + sum(max(A, b))', ['A : n x m', 'b : 1 x m', 'c : n']],
  ['a row with a column', 'norm2(b + c)^2', ['b : 1 x m', 'c : n']],
];

const FILES: readonly Row[] = [
  [
    'several names on a line, three spellings of a shape',
    'param U, Z : d × h; data v : h\ndata w : d by h\nL = norm2(U*v) + (U + w) : Z',
  ],
  ['scalar', 'param a : scalar\nL = a^2'],
  ...[
    'symmetric',
    'skew',
    'diagonal',
    'lower',
    'upper',
    'toeplitz',
    'posdef',
    'orthogonal',
    'invertible',
    'positive',
  ].map((property): Row => [property, `param S : n x n ${property}\ndata A : n x n\nL = tr(A*S*S)`]),
  ['a range of entries', 'param x : n in (0, 1)\nL = sum(log(x) + log(1 - x))'],
  ['bounds that are multiples of pi', 'param x : n in (-pi/2, 2*pi)\nL = sum(sin(x))'],
  ['stochastic', 'param p : n stochastic\nparam P : n x k rowstochastic\nL = sum(p .* log(p)) + sum(P .* log(P))'],
  ['unit and fullrank', "param u : n unit\nparam A : n x m fullrank\nL = logdet(A'*A) + norm2(A'*u)"],
  ['an integer ends a sum', 'data k : scalar integer\nparam a : scalar\nL = sum(t = 1..k, a^t)'],
  ['a size and a family of one name', "param X : n x d\ndata d[t] : n\nL = sum(t = 1..T, norm2(d[t])^2)*tr(X'*X)"],
  ['let', "param x : n\nlet y = A*x\nL = y'*y\ngrad L wrt x"],
  ['a function by its formula', 'param x : n\nfunction swish(x) = x .* sigmoid(x)\nL = sum(swish(A*x))\ngrad L wrt x'],
  ['an unknown elementwise function', "param x : n\nfunction f elementwise\nL = sum(f(x).*f'(x))"],
  ['an unknown scalar function', 'data X : n x d\nparam U : d x h\nA = X*U\nfunction L(A)\ngrad L wrt U'],
  [
    'one whose gradient has a name',
    'data X : n x d\nparam U : d x h\nA = X*U\nfunction L(A) with gradient G\ngrad L wrt U',
  ],
  [
    'one of a definition and of what that hangs on',
    'data X : n x d\nparam U : d x h\nA = X*U\nfunction L(A, U)\ngrad L wrt U',
  ],
  ['an unknown matrix function', "param a : scalar\ndata B : n x m\nfunction Y(a) : n x m\nL = tr(B'*Y(a))"],
  [
    'an indexed param, one of its members, a boundary',
    'param W[l] : h x h\ndata H[0] : h\nfor l = 1..3\n  H[l] = tanh(W[l]*H[l-1])\nend\nL = norm2(H[3])^2\ngrad L wrt W\ngrad L wrt W[2], H[0]',
  ],
  [
    'a boundary defined',
    'param W : h x h\ndata x : h\nH[0] = x\nfor t = 1..T\n  H[t] = tanh(W*H[t-1])\nend\nL = norm2(H[T])^2',
  ],
  ...['T..1', 'T..1 step -1'].map(
    (range): Row => [
      `a loop over ${range}`,
      `param W : h x h\nparam G[T+1] : h\nfor t = ${range}\n  G[t] = tanh(W*G[t+1])\nend\nL = norm2(G[1])^2`,
    ],
  ),
  [
    'a loop from T-1',
    'param W : h x h\ndata G[T] : h\nfor t = T-1..1\n  G[t] = tanh(W*G[t+1])\nend\nL = norm2(G[1])^2',
  ],
  [
    'a loop down between numbers',
    'param W : h x h\ndata G[4] : h\nfor t = 3..1\n  G[t] = tanh(W*G[t+1])\nend\nL = norm2(G[1])^2',
  ],
  [
    'layers and time',
    'param W, V : h x h\ndata H[l,0] : h\ndata X[t] : h\nfor t = 1..T\n  H[0,t] = X[t]\n  for l = 1..N\n    H[l,t] = tanh(W*H[l,t-1] + V*H[l-1,t])\n  end\nend\nL = sum(t = 1..T, norm2(H[N,t])^2)',
  ],
  [
    'one of many boundaries, and a member inside',
    'param W, V : h x h\ndata H[l,0] : h\ndata X[t] : h\nfor t = 1..T\n  H[0,t] = X[t]\n  for l = 1..N\n    H[l,t] = tanh(W*H[l,t-1] + V*H[l-1,t])\n  end\nend\nL = sum(t = 1..T, norm2(H[N,t])^2)\ngrad L wrt H[1,0], H[2,1], X',
  ],
  ['an unknown function of a matrix', 'param X : p x q\nfunction Y(X) : n x m\nL = norm2(Y(X))^2\ngrad L wrt X'],
  [
    'an unknown function of a vector',
    'param x : p\nfunction y(x) : n\nz = y(A*x)\nL = sum(z.^2)\ngrad L wrt x\njacobian z wrt x',
  ],
  [
    'requests of every kind',
    "param x : n\ndata A : n x n\nf = x'*A*x\ny = A*tanh(x)\ngrad f wrt x\njacobian y wrt x\nhessian f wrt x\nhvp f wrt x along v\ndifferential y wrt x",
  ],
  [
    'a gradient by definitions',
    'data X : n x d\nparam U : d x h\nA = X*U\nH = tanh(A)\nL = sum(H)\ngrad L wrt A, H, U',
  ],
  ['a request for an expression', "param x : n\ngrad x'*x wrt x"],
];

const derived = (source: string, declare: readonly string[] = []) => {
  const read = derive(source, { declare });
  return { read, outcome: check(read).outcome };
};

describe('is read, derived and checked', () => {
  test.each(INLINE.map((row) => [...row]))('%s', (_, source, declare) => {
    expect(derived(source as string, declare as readonly string[] | undefined).outcome).toBe('ok');
  });
});

describe('a file is read, derived and checked', () => {
  test.each(FILES.map(([sentence, source]) => [sentence, source]))('%s', (_, source) => {
    expect(derived(source as string).outcome).toBe('ok');
  });
});

describe('is refused, with what would mend it', () => {
  const rows: readonly (readonly [sentence: string, source: string, message: RegExp, declare?: readonly string[]])[] = [
    ['juxtaposition', 'A B', /A\*B/],
    ['juxtaposition after a transpose', "x'x", /x'\*x/],
    ['a power that is no whole number', 'tr(A^0.5)', /sqrtm/],
    ['a comparison outside where', 'x == y', /where/],
    ['sizes that differ', 'sum(A + B)', /n×m but B is m×n/, ['A : n x m', 'B : m x n']],
    ['a number beyond all numbers', '1e400*a', /too large/],
    ['chol of what is not known to be symmetric', 'sum(chol(A))', /symmetric/],
    ['an entry outside', 'x(4)', /outside 1…3/, ['x : 3']],
    ['an entry of an unknown function', 'foo(x)', /function foo elementwise/],
    [
      'a loop that steps by 2',
      'param W : h x h\ndata H[0] : h\nfor t = 1..T step 2\n  H[t] = W*H[t-1]\nend\nL = sum(H[T])',
      /1 or by -1/,
    ],
    [
      'a recurrence without its boundary',
      'param W : h x h\nfor t = 1..T\n  H[t] = tanh(W*H[t-1])\nend\nL = sum(H[T])',
      /data H\[0\]/,
    ],
    ['x as a size', 'param X : n x x\nL = sum(X)', /no size is called x/],
    ['ones of one size', "ones(n)'*x", /ones\(n, 1\)/],
    ['a direction that varies', "param x : n\nL = x'*x\nhvp L wrt x along x", /data v : n/],
    [
      'an unknown function of a whole family',
      'param U : d x h\nfor t = 1..T\n  A[t] = X[t]*U\nend\nfunction L(A)\ngrad L wrt U',
      /A\[1\]/,
    ],
    ['a line that is no statement', "param x : n\nx'*x", /L = …/],
  ];
  test.each(rows.map((row) => [...row]))('%s', (_, source, message, declare = []) => {
    let error: unknown;
    try {
      derive(source as string, { declare: declare as readonly string[] });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(FrobeniusError);
    const { message: text, hint } = error as FrobeniusError;
    expect(`${text} ${hint ?? ''}`).toMatch(message as RegExp);
  });
});

describe('results are read back', () => {
  // an answer that is one bare expression has no name to stand under
  const rows = FILES.filter(
    ([sentence]) =>
      sentence !== 'layers and time' &&
      !sentence.startsWith('one of many') &&
      !sentence.endsWith('of a vector') &&
      sentence !== 'requests of every kind',
  );
  test.each(rows.map(([sentence, source]) => [sentence, source]))('%s', (_, source) => {
    const answer = toInput(derive(source as string));
    const lines = /^(for|#|\w+\[.*\] =|\w+ =|grad\([^()]*\) =)/.test(answer) ? answer : `RESULT = ${answer}`;
    expect(() => parse(`${source}\n${lines}\ngrad tr(RESULT_2'*RESULT_2) wrt RESULT_2`)).not.toThrow();
  });

  test('what is stated as a result is not asked for, its subject is', () => {
    const source = "param x : n\nf = x'*x\ng = f^2\ngrad(f, x) = 2*x\n";
    expect(parse(source).requests.map((r) => r.subject)).toEqual(
      parse(`${source}grad f wrt x`).requests.map((r) => r.subject),
    );
  });

  test('pieces of several derivations keep apart', () => {
    const source =
      'param W : h x h\ndata H[0] : h\nfor t = 1..T\n  H[t] = tanh(W*H[t-1])\nend\nL = norm2(H[T])^2\n' +
      'M = sum(t = 1..T, sum(H[t]))\ngrad L wrt W\ngrad M wrt W\n';
    const again = derive(source + toInput(derive(source)));
    expect(check(again).outcome).toBe('ok');
    expect(again.problem.definitions.map((d) => d.target.name)).toContain('G_H_2');
  });
});

test('an expression by itself is differentiated by all but what is declared as data', () => {
  const asked = (declare: readonly string[]): string[] =>
    parse('norm2(X*w - y)^2', { declare }).requests.flatMap((r) => r.wrt.map((x) => x.name));
  expect(asked(['data X : n x d', 'w : d', 'data y : n'])).toEqual(['w']);
  expect(asked(['X : n x d', 'w : d', 'y : n'])).toEqual(['X', 'w', 'y']);
});
