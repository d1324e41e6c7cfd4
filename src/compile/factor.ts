/**
 * LU factors of a square matrix in a plan, shared by all that need them: the inverse, the determinant and its log, and
 * solutions. Works on whole rows, by kernels where there is an arena.
 */
import type { Arena } from './arena.js';
import type { Code } from './code.js';
import type { Node, Workspace } from './workspace.js';

/** y += x·v on stretches of rows. */
type AddRow = (y: Float64Array, at: number, v: Float64Array, from: number, length: number, x: number) => void;

const plain: AddRow = (y, at, v, from, length, x) => {
  for (let j = 0; j < length; j++) y[at + j] = (y[at + j] as number) + x * (v[from + j] as number);
};

const addRows = (arena: Arena | undefined): AddRow =>
  arena === undefined ? plain : (y, at, v, from, length, x) => arena.addRow(y, at, v, from, length, x);

/** P·A = L·U, both in the buffer of `lu`; `order` says which row of A each is. */
export interface Factors {
  readonly lu: Node;
  readonly order: Int32Array;
  /** Of the order: 1 or −1; 0 where a pivot is. */
  readonly sign: () => number;
}

export class Factorizations {
  private readonly known = new Map<Code, Factors>();

  constructor(
    private readonly space: Workspace,
    private readonly node: (code: Code) => Node,
  ) {}

  of(code: Code): Factors {
    const known = this.known.get(code);
    if (known !== undefined) return known;
    const a = this.node(code);
    const n = a.rows;
    const lu = this.space.fresh(n, n);
    if (a.still) lu.still = true;
    const order = new Int32Array(n);
    let sign = 1;
    const addRow = addRows(this.space.arena);
    lu.run = () => {
      this.space.pull(a);
      lu.data.set(a.data);
      sign = factorize(lu.data, order, n, addRow);
    };
    const factors = { lu, order, sign: () => sign };
    this.known.set(code, factors);
    return factors;
  }

  /** X with A·X = B, where B is put into X's buffer by `fill`. */
  solve(code: Code, cols: number, fill: (x: Float64Array, order: Int32Array) => void): Node {
    const { lu, order } = this.of(code);
    const n = lu.rows;
    const x = this.space.fresh(n, cols);
    const addRow = addRows(this.space.arena);
    x.run = () => {
      this.space.pull(lu);
      fill(x.data, order);
      substitute(lu.data, x.data, n, cols, addRow);
    };
    return x;
  }

  inverse(code: Code): Node {
    const n = this.of(code).lu.rows;
    return this.solve(code, n, (x, order) => {
      x.fill(0);
      for (let i = 0; i < n; i++) x[i * n + (order[i] as number)] = 1;
    });
  }

  solution(left: Code, right: Code): Node {
    const b = this.node(right);
    const { cols } = b;
    return this.solve(left, cols, (x, order) => {
      this.space.pull(b);
      for (let i = 0; i < b.rows; i++) {
        const from = (order[i] as number) * cols;
        for (let j = 0; j < cols; j++) x[i * cols + j] = b.data[from + j] as number;
      }
    });
  }

  /** The determinant, or the log of its absolute value. */
  determinant(code: Code, log: boolean): Node {
    const { lu, sign } = this.of(code);
    const n = lu.rows;
    const node = this.space.fresh(1, 1);
    node.run = () => {
      this.space.pull(lu);
      let result = log ? 0 : sign();
      for (let i = 0; i < n; i++) {
        const pivot = lu.data[i * n + i] as number;
        result = log ? result + Math.log(Math.abs(pivot)) : result * pivot;
      }
      node.data[0] = result;
    };
    return node;
  }
}

/** In place, with the largest pivot of each column; the sign of the order of the rows. */
function factorize(a: Float64Array, order: Int32Array, n: number, addRow: AddRow): number {
  let sign = 1;
  for (let i = 0; i < n; i++) order[i] = i;
  for (let k = 0; k < n; k++) {
    let top = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k] as number) > Math.abs(a[top * n + k] as number)) top = i;
    if (top !== k) {
      for (let j = 0; j < n; j++) {
        const x = a[k * n + j] as number;
        a[k * n + j] = a[top * n + j] as number;
        a[top * n + j] = x;
      }
      const row = order[k] as number;
      order[k] = order[top] as number;
      order[top] = row;
      sign = -sign;
    }
    const pivot = a[k * n + k] as number;
    for (let i = k + 1; i < n; i++) {
      const factor = (a[i * n + k] as number) / pivot;
      a[i * n + k] = factor;
      if (factor !== 0) addRow(a, i * n + k + 1, a, k * n + k + 1, n - k - 1, -factor);
    }
  }
  return sign;
}

/** L, then U, undone on rows of X. */
function substitute(lu: Float64Array, x: Float64Array, n: number, cols: number, addRow: AddRow): void {
  for (let i = 1; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const factor = lu[i * n + k] as number;
      if (factor !== 0) addRow(x, i * cols, x, k * cols, cols, -factor);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const factor = lu[i * n + k] as number;
      if (factor !== 0) addRow(x, i * cols, x, k * cols, cols, -factor);
    }
    const pivot = lu[i * n + i] as number;
    for (let j = 0; j < cols; j++) x[i * cols + j] = (x[i * cols + j] as number) / pivot;
  }
}
