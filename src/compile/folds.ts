/**
 * Sums and products over an index. A sum of products of members is one product of the members one under the other; what
 * can be stacked otherwise is stacked and added up; all others are gone through.
 */
import type { Code } from './code.js';
import type { Emitter } from './emitter.js';
import type { Buffer } from './memory.js';
import type { Deposit, PlacedTerm } from './placed-terms.js';
import { depositOf, fillsOnce } from './placed-terms.js';
import type { Planner, Round } from './planner.js';

type Fold = Code & { op: 'fold' };

export class Folds {
  /** Whether the sum comes to every place once. */
  private isOnce = false;
  private readonly deposits = new Map<Code, Deposit>();

  constructor(
    private readonly planner: Planner,
    private readonly emitter: Emitter,
  ) {}

  fold(code: Fold, made: Buffer): Buffer {
    if (code.fold === 'prod') this.product(code, made);
    else {
      this.emitter.clear(made);
      const before = this.isOnce;
      this.isOnce = fillsOnce(code);
      this.add(made, code, code.body, 1);
      this.isOnce = before;
    }
    return made;
  }

  private product({ over, from, to, body }: Fold, made: Buffer): void {
    const { planner, emitter } = this;
    const n = made.rows;
    planner.tape.add(() => {
      made.data.fill(n > 1 ? 0 : 1);
      for (let i = 0; i < n; i++) made.data[i * n + i] = 1;
    });
    const next = n > 1 ? planner.memory.room(n, n) : undefined;
    planner.through({ over, from, to, step: 1 }, () => {
      const x = planner.value(body);
      if (next === undefined) emitter.operations.merge(made, made, '*', x);
      else {
        emitter.products.add(next, made, x, { n, k: n, m: n, left: false, right: false }, { fresh: true });
        emitter.operations.put(made, next);
      }
    });
  }

  /** Adds a multiple of the sum of the body. */
  private add(made: Buffer, fold: Fold, body: Code, sign: 1 | -1): void {
    const { planner } = this;
    const { over, from, to } = fold;
    const [low, high] = [planner.size(from), planner.size(to)];
    const round: Round = { over: fold.over, low, high };
    const deposit = this.depositOf(body);
    if (deposit.kind === 'placed') {
      this.placeAll(made, fold, deposit.terms, sign);
      return;
    }
    const within = deposit.kind === 'fold' ? this.inner(made, deposit.fold) : undefined;
    if (within !== undefined) {
      planner.through({ over, from, to, step: 1 }, () => this.add(made, within, within.body, sign));
      return;
    }
    const isApart = deposit.kind === 'sum' || !planner.stacks.can(body, round);
    if (body.op === 'sum' && body.terms.length > 1 && isApart) {
      for (const { minus, code } of body.terms) {
        const full = planner.size(code.shape[0]) === made.rows && planner.size(code.shape[1]) === made.cols;
        if (full) this.add(made, fold, code, minus ? (-sign as 1 | -1) : sign);
        else this.one(made, fold, code, minus ? (-sign as 1 | -1) : sign);
      }
      return;
    }
    if (low < high && this.addTogether(made, body, round, sign)) return;
    this.one(made, fold, body, sign);
  }

  /** A sum within a sum that is not kept for itself: its members are added where those of the outer one are. */
  private inner(made: Buffer, fold: Fold): Fold | undefined {
    const { planner } = this;
    const isFull = planner.size(fold.shape[0]) === made.rows && planner.size(fold.shape[1]) === made.cols;
    return isFull && !planner.isWanted(fold) ? fold : undefined;
  }

  private depositOf(body: Code): Deposit {
    const known = this.deposits.get(body);
    if (known !== undefined) return known;
    const deposit = depositOf(body, (d) => this.planner.size(d) === 1);
    this.deposits.set(body, deposit);
    return deposit;
  }

  /** Each member where it goes. */
  private placeAll(made: Buffer, { over, from, to }: Fold, placed: readonly PlacedTerm[], sign: 1 | -1): void {
    const { isOnce } = this;
    this.planner.through({ over, from, to, step: 1 }, () => this.place(made, placed, sign, isOnce));
  }

  /** One member where it goes, where nothing else goes or added to what does. */
  place(made: Buffer, placed: readonly PlacedTerm[], sign: 1 | -1, isAlone = false): void {
    const { planner, emitter } = this;
    for (const { row, column, rest, minus } of placed) {
      const start = (planner.size(row) - 1) * made.cols;
      const target =
        column === undefined
          ? planner.memory.view(made, start, 1, made.cols)
          : planner.memory.view(made, start + planner.size(column) - 1, 1, 1);
      const value = planner.value(rest);
      if (isAlone) emitter.operations.put(target, value);
      else emitter.operations.merge(target, target, sign > 0 !== minus ? '+' : '-', value);
    }
  }

  /** What of a plain sum goes to places. */
  placedIn(code: Code): readonly PlacedTerm[] | undefined {
    const deposit = this.depositOf(code);
    return deposit.kind === 'placed' ? deposit.terms : undefined;
  }

  /** One member after the other. */
  private one(made: Buffer, { over, from, to }: Fold, body: Code, sign: 1 | -1): void {
    const { planner, emitter } = this;
    planner.through({ over, from, to, step: 1 }, () => {
      if (body.op === 'product' && !planner.isWanted(body) && !planner.stacks.isStacked(body))
        emitter.multiply(made, body.left, body.right, sign);
      else emitter.operations.merge(made, made, sign > 0 ? '+' : '-', planner.value(body));
    });
  }

  private addTogether(made: Buffer, body: Code, round: Round, sign: 1 | -1): boolean {
    const { planner, emitter } = this;
    const moves = (c: Code): boolean => planner.hangsOn(c, round.over);
    const stack = (c: Code): Buffer | undefined => planner.stacks.whole(c, round);
    // a factor that is the same for all
    if (body.op === 'times') {
      const outer = this.outer(made, body, round, sign);
      if (outer) return true;
      const [still, moving] = [body.over.filter((c) => !moves(c)), body.over.filter(moves)];
      const [rest] = moving;
      const numbers = [...still, ...body.under].every((c) => planner.isNumber(c));
      if (moving.length === 1 && rest && numbers && !body.under.some(moves) && still.length + body.under.length > 0) {
        const sum = planner.memory.room(made.rows, made.cols);
        emitter.clear(sum);
        if (!this.addTogether(sum, rest, round, 1)) return false;
        const scaled = emitter.timesOf(
          [sum, ...still.map((c) => planner.value(c))],
          body.under.map((c) => planner.value(c)),
          () => sum,
        );
        emitter.operations.merge(made, made, sign > 0 ? '+' : '-', scaled);
        return true;
      }
    }
    if (sign > 0 && body.op === 'dot' && moves(body.left) && moves(body.right)) {
      const even = planner.size(body.left.shape[0]) === planner.size(body.right.shape[0]);
      const [a, b] = even ? [stack(body.left), stack(body.right)] : [];
      if (a && b && a.rows === b.rows && a.cols === b.cols) {
        emitter.operations.dot(made, a, b, true);
        return true;
      }
    }
    if (sign > 0 && body.op === 'total' && body.over !== 'rows') {
      const x = stack(body.of);
      if (x) {
        emitter.operations.total(made, body.over, x, true);
        return true;
      }
    }
    if (body.op === 'product' && body.left.op === 'transpose' && moves(body.left) && moves(body.right)) {
      const [a, b] = [stack(body.left.of), stack(body.right)];
      if (a && b) {
        const product = { n: a.cols, k: a.rows, m: b.cols, left: true, right: false };
        emitter.products.add(made, a, b, product, { alpha: sign });
        return true;
      }
    }
    const all = sign > 0 ? stack(body) : undefined;
    if (all === undefined) return false;
    emitter.operations.addMembers(made, all);
    return true;
  }

  /** Σ x[t]·y[t]' of columns is one product of matrices that have them as rows. */
  private outer(made: Buffer, { over, under }: Code & { op: 'times' }, round: Round, sign: 1 | -1): boolean {
    const { planner, emitter } = this;
    const [left, right] = over;
    if (over.length !== 2 || under.length > 0 || !left || !right) return false;
    const isOuter = planner.size(left.shape[1]) === 1 && planner.size(right.shape[0]) === 1;
    if (!isOuter || made.rows === 1 || made.cols === 1) return false;
    const column = right.op === 'transpose' ? right.of : right;
    const [x, y] = [planner.stacks.whole(left, round), planner.stacks.whole(column, round)];
    if (!x || !y) return false;
    const count = round.high - round.low + 1;
    const [a, b] = [planner.memory.view(x, 0, count, made.rows), planner.memory.view(y, 0, count, made.cols)];
    emitter.products.add(
      made,
      a,
      b,
      { n: made.rows, k: count, m: made.cols, left: true, right: false },
      { alpha: sign },
    );
    return true;
  }
}
