/** The standard problems, and values at which their gradients are compared. */
import { readFileSync } from 'node:fs';

export interface Standard {
  readonly expression: string;
  readonly declare: readonly string[];
  readonly wrt: string;
  /** Name, rows, columns of each variable: numbers or names. */
  readonly symbols: readonly (readonly [string, string, string])[];
}

export const standardProblems = (): Standard[] =>
  readFileSync('test/cases/standard.txt', 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(';').map((part) => part.trim()) as [string, string, string])
    .map(([expression, declarations, wrt]) => {
      const declare = declarations.split('|').map((d) => d.trim());
      return { expression, declare, wrt, symbols: declare.map(symbolOf) };
    });

function symbolOf(declaration: string): readonly [string, string, string] {
  const [, name, rows, cols] = /^(\w+) : (\w+)(?: x (\w+))?/.exec(declaration) ?? [];
  if (name === undefined || rows === undefined) throw new Error(`no declaration: ${declaration}`);
  return rows === 'scalar' ? [name, '1', '1'] : [name, rows, cols ?? '1'];
}

/** Sizes differ where they may, so that a transposed answer does not pass; m rows are fewer than n, for logdet(A·X·Aᵀ). */
const SIZES: Readonly<Record<string, number>> = { n: 3, m: 2, p: 4, q: 5, d: 3, k: 6 };

export interface Values {
  readonly values: Readonly<Record<string, number | number[][]>>;
  /** What each size that has a name is worth. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Random values that the declarations allow; `draw` gives numbers between 0 and 1. */
export function valuesOf({ declare, symbols }: Standard, draw: () => number): Values {
  const sizes: Record<string, number> = {};
  const size = (word: string): number => {
    if (/^\d+$/.test(word)) return Number(word);
    const known = SIZES[word];
    if (known === undefined) throw new Error(`a size without a value: ${word}`);
    sizes[word] = known;
    return known;
  };
  const values: Record<string, number | number[][]> = {};
  for (const [i, [name, rows, cols]] of symbols.entries()) {
    const [r, c] = [size(rows), size(cols)];
    const drawn = Array.from({ length: r }, () => Array.from({ length: c }, () => 0.2 + draw()));
    values[name] = rows === '1' && cols === '1' ? (drawn[0]?.[0] as number) : shaped(drawn, declare[i] as string);
  }
  return { values, sizes };
}

function shaped(a: readonly (readonly number[])[], declaration: string): number[][] {
  const at = (i: number, j: number): number => a[i]?.[j] as number;
  const eye = (i: number, j: number): number => (i === j ? 1 : 0);
  if (/symmetric|posdef/.test(declaration))
    return a.map((_, i) => a.map((__, j) => a.reduce((s, ___, k) => s + at(i, k) * at(j, k), eye(i, j))));
  if (/rowstochastic/.test(declaration)) return a.map((row) => row.map((x) => x / row.reduce((s, y) => s + y, 0)));
  if (/stochastic/.test(declaration)) {
    const all = a.flat().reduce((s, x) => s + x, 0);
    return a.map((row) => row.map((x) => x / all));
  }
  // a square matrix with a heavy diagonal is invertible, and its determinant positive
  if (a.length === a[0]?.length) return a.map((row, i) => row.map((x, j) => x + 3 * eye(i, j)));
  return a.map((row) => [...row]);
}
