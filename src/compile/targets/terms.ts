/** What all targets know of a program's sizes and indices: how each is spelt where it stands. */
import type { Dim, Shape } from '../../expression/dimension.js';
import type { Input, Program, Statement } from '../code.js';
import type { Names } from './names.js';
import { sizeText } from './target.js';

export abstract class TargetTerms {
  /** Indices of the sums around what is being written: they hide sizes of the same name. */
  protected readonly bound: string[] = [];

  constructor(
    protected readonly program: Program,
    protected readonly names: Names,
  ) {}

  /** A declared integer, which is a number of the language and no matrix. */
  isInteger({ words, arity, at }: Input): boolean {
    return arity === 0 && !at && /\binteger\b/.test(words);
  }

  size(size: Dim | string): string {
    return typeof size === 'string' ? this.spellSize(size) : sizeText(size, (name) => this.spellSize(name)).text;
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
