/**
 * A program laid out for given sizes: its loops are gone through once, here, and what is left is a tape of operations
 * on buffers. What stands at several places is worked out once for each setting of the indices it hangs on; what an index
 * does not move, once. What a recurrence does not hold up is worked out for all members of a family together (stacks.ts).
 */
import type { Dim } from '../expression/dimension.js';
import { evaluateDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import type { FunctionRows } from '../numeric/environment.js';
import { keyOf } from '../numeric/environment.js';
import type { Code, Loop, Statement } from './code.js';
import { Emitter } from './emitter.js';
import { Families } from './families.js';
import { lettersIn } from './letters.js';
import type { Buffer } from './memory.js';
import { Memory } from './memory.js';
import { partsOf } from './parts.js';
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
  private readonly stacks: Stacks;
  private readonly indices = new Map<string, number>();
  private readonly letters = new Map<Code, ReadonlySet<string>>();
  private held = new Map<object, Held>();
  private readonly partial = new Map<Code, Code & { op: 'sum' }>();

  constructor(
    private readonly sizes: ReadonlyMap<string, number>,
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
    if (typeof d === 'number') return d;
    const value = evaluateDim(d, this.sizes) ?? evaluateDim(d, new Map([...this.sizes, ...this.indices]));
    if (value === undefined) throw new FrobeniusError('values', 'the values do not tell every size');
    return value;
  }

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
    const member = this.stacks.member(code);
    if (member) {
      this.held.set(code, { buffer: member, stamp, own: false });
      return member;
    }
    let own = false;
    const buffer = this.emitter.member(code, (rows, cols) => {
      const fits = (b: Buffer): boolean => b.rows === rows && b.cols === cols;
      if (target && fits(target)) return target;
      own = true;
      return known?.own && fits(known.buffer) ? known.buffer : this.memory.room(rows, cols);
    });
    this.held.set(code, { buffer, stamp, own });
    return buffer;
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

  isNumber({ shape }: Code): boolean {
    return this.size(shape[0]) === 1 && this.size(shape[1]) === 1;
  }

  // ——— all rounds at once ———

  isStacked(code: Code): boolean {
    return this.stacks.isStacked(code);
  }

  canStack(code: Code, round: Round): boolean {
    return this.stacks.can(code, round);
  }

  stack(code: Code, round: Round): Buffer | undefined {
    return this.stacks.whole(code, round);
  }

  /** Where the loop stands. */
  present({ over }: Round): number {
    return this.indices.get(over) as number;
  }

  /** The terms of a sum, those that need not wait for their round put into one. */
  stackedFirst(code: Code & { op: 'sum' }): readonly { readonly minus: boolean; readonly code: Code }[] {
    if (this.rounds.length === 0) return code.terms;
    const early = code.terms.filter((t) => this.stacks.isStacked(t.code));
    if (early.length === 0) return code.terms;
    const { shape } = code;
    const still = code.terms.filter(
      (t) => !early.includes(t) && this.rounds.every((r) => !this.hangsOn(t.code, r.over)),
    );
    const terms = [...early, ...still];
    if (terms.length < 2 || terms.length === code.terms.length) return code.terms;
    const known = this.partial.get(code);
    const same = known?.terms.length === terms.length && known.terms.every((t, i) => t === terms[i]);
    const sum = same ? known : { op: 'sum' as const, terms, shape };
    this.partial.set(code, sum);
    if (!this.stacks.isStacked(sum)) return code.terms;
    return [{ minus: false, code: sum }, ...code.terms.filter((t) => !terms.includes(t))];
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

/**
 * The statements of a loop in as many loops as can be, one after the other: together stay only those that hang on one
 * another in a circle, and so a recurrence. As every member is written once, whatever order the circles allow is right.
 */
function distributed(body: readonly Statement[]): Statement[][] {
  if (body.length < 2) return [[...body]];
  const uses = body.map((s) => new Set(valuesIn(s).flatMap((value) => namesIn(value).map(({ name }) => name))));
  const makes = body.map((s) => new Set(namesMade(s)));
  const behind = body.map((_, i) =>
    body.flatMap((_, j) => ([...(uses[i] as Set<string>)].some((n) => makes[j]?.has(n)) ? [j] : [])),
  );
  return circles(behind).map((list) => list.sort((a, b) => a - b).map((i) => body[i] as Statement));
}

const valuesIn = (s: Statement): Code[] => (s.kind === 'assign' ? [s.value] : s.body.flatMap(valuesIn));
const namesMade = (s: Statement): string[] => (s.kind === 'assign' ? [s.name] : s.body.flatMap(namesMade));

/** Strongly connected components, each after those that it hangs on (Tarjan, 1972). */
function circles(behind: readonly (readonly number[])[]): number[][] {
  const found: number[][] = [];
  const number = new Map<number, number>();
  const low = new Map<number, number>();
  const open: number[] = [];
  const visit = (i: number): void => {
    number.set(i, number.size);
    low.set(i, number.size - 1);
    open.push(i);
    for (const j of behind[i] ?? []) {
      if (!number.has(j)) visit(j);
      if (open.includes(j)) low.set(i, Math.min(low.get(i) as number, low.get(j) as number));
    }
    if (low.get(i) !== number.get(i)) return;
    found.push(open.splice(open.indexOf(i)));
  };
  behind.forEach((_, i) => {
    if (!number.has(i)) visit(i);
  });
  return found;
}

function namesIn(code: Code): (Code & { op: 'name' })[] {
  const found: (Code & { op: 'name' })[] = [];
  const seen = new Set<Code>();
  const queue = [code];
  for (let c = queue.pop(); c !== undefined; c = queue.pop()) {
    if (seen.has(c)) continue;
    seen.add(c);
    if (c.op === 'name') found.push(c);
    queue.push(...partsOf(c));
  }
  return found;
}
