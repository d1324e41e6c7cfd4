/**
 * What operands must fit, and what broadcasting stands for.
 *
 * Owns the shapes of elementwise operations, products, ":" and ⊗, with the errors that name the operands where they
 * do not fit, and the products with ones by which a scalar, a row or a column is repeated.
 */
import { mul, ones, power } from '../expression/build.js';
import type { Shape } from '../expression/dimension.js';
import { multiplyDim, SCALAR } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isScalar } from '../expression/expression.js';
import type { Context, Piece } from './context.js';
import type { Span } from './error.js';
import { shapeWords } from './scope.js';

/** The operator between two operands, and its place. */
interface Link {
  readonly op: string;
  readonly span: Span;
}

/** The term at a larger shape: a scalar, a row or a column repeated by a product with ones. */
export function broadcast(e: Expr, shape: Shape): Expr {
  const [rows, cols] = e.shape;
  if (rows === shape[0] && cols === shape[1]) return e;
  if (isScalar(e)) return mul([e, ones(shape[0], shape[1])]);
  if (rows === 1 && cols === shape[1]) return mul([ones(shape[0], 1), e]);
  return mul([e, ones(1, shape[1])]);
}

/** The shape of an elementwise operation, or an error that names the operands. */
export function commonShape(c: Context, left: Piece, right: Piece, op: string, span: Span): Shape {
  const rows = c.sizes.combine(left.shape[0], right.shape[0]);
  const cols = c.sizes.combine(left.shape[1], right.shape[1]);
  if (rows !== undefined && cols !== undefined) return [rows, cols];
  const sign = op.startsWith('.') ? op : ` ${op} `;
  const isSign = /^\W+$/.test(op);
  const what = isSign ? `${c.text(left.span)}${sign}${c.text(right.span)}` : op;
  const hint = elementwiseHint(c, left, right, (a, b) => {
    if (isSign) return `${a}${sign}${b}`;
    // the two sides of a comparison are one argument of where
    return op === 'where' ? `${b} in place of ${c.text(right.span)}` : `${op}(${a}, ${b})`;
  });
  return c.fail('shape', `${c.is(left)} but ${c.is(right)}: ${what} needs equal shapes`, span, hint);
}

/** `joined` writes the two operands as one term. */
function elementwiseHint(
  c: Context,
  left: Piece,
  right: Piece,
  joined: (a: string, b: string) => string,
): string | undefined {
  const guessed = undeclaredHint(c, [left, right]);
  if (guessed !== undefined) return guessed;
  const a = c.text(left.span);
  const b = c.text(right.span);
  if (left.shape[0] === right.shape[1] && left.shape[1] === right.shape[0])
    return `perhaps ${joined(a, transposed(b))}`;
  return 'different names are different sizes, and are never taken as equal';
}

const transposed = (text: string): string => (/^[\p{L}\p{N}_]+'$/u.test(text) ? text.slice(0, -1) : turned(text));

const turned = (text: string): string =>
  /^[\p{L}\p{N}_]+$/u.test(text) || isEnclosed(text) ? `${text}'` : `(${text})'`;

/** (A + B), and not (A) + (B). */
function isEnclosed(text: string): boolean {
  let depth = 0;
  for (let k = 0; k < text.length; k++) {
    if (text[k] === '(') depth++;
    if (text[k] === ')') depth--;
    if (depth === 0) return k > 0 && k === text.length - 1;
  }
  return false;
}

/** x[0] of an undeclared x is a member of a family: those who count from 0 mean an entry. */
export function entryHint(c: Context, pieces: readonly Piece[]): string | undefined {
  for (const { span } of pieces) {
    const name = /^(\p{L}[\p{L}\p{N}_]*)\[[\d,\s]+\]$/u.exec(c.source.slice(span.start, span.end))?.[1];
    if (name === undefined || c.scope.values.get(name)?.origin !== 'undeclared') continue;
    return `${c.text(span)} is a member of a family; entries are ${name}(1), ${name}(2), …, counted from 1, of a declared ${name} : n`;
  }
  return undefined;
}

/** Where an operand was never declared, declaring it is what would mend a clash of shapes. */
export function undeclaredHint(c: Context, pieces: readonly Piece[]): string | undefined {
  const entry = entryHint(c, pieces);
  if (entry !== undefined) return entry;
  for (const { span, shape } of pieces) {
    // in vec(A)' it is A that may be meant otherwise
    const words = c.source.slice(span.start, span.end).match(/\p{L}[\p{L}\p{N}_]*/gu) ?? [];
    const open = words.map((word) => c.scope.values.get(word));
    const value = open.find((v) => v?.origin === 'undeclared' && v.shape !== undefined);
    if (value === undefined) continue;
    return `${value.name} is not declared and goes by its first letter (${shapeWords(value.shape === undefined ? shape : value.shape)}): declare it to say its shape`;
  }
  return undefined;
}

export function productShape(c: Context, left: Piece, right: Piece, link: Link): Shape {
  if (c.isScalar(left)) return right.shape;
  if (c.isScalar(right)) return left.shape;
  if (c.sizes.same(left.shape[1], right.shape[0])) return [left.shape[0], right.shape[1]];
  const a = c.text(left.span);
  const b = c.text(right.span);
  const [n, m] = left.shape;
  const [p, q] = right.shape;
  const both = (m === 1 && q === 1) || (n === 1 && p === 1);
  const inner = both
    ? `${m === 1 ? `${transposed(a)}*${b}` : `${a}*${transposed(b)}`} is the inner product, ${a}.*${b} the product of entries`
    : (undeclaredHint(c, [left, right]) ?? fittingProduct(a, b, left.shape, right.shape));
  const hint = entryHint(c, [left, right]) ?? inner;
  const need = `${a}${link.op}${b} needs as many columns on the left as rows on the right`;
  return c.fail('shape', `${c.is(left)} but ${c.is(right)}: ${need}`, link.span, hint);
}

/** A product of the same factors that would fit. */
function fittingProduct(a: string, b: string, [n, m]: Shape, [p, q]: Shape): string | undefined {
  if (n === p) return `perhaps ${transposed(a)}*${b}`;
  if (m === q) return `perhaps ${a}*${transposed(b)}`;
  return n === q ? `perhaps ${b}*${a}` : undefined;
}

export function frobeniusShape(c: Context, left: Piece, right: Piece, link: { readonly span: Span }): Shape {
  if (c.sameShape(left.shape, right.shape)) return SCALAR;
  const hint = elementwiseHint(c, left, right, (a, b) => `${a} : ${b}`);
  return c.fail('shape', `${c.is(left)} but ${c.is(right)}: ${c.text(link.span)} needs equal shapes`, link.span, hint);
}

export const kronShape = (c: Context, left: Piece, right: Piece): Shape => [
  multiplyDim(c.sizes.resolve(left.shape[0]), c.sizes.resolve(right.shape[0])),
  multiplyDim(c.sizes.resolve(left.shape[1]), c.sizes.resolve(right.shape[1])),
];

/** Powers entry by entry; a scalar exponent stays a scalar. */
export function entrywisePower(c: Context, base: Piece, exponent: Piece, span: Span): Piece {
  if (c.isScalar(exponent)) return c.make(base.shape, span, () => power(base.expr, exponent.expr));
  const shape = commonShape(c, base, exponent, '.^', span);
  return c.make(shape, span, () => power(broadcast(base.expr, shape), broadcast(exponent.expr, shape)));
}
