/**
 * Sizes: equality of dimensions while some are still unknown, and once all are known.
 *
 * While inferring, an unknown size is a dimension called ?1, ?2, … that equations bind: products and declarations
 * first (`same`), elementwise operands after them (`alike`). Broadcasting binds nothing, and no unknown size is ever
 * bound to 1. Inference never reports an error: what does not fit is left for the exact reading, which knows
 * every shape by then and can say what is wrong.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import {
  addDim,
  asName,
  dimName,
  dimNames,
  multiplyDim,
  negateDim,
  substituteDim,
  subtractDim,
} from '../expression/dimension.js';

export interface Sizes {
  /** True while sizes are being found: then no terms are built. */
  readonly inferring: boolean;
  /** The dimension as far as it is known. */
  resolve(d: Dim): Dim;
  /** Whether two sizes are equal; inference makes them so where it can. */
  same(a: Dim, b: Dim): boolean;
  /** The size along one axis of an elementwise operation, undefined where the operands do not fit. */
  combine(a: Dim, b: Dim): Dim | undefined;
  /** A size of a constant (I, vector(s)) that its surroundings decide; undefined where they do not. */
  constant(): Dim | undefined;
  /** A new statement begins: constants are told apart by their statement and their place in it. */
  begin(statement: number): void;
}

const OPEN = '?';
/** Whether the size is not known yet. */
export const isOpen = (d: Dim): d is Poly => typeof d !== 'number' && d.key.includes(OPEN);

export class Inference implements Sizes {
  readonly inferring = true;
  private readonly bound = new Map<string, Dim>();
  private readonly later: (readonly [Dim, Dim])[] = [];
  private readonly constants = new Map<string, Dim>();
  private readonly ofNames: Dim[] = [];
  private count = 0;
  private statement = 0;
  private place = 0;

  begin(statement: number): void {
    this.statement = statement;
    this.place = 0;
  }

  /** The unknown size of an undeclared variable; it gets a name of its own if nothing decides it. */
  open(): Dim {
    const d = dimName(`${OPEN}${++this.count}`);
    this.ofNames.push(d);
    return d;
  }

  constant(): Dim {
    const d = dimName(`${OPEN}${++this.count}`);
    this.constants.set(`${this.statement}:${this.place++}`, d);
    return d;
  }

  resolve(d: Dim): Dim {
    if (!isOpen(d)) return d;
    const name = asName(d);
    if (name !== undefined) {
      const next = this.bound.get(name);
      if (next === undefined) return d;
      const last = this.resolve(next);
      if (last !== next) this.bound.set(name, last);
      return last;
    }
    const put = new Map<string, Dim>();
    for (const part of dimNames(d)) {
      if (this.bound.has(part)) put.set(part, this.resolve(dimName(part)));
    }
    return put.size === 0 ? d : substituteDim(d, put);
  }

  same(a: Dim, b: Dim): boolean {
    const left = this.resolve(a);
    const right = this.resolve(b);
    if (left === right) return true;
    if (!isOpen(left) && !isOpen(right)) return false;
    if (!this.solve(left, right)) this.later.push([left, right]);
    return true;
  }

  combine(a: Dim, b: Dim): Dim | undefined {
    const left = this.resolve(a);
    const right = this.resolve(b);
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    if (!isOpen(left) && !isOpen(right)) return undefined;
    this.later.push([left, right]);
    return isOpen(left) ? right : left;
  }

  /** Binds an unknown that stands alone in one term of the equation, with coefficient ±1. */
  private solve(a: Dim, b: Dim): boolean {
    const zero = subtractDim(a, b);
    if (typeof zero === 'number') return false;
    const unknown = zero.terms
      .filter((m) => m.names.length === 1 && Math.abs(m.coefficient) === 1 && (m.names[0] as string).startsWith(OPEN))
      .filter((m) => zero.terms.every((other) => other === m || !other.names.includes(m.names[0] as string)))
      // the youngest, so that a size is known by where it is met first
      .sort((x, y) => Number((y.names[0] as string).slice(1)) - Number((x.names[0] as string).slice(1)))[0];
    if (unknown === undefined) return false;
    const name = unknown.names[0] as string;
    const rest = subtractDim(zero, multiplyDim(unknown.coefficient, dimName(name)));
    const value = unknown.coefficient > 0 ? negateDim(rest) : rest;
    if (typeof value === 'number' && value <= 1) return false;
    this.bound.set(name, value);
    return true;
  }

  /** Takes elementwise operands as equal, names what is still free, and gives the exact sizes. */
  finish(names: Iterator<string>): Exact {
    const hard = this.later.splice(0);
    for (let round = 0; round < 2; round++) {
      for (const [a, b] of hard) this.same(a, b);
      this.later.length = 0;
    }
    for (const d of this.ofNames) {
      const known = this.resolve(d);
      if (!isOpen(known)) continue;
      for (const part of dimNames(known)) {
        if (part.startsWith(OPEN)) this.bound.set(part, dimName(names.next().value));
      }
    }
    const constants = new Map<string, Dim>();
    for (const [key, d] of this.constants) {
      const known = this.resolve(d);
      if (!isOpen(known)) constants.set(key, known);
    }
    return new Exact(constants);
  }
}

/** Every size is known: equality is identity. */
export class Exact implements Sizes {
  readonly inferring = false;
  private statement = 0;
  private place = 0;

  constructor(private readonly constants: ReadonlyMap<string, Dim> = new Map()) {}

  begin(statement: number): void {
    this.statement = statement;
    this.place = 0;
  }

  resolve(d: Dim): Dim {
    return d;
  }

  same(a: Dim, b: Dim): boolean {
    return a === b;
  }

  combine(a: Dim, b: Dim): Dim | undefined {
    return a === b || b === 1 ? a : a === 1 ? b : undefined;
  }

  constant(): Dim | undefined {
    return this.constants.get(`${this.statement}:${this.place++}`);
  }
}

/** The sum of sizes, for blocks. */
export const total = (dims: readonly Dim[]): Dim => dims.reduce(addDim, 0);
