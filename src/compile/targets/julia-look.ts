/** How pieces of code look in Julia: columns and rows, what has a dot, what is a number though it fills a matrix. */
import type { Shape } from '../../expression/dimension.js';
import { isScalarShape, sameShape } from '../../expression/dimension.js';
import type { Code } from '../code.js';
import { NUMBERS, PAIRS } from './julia-functions.js';

export const isColumn = ([rows, cols]: Shape): boolean => cols === 1 && rows !== 1;
export const isRow = ([rows, cols]: Shape): boolean => rows === 1 && cols !== 1;

export const entrywise = (fn: string, count: number): string | undefined =>
  count === 2 ? PAIRS[fn] : count === 1 ? NUMBERS[fn] : undefined;

/** Matrices of one number as that number, where another operand has the size of the value. */
export function narrowed(operands: readonly Code[], shape: Shape): Code[] {
  if (!operands.some((c) => c.op !== 'fill' && sameShape(c.shape, shape))) return [...operands];
  return operands.map((c) => (c.op === 'fill' ? { op: 'number', value: c.value, shape: [1, 1] } : c));
}

/** Whether the outermost operation has a dot, so that those around it join its loop. */
export function isDotted(code: Code): boolean {
  if (isScalarShape(code.shape)) return false;
  switch (code.op) {
    case 'sum':
      return (
        code.terms.length > 1 &&
        code.terms.some(({ code: term }) => !sameShape(term.shape, code.shape) || isDotted(term))
      );
    case 'times': {
      const wide = [...code.over, ...code.under].filter(({ shape }) => !isScalarShape(shape));
      if (isOuter(code)) return false;
      return wide.length > 1 || code.under.some(({ shape }) => !isScalarShape(shape)) || wide.some(isDotted);
    }
    case 'power':
    case 'choose':
      return true;
    case 'call':
      return code.fn === 'square' || entrywise(code.fn, code.args.length) !== undefined;
    default:
      return false;
  }
}

/** A product of matrices, or a quotient. */
export const isProduct = (code: Code): boolean =>
  code.op === 'product' || code.op === 'solve' || (code.op === 'transpose' && code.of.op === 'solve');

export const isDiagonal = (code: Code): code is Code & { op: 'call' } => code.op === 'call' && code.fn === 'diag';

/** A column times a row. */
function isOuter({ over, under }: Code & { op: 'times' }): boolean {
  const wide = over.filter(({ shape }) => !isScalarShape(shape));
  const [column, row] = wide;
  if (wide.length !== 2 || !column || !row || !under.every(({ shape }) => isScalarShape(shape))) return false;
  return isColumn(column.shape) && isRow(row.shape);
}

export function isMultipleOfIdentity(code: Code): boolean {
  if (code.op === 'identity') return !isScalarShape(code.shape);
  if (code.op !== 'times' || !code.under.every(({ shape }) => isScalarShape(shape))) return false;
  const wide = code.over.filter(({ shape }) => !isScalarShape(shape));
  return wide.length === 1 && wide[0]?.op === 'identity';
}

export const flipped = (code: Code): Code =>
  code.op === 'transpose'
    ? code.of
    : isScalarShape(code.shape)
      ? code
      : { op: 'transpose', of: code, shape: [code.shape[1], code.shape[0]] };

/** [A, B, C] of [[A, B], C]. */
export const flat = (code: Code, fn: string): readonly Code[] =>
  code.op === 'call' && code.fn === fn ? code.args.flatMap((arg) => flat(arg, fn)) : [code];
