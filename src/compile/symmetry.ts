/** Which values are their own transposes, by how they are made: XᵀX, K + sI, the inverse of a symmetric matrix. */
import type { Code, Input, Program } from './code.js';

/** What is asked of the pieces of a program: a transpose, and the factors of a product. */
interface Turning {
  transposed(of: Code): Code;
  factors(code: Code): readonly Code[];
}

/** Properties of variables that make them symmetric. */
const DECLARED = /\b(?:symmetric|posdef|possemidef|diagonal)\b/;
/** Functions that keep symmetry, or make it. */
const KEEPING: ReadonlySet<string> = new Set(['inv', 'sqrtm', 'logm', 'expm', 'sinm', 'cosm', 'pinv', 'adj', 'matpow']);
const MAKING: ReadonlySet<string> = new Set(['diag', 'sym']);

export class Symmetry {
  private readonly known = new Map<Code, boolean>();
  private readonly variables: ReadonlySet<string>;

  constructor(
    { inputs }: Program,
    private readonly pieces: Turning,
  ) {
    this.variables = new Set(inputs.filter(isDeclared).map(({ name }) => name));
  }

  of(code: Code): boolean {
    const [rows, cols] = code.shape;
    if (rows !== cols) return false;
    const before = this.known.get(code);
    if (before !== undefined) return before;
    // a value that is met again while it is looked at is not known to be symmetric
    this.known.set(code, false);
    const found = this.looked(code);
    this.known.set(code, found);
    return found;
  }

  private looked(code: Code): boolean {
    switch (code.op) {
      case 'identity':
      case 'fill':
        return true;
      case 'name':
        return this.variables.has(code.name);
      case 'sum':
        return this.isSame(
          code.terms.map((t) => t.code),
          (i, j) => code.terms[i]?.minus === code.terms[j]?.minus,
        );
      case 'times':
        return this.isSame(code.over) && this.isSame(code.under);
      case 'transpose':
        return this.of(code.of);
      case 'product':
      case 'solve': {
        const factors = this.pieces.factors(code);
        const n = factors.length;
        return factors.every((f, i) => this.turned(f) === factors[n - 1 - i]);
      }
      case 'call': {
        if (MAKING.has(code.fn)) return true;
        return KEEPING.has(code.fn) && this.of(code.args[0] as Code);
      }
      default:
        return false;
    }
  }

  private turned(code: Code): Code {
    return this.of(code) ? code : this.pieces.transposed(code);
  }

  /** Whether transposing all of them only changes their order. */
  private isSame(codes: readonly Code[], pair: (i: number, j: number) => boolean = () => true): boolean {
    const left = codes.map((code, i) => ({ code, i }));
    for (const [i, code] of codes.entries()) {
      const wanted = this.turned(code);
      const found = left.findIndex((other) => other.code === wanted && pair(i, other.i));
      if (found < 0) return false;
      left.splice(found, 1);
    }
    return true;
  }
}

const isDeclared = ({ words, arity, at }: Input): boolean => arity === 0 && !at && DECLARED.test(words);
