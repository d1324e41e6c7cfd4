/**
 * Evaluators that tell what rounding does to a value. One rounds every intermediate value a little otherwise than doubles
 * do: where runs of it disagree, the digits are not those of the term. The other notes whether a value on the way
 * was infinite. The first is what D. S. Parker called Monte Carlo arithmetic (1997).
 */
import type { Expr } from '../expression/expression.js';
import { toNumber } from '../expression/rational.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Bindings, Environment } from './environment.js';
import { Evaluator } from './evaluate.js';
import { at, largest, make, transpose } from './matrix.js';
import type { Random } from './random.js';
import { random } from './random.js';
import type { Need } from './walk.js';

/** Some roundings' worth, relative to what is rounded. */
const NOISE = 1e-15;

export class ShakenEvaluator extends Evaluator {
  private readonly draw: Random | undefined;

  constructor(env: Environment, run: number | undefined) {
    super(env);
    this.draw = run === undefined ? undefined : random(run, 'rounding');
  }

  protected override compute(node: Expr, args: readonly Matrix[], bindings: Bindings): Matrix {
    const exact = (): Matrix => super.compute(node, args, bindings);
    // sums and products of whole numbers are not rounded
    if (node.kind !== 'name' && node.kind !== 'num' && node.kind !== 'call' && args.every(isWholeMatrix)) {
      const result = exact();
      if (isWholeMatrix(result)) return result;
      // 0.5·𝟏 is no more rounded than 0.5
      const [only, ...others] = args;
      if (
        node.kind === 'mul' &&
        only &&
        others.length === 0 &&
        only.data.every((x) => Math.abs(x) <= 1 && Number.isInteger(x))
      )
        return result;
    }
    switch (node.kind) {
      case 'num':
      case 'name':
        return exact();
      case 'add':
        return this.shaken(exact(), (i, j) => Math.max(...args.map((a) => Math.abs(at(a, i, j)))));
      case 'mul':
      case 'each': {
        const result = exact();
        const all = args.map((a) => largest(a));
        const isSum = node.kind === 'each' && node.fold === 'sum';
        const factor = node.kind === 'mul' ? Math.abs(toNumber(node.coefficient)) : 1;
        const scale = isSum ? Math.max(0, ...all) : all.reduce((product, x) => product * x, factor);
        return this.shaken(result, () => Math.max(scale, largest(result)));
      }
      case 'call': {
        // 𝟏 and I are what they are
        if (node.fn === 'T' || (args.length === 0 && node.fn !== 'pi')) return exact();
        const byEntry = node.fn === 'had' || node.fn.startsWith('where') || this.env.rows.elementwise(node.fn);
        if (byEntry) {
          const result = exact();
          return this.shaken(result, (i, j) => Math.abs(at(result, i, j)));
        }
        // what a stable algorithm finds is the value of an argument that is off by so much; a whole number behind it,
        // as the exponent of a square, is what it is: another power of a negative number has no value
        const result = super.compute(
          node,
          args.map((a, k) => (k > 0 && isWhole(a) ? a : this.shaken(a, () => largest(a)))),
          bindings,
        );
        return this.shaken(result, () => largest(result));
      }
      default:
        return node satisfies never;
    }
  }

  /** What is symmetric stays so. */
  private shaken(a: Matrix, scale: (i: number, j: number) => number): Matrix {
    const { draw } = this;
    if (draw === undefined) return a;
    const moved = make(a.rows, a.cols, (i, j) => at(a, i, j) + NOISE * scale(i, j) * (2 * draw.uniform() - 1));
    const turned = transpose(a);
    const isSymmetric = a.rows === a.cols && a.rows > 1 && a.data.every((x, k) => x === turned.data[k]);
    return isSymmetric ? make(a.rows, a.cols, (i, j) => at(moved, Math.min(i, j), Math.max(i, j))) : moved;
  }
}

const MOST_WHOLE = 2 ** 50;
const isWholeMatrix = (a: Matrix): boolean => a.data.every((x) => Number.isInteger(x) && Math.abs(x) < MOST_WHOLE);
const isWhole = (a: Matrix): boolean => a.data.length === 1 && Number.isInteger(a.data[0]);

/** Of the largest value on the way to the two sides of a comparison: what rounding and the search for the place leave. */
const TIE = 1e-12;

const INVERSES: ReadonlySet<string> = new Set(['inv', 'pinv', 'matpow']);

/**
 * Where the sides of a comparison are equal but for rounding, they are taken as equal, and what is 0 but for rounding has
 * no sign: exp(x) == 4 holds at the double that is next to log 4.
 */
export class TiedEvaluator extends ShakenEvaluator {
  private readonly sizes = new Map<Expr, number>();

  /** Without a run nothing is shaken. */
  constructor(env: Environment, run?: number) {
    super(env, run);
  }

  protected override compute(node: Expr, args: readonly Matrix[], bindings: Bindings): Matrix {
    const [x, y, ...others] = args;
    const own = node.kind === 'call' ? node : undefined;
    let tied = args;
    if (own?.fn.startsWith('where') && x && y) {
      const room = TIE * Math.max(this.sizeOfTerm(own.args[0]), this.sizeOfTerm(own.args[1]));
      tied = [snapped(x, y, room), y, ...others];
    } else if (own?.fn === 'sign' && x) {
      const room = TIE * this.sizeOfTerm(own.args[0]);
      tied = [make(x.rows, x.cols, (i, j) => (Math.abs(at(x, i, j)) <= room ? 0 : at(x, i, j)))];
    }
    const value = super.compute(node, tied, bindings);
    // a function of an entry has digits of its own, and an inverse is small where its argument is large
    const alone = own && (INVERSES.has(own.fn) || this.env.rows.elementwise(own.fn) !== undefined);
    const falling = own?.fn === 'pow' && !(args[1]?.data.every((p) => p > 0) ?? true);
    const inner = alone || falling ? [] : node.args;
    const size = inner.reduce((most, a) => Math.max(most, this.sizeOfTerm(a)), largest(value) || 0);
    if (Number.isFinite(size)) this.sizes.set(node, Math.max(size, this.sizes.get(node) ?? 0));
    return value;
  }

  /** The largest entry of a term and of what it is made of. */
  sizeOfTerm(e: Expr | undefined): number {
    return (e && this.sizes.get(e)) ?? 0;
  }

  isTied(x: number, y: number, terms: readonly Expr[]): boolean {
    return Math.abs(x - y) <= TIE * Math.max(0, ...terms.map((e) => this.sizeOfTerm(e)));
  }
}

/** The first side with the second in its place where they are this near. */
function snapped(x: Matrix, y: Matrix, room: number): Matrix {
  const like = x.data.length >= y.data.length ? x : y;
  const entry = (a: Matrix, i: number, j: number): number =>
    a.data.length === 1 ? (a.data[0] as number) : at(a, i, j);
  return make(like.rows, like.cols, (i, j) => {
    const [u, v] = [entry(x, i, j), entry(y, i, j)];
    return Math.abs(u - v) <= room ? v : u;
  });
}

export class WatchedEvaluator extends Evaluator {
  /** Whether a value on the way was infinite: too large for a number, or a pole. */
  wasInfinite = false;

  protected override remember(need: Need, value: Matrix): void {
    super.remember(need, value);
    for (const x of value.data)
      if (x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY) this.wasInfinite = true;
  }
}
