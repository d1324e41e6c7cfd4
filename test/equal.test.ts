/** What is the same function and what only looks so: other sizes, other branches, values far out, and domains. */
import { describe, expect, test } from 'vitest';
import { equal, verify } from '../src/index.js';

type Row = readonly [first: string, second: string, declare?: readonly string[]];

const compare = ([first, second, declare = []]: Row) => equal(first, second, { declare });
const named = (row: Row) => ({ name: `${row[0]} and ${row[1]}`, row });

const AT_OTHER_SIZES: readonly Row[] = [
  ['sum(t = 1..T, t)', '4*T - 6'],
  ['sum(t=1..T, t^2*norm2(x[t])^2)', 'sum(t=1..T, (t^2+(T-3)*(T-4))*norm2(x[t])^2)', ['x[t] : n']],
  ['(k-3)*(k-4)*(k-5)', '0', ['k : scalar integer']],
  ['prod(i=1..6, k-i)', '0', ['k : scalar integer']],
  ['(n-1)*(n-2)*(n-3)*sum(x)', '0', ['x : n']],
  ['det(2*A)', 'det(A)*(2+(n-1)*2+(n-1)*(n-2)+(n-1)*(n-2)*(n-3)/3+(n-1)*(n-2)*(n-3)*(n-4)/12)', ['A : n x n']],
  ['pinv(A)*A', 'eye(m)', ['A : n x m fullrank']],
];

const ON_OTHER_BRANCHES: readonly Row[] = [
  ['atan(x)+atan(y)', 'atan((x+y)/(1-x*y))', ['x : scalar', 'y : scalar']],
  ...['x', 'u', 'z', 'q', 'r', 'y'].map(
    (name): Row => [`2*atan(${name})`, `atan(2*${name}/(1-${name}^2))`, [`${name} : scalar`]],
  ),
  ['asin(sin(a))', 'a'],
  ['where(x > 5000, 1, 0)', '0', ['x : scalar']],
  ['max(x,-10000)', 'x', ['x : n']],
  ['relu(a - 1000000)', '0'],
];

const THE_SAME: readonly Row[] = [
  ['sum(t = 1..T, t)', 'T*(T+1)/2'],
  ['det(2*A)', '2^n*det(A)', ['A : n x n']],
  ['A*pinv(A)*A', 'A', ['A : n x m fullrank']],
  ['x^3', 'x*x*x', ['x : scalar']],
  ['a^k*a', 'a^(k+1)', ['a : scalar', 'k : scalar integer']],
];

describe('different', () => {
  test.each([...AT_OTHER_SIZES, ...ON_OTHER_BRANCHES].map(named))('$name', ({ row }) => {
    expect(compare(row).outcome).toBe('different');
  });
});

describe('equal', () => {
  test.each(THE_SAME.map(named))('$name', ({ row }) => {
    expect(compare(row).outcome).toBe('equal');
  });

  test('a size that counts is named with the certainty', () => {
    expect(equal('sum(t = 1..T, t)', 'T*(T+1)/2').certainty).toMatchObject({ kind: 'exact', counted: ['T'] });
    expect(equal('tr(A*B)', 'tr(B*A)', { declare: ['A, B : n x n'] }).certainty).toMatchObject({ counted: [] });
  });

  const partly: readonly Row[] = [
    ['logdet(A)', 'log(det(A))', ['A : n x n']],
    ['log(a^2)', '2*log(a)'],
    ['(a^2)^b', 'a^(2*b)'],
  ];
  test.each(partly.map(named))('$name, where both have a value', ({ row }) => {
    const { outcome, remarks } = compare(row);
    expect(outcome).toBe('equal');
    expect(remarks.join()).toContain('where both have a value');
  });
});

describe('claims at other sizes', () => {
  test.each([
    ['param x[t] : n\nf = sum(t=1..T, t)*norm2(x[1])^2', 'claim grad(f,x[1]) = 2*(4*T-6)*x[1]'],
    ['param x : n\nf = norm2(x)^2', 'claim grad(f,x) = 2*x + (n-1)*(n-2)*(n-3)*x'],
  ])('%s: %s', (problem, claim) => {
    expect(verify(`${problem}\nderivation\n${claim}\n`).outcome).toBe('wrong');
  });
});

describe('what a reason holds', () => {
  const judged = (reason: string): string =>
    verify(`data A, B : n x n\nparam X : n x n\nf = tr(A*X*B)\nderivation\ndf = 5*tr(A*dX*B) by ${reason}\n`).outcome;

  test.each([
    'constant factors move past X',
    'A is constant, X varies',
    'X is not constant',
    'since A does not depend on X it is constant',
    'A is constant and the trace is linear in X',
    'B is a constant matrix but X is the variable',
    'the gradient of a constant times X',
    'A and B are constant',
  ])('not X: %s', (reason) => {
    expect(judged(reason)).toBe('wrong');
  });

  test.each(['X is constant', 'holding X fixed', 'A and X are held constant', 'with A, X, and B constant here'])(
    'X, and then nothing is shown: %s',
    (reason) => {
      expect(judged(reason)).toBe('unchecked');
    },
  );
});
