/** Powers and roots: of scalars, entry by entry, of square matrices. What is divided by is written underneath. */
import { num } from '../expression/build.js';
import type { Call, Expr } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { equals, ratio } from '../expression/rational.js';
import { halvesApart, isHalves, isReciprocal, reciprocalOf, repeated, sideBySide, writeQuotient } from './products.js';
import type { Form, Writer, Written } from './style.js';
import { Level } from './style.js';

/** X^k of a square matrix; inv(X)^k is X^−k. */
export const matrixPower: Form = (e, writer) => {
  const [base, exponent] = e.args as readonly [Expr, Expr];
  const inverted = isCall(base, 'inv') && exponent.kind === 'num';
  const inner = inverted ? (base.args[0] as Expr) : base;
  const shown = writer.write(exponent, Level.sum);
  return {
    text: writer.style.superscript(writer.write(inner, Level.atom), inverted ? writer.style.minus + shown : shown),
    level: Level.postfix,
  };
};

export const power: Form = (e, writer, need) => {
  const { style } = writer;
  const [base, exponent] = e.args as readonly [Expr, Expr];
  const value = exponent.kind === 'num' ? exponent.value : undefined;
  const scalar = isScalar(base);
  if (isReciprocal(e)) {
    const below = reciprocalOf(e);
    if (!scalar) return writeQuotient(style.number(1), writer.write(below, Level.postfix), need, style);
    const under = writer.write(below, style.encloses ? Level.sum : Level.postfix);
    return {
      text: style.fraction(style.number(1), under),
      level: style.encloses ? Level.product : Level.hadamard,
    };
  }
  if (value !== undefined && equals(value, { p: 1, q: 2 })) return root(base, writer);
  const apart = scalar ? halvesApart(e, style) : [];
  if (apart.length > 1) return { text: sideBySide(apart, writer), level: Level.product };
  // s^{3/2}, not √s to the third
  if (style.encloses && isHalves(e) && typeof value === 'number')
    return power({ ...(e as Call), args: [base.args[0] as Expr, num(ratio(value, 2))] }, writer, need);
  const factors = repeated(e, style);
  if (factors.length > 1) {
    return {
      text: style.hadamard(
        factors.map((factor) => writer.write(factor, Level.postfix)),
        false,
      ),
      level: Level.hadamard,
    };
  }
  // in an exponent a fraction is on one line
  const slanted = exponent.kind === 'num' && typeof exponent.value !== 'number' && exponent.value.q < 100;
  const sum = writer.write(exponent, Level.sum);
  const shown = slanted ? sum.replace(/\\tfrac\{(\d+)\}\{(\d+)\}/, '$1/$2') : sum;
  const simple = writer.write(base, Level.atom);
  return {
    text: style.superscript(simple, scalar ? shown : style.entrywise(shown)),
    level: Level.postfix,
  };
};

export function root(arg: Expr, writer: Writer): Written {
  const simple =
    arg.kind === 'name' ||
    (arg.kind === 'num' && typeof arg.value === 'number') ||
    isCall(arg, 'dim') ||
    isCall(arg, 'pi');
  return { text: writer.style.root(writer.write(arg), simple), level: Level.postfix };
}
