/** Sums and products within one another, over all kinds of ends: values and gradients against plain loops. */
import { describe, expect, test } from 'vitest';
import { check, derive, evaluate, toInput } from '../src/index.js';

const N = 4;
const x = [0.7, -0.4, 1.3, 0.9, 0.2, -0.8, 0.5];
type End = readonly [text: string, value: (i: number) => number];
const ENDS: readonly End[] = [
  ['1', () => 1],
  ['3', () => 3],
  ['n', () => N],
  ['n-1', () => N - 1],
  ['i', (i) => i],
  ['i+1', (i) => i + 1],
  ['i-1', (i) => i - 1],
  ['n-i', (i) => N - i],
];
/** Σᵢ xᵢ Σⱼ xⱼ², j from one end up to the other. */
const value = (v: readonly number[], from: End, to: End): number => {
  let sum = 0;
  for (let i = 2; i <= 3; i++)
    for (let j = from[1](i); j <= to[1](i); j++) sum += (v[i - 1] as number) * (v[j - 1] as number) ** 2;
  return sum;
};
// the ends of a sum are given from below: these run down for all sizes, or for all but the least
const DOWN = new Set([
  ...['3..1', 'n..1', 'n-1..1', 'i..1', 'i+1..1', 'n-i..1'],
  ...['n..3', 'n-1..3', 'i+1..i-1', 'n..n-i'],
]);
const isDown = ([from]: End, [to]: End): boolean => DOWN.has(`${from}..${to}`);
const pairs = ENDS.flatMap((from) => ENDS.map((to) => [from[0], to[0], from, to] as const));

describe('an inner sum', () => {
  test.each(pairs)('from %s to %s', (_, __, from, to) => {
    const source = `sum(i = 2..3, x(i)*sum(j = ${from[0]}..${to[0]}, x(j)^2))`;
    if (isDown(from, to)) {
      expect(() => derive(source, { declare: ['x : n'], wrt: ['x'] })).toThrow(/runs down/);
      return;
    }
    const given = x.slice(0, N);
    const wanted = (v: readonly number[]): number => value(v, from, to);
    const derived = derive(source, { declare: ['x : n'], wrt: ['x'] });
    const answer = evaluate(derived, { x: given }) as { value: number; derivatives: { x: number[][] } };
    expect(answer.value).toBeCloseTo(wanted(given), 12);
    const step = 1e-5;
    const slopes = given.map((_x, k) => {
      const moved = (h: number): number[] => given.map((e, i) => (i === k ? e + h : e));
      return (wanted(moved(step)) - wanted(moved(-step))) / (2 * step);
    });
    answer.derivatives.x.forEach(([g], k) => {
      expect(g).toBeCloseTo(slopes[k] as number, 8);
    });
    // what stands under an empty range shows nothing
    expect(['ok', 'unchecked']).toContain(check(derived).outcome);
    if (answer.derivatives.x.some(([g]) => g !== 0)) expect(check(derived).outcome).toBe('ok');
    // what is printed is read as what it is
    const gradient = toInput(derived.derivations[0]?.results[0]?.value as never);
    const weights = { x: given, w: [1, 2, 3, 4] };
    const again = evaluate(`w'*(${gradient})`, weights, { declare: ['x, w : n'], wrt: ['x'] });
    expect((again as { value: number }).value).toBeCloseTo(
      answer.derivatives.x.reduce((sum, [g], k) => sum + (k + 1) * (g as number), 0),
      10,
    );
  });
});

test.each([
  ['prod(t = 1..3, a + t)', 26],
  ['prod(t = 1..n, a + t)', 26],
  ['sum(i = 1..3, prod(j = i+1..3, a*j))', 12 + 3],
])('the gradient of %s as it is printed, read again', (source, wanted) => {
  const declare = source.includes('n') ? ['a : scalar', 'n : scalar integer'] : ['a : scalar'];
  const values = source.includes('n') ? { a: 1, n: 3 } : { a: 1 };
  const derived = derive(source, { declare, wrt: ['a'] });
  const gradient = toInput(derived.derivations[0]?.results[0]?.value as never);
  const answer = evaluate(gradient, values, { declare, wrt: ['a'] }) as { value: number };
  expect(answer.value).toBeCloseTo(wanted, 10);
});

test.each([
  ['sum(i = 1..n+1, x(i))', 'i for i = n+1 lies outside'],
  ['sum(i = 1..n, x(i+1)*x(i))', 'i+1 for i = n lies outside'],
  ['sum(i = 1..n, x(2*i))', '2*i for i = n lies outside'],
  ['sum(i = 1..n, x(i*i))', 'i*i for i = n lies outside'],
  ['sum(i = 0..n, x(i))', 'i for i = 0 lies outside'],
  ['sum(i = 1..n, x(n-i))', 'n-i for i = n lies outside'],
])('%s reaches beyond its variable', (source, message) => {
  expect(() => derive(source, { declare: ['x : n'] })).toThrow(message);
});

test.each([
  'sum(i = 1..n-1, x(i+1)*x(i))',
  'sum(i = 1..n, sum(j = 1..i, x(i-j+1)))',
  'sum(i = 1..n, x(n+1-i))',
  'sum(i = 2..1, x(i+9))',
])('%s does not', (source) => {
  expect(derive(source, { declare: ['x : n'], wrt: ['x'] }).derivations.length).toBe(1);
});

test('the derivative of a power of 0 is 0, of whatever base', () => {
  const options = { declare: ['c : scalar', 'A : n x n', 'N : scalar integer'] };
  const of = (source: string, values: object): unknown =>
    evaluate(source, { N: 3, ...values }, { ...options, wrt: source.includes('A') ? ['A'] : ['c'] });
  expect(of('sum(k = 0..N, c^k)', { c: 0 })).toEqual({ value: 1, derivatives: { c: 1 } });
  expect(of('sum(k = 0..N, c^k)', { c: 2 })).toEqual({ value: 15, derivatives: { c: 17 } });
  const singular = of('sum(k = 0..N, tr(A^k))', {
    A: [
      [1, 1],
      [1, 1],
    ],
  });
  expect(singular).toMatchObject({
    value: 16,
    derivatives: {
      A: [
        [9, 8],
        [8, 9],
      ],
    },
  });
});

test('the letter of the inner products is none that a factor uses', () => {
  const options = { declare: ['s : scalar', 'c : 3'], wrt: ['s'] };
  const values = { s: 5, c: [1, 2, 3] };
  const derived = derive('prod(t = 1..3, s - c(t))', options);
  const gradient = toInput(derived.derivations[0]?.results[0]?.value as never);
  const answer = evaluate(gradient, values, options) as { value: number };
  // 3·2 + 4·2 + 4·3
  expect(answer.value).toBeCloseTo(26, 10);
});

test.each([
  ['sum(i = 1..n, v(i)*sum(i = 1..n, v(i)))', [14, 14, 14]],
  ['sum(i = 1..n, i*sum(i = 1..n, i*v(i)))', [6, 12, 18]],
  ['sum(i = 1..n, sum(i = i..n, v(i)))', [1, 2, 3]],
])('%s: the inner letter is another than the outer', (source, wanted) => {
  const derived = derive(source, { declare: ['v : n'], wrt: ['v'] });
  expect(check(derived).outcome).toBe('ok');
  const { derivatives } = evaluate(derived, { v: [1, 2, 4] }) as unknown as { derivatives: { v: number[][] } };
  expect(derivatives.v.map(([g]) => g)).toEqual(wanted);
});

test.each([
  'sum(i = 1..n, exp(sum(j = 1..i, v(j))))',
  'sum(i = 1..n, log(sum(j = 1..i, exp(v(j)))))',
  'sum(i = 1..n, sum(j = i..n, v(j))^2)',
  'sum(i = 1..n, v(i)*sum(i = 1..n, v(i))^2)',
])('%s: no letter of one sum is taken for that of another, twice derived neither', (source) => {
  for (const kind of ['hvp', 'hessian'] as const) {
    const along = kind === 'hvp' ? { along: ['w'] } : {};
    const derived = derive(source, { declare: ['v, w : n'], wrt: ['v'], kind, ...along });
    expect(check(derived).outcome).toBe('ok');
  }
});

test('a letter that a loop and a sum in it share', () => {
  const source = `param x[t] : n
for t = 1..T
  z[t] = exp(x[t])/sum(t = 1..T, sum(exp(x[t])))
end
L = sum(t = 1..T, norm2(z[t])^2)
grad L wrt x`;
  expect(check(derive(source)).outcome).toBe('ok');
});
