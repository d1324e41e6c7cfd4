/** The problems that are computed: sources, values, and the same written for peers. */
import { readFileSync } from 'node:fs';

export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}
export type Value = Matrix | readonly Matrix[];
export type Kind = 'rnn' | 'logistic' | 'mlp' | 'gp';

export interface ComputeCase {
  readonly name: string;
  readonly kind: Kind;
  readonly source: string;
  readonly values: Readonly<Record<string, Value>>;
  /** Parameters, in the order of the answer. */
  readonly wrt: readonly string[];
  /** The ratio to PyTorch that is aimed at. */
  readonly bar: number;
}

let state = 7;
const draw = (): number => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648 - 0.5;
};
const matrix = (rows: number, cols: number, scale = 1): Matrix => ({
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, () => scale * draw()),
});
const filled = (rows: number, cols: number, f: (i: number, j: number) => number): Matrix => ({
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, (_, k) => f(Math.floor(k / cols), k % cols)),
});
const stochastic = (rows: number, cols: number): Matrix => {
  const a = matrix(rows, cols).data.map(Math.exp);
  const sums = Array.from({ length: rows }, (_, i) => a.subarray(i * cols, (i + 1) * cols).reduce((s, x) => s + x, 0));
  return filled(rows, cols, (i, j) => (a[i * cols + j] as number) / (sums[i] as number));
};
const many = (count: number, make: () => Matrix): Matrix[] => Array.from({ length: count }, make);

/** A problem whose values are drawn when they are first asked for, always the same: every process draws its own. */
function withValues<P extends object, V>(problem: P, draw: () => V): P & { readonly values: V } {
  let drawn: V | undefined;
  return Object.defineProperty(problem, 'values', {
    enumerable: true,
    get: () => {
      if (drawn === undefined) {
        state = 7;
        drawn = draw();
      }
      return drawn;
    },
  }) as P & { readonly values: V };
}

const rnn = (n: number, d: number, h: number, o: number, T: number, bar: number): ComputeCase =>
  withValues(
    {
      name: `RNN n,d,h,v,T = ${[n, d, h, o, T].join(',')}`,
      kind: 'rnn' as const,
      source: readFileSync('docs/examples/rnn.frob', 'utf8'),
      wrt: ['U', 'W', 'V', 'b', 'c'],
      bar,
    },
    () => ({
      X: many(T, () => matrix(n, d)),
      Y: many(T, () => stochastic(n, o)),
      U: matrix(d, h),
      W: matrix(h, h, 2 / Math.sqrt(h)),
      V: matrix(h, o),
      b: matrix(1, h),
      c: matrix(1, o),
      'H[0]': matrix(n, h),
    }),
  );

/** The Gaussian kernel of n points of space, and a little more on its diagonal. */
function kernel(n: number): Matrix {
  const points = matrix(n, 3);
  const distance = (i: number, j: number): number =>
    [0, 1, 2].reduce((s, k) => s + ((points.data[3 * i + k] as number) - (points.data[3 * j + k] as number)) ** 2, 0);
  return filled(n, n, (i, j) => Math.exp(-distance(i, j)) + (i === j ? 0.1 : 0));
}

export const MIDDLE = 'RNN n,d,h,v,T = 8,16,32,16,20';
export const COMPUTE: readonly ComputeCase[] = [
  rnn(2, 3, 4, 3, 4, 0.05),
  rnn(8, 16, 32, 16, 20, 0.25),
  rnn(32, 64, 128, 64, 50, 1.6),
  withValues(
    {
      name: 'logistic regression 2000×200',
      kind: 'logistic' as const,
      source: 'data X : n x d\ndata y : n\nparam w : d\nL = (1/n)*sum(softplus(X*w) - y.*(X*w))\ngrad L wrt w',
      wrt: ['w'],
      bar: 1,
    },
    () => ({ X: matrix(2000, 200), y: matrix(2000, 1), w: matrix(200, 1) }),
  ),
  withValues(
    {
      name: 'tanh MLP 64×256×3',
      kind: 'mlp' as const,
      source:
        'data X : n x k\ndata Y : n x k\nparam A, B, C : k x k\nH = tanh(X*A)\nK = tanh(H*B)\nM = tanh(K*C)\nL = norm2(M - Y)^2/n\ngrad L wrt A, B, C',
      wrt: ['A', 'B', 'C'],
      bar: 2.2,
    },
    () => ({
      X: matrix(64, 256),
      Y: matrix(64, 256),
      A: matrix(256, 256),
      B: matrix(256, 256),
      C: matrix(256, 256),
    }),
  ),
  withValues(
    {
      name: 'Gaussian process, n = 200',
      kind: 'gp' as const,
      source: "param S : n x n posdef\ndata y : n\nL = logdet(S)/2 + y'*inv(S)*y/2\ngrad L wrt S",
      wrt: ['S'],
      bar: 2,
    },
    () => ({ S: kernel(200), y: matrix(200, 1) }),
  ),
];

export interface HessianCase {
  readonly name: string;
  readonly source: string;
  readonly gradient: string;
  readonly values: Readonly<Record<string, Matrix>>;
  readonly wrt: string;
}
/** So many columns of a Hessian are taken by differences; the time is scaled to all. */
export const COLUMNS = 32;

/** With n entries, or n observations of a few. */
export const hessianCases = (n: number): readonly [HessianCase, HessianCase] => [
  withValues(
    {
      name: `x'Ax, n = ${n}`,
      source: "data A : n x n\nparam x : n\nf = x'*A*x\nhessian f wrt x",
      gradient: "data A : n x n\nparam x : n\nf = x'*A*x\ngrad f wrt x",
      wrt: 'x',
    },
    () => ({ A: matrix(n, n), x: matrix(n, 1) }),
  ),
  withValues(
    {
      name: `logistic regression ${n}×${n / 8}`,
      source: 'data X : n x d\ndata y : n\nparam w : d\nL = (1/n)*sum(softplus(X*w) - y.*(X*w))\nhessian L wrt w',
      gradient: 'data X : n x d\ndata y : n\nparam w : d\nL = (1/n)*sum(softplus(X*w) - y.*(X*w))\ngrad L wrt w',
      wrt: 'w',
    },
    () => ({ X: matrix(n, n / 8), y: matrix(n, 1), w: matrix(n / 8, 1) }),
  ),
];
