/**
 * Memory that JavaScript and WebAssembly share, and the kernels that work on it: one for a plan, of the size that a first
 * run without it has found. Where there is no WebAssembly (a page may forbid it) there is no arena, and the loops of
 * dense.ts do all work.
 */
import * as dense from './dense.js';
import { KERNEL } from './kernel-wasm.js';

interface Exports {
  multiply(
    c: number,
    a: number,
    b: number,
    n: number,
    k: number,
    m: number,
    ai: number,
    ap: number,
    bp: number,
    bj: number,
    ci: number,
    alpha: number,
  ): void;
  dot(a: number, b: number, k: number): number;
  axpy(y: number, v: number, k: number, x: number): void;
  rows(y: number, a: number, x: number, n: number, k: number, alpha: number): void;
  columns(y: number, a: number, x: number, n: number, k: number, alpha: number): void;
}

/** As much of it as is used here; a page may be without. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number }) => Memory;
};
interface Memory {
  readonly buffer: ArrayBuffer;
}

let compiled: object | null | undefined;

function moduleOf(): object | undefined {
  if (compiled === undefined) {
    try {
      const bytes = Uint8Array.from(atob(KERNEL), (c) => c.charCodeAt(0));
      compiled = new WebAssembly.Module(bytes);
    } catch {
      // no WebAssembly, or none with SIMD: plain loops then
      compiled = null;
    }
  }
  return compiled ?? undefined;
}

const PAGE = 65_536;
/** Buffers begin where a cache line does. */
const LINE = 64;
/** Smaller products are done before a call would be. */
const SMALL = 64;

export class Arena {
  private at = 0;

  private constructor(
    private readonly memory: Memory,
    private readonly kernel: Exports,
  ) {}

  static of(entries: number, buffers: number): Arena | undefined {
    const module = moduleOf();
    if (module === undefined) return undefined;
    const pages = Math.ceil((entries * 8 + buffers * LINE + PAGE) / PAGE);
    try {
      const memory = new WebAssembly.Memory({ initial: pages });
      const { exports } = new WebAssembly.Instance(module, { m: { memory } });
      return new Arena(memory, exports as unknown as Exports);
    } catch {
      // more than one memory can have
      return undefined;
    }
  }

  /** The next room; undefined where no more is left. */
  take(entries: number): Float64Array | undefined {
    const end = this.at + entries * 8;
    if (end > this.memory.buffer.byteLength) return undefined;
    const room = new Float64Array(this.memory.buffer, this.at, entries);
    this.at = Math.ceil(end / LINE) * LINE;
    return room;
  }

  private inside(...all: readonly Float64Array[]): boolean {
    const { buffer } = this.memory;
    return all.every((x) => x.buffer === buffer);
  }

  inner(a: Float64Array, b: Float64Array): number {
    if (a.length < SMALL || !this.inside(a, b)) return dense.inner(a, b);
    return this.kernel.dot(a.byteOffset, b.byteOffset, a.length);
  }

  /** y += x·v on stretches of `length`. */
  addRow(y: Float64Array, at: number, v: Float64Array, from: number, length: number, x: number): void {
    if (length >= 8 && this.inside(y, v)) {
      this.kernel.axpy(y.byteOffset + 8 * at, v.byteOffset + 8 * from, length, x);
      return;
    }
    for (let j = 0; j < length; j++) y[at + j] = (y[at + j] as number) + x * (v[from + j] as number);
  }

  /**
   * C += α·A·B, of either transposed; sizes as of dense.multiply, B lying as m×k where it is transposed. `spare` has room
   * for B, four columns after four columns, as the kernel reads it best; `ready` says that it lies there so.
   */
  multiply(
    c: Float64Array,
    a: Float64Array,
    b: Float64Array,
    product: dense.ProductOf,
    alpha: number,
    spare: Float64Array,
    ready: boolean,
  ): void {
    const { n, k, m, left, right } = product;
    if (n * k * m < SMALL || !this.inside(a, b, c, spare)) {
      dense.multiplyAny(c, a, b, product, alpha);
      return;
    }
    const { kernel } = this;
    const [pc, pa, pb] = [c.byteOffset, a.byteOffset, b.byteOffset];
    if (m === 1) {
      if (left) kernel.columns(pc, pa, pb, n, k, alpha);
      else kernel.rows(pc, pa, pb, n, k, alpha);
      return;
    }
    if (n === 1) {
      if (right) kernel.rows(pc, pb, pa, m, k, alpha);
      else kernel.columns(pc, pb, pa, m, k, alpha);
      return;
    }
    const [full, wide] = [n & ~3, m & ~3];
    const [ai, ap] = left ? [8, 8 * n] : [8 * k, 8];
    if (full > 0 && wide > 0) {
      const packed = right || full > 4;
      if (packed && !ready) pack(spare, b, k, m, wide, right);
      const [from, bp, bj] = packed ? [spare.byteOffset, 32, 8 * k] : [pb, 8 * m, 8];
      kernel.multiply(pc, pa, from, full, k, wide, ai, ap, bp, bj, 8 * m, alpha);
    }
    const [aRow, aCol] = left ? [1, n] : [k, 1];
    const [bRow, bCol] = right ? [1, k] : [m, 1];
    for (let i = 0; i < n; i++) {
      for (let j = i < full ? wide : 0; j < m; j++) {
        let s = 0;
        for (let p = 0; p < k; p++) s += (a[i * aRow + p * aCol] as number) * (b[p * bRow + j * bCol] as number);
        c[i * m + j] = (c[i * m + j] as number) + alpha * s;
      }
    }
  }
}

/** Four columns after four columns of a k×m matrix, which lies as m×k where it is transposed. */
function pack(into: Float64Array, b: Float64Array, k: number, m: number, wide: number, transposed: boolean): void {
  let at = 0;
  for (let j = 0; j < wide; j += 4) {
    if (transposed) {
      const [r0, r1, r2, r3] = [j * k, (j + 1) * k, (j + 2) * k, (j + 3) * k];
      for (let p = 0; p < k; p++, at += 4) {
        into[at] = b[r0 + p] as number;
        into[at + 1] = b[r1 + p] as number;
        into[at + 2] = b[r2 + p] as number;
        into[at + 3] = b[r3 + p] as number;
      }
    } else {
      for (let p = 0, r = j; p < k; p++, at += 4, r += m) {
        into[at] = b[r] as number;
        into[at + 1] = b[r + 1] as number;
        into[at + 2] = b[r + 2] as number;
        into[at + 3] = b[r + 3] as number;
      }
    }
  }
}
