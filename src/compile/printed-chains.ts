/**
 * Products of several matrices in a program that is read: in the order of those that are run, but for what a reader would
 * not write. What cancels is left out, and a row is written as one.
 */
import type { Shape } from '../expression/dimension.js';
import type { Pieces, Term } from './chains.js';
import { Chains, factorsOf, MOST_FACTORS, MOST_TERMS } from './chains.js';
import type { Code } from './code.js';

/** What printed chains are built of. */
export interface PrintedPieces extends Pieces {
  /** A product that is taken apart. */
  opened(code: Code & { op: 'sum' }): Code;
  /** The matrix of which it is the inverse. */
  inverted(code: Code): Code | undefined;
}

export class PrintedChains extends Chains<PrintedPieces> {
  protected alone(factor: Code): Code {
    return factor;
  }

  protected override factorsIn(list: readonly Code[]): Code[] {
    return this.cancelled(super.factorsIn(list));
  }

  protected override isTurned(factors: readonly Code[], turned: readonly Code[]): boolean {
    return isRowOfColumn(factors) || (!isRowOfColumn(turned) && super.isTurned(factors, turned));
  }

  /** Without M·M⁻¹ and M⁻¹·M, where something else is left. */
  private cancelled(factors: Code[]): Code[] {
    for (const [i, factor] of factors.entries()) {
      const of = this.pieces.inverted(factor);
      if (of === undefined) continue;
      const wanted = factorsOf(of, this.pieces);
      const n = wanted.length;
      if (n + 1 >= factors.length) continue;
      const stands = (from: number): boolean => from >= 0 && wanted.every((w, k) => factors[from + k] === w);
      const from = stands(i - n) ? i - n : stands(i + 1) ? i : undefined;
      if (from !== undefined) return this.cancelled([...factors.slice(0, from), ...factors.slice(from + n + 1)]);
    }
    return factors;
  }

  /** X·(u·v' + A·B)·Y as (X·u)·(v'·Y) + X·A·B·Y, where that is cheaper. */
  protected spread(factors: readonly Code[]): Code | undefined {
    if (factors.length > MOST_FACTORS) return undefined;
    const shape: Shape = [(factors[0] as Code).shape[0], (factors.at(-1) as Code).shape[1]];
    if (this.pieces.size(shape[0]) === 1 || this.pieces.size(shape[1]) === 1) return undefined;
    for (const [at, factor] of factors.entries()) {
      const terms = factor.op === 'sum' && factor.terms.length <= MOST_TERMS ? this.termsOf(factor) : undefined;
      if (terms === undefined) continue;
      const chains = terms.map((t) => [...factors.slice(0, at), ...t.factors, ...factors.slice(at + 1)]);
      if (chains.some((c) => c.length > MOST_FACTORS)) continue;
      const apart = chains.reduce((sum, c) => sum + (this.isFree(c) ? 0 : this.costOf(c)), 0);
      if (apart >= this.costOf(factors)) continue;
      const list = terms.map(({ minus, numbers, under }, i) => {
        const body = this.of(chains[i] as Code[]);
        if (numbers.length + under.length === 0) return { minus, code: body };
        const inner = body.op === 'times' ? body : { over: [body], under: [] };
        const over = [...numbers, ...inner.over];
        return { minus, code: this.pieces.times({ op: 'times', over, under: [...under, ...inner.under], shape }) };
      });
      return this.pieces.opened({ op: 'sum', terms: list, shape });
    }
    return undefined;
  }

  private termsOf(sum: Code & { op: 'sum' }): Term[] | undefined {
    const terms = sum.terms.map((t) => this.termOf(t.minus, t.code, sum.shape));
    const all = terms.filter((t) => t !== undefined);
    return all.length === terms.length && all.some((t) => t.factors.length > 1) ? all : undefined;
  }
}

/** A column's row times a matrix, which is the row of a column. */
const isRowOfColumn = (factors: readonly Code[]): boolean => {
  const first = factors[0] as Code;
  return first.op === 'transpose' && first.shape[0] === 1 && factors.at(-1)?.shape[1] !== 1;
};
