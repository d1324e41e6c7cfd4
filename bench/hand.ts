/** The same gradients written by hand, over a few operations that plain loops, mathjs and ml-matrix have. */
import { create, all as everything } from 'mathjs';
import { rowsOf } from './numbers.js';
import type { Loose, Prepare } from './peers.js';
import { fromPeers } from './peers.js';
import type { ComputeCase, Matrix, Value } from './problems.js';

interface Operations<M> {
  of(m: Matrix): M;
  numbers(m: M): number[];
  times(a: M, b: M): M;
  transpose(a: M): M;
  add(a: M, b: M): M;
  subtract(a: M, b: M): M;
  hadamard(a: M, b: M): M;
  /** A row added to every row. */
  addRow(a: M, row: M): M;
  map(a: M, f: (x: number) => number): M;
  columns(a: M): M;
  total(a: M): number;
}

// a loop is several times faster than the map of a typed array
function each({ rows, cols, data }: Matrix, f: (x: number, k: number) => number): Matrix {
  const made = new Float64Array(data.length);
  for (let k = 0; k < made.length; k++) made[k] = f(data[k] as number, k);
  return { rows, cols, data: made };
}

const plain: Operations<Matrix> = {
  of: (m) => m,
  numbers: (m) => [...m.data],
  times: (a, b) => {
    const data = new Float64Array(a.rows * b.cols);
    for (let i = 0; i < a.rows; i++)
      for (let p = 0; p < a.cols; p++) {
        const x = a.data[i * a.cols + p] as number;
        for (let j = 0; j < b.cols; j++)
          data[i * b.cols + j] = (data[i * b.cols + j] as number) + x * (b.data[p * b.cols + j] as number);
      }
    return { rows: a.rows, cols: b.cols, data };
  },
  transpose: ({ rows, cols, data }) => {
    const turned = new Float64Array(rows * cols);
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) turned[j * rows + i] = data[i * cols + j] as number;
    return { rows: cols, cols: rows, data: turned };
  },
  add: (a, b) => each(a, (x, k) => x + (b.data[k] as number)),
  subtract: (a, b) => each(a, (x, k) => x - (b.data[k] as number)),
  hadamard: (a, b) => each(a, (x, k) => x * (b.data[k] as number)),
  addRow: (a, row) => each(a, (x, k) => x + (row.data[k % a.cols] as number)),
  map: (a, f) => each(a, f),
  columns: ({ rows, cols, data }) => {
    const sums = new Float64Array(cols);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < cols; j++) sums[j] = (sums[j] as number) + (data[i * cols + j] as number);
    return { rows: 1, cols, data: sums };
  },
  total: ({ data }) => data.reduce((s, x) => s + x, 0),
};

function mathjs(): Operations<Loose> {
  const math = create(everything as never) as Loose;
  return {
    of: (m) => math.matrix(rowsOf(m)),
    numbers: (m) => m.toArray().flat(),
    times: (a, b) => math.multiply(a, b),
    transpose: (a) => math.transpose(a),
    add: (a, b) => math.add(a, b),
    subtract: (a, b) => math.subtract(a, b),
    hadamard: (a, b) => math.dotMultiply(a, b),
    addRow: (a, row) => math.add(a, row),
    map: (a, f) => a.map(f),
    columns: (a) => math.matrix([math.sum(a, 0).toArray()]),
    total: (a) => math.sum(a),
  };
}

function mlMatrix(): Operations<Loose> {
  const { Matrix: Own } = fromPeers('ml-matrix') as Loose;
  return {
    of: (m) => new Own(rowsOf(m)),
    numbers: (m) => m.to1DArray(),
    times: (a, b) => a.mmul(b),
    transpose: (a) => a.transpose(),
    add: (a, b) => Own.add(a, b),
    subtract: (a, b) => Own.sub(a, b),
    hadamard: (a, b) => Own.mul(a, b),
    addRow: (a, row) => a.clone().addRowVector(row),
    map: (a, f) =>
      a.clone().apply(function (this: Loose, i: number, j: number) {
        this.set(i, j, f(this.get(i, j)));
      }),
    columns: (a) => Own.rowVector(a.sum('column')),
    total: (a) => a.sum(),
  };
}

type Work<M> = () => M[];
const isList = (v: Value): v is readonly Matrix[] => Array.isArray(v);

function written<M>(o: Operations<M>, { kind, values }: ComputeCase): Work<M> | undefined {
  const one = (k: string): M => o.of(values[k] as Matrix);
  const list = (k: string): M[] =>
    isList(values[k] as Value) ? (values[k] as readonly Matrix[]).map((m) => o.of(m)) : [];
  if (kind === 'rnn') {
    const [X, Y, U, W, V, b, c, start] = [
      list('X'),
      list('Y'),
      one('U'),
      one('W'),
      one('V'),
      one('b'),
      one('c'),
      one('H[0]'),
    ];
    return () => {
      const T = X.length;
      const H = [start];
      const G: M[] = [];
      for (let t = 0; t < T; t++) {
        const a = o.addRow(o.add(o.times(X[t] as M, U), o.times(H[t] as M, W)), b);
        H.push(o.map(a, Math.tanh));
        const e = o.map(o.addRow(o.times(H[t + 1] as M, V), c), Math.exp);
        // rows of Y sum to 1, so that the gradient is the softmax less Y
        G.push(o.map(o.subtract(softmax(o, e), Y[t] as M), (x) => x / T));
      }
      let [gU, gW, gV, gb, gc, back] = [undefined, undefined, undefined, undefined, undefined, undefined] as (
        | M
        | undefined
      )[];
      const grow = (sum: M | undefined, x: M): M => (sum === undefined ? x : o.add(sum, x));
      for (let t = T - 1; t >= 0; t--) {
        const [g, h] = [G[t] as M, H[t + 1] as M];
        gV = grow(gV, o.times(o.transpose(h), g));
        gc = grow(gc, o.columns(g));
        const gh = o.times(g, o.transpose(V));
        const all: M = back === undefined ? gh : o.add(gh, o.times(back, o.transpose(W)));
        back = o.hadamard(
          all,
          o.map(h, (x) => 1 - x * x),
        );
        gU = grow(gU, o.times(o.transpose(X[t] as M), back));
        gW = grow(gW, o.times(o.transpose(H[t] as M), back));
        gb = grow(gb, o.columns(back));
      }
      return [gU, gW, gV, gb, gc] as M[];
    };
  }
  if (kind === 'logistic') {
    const [X, y, w] = [one('X'), one('y'), one('w')];
    const n = (values.X as Matrix).rows;
    const turned = o.transpose(X);
    return () => {
      const z = o.times(X, w);
      o.total(
        o.subtract(
          o.map(z, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
          o.hadamard(y, z),
        ),
      );
      const p = o.map(z, (x) => 1 / (1 + Math.exp(-x)));
      return [o.map(o.times(turned, o.subtract(p, y)), (x) => x / n)];
    };
  }
  if (kind === 'mlp') {
    const [X, Y, A, B, C] = [one('X'), one('Y'), one('A'), one('B'), one('C')];
    const n = (values.X as Matrix).rows;
    return () => {
      const H = o.map(o.times(X, A), Math.tanh);
      const K = o.map(o.times(H, B), Math.tanh);
      const M = o.map(o.times(K, C), Math.tanh);
      const slope = (m: M): M => o.map(m, (x) => 1 - x * x);
      const g3 = o.hadamard(
        o.map(o.subtract(M, Y), (x) => (2 * x) / n),
        slope(M),
      );
      const g2 = o.hadamard(o.times(g3, o.transpose(C)), slope(K));
      const g1 = o.hadamard(o.times(g2, o.transpose(B)), slope(H));
      return [o.times(o.transpose(X), g1), o.times(o.transpose(H), g2), o.times(o.transpose(K), g3)];
    };
  }
  return undefined;
}

function softmax<M>(o: Operations<M>, e: M): M {
  // the sum of each row, put beside each entry
  const sums = o.columns(o.transpose(e));
  const inverse = o.map(o.transpose(sums), (x) => 1 / x);
  const width = o.numbers(o.columns(e)).length;
  const ones = o.of({ rows: 1, cols: width, data: new Float64Array(width).fill(1) });
  return o.hadamard(e, o.times(inverse, ones));
}

const prepare =
  <M>(o: Operations<M>): Prepare =>
  (problem) => {
    const work = written(o, problem);
    return work && { run: work, gradients: async () => work().map((m) => o.numbers(m)) };
  };

export const byHand = {
  plain: (): Prepare => prepare(plain),
  mlMatrix: (): Prepare => prepare(mlMatrix()),
  mathjs: (): Prepare => prepare(mathjs()),
};
