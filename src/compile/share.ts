/**
 * A program in which equal pieces are one piece, wherever they stand; a product is no other piece than its transpose, is
 * taken in the order that is cheapest at the given sizes, and cheaper still where part of it is there already. For programs
 * that are run; printed ones keep each statement as it is read.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimToString } from '../expression/dimension.js';
import { Alike } from './alike.js';
import type { Pieces } from './chains.js';
import { Chains, factorsOf } from './chains.js';
import type { Code, Program, Statement } from './code.js';

export function shared(program: Program, size: (d: Dim) => number): Program {
  const pool = new Pool(size, new Alike(program));
  const code = (c: Code): Code => pool.of(c);
  const statement = (s: Statement): Statement =>
    s.kind === 'assign' ? { ...s, value: code(s.value) } : { ...s, body: s.body.map(statement) };
  const whole = (): Program => ({
    ...program,
    statements: program.statements.map(statement),
    ...(program.value ? { value: code(program.value) } : {}),
    derivatives: program.derivatives.map((d) => ({
      ...d,
      parts: d.parts.map((p) => ({ ...p, value: code(p.value) })),
    })),
  });
  const first = whole();
  return pool.again() ? whole() : first;
}

const dims = (list: readonly Dim[]): string => list.map(dimToString).join(',');

class Pool implements Pieces {
  private done = new Map<Code, Code>();
  private readonly known = new Map<string, Code>();
  private readonly ids = new Map<Code, number>();
  private readonly chains = new Chains(this);

  constructor(
    readonly size: (d: Dim) => number,
    readonly alike: Alike,
  ) {}

  /** To go through the program once more, in knowledge of all its products; false where that would change nothing. */
  again(): boolean {
    this.done = new Map();
    return this.chains.again();
  }

  of(code: Code): Code {
    const before = this.done.get(code);
    if (before !== undefined) return before;
    const made = this.fresh(code);
    this.done.set(code, made);
    return made;
  }

  private fresh(code: Code): Code {
    const of = (c: Code): Code => this.of(c);
    switch (code.op) {
      case 'number':
        return this.one(code, JSON.stringify(code.value));
      case 'size':
        return this.one(code, dimToString(code.size));
      case 'name':
        return this.one(code, `${code.name}[${dims(code.index)}]`);
      case 'fill':
        return this.one(code, `${code.value}`);
      case 'identity':
        return this.one(code, '');
      case 'sum': {
        const terms = code.terms.map((t) => ({ minus: t.minus, code: of(t.code) }));
        return this.sum({ ...code, terms });
      }
      case 'times': {
        const [over, under] = [code.over.map(of), code.under.map(of)];
        return this.times({ ...code, over, under });
      }
      case 'product':
      case 'solve':
        return this.chains.of(factorsOf(code, this, of));
      case 'dot': {
        const [left, right] = [of(code.left), of(code.right)];
        return this.one({ ...code, left, right }, this.list([left, right]));
      }
      case 'transpose':
        if (code.of.op === 'product' || code.of.op === 'solve') return this.chains.of(factorsOf(code, this, of));
        return this.transposed(of(code.of));
      case 'power': {
        const [base, exponent] = [of(code.base), of(code.exponent)];
        return this.one({ ...code, base, exponent }, this.list([base, exponent]));
      }
      case 'total': {
        const inner = of(code.of);
        return this.one({ ...code, of: inner }, `${code.over} ${this.id(inner)}`);
      }
      case 'choose': {
        const operands = code.operands.map(of) as unknown as typeof code.operands;
        return this.one({ ...code, operands }, `${code.relation} ${this.list(operands)}`);
      }
      case 'slice': {
        const inner = of(code.of);
        return this.one({ ...code, of: inner }, `${this.id(inner)} ${dims(code.range)}`);
      }
      case 'call': {
        const args = code.args.map(of);
        if (code.fn === 'inv') return this.inverse(args[0] as Code);
        return this.one({ ...code, args }, `${code.fn} ${this.list(args)} ${dims(code.dims)}`);
      }
      case 'fold': {
        const body = of(code.body);
        const ends = `${code.over} ${dims([code.from, code.to])}`;
        return this.one({ ...code, body }, `${code.fold} ${ends} ${this.id(body)}`);
      }
      default:
        return code satisfies never;
    }
  }

  private id(code: Code): number {
    const known = this.ids.get(code);
    if (known !== undefined) return known;
    this.ids.set(code, this.ids.size);
    return this.ids.size - 1;
  }

  list(codes: readonly Code[]): string {
    return codes.map((c) => this.id(c)).join(',');
  }

  private key(code: Pick<Code, 'op' | 'shape'>, words: string): string {
    return `${code.op} ${dims(code.shape)} ${words}`;
  }

  private one(code: Code, words: string): Code {
    const key = this.key(code, words);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, code);
    return code;
  }

  sum(code: Code & { op: 'sum' }): Code {
    return this.one(code, code.terms.map((t) => `${t.minus ? '-' : '+'}${this.id(t.code)}`).join(''));
  }

  times(code: Code & { op: 'times' }): Code {
    return this.one(code, `${this.list(code.over)}/${this.list(code.under)}`);
  }

  transposed(of: Code): Code {
    if (of.op === 'transpose') return of.of;
    const [rows, cols] = of.shape;
    if (rows === 1 && cols === 1) return of;
    return this.one({ op: 'transpose', of, shape: [cols, rows] }, `${this.id(of)}`);
  }

  // ——— products ———

  pair(left: Code, right: Code): Code {
    const shape: Shape = [left.shape[0], right.shape[1]];
    const [under, after] = [this.inverted(left), this.inverted(right)];
    if (under) return this.solved(under, right, shape);
    if (after) {
      const turned: Shape = [shape[1], shape[0]];
      return this.transposed(this.solved(this.transposed(after), this.transposed(left), turned));
    }
    // a column by a row
    if (left.shape[1] === 1) return this.times({ op: 'times', over: [left, right], under: [], shape });
    return this.one({ op: 'product', left, right, shape }, this.list([left, right]));
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
  private inverted(code: Code): Code | undefined {
    if (code.op === 'call' && code.fn === 'inv') return code.args[0];
    const of = code.op === 'transpose' ? this.inverted(code.of) : undefined;
    return of && this.transposed(of);
  }
}
