/** Declarations beside a text in LaTeX: what they say is not guessed, and stands nowhere twice. */
import { expect, test } from 'vitest';
import { check, derive, equal, readLatex } from '../src/index.js';

test.each([
  ['\\|a\\|^2', ['a : n'], 'norm2(a)^2', []],
  ['\\operatorname{tr}(A^k)', ['k : scalar integer'], 'tr(A^k)', []],
  ['\\sum_{i=1}^n\\sum_{j=1}^m X_{ij}^2', ['X : n x m'], 'sum(X.^2)', []],
  ['a^\\top X b', ['a : m', 'b : n'], "a'*X*b", []],
  ['\\|Xa\\|^2', ['X : n x d'], 'norm2(X*a)^2', ['a : d']],
  ['(\\det A)^m(\\det B)^n', ['A : n x n', 'B : m x m'], 'det(A)^m*det(B)^n', []],
])('%s with %s', async (latex, declare, source, more) => {
  const reading = await readLatex(latex, { declare });
  expect(reading.source).toBe(source);
  expect(reading.declare).toEqual(more);
  const derived = derive(source, { declare: [...declare, ...more] });
  expect(check(derived).outcome).toBe('ok');
});

test('two sides of which the first says what the letters of both are', async () => {
  const first = await readLatex('a^\\top X b');
  const second = await readLatex('b^\\top X^\\top a', { declare: first.declare });
  expect(second.declare).toEqual([]);
  expect(equal(first.source, second.source, { declare: first.declare }).outcome).toBe('equal');
});
