/** What a fuzzer once found wrong stays right. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkOrder } from '../src/compile/order-check.js';
import { programOf } from '../src/compile/program.js';
import type { Derivation } from '../src/derive/step.js';
import { CODE_TARGETS, derive, evaluate, parse, toCode, toInput, toText } from '../src/index.js';
import { checkDerivation } from '../src/numeric/check.js';
import { catalog } from '../src/rulebook/catalog.js';
import { HARD } from './code-sources.js';
import { derived, withFirst } from './sources.js';

const problems = readFileSync(new URL('./cases/regressions.txt', import.meta.url), 'utf8')
  .split('\n\n')
  .slice(1)
  .map((text) => [text.split('\n')[0] as string, text] as const);

describe('regressions', () => {
  test('there are some', () => expect(problems.length).toBeGreaterThan(1));
  test.each(problems)('%s', (_, text) => {
    for (const derivation of derived(text).flatMap(withFirst)) {
      expect(checkDerivation(derivation, { rows: catalog }).outcome).toBe('ok');
    }
  });
});

test('ranges that nothing compares are refused, not guessed', () => {
  const source = "param w[t] : h\ndata a, c : h\nf = sum(t = 1..T, (c'*w[t])^2) + sum(s = 1..N, a'*w[s])\ngrad f wrt w";
  expect(() => derived(source)).toThrow(/up to T and up to N/);
});

test.each(['jacobian y', 'hessian L', 'hvp L'])(
  '%s by all of a family is refused, with a member to ask for',
  (asked) => {
    const along = asked.startsWith('hvp') ? ' along v' : '';
    const source = `param x[t] : n
data v : n
y = x[2].*x[1]
L = sum(t = 2..T, (x[t]'*x[t-1])^2)
${asked} wrt x${along}`;
    expect(() => derived(source)).toThrow(/by all of x\[…\] is not yet supported/);
  },
);

test.each([
  ['L = norm2(X[2])^2', 'grad(L, X[2]) = 2*X[2]\n# the gradient by every other member of X is 0'],
  [
    'L = sum(t = 2..T, norm2(X[t])^2)',
    'for t = 2..T\n  grad(L, X[t]) = 2*X[t]\nend\n# the gradient by every other member of X is 0',
  ],
  ['L = sum(t = 1..T, norm2(X[t])^2)', 'for t = 1..T\n  grad(L, X[t]) = 2*X[t]\nend'],
  ['L = norm2(X[2])^2 + sum(X[1])', 'grad(L, X[2]) = 2*X[2]\ngrad(L, X[1]) = ones(n, 1)'],
  ['L = a^2', 'grad(L, X) = zeros(n, 1)\n# by every member of X'],
])('of a family %s it is said which members the answer is about', (definition, answer) => {
  const source = `param X[t] : n\ndata a : scalar\n${definition}\ngrad L wrt X`;
  expect(toInput(derive(source))).toBe(answer);
});

test('a derivation says which members of a family have the derivative 0', () => {
  const source = 'param X[t] : n\nL = sum(t = 2..T, norm2(X[t])^2)\ngrad L wrt X';
  expect(toText(derive(source))).toContain('the gradient by every other member of X is 0');
  expect(toText(derive(source.replace('2..T', '1..T')))).not.toContain('every other member');
});

test('the differential of a recurrence is the recurrence of its differentials', () => {
  const source = `param W : n x n
data H[0] : m x n
for t = 1..T
  H[t] = tanh(H[t-1]*W)
end
differential H[T] wrt W`;
  const answer = `dH[0] = zeros(m, n)
for t = 1..T
  dZ[t] = dH[t-1]*W + H[t-1]*dW
  dH[t] = (1 - H[t].^2).*dZ[t]
end
df = dH[T]`;
  expect(toInput(derive(source))).toBe(answer);
  expect(toText(derive(source))).toContain('with dZ[t], dH[t] as above; dH[0] = 0');
  expect(toText(derive(source), { detail: 'brief' })).toMatch(/dZ\[t\] = dH\[t−1\] ?W/);
  // a boundary that is asked for does not stand still
  const by = source.replace('data', 'param').replace('wrt W', 'wrt W, H[0]');
  expect(toInput(derive(by))).toBe(answer.replace(/^.*\n/, ''));
});

test('a letter that is bound is an index, also where a variable has its name', () => {
  const source = 'param e : n\nparam i : n\nL = sum(i = 1..n, e(i)*i)\ngrad L wrt e';
  expect(toInput(derive(source))).toBe('sum(j = 1..n, j*basis(n, j))');
});

test('a whole family is nothing to differentiate', () => {
  const source = 'param W : n x n\ndata x[t] : n\nfor t = 1..T\n  l[t] = norm2(W*x[t])^2\nend\ngrad l wrt W';
  expect(() => derived(source)).toThrow(/l is a family: say what to differentiate/);
});

test('members that may be one are not taken for two', () => {
  const source = `param x[t] : n
data c[t] : scalar
y = sum(t = 1..T, c[t])*x[T] + x[2].*x[2]
jacobian y wrt x[2]`;
  expect(() => derived(source)).toThrow(/whether x\[T\] and x\[2\] are one member/);
});

test('a program that uses a member before it is made is refused', () => {
  const [derivation] = derived(HARD['layers over time'] as string);
  if (!derivation) throw new Error('nothing was derived');
  const program = programOf(derivation);
  expect(() => checkOrder(derivation, program)).not.toThrow();
  const statements = [...program.statements].reverse();
  expect(() => checkOrder(derivation, { ...program, statements })).toThrow(/is not yet found/);
});

test('a boundary for every index is not asked for as a whole, said or not', () => {
  const source = `param W[l] : n x n
param h[l,0] : n
for l = 1..M
  z[l] = tanh(W[l]*h[l,0])
end
L = sum(l = 1..M, norm2(z[l])^2)`;
  expect(() => derived(source)).toThrow(/h\[l,0\] stands for every l/);
  expect(() => derived(`${source}\ngrad L wrt W, h[l,0]`)).toThrow(/l stands for every index/);
  expect(derived(`${source}\ngrad L wrt W`)).toHaveLength(1);
});

test('a boundary of two letters has no code', () => {
  const source = `param a, b, c : scalar
data S[0,j,k], S[i,0,k], S[i,j,0] : scalar
for i = 1..n
  for j = 1..m
    for k = 1..p
      S[i,j,k] = tanh(a*S[i-1,j,k] + b*S[i,j-1,k] + c*S[i,j,k-1])
    end
  end
end
L = S[n,m,p]`;
  const all = derive(source);
  expect(checkDerivation(all.derivations[0] as Derivation, { rows: catalog }).outcome).toBe('ok');
  for (const target of CODE_TARGETS) expect(() => toCode(all, { target })).toThrow(/more than one index/);
});

test('where two cases of a recurrence fall together there is no answer rather than half of one', () => {
  const source = `param A : n x n
data x[0], y, z : n
for t = 1..T
  x[t] = A*x[t-1]
end
L = norm2(x[T] - z)^2 + norm2(x[1] - y)^2
grad L wrt A`;
  const values = {
    A: [
      [1, 1],
      [0, 1],
    ],
    'x[0]': [1, 1],
    y: [0, 0],
    z: [0, 1],
  };
  expect(() => evaluate(source, { ...values, T: 1 })).toThrow(/holds for T ≥ 2, and here T is 1/);
  expect(evaluate(source, { ...values, T: 2 })).toMatchObject({ value: 14 });
  // the last round of the backward loop stands after it, so that the answer reads back
  const answer = toInput(derive(source));
  expect(answer.indexOf('G_x[1] =')).toBeGreaterThan(answer.indexOf('G_x[t] ='));
  expect(() => parse(`${source.replace(/^grad .*$/m, '')}\n${answer}\n`)).not.toThrow();
});

describe('members under a sum whose ends hang on another index', () => {
  const SOURCES: readonly (readonly [string, (x: readonly number[]) => number])[] = [
    ['sum(t = 1..T, sum(s = 1..t, x[s])^2)', (x) => x.reduce((sum, _, t) => sum + total(x.slice(0, t + 1)) ** 2, 0)],
    ['sum(t = 1..T, sum(s = t..T, x[s])^3)', (x) => x.reduce((sum, _, t) => sum + total(x.slice(t)) ** 3, 0)],
    [
      'sum(t = 2..T, x[t]*sum(s = 1..t-1, x[s])^2)',
      (x) => x.reduce((sum, v, t) => sum + v * total(x.slice(0, t)) ** 2, 0),
    ],
  ];
  const total = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0);
  test.each(SOURCES)('%s', (source, value) => {
    const x = [1, -2, 0.5, 3];
    const text = `param x[t] : scalar\nL = ${source}\ngrad L wrt x`;
    const answer = evaluate(text, { x }) as { value: number; derivatives: { x: number[] } };
    expect(answer.value).toBeCloseTo(value(x), 10);
    const moved = (k: number, h: number): number => value(x.map((e, i) => (i === k ? e + h : e)));
    x.forEach((_, k) => {
      const slope = (moved(k, 1e-4) - moved(k, -1e-4)) / 2e-4;
      expect(answer.derivatives.x[k]).toBeCloseTo(slope, 5);
      const member = evaluate(text.replace(/x$/, `x[${k + 1}]`), { x }) as { derivatives: Record<string, number> };
      expect(member.derivatives[`x[${k + 1}]`]).toBeCloseTo(slope, 5);
    });
  });

  test('what would take the larger of two ends is refused', () => {
    const source = 'param x[t], w[k] : scalar\nL = sum(t = 1..T, sum(k = t..K, w[k]*x[t+k])^2)\ngrad L wrt x';
    expect(() => derived(source)).toThrow(
      /members x\[k\+t\] under sums over t = 1..T and k = t..K is not yet supported/,
    );
  });

  test('no name of ours is the letter of a sum', () => {
    const source =
      'param a : scalar\ndata x[t] : scalar\nfor t = 1..T\n  u[t] = sin(a*x[t] + sum(s = 1..t-1, u[s]))\nend\nL = sum(t = 1..T, u[t])\ngrad L wrt a';
    const [derivation] = derived(source);
    const names = derivation?.named.map(({ target }) => target.name) ?? [];
    expect(names.length).toBeGreaterThan(0);
    expect(names).not.toContain('s');
  });

  test('a letter that is put for t′ is none that stands in its sum', () => {
    const source = 'param x[t] : n\nL = sum(t = 1..T, norm2(sum(s = 1..t, x[s]))^2)\ngrad L wrt x';
    const [derivation] = derived(source);
    expect(toInput(derivation?.results[0]?.value as never)).toBe('2*sum(r = t..T, sum(s = 1..r, x[s]))');
  });
});

test.each([
  ['kron', 'i*norm2(C - kron(X,j*A))^2', 'X', ['X, A : n x n', 'i, j : scalar', 'C : n*n x n*n']],
  ['a power', "x'*(r*A)^k*x", 'A', ['A : n x n', 'r : scalar', 'k : scalar integer', 'x : n']],
  ['a diagonal', "r'*diag(i*A)", 'A', ['A : n x n', 'r : n', 'i : scalar']],
] as const)('no sum of %s has the name of a variable as its letter', (_, source, variable, declare) => {
  const text = toInput(derive(source, { wrt: [variable], declare: [...declare] }));
  const letters = [...text.matchAll(/\bsum\((\w+) = /g)].map((m) => m[1]);
  const names = declare.flatMap((line) => (line.split(' : ')[0] as string).split(', '));
  expect(names.filter((name) => letters.includes(name))).toEqual([]);
});

test('det through a name, and in a sum, at a singular matrix', () => {
  const A = [
    [1, 2],
    [2, 4],
  ];
  const adjugate = [
    [4, -2],
    [-2, 1],
  ];
  const times = (c: number): number[][] => adjugate.map((row) => row.map((x) => c * x));
  const of = (source: string) => evaluate(source, { A }) as { derivatives: Record<string, unknown> };
  expect(of('param A : n x n\nL = det(A)').derivatives.A).toEqual(times(1));
  expect(of('param A : n x n\nL = det(A)*tr(A)').derivatives.A).toEqual(times(5));
  expect(of('param A : n x n\nD = 2*det(A)\nL = D^2 + D*tr(A)\ngrad L wrt A').derivatives.A).toEqual(times(10));
});

test('a member by number that is taken to be before the last is refused where it is the last', () => {
  const source = `param x[t] : scalar
param b : scalar
data d, e : scalar
for t = 1..T
  h[t] = x[t]
end
L = h[T]*b
hvp L wrt x[1], b along d, e`;
  const at = (x: readonly number[]) => evaluate(source, { x, b: 3, d: 1, e: 1 }).derivatives;
  expect(at([2, 5])).toEqual({ 'x[1]': 0, b: 0 });
  expect(() => at([2])).toThrow(/holds for T ≥ 2/);
});

test('a family that the subject does not use has a zero for each of its members', () => {
  const source = 'param x[t] : n\nparam c[t] : scalar\nparam w : scalar\nL = w^2\ngrad L wrt x, c, w';
  const { derivatives } = evaluate(source, {
    x: [
      [1, 2],
      [3, 4],
    ],
    c: [1, 2, 3],
    w: 2,
  });
  expect(derivatives).toEqual({
    x: [
      [[0], [0]],
      [[0], [0]],
    ],
    c: [0, 0, 0],
    w: 4,
  });
});
