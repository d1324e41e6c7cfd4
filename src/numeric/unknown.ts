/**
 * Numbers for functions that are declared but not known: smooth functions drawn at random, the same for the same seed.
 *
 * A function is a sum of sines of linear forms of its arguments' entries, so its derivatives of every order are known
 * in closed form, and `grad(L, A)` is consistent with the value of L.
 */
import type { Matrix } from '../rulebook/rule.js';
import { make, map } from './matrix.js';
import { random } from './random.js';

const WAVES = 3;

interface Wave {
  readonly height: number;
  readonly phase: number;
  readonly frequency: number;
}

function waves(seed: number, text: string): readonly Wave[] {
  const draw = random(seed, `waves of ${text}`);
  return Array.from({ length: WAVES }, () => ({
    height: 0.5 + draw.uniform(),
    phase: 2 * Math.PI * draw.uniform(),
    frequency: 0.4 + draw.uniform(),
  }));
}

/** The derivative of order k of Σ height · sin(frequency · u + phase). */
const wave = (list: readonly Wave[], u: number, order: number): number =>
  list.reduce(
    (sum, { height, phase, frequency }) =>
      sum + height * frequency ** order * Math.sin(frequency * u + phase + (order * Math.PI) / 2),
    0,
  );

/** f(X), or its derivative of the given order, entry by entry. */
export function elementwiseUnknown(seed: number, fn: string, order: number, x: Matrix): Matrix {
  const list = waves(seed, fn);
  return map(x, (u) => wave(list, u, order));
}

/** The weights of the linear form that stands for the k-th wave: one matrix an argument. */
const weights = (seed: number, text: string, like: readonly Matrix[]): readonly Matrix[] =>
  like.map((a, i) => {
    const draw = random(seed, `weights of ${text} in argument ${i}`);
    return make(a.rows, a.cols, () => draw.normal());
  });

const form = (ws: readonly Matrix[], args: readonly Matrix[]): number =>
  ws.reduce(
    (sum, w, i) => sum + w.data.reduce((part, x, k) => part + x * ((args[i] as Matrix).data[k] as number), 0),
    0,
  );

export function scalarUnknown(seed: number, fn: string, args: readonly Matrix[]): number {
  return waves(seed, fn).reduce((sum, one, k) => {
    return sum + wave([one], form(weights(seed, `${fn} ${k}`, args), args), 0);
  }, 0);
}

/** ∂f/∂(the which-th argument). */
export function scalarUnknownGradient(seed: number, fn: string, args: readonly Matrix[], which: number): Matrix {
  const of = args[which] as Matrix;
  const parts = waves(seed, fn).map((one, k) => {
    const ws = weights(seed, `${fn} ${k}`, args);
    return { slope: wave([one], form(ws, args), 1), weight: ws[which] as Matrix };
  });
  return make(of.rows, of.cols, (i, j) =>
    parts.reduce((sum, { slope, weight }) => sum + slope * (weight.data[i * of.cols + j] as number), 0),
  );
}

/** An unknown matrix function: its value (order 0) or, by a scalar argument, its derivative of the given order. */
export function matrixUnknown(seed: number, fn: string, order: number, x: Matrix, rows: number, cols: number): Matrix {
  return make(rows, cols, (i, j) => {
    const entry = `${fn}[${i},${j}]`;
    return x.data.length === 1 ? wave(waves(seed, entry), x.data[0] as number, order) : scalarUnknown(seed, entry, [x]);
  });
}

/** The Jacobian of an unknown matrix function of a matrix: vec(Y) by vec(x)', columns stacked. */
export function matrixUnknownJacobian(seed: number, fn: string, x: Matrix, rows: number, cols: number): Matrix {
  const entry = (k: number): string => `${fn}[${k % rows},${Math.floor(k / rows)}]`;
  // of a single number the value is a wave of its own
  if (x.data.length === 1) return make(rows * cols, 1, (k) => wave(waves(seed, entry(k)), x.data[0] as number, 1));
  const slopes = Array.from({ length: rows * cols }, (_, k) => scalarUnknownGradient(seed, entry(k), [x], 0));
  return make(rows * cols, x.data.length, (k, l) => {
    const slope = slopes[k] as Matrix;
    return slope.data[(l % x.rows) * x.cols + Math.floor(l / x.rows)] as number;
  });
}
