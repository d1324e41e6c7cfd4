/**
 * Two ways to every number: our kernels and mathjs's arithmetic agree on the value of every operator, and the complex
 * step on its derivative.
 */
import { describe, expect, test } from 'vitest';
import type { Property } from '../src/language/problem.js';
import type { Cells } from '../src/numeric/backend.js';
import { imaginaryPart, loadBackend, realPart } from '../src/numeric/backend.js';
import { drawValue } from '../src/numeric/draw.js';
import { relativeError } from '../src/numeric/evidence.js';
import { addScaled, at, make, scale } from '../src/numeric/matrix.js';
import { OPERATORS } from '../src/numeric/operators.js';
import { random } from '../src/numeric/random.js';
import { makeCells, WITNESS_OPERATORS } from '../src/numeric/witness-operators.js';
import type { Matrix } from '../src/rulebook/rule.js';

const math = await loadBackend();

type Draw = readonly [rows: number, cols: number, ...properties: Property[]];
interface Case {
  readonly fn: string;
  readonly args: readonly Draw[];
  readonly sizes?: readonly [rows: number, cols: number, ...dims: number[]];
  /** False where mathjs has the function for real matrices only. */
  readonly complex?: false;
}

const square: Draw = [3, 3];
const invertible: Draw = [3, 3, 'invertible'];
const wide: Draw = [2, 4];
const positive: Draw = [2, 4, 'positive'];
const vector: Draw = [4, 1];
const posdef: Draw = [3, 3, 'posdef'];

const CASES: readonly Case[] = [
  ...['sum', 'prod', 'norm1', 'norm2', 'norminf', 'max', 'min', 'logsumexp', 'T', 'vec', 'diagonal'].map((fn) => ({
    fn,
    args: [wide],
  })),
  ...['logsumexprow', 'logsumexpcol', 'softmax', 'softmaxcol', 'logsoftmax', 'logsoftmaxcol', 'tril', 'triu'].map(
    (fn) => ({ fn, args: [wide] }),
  ),
  ...['tr', 'det', 'sym', 'skew', 'expm', 'sinm', 'cosm'].map((fn) => ({ fn, args: [square] })),
  ...['inv', 'logdet', 'adj'].map((fn) => ({ fn, args: [invertible] })),
  ...['sqrtm', 'logm', 'chol'].map((fn) => ({ fn, args: [posdef] })),
  ...['had', 'frob', 'max', 'min', 'crossentropy'].map((fn) => ({ fn, args: [positive, positive] })),
  { fn: 'pinv', args: [[4, 2]] },
  { fn: 'pinv', args: [wide] },
  { fn: 'kron', args: [wide, square] },
  { fn: 'hcat', args: [wide, [2, 3]] },
  { fn: 'vcat', args: [wide, [3, 4]] },
  { fn: 'pow', args: [positive, [1, 1]] },
  { fn: 'diag', args: [vector] },
  { fn: 'unvec', args: [[6, 1]], sizes: [2, 3, 2, 3] },
  { fn: 'slice', args: [square], sizes: [2, 2, 2, 3, 1, 2] },
  { fn: 'where>', args: [wide, wide, wide, wide], sizes: [2, 4] },
  { fn: 'commutation', args: [], sizes: [6, 6, 2, 3] },
  { fn: 'basis', args: [], sizes: [4, 1, 4, 3] },
  ...['eigvals', 'lambdamax'].map((fn) => ({ fn, args: [posdef], complex: false as const })),
  ...['svdvals', 'nucnorm', 'specnorm'].map((fn) => ({ fn, args: [wide], complex: false as const })),
];

const STEP = 1e-25;
const H = 2 ** -10;
const toCells = (a: Matrix, direction?: Matrix): Cells =>
  makeCells(a.rows, a.cols, (i, j) =>
    direction ? math.complex(at(a, i, j), STEP * at(direction, i, j)) : at(a, i, j),
  );
const toMatrix = (a: Cells, part: (x: Cells[number][number]) => number): Matrix =>
  make(a.length, a[0]?.length ?? 0, (i, j) => part((a[i] as Cells[number])[j] as Cells[number][number]));

describe.each(CASES)('$fn of $args', ({ fn, args, sizes = [0, 0], complex }) => {
  const r = random(12, fn);
  const values = args.map(([rows, cols, ...properties]) =>
    drawValue({ properties: new Set(properties) }, rows, cols, 'normal', r),
  );
  const directions = args.map(([rows, cols, ...properties]) => {
    const structure = new Set(properties.filter((p) => p === 'posdef'));
    return drawValue({ properties: structure }, rows, cols, 'normal', r);
  });
  const [rows, cols, ...dims] = sizes;
  const ours = (list: readonly Matrix[]): Matrix =>
    (OPERATORS[fn] as (typeof OPERATORS)[string])(list, { rows, cols, dims });
  const theirs = (list: readonly Cells[]): Cells =>
    (WITNESS_OPERATORS[fn] as (typeof WITNESS_OPERATORS)[string])(math, list, { rows, cols, dims });

  test('the values agree', () => {
    expect(relativeError(ours(values), toMatrix(theirs(values.map((a) => toCells(a))), realPart))).toBeLessThan(1e-11);
  });

  // constants have no direction, and what rests on absolute values or an order no complex step
  if (complex === false || args.length === 0) return;
  test('the complex step agrees with differences', () => {
    const along = (t: number): Matrix => ours(values.map((a, k) => addScaled(a, t, directions[k] as Matrix)));
    const near = addScaled(along(H), -1, along(-H));
    const far = addScaled(along(2 * H), -1, along(-2 * H));
    const slope = scale(1 / (12 * H), addScaled(scale(8, near), -1, far));
    const stepped = theirs(values.map((a, k) => toCells(a, directions[k])));
    expect(relativeError(slope, scale(1 / STEP, toMatrix(stepped, imaginaryPart)))).toBeLessThan(1e-8);
  });
});
