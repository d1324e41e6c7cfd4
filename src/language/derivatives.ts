/**
 * jacobian(y, x), hessian(f, x) and hvp(f, x, v) as terms, where differentials are read: what results are printed as can be compared.
 *
 * Row k of ∂vec(y)/∂vec(x)' is the gradient of the k-th entry, laid flat: Σₖ eₖ·vec(grad(y(k), x))'. The Hessian is the
 * Jacobian of the gradient; with two variables, the block by both.
 */

import { call, each, frobenius, grad, mul, transpose, vecOf } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { dimName, multiplyDim, SCALAR } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isScalar } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import type { Context, Piece } from './context.js';
import { countArguments, gradient } from './special.js';
import { STRUCTURES } from './structures.js';
import type { Syntax } from './syntax.js';

type CallSyntax = Syntax & { kind: 'call' };

export const DERIVATIVES: ReadonlyMap<string, (c: Context, syntax: CallSyntax) => Piece> = new Map([
  ['jacobian', jacobian],
  ['∂', partial],
  ['hessian', hessian],
  ['hvp', hvp],
]);

function jacobian(c: Context, syntax: CallSyntax): Piece {
  countArguments(c, syntax, 2);
  const [of, by] = syntax.args as readonly [Syntax, Syntax];
  const y = c.read(of);
  const x = variable(c, syntax, by);
  const shape: Shape = [multiplyDim(...y.shape), multiplyDim(...x.shape)];
  return c.make(shape, syntax.span, () => rows(c, y.expr, x.expr));
}

/** ∂y/∂x: the gradient of a scalar, of anything else the Jacobian. */
function partial(c: Context, syntax: CallSyntax): Piece {
  const of = c.read(syntax.args[0] as Syntax);
  return c.isScalar(of) ? gradient(c, syntax) : jacobian(c, syntax);
}

function hessian(c: Context, syntax: CallSyntax): Piece {
  countArguments(c, syntax, 2, 3);
  const [of, ...by] = syntax.args as readonly [Syntax, Syntax];
  const f = c.read(of);
  if (!c.isScalar(f)) c.fail('shape', `${c.is(f)}: hessian needs a scalar first`, of.span);
  const [x, y] = [by[0], by.at(-1)].map((s) => variable(c, syntax, s as Syntax)) as [Piece, Piece];
  const shape: Shape = [multiplyDim(...x.shape), multiplyDim(...y.shape)];
  return c.make(shape, syntax.span, () => rows(c, grad(f.expr, x.expr), y.expr));
}

/** hvp(f, x, v): the gradient of the slope along v, which stands still whatever it is made of. */
function hvp(c: Context, syntax: CallSyntax): Piece {
  countArguments(c, syntax, 3);
  const [of, by, along] = syntax.args as readonly [Syntax, Syntax, Syntax];
  const f = c.read(of);
  if (!c.isScalar(f)) c.fail('shape', `${c.is(f)}: hvp needs a scalar first`, of.span);
  const x = variable(c, syntax, by);
  const v = c.read(along);
  if (!c.sameShape(x.shape, v.shape))
    c.fail('shape', `${c.is(v)}, and hvp goes along a direction of ${by.kind === 'name' ? by.name : 'x'}`, along.span);
  return c.make(x.shape, syntax.span, () => {
    const gradient = grad(f.expr, x.expr);
    return isFixed(c, v.expr, x.expr)
      ? grad(frobenius(gradient, v.expr), x.expr)
      : byEntries(c, x.shape, gradient, (entry) => frobenius(grad(entry, x.expr), v.expr));
  });
}

/** Whether a direction certainly does not move with the variable: it is made of others that are declared. */
const isFixed = (c: Context, direction: Expr, x: Expr): boolean =>
  namesIn(direction).every((used) => {
    const { origin } = c.scope.values.get(used.name) ?? {};
    return (origin === 'declared' || origin === 'undeclared') && !(x.kind === 'name' && used.name === x.name);
  });

/** What is made of each entry, a number or a row, at its place: Σ eₖ·make. */
function byEntries(c: Context, [rows, columns]: Shape, of: Expr, make: (entry: Expr) => Expr): Expr {
  const [i, j] = [c.freshLetter(['k']), c.freshLetter(['l'])];
  const place = (size: Dim, letter: string): Dim => (size === 1 ? 1 : dimName(letter));
  const [row, column] = [place(rows, i), place(columns, j)];
  const unit = (size: Dim, k: Dim): Expr[] => (size === 1 ? [] : [call('basis', [], [size, 1], [size, k])]);
  const entry = isScalar(of) ? of : call('slice', [of], SCALAR, [row, row, column, column]);
  const term = mul([...unit(rows, row), make(entry), ...unit(columns, column).map(transpose)]);
  const over = (size: Dim, letter: string, e: Expr): Expr => (size === 1 ? e : each('sum', letter, 1, size, e));
  return over(rows, i, over(columns, j, term));
}

function variable(c: Context, syntax: CallSyntax, by: Syntax): Piece {
  if (by.kind === 'name') {
    const properties = c.scope.values.get(by.name)?.declaration?.properties;
    const structure = properties && [...properties].find((p) => STRUCTURES.has(p));
    if (structure === undefined) return c.read(by);
    const message = `${by.name} is ${structure}: a ${syntax.fn} by it takes its entries as free, which a comparison cannot`;
    return c.fail('unsupported', message, by.span, `declare ${by.name} without '${structure}'`);
  }
  return c.fail('syntax', `${syntax.fn}(${c.text((syntax.args[0] as Syntax).span)}, x) needs a name for x`, by.span);
}

function rows(c: Context, y: Expr, x: Expr): Expr {
  const column = vecOf(y);
  return byEntries(c, column.shape, column, (entry) => transpose(vecOf(grad(entry, x))));
}
