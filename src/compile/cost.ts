/**
 * What a program costs: additions, multiplications and the like as a polynomial in the sizes.
 *
 * Every operation is counted as often as it is done: once for each setting of the indices that it hangs on, whatever stands
 * beside it. A function of one number counts as one, factors of a matrix as LU (2n³/3) and once for all that need
 * them. Functions of whole matrices that have no count (expm, svd, …) are named instead.
 */

import type { Dim, Shape } from '../expression/dimension.js';
import { addDim, dimNames, multiplyDim, substituteDim, subtractDim } from '../expression/dimension.js';
import { table } from '../expression/table.js';
import { MATRIX_OPERATORS } from '../numeric/matrix-operators.js';
import { TYPICAL, typicalSize } from './chain-order.js';
import type { Code, Loop, Program, Statement } from './code.js';
import { lettersIn } from './letters.js';
import { namesIn, partsOf } from './parts.js';
import { placedTerms } from './placed-terms.js';
import type { Polynomial } from './polynomial.js';
import { Sum } from './polynomial.js';
import { Recurring } from './recurring.js';
import { shared } from './share.js';

/** What a result costs, in floating-point operations. */
export interface Cost {
  /** Of the value alone; absent where it hangs on an unknown function. */
  readonly value?: Polynomial;
  /** Of the value and all derivatives together. */
  readonly all: Polynomial;
  /** Functions whose work is not counted. */
  readonly uncounted: readonly string[];
}

export function costOf(printed: Program): Cost {
  const program = shared(printed, typicalSize);
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

/** The statements that a value hangs on. */
function neededFor(value: Code, statements: readonly Statement[]): Statement[] {
  const behind = new Map<string, Set<string>>();
  const note = (s: Statement): void => {
    if (s.kind === 'loop') {
      s.body.forEach(note);
      return;
    }
    const names = behind.get(s.name) ?? new Set();
    behind.set(s.name, names);
    for (const name of namesIn(s.value)) names.add(name);
  };
  statements.forEach(note);
  const needed = new Set<string>();
  const queue = [...namesIn(value)];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    queue.push(...(behind.get(name) ?? []));
  }
  const kept = (s: Statement): Statement[] => {
    if (s.kind === 'assign') return needed.has(s.name) ? [s] : [];
    const body = s.body.flatMap(kept);
    return body.length > 0 ? [{ ...s, body }] : [];
  };
  return statements.flatMap(kept);
}

interface Round {
  readonly over: string;
  readonly times: Dim;
  readonly done: Set<unknown>;
}

const size = ([rows, cols]: Shape): Dim => multiplyDim(rows, cols);

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
    const [low, high] = first.step > 0 ? [first.from, first.to] : [first.to, first.from];
    let times = addDim(subtractDim(high, low), 1);
    // ends that move with another index count as at their last
    for (const { over, times: outer } of this.rounds) {
      if (dimNames(times).includes(over)) times = substituteDim(times, new Map([[over, outer]]));
    }
    this.rounds.push({ over: first.over, times, done: new Set() });
    this.within(rest, body);
    this.rounds.pop();
  }

  /** The loops that move a value. */
  private moving(code: Code): Round[] {
    const letters = lettersIn(code, this.letters);
    return this.rounds.filter((r) => letters.has(r.over));
  }

  /** True the first time that something is met in the loops that move it. */
  private isNew(what: unknown, code: Code): boolean {
    return this.isNewIn(this.moving(code).at(-1)?.done ?? this.done, what);
  }

  private isNewIn(done: Set<unknown>, what: unknown): boolean {
    if (done.has(what)) return false;
    done.add(what);
    return true;
  }

  private add(code: Code, factor: number, each: Dim): void {
    const times = this.moving(code).reduce<Dim>((product, r) => multiplyDim(product, r.times), 1);
    this.sum.add(factor, multiplyDim(times, each));
  }

  code(code: Code): void {
    // what is kept is done once for all loops
    const kind = this.recurring.kind(code);
    const isNew = kind === undefined ? this.isNew(code, code) : this.isNewIn(this.done, kind);
    if (!isNew) return;
    if (code.op === 'fold') {
      this.within([{ ...code, step: 1 }], () => {
        const placed = code.fold === 'sum' ? placedTerms(code.body, (d) => d === 1) : undefined;
        const [first] = placed ?? [];
        this.code(first?.rest ?? code.body);
        const { rounds } = this;
        // one addition for each entry that a member has
        const added =
          placed && first
            ? multiplyDim(placed.length, first.column === undefined ? code.shape[1] : 1)
            : size(code.shape);
        const own = rounds.filter((r) => r === rounds.at(-1) || lettersIn(code, this.letters).has(r.over));
        const times = own.reduce<Dim>((product, r) => multiplyDim(product, r.times), 1);
        const [n] = code.shape;
        const product = code.fold === 'prod' && code.shape[0] !== 1;
        this.sum.add(product ? 2 : 1, multiplyDim(times, product ? multiplyDim(n, size(code.shape)) : added));
      });
      return;
    }
    for (const part of partsOf(code)) this.code(part);
    this.own(code);
  }

  private own(code: Exclude<Code, { op: 'fold' }>): void {
    switch (code.op) {
      case 'sum':
        this.add(code, Math.max(1, code.terms.length - 1), size(code.shape));
        return;
      case 'times':
        this.add(code, Math.max(1, code.over.length + code.under.length - 1), size(code.shape));
        return;
      case 'product':
        this.add(code, 2, multiplyDim(code.left.shape[1], size(code.shape)));
        return;
      case 'dot':
        this.add(code, 2, size(code.left.shape));
        return;
      case 'solve':
        this.factors(code.left);
        this.add(code, 2, multiplyDim(code.left.shape[0], size(code.shape)));
        return;
      case 'power':
      case 'choose':
        this.add(code, 1, size(code.shape));
        return;
      case 'total':
        this.add(code, 1, size(code.of.shape));
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
    this.add(of, 2 / 3, multiplyDim(n, multiplyDim(n, n)));
  }

  private call(code: Code & { op: 'call' }): void {
    const [arg] = code.args;
    const [n] = code.shape;
    if (arg === undefined) return;
    if (code.fn === 'inv') {
      this.factors(arg);
      this.add(code, 4 / 3, multiplyDim(n, size(code.shape)));
    } else if (code.fn === 'det' || code.fn === 'logdet') {
      this.factors(arg);
      this.add(code, 1, arg.shape[0]);
    } else if (isUncounted(code.fn)) {
      this.uncounted.add(code.fn);
    } else {
      const weight = OF_ENTRIES[code.fn] ?? 1;
      // which is larger is not always known of polynomials: the argument, unless the result is a matrix
      const entries = code.shape[0] === 1 || code.shape[1] === 1 ? size(arg.shape) : size(code.shape);
      this.add(code, weight, entries);
    }
  }
}

/** Operations for each entry, where that is not one. */
const OF_ENTRIES: Readonly<Record<string, number>> = table({
  softmax: 4,
  logsoftmax: 4,
  softmaxcol: 4,
  logsoftmaxcol: 4,
  logsumexp: 3,
  logsumexprow: 3,
  logsumexpcol: 3,
  norm2: 2,
});

const COUNTED = new Set(['inv', 'det', 'logdet']);
const isUncounted = (fn: string): boolean =>
  !COUNTED.has(fn) && (fn === 'matpow' || Object.hasOwn(MATRIX_OPERATORS, fn));
