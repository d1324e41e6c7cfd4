/**
 * Whole printed derivations, frozen: what a reader sees changes only on purpose. `npx vitest run
 * test/derivations.test.ts -u` writes the files anew; the difference is then to be read line by line.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { derive, toText } from '../src/index.js';
import { width } from '../src/print/layout.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Problems of this folder, and examples of the manual. */
const sources = [
  ...readdirSync(here('./derivations/'))
    .filter((file) => file.endsWith('.frob'))
    .map((file) => [file.replace('.frob', ''), here(`./derivations/${file}`)] as const),
  ...['rnn', 'lstm', 'dense-layer'].map((name) => [name, here(`../docs/examples/${name}.frob`)] as const),
];

/** Inline expressions, as given on a command line. */
const inline: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['inline-trace', "tr(A'*X*B)", 'X', ['A : n x p', 'X : n x m', 'B : m x p']],
  ['inline-quadratic', "x'*A*x + b'*x", 'x', ['A : n x n', 'x, b : n']],
  ['inline-determinant', 'log(det(X))', 'X', ['X : n x n posdef']],
];

const golden = (name: string): string => here(`./derivations/${name}.txt`);

describe('printed derivations', () => {
  test.each(sources)('%s', async (name, path) => {
    await expect(toText(derive(readFileSync(path, 'utf8')))).toMatchFileSnapshot(golden(name));
  });
  test.each(inline)('%s', async (name, expression, variable, declare) => {
    await expect(toText(derive(expression, { wrt: [variable], declare: [...declare] }))).toMatchFileSnapshot(
      golden(name),
    );
  });
  test.each([...sources.map(([name]) => name), ...inline.map(([name]) => name)])(
    '%s is on file, 100 columns wide',
    (name) => {
      expect(existsSync(golden(name))).toBe(true);
      expect(Math.max(...readFileSync(golden(name), 'utf8').split('\n').map(width))).toBeLessThanOrEqual(100);
    },
  );
});

describe('what every line must be', () => {
  test.each(sources)('%s: each line of the chain has both sides and a reason', (_, path) => {
    const text = toText(derive(readFileSync(path, 'utf8')), { width: 4000 });
    const lines = text.split('\n').filter((line) => /^ {2}\S.* = /.test(line) && !line.includes('⟹'));
    const chain = lines.filter((line) => /^ {2}d\S+ = /.test(line));
    expect(chain.length).toBeGreaterThan(0);
    for (const line of chain) expect(line).toMatch(/\S {3,}\S/);
  });
  test.each(sources)('%s: no program text', (_, path) => {
    const text = toText(derive(readFileSync(path, 'utf8')));
    expect(text).not.toMatch(/(?<!Jacobi)'|\*|\^/);
  });
});
