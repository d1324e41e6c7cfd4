/**
 * Matrices over any ring: sums, products, determinant, adjugate and inverse, without a rounding anywhere.
 *
 * The determinant and the adjugate come from traces of powers (Faddeev and LeVerrier), which divides by 1…n only: so
 * singular matrices, and dual numbers whose value part is singular, have theirs as well.
 */
import { spend } from '../expression/limits.js';
import type { Ring } from './exact-ring.js';

/** What entries and products of them count for beside the nodes of terms: whole numbers of 61 bits are slow. */
const ENTRIES_A_NODE = 32;
const PRODUCTS_A_NODE = 32;

export interface ExactMatrix<E> {
  readonly rows: number;
  readonly cols: number;
  /** Row by row. */
  readonly data: readonly E[];
}

export function matrix<E>(rows: number, cols: number, entry: (i: number, j: number) => E): ExactMatrix<E> {
  spend((rows * cols) / ENTRIES_A_NODE);
  const data: E[] = [];
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data.push(entry(i, j));
  return { rows, cols, data };
}

export const at = <E>(a: ExactMatrix<E>, i: number, j: number): E => a.data[i * a.cols + j] as E;

export const one = <E>(x: E): ExactMatrix<E> => ({ rows: 1, cols: 1, data: [x] });

export function mapped<E, F>(a: ExactMatrix<E>, f: (x: E, k: number) => F): ExactMatrix<F> {
  spend(a.data.length / ENTRIES_A_NODE);
  return { rows: a.rows, cols: a.cols, data: a.data.map(f) };
}

export const transposed = <E>(a: ExactMatrix<E>): ExactMatrix<E> => matrix(a.cols, a.rows, (i, j) => at(a, j, i));

/** Sizes that do not fit are a finding about a term, as they are for doubles. */
function sameSize<E>(a: ExactMatrix<E>, b: ExactMatrix<E>): void {
  if (a.rows !== b.rows || a.cols !== b.cols) throw new RangeError(`${a.rows}×${a.cols} against ${b.rows}×${b.cols}`);
}

/** The operations over one ring. */
export class Matrices<E> {
  constructor(readonly ring: Ring<E, never>) {}

  identity(n: number): ExactMatrix<E> {
    const { zero, one: unit } = this.ring;
    return matrix(n, n, (i, j) => (i === j ? unit : zero));
  }

  fill(rows: number, cols: number, x: E): ExactMatrix<E> {
    return matrix(rows, cols, () => x);
  }

  zip(a: ExactMatrix<E>, b: ExactMatrix<E>, f: (x: E, y: E) => E): ExactMatrix<E> {
    sameSize(a, b);
    return mapped(a, (x, k) => f(x, b.data[k] as E));
  }

  add(a: ExactMatrix<E>, b: ExactMatrix<E>): ExactMatrix<E> {
    return this.zip(a, b, (x, y) => this.ring.add(x, y));
  }

  hadamard(a: ExactMatrix<E>, b: ExactMatrix<E>): ExactMatrix<E> {
    return this.zip(a, b, (x, y) => this.ring.multiply(x, y));
  }

  scale(c: E, a: ExactMatrix<E>): ExactMatrix<E> {
    return mapped(a, (x) => this.ring.multiply(c, x));
  }

  multiply(a: ExactMatrix<E>, b: ExactMatrix<E>): ExactMatrix<E> {
    if (a.cols !== b.rows) throw new RangeError(`${a.rows}×${a.cols} times ${b.rows}×${b.cols}`);
    const { ring } = this;
    spend((a.rows * a.cols * b.cols) / PRODUCTS_A_NODE);
    return matrix(a.rows, b.cols, (i, j) => {
      let sum = ring.zero;
      for (let k = 0; k < a.cols; k++) sum = ring.add(sum, ring.multiply(at(a, i, k), at(b, k, j)));
      return sum;
    });
  }

  total(a: ExactMatrix<E>): E {
    return a.data.reduce((sum, x) => this.ring.add(sum, x), this.ring.zero);
  }

  trace(a: ExactMatrix<E>): E {
    let sum = this.ring.zero;
    for (let i = 0; i < Math.min(a.rows, a.cols); i++) sum = this.ring.add(sum, at(a, i, i));
    return sum;
  }

  inner(a: ExactMatrix<E>, b: ExactMatrix<E>): E {
    return this.total(this.hadamard(a, b));
  }

  kronecker(a: ExactMatrix<E>, b: ExactMatrix<E>): ExactMatrix<E> {
    return matrix(a.rows * b.rows, a.cols * b.cols, (i, j) =>
      this.ring.multiply(at(a, Math.floor(i / b.rows), Math.floor(j / b.cols)), at(b, i % b.rows, j % b.cols)),
    );
  }

  determinant(a: ExactMatrix<E>): { readonly det: E; readonly adjugate: ExactMatrix<E> } {
    const n = a.rows;
    const { ring } = this;
    let coefficient = ring.one;
    let power = this.fill(n, n, ring.zero);
    for (let k = 1; k <= n; k++) {
      power = this.add(k === 1 ? power : this.multiply(a, power), this.scale(coefficient, this.identity(n)));
      coefficient = ring.negate(ring.multiply(ring.inverse(ring.whole(k)), this.trace(this.multiply(a, power))));
    }
    const even = n % 2 === 0;
    return {
      det: even ? coefficient : ring.negate(coefficient),
      adjugate: even ? mapped(power, (x) => ring.negate(x)) : power,
    };
  }

  inverse(a: ExactMatrix<E>): ExactMatrix<E> {
    const { det, adjugate } = this.determinant(a);
    return this.scale(this.ring.inverse(det), adjugate);
  }

  power(x: E, exponent: number): E {
    let [result, square] = [this.ring.one, exponent < 0 ? this.ring.inverse(x) : x];
    for (let k = Math.abs(exponent); k > 0; k = Math.floor(k / 2)) {
      if (k % 2 === 1) result = this.ring.multiply(result, square);
      if (k > 1) square = this.ring.multiply(square, square);
    }
    return result;
  }
}
