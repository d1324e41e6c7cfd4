/**
 * A program laid out for given sizes: its loops are gone through once, here, and what is left is a tape of operations
 * on buffers. What stands at several places is worked out once for each setting of the indices it hangs on; what an index
 * does not move, once. What a recurrence does not hold up is worked out for all members of a family together (stacks.ts).
 */
import type { Dim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import type { FunctionRows } from '../numeric/environment.js';
import { dimValue, keyOf } from '../numeric/environment.js';
import type { Code, Loop, Statement } from './code.js';
import { distributed } from './distribute.js';
import { Emitter } from './emitter.js';
import { Families } from './families.js';
import { lettersIn } from './letters.js';
import type { Buffer } from './memory.js';
import { Memory } from './memory.js';
import type { Recurring } from './recurring.js';
import { Stacks } from './stacks.js';
import { Tape } from './tape.js';

type Assign = Statement & { kind: 'assign' };

/** A loop that is being gone through, its ends in order. */
export interface Round {
  readonly over: string;
  readonly low: number;
  readonly high: number;
}

interface Held {
  readonly buffer: Buffer;
  readonly stamp: string;
  /** Whether the buffer is the code's own, to be used again at the next setting of the indices. */
  readonly own: boolean;
}

export class Planner {
  readonly memory: Memory;
  readonly tape: Tape;
  readonly families: Families;
  readonly emitter: Emitter;
  readonly rounds: Round[] = [];
  readonly stacks: Stacks;
  private readonly indices = new Map<string, number>();
  private readonly letters = new Map<Code, ReadonlySet<string>>();
  private held = new Map<object, Held>();
  /** What several loops need, by its kind and the setting of its indices. */
  private readonly kept = new Map<string, Buffer>();

  constructor(
    readonly sizes: ReadonlyMap<string, number>,
    private readonly recurring: Recurring,
    rows: FunctionRows,
    shared: boolean,
  ) {
    this.memory = new Memory(shared);
    this.tape = new Tape(this.memory);
    this.families = new Families(this.memory);
    this.emitter = new Emitter(this, rows);
    this.stacks = new Stacks(this, this.emitter);
  }

  // ——— sizes and indices ———

  /** A size or an index at the present setting. */
  size(d: Dim): number {
    return dimValue(d, this, this.indices);
  }

  private readonly setting = (letter: string): number | undefined => this.indices.get(letter);

  at(index: readonly Dim[]): number[] {
    return index.map((d) => this.size(d));
  }

  /** With an index set for a while. */
  withIndex<T>(name: string, value: number, run: () => T): T {
    const before = this.indices.get(name);
    this.indices.set(name, value);
    const result = run();
    if (before === undefined) this.indices.delete(name);
    else this.indices.set(name, before);
    return result;
  }

  hangsOn(code: Code, over: string): boolean {
    return lettersIn(code, this.letters).has(over);
  }

  /** The setting of the indices that a value hangs on, but for one. */
  stamp(code: Code, but = ''): string {
    if (this.indices.size === 0) return '';
    let stamp = '';
    for (const name of lettersIn(code, this.letters)) {
      const value = name === but ? undefined : this.indices.get(name);
      if (value !== undefined) stamp += `${name}=${value};`;
    }
    return stamp;
  }

  // ——— values ———

  /** The buffer that holds the value of the code at the present setting; `target` where that is as good as any. */
  value(code: Code, target?: Buffer): Buffer {
    const stamp = this.stamp(code);
    const known = this.held.get(code);
    if (known?.stamp === stamp) return known.buffer;
    const place = this.recurring.value(code, this.setting);
    const hold = (buffer: Buffer, own: boolean): Buffer => {
      this.held.set(code, { buffer, stamp, own });
      if (place !== undefined) this.kept.set(place, buffer);
      return buffer;
    };
    const there = (place === undefined ? undefined : this.kept.get(place)) ?? this.stacks.member(code);
    if (there) return hold(there, false);
    let own = false;
    const buffer = this.emitter.member(code, (rows, cols) => {
      const fits = (b: Buffer): boolean => b.rows === rows && b.cols === cols;
      if (target && fits(target)) return target;
      own = place === undefined;
      return own && known?.own && fits(known.buffer) ? known.buffer : this.memory.room(rows, cols);
    });
    return hold(buffer, own);
  }

  /** Something else that is made of a code's value, as often as that: factors, another layout. */
  beside<T>(kept: Map<Code, { stamp: string; made: T }>, code: Code, make: (value: Buffer, before?: T) => T): T {
    const stamp = this.stamp(code);
    const known = kept.get(code);
    if (known?.stamp === stamp) return known.made;
    const made = make(this.value(code), known?.made);
    kept.set(code, { stamp, made });
    return made;
  }

  isHeld(code: Code): boolean {
    return this.held.get(code)?.stamp === this.stamp(code);
  }

  /** Whether a value is to be had, or to be kept, for others that need it as well. */
  isWanted(code: Code): boolean {
    return this.isHeld(code) || this.recurring.value(code, this.setting) !== undefined;
  }

  /** The kind and place of factors that several loops need. */
  placeOfFactors(code: Code): string | undefined {
    return this.recurring.factors(code, this.setting);
  }

  isNumber({ shape }: Code): boolean {
    return this.size(shape[0]) === 1 && this.size(shape[1]) === 1;
  }

  /** Where a loop stands that is being gone through. */
  present({ over }: Round): number {
    return this.indices.get(over) as number;
  }

  // ——— statements ———

  /** The members that there will be, so that those of a family can lie side by side. */
  announce(list: readonly Statement[]): void {
    for (const s of list) {
      if (s.kind === 'loop') this.through(s.loop, () => this.announce(s.body));
      else if (s.index.length === 1) {
        const [place] = this.at(s.index) as [number];
        this.families.announce(s.name, place, this.size(s.shape[0]), this.size(s.shape[1]));
      }
    }
  }

  statements(list: readonly Statement[]): void {
    for (const s of list) {
      if (s.kind === 'assign') this.assign(s);
      else for (const body of distributed(s.body)) this.loop(s.loop, body);
    }
  }

  private loop(loop: Loop, body: readonly Statement[]): void {
    const [only] = body;
    if (body.length === 1 && only?.kind === 'assign' && this.together(loop, only)) return;
    this.through(loop, () => this.statements(body));
  }

  /** All members of a family at once. */
  private together(loop: Loop, { name, index, shape, value }: Assign): boolean {
    const round = this.round(loop);
    if (round.high <= round.low) return false;
    const target = this.stacks.membersAt(name, index, shape, round);
    if (target === undefined) return false;
    const made = this.stacks.whole(value, round, target);
    if (made === undefined) return false;
    if (made !== target) this.emitter.operations.put(target, made);
    const [rows, cols] = [this.size(shape[0]), this.size(shape[1])];
    for (let t = round.low; t <= round.high; t++) {
      const place = this.withIndex(round.over, t, () => this.at(index));
      this.families.slot(name, place, rows, cols);
      this.families.write(name, place);
    }
    return true;
  }

  private assign({ name, index, shape, value }: Assign): void {
    const place = this.at(index);
    const slot = this.families.slot(name, place, this.size(shape[0]), this.size(shape[1]));
    const made = this.value(value, slot);
    if (made !== slot) this.emitter.operations.put(slot, made);
    this.families.write(name, place);
  }

  read(name: string, index: readonly Dim[]): Buffer {
    const place = this.at(index);
    const buffer = this.families.read(name, place);
    if (buffer === undefined) throw new FrobeniusError('values', `${keyOf(name, place)} has no value`);
    return buffer;
  }

  private round({ over, from, to, step }: Loop): Round {
    const [first, last] = [this.size(from), this.size(to)];
    return step > 0 ? { over, low: first, high: last } : { over, low: last, high: first };
  }

  through(loop: Loop, body: () => void): void {
    const round = this.round(loop);
    // a letter that is in use already: what hangs on it outside is not to be taken for what hangs on it within
    const shadowed = this.indices.has(loop.over);
    const outside = this.held;
    if (shadowed) this.held = new Map();
    this.rounds.push(round);
    for (let q = round.low; q <= round.high; q++) {
      const t = loop.step > 0 ? q : round.high + round.low - q;
      this.withIndex(loop.over, t, body);
    }
    this.rounds.pop();
    if (shadowed) this.held = outside;
  }
}
