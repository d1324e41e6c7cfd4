/**
 * Where a plan keeps its numbers: buffers by name, the indices of the loops that run, and the clock by which operations
 * know whether what they hold is of now. Sizes are fixed.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { evaluateDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import type { Arena } from './arena.js';
import type { Loop } from './code.js';

export interface Buffer {
  readonly rows: number;
  readonly cols: number;
  data: Float64Array;
}

/** An operation: `run` puts the value into the buffer. */
export interface Node extends Buffer {
  /** When it was run last. */
  stamp: number;
  /** No index moves it: once a call is enough. */
  still?: boolean;
  run: (() => void) | undefined;
}

const MOST_ENTRIES = 2 ** 28;

export class Workspace {
  private readonly indices = new Map<string, number>();
  /** Values by name, members of families by their key. */
  readonly store = new Map<string, Buffer>();
  /** Moves on with every setting of the indices. */
  private tick = 1;
  private begun = 1;
  private entries = 0;

  private shared: Float64Array | undefined;
  /** How many buffers there are. */
  private buffers = 0;

  constructor(
    readonly sizes: ReadonlyMap<string, number>,
    readonly arena?: Arena,
  ) {}

  /** How much room it has taken. */
  get taken(): { readonly entries: number; readonly buffers: number } {
    return { entries: this.entries, buffers: this.buffers };
  }

  /** Tells calls apart. */
  get call(): number {
    return this.begun;
  }

  // ——— values by name ———

  /** The buffer of a variable or of a member; its numbers are put there before a run. */
  slot(key: string, rows: number, cols: number): Buffer {
    const known = this.store.get(key);
    if (known !== undefined) return known;
    const made = { rows, cols, data: this.room(rows, cols) };
    this.store.set(key, made);
    return made;
  }

  private room(rows: number, cols: number): Float64Array {
    this.entries += rows * cols;
    if (!(this.entries <= MOST_ENTRIES)) {
      const gigabytes = (this.entries * 8) / 2 ** 30;
      const message = `this would take more than ${gigabytes.toPrecision(2)} GB of memory`;
      throw new FrobeniusError('limit', message, undefined, 'smaller sizes');
    }
    this.buffers++;
    return this.arena?.take(rows * cols) ?? new Float64Array(rows * cols);
  }

  /** Room that is used for a moment only; all who ask share it. */
  spare(entries: number): Float64Array {
    if (this.shared === undefined || this.shared.length < entries) this.shared = this.room(entries, 1);
    return this.shared;
  }

  size(d: Dim): number {
    if (typeof d === 'number') return d;
    const value = evaluateDim(d, this.sizes) ?? evaluateDim(d, this.both());
    if (value === undefined) throw new FrobeniusError('values', 'the values do not tell every size');
    return value;
  }

  private both(): ReadonlyMap<string, number> {
    return new Map([...this.sizes, ...this.indices]);
  }

  /** A size or an index as it stands while the plan runs. */
  dim(d: Dim): () => number {
    if (typeof d === 'number') return () => d;
    const fixed = evaluateDim(d, this.sizes);
    if (fixed !== undefined) return () => fixed;
    const terms = d.terms.map(({ coefficient, names }) => ({ coefficient, names: [...names] }));
    const { sizes, indices } = this;
    return () => {
      let sum = 0;
      for (const { coefficient, names } of terms) {
        let product = coefficient;
        for (const name of names) product *= indices.get(name) ?? sizes.get(name) ?? Number.NaN;
        sum += product;
      }
      return sum;
    };
  }

  key(name: string, index: readonly Dim[]): () => string {
    if (index.length === 0) return () => name;
    const places = index.map((d) => this.dim(d));
    const [only] = places;
    if (places.length === 1 && only) {
      const known: string[] = [];
      return () => {
        const i = only();
        if (i < 0) return `${name}[${i}]`;
        known[i] ??= `${name}[${i}]`;
        return known[i];
      };
    }
    return () => `${name}[${places.map((p) => p()).join(',')}]`;
  }

  /** An index as it stands while the plan runs. */
  place(index: readonly Dim[]): () => number[] {
    const places = index.map((d) => this.dim(d));
    return () => places.map((p) => p());
  }

  shape(shape: Shape): [number, number] {
    return shape.map((d) => this.size(d)) as [number, number];
  }

  /** All that was worked out is to be worked out anew. */
  begin(): void {
    this.tick++;
    this.begun = this.tick;
  }

  pull(node: Node): void {
    const { run } = node;
    if (run === undefined || node.stamp === (node.still ? this.begun : this.tick)) return;
    run();
    // a sum over an index moves the clock
    node.stamp = node.still ? this.begun : this.tick;
  }

  fresh(rows: number, cols: number): Node {
    return { rows, cols, data: this.room(rows, cols), stamp: 0, run: undefined };
  }

  loop({ over, from, to, step }: Loop, body: () => void): () => void {
    const [start, end] = [this.dim(from), this.dim(to)];
    const { indices } = this;
    return () => {
      const before = indices.get(over);
      const last = end();
      for (let t = start(); step > 0 ? t <= last : t >= last; t += step) {
        indices.set(over, t);
        this.tick++;
        body();
      }
      if (before === undefined) indices.delete(over);
      else indices.set(over, before);
      this.tick++;
    };
  }
}
