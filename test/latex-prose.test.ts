/** Properties that the words of a LaTeX text say of a matrix, and those they deny. */
import { expect, test } from 'vitest';
import { readLatex } from '../src/index.js';

const A = '$A \\in \\mathbb{R}^{n\\times n}$';
test.each([
  ['is symmetric', 'symmetric'],
  ['is symmetric positive definite', 'symmetric posdef'],
  ['is a covariance matrix', 'posdef'],
  ['is nonsingular', 'invertible'],
  ['is skew-symmetric', 'skew'],
  ['is diagonal', 'diagonal'],
  ['is not symmetric', ''],
  ['is not necessarily symmetric', ''],
  ["isn't symmetric", ''],
  ['need not be symmetric', ''],
  ['is non-symmetric', ''],
  ['is a non-diagonal matrix', ''],
  ['is not invertible', ''],
  ['is positive definite but not symmetric', ''],
  ['is neither symmetric nor orthogonal', ''],
  ['is square without symmetric structure', ''],
  ['is block diagonal', ''],
  ['has a symmetric inverse', ''],
  ['has distinct diagonal entries', ''],
])('a matrix that %s', async (words, properties) => {
  const { source, declare } = await readLatex(`Let ${A}, which ${words}. $f(x) = x^\\top A x$`);
  const text = [...declare, source].join('\n');
  const declared = /\bA : n x n ?([a-z ]*)/.exec(text)?.[1]?.trim();
  expect(declared).toBe(properties);
});
