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
  private readonly draw: Random;

  constructor(env: Environment, run: number) {
    super(env);
    this.draw = random(run, 'rounding');
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
    const moved = make(a.rows, a.cols, (i, j) => at(a, i, j) + NOISE * scale(i, j) * (2 * this.draw.uniform() - 1));
    const turned = transpose(a);
    const isSymmetric = a.rows === a.cols && a.rows > 1 && a.data.every((x, k) => x === turned.data[k]);
    return isSymmetric ? make(a.rows, a.cols, (i, j) => at(moved, Math.min(i, j), Math.max(i, j))) : moved;
  }
}

const MOST_WHOLE = 2 ** 50;
const isWholeMatrix = (a: Matrix): boolean => a.data.every((x) => Number.isInteger(x) && Math.abs(x) < MOST_WHOLE);
const isWhole = (a: Matrix): boolean => a.data.length === 1 && Number.isInteger(a.data[0]);

export class WatchedEvaluator extends Evaluator {
  /** Whether a value on the way was infinite: too large for a number, or a pole. */
  wasInfinite = false;

  protected override remember(need: Need, value: Matrix): void {
    super.remember(need, value);
    for (const x of value.data)
      if (x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY) this.wasInfinite = true;
  }
}
