/**
 * Sums, products and the other left-associative operators.
 *
 * A chain a + b + c … is read along its left spine without recursion, and its operands are gathered so that each
 * sum or product is built once: long chains cost linear time. Which shapes fit is said in broadcast.ts.
 */
import { add, call, dimension, divide, frobenius, hadamard, mul, num, power, scale } from '../expression/build.js';
import type { Shape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isNumber, isScalar } from '../expression/expression.js';
import { TERMS } from '../expression/limits.js';
import { sumAsDim } from '../expression/whole.js';
import { broadcast, commonShape, frobeniusShape, kronShape, productShape, undeclaredHint } from './broadcast.js';
import { noteMultiple, noteRepeated } from './by-letter.js';
import type { Context, Piece } from './context.js';
import type { Span } from './error.js';
import type { BinaryOperator, Syntax } from './syntax.js';

type Binary = Syntax & { kind: 'binary' };

/** Terms of a sum, factors of a product. */

/** The chain that ends in this operator. */
export function readChain(c: Context, syntax: Binary): Piece {
  const spine: Binary[] = [];
  let first: Syntax = syntax;
  while (first.kind === 'binary' && first.op !== '^' && first.op !== '.^') {
    spine.push(first);
    first = first.left;
  }
  const chain = new Chain(c, c.read(first));
  for (const link of spine.reverse()) chain.join(link.op, c.read(link.right), link);
  return chain.piece();
}

/** The sum, product or ⊙ gathered so far. */
class Chain {
  private kind: 'single' | 'sum' | 'product' | 'hadamard' = 'single';
  private items: Expr[];
  private shape: Shape;
  private span: Span;

  constructor(
    private readonly c: Context,
    first: Piece,
  ) {
    this.items = [first.expr];
    this.shape = first.shape;
    this.span = first.span;
  }

  piece(): Piece {
    return this.c.make(this.shape, this.span, () => this.build());
  }

  join(op: BinaryOperator, right: Piece, link: Binary): void {
    const left: Piece = { shape: this.shape, expr: this.items[0] as Expr, span: link.left.span };
    switch (op) {
      case '+':
      case '-':
        this.plus(left, right, op === '-' ? -1 : 1, link);
        break;
      case '*':
        this.times(left, right, link);
        break;
      case '/':
        this.over(left, right, link);
        break;
      case '\\':
        this.under(left, right, link);
        break;
      case '.*':
        this.timesEntries(left, right, link);
        break;
      case './':
        this.overEntries(left, right, link);
        break;
      case ':':
        this.single(frobeniusShape(this.c, left, right, link), () => frobenius(this.build(), right.expr));
        break;
      case 'kron':
        this.single(kronShape(this.c, left, right), () =>
          call('kron', [this.build(), right.expr], kronShape(this.c, left, right)),
        );
        break;
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '==': {
        const hint = 'a comparison is the first argument of where: where(x > 0, a, b)';
        this.c.fail('syntax', `a comparison has no value of its own`, link.span, hint);
        break;
      }
      case '^':
      case '.^':
        throw new Error('a power is no link of a chain');
      default:
        op satisfies never;
    }
    this.span = link.span;
  }

  private build(): Expr {
    const [only] = this.items;
    // what stands for a let is flattened into the sum or product it is used in, and may double each time
    if (this.items.reduce((n, e) => n + e.args.length, 0) > TERMS) {
      this.c.fail('limit', `more than ${TERMS} terms or factors`, this.span, 'define parts of it without let: A = …');
    }
    switch (this.kind) {
      case 'single':
        return only as Expr;
      case 'sum':
        return sumOf(this.items);
      case 'product':
        return mul(this.items);
      case 'hadamard':
        return hadamard(this.items);
      default:
        return this.kind satisfies never;
    }
  }

  /** Puts what is gathered into one term, and goes on with it as the first of another kind. */
  private become(kind: 'sum' | 'product' | 'hadamard'): void {
    if (this.kind === kind) return;
    if (!this.c.sizes.inferring) this.items = [this.build()];
    this.kind = kind;
  }

  private single(shape: Shape, build: () => Expr): void {
    if (!this.c.sizes.inferring) this.items = [build()];
    this.kind = 'single';
    this.shape = shape;
  }

  private push(...items: Expr[]): void {
    if (!this.c.sizes.inferring) this.items.push(...items);
  }

  private plus(left: Piece, right: Piece, sign: 1 | -1, link: Binary): void {
    const shape = commonShape(this.c, left, right, link.op, link.span);
    noteRepeated(this.c, left, right, link);
    this.become('sum');
    if (!this.c.sizes.inferring) {
      if (shape[0] !== this.shape[0] || shape[1] !== this.shape[1]) {
        this.items = [broadcast(sumOf(this.items), shape)];
      }
      this.items.push(scale(sign, broadcast(right.expr, shape)));
    }
    this.shape = shape;
  }

  private times(left: Piece, right: Piece, link: Binary): void {
    const { c } = this;
    const shape = productShape(c, left, right, link);
    noteMultiple(c, left, right, link);
    this.become('product');
    this.push(right.expr);
    this.shape = shape;
    if (c.sizes.inferring || isScalar(right.expr)) return;
    // what has become a number stays together: (x'*A*x)*B is a multiple of B
    if (shape[0] === 1 && shape[1] === 1) this.items = [mul(this.items)];
  }

  private over(left: Piece, right: Piece, link: Binary): void {
    const { c } = this;
    if (c.isScalar(right)) {
      if (isNumber(right.expr, 0) && !c.sizes.inferring) c.fail('domain', 'division by zero', link.right.span);
      this.become('product');
      if (!c.sizes.inferring) this.items.push(power(right.expr, num(-1)));
      return;
    }
    this.invertible(right, link, './');
    const shape = productShape(c, left, right, link);
    this.become('product');
    if (!c.sizes.inferring) this.items.push(call('inv', [right.expr], right.shape));
    this.shape = shape;
  }

  private under(left: Piece, right: Piece, link: Binary): void {
    const { c } = this;
    if (c.isScalar(left)) {
      this.single(right.shape, () => divide(right.expr, this.build()));
      return;
    }
    this.invertible(left, link, './');
    const shape = productShape(c, left, right, link);
    this.single(shape, () => mul([call('inv', [this.build()], left.shape), right.expr]));
  }

  private invertible(divisor: Piece, link: Binary, instead: string): void {
    if (this.c.sizes.same(divisor.shape[0], divisor.shape[1])) return;
    const [a, b] = [link.left, link.right].map((side) => this.c.text(side.span)) as [string, string];
    const isRow = link.op === '\\' && this.c.sizes.resolve(divisor.shape[0]) === 1;
    const solution =
      link.op === '/' ? `for the quotient of entries write ${instead}` : 'for a least-squares solution write pinv(A)*b';
    const ofDifferentials = link.op === '/' && [a, b].every((text) => /^d\p{L}/u.test(text));
    const hint = ofDifferentials
      ? `the derivative is ∂${a.slice(1)}/∂${b.slice(1)}, which is grad(${a.slice(1)}, ${b.slice(1)})`
      : isRow
        ? `it is left division, inv(${a})*${b}; the product is ${a}*${b}`
        : (undeclaredHint(this.c, [divisor]) ?? solution);
    this.c.fail(
      'shape',
      `${this.c.is(divisor)}: '${link.op}' needs a scalar or a square matrix there`,
      link.span,
      hint,
    );
  }

  private timesEntries(left: Piece, right: Piece, link: Binary): void {
    const { c } = this;
    if (c.isScalar(left) || c.isScalar(right)) {
      noteRepeated(c, left, right, link);
      const shape = c.isScalar(left) ? right.shape : left.shape;
      this.become('product');
      this.push(right.expr);
      this.shape = shape;
      return;
    }
    this.entries(commonShape(c, left, right, link.op, link.span), (shape) => broadcast(right.expr, shape));
  }

  private overEntries(left: Piece, right: Piece, link: Binary): void {
    const { c } = this;
    if (c.isScalar(right)) {
      this.over(left, right, link);
      return;
    }
    if (c.isScalar(left)) {
      this.become('product');
      this.push(c.sizes.inferring ? right.expr : power(right.expr, num(-1)));
      this.shape = right.shape;
      return;
    }
    this.entries(commonShape(c, left, right, link.op, link.span), (shape) =>
      power(broadcast(right.expr, shape), num(-1)),
    );
  }

  private entries(shape: Shape, right: (shape: Shape) => Expr): void {
    this.become('hadamard');
    if (!this.c.sizes.inferring) {
      if (shape[0] !== this.shape[0] || shape[1] !== this.shape[1]) {
        this.items = [broadcast(hadamard(this.items), shape)];
      }
      this.items.push(right(shape));
    }
    this.shape = shape;
  }
}

/** A sum; one of sizes and whole numbers only is a size itself: t - 1, n + 1. */
function sumOf(items: readonly Expr[]): Expr {
  const size = sumAsDim(items);
  return size === undefined ? add(items) : dimension(size);
}
