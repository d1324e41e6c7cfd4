/**
 * Buffers of variables and of members of families by name. The members of a family with one index lie one after the
 * other where all have one size, so that they can be worked on together.
 */
import { keyOf } from '../numeric/environment.js';
import type { Buffer, Memory } from './memory.js';

/** The members of a family from `low` on, side by side. */
export interface Block {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  readonly cols: number;
  readonly buffer: Buffer;
}

interface Extent {
  low: number;
  high: number;
  readonly rows: number;
  readonly cols: number;
  even: boolean;
}

export class Families {
  private readonly extents = new Map<string, Extent>();
  private readonly blocks = new Map<string, Block>();
  private readonly slots = new Map<string, Buffer>();
  private readonly written = new Set<string>();

  constructor(private readonly memory: Memory) {}

  /** That there will be a member of this size at this index; said of all before the first is asked for. */
  announce(name: string, index: number, rows: number, cols: number): void {
    const known = this.extents.get(name);
    if (known === undefined) this.extents.set(name, { low: index, high: index, rows, cols, even: true });
    else {
      known.low = Math.min(known.low, index);
      known.high = Math.max(known.high, index);
      known.even &&= known.rows === rows && known.cols === cols;
    }
  }

  slot(name: string, index: readonly number[], rows: number, cols: number): Buffer {
    const key = keyOf(name, index);
    const known = this.slots.get(key);
    if (known !== undefined) return known;
    const [place] = index;
    const block = index.length === 1 ? this.block(name) : undefined;
    const made =
      block && place !== undefined
        ? this.memory.view(block.buffer, (place - block.low) * rows * cols, rows, cols)
        : this.memory.room(rows, cols);
    this.slots.set(key, made);
    return made;
  }

  block(name: string): Block | undefined {
    const known = this.blocks.get(name);
    if (known !== undefined) return known;
    const extent = this.extents.get(name);
    if (!extent?.even || extent.high === extent.low) return undefined;
    const { low, high, rows, cols } = extent;
    const made = { low, high, rows, cols, buffer: this.memory.room((high - low + 1) * rows, cols) };
    this.blocks.set(name, made);
    return made;
  }

  /** From here on the slot has its value. */
  write(name: string, index: readonly number[]): void {
    this.written.add(keyOf(name, index));
  }

  has(name: string, index: readonly number[]): boolean {
    return this.written.has(keyOf(name, index));
  }

  /** The buffer of what has its value by now. */
  read(name: string, index: readonly number[]): Buffer | undefined {
    const key = keyOf(name, index);
    return this.written.has(key) ? this.slots.get(key) : undefined;
  }
}
