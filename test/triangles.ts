/**
 * Families over two indices, square, triangular and in bands, and what may be asked of them: members, diagonals, rows,
 * columns, all members in either order. Each use names only members that there are, for sizes from `least` on.
 */
export interface Shape {
  readonly name: string;
  /** The range of j for an i. */
  readonly of: readonly [from: string, to: string];
  /** The members there are, as a condition on numbers. */
  readonly has: (i: number, j: number, T: number) => boolean;
}

export const SHAPES: readonly Shape[] = [
  { name: 'square', of: ['1', 'T'], has: (_i, j, T) => j >= 1 && j <= T },
  { name: 'lower', of: ['1', 'i'], has: (i, j) => j >= 1 && j <= i },
  { name: 'strictly lower', of: ['1', 'i-1'], has: (i, j) => j >= 1 && j < i },
  { name: 'upper', of: ['i', 'T'], has: (i, j, T) => j >= i && j <= T },
  { name: 'strictly upper', of: ['i+1', 'T'], has: (i, j, T) => j > i && j <= T },
  { name: 'band', of: ['i', 'i+1'], has: (i, j) => j === i || j === i + 1 },
  { name: 'antitriangle', of: ['1', 'T-i+1'], has: (i, j, T) => j >= 1 && j <= T - i + 1 },
];

export interface Use {
  readonly loss: string;
  /** The members that it names at a size. */
  readonly members: (T: number) => readonly (readonly [number, number])[];
}

const upTo = (T: number, from = 1): number[] => Array.from({ length: Math.max(0, T - from + 1) }, (_, k) => from + k);

export const USES: readonly Use[] = [
  { loss: 'sum(i = 1..T, p[i,i]^2)', members: (T) => upTo(T).map((i) => [i, i]) },
  { loss: 'sum(i = 2..T, p[i,i-1]^2)', members: (T) => upTo(T, 2).map((i) => [i, i - 1]) },
  { loss: 'sum(i = 1..T-1, sin(p[i,i+1]))', members: (T) => upTo(T - 1).map((i) => [i, i + 1]) },
  { loss: 'sum(i = 1..T, p[i,1]^2)', members: (T) => upTo(T).map((i) => [i, 1]) },
  { loss: 'sum(i = 1..T, sin(p[i,T]))', members: (T) => upTo(T).map((i) => [i, T]) },
  { loss: 'sum(j = 1..T, p[1,j]^2)', members: (T) => upTo(T).map((j) => [1, j]) },
  { loss: 'sum(j = 1..T, sin(p[T,j]))', members: (T) => upTo(T).map((j) => [T, j]) },
  { loss: 'p[1,1]^2', members: () => [[1, 1]] },
  { loss: 'sin(p[T,T])', members: (T) => [[T, T]] },
  { loss: 'p[T,1]^2', members: (T) => [[T, 1]] },
  { loss: 'p[1,T]^2', members: (T) => [[1, T]] },
  { loss: 'sum(i = 1..T, p[i,T-i+1]^2)', members: (T) => upTo(T).map((i) => [i, T - i + 1]) },
  {
    loss: 'sum(i = 1..T, sum(j = 1..i, p[i,j]^2))',
    members: (T) => upTo(T).flatMap((i) => upTo(i).map((j) => [i, j] as const)),
  },
  {
    loss: 'sum(j = 1..T, sum(i = j..T, sin(p[i,j])*w[j]))',
    members: (T) => upTo(T).flatMap((j) => upTo(T, j).map((i) => [i, j] as const)),
  },
  {
    loss: 'sum(j = 1..T, sum(i = j+1..T, p[i,j]^2))',
    members: (T) => upTo(T).flatMap((j) => upTo(T, j + 1).map((i) => [i, j] as const)),
  },
  {
    loss: 'sum(j = 1..T, sum(i = 1..j-1, sin(p[i,j])))',
    members: (T) => upTo(T).flatMap((j) => upTo(j - 1).map((i) => [i, j] as const)),
  },
  {
    loss: 'sum(i = 1..T, sum(j = i..T, p[i,j]*p[i,i]))',
    members: (T) => upTo(T).flatMap((i) => upTo(T, i).map((j) => [i, j] as const)),
  },
  {
    loss: 'sum(i = 1..T, sum(j = i+1..T, p[i,j]*w[i]))',
    members: (T) => upTo(T).flatMap((i) => upTo(T, i + 1).map((j) => [i, j] as const)),
  },
  {
    loss: 'sum(j = 1..T, sum(i = 1..T, p[i,j]*w[i]))',
    members: (T) => upTo(T).flatMap((j) => upTo(T).map((i) => [i, j] as const)),
  },
  {
    loss: 'sum(i = 1..T, p[i,i]^2) + sum(i = 2..T, sum(j = 1..i-1, sin(p[i,j])))',
    members: (T) => upTo(T).flatMap((i) => upTo(i).map((j) => [i, j] as const)),
  },
  {
    loss: 'sum(i = 1..T, p[i,i]^2)*sin(p[1,1])',
    members: (T) => upTo(T).map((i) => [i, i] as const),
  },
];

export const VALUES: readonly string[] = ['w[i]*sin(x[j])', 'tanh(a*x[i]) + w[j]^2', 'sin(p[i,j-1]) + a*x[i]'];

/** Sizes at which all members that are used are there, of those that are tried. */
export const sizesFor = ({ has }: Shape, { members }: Use, upToSize = 5): number[] =>
  upTo(upToSize).filter((T) => members(T).every(([i, j]) => i >= 1 && i <= T && has(i, j, T)));

export function triangle(shape: Shape, use: Use, value: string): string {
  const recurs = value.includes('p[');
  const [from, to] = shape.of;
  const before = from === '1' ? '0' : from.startsWith('i+') ? 'i' : 'i-1';
  return [
    'param x[t], w[t] : scalar',
    'param a : scalar',
    'for i = 1..T',
    ...(recurs ? [`  p[i,${before}] = a*w[i]`] : []),
    `  for j = ${from}..${to}`,
    `    p[i,j] = ${value}`,
    '  end',
    'end',
    `L = ${use.loss}`,
    'grad L wrt w, x, a',
  ].join('\n');
}
