/** Reading: what a text becomes as terms and shapes, and what it is told when it makes no sense. */
import { describe, expect, test } from 'vitest';
import { call, num } from '../src/expression/build.js';
import type { Shape } from '../src/expression/dimension.js';
import { shapeToString } from '../src/expression/dimension.js';
import type { Expr } from '../src/expression/expression.js';
import { FrobeniusError, locate } from '../src/language/error.js';
import type { OperatorTable, Signature } from '../src/language/operators.js';
import type { Problem } from '../src/language/problem.js';
import type { ReadOptions } from '../src/language/read.js';
import { readDerivative, readExpression, readProblem, readRule, readSignature } from '../src/language/read.js';

const ELEMENTWISE: Readonly<Record<string, string>> = {
  exp: 'exp',
  log: 'log',
  tanh: 'tanh',
  relu: 'relu',
  sigmoid: 'sigmoid',
  logistic: 'sigmoid',
  sign: 'sign',
};
const SIGNATURES = new Map<string, Signature>(
  (
    [
      ['tr', ['A : n x n'], 'scalar'],
      ['det', ['A : n x n'], 'scalar'],
      ['inv', ['A : n x n invertible'], 'n x n'],
      ['norm2', ['A : n x m'], 'scalar'],
      ['pinv', ['A : n x m fullrank'], 'm x n'],
      ['vec', ['A : n x m'], 'n*m x 1'],
      ['lyap', ['A : n x n', 'B : n x n'], 'n x n'],
    ] as const
  ).map(([fn, of, shape]) => [fn, readSignature(fn, { of, shape })]),
);
const table: OperatorTable = {
  elementwise: (word) => (Object.hasOwn(ELEMENTWISE, word) ? ELEMENTWISE[word] : undefined),
  derivative: (fn, x) => call(`${fn}′`, [x], x.shape),
  signature: (word) => SIGNATURES.get(word === 'trace' ? 'tr' : word),
  spellings: () => [...Object.keys(ELEMENTWISE), ...SIGNATURES.keys(), 'trace'],
};

/** Terms written out plainly, independent of the printer of the language. */
function show(e: Expr): string {
  const dims = (list: readonly (number | { key: string })[]): string =>
    list.map((d) => (typeof d === 'number' ? String(d) : shapeToString([d as never, 1]).replace(' x 1', ''))).join(',');
  const args = e.args.map(show);
  switch (e.kind) {
    case 'num':
      return typeof e.value === 'number' ? String(e.value) : `${e.value.p}/${e.value.q}`;
    case 'name':
      return e.index.length > 0 ? `${e.name}[${dims(e.index)}]` : e.name;
    case 'add':
      return `(${args.join(' + ')})`;
    case 'mul': {
      const c = show(num(e.coefficient));
      return `(${[...(c === '1' ? [] : [c]), ...args].join(' ')})`;
    }
    case 'each':
      return `${e.fold}(${e.over}=${dims([e.from, e.to])}; ${args[0]})`;
    case 'call':
      if (e.fn === 'ones' || e.fn === 'zeros' || e.fn === 'eye') return `${e.fn}<${dims(e.shape)}>`;
      return `${e.fn}${e.dims.length > 0 ? `<${dims(e.dims)}>` : ''}${args.length > 0 ? `(${args.join(', ')})` : ''}`;
    default:
      return e satisfies never;
  }
}

const SUBJECT: ReadOptions = { kind: 'differential' };
const read = (text: string, declare: readonly string[] = [], options: ReadOptions = SUBJECT): Problem =>
  readProblem(text.replaceAll('|', '\n'), table, { ...options, declare });
const termOf = (text: string, declare: readonly string[] = []): Expr =>
  (read(text, ['q0 : scalar', ...declare]).definitions.at(-1) as { value: Expr }).value;

const A = ['A, B : n x m', 'S : n x n', 'K : n x n symmetric', 'x : m', 'y : n', 'b : 1 x m', 's, c : scalar'];

describe('operators become terms', () => {
  test.each([
    ['A*x', '(A x)'],
    ['s*A', '(s A)'],
    ['A/s', '(pow(s, -1) A)'],
    ["y'/S", '(T(y) inv(S))'],
    ['S\\y', '(inv(S) y)'],
    ['A.*B', 'had(A, B)'],
    ['A./B', 'had(A, pow(B, -1))'],
    ['A:B', 'frob(A, B)'],
    ['dot(x, x)', 'frob(x, x)'],
    ["A'", 'T(A)'],
    ['transpose(A)', 'T(A)'],
    ['A - B', '(A + (-1 B))'],
    ['-A', '(-1 A)'],
    ['0.5*A', '(1/2 A)'],
    ['s^2', 'pow(s, 2)'],
    ['-s^2', '(-1 pow(s, 2))'],
    ['S^-1', 'inv(S)'],
    ["S^-1'", 'T(inv(S))'],
    ['S^0', 'eye<n,n>'],
    ['S^1', 'S'],
    ['S^3', 'matpow(S, 3)'],
    ['S^-3', 'matpow(inv(S), 3)'],
    ['A.^2', 'pow(A, 2)'],
    ['power(A, s)', 'pow(A, s)'],
    ['kron(A, S)', 'kron(A, S)'],
    ["(x'*x)*A", '((T(x) x) A)'],
    ["x'*x*A", '((T(x) x) A)'],
    ['A + 1', '(A + ones<n,m>)'],
    ['1 - A', '(ones<n,m> + (-1 A))'],
    ['A + s', '(A + (s ones<n,m>))'],
    ['A + b', '(A + (ones<n,1> b))'],
    ['A + y', '(A + (y ones<1,m>))'],
    ['y + b', '((y ones<1,m>) + (ones<n,1> b))'],
    ['A .* b', 'had(A, (ones<n,1> b))'],
    ['s .* A', '(s A)'],
    ['1 ./ A', 'pow(A, -1)'],
    ['2 .^ A', 'pow((2 ones<n,m>), A)'],
    ['S + I', '(S + eye<n,n>)'],
    ['A*vector(1)', '(A ones<m,1>)'],
    ['n*s/m', '(dim<n> pow(dim<m>, -1) s)'],
    ['(n + 1)*s', '(dim<n+1> s)'],
    ['pi*s', '(s pi)'],
    ['[A; B]', 'vcat(A, B)'],
    ["[S, y; y', 1]", 'vcat(hcat(S, y), hcat(T(y), 1))'],
    ['A(2, :)', 'slice<2,2,1,m>(A)'],
    ['A(:, end)', 'slice<1,n,m,m>(A)'],
    ['x(2:3)', 'slice<2,3,1,1>(x)'],
    ['b(2)', 'slice<1,1,2,2>(b)'],
    ['A(:, :)', 'A'],
    ['(A*x)(1)', 'slice<1,1,1,1>((A x))'],
  ])('%s', (text, wanted) => {
    expect(show(termOf(text, A))).toBe(wanted);
  });
});

describe('functions become terms', () => {
  test.each([
    ['exp(A)', 'exp(A)'],
    ['logistic(A)', 'sigmoid(A)'],
    ['trace(S)', 'tr(S)'],
    ['sum(A)', 'sum(A)'],
    ['sum(s)', 's'],
    ['sum(A, 1)', '(ones<1,n> A)'],
    ['sum(A, 2)', '(A ones<m,1>)'],
    ['mean(x)', '(pow(dim<m>, -1) sum(x))'],
    ['mean(A, 2)', '(pow(dim<m>, -1) A ones<m,1>)'],
    ['max(A)', 'max(A)'],
    ['max(A, 0)', 'max(A, zeros<n,m>)'],
    ['max(A, b)', 'max(A, (ones<n,1> b))'],
    ['diag(x)', 'diag(x)'],
    ['diag(S)', 'diagonal(S)'],
    ['softmax(A)', 'softmax(A)'],
    ['softmax(x)', 'softmaxcol(x)'],
    ['softmax(A, 1)', 'softmaxcol(A)'],
    ['logsumexp(A)', 'logsumexp(A)'],
    ['logsumexp(A, 2)', 'logsumexprow(A)'],
    ['crossentropy(A, B)', 'crossentropy(A, B)'],
    ['where(A > 0, A, s)', 'where>(A, zeros<n,m>, A, (s ones<n,m>))'],
    ['unvec(vec(A), n, m)', 'unvec<n,m>(vec(A))'],
    ['commutation(n, m)', 'commutation<n,m>'],
    ['basis(n, 2)', 'basis<n,2>'],
    ['eye(3)', 'eye<3,3>'],
    ['zeros(n, 2)', 'zeros<n,2>'],
    ['pad(x, n+m, 2, 1, 1)', 'pad<m+n,2,1,1>(x)'],
    ['polygamma(2, A)', 'polygamma<2>(A)'],
    ['eigvec(K, 1)', 'eigvec<1>(K)'],
    ['sum(t = 1..m, t*x(t))', 'sum(t=1,m; (dim<t> slice<t,t,1,1>(x)))'],
    ['prod(t = 1..m, x(t))', 'prod(t=1,m; slice<t,t,1,1>(x))'],
    ['sum(r = 1..k, S^(r-1)*y)', 'sum(r=1,k; (matpow(S, dim<r-1>) y))'],
  ])('%s', (text, wanted) => {
    expect(show(termOf(text, A))).toBe(wanted);
  });
});

describe('undeclared names get shapes', () => {
  const shapes = (text: string, declare: readonly string[] = []): string =>
    [...read(text, declare).declarations.values()]
      .filter((d) => !d.declared)
      .map((d) => `${d.name} ${shapeToString(d.shape).replaceAll(' ', '')}`)
      .join(', ');
  test.each([
    ["x'*A*x", [], 'x nx1, A nxn'],
    ['norm2(A*x - y)', [], 'A nxm, x mx1, y nx1'],
    ['norm2(A*x - b)', [], 'A nxm, x mx1, b 1x1'],
    ["tr(A'*X*B)", [], 'A nxm, X nxp, B pxm'],
    ['alpha*x + lambda*y', [], 'alpha 1x1, x nx1, lambda 1x1, y nx1'],
    ['Sigma*mu', [], 'Sigma nxm, mu 1x1'],
    ['A*X', ['A : 3 x n'], 'X nxm'],
    ['X*W + b', ['X : n x d', 'b : 1 x h'], 'W dxh'],
    ['A + W*x', ['A : n x h'], 'W nxm, x mx1'],
    ['x .* y + z', [], 'x nx1, y nx1, z nx1'],
    ['[x; y] - z', ['z : 5', 'x : 2'], 'y 3x1'],
    ['[x; y] .* z', [], 'x nx1, y mx1, z m+nx1'],
    ['X + lambda*I', [], 'X nxn, lambda 1x1'],
    ['det(X)', [], 'X nxn'],
    ['lyap(X, Y)', [], 'X nxn, Y nxn'],
    ['sum(t = 1..T, X[t]*w)', [], 'X nxm, w mx1'],
  ])('%s with %j', (text, declare, wanted) => {
    expect(shapes(text, declare)).toBe(wanted);
  });

  test('sizes get names that nothing else has', () => {
    expect(shapes('sum(t = 1..n, m*X*y(t)*p)', ['m : scalar', 'p : scalar', 'y : n'])).toBe('X qxr');
  });
});

const RNN = `data X[t] : n x d
param U : d x h
param W : h x h
data H[0] : n x h
for t = 1..T
  A[t] = X[t]*U + H[t-1]*W
  H[t] = tanh(A[t])
end
L = sum(t = 1..T, sum(H[t]))/T`;

describe('families', () => {
  test('a recurrence with its boundary', () => {
    const p = readProblem(RNN, table);
    expect(p.definitions.map((d) => `${show(d.target)} = ${show(d.value)}`)).toEqual([
      'A[t] = ((X[t] U) + (H[t-1] W))',
      'H[t] = tanh(A[t])',
      'L = (pow(dim<T>, -1) sum(t=1,T; sum(H[t])))',
    ]);
    expect([...p.declarations.keys()]).toEqual(['X', 'U', 'W', 'H[0]']);
    expect(p.declarations.get('H[0]')?.at).toEqual([0]);
    expect(p.declarations.get('X')).toMatchObject({ arity: 1, letters: ['t'], role: 'data' });
    expect(p.dims).toEqual(['n', 'd', 'h', 'T']);
    expect([...p.ends]).toEqual(['T']);
    expect(p.requests).toMatchObject([{ kind: 'grad', subject: { name: 'L' }, implied: true }]);
    expect(p.requests[0]?.wrt.map((x) => x.name)).toEqual(['U', 'W']);
  });

  test.each([
    ['1..T', 1, '3'],
    ['T..1', -1, '3'],
    ['T-1..1', -1, '3'],
    ['5..1', -1, '3'],
    ['0..T', 1, '3'],
    ['T+2..T step -1', -1, 'T+1'],
    ['2..9', 1, '3'],
  ])('the loop %s runs by %i', (ends, step, at) => {
    const p = read(`for t = ${ends}|  y[t] = 2*x[t]|end|z = y[${at}]`, [], { kind: 'differential', wrt: ['x'] });
    expect(p.definitions[0]?.loops[0]?.step).toBe(step);
  });

  test('a declared integer is a dimension', () => {
    const p = read('param k : scalar integer|param A : n x n|L = tr(A^k)', [], {});
    expect(show(p.definitions[0]?.value as Expr)).toBe('tr(matpow(A, dim<k>))');
    expect(p.dims).toEqual(['n', 'k']);
    expect([...p.ends]).toEqual(['k']);
    expect(p.requests[0]?.wrt.map(show)).toEqual(['A']);
  });

  test('an offset target moves the loop', () => {
    const p = read('data x[0] : n|param A : n x n|for t = 0..T-1|x[t+1] = A*x[t]|end|L = sum(x[T])');
    expect(show(p.definitions[0]?.value as Expr)).toBe('(A x[t-1])');
    expect(p.definitions[0]?.loops).toMatchObject([{ over: 't', from: 1 }]);
  });

  test('a backward recurrence, layers and time, a defined boundary', () => {
    const good = [
      'param A : n x n|data G[T+1] : n|for t = T..1|G[t] = A*G[t+1]|end|L = sum(G[1])',
      'param W[l] : h x h|data H[l,0], H[0,t] : h|for l = 1..K|for t = 1..T|H[l,t] = W[l]*H[l-1,t] + H[l,t-1]|end|end|L = sum(H[K,T])',
      'param A : n x n|x[0] = ones(n, 1)|for t = 1..T|x[t] = A*x[t-1]|end|L = sum(t = 0..T, sum(x[t]))',
      'for t = 1..T|let Z = x[t]*2|y[t] = Z + 1|end|L = sum(t = 1..T, sum(y[t]))',
    ];
    for (const text of good) expect(read(text).definitions.length).toBeGreaterThan(1);
  });
});

describe('functions of the user', () => {
  test.each([
    ['function swish(x) = x.*sigmoid(x)|y = swish(swish(u))', 'had(u, sigmoid(u), sigmoid(had(u, sigmoid(u))))'],
    ["function f elementwise|y = f(u) + f''(u)", "(f(u) + f''(u))"],
    ['param u : scalar|function Y(u) : 2 x 2|y = det(Y(u))', 'det(Y(u))'],
    ["let Z = u*u'|y = Z*Z", '((u T(u)) (u T(u)))'],
    ['function f(x) = sum(t = 1..2, t*x)|y = sum(t = 1..T, f(z[t]))', 'sum(t=1,T; sum(j=1,2; (dim<j> z[t])))'],
  ])('%s', (text, wanted) => {
    const got = show(termOf(text)).replace('(u T(u) u T(u))', '((u T(u)) (u T(u)))');
    expect(got).toBe(wanted);
  });

  test('an unknown scalar function and its gradient', () => {
    const p = read('param U : n x m|A = U*2|function L(A) with gradient G|grad L wrt U', [], {});
    const f = p.functions.get('L');
    expect(f?.kind === 'scalar' && [...(f.gradient ?? [])].map(([of, by]) => [show(of), show(by), by.shape])).toEqual([
      ['A', 'G', p.definitions[0]?.target.shape],
    ]);
    expect(show(readExpression('2*G + grad(L, A)', p, table))).toBe('((2 G) + grad(L, A))');
  });
});

describe('requests', () => {
  test.each([
    ["grad x'*A*x wrt x", 'grad f wrt x'],
    ['param x : n|y = x:x|hvp y wrt x along v', 'hvp y wrt x along v'],
    ['param x, y : n|z = x:y|hvp z wrt x, y along v, w', 'hvp z wrt x,y along v,w'],
    ['param x, y : n|z = x:y|hvp z along v, w', 'hvp z wrt x,y along v,w'],
    ['param x, z : n|y = x:z|hessian y wrt x, z', 'hessian y wrt x,z'],
    ['param W[l] : h x h|y = sum(W[2]*W[1])|grad y wrt W, W[2]', 'grad y wrt W,W[2]'],
    ["param x : n|S = x*x'|y = tr(S)|grad y wrt S", 'grad y wrt S'],
    ['differential det(X) wrt X', 'differential f wrt X'],
    ['jacobian 2*x wrt x', 'jacobian f wrt x'],
    ['f = a*x|jacobian f*2 wrt x', 'jacobian g wrt x'],
    ['param x : n|data y : n|L = x:y', 'grad L wrt x'],
  ])('%s', (text, wanted) => {
    const [r] = read(text, [], {}).requests;
    expect(
      `${r?.kind} ${r?.subject.name} wrt ${r?.wrt.map(show)}${r?.along ? ` along ${r.along.map(show)}` : ''}`,
    ).toBe(wanted);
  });
});

/** text, code, where (the text under the error), a piece of the message, a piece of the hint */
const WRONG: readonly (readonly [string, string, string, RegExp, RegExp?])[] = [
  ['param A : n x h|param B : d x h|y = A + B', 'shape', 'A + B', /A is n×h but B is d×h: A \+ B needs equal shapes/],
  ['param A : n x h|param B : n x d|y = A*B', 'shape', 'A*B', /A is n×h but B is n×d/, /A'\*B/],
  ['param A : n x m|param B : m x n|y = A + B', 'shape', 'A + B', /equal shapes/, /A \+ B'/],
  ['y = x*z', 'shape', 'x*z', /x is/, /x'\*z is the inner product/],
  ['A^0.5', 'shape', '0.5', /whole number/, /sqrtm/],
  ['A^T', 'shape', 'T', /exponent/, /A'/],
  ['A^k', 'shape', 'k', /exponent/, /k : scalar integer/],
  ['1/x', 'shape', '1/x', /square matrix/],
  ['x/0', 'domain', '0', /division by zero/],
  ['tanhh(x)', 'name', 'tanhh', /no function called tanhh/, /perhaps tanh/],
  ['a(x + y)', 'name', 'a', /no function/, /a\*\(x \+ y\)/],
  ['det(x)', 'shape', 'x', /x is n×1: det needs a square matrix/, /x : n x n/],
  ['det(I)', 'shape', 'I', /size of I/, /eye\(n\)/],
  ['lyap(X)', 'syntax', 'lyap(X)', /takes 2 arguments, not 1/],
  ['sum(x, 3)', 'syntax', '3', /axis/],
  ['where(x, 1, 2)', 'syntax', 'x', /comparison/],
  ['y = x > 2', 'syntax', 'x > 2', /comparison/, /where/],
  ["x'*x + y", 'request', "x'*x + y", /m×1: grad needs a scalar/, /jacobian/],
  ['param x : n|y = 2*x|grad y wrt x', 'request', 'y', /y is n×1: grad needs a scalar/, /jacobian y wrt x/],
  ['param xs : n|L = xs:xs|grad L wrt sx', 'request', 'sx', /sx is not a variable/, /perhaps xs/],
  ['param x : n|L = x:x|grad M wrt x', 'request', 'M', /M is not a definition/],
  ["let S = x*x'|L = tr(S)|grad L wrt S", 'request', 'S', /substituted away/],
  ['param k : scalar integer|L = tr(A^k)|grad L wrt k', 'request', 'k', /whole number/],
  ['param x : n|L = x:x|hvp L wrt x', 'request', 'L', /direction/, /along v/],
  ['param x : n|param W : n x n|L = x:x|hvp L wrt x along W', 'request', 'W', /shape of the variable/],
  ['param X : n x n', 'request', '', /nothing to differentiate/],
  ['for t = 1..T|y[t] = x[t]|end', 'request', 'y[t]', /family/, /grad/],
  ['param X : 3 x 4 symmetric', 'property', 'symmetric', /X is 3×4: symmetric needs a square matrix/],
  ['param X : n x m posdef', 'property', 'posdef', /square/, /n x n/],
  ['param X : n x n possdef', 'property', 'possdef', /no property/, /perhaps posdef/],
  ['param X : n x n skew posdef', 'property', 'posdef', /both skew and symmetric/],
  ['param p : n in (1, 0)', 'property', 'in (1, 0)', /empty/],
  ['param x : 0 x 3', 'shape', '0', /at least 1/],
  ['param x : n-2*n', 'shape', 'n-2*n', /at least 1, not -n/],
  ['param x : n|L = sum(n = 1..3, n*x:x)', 'name', 'sum(n = 1..3, n*x:x)', /n is a size/, /another letter/],
  ['param x : n|param z : m|L = x : z', 'shape', 'x : z', /x is n×1 but z is m×1/, /different sizes/],
  ['param x, x : n|L = x:x', 'name', 'x', /declared twice/],
  ['param x : n|x = 3', 'name', 'x', /declared and defined/],
  [
    'G = X*Y|function L(O) with gradient G|grad L wrt O',
    'name',
    'G',
    /name of a gradient here, and is defined as well/,
  ],
  ['y = 2*x|y = 3*x', 'name', 'y', /defined twice/],
  ['for t = 0..T|h[t] = 2*x[t]|end|h[0] = x[1]|L = sum(h[T])', 'name', 'h[0]', /defined twice/, /t = 0..T/],
  ['data h[0] : n|for t = 0..T|h[t] = 2*x[t]|end|L = sum(h[T])', 'name', 'h[t]', /h\[0\] is declared and defined/],
  ['for j = 0..T|p[0,j] = 1|end|for i = 0..T|p[i,0] = 2|end|L = p[1,0]', 'name', 'p[i,0]', /defined twice/],
  [
    'for i = 1..T|for j = i..T|p[i,j] = i*j|end|end|L = p[T,1]',
    'name',
    'p[T,1]',
    /p\[T,1\] is used here/,
    /p\[i,j\] is defined for j = i..T/,
  ],
  ['for i = 1..T|for j = 1..i|p[i,j] = i*j|end|end|L = sum(i = 1..T, p[i,2])', 'name', 'p[i,2]', /is used/, /j = 1..i/],
  [
    'param w[k], x[t] : scalar|L = sum(t = 1..T, sum(k = 1..K, w[k]*x[t-k+1]))',
    'name',
    'x[t-k+1]',
    /x\[2-K\] is used here/,
    /the first member of x is x\[1\]/,
  ],
  [
    'param a[k], u[t] : scalar|for t = p+1..T|y[t] = u[t] + sum(k = 1..p, a[k]*y[t-k])|end|L = y[T]',
    'name',
    'y[t-k]',
    /y\[1\] is used here/,
    /for t = 1..p/,
  ],
  ['L = M + 1|M = x:x', 'name', 'M', /used before it is defined/],
  ['function f(x) = f(x) + 1|L = f(u)', 'name', 'f', /defined by itself/],
  ['param N : scalar|L = sum(t = 1..N, t*x:x)', 'name', 'N', /ends a loop/, /integer/],
  ['param x : n|L = x(0)', 'shape', '0', /outside 1…n/],
  ['param x : n|L = x(n+1)', 'shape', 'n+1', /outside 1…n/],
  ['param A : n x n|L = A(2)', 'shape', 'A(2)', /row and a column/],
  ['param A : n x n|L = A(i, 1)', 'name', 'i', /neither a dimension nor an index/],
  ['param X : n x n|L = sum(X[1])', 'name', 'X[1]', /no index/],
  ['data X[t] : n x d|L = sum(X)', 'name', 'X', /family/, /X\[t\]/],
  ['data X : n x d|for t = 1..T|H[2*t] = X|end|L = sum(H[2])', 'unsupported', '2*t', /2\*t is not of a form/],
  [
    'data X[t] : n x d|L = sum(t = 1..T, sum(X[t-1]))',
    'name',
    'X[t-1]',
    /X\[0\] is used at t = 1/,
    /data X\[0\] : n x d/,
  ],
  [
    'for t = 1..T|h[t] = 2*h[t-1]|end|L = sum(h[T])',
    'name',
    'h[t-1]',
    /h\[0\] is used at t = 1 but is neither declared nor defined/,
  ],
  ['data h[0] : n|for t = 1..T|h[t] = 2*h[t-1]|end|L = sum(h[T+1])', 'name', 'h[T+1]', /h\[T\+1\]/],
  ['data h[0] : n|for t = 1..T|h[t] = 2*h[t+1]|end|L = sum(h[1])', 'name', 'h[t+1]', /not yet known/, /t = T..1/],
  ['data h[0] : n|for t = 1..T|y[t] = h[t]|h[t] = h[t-1]|end|L = sum(y[1])', 'name', 'h[t]', /before it is defined/],
  ['for t = 1..T|y = x[t]|end|L = sum(y)', 'name', 'y', /no index t/, /y\[t\] = …/],
  [
    'data H[l,0] : h|for l = 1..K|for t = 1..T|H[l,t] = H[l-1,t] + H[l,t-1]|end|end|L = sum(H[K,T])',
    'name',
    'H[l-1,t]',
    /H\[0,t\]/,
  ],
  [
    'param A : n x m|data x[0] : m|for t = 1..T|x[t] = A*x[t-1]|end|L = sum(x[T])',
    'shape',
    'x[t]',
    /x\[t\] is n×1 here, but x\[0\] is m×1/,
  ],
];

describe('errors', () => {
  test.each(WRONG.map((row) => [row[0], row] as const))('%s', (_, [text, code, under, message, hint]) => {
    let error: unknown;
    try {
      read(text, [], {});
    } catch (e) {
      error = e;
    }
    if (!(error instanceof FrobeniusError)) throw error ?? new Error('no error');
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
    const { source = '', span } = error;
    expect(span === undefined ? '' : source.slice(span.start, span.end)).toBe(under);
    if (hint !== undefined) expect(error.hint ?? '').toMatch(hint);
    if (span !== undefined) expect(locate(source, span.start).line).toBeGreaterThan(0);
  });

  test('a variable asked for beside the source', () => {
    try {
      read('param xs : n|L = xs:xs', [], { wrt: ['sx'] });
      expect.unreachable();
    } catch (e) {
      // the place is one in the option
      const place = { span: { start: 0, end: 2 }, source: 'sx' };
      expect(e).toMatchObject({ code: 'request', hint: 'perhaps xs', ...place });
    }
  });

  test('a declaration given beside the source has its own text', () => {
    expect(() => read('tr(X)', ['X : 3 x 4 symmetric'])).toThrow(/square/);
    try {
      read('tr(X)', ['X : 3 x 4 symmetric']);
    } catch (e) {
      expect((e as FrobeniusError).source).toBe('X : 3 x 4 symmetric');
    }
  });
});

describe('rules', () => {
  test.each([
    ['d(A*B) = dA*B + A*dB', ['A : n x m', 'B : m x p'], 'd((A B))', '((d(A) B) + (A d(B)))'],
    [
      "G : A*H*B = A'*G*B' : H",
      ['G : m x n', 'A : m x p', 'H : p x q active', 'B : q x n'],
      'frob(G, (A H B))',
      'frob((T(A) G T(B)), H)',
    ],
    ['d(inv(A)) = -inv(A)*dA*inv(A)', ['A : n x n invertible'], 'd(inv(A))', '(-1 inv(A) d(A) inv(A))'],
    ['sum(H) = ones(n, m) : H', ['H : n x m active'], 'sum(H)', 'frob(ones<n,m>, H)'],
    ['d(softmax(x)) = softmax(x).*dx', ['x : n'], 'd(softmaxcol(x))', 'had(softmaxcol(x), d(x))'],
    [
      'G : [H; K] = G(1:p, :) : H',
      ['G : p+q x m', 'H : p x m active', 'K : q x m'],
      'frob(G, vcat(H, K))',
      'frob(slice<1,p,1,m>(G), H)',
    ],
    [
      'd(A^k) = sum(r = 1..k, A^(r-1)*dA*A^(k-r))',
      ['A : n x n', 'k : scalar integer'],
      'd(matpow(A, dim<k>))',
      'sum(r=1,k; (matpow(A, dim<r-1>) d(A) matpow(A, dim<k-r>)))',
    ],
    ['d(A(i:j, :)) = dA(i:j, :)', ['A : n x m'], 'd(slice<i,j,1,m>(A))', 'slice<i,j,1,m>(d(A))'],
  ])('%s', (rule, where, left, right) => {
    const read = readRule({ rule, where }, table);
    expect(show(read.left)).toBe(left);
    expect(show(read.right)).toBe(right);
  });

  test('variables, conditions, dimensions', () => {
    const { variables, dims } = readRule(
      { rule: "S : H = S' : H", where: ['S : n x n symmetric', 'H : n x n active'] },
      table,
    );
    expect([...variables.keys()]).toEqual(['S', 'H']);
    expect([...(variables.get('S')?.properties ?? [])]).toEqual(['symmetric']);
    expect([variables.get('S')?.active, variables.get('H')?.active]).toEqual([false, true]);
    expect([...dims]).toEqual(['n']);
  });

  test.each([
    ['d(A) = B', ['A : n x m']],
    ["A = A'", ['A : n x m']],
    ['A = A', ['A : n x m sparse']],
  ])('%s is no rule', (rule, where) => {
    expect(() => readRule({ rule, where }, table)).toThrow(FrobeniusError);
  });

  test.each([
    ['1 - y^2', '(ones<n,m> + (-1 pow(y, 2)))'],
    ['y*(1 - y)', 'had(y, (ones<n,m> + (-1 y)))'],
    ['1/x', 'pow(x, -1)'],
    ['1', 'ones<n,m>'],
    ['where(x > 0, 1, 0)', 'where>(x, zeros<n,m>, ones<n,m>, zeros<n,m>)'],
    ['2/sqrt(pi)*exp(-x^2)', undefined],
  ])('the derivative %s', (text, wanted) => {
    if (wanted === undefined) expect(() => readDerivative(text, table)).toThrow(/sqrt/);
    else expect(show(readDerivative(text, table))).toBe(wanted);
  });
});

describe('expressions of a problem', () => {
  const p = readProblem(RNN, table);
  const names = new Map<string, Shape>([['G_A', p.definitions[0]?.target.shape ?? [1, 1]]]);
  test.each([
    ["G_A[t]*W'", 'mul'],
    ['dX[t]*U + X[t]*dU', 'add'],
    ['d(tanh(A[t])) - (1 - H[t].^2).*dA[t]', 'add'],
    ["sum(t = 1..T, X[t]'*G_A[t+1])", 'each'],
    ['t*H[t]', 'mul'],
    ['U(1, :)', 'call'],
    ['dU(1, :)', 'call'],
  ])('%s', (text, kind) => {
    expect(readExpression(text, p, table, { differentials: true, names }).kind).toBe(kind);
  });

  test.each(['Q*U', 'dX[t]', 'U + W'])('not %s', (text) => {
    expect(() => readExpression(text, p, table)).toThrow(FrobeniusError);
  });
});

describe('size', () => {
  test('ten thousand definitions, long sums and products', () => {
    const count = 10_000;
    const chain = Array.from({ length: count }, (_, i) => `E${i + 1} = tanh(E${i}*X) + E${i}`);
    const texts = [
      ['param X : n x n', 'E0 = X', ...chain, `L = sum(E${count})`].join('\n'),
      Array.from({ length: count }, (_, i) => `x_${i}'*A*x_${i}`).join(' + '),
      `tr(${Array.from({ length: count }, (_, i) => `A_${i}`).join('*')})`,
    ];
    for (const text of texts) expect(readProblem(text, table).requests).toHaveLength(1);
  });

  test.each([
    ['let a0 = x', (i: number) => `let a${i + 1} = a${i}.*a${i}`, 'L = sum(a60)'],
    ['function f0(x) = x', (i: number) => `function f${i + 1}(x) = f${i}(x) + f${i}(x)`, 'L = sum(f60(x))'],
  ])('doubling without end is refused: %s', (first, next, last) => {
    const text = [first, ...Array.from({ length: 60 }, (_, i) => next(i)), last].join('\n');
    expect(() => readProblem(text, table)).toThrow(expect.objectContaining({ code: 'limit' }));
  });
});
