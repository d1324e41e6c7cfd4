/** What a plan does, one thing after the other, with the arithmetic it takes. */
import { spend } from '../expression/limits.js';
import type { Memory } from './memory.js';

/** What one entry on the tape counts for beside the numbers, in entries of eight bytes. */
const OF_ONE = 24;

export class Tape {
  private readonly runs: (() => void)[] = [];
  /** Additions, multiplications, divisions; a function of a number counts as one. */
  flops = 0;

  constructor(private readonly memory: Memory) {}

  add(run: () => void, flops = 0): void {
    spend();
    this.memory.count(OF_ONE);
    this.runs.push(run);
    this.flops += flops;
  }

  play(): void {
    const { runs } = this;
    for (let i = 0; i < runs.length; i++) (runs[i] as () => void)();
  }
}
