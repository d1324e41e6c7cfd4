/**
 * Where a plan keeps its numbers. Buffers are asked for while the plan is made and get their places when all are known:
 * in one memory that JavaScript and WebAssembly share where there is such a thing, else each in an array of its own.
 */
import { limit, ROOM } from '../expression/limits.js';
import { Arena } from './arena.js';

export interface Buffer {
  readonly rows: number;
  readonly cols: number;
  /** Row by row; empty until the memory is settled. */
  data: Float64Array;
  /** Its place in the shared memory, in bytes. */
  at: number;
}

const NOTHING = new Float64Array(0);

export class Memory {
  private readonly rooms: Buffer[] = [];
  private readonly views: { readonly view: Buffer; readonly of: Buffer; readonly from: number }[] = [];
  private readonly fillings: (() => void)[] = [];
  private entries = 0;
  private arena: Arena | undefined;

  /** `shared`: whether the kernels are to work on it. */
  constructor(readonly shared: boolean) {}

  room(rows: number, cols: number): Buffer {
    this.count(rows * cols);
    const made: Buffer = { rows, cols, data: NOTHING, at: 0 };
    this.rooms.push(made);
    return made;
  }

  /** Part of a buffer, from an entry on. */
  view(of: Buffer, from: number, rows: number, cols: number): Buffer {
    const view: Buffer = { rows, cols, data: NOTHING, at: 0 };
    this.views.push({ view, of, from });
    return view;
  }

  /** A buffer that is filled once and never changes. */
  constant(rows: number, cols: number, fill: (data: Float64Array) => void): Buffer {
    const made = this.room(rows, cols);
    this.fillings.push(() => fill(made.data));
    return made;
  }

  /** Takes note of room that a plan needs; refuses what no machine has. */
  count(entries: number): void {
    this.entries += entries;
    if (this.entries <= ROOM) return;
    const gigabytes = (this.entries * 8) / 2 ** 30;
    const message = `this would take more than ${gigabytes.toPrecision(2)} GB of memory`;
    throw limit(message, 'smaller sizes');
  }

  get kernel(): Arena['kernel'] {
    return (this.arena as Arena).kernel;
  }

  /** Gives every buffer its place; false where memory for all of them cannot be had in one piece. */
  settle(): boolean {
    if (this.shared) {
      this.arena = Arena.of(
        this.rooms.reduce((sum, b) => sum + b.rows * b.cols, 0),
        this.rooms.length,
      );
      if (this.arena === undefined) return false;
    }
    for (const buffer of this.rooms) {
      const size = buffer.rows * buffer.cols;
      buffer.data = this.arena ? this.arena.take(size) : new Float64Array(size);
      buffer.at = buffer.data.byteOffset;
    }
    for (const { view, of, from } of this.views) {
      view.data = of.data.subarray(from, from + view.rows * view.cols);
      view.at = view.data.byteOffset;
    }
    for (const fill of this.fillings) fill();
    return true;
  }
}
