/**
 * Factors of a square matrix in a plan, shared by all that need them: the inverse, the determinant and its log, and
 * solutions. Cholesky's where the numbers are symmetric and positive definite, LU of all others.
 */
import { SINGULAR } from '../numeric/factorize.js';
import type { Triangle } from './blocks.js';
import { Blocks, spotOf, transposedSpot } from './blocks.js';
import type { Buffer, Memory } from './memory.js';
import type { Tape } from './tape.js';

export interface Factors {
  readonly of: Buffer;
  readonly order: Int32Array;
  /** Of the order of the rows: 1 or −1; 0 for Cholesky's factor, which has none. */
  sign: number;
  /** To working precision: there is no inverse then, and no log of the determinant. */
  singular: boolean;
}

export class Factorizations {
  constructor(
    private readonly memory: Memory,
    private readonly tape: Tape,
  ) {}

  factor(a: Buffer, before?: Factors): Factors {
    const n = a.rows;
    const { memory } = this;
    const factors =
      before?.of.rows === n ? before : { of: memory.room(n, n), order: new Int32Array(n), sign: 0, singular: false };
    const { of } = factors;
    const blocks = new Blocks(memory, n, n);
    this.tape.add(
      () => {
        of.data.set(a.data);
        factors.sign = 0;
        if (isSymmetric(a.data, n)) {
          if (blocks.cholesky(spotOf(of), n)) {
            factors.singular = isSingular(of.data, n, 2);
            return;
          }
          of.data.set(a.data);
        }
        factors.sign = blocks.lu(of, factors.order);
        factors.singular = isSingular(of.data, n, 1);
      },
      (2 / 3) * n ** 3,
    );
    return factors;
  }

  /** X with A·X = B, or Aᵀ·X = B where it is transposed. */
  solution(into: Buffer, factors: Factors, b: Buffer, transposed = false): void {
    const { of, order } = factors;
    const [n, m] = [into.rows, into.cols];
    const { memory } = this;
    const blocks = new Blocks(memory, n, m);
    const [lower, upper] = triangles(of);
    const [below, above] = triangles(of, true);
    const turned = transposed ? memory.room(n, m) : undefined;
    this.tape.add(
      () => {
        if (factors.singular) {
          into.data.fill(Number.NaN);
          return;
        }
        if (factors.sign === 0) {
          into.data.set(b.data);
          blocks.solve(below, n, spotOf(into), m);
          blocks.solve(upper, n, spotOf(into), m);
        } else if (turned) {
          // Aᵀ = Uᵀ·Lᵀ·P
          turned.data.set(b.data);
          blocks.solve(below, n, spotOf(turned), m);
          blocks.solve(above, n, spotOf(turned), m);
          for (let i = 0; i < n; i++) moveRow(into.data, order[i] as number, turned.data, i, m);
        } else {
          for (let i = 0; i < n; i++) moveRow(into.data, i, b.data, order[i] as number, m);
          blocks.solve(lower, n, spotOf(into), m);
          blocks.solve(upper, n, spotOf(into), m);
        }
      },
      2 * n * n * m,
    );
  }

  /** A⁻¹ = U⁻¹·L⁻¹·P, or R⁻¹·R⁻ᵀ. */
  inverse(into: Buffer, factors: Factors): void {
    const { of, order } = factors;
    const n = into.rows;
    const blocks = new Blocks(this.memory, n, n);
    const [lower, upper] = triangles(of);
    const [below] = triangles(of, true);
    const row = new Float64Array(n);
    this.tape.add(
      () => {
        const { data } = into;
        const plain = factors.sign === 0;
        if (factors.singular) {
          data.fill(Number.NaN);
          return;
        }
        data.fill(0);
        blocks.inverse(plain ? below : lower, n, spotOf(into));
        blocks.solve(upper, n, spotOf(into), n);
        if (plain) return;
        for (let i = 0; i < n; i++) {
          row.set(data.subarray(i * n, (i + 1) * n));
          for (let j = 0; j < n; j++) data[i * n + (order[j] as number)] = row[j] as number;
        }
      },
      (4 / 3) * n ** 3,
    );
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
      if (log && factors.singular) result = Number.NaN;
      into.data[0] = isSquare ? (log ? 2 * result : result * result) : result;
    }, n);
  }
}

/** L with ones on its diagonal and U; of the transposed matrix Uᵀ, which is also Rᵀ, and Lᵀ with ones. */
function triangles(of: Buffer, transposed = false): [Triangle, Triangle] {
  const spot = transposed ? transposedSpot(spotOf(of)) : spotOf(of);
  return [
    { ...spot, lower: true, unit: !transposed },
    { ...spot, lower: false, unit: transposed },
  ];
}

function moveRow(to: Float64Array, i: number, from: Float64Array, k: number, m: number): void {
  for (let j = 0; j < m; j++) to[i * m + j] = from[k * m + j] as number;
}

/** As the evaluator has it, by the pivots: of Cholesky's factor their squares. */
function isSingular(data: Float64Array, n: number, power: 1 | 2): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < n; i++) {
    const pivot = Math.abs(data[i * n + i] as number) ** power;
    // what is no number is not to be passed over
    if (!(pivot >= least)) least = pivot;
    if (!(pivot <= most)) most = pivot;
  }
  return n > 0 && !(least > SINGULAR * most);
}

/** To the last digit, with a positive diagonal: as products and sums of symmetric matrices come out. */
function isSymmetric(data: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    if (!((data[i * n + i] as number) > 0)) return false;
    for (let j = 0; j < i; j++) if (data[i * n + j] !== data[j * n + i]) return false;
  }
  return true;
}
