/**
 * Memory that JavaScript and WebAssembly share, and the kernels that work on it (kernel/). Where there is no WebAssembly,
 * or none with vectors of two doubles, there is no arena, and the loops of dense.ts do all work.
 */
import { KERNEL } from './kernel-wasm.js';

/** Places and strides are in bytes, numbers of rows, columns and entries are numbers. See kernel/ for what each does. */
export interface Kernel {
  multiply(
    c: number,
    ci: number,
    a: number,
    ai: number,
    ap: number,
    aj: number,
    b: number,
    bp: number,
    bj: number,
    n: number,
    k: number,
    m: number,
    alpha: number,
    fresh: 0 | 1,
  ): void;
  pack(into: number, b: number, bp: number, bj: number, k: number, m: number): void;
  dot(a: number, b: number, k: number): number;
  axpy(y: number, v: number, k: number, x: number): void;
  rows(y: number, a: number, ai: number, x: number, n: number, k: number, alpha: number): void;
  columns(y: number, a: number, ap: number, x: number, n: number, k: number, alpha: number): void;
  add(o: number, a: number, b: number, n: number): void;
  subtract(o: number, a: number, b: number, n: number): void;
  times(o: number, a: number, b: number, n: number): void;
  affine(o: number, a: number, n: number, x: number, y: number): void;
  total(a: number, n: number): number;
  exp(o: number, a: number, n: number): void;
  tanh(o: number, a: number, n: number): void;
  sigmoid(o: number, a: number, n: number): void;
  log(o: number, a: number, n: number): void;
  softplus(o: number, a: number, n: number): void;
}

/** As much of it as is used here; a page may be without. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number }) => Shared;
};
interface Shared {
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
/** Below stand the constants of the kernels. */
const START = 4096;

export class Arena {
  private at = START;

  private constructor(
    private readonly memory: Shared,
    readonly kernel: Kernel,
  ) {}

  static get isThere(): boolean {
    return moduleOf() !== undefined;
  }

  /** undefined where so much memory cannot be had. */
  static of(entries: number, buffers: number): Arena | undefined {
    const module = moduleOf();
    if (module === undefined) return undefined;
    const pages = Math.ceil((START + entries * 8 + buffers * LINE) / PAGE);
    try {
      const memory = new WebAssembly.Memory({ initial: pages });
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      return new Arena(memory, exports as Kernel);
    } catch {
      return undefined;
    }
  }

  /** The next room. All together are no more than was asked for. */
  take(entries: number): Float64Array {
    const room = new Float64Array(this.memory.buffer, this.at, entries);
    this.at = Math.ceil((this.at + entries * 8) / LINE) * LINE;
    return room;
  }
}
