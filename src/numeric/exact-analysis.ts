/** Exact values of operators that hold functions of analysis, each a free function of a number. */
import type { ExactMatrix, Matrices } from './exact-matrix.js';
import { at, mapped, matrix, one, transposed } from './exact-matrix.js';

export interface Analysis<E> {
  readonly m: Matrices<E>;
  /** A function of the table at one number. */
  of(fn: string, x: E): E;
}

type Operator = <E>(tools: Analysis<E>, first: ExactMatrix<E>, second: ExactMatrix<E>) => ExactMatrix<E>;

const each = <E>({ of }: Analysis<E>, fn: string, a: ExactMatrix<E>): ExactMatrix<E> => mapped(a, (x) => of(fn, x));

/** The sum of the exponentials of each row. */
const rowSums = <E>(tools: Analysis<E>, a: ExactMatrix<E>): readonly E[] =>
  tools.m.multiply(each(tools, 'exp', a), tools.m.fill(a.cols, 1, tools.m.ring.one)).data;

const softmax: Operator = (tools, a) => {
  const { ring } = tools.m;
  const weights = each(tools, 'exp', a);
  const shares = rowSums(tools, a).map((sum) => ring.inverse(sum));
  return matrix(a.rows, a.cols, (i, j) => ring.multiply(at(weights, i, j), shares[i] as (typeof shares)[number]));
};

const logsoftmax: Operator = (tools, a) => {
  const { ring } = tools.m;
  const logs = rowSums(tools, a).map((sum) => ring.negate(tools.of('log', sum)));
  return matrix(a.rows, a.cols, (i, j) => ring.add(at(a, i, j), logs[i] as (typeof logs)[number]));
};

const byColumns =
  (operator: Operator): Operator =>
  (tools, a, b) =>
    transposed(operator(tools, transposed(a), b));

export const ANALYSIS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['logdet', ({ m, of }, a) => one(of('log', m.determinant(a).det))],
  ['norm1', (tools, a) => one(tools.m.total(each(tools, 'abs', a)))],
  ['softmax', softmax],
  ['softmaxcol', byColumns(softmax)],
  ['logsoftmax', logsoftmax],
  ['logsoftmaxcol', byColumns(logsoftmax)],
  ['logsumexp', (tools, a) => one(tools.of('log', tools.m.total(each(tools, 'exp', a))))],
  ['crossentropy', (tools, a, b) => one(tools.m.ring.negate(tools.m.inner(a, each(tools, 'log', b))))],
]);

/** exp(p·log x), of real numbers; a scalar stands for every entry of the other. */
export function realPower<E>(
  { ring }: Matrices<E>,
  x: ExactMatrix<E>,
  p: ExactMatrix<E>,
  of: (fn: string, x: E) => E,
): ExactMatrix<E> {
  const logs = mapped(x, (a) => of('log', a));
  const entry = (a: ExactMatrix<E>, k: number): E => a.data[a.data.length === 1 ? 0 : k] as E;
  const like = x.data.length === 1 ? p : x;
  return mapped(like, (_, k) => of('exp', ring.multiply(entry(p, k), entry(logs, k))));
}
