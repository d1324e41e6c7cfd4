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

  /** C += α·A·B, or with Aᵀ; sizes as of dense.multiply and dense.multiplyTransposed. */
  multiply(
    c: Float64Array,
    a: Float64Array,
    b: Float64Array,
    [n, k, m]: readonly [number, number, number],
    alpha: number,
    transposed: boolean,
  ): void {
    if (n * k * m < SMALL || !this.inside(a, b, c)) {
      (transposed ? dense.multiplyTransposed : dense.multiply)(c, a, b, n, k, m, alpha);
      return;
    }
    const { kernel } = this;
    const [pc, pa, pb] = [c.byteOffset, a.byteOffset, b.byteOffset];
    if (m === 1) {
      if (transposed) kernel.columns(pc, pa, pb, n, k, alpha);
      else kernel.rows(pc, pa, pb, n, k, alpha);
      return;
    }
    if (n === 1) {
      kernel.columns(pc, pb, pa, m, k, alpha);
      return;
    }
    const [full, wide] = [n & ~3, m & ~3];
    const [ai, ap] = transposed ? [8, 8 * n] : [8 * k, 8];
    if (full > 0 && wide > 0) kernel.multiply(pc, pa, pb, full, k, wide, ai, ap, 8 * m, 8 * m, alpha);
    for (let i = full; i < n; i++)
      for (let p = 0; p < k; p++)
        kernel.axpy(pc + 8 * i * m, pb + 8 * p * m, m, alpha * (a[transposed ? p * n + i : i * k + p] as number));
    for (let i = 0; i < full; i++) {
      for (let j = wide; j < m; j++) {
        let s = 0;
        for (let p = 0; p < k; p++) s += (a[transposed ? p * n + i : i * k + p] as number) * (b[p * m + j] as number);
        c[i * m + j] = (c[i * m + j] as number) + alpha * s;
      }
    }
  }

  /** C += α·A·Bᵀ, B m×k; `spare` has room for B lying the other way. */
  multiplyByTransposed(
    c: Float64Array,
    a: Float64Array,
    b: Float64Array,
    sizes: readonly [number, number, number],
    alpha: number,
    spare: Float64Array,
  ): void {
    const [n, k, m] = sizes;
    if (n * k * m < SMALL || !this.inside(a, b, c, spare)) dense.multiplyByTransposed(c, a, b, n, k, m, alpha);
    else if (n === 1) this.kernel.rows(c.byteOffset, b.byteOffset, a.byteOffset, m, k, alpha);
    else if (m === 1) this.kernel.rows(c.byteOffset, a.byteOffset, b.byteOffset, n, k, alpha);
    else {
      for (let j = 0; j < m; j++) for (let p = 0; p < k; p++) spare[p * m + j] = b[j * k + p] as number;
      this.multiply(c, a, spare, sizes, alpha, false);
    }
  }
}
