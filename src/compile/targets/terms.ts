/**
 * What the targets' ways of writing expressions have in common: sizes and indices, each spelt as where it stands, names,
 * numbers, signed sums. A target adds the syntax of its own.
 */
import type { Dim, Shape } from '../../expression/dimension.js';
import { addDim, flip, isScalarShape } from '../../expression/dimension.js';
import type { Rational } from '../../expression/rational.js';
import { FrobeniusError } from '../../language/error.js';
import type { Code, Input, Program, Statement } from '../code.js';
import type { Names } from './names.js';
import type { Piece } from './target.js';
import { enclose, sizeText } from './target.js';

/** How tightly operators bind. */
export const Level = { choice: 0, sum: 1, product: 2, unary: 3, power: 4, postfix: 5, atom: 9 } as const;

export const atom = (text: string): Piece => ({ text, level: Level.atom });

export function numberPiece(value: Rational): Piece {
  const isFraction = typeof value !== 'number';
  const text = isFraction ? `${value.p} / ${value.q}` : String(value).replace('e+', 'e');
  return { text, level: text.startsWith('-') ? Level.sum : isFraction ? Level.product : Level.atom };
}

/** a - b + c, where `write` encloses a term that binds less tightly than is needed. */
export function signedSum(terms: (Code & { op: 'sum' })['terms'], write: (code: Code, need: number) => string): Piece {
  const parts = terms.map(({ minus, code }, i) => {
    const body = write(code, minus || i > 0 ? Level.product : Level.sum);
    return i === 0 ? (minus ? `-${body}` : body) : ` ${minus ? '-' : '+'} ${body}`;
  });
  return { text: parts.join(''), level: Level.sum };
}

const isNumber = ({ shape }: Code): boolean => isScalarShape(shape);

/** Whether a column meets a row in a product entry by entry, with nothing but numbers beside them. */
export function isOuter({ over, under }: Code & { op: 'times' }): boolean {
  const [column, row] = over.slice(-2);
  if (!column || !row || !over.slice(0, -2).every(isNumber) || !under.every(isNumber)) return false;
  return !isNumber(column) && !isNumber(row) && column.shape[1] === 1 && row.shape[0] === 1;
}

/** Numbers and sizes alone. */
export function isConstant(code: Code): boolean {
  switch (code.op) {
    case 'number':
    case 'size':
      return true;
    case 'sum':
      return code.terms.every(({ code: term }) => isConstant(term));
    case 'times':
      return [...code.over, ...code.under].every(isConstant);
    case 'call':
      return code.fn === 'pi';
    default:
      return false;
  }
}

/** B·A⁻¹ of what stands as the transpose of a system solved: [B, A]. */
export function dividedBy(of: Code & { op: 'solve' }): readonly [Code, Code] {
  return [flipped(of.right), flipped(of.left)];
}

const flipped = (of: Code): Code =>
  of.op === 'transpose' ? of.of : isNumber(of) ? of : { op: 'transpose', of, shape: flip(of.shape) };

export abstract class TargetTerms {
  /** Indices of the sums around what is being written: they hide sizes of the same name. */
  protected readonly bound: string[] = [];

  constructor(
    protected readonly program: Program,
    protected readonly names: Names,
  ) {}

  /** The language, as messages call it. */
  protected abstract readonly language: string;
  protected abstract piece(code: Code): Piece;
  /** The place of a member of a family: X[t]. */
  abstract member(name: string, index: readonly Dim[]): string;

  /** The text, in parentheses where it binds less tightly than is needed. */
  write(code: Code, need: number = Level.choice): string {
    return enclose(this.piece(code), need);
  }

  /** A variable, or the member of a family. */
  variable(name: string, index: readonly Dim[]): string {
    return index.length === 0 ? this.names.of('variable', name) : this.member(name, index);
  }

  /** A declared integer, which is a number of the language and no matrix. */
  isInteger({ words, arity, at }: Input): boolean {
    return arity === 0 && !at && /\binteger\b/.test(words);
  }

  size(size: Dim | string): string {
    return typeof size === 'string' ? this.spellSize(size) : this.sizePiece(size).text;
  }

  protected sizePiece(size: Dim): Piece {
    return sizeText(size, (name) => this.spellSize(name));
  }

  /** An index that counts from 1 as one that counts from 0. */
  protected fromZero(index: Dim): string {
    return this.size(addDim(index, -1));
  }

  /** What a mark of a function's template stands for, if no argument: #r and #c the value's sizes, #d1 an integer parameter. */
  protected sizeOfMark(mark: string, { dims, shape }: Code & { op: 'call' }): string | undefined {
    if (mark === 'r' || mark === 'c') return this.size(shape[mark === 'r' ? 0 : 1]);
    return mark.startsWith('d') ? this.size(dims[Number(mark.slice(1)) - 1] as Dim) : undefined;
  }

  /** What a fold goes through: its body's text, in which the index has this name. */
  protected folded({ over, body }: Code & { op: 'fold' }): { readonly index: string; readonly text: string } {
    this.bound.push(over);
    const index = this.names.of('index', over);
    const text = this.write(body);
    this.bound.pop();
    return { index, text };
  }

  protected unsupported(fn: string): never {
    const hint = 'another target may have it';
    throw new FrobeniusError('unsupported', `${fn} has no code in ${this.language}`, undefined, hint);
  }

  protected spellSize(name: string): string {
    const integer = this.program.inputs.find((input) => input.key === name && this.isInteger(input));
    if (integer) return this.names.of('variable', integer.name);
    const known = this.program.sizes.some(({ size }) => size === name);
    return this.names.of(known && !this.bound.includes(name) ? 'size' : 'index', name);
  }
}

/** The shape of a family's members. */
export function memberShape({ inputs, statements }: Program, family: string): Shape {
  const found = inputs.find((input) => input.name === family)?.shape;
  const visit = (list: readonly Statement[]): Shape | undefined => {
    for (const s of list) {
      const shape = s.kind === 'loop' ? visit(s.body) : s.name === family ? s.shape : undefined;
      if (shape) return shape;
    }
    return undefined;
  };
  return found ?? visit(statements) ?? [1, 1];
}
