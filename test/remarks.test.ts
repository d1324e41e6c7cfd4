/** What the reader of a problem is told beside the answer: unused declarations, calls that mean something else in MATLAB. */
import { describe, expect, test } from 'vitest';
import { runInProcess } from '../scripts/manual/command.js';
import { derive, evaluate, parse, toInput, toJson } from '../src/index.js';
import { file } from './command.js';

const cautions = (expression: string, ...declare: readonly string[]): readonly string[] =>
  parse(expression, {
    declare: ['A, B : n x m', 'S : n x n posdef', 'x : n', 'b : 1 x m', ...declare],
  }).cautions.filter((text) => !text.endsWith('is declared but not used'));

describe('calls that mean something else in MATLAB', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      "norm(A*A')^2",
      /^norm\(A\*A'\) is the Frobenius norm; in MATLAB it is the largest singular value, specnorm here$/,
    ],
    ['sum(A)', /^sum\(A\) is the sum of all entries; .* sum\(A, 1\) here$/],
    ['mean(A .* B)', /^mean\(A \.\* B\) is the mean of all entries/],
    ['prod(A)', /product of each column/],
    ['max(A)', /largest of each column/],
    ['min(A)', /smallest of each column/],
    ['dot(A, B)', /Frobenius product/],
    ['tr(chol(S))', /^chol\(S\) is the lower factor/],
  ];
  test.each(cases)('%s', (expression, message) => {
    expect(cautions(expression)).toHaveLength(1);
    expect(cautions(expression)[0]).toMatch(message);
  });

  const same: readonly (readonly [string])[] = [
    ['norm(x)'],
    ['norm(b)'],
    ['normF(A)'],
    ['norm2(A)'],
    ['sum(x) + sum(b)'],
    ['sum(sum(A, 1))'],
    ['max(x) + sum(b)'],
    ["x'*max(A, B)*b'"],
    ['dot(x, x)'],
    ["A*b' : x"],
  ];
  test.each(same)('%s is the same', (expression) => expect(cautions(expression)).toEqual([]));

  test('each function once, in the words of its first use', () => {
    const told = cautions('norm(A) + norm(B) + sum(A)*sum(B)');
    expect(told.map((text) => text.split(' ')[0])).toEqual(['norm(A)', 'sum(A)']);
  });
});

test('a declaration without a use', () => {
  const problem = parse('param x : n\ndata y, z : n\nL = x : y\n');
  expect(problem.cautions).toEqual(['z is declared but not used']);
  expect(problem.remarks).toEqual(problem.cautions);
});

test('an index that hides a variable, and is another letter in what is printed', () => {
  const source = 'param x : n\nparam i : scalar\nL = i*sum(i = 1..n, i*x(i))\ngrad L wrt x';
  expect(parse(source).cautions).toEqual(['i is an index where it is bound, and not the variable that is declared']);
  expect(toInput(derive(source))).toBe('i*sum(j = 1..n, j*basis(n, j))');
});

test('a loop has no index that is declared', () => {
  const source = 'param x : n\ndata t : scalar\nfor t = 1..T\n  h[t] = t*x\nend\nL = t*sum(s = 1..T, sum(h[s]))';
  expect(() => parse(source)).toThrow(/t is declared, and cannot be the index of a loop as well/);
});

test.each([
  ['function f(k) = k*sum(k = 1..2, k*x(k))\nL = f(a)', 8.7],
  ['function f(y) = k*y\nL = sum(k = 1..2, f(x(k)))', 5.1],
  ['function f(y) = sum(k = 1..2, k*y)\nL = sum(k = 1..2, f(x(k)))', 5.1],
])('a formula is read where it stands, with its own letters: %s', (text, value) => {
  const source = `param x : n\nparam k, a : scalar\n${text}\ngrad L wrt x`;
  expect(evaluate(source, { x: [0.5, 1.2], k: 3, a: 3 }).value).toBeCloseTo(value, 12);
});

test.each([
  ['data A : n x n\nparam \u0410 : n x n\nL = tr(A*\u0410)', 'A (Latin) and \u0410 (Cyrillic)'],
  ['data \u0391 : n x n\nparam A : n x n\nL = tr(A*\u0391)', '\u0391 (Greek) and A (Latin)'],
])('names that look alike: %s', (source, both) => {
  expect(parse(source).cautions).toEqual([`${both} look alike, and are two names`]);
});

test.each(['data v : n\nparam ν : scalar\nL = ν*sum(v)', 'param α : scalar\ndata a : n\nL = α*sum(a)'])(
  'letters of two alphabets that a reader can tell apart: %s',
  (source) => expect(parse(source).cautions).toEqual([]),
);

test('remarks are part of the JSON', () => {
  expect(toJson(derive('sum(X)'))).toMatchObject({
    remarks: ['X is not declared: by its letter it is n×m', expect.stringContaining('MATLAB')],
  });
});

describe('commands say it on standard error, and nothing with --quiet', () => {
  const source = file('unused.frob', 'param X : n x m\ndata b : n\nL = sum(X)\ngrad L wrt X\n');
  const values = file('X.json', '{"X": [[1, 2], [3, 4]]}');
  test.each([['derive'], ['grad'], ['check'], ['eval', '--values', values], ['code', '--to', 'numpy']])(
    '%s',
    async (command, ...options) => {
      const aside = async (...more: readonly string[]): Promise<string> => {
        const { shown, answer, status } = await runInProcess([command, source, ...options, ...more]);
        expect(status).toBe(0);
        return shown.slice(0, shown.length - answer.length);
      };
      expect(await aside()).toMatch(
        /^note: b is declared but not used\nnote: sum\(X\) is the sum of all entries; .*\n$/,
      );
      expect(await aside('--quiet')).toBe('');
    },
  );
});
