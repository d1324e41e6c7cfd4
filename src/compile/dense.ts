/**
 * Dense loops on typed arrays, row by row, into buffers that the caller owns. They allocate nothing and check nothing:
 * whoever plans the buffers has compared the sizes.
 */
import { table } from '../expression/table.js';

/** A product of an n×k and a k×m matrix, and which of them lies transposed. */
export interface ProductOf {
  readonly n: number;
  readonly k: number;
  readonly m: number;
  readonly left: boolean;
  readonly right: boolean;
}

/** C += α·A·B, of either or both transposed. */
export function multiply(c: Float64Array, a: Float64Array, b: Float64Array, product: ProductOf, alpha: number): void {
  if (product.right) multiplyByTransposed(c, a, b, product, alpha);
  else multiplyByRows(c, a, b, product, alpha);
}

/** Rows of B are gone through four at a time. */
function multiplyByRows(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  { n, k, m, left }: ProductOf,
  alpha: number,
): void {
  const [down, along] = left ? [1, n] : [k, 1];
  for (let i = 0; i < n; i++) {
    const row = i * m;
    const first = i * down;
    let p = 0;
    for (; p + 3 < k; p += 4) {
      const at = first + p * along;
      const x0 = alpha * (a[at] as number);
      const x1 = alpha * (a[at + along] as number);
      const x2 = alpha * (a[at + 2 * along] as number);
      const x3 = alpha * (a[at + 3 * along] as number);
      const [b0, b1, b2, b3] = [p * m, (p + 1) * m, (p + 2) * m, (p + 3) * m];
      for (let j = 0; j < m; j++) {
        c[row + j] =
          (c[row + j] as number) +
          x0 * (b[b0 + j] as number) +
          x1 * (b[b1 + j] as number) +
          x2 * (b[b2 + j] as number) +
          x3 * (b[b3 + j] as number);
      }
    }
    for (; p < k; p++) {
      const x = alpha * (a[first + p * along] as number);
      const below = p * m;
      for (let j = 0; j < m; j++) c[row + j] = (c[row + j] as number) + x * (b[below + j] as number);
    }
  }
}

/** Products of rows of A, or columns where it is transposed, and rows of B: four rows of B at a time. */
function multiplyByTransposed(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  { n, k, m, left }: ProductOf,
  alpha: number,
): void {
  const [down, along] = left ? [1, n] : [k, 1];
  for (let i = 0; i < n; i++) {
    const first = i * down;
    let j = 0;
    for (; j + 3 < m; j += 4) {
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      const [b0, b1, b2, b3] = [j * k, (j + 1) * k, (j + 2) * k, (j + 3) * k];
      for (let p = 0; p < k; p++) {
        const x = a[first + p * along] as number;
        s0 += x * (b[b0 + p] as number);
        s1 += x * (b[b1 + p] as number);
        s2 += x * (b[b2 + p] as number);
        s3 += x * (b[b3 + p] as number);
      }
      const at = i * m + j;
      c[at] = (c[at] as number) + alpha * s0;
      c[at + 1] = (c[at + 1] as number) + alpha * s1;
      c[at + 2] = (c[at + 2] as number) + alpha * s2;
      c[at + 3] = (c[at + 3] as number) + alpha * s3;
    }
    for (; j < m; j++) {
      let s = 0;
      for (let p = 0; p < k; p++) s += (a[first + p * along] as number) * (b[j * k + p] as number);
      c[i * m + j] = (c[i * m + j] as number) + alpha * s;
    }
  }
}

export function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

/** How an operand lies over a result: entry by entry, or one number, one row, one column for all. */
export type Spread = 'all' | 'number' | 'row' | 'column';

export function spreadOf(rows: number, cols: number, over: readonly [number, number]): Spread {
  if (rows === over[0] && cols === over[1]) return 'all';
  if (rows === 1 && cols === 1) return 'number';
  return rows === 1 ? 'row' : 'column';
}

/** x spread over out. */
export function put(out: Float64Array, x: Float64Array, spread: Spread, cols: number): void {
  if (spread === 'all') out.set(x);
  else if (spread === 'number') out.fill(x[0] as number);
  else if (spread === 'row') for (let k = 0; k < out.length; k += cols) out.set(x, k);
  else for (let i = 0; i * cols < out.length; i++) out.fill(x[i] as number, i * cols, (i + 1) * cols);
}

/** out = x with y entry by entry, y spread over x; out may be x. */
type Merge = (out: Float64Array, x: Float64Array, y: Float64Array, spread: Spread, cols: number) => void;

// written out one by one: a loop that takes its operation as an argument is several times slower
const plus: Merge = (out, x, y, spread, cols) => {
  const n = out.length;
  if (spread === 'all') for (let k = 0; k < n; k++) out[k] = (x[k] as number) + (y[k] as number);
  else if (spread === 'number') {
    const b = y[0] as number;
    for (let k = 0; k < n; k++) out[k] = (x[k] as number) + b;
  } else if (spread === 'row') {
    for (let k = 0; k < n; ) for (let j = 0; j < cols; j++, k++) out[k] = (x[k] as number) + (y[j] as number);
  } else {
    for (let i = 0, k = 0; k < n; i++) {
      const b = y[i] as number;
      for (let j = 0; j < cols; j++, k++) out[k] = (x[k] as number) + b;
    }
  }
};
const minus: Merge = (out, x, y, spread, cols) => {
  const n = out.length;
  if (spread === 'all') for (let k = 0; k < n; k++) out[k] = (x[k] as number) - (y[k] as number);
  else if (spread === 'number') {
    const b = y[0] as number;
    for (let k = 0; k < n; k++) out[k] = (x[k] as number) - b;
  } else if (spread === 'row') {
    for (let k = 0; k < n; ) for (let j = 0; j < cols; j++, k++) out[k] = (x[k] as number) - (y[j] as number);
  } else {
    for (let i = 0, k = 0; k < n; i++) {
      const b = y[i] as number;
      for (let j = 0; j < cols; j++, k++) out[k] = (x[k] as number) - b;
    }
  }
};
const times: Merge = (out, x, y, spread, cols) => {
  const n = out.length;
  if (spread === 'all') for (let k = 0; k < n; k++) out[k] = (x[k] as number) * (y[k] as number);
  else if (spread === 'number') {
    const b = y[0] as number;
    for (let k = 0; k < n; k++) out[k] = (x[k] as number) * b;
  } else if (spread === 'row') {
    for (let k = 0; k < n; ) for (let j = 0; j < cols; j++, k++) out[k] = (x[k] as number) * (y[j] as number);
  } else {
    for (let i = 0, k = 0; k < n; i++) {
      const b = y[i] as number;
      for (let j = 0; j < cols; j++, k++) out[k] = (x[k] as number) * b;
    }
  }
};
const over: Merge = (out, x, y, spread, cols) => {
  const n = out.length;
  if (spread === 'all') for (let k = 0; k < n; k++) out[k] = (x[k] as number) / (y[k] as number);
  else if (spread === 'number') {
    const b = y[0] as number;
    for (let k = 0; k < n; k++) out[k] = (x[k] as number) / b;
  } else if (spread === 'row') {
    for (let k = 0; k < n; ) for (let j = 0; j < cols; j++, k++) out[k] = (x[k] as number) / (y[j] as number);
  } else {
    for (let i = 0, k = 0; k < n; i++) {
      const b = y[i] as number;
      for (let j = 0; j < cols; j++, k++) out[k] = (x[k] as number) / b;
    }
  }
};

export const MERGES: Readonly<Record<'+' | '-' | '*' | '/', Merge>> = { '+': plus, '-': minus, '*': times, '/': over };

/** Adds the sum of each row. */
export function totalOfRows(out: Float64Array, x: Float64Array, rows: number, cols: number): void {
  for (let i = 0, k = 0; i < rows; i++) {
    let sum = out[i] as number;
    for (let j = 0; j < cols; j++, k++) sum += x[k] as number;
    out[i] = sum;
  }
}

/** Adds the sum of each column. */
export function totalOfColumns(out: Float64Array, x: Float64Array, rows: number, cols: number): void {
  for (let i = 0, k = 0; i < rows; i++)
    for (let j = 0; j < cols; j++, k++) out[j] = (out[j] as number) + (x[k] as number);
}

/** In squares that a cache holds: rows of a wide matrix lie far apart. */
const SQUARE = 16;

export function transpose(out: Float64Array, x: Float64Array, rows: number, cols: number): void {
  for (let top = 0; top < rows; top += SQUARE) {
    const bottom = Math.min(top + SQUARE, rows);
    for (let left = 0; left < cols; left += SQUARE) {
      const right = Math.min(left + SQUARE, cols);
      for (let i = top; i < bottom; i++)
        for (let j = left; j < right; j++) out[j * rows + i] = x[i * cols + j] as number;
    }
  }
}

/** out = x ± yᵀ, the transpose read as it lies. */
export function addTransposed(
  out: Float64Array,
  x: Float64Array,
  y: Float64Array,
  rows: number,
  cols: number,
  sign: 1 | -1,
): void {
  for (let top = 0; top < rows; top += SQUARE) {
    const bottom = Math.min(top + SQUARE, rows);
    for (let left = 0; left < cols; left += SQUARE) {
      const right = Math.min(left + SQUARE, cols);
      for (let i = top; i < bottom; i++)
        for (let j = left; j < right; j++)
          out[i * cols + j] = (x[i * cols + j] as number) + sign * (y[j * rows + i] as number);
    }
  }
}

/** In lines of a cache: rows of a matrix whose size is a power of two share places in it, and only so many fit. */
const LINE = 8;

/** out = a ± aᵀ of a square matrix, each pair of entries looked at once. */
export function addOwnTransposed(out: Float64Array, a: Float64Array, n: number, sign: 1 | -1): void {
  for (let top = 0; top < n; top += LINE) {
    const bottom = Math.min(top + LINE, n);
    for (let left = 0; left <= top; left += LINE) {
      for (let i = top; i < bottom; i++) {
        const right = Math.min(left + LINE, i + 1);
        for (let j = left; j < right; j++) {
          const sum = (a[i * n + j] as number) + sign * (a[j * n + i] as number);
          out[j * n + i] = sign * sum;
          out[i * n + j] = sum;
        }
      }
    }
  }
}

/** The lower half of a square matrix made that of its upper half. */
export function mirror(a: Float64Array, n: number): void {
  for (let top = 0; top < n; top += SQUARE) {
    const bottom = Math.min(top + SQUARE, n);
    for (let left = 0; left <= top; left += SQUARE) {
      for (let i = top; i < bottom; i++) {
        const right = Math.min(left + SQUARE, i);
        for (let j = left; j < right; j++) a[i * n + j] = a[j * n + i] as number;
      }
    }
  }
}

export function total(data: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < data.length; k++) sum += data[k] as number;
  return sum;
}

type Loop = (from: Float64Array, into: Float64Array) => void;

/** Functions with a loop of their own, which is several times faster than one that takes its function as an argument. */
export const LOOPS: Readonly<Record<string, Loop>> = table({
  exp: (from, into) => {
    for (let k = 0; k < from.length; k++) {
      const x = from[k] as number;
      into[k] = Math.exp(x);
    }
  },
  log: (from, into) => {
    for (let k = 0; k < from.length; k++) {
      const x = from[k] as number;
      into[k] = Math.log(x);
    }
  },
  // near 0 the difference would lose digits
  tanh: (from, into) => {
    for (let k = 0; k < from.length; k++) {
      const x = from[k] as number;
      into[k] = x > 0.25 || x < -0.25 ? 1 - 2 / (Math.exp(2 * x) + 1) : Math.tanh(x);
    }
  },
  sigmoid: (from, into) => {
    for (let k = 0; k < from.length; k++) {
      const x = from[k] as number;
      const e = Math.exp(x < 0 ? x : -x);
      into[k] = x < 0 ? e / (1 + e) : 1 / (1 + e);
    }
  },
  relu: (from, into) => {
    for (let k = 0; k < from.length; k++) {
      const x = from[k] as number;
      into[k] = x > 0 ? x : 0;
    }
  },
  softplus: (from, into) => {
    for (let k = 0; k < from.length; k++) {
      const x = from[k] as number;
      into[k] = (x > 0 ? x : 0) + Math.log1p(Math.exp(x > 0 ? -x : x));
    }
  },
});
