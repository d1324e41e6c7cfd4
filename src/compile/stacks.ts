/**
 * What no round of a loop waits for, for all rounds at once: members of a family lie one under the other, and so do
 * the values of what is worked out row by row from them. A product X[t]·U in a recurrence is one large product before it.
 *
 * A stack has the member of the first round on top. Only what is written by then can be stacked, which is how a
 * recurrence is told from a loop.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Code } from './code.js';
import type { Emitter } from './emitter.js';
import type { Buffer } from './memory.js';
import { isRowFunction } from './operations.js';
import type { Planner, Round } from './planner.js';

type Term = (Code & { op: 'sum' })['terms'][number];

interface Kept {
  readonly stamp: string;
  readonly buffer: Buffer;
}

/** Whether a shape is another in each round. */
const grows = (shape: Shape, { over }: Round): boolean => shape.some((d) => dimNames(d).includes(over));

export class Stacks {
  /** For each loop that is gone through what can be stacked in it, and what has been. */
  private readonly able = new WeakMap<Round, Map<Code, { stamp: string; can: boolean }>>();
  /** By the ends of the loop as well: what is stacked serves every loop that runs so. */
  private readonly made = new Map<Code, Kept>();
  /** Of a sum the part that does not wait. */
  private readonly partial = new Map<Code, Code & { op: 'sum' }>();

  constructor(
    private readonly planner: Planner,
    private readonly emitter: Emitter,
  ) {}

  private roundOf(code: Code): Round | undefined {
    const { rounds } = this.planner;
    for (let i = rounds.length - 1; i >= 0; i--) {
      const round = rounds[i] as Round;
      if (this.planner.hangsOn(code, round.over)) return round.high > round.low ? round : undefined;
    }
    return undefined;
  }

  /** Whether the code can be worked out for all rounds of the loop that moves it. */
  isStacked(code: Code): boolean {
    const round = this.roundOf(code);
    return round !== undefined && this.can(code, round);
  }

  /** The present member of a value that is worked out for all rounds at once. */
  member(code: Code): Buffer | undefined {
    if (code.op === 'name' || code.op === 'size') return undefined;
    const round = this.roundOf(code);
    const whole = round && this.whole(code, round);
    if (whole === undefined) return undefined;
    const [rows, cols] = this.shapeOf(code.shape);
    const place = this.planner.present(round as Round) - (round as Round).low;
    return this.planner.memory.view(whole, place * rows * cols, rows, cols);
  }

  /** The terms of a sum, those that need not wait for their round put into one. */
  first(code: Code & { op: 'sum' }): readonly Term[] {
    const { planner } = this;
    const early = code.terms.filter((t) => this.isStacked(t.code));
    if (early.length === 0) return code.terms;
    const isStill = (c: Code): boolean => planner.rounds.every((r) => !planner.hangsOn(c, r.over));
    const terms = [...early, ...code.terms.filter((t) => !early.includes(t) && isStill(t.code))];
    if (terms.length < 2 || terms.length === code.terms.length) return code.terms;
    const known = this.partial.get(code);
    const same = known?.terms.length === terms.length && known.terms.every((t, i) => t === terms[i]);
    const sum = same ? known : { op: 'sum' as const, terms, shape: code.shape };
    this.partial.set(code, sum);
    if (!this.isStacked(sum)) return code.terms;
    return [{ minus: false, code: sum }, ...code.terms.filter((t) => !terms.includes(t))];
  }

  private shapeOf(shape: Shape): [number, number] {
    return [this.planner.size(shape[0]), this.planner.size(shape[1])];
  }

  /** The members of a family over a loop as one buffer, where they lie side by side and in order. */
  membersAt(name: string, index: readonly Dim[], shape: Shape, round: Round): Buffer | undefined {
    const { planner } = this;
    const [place] = index;
    // members of different sizes, K(1:t, :) of each t, are no rows of one buffer
    if (index.length !== 1 || place === undefined || grows(shape, round)) return undefined;
    const block = planner.families.block(name);
    const [low, next, high] = [round.low, round.low + 1, round.high].map((t) =>
      planner.withIndex(round.over, t, () => planner.size(place)),
    ) as [number, number, number];
    const [rows, cols] = this.shapeOf(shape);
    if (block === undefined || next !== low + 1 || high - low !== round.high - round.low) return undefined;
    if (low < block.low || high > block.high || rows !== block.rows || cols !== block.cols) return undefined;
    return planner.memory.view(block.buffer, (low - block.low) * rows * cols, (high - low + 1) * rows, cols);
  }

  // ——— what can be stacked ———

  can(code: Code, round: Round): boolean {
    const known = this.able.get(round) ?? new Map<Code, { stamp: string; can: boolean }>();
    this.able.set(round, known);
    const stamp = this.planner.stamp(code, round.over);
    const before = known.get(code);
    if (before?.stamp === stamp) return before.can;
    const can = !grows(code.shape, round) && this.decide(code, round);
    known.set(code, { stamp, can });
    return can;
  }

  private decide(code: Code, round: Round): boolean {
    const moves = (c: Code): boolean => this.planner.hangsOn(c, round.over);
    const fit = (c: Code): boolean => this.fits(c, code.shape, round);
    switch (code.op) {
      case 'name':
        return this.isThere(code, round);
      case 'sum':
        return code.terms.every((t) => fit(t.code));
      case 'times':
        return [...code.over, ...code.under].every(fit);
      case 'power':
        return fit(code.base) && fit(code.exponent);
      case 'choose':
        return code.operands.every(fit);
      case 'product':
        if (moves(code.left)) return !moves(code.right) && code.left.op !== 'transpose' && this.can(code.left, round);
        return this.planner.size(code.right.shape[1]) === 1 && this.can(code.right, round);
      case 'dot':
        return [code.left, code.right].every((c) => moves(c) && this.can(c, round)) && this.isEven(code);
      case 'total':
        return code.over !== 'columns' && this.can(code.of, round);
      case 'transpose':
        return this.shapeOf(code.shape).includes(1) && this.can(code.of, round);
      case 'call': {
        const [arg] = code.args;
        const byRow = this.emitter.elementwise(code) !== undefined || isRowFunction(code.fn);
        return byRow && arg !== undefined && this.can(arg, round);
      }
      default:
        return false;
    }
  }

  private isEven({ left, right }: Code & { op: 'dot' }): boolean {
    const [a, b] = [this.shapeOf(left.shape), this.shapeOf(right.shape)];
    return a[0] === b[0] && a[1] === b[1];
  }

  /** An operand beside which the others can be stacked: its rows are theirs, or one row serves all. */
  private fits(c: Code, shape: Shape, round: Round): boolean {
    const rows = this.planner.size(c.shape[0]);
    if (!this.planner.hangsOn(c, round.over)) return rows === 1;
    return rows === this.planner.size(shape[0]) && this.can(c, round);
  }

  /** Whether every member is written by now. */
  private isThere({ name, index, shape }: Code & { op: 'name' }, round: Round): boolean {
    if (this.membersAt(name, index, shape, round) === undefined) return false;
    const { planner } = this;
    for (let t = round.low; t <= round.high; t++) {
      const written = planner.withIndex(round.over, t, () => planner.families.has(name, planner.at(index)));
      if (!written) return false;
    }
    return true;
  }

  // ——— stacking ———

  /** The values of all rounds, one under the other; undefined where that cannot be. */
  whole(code: Code, round: Round, target?: Buffer): Buffer | undefined {
    if (!this.planner.hangsOn(code, round.over) || !this.can(code, round)) return undefined;
    const stamp = `${round.over} ${round.low} ${round.high} ${this.planner.stamp(code, round.over)}`;
    const known = this.made.get(code);
    if (known?.stamp === stamp) return known.buffer;
    const buffer = this.make(code, round, target);
    this.made.set(code, { stamp, buffer });
    return buffer;
  }

  private make(code: Code, round: Round, target: Buffer | undefined): Buffer {
    const { planner, emitter } = this;
    const { operations } = emitter;
    const count = round.high - round.low + 1;
    const [rows, cols] = this.shapeOf(code.shape);
    const into = (): Buffer => target ?? planner.memory.room(count * rows, cols);
    const value = (c: Code): Buffer => this.operand(c, round);
    switch (code.op) {
      case 'name':
        return this.membersAt(code.name, code.index, code.shape, round) as Buffer;
      case 'sum':
        return emitter.sumOf(
          code.terms.map((t) => ({ minus: t.minus, buffer: value(t.code) })),
          into,
        );
      case 'times':
        return emitter.timesOf(code.over.map(value), code.under.map(value), into);
      case 'power':
        return emitter.powerOf(code, value(code.base), value(code.exponent), into);
      case 'choose':
        return emitter.chooseOf(code, code.operands.map(value), into());
      case 'product':
        return this.product(code, round, into());
      case 'dot': {
        const [a, b, made] = [value(code.left), value(code.right), into()];
        operations.dots(made, a, b);
        return made;
      }
      case 'total': {
        const x = value(code.of);
        const made = into();
        const length = (x.rows * x.cols) / (count * rows);
        operations.total(made, 'rows', planner.memory.view(x, 0, count * rows, length));
        return made;
      }
      case 'transpose':
        return planner.memory.view(value(code.of), 0, count * rows, cols);
      case 'call': {
        const x = value(code.args[0] as Code);
        const made = into();
        const elementwise = emitter.elementwise(code);
        if (elementwise) operations.elementwise(made, code.fn, x, elementwise);
        else if (isRowFunction(code.fn)) operations.ofRows(made, code.fn, x);
        return made;
      }
      default:
        throw new Error(`${code.op} is not stacked`);
    }
  }

  private operand(c: Code, round: Round): Buffer {
    return this.whole(c, round) ?? this.planner.value(c);
  }

  /** Rows by a matrix; or a matrix by columns, which lie as rows. */
  private product({ left, right }: Code & { op: 'product' }, round: Round, made: Buffer): Buffer {
    const { planner, emitter } = this;
    const inner = (c: Code): Code => (c.op === 'transpose' ? c.of : c);
    if (planner.hangsOn(left, round.over)) {
      const [a, b] = [this.operand(left, round), planner.value(inner(right))];
      const product = { n: a.rows, k: a.cols, m: made.cols, left: false, right: right.op === 'transpose' };
      emitter.products.add(made, a, b, product, { fresh: true, packed: () => emitter.packedOf(right) });
      return made;
    }
    const count = round.high - round.low + 1;
    const x = this.operand(right, round);
    const k = x.rows / count;
    const m = made.rows / count;
    const matrix = planner.value(inner(left));
    // the rows are x', so that of M·x comes x'·M'
    const product = { n: count, k, m, left: false, right: left.op !== 'transpose' };
    const [rowsOfX, rowsMade] = [planner.memory.view(x, 0, count, k), planner.memory.view(made, 0, count, m)];
    const flipped: Code =
      left.op === 'transpose' ? left.of : { op: 'transpose', of: left, shape: [left.shape[1], left.shape[0]] };
    emitter.products.add(rowsMade, rowsOfX, matrix, product, { fresh: true, packed: () => emitter.packedOf(flipped) });
    return made;
  }
}
