/**
 * Sizes read off values: each matrix gives two equations, "its declared size is so many"; together they give the
 * dimension names their numbers.
 *
 * Owns the solving of one unknown at a time and the wording of a disagreement. Invariant: a size once known is
 * never changed, and knows which variable it came from.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimNames, dimToString, evaluateDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import type { Matrix } from '../rulebook/rule.js';

interface Equation {
  readonly what: string;
  readonly part: 'row' | 'column';
  readonly size: Dim;
  readonly value: number;
  /** Whether a column stands where a row is declared. */
  readonly flat: boolean;
}

export class Sizes {
  readonly known = new Map<string, number>();
  private readonly origin = new Map<string, string>();
  private pending: Equation[] = [];

  /** A size by its own name. */
  set(name: string, value: number, origin: string): void {
    const before = this.known.get(name);
    if (before !== undefined && before !== value) {
      throw new FrobeniusError('values', `${name} is ${value} by ${origin}, but ${before} by ${this.origin.get(name)}`);
    }
    if (before !== undefined) return;
    this.known.set(name, value);
    this.origin.set(name, origin);
  }

  /** The value of `what` is declared to have this shape. */
  fit(what: string, [rows, cols]: Shape, { rows: r, cols: c }: Matrix): void {
    const flat = rows === 1 && c === 1 && r > 1;
    this.pending.push(
      { what, part: 'row', size: rows, value: r, flat },
      { what, part: 'column', size: cols, value: c, flat },
    );
  }

  /** Solves what can be solved, and throws at the first disagreement. */
  solve(): void {
    for (let before = -1; before !== this.pending.length; ) {
      before = this.pending.length;
      this.pending = this.pending.filter((equation) => !this.settle(equation));
    }
  }

  /** Names of a dimension that have no number yet. */
  unknown(d: Dim): string[] {
    return dimNames(d).filter((name) => !this.known.has(name));
  }

  /** "n = 3 by X, T = 2 by the length of Y" */
  because(names: readonly string[]): string {
    const known = names.filter((name) => this.known.has(name));
    return known.map((name) => `${name} = ${this.known.get(name)} by ${this.origin.get(name)}`).join(', ');
  }

  private settle(equation: Equation): boolean {
    const { size, value } = equation;
    const unknown = this.unknown(size);
    if (unknown.length === 0) {
      if (evaluateDim(size, this.known) !== value) throw this.disagreement(equation);
      return true;
    }
    const [name, ...others] = unknown as [string, ...string[]];
    if (others.length > 0) return false;
    const at = (x: number): number => evaluateDim(size, new Map(this.known).set(name, x)) as number;
    const slope = at(1) - at(0);
    if (at(2) - at(1) !== slope || slope === 0) return false;
    const solution = (value - at(0)) / slope;
    if (!Number.isInteger(solution) || solution < 0) throw this.disagreement(equation, name);
    this.set(name, solution, equation.what);
    return true;
  }

  private disagreement({ what, part, size, value, flat }: Equation, unsolved?: string): FrobeniusError {
    const has = `${what} has ${value} ${part}${value === 1 ? '' : 's'}`;
    const hint = flat ? `a flat list is a column; a row is written [[1, 2, 3]]` : undefined;
    if (typeof size === 'number')
      return new FrobeniusError('values', `${has}, but ${size} by its declaration`, undefined, hint);
    const because = this.because(dimNames(size));
    if (unsolved !== undefined) {
      const given = because === '' ? '' : ` (${because})`;
      return new FrobeniusError(
        'values',
        `${has}, and no whole number ${unsolved} makes ${dimToString(size)} that${given}`,
      );
    }
    const declared = `but ${dimToString(size)} by its declaration, where ${because}`;
    return new FrobeniusError('values', `${has}, ${declared}`, undefined, hint);
  }
}
