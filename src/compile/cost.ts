/**
 * What a program costs: additions, multiplications and the like as a polynomial in the sizes.
 *
 * Every operation is counted as often as it is done: once for each setting of the indices that it hangs on, whatever stands
 * beside it. A function of one number counts as one, factors of a matrix as LU (2n³/3) and once for all that need
 * them. Functions of whole matrices that have no count (expm, svd, …) are named instead.
 */

import type { Dim, Shape } from '../expression/dimension.js';
import { multiplyDim, substituteDim } from '../expression/dimension.js';
import { MATRIX_OPERATORS } from '../numeric/matrix-operators.js';
import { TYPICAL, typicalSize } from './chain-order.js';
import type { Code, Loop, Program, Statement } from './code.js';
import { lettersIn } from './letters.js';
import { neededFor } from './needed.js';
import { partsOf } from './parts.js';
import { depositOf, fillsOnce, placedTerms } from './placed-terms.js';
import type { Multiple, Polynomial } from './polynomial.js';
import { Sum, summed } from './polynomial.js';
import { Recurring } from './recurring.js';
import { shared } from './share.js';
import { POWER, weightOf } from './weights.js';

/** What a result costs, in floating-point operations. */
export interface Cost {
  /** Of the value alone; absent where it hangs on an unknown function. */
  readonly value?: Polynomial;
  /** Of the value and all derivatives together. */
  readonly all: Polynomial;
  /** Functions whose work is not counted. */
  readonly uncounted: readonly string[];
}

/** `size`: what sizes are where products are put in order. */
export function costOf(printed: Program, size: (d: Dim) => number = typicalSize): Cost {
  const program = shared(printed, size);
  const recurring = Recurring.of(program);
  const all = new Counter(recurring);
  all.statements(program.statements);
  if (program.value) all.code(program.value);
  for (const { parts } of program.derivatives)
    for (const { loops, value } of parts) all.within(loops, () => all.code(value));
  const counted = { all: all.sum.polynomial, uncounted: [...all.uncounted].sort() };
  if (program.value === undefined) return counted;
  const value = new Counter(recurring);
  value.statements(neededFor(program.value, program.statements));
  value.code(program.value);
  return { ...counted, value: value.sum.polynomial };
}

/** The cost in words, a line for each part; the last compares them. */
export function costLines({ value, all, uncounted }: Cost): string[] {
  const lines = [
    ...(value ? [`value alone: ${value.text}`] : []),
    `${value ? 'value and derivatives' : 'derivatives'}: ${all.text}`,
  ];
  if (uncounted.length > 0) lines.push(`not counted: ${uncounted.join(', ')}`);
  else if (value) {
    const times = all.at({}, TYPICAL) / value.at({}, TYPICAL);
    if (Number.isFinite(times))
      lines.push(`${times.toPrecision(3)} times the value alone where every size is ${TYPICAL}`);
  }
  return lines;
}

interface Round {
  readonly over: string;
  readonly from: Dim;
  readonly to: Dim;
  readonly done: Set<unknown>;
}

const entriesOf = ([rows, cols]: Shape): Dim => multiplyDim(rows, cols);

type Fold = Code & { op: 'fold' };

class Counter {
  readonly sum = new Sum();
  readonly uncounted = new Set<string>();
  private readonly rounds: Round[] = [];
  private readonly letters = new Map<Code, ReadonlySet<string>>();
  private readonly done = new Set<unknown>();
  private readonly factored = new Map<Code, object>();

  constructor(private readonly recurring: Recurring) {}

  statements(list: readonly Statement[]): void {
    for (const s of list) {
      if (s.kind === 'assign') this.code(s.value);
      else this.within([s.loop], () => this.statements(s.body));
    }
  }

  within(loops: readonly Loop[], body: () => void): void {
    const [first, ...rest] = loops;
    if (first === undefined) {
      body();
      return;
    }
    const [from, to] = first.step > 0 ? [first.from, first.to] : [first.to, first.from];
    this.rounds.push({ over: first.over, from, to, done: new Set() });
    this.within(rest, body);
    this.rounds.pop();
  }

  /** The loops in whose rounds a value is worked out: those that move it and, unless it is kept, all around them. */
  private turning(code: Code, isKept: boolean): Round[] {
    const letters = lettersIn(code, this.letters);
    const moves = (r: Round): boolean => letters.has(r.over);
    return isKept ? this.rounds.filter(moves) : this.rounds.slice(0, this.rounds.findLastIndex(moves) + 1);
  }

  /** True the first time that something is met in the loops that move it. */
  private isNew(what: unknown, code: Code): boolean {
    return this.isNewIn(this.turning(code, false).at(-1)?.done ?? this.done, what);
  }

  private isNewIn(done: Set<unknown>, what: unknown): boolean {
    if (done.has(what)) return false;
    done.add(what);
    return true;
  }

  private add(code: Code, factor: number, each: Dim, isKept = this.recurring.kind(code) !== undefined): void {
    this.count(this.turning(code, isKept), factor, each);
  }

  /** Adds what is done in each round of some of the loops. */
  private count(rounds: readonly Round[], factor: number, each: Dim): void {
    const whole = [...rounds].reverse().reduce<readonly Multiple[]>(
      (sum, { over, from, to }) => {
        const [low, high] = this.ends(rounds, from, to);
        return summed(sum, over, low, high);
      },
      [{ factor, dim: each }],
    );
    for (const { factor: times, dim } of whole) this.sum.add(times, dim);
  }

  /** The ends of a loop; where they move with one that does not count, as far as they ever go. */
  private ends(rounds: readonly Round[], from: Dim, to: Dim): [Dim, Dim] {
    let [low, high] = [from, to];
    for (const round of [...this.rounds].reverse()) {
      if (rounds.includes(round)) continue;
      low = substituteDim(low, new Map([[round.over, round.from]]));
      high = substituteDim(high, new Map([[round.over, round.to]]));
    }
    return [low, high];
  }

  code(code: Code): void {
    // what is kept is done once for all loops
    const kind = this.recurring.kind(code);
    const isNew = kind === undefined ? this.isNew(code, code) : this.isNewIn(this.done, kind);
    if (!isNew) return;
    if (code.op === 'fold') {
      this.fold(code, kind !== undefined);
      return;
    }
    if (code.op === 'sum' && code.shape[0] !== 1) {
      this.sumOf(code);
      return;
    }
    for (const part of partsOf(code)) this.code(part);
    this.own(code);
  }

  /** What goes to single places is added there. */
  private sumOf(code: Code & { op: 'sum' }): void {
    let full = 0;
    for (const { code: term } of code.terms) {
      const places = placedTerms(term, (d) => d === 1);
      if (places === undefined) {
        this.code(term);
        full++;
      }
      for (const { rest, column } of places ?? []) {
        this.code(rest);
        this.add(code, 1, column === undefined ? code.shape[1] : 1);
      }
    }
    const isAlone = full === 1 && code.terms.length === 1;
    this.add(code, isAlone ? 1 : Math.max(0, full - 1), entriesOf(code.shape));
  }

  private fold(code: Fold, isKept: boolean): void {
    const around = this.turning(code, isKept);
    const isOnce = fillsOnce(code);
    const added = (body: Code, inside: readonly Round[]): void => {
      const deposit = depositOf(body, (d) => d === 1);
      const count = (factor: number, each: Dim): void => this.count([...around, ...inside], factor, each);
      switch (deposit.kind) {
        case 'sum':
          for (const term of deposit.terms) added(term.code, inside);
          return;
        case 'fold':
          if (this.recurring.kind(deposit.fold) === undefined) {
            this.within([{ ...deposit.fold, step: 1 }], () =>
              added(deposit.fold.body, [...inside, this.rounds.at(-1) as Round]),
            );
            return;
          }
          break;
        case 'placed': {
          const [first] = deposit.terms;
          for (const { rest } of deposit.terms) this.code(rest);
          if (!isOnce) count(deposit.terms.length, first?.column === undefined ? code.shape[1] : 1);
          return;
        }
        default:
      }
      this.code(body);
      // a product is added up as it is worked out
      count(body.op === 'product' && this.recurring.kind(body) === undefined ? 0 : 1, entriesOf(body.shape));
    };
    this.within([{ ...code, step: 1 }], () => {
      const inside = [this.rounds.at(-1) as Round];
      if (code.fold === 'sum') added(code.body, inside);
      else {
        this.code(code.body);
        const [n] = code.shape;
        this.count([...around, ...inside], n === 1 ? 1 : 2, n === 1 ? 1 : multiplyDim(n, entriesOf(code.shape)));
      }
    });
  }

  private own(code: Exclude<Code, { op: 'fold' }>): void {
    switch (code.op) {
      case 'sum':
        this.add(code, Math.max(1, code.terms.length - 1), entriesOf(code.shape));
        return;
      case 'times': {
        // numbers are brought to one
        const all = [...code.over, ...code.under];
        const numbers = all.filter((c) => c.shape[0] === 1 && c.shape[1] === 1).length;
        const isNumber = numbers === all.length;
        const kept = numbers > 0 ? 1 : 0;
        if (numbers > 1) this.add(code, numbers - 1, 1);
        if (!isNumber) this.add(code, Math.max(1, all.length - numbers + kept - 1), entriesOf(code.shape));
        else if (numbers === 1) this.add(code, 1, 1);
        return;
      }
      case 'product':
        this.add(code, 2, multiplyDim(code.left.shape[1], entriesOf(code.shape)));
        return;
      case 'dot':
        this.add(code, 2, entriesOf(code.left.shape));
        return;
      case 'solve':
        this.factors(code.left);
        this.add(code, 2, multiplyDim(code.left.shape[0], entriesOf(code.shape)));
        return;
      case 'power':
        this.add(code, code.exponent.op === 'number' ? 1 : POWER, entriesOf(code.shape));
        return;
      case 'choose':
        this.add(code, 1, entriesOf(code.shape));
        return;
      case 'total':
        this.add(code, 1, entriesOf(code.of.shape));
        return;
      case 'call':
        this.call(code);
        return;
      default:
    }
  }

  /** 2n³/3, once for all that need them. */
  private factors(code: Code): void {
    const of = code.op === 'transpose' ? code.of : code;
    const kind = this.recurring.factorsKind(of);
    const key = this.factored.get(of) ?? {};
    this.factored.set(of, key);
    const isNew = kind === undefined ? this.isNew(key, of) : this.isNewIn(this.done, `factors ${kind}`);
    if (!isNew) return;
    const [n] = of.shape;
    this.add(of, 2 / 3, multiplyDim(n, multiplyDim(n, n)), kind !== undefined);
  }

  private call(code: Code & { op: 'call' }): void {
    const [arg] = code.args;
    const [n] = code.shape;
    if (arg === undefined) return;
    if (code.fn === 'inv') {
      this.factors(arg);
      this.add(code, 4 / 3, multiplyDim(n, entriesOf(code.shape)));
    } else if (code.fn === 'det' || code.fn === 'logdet') {
      this.factors(arg);
      this.add(code, 1, arg.shape[0]);
    } else if (isUncounted(code.fn)) {
      this.uncounted.add(code.fn);
    } else {
      const weight = weightOf(code.fn);
      // which is larger is not always known of polynomials: the argument, unless the result is a matrix or made of several
      const isOfOne = code.args.length === 1 && (code.shape[0] === 1 || code.shape[1] === 1);
      this.add(code, weight, entriesOf(isOfOne ? arg.shape : code.shape));
    }
  }
}

const COUNTED = new Set(['inv', 'det', 'logdet']);
const isUncounted = (fn: string): boolean =>
  !COUNTED.has(fn) && (fn === 'matpow' || Object.hasOwn(MATRIX_OPERATORS, fn));
