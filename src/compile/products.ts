/**
 * Products of matrices in a plan. A transposed factor is read as it lies; the right factor is laid out as the kernel reads
 * it best, once for all products that it stands in.
 */
import * as dense from './dense.js';
import type { Buffer, Memory } from './memory.js';
import type { Tape } from './tape.js';

/** Smaller products are done before a call would be. */
const SMALL = 64;
/** The kernel takes so many rows and so deep a stretch of both factors at a time: what it works on stays near. */
const ROWS = 128;
/** And fewer of a symmetric product, so that little of its other half is done as well. */
const HALF_ROWS = 32;
const DEPTH = 256;

export interface ProductOptions {
  readonly alpha?: number;
  readonly fresh?: boolean;
  readonly packed?: (() => Buffer) | undefined;
  /** It is known to be symmetric: one half is worked out, and put in the place of the other. */
  readonly symmetric?: boolean;
}

export class Products {
  constructor(
    private readonly memory: Memory,
    private readonly tape: Tape,
  ) {}

  /**
   * C += α·A·B, or C = α·A·B where it is `fresh`. `packed` gives the right factor laid out for the kernel, where somebody
   * keeps it so; it is asked only where that is wanted.
   */
  add(
    c: Buffer,
    a: Buffer,
    b: Buffer,
    product: dense.ProductOf,
    { alpha = 1, fresh = false, packed, symmetric = false }: ProductOptions = {},
  ): void {
    const { memory, tape } = this;
    const { n, k, m, left, right } = product;
    const flops = 2 * n * k * m;
    const small = !memory.shared || n * k * m < SMALL;
    if (fresh && (small || n === 1 || m === 1)) tape.add(() => c.data.fill(0));
    if (small) tape.add(() => dense.multiply(c.data, a.data, b.data, product, alpha), flops);
    else if (m === 1) {
      if (left) tape.add(() => memory.kernel.columns(c.at, a.at, 8 * n, b.at, n, k, alpha), flops);
      else tape.add(() => memory.kernel.rows(c.at, a.at, 8 * k, b.at, n, k, alpha), flops);
    } else if (n === 1) {
      if (right) tape.add(() => memory.kernel.rows(c.at, b.at, 8 * k, a.at, m, k, alpha), flops);
      else tape.add(() => memory.kernel.columns(c.at, b.at, 8 * m, a.at, m, k, alpha), flops);
    } else this.general(c, a, b, product, { alpha, fresh, packed, symmetric });
  }

  private general(c: Buffer, a: Buffer, b: Buffer, product: dense.ProductOf, options: ProductOptions): void {
    const { memory, tape } = this;
    const { n, k, m, left, right } = product;
    const { alpha = 1, fresh = false, symmetric = false } = options;
    const height = symmetric ? HALF_ROWS : ROWS;
    // few rows are not worth laying the right factor out anew
    const direct = !right && m % 4 === 0 && n <= 4;
    const laid = direct ? b : (options.packed?.() ?? this.packed(b, k, m, right));
    const [bp, bj] = direct ? [8 * m, 32] : [32, 32 * k];
    // columns of a wide matrix lie so far apart that they would push one another out of the cache
    const apart = left && n > 16 && m > 16;
    const rows = apart ? this.packed(a, k, n, false) : a;
    const [ai, ap, aj] = apart ? [8, 32, 32 * k] : left ? [8, 8 * n, 32] : [8 * k, 8, 32 * k];
    const ci = 8 * m;
    tape.add(
      () => {
        const { kernel } = memory;
        for (let p = 0; p < k; p += DEPTH) {
          const depth = Math.min(DEPTH, k - p);
          const first = fresh && p === 0 ? 1 : 0;
          for (let i = 0; i < n; i += height) {
            // of a symmetric product only what stands to the right of the diagonal
            const j = symmetric ? i : 0;
            const [to, from] = [c.at + i * ci + 8 * j, rows.at + (i / 4) * aj + p * ap];
            const count = Math.min(height, n - i);
            const other = laid.at + p * bp + (j / 4) * bj;
            kernel.multiply(to, ci, from, ai, ap, aj, other, bp, bj, count, depth, m - j, alpha, first);
          }
        }
        if (symmetric) dense.mirror(c.data, n);
      },
      2 * n * k * m,
    );
  }

  /** A k×m matrix, lying as m×k where it is transposed, four columns after four columns. */
  packed(b: Buffer, k: number, m: number, transposed: boolean, before?: Buffer): Buffer {
    const { memory, tape } = this;
    const cols = Math.ceil(m / 4) * 4;
    const laid = before?.rows === k && before.cols === cols ? before : memory.room(k, cols);
    const [bp, bj] = transposed ? [8, 8 * k] : [8 * m, 8];
    tape.add(() => memory.kernel.pack(laid.at, b.at, bp, bj, k, m));
    return laid;
  }
}
