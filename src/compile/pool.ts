/** Equal pieces of a program as one piece: by what they are of, each of which has a number. */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimToString } from '../expression/dimension.js';
import type { Code } from './code.js';

export const dims = (list: readonly Dim[]): string => list.map(dimToString).join(',');

export abstract class Pool {
  private readonly known = new Map<string, Code>();
  private readonly ids = new Map<Code, number>();

  abstract transposed(of: Code): Code;

  protected id(code: Code): number {
    const known = this.ids.get(code);
    if (known !== undefined) return known;
    this.ids.set(code, this.ids.size);
    return this.ids.size - 1;
  }

  list(codes: readonly Code[]): string {
    return codes.map((c) => this.id(c)).join(',');
  }

  /** The piece that is there, of this operation, shape and words, or this from now on. */
  protected one(code: Code, words: string): Code {
    const key = `${code.op} ${dims(code.shape)} ${words}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.id(code);
    this.known.set(key, code);
    return code;
  }

  /** Of two: a system solved where one of them is the inverse of what is to be solved with. */
  protected solution(left: Code, right: Code, [under, after]: readonly (Code | undefined)[]): Code | undefined {
    const shape: Shape = [left.shape[0], right.shape[1]];
    if (under) return this.solved(under, right, shape);
    if (!after) return undefined;
    return this.transposed(this.solved(this.transposed(after), this.transposed(left), [shape[1], shape[0]]));
  }

  private solved(left: Code, right: Code, shape: Shape): Code {
    return this.one({ op: 'solve', left, right, shape }, this.list([left, right]));
  }

  inverse(of: Code): Code {
    if (of.op === 'transpose') return this.transposed(this.inverse(of.of));
    const { shape } = of;
    return this.one({ op: 'call', fn: 'inv', args: [of], dims: [], shape }, `inv ${this.list([of])} `);
  }

  /** A of A⁻¹ and Aᵀ of A⁻ᵀ. */
  inverted(code: Code): Code | undefined {
    if (code.op === 'call' && code.fn === 'inv') return code.args[0];
    const of = code.op === 'transpose' ? this.inverted(code.of) : undefined;
    return of && this.transposed(of);
  }
}
