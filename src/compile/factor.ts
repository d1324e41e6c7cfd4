/**
 * Factors of a square matrix in a plan, shared by all that need them: the inverse, the determinant and its log, and
 * solutions. Cholesky's where the numbers are symmetric and positive definite, LU of all others.
 */
import type { Triangle } from './blocks.js';
import { Blocks, spotOf, transposedSpot } from './blocks.js';
import type { Buffer, Memory } from './memory.js';
import type { Tape } from './tape.js';

export interface Factors {
  readonly of: Buffer;
  readonly order: Int32Array;
  /** Of the order of the rows: 1 or −1; 0 for Cholesky's factor, which has none. */
  sign: number;
}

export class Factorizations {
  constructor(
    private readonly memory: Memory,
    private readonly tape: Tape,
  ) {}

  factor(a: Buffer, before?: Factors): Factors {
    const n = a.rows;
    const { memory } = this;
    const factors = before?.of.rows === n ? before : { of: memory.room(n, n), order: new Int32Array(n), sign: 0 };
    const { of } = factors;
    const blocks = new Blocks(memory, n, n);
    this.tape.add(
      () => {
        of.data.set(a.data);
        factors.sign = 0;
        if (isSymmetric(a.data, n)) {
          if (blocks.cholesky(spotOf(of), n)) return;
          of.data.set(a.data);
        }
        factors.sign = blocks.lu(of, factors.order);
      },
      (2 / 3) * n ** 3,
    );
    return factors;
  }

  /** X := A⁻¹X, where `fill` puts the right side into X, its rows in the given order. */
  private solve(factors: Factors, x: Buffer, fill: (row: (i: number) => number) => void): void {
    const { of, order } = factors;
    const [n, m] = [x.rows, x.cols];
    const blocks = new Blocks(this.memory, n, m);
    const upper: Triangle = { ...spotOf(of), lower: false, unit: false };
    const first: Triangle = { ...transposedSpot(spotOf(of)), lower: true, unit: false };
    const lower: Triangle = { ...spotOf(of), lower: true, unit: true };
    const right = spotOf(x);
    this.tape.add(
      () => {
        const plain = factors.sign === 0;
        fill(plain ? (i) => i : (i) => order[i] as number);
        blocks.solve(plain ? first : lower, n, right, m);
        blocks.solve(upper, n, right, m);
      },
      2 * n * n * m,
    );
  }

  inverse(into: Buffer, factors: Factors): void {
    const n = into.rows;
    this.solve(factors, into, (row) => {
      into.data.fill(0);
      for (let i = 0; i < n; i++) into.data[i * n + row(i)] = 1;
    });
  }

  solution(into: Buffer, factors: Factors, b: Buffer): void {
    const { rows, cols } = into;
    this.solve(factors, into, (row) => {
      for (let i = 0; i < rows; i++) {
        const from = row(i) * cols;
        for (let j = 0; j < cols; j++) into.data[i * cols + j] = b.data[from + j] as number;
      }
    });
  }

  /** The determinant, or the log of its absolute value. */
  determinant(into: Buffer, factors: Factors, log: boolean): void {
    const { of } = factors;
    const n = of.rows;
    this.tape.add(() => {
      const isSquare = factors.sign === 0;
      let result = log ? 0 : isSquare ? 1 : factors.sign;
      for (let i = 0; i < n; i++) {
        const pivot = of.data[i * n + i] as number;
        result = log ? result + Math.log(Math.abs(pivot)) : result * pivot;
      }
      into.data[0] = isSquare ? (log ? 2 * result : result * result) : result;
    }, n);
  }
}

/** To the last digit, with a positive diagonal: as products and sums of symmetric matrices come out. */
function isSymmetric(data: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    if (!((data[i * n + i] as number) > 0)) return false;
    for (let j = 0; j < i; j++) if (data[i * n + j] !== data[j * n + i]) return false;
  }
  return true;
}
