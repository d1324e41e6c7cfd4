/** What LaTeX is easily misread as: read as it is meant, told, or refused at its place. */
import { describe, expect, test } from 'vitest';
import { check, derive, FrobeniusError, readLatex } from '../src/index.js';

const lines = (source: string): string =>
  source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' | ');

type Row = readonly [latex: string, source: string, told?: readonly [words: string, piece: string]];

const SUBSCRIPTS: readonly Row[] = [
  ['$x\\in\\mathbb{R}^n$, $f = \\sum_{i=1}^n x_i x_{n-i+1}$', 'param x : n | f = sum(i = 1..n, x(i)*x(n-i+1))'],
  [
    '$x\\in\\mathbb{R}^n$, $f = \\sum_{i=1}^{n-1} (x_{i+1}-x_i)^2$',
    'param x : n | f = sum(i = 1..n - 1, (x(i+1) - x(i))^2)',
  ],
  [
    '$A\\in\\mathbb{R}^{n\\times n}$, $f = \\sum_{i=1}^{n-1} A_{i,i+1}^2$',
    'param A : n x n | f = sum(i = 1..n - 1, A(i,i+1)^2)',
  ],
  [
    '$f = \\sum_{i=1}^n (\\hat{y_i} - y_i)^2$',
    'param y_hat[i] : scalar | param y[i] : scalar | f = sum(i = 1..n, (y_hat[i] - y[i])^2)',
  ],
  ['$f = a_{\\hat y} + a_y$', 'f = a_yhat + a_y'],
];

const TABLES: readonly (readonly [about: string, rows: readonly Row[]])[] = [['subscripts', SUBSCRIPTS]];

describe.each(TABLES)('%s', (_, rows) => {
  test.each(rows.map(([latex, expected, told]) => ({ latex, expected, told })))(
    '$latex',
    async ({ latex, expected, told }) => {
      const { source, remarks, declare } = await readLatex(latex);
      expect(lines(source)).toBe(expected);
      if (told !== undefined) {
        const [words, piece] = told;
        expect(remarks.map((r) => [r.message, latex.slice(r.span.start, r.span.end)])).toContainEqual([
          expect.stringContaining(words),
          piece,
        ]);
      }
      expect(check(derive(source, { declare })).outcome).toBe('ok');
    },
  );
});

describe('refused at its place', () => {
  test.each([
    ['$f = \\sum_{i=1}^n x_i a_{k-i}$', 'k-i', '\\mathbb{R}^{n}'],
    ['$f = \\sum_{i=1}^n x_i a_{n-i+1}$', 'n-i+1', '\\mathbb{R}^{n}'],
    ['$f = \\sum_{i=1}^n x_i a_{i+j}$', 'i+j', '\\mathbb{R}^{n}'],
    ['$f = a_{i^2}$', 'i^2', 'neither an index'],
    ["$f = a_{i'}$", "i'", 'neither an index'],
    ['$f = a_{\\pi(i)}$', '\\pi(i)', 'neither an index'],
    ['$f = \\sum_{i=1}^n a_{y_i}$', 'y_i', 'neither an index'],
    ['$f = \\sum_{i=1}^n a_{2i}$', '2i', 'two indices or a product'],
    ['$f = \\bar{x^2}$', '^2', 'one letter'],
  ])('%s', async (text, piece, words) => {
    const error = await readLatex(text).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FrobeniusError);
    const { code, message, hint, span } = error as FrobeniusError;
    expect(code).toBe('syntax');
    expect(text.slice(span?.start, span?.end)).toBe(piece);
    expect(`${message} ${hint ?? ''}`).toContain(words);
  });
});
