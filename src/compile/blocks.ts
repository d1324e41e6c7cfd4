/**
 * Factors of square matrices and systems with triangular ones, in halves: all but the smallest parts of the work are
 * products of parts of matrices. In place, on matrices that lie row by row.
 *
 * Sources of the recursive forms: Toledo, "Locality of reference in LU decomposition with partial pivoting" (1997);
 * Gustavson, "Recursion leads to automatic variable blocking for dense linear-algebra algorithms" (1997).
 */
import type { Buffer, Memory } from './memory.js';

/** A matrix within a buffer: entry (i, j) at from + i·down + j·along. */
export interface Spot {
  readonly buffer: Buffer;
  readonly from: number;
  readonly down: number;
  readonly along: number;
}

/** A triangular matrix; `unit`: ones on its diagonal, whatever stands there. */
export interface Triangle extends Spot {
  readonly lower: boolean;
  readonly unit: boolean;
}

/** Matrices up to this size are factored and solved entry by entry. */
const LEAF = 12;

export const spotOf = (buffer: Buffer): Spot => ({ buffer, from: 0, down: buffer.cols, along: 1 });
const part = <S extends Spot>(s: S, i: number, j: number): S => ({ ...s, from: s.from + i * s.down + j * s.along });
export const transposedSpot = <S extends Spot>(s: S): S => ({ ...s, down: s.along, along: s.down });

const half = (n: number): number => Math.ceil(n / 8) * 4;

export class Blocks {
  private readonly spare: Buffer;

  /** For matrices of up to n rows beside `width` columns. */
  constructor(
    private readonly memory: Memory,
    n: number,
    width: number,
  ) {
    this.spare = memory.room(n, Math.ceil(Math.max(n, width) / 4) * 4);
  }

  /** C −= A·B; C row by row. */
  private subtract(c: Spot, a: Spot, b: Spot, n: number, k: number, m: number): void {
    const { memory } = this;
    if (memory.shared && n * k * m >= 64) this.subtractByKernel(c, a, b, n, k, m);
    else {
      const [x, y, z] = [c.buffer.data, a.buffer.data, b.buffer.data];
      for (let i = 0; i < n; i++) {
        for (let p = 0; p < k; p++) {
          const factor = y[a.from + i * a.down + p * a.along] as number;
          let [at, from] = [c.from + i * c.down, b.from + p * b.down];
          for (let j = 0; j < m; j++, at++, from += b.along) x[at] = (x[at] as number) - factor * (z[from] as number);
        }
      }
    }
  }

  private subtractByKernel(c: Spot, a: Spot, b: Spot, n: number, k: number, m: number): void {
    const { kernel } = this.memory;
    const [pc, pa, pb] = [c, a, b].map((s) => s.buffer.at + 8 * s.from) as [number, number, number];
    if (m === 1 && c.down === 1 && b.down === 1 && (a.along === 1 || a.down === 1)) {
      if (a.along === 1) kernel.rows(pc, pa, 8 * a.down, pb, n, k, -1);
      else kernel.columns(pc, pa, 8 * a.along, pb, n, k, -1);
      return;
    }
    kernel.pack(this.spare.at, pb, 8 * b.down, 8 * b.along, k, m);
    kernel.multiply(
      pc,
      8 * c.down,
      pa,
      8 * a.down,
      8 * a.along,
      32 * a.down,
      this.spare.at,
      32,
      32 * k,
      n,
      k,
      m,
      -1,
      0,
    );
  }

  /** x := x − factor·y for stretches of m entries. */
  private subtractRow(x: Buffer, at: number, y: Buffer, from: number, m: number, factor: number): void {
    if (factor === 0) return;
    if (this.memory.shared && m >= 16) {
      this.memory.kernel.axpy(x.at + 8 * at, y.at + 8 * from, m, -factor);
      return;
    }
    const [to, of] = [x.data, y.data];
    for (let j = 0; j < m; j++) to[at + j] = (to[at + j] as number) - factor * (of[from + j] as number);
  }

  /** X := T⁻¹X for a triangle of n rows and X with m columns. */
  solve(t: Triangle, n: number, x: Spot, m: number): void {
    if (n <= LEAF) {
      this.solveLeaf(t, n, x, m);
      return;
    }
    const h = half(n);
    if (t.lower) {
      this.solve(t, h, x, m);
      this.subtract(part(x, h, 0), part(t, h, 0), x, n - h, h, m);
      this.solve(part(t, h, h), n - h, part(x, h, 0), m);
    } else {
      this.solve(part(t, h, h), n - h, part(x, h, 0), m);
      this.subtract(x, part(t, 0, h), part(x, h, 0), h, n - h, m);
      this.solve(t, h, x, m);
    }
  }

  /** X := T⁻¹ for a lower triangle, X being 0 before: the half above its diagonal is left out of all work. */
  inverse(t: Triangle, n: number, x: Spot): void {
    if (n <= LEAF) {
      for (let i = 0; i < n; i++) x.buffer.data[x.from + i * x.down + i * x.along] = 1;
      this.solveLeaf(t, n, x, n);
      return;
    }
    const h = half(n);
    this.inverse(t, h, x);
    this.inverse(part(t, h, h), n - h, part(x, h, h));
    const below = part(x, h, 0);
    this.subtract(below, part(t, h, 0), x, n - h, h, h);
    this.solve(part(t, h, h), n - h, below, h);
  }

  private solveLeaf(t: Triangle, n: number, { buffer, from, down }: Spot, m: number): void {
    const { data } = t.buffer;
    const entry = (i: number, j: number): number => data[t.from + i * t.down + j * t.along] as number;
    for (let q = 0; q < n; q++) {
      const i = t.lower ? q : n - 1 - q;
      const row = from + i * down;
      const [start, end] = t.lower ? [0, i] : [i + 1, n];
      for (let p = start; p < end; p++) this.subtractRow(buffer, row, buffer, from + p * down, m, entry(i, p));
      if (t.unit) continue;
      const pivot = entry(i, i);
      for (let j = 0; j < m; j++) buffer.data[row + j] = (buffer.data[row + j] as number) / pivot;
    }
  }

  /** A = RᵀR: R in place of the upper half of a symmetric A; false where A is not positive definite. */
  cholesky(a: Spot, n: number): boolean {
    if (n <= LEAF) return choleskyLeaf(a, n);
    const h = half(n);
    if (!this.cholesky(a, h)) return false;
    const right = part(a, 0, h);
    this.solve({ ...transposedSpot(a), lower: true, unit: false }, h, right, n - h);
    this.subtract(part(a, h, h), transposedSpot(right), right, n - h, h, n - h);
    return this.cholesky(part(a, h, h), n - h);
  }

  /**
   * P·A = L·U in place for a square buffer: L below the diagonal with ones on it, U above. `order` says which row of A each
   * is; the sign of that order is the answer. The largest pivot of each column is taken.
   */
  lu(a: Buffer, order: Int32Array): number {
    for (let i = 0; i < order.length; i++) order[i] = i;
    return this.luOf(a, order, 0, a.rows);
  }

  private luOf(a: Buffer, order: Int32Array, first: number, count: number): number {
    if (count <= LEAF) return this.luLeaf(a, order, first, count);
    const n = a.rows;
    const h = half(count);
    const whole = spotOf(a);
    const sign = this.luOf(a, order, first, h);
    const right = part(whole, first, first + h);
    this.solve({ ...part(whole, first, first), lower: true, unit: true }, h, right, count - h);
    const below = first + h;
    this.subtract(part(whole, below, below), part(whole, below, first), right, n - below, h, count - h);
    return sign * this.luOf(a, order, below, count - h);
  }

  /** Columns first … first + count − 1, all rows below; rows change places in full width. */
  private luLeaf(a: Buffer, order: Int32Array, first: number, count: number): number {
    const { data, rows: n } = a;
    const end = first + count;
    let sign = 1;
    for (let k = first; k < end; k++) {
      let top = k;
      for (let i = k + 1; i < n; i++)
        if (Math.abs(data[i * n + k] as number) > Math.abs(data[top * n + k] as number)) top = i;
      if (top !== k) {
        exchange(data, k * n, top * n, n);
        const row = order[k] as number;
        order[k] = order[top] as number;
        order[top] = row;
        sign = -sign;
      }
      const pivot = data[k * n + k] as number;
      for (let i = k + 1; i < n; i++) {
        const factor = (data[i * n + k] as number) / pivot;
        data[i * n + k] = factor;
        this.subtractRow(a, i * n + k + 1, a, k * n + k + 1, end - k - 1, factor);
      }
    }
    return sign;
  }
}

function exchange(data: Float64Array, one: number, other: number, length: number): void {
  for (let j = 0; j < length; j++) {
    const x = data[one + j] as number;
    data[one + j] = data[other + j] as number;
    data[other + j] = x;
  }
}

function choleskyLeaf({ buffer: { data }, from, down }: Spot, n: number): boolean {
  for (let k = 0; k < n; k++) {
    const row = from + k * down;
    const square = data[row + k] as number;
    if (!(square > 0)) return false;
    const pivot = Math.sqrt(square);
    for (let j = k; j < n; j++) data[row + j] = (data[row + j] as number) / pivot;
    for (let i = k + 1; i < n; i++) {
      const factor = data[row + i] as number;
      const below = from + i * down;
      for (let j = i; j < n; j++) data[below + j] = (data[below + j] as number) - factor * (data[row + j] as number);
    }
  }
  return true;
}
