/**
 * A program in which equal pieces are one piece, wherever they stand; a product is no other piece than its transpose, is
 * taken in the order that is cheapest at the given sizes, and cheaper still where part of it is there already. For programs
 * that are run; printed ones keep each statement as it is read.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimToString } from '../expression/dimension.js';
import { Alike } from './alike.js';
import { bestCuts } from './chain-order.js';
import type { Code, Program, Statement } from './code.js';

export function shared(program: Program, size: (d: Dim) => number): Program {
  const pool = new Pool(size, new Alike(program));
  const code = (c: Code): Code => pool.of(c);
  const statement = (s: Statement): Statement =>
    s.kind === 'assign' ? { ...s, value: code(s.value) } : { ...s, body: s.body.map(statement) };
  return {
    ...program,
    statements: program.statements.map(statement),
    ...(program.value ? { value: code(program.value) } : {}),
    derivatives: program.derivatives.map((d) => ({
      ...d,
      parts: d.parts.map((p) => ({ ...p, value: code(p.value) })),
    })),
  };
}

const dims = (list: readonly Dim[]): string => list.map(dimToString).join(',');

class Pool {
  private readonly done = new Map<Code, Code>();
  private readonly known = new Map<string, Code>();
  private readonly ids = new Map<Code, number>();
  /** Products by their factors, in whatever order they are taken. */
  private readonly chains = new Map<string, Code>();
  /** Kinds of products that are there at some setting of their indices. */
  private readonly kinds = new Set<string>();

  constructor(
    private readonly size: (d: Dim) => number,
    private readonly alike: Alike,
  ) {}

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
        return this.product(factorsOf(code).map(of));
      case 'dot':
      case 'solve': {
        const [left, right] = [of(code.left), of(code.right)];
        return this.one({ ...code, left, right }, this.list([left, right]));
      }
      case 'transpose':
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

  private list(codes: readonly Code[]): string {
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

  private sum(code: Code & { op: 'sum' }): Code {
    return this.one(code, code.terms.map((t) => `${t.minus ? '-' : '+'}${this.id(t.code)}`).join(''));
  }

  private times(code: Code & { op: 'times' }): Code {
    return this.one(code, `${this.list(code.over)}/${this.list(code.under)}`);
  }

  private transposed(of: Code): Code {
    if (of.op === 'transpose') return of.of;
    const [rows, cols] = of.shape;
    if (rows === 1 && cols === 1) return of;
    return this.one({ op: 'transpose', of, shape: [cols, rows] }, `${this.id(of)}`);
  }

  // ——— products ———

  /** The product that is there already, or whose transpose is. */
  private there(factors: readonly Code[]): Code | undefined {
    const known = this.chains.get(this.list(factors));
    if (known !== undefined) return known;
    const twin = this.chains.get(this.list(this.turned(factors)));
    return twin && this.transposed(twin);
  }

  private turned(factors: readonly Code[]): Code[] {
    return [...factors].reverse().map((f) => this.transposed(f));
  }

  /** Whether the product is there at another setting of its indices: G[t]·F beside G[t + 1]·F. */
  private isElsewhere(factors: readonly Code[]): boolean {
    const kind = this.alike.ofAll(factors)?.kind;
    return kind !== undefined && this.kinds.has(kind);
  }

  private isFree(factors: readonly Code[]): boolean {
    return this.there(factors) !== undefined || this.isElsewhere(factors) || this.isElsewhere(this.turned(factors));
  }

  private product(list: readonly Code[]): Code {
    // pieces that are products themselves count by their factors
    const factors = list.flatMap((f) => (f.op === 'product' ? factorsOf(f) : [f]));
    if (factors.length === 1) return factors[0] as Code;
    const known = this.there(factors);
    if (known !== undefined) return known;
    const spread = this.spread(factors);
    if (spread !== undefined) return spread;
    const turned = this.turned(factors);
    if (!this.isElsewhere(factors) && this.isElsewhere(turned)) return this.transposed(this.product(turned));
    const cut = this.cut(factors);
    const [left, right] = [this.product(factors.slice(0, cut)), this.product(factors.slice(cut))];
    const shape: Shape = [left.shape[0], right.shape[1]];
    // a column by a row
    const outer = left.shape[1] === 1;
    const one = outer
      ? this.times({ op: 'times', over: [left, right], under: [], shape })
      : this.one({ op: 'product', left, right, shape }, this.list([left, right]));
    this.chains.set(this.list(factors), one);
    const kind = this.alike.ofAll(factors)?.kind;
    if (kind !== undefined) this.kinds.add(kind);
    return one;
  }

  /** Where the product is best cut. */
  private cut(factors: readonly Code[]): number {
    const n = factors.length;
    if (n === 2 || n > MOST_FACTORS) return n - 1;
    const sizes = [(factors[0] as Code).shape[0], ...factors.map((f) => f.shape[1])].map((d) => this.size(d));
    const cuts = bestCuts(sizes, (i, j) => this.isFree(factors.slice(i, j + 1)));
    return cuts(0, n - 1) + 1;
  }

  /** X·(u·v' + …)·Y as (X·u)·(v'·Y) + …: no product of matrices is left. */
  private spread(factors: readonly Code[]): Code | undefined {
    const at = factors.findIndex((f) => outerTerms(f) !== undefined);
    const terms = outerTerms(factors[at]);
    if (terms === undefined || factors.length < 2) return undefined;
    const shape: Shape = [(factors[0] as Code).shape[0], (factors.at(-1) as Code).shape[1]];
    if (this.size(shape[0]) === 1 || this.size(shape[1]) === 1) return undefined;
    const list = terms.map(({ minus, numbers, column, row, under }) => {
      const left = this.product([...factors.slice(0, at), column]);
      const right = this.product([row, ...factors.slice(at + 1)]);
      const over = [...numbers, left, right];
      return { minus, code: this.times({ op: 'times', over, under, shape }) };
    });
    return this.sum({ op: 'sum', terms: list, shape });
  }
}

/** Longer products are taken as they are written. */
const MOST_FACTORS = 24;
/** A sum of more outer products is a matrix like any other. */
const MOST_TERMS = 4;

function factorsOf(code: Code): Code[] {
  return code.op === 'product' ? [...factorsOf(code.left), ...factorsOf(code.right)] : [code];
}

interface Outer {
  readonly minus: boolean;
  readonly numbers: readonly Code[];
  readonly column: Code;
  readonly row: Code;
  readonly under: readonly Code[];
}

/** The terms of a sum, where each is a column by a row, with numbers before it. */
function outerTerms(code: Code | undefined): Outer[] | undefined {
  if (code?.op !== 'sum' || code.terms.length > MOST_TERMS) return undefined;
  const found: Outer[] = [];
  for (const { minus, code: c } of code.terms) {
    if (c.op !== 'times') return undefined;
    const isOne = ({ shape }: Code): boolean => shape[0] === 1 && shape[1] === 1;
    const [column, row, ...more] = c.over.filter((x) => !isOne(x));
    if (!column || !row || more.length > 0 || !c.under.every(isOne)) return undefined;
    if (column.shape[1] !== 1 || row.shape[0] !== 1) return undefined;
    found.push({ minus, numbers: c.over.filter(isOne), column, row, under: c.under });
  }
  return found;
}
