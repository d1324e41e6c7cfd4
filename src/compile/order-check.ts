/**
 * Whether a program computes every member of its families before it uses it, tried at small sizes by going through its
 * statements as they stand. A recurrence over two indices may have no order of whole loops; code for it would end in an error
 * of the language.
 */

import { inOrder, withSizesOf } from '../derive/size-order.js';
import type { Derivation } from '../derive/step.js';
import type { Dim } from '../expression/dimension.js';
import { evaluateDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import { keyOf } from '../numeric/environment.js';
import type { Code, Loop, Program, Statement } from './code.js';
import { partsOf } from './parts.js';

/** Throws 'unsupported' where the order is not one. */
export const checkOrder = (derivation: Derivation, program: Program): void =>
  withSizesOf(derivation.problem, () => check(derivation, program));

function check(derivation: Derivation, program: Program): void {
  if (!program.statements.some((s) => s.kind === 'loop')) return;
  // what is read two rounds ahead shows only where there are so many
  const late = [2, 3, 5].some((least) => {
    const run = new Run(sizesFrom(least, derivation));
    run.all(program.statements);
    return run.isLate();
  });
  if (!late) return;
  throw new FrobeniusError(
    'unsupported',
    'an order in which this recurrence can be computed loop by loop is not yet found',
    undefined,
    '`frobenius eval` computes it, each member when it is needed',
  );
}

type Sizes = ReadonlyMap<string, number>;

/** Sizes above which none is tried: a derivation that asks for more holds for large ones alone. */
const LARGEST = 16;

/** Different numbers for all sizes, from this one on, for which the derivation holds. */
function sizesFrom(least: number, { problem, demands = [] }: Derivation): Sizes {
  const whole = [...problem.declarations.values()].filter((x) => x.properties.has('integer')).map(({ name }) => name);
  const names = [...new Set([...problem.dims, ...whole])];
  for (let first = least; ; first++) {
    const sizes = new Map(names.map((name, i) => [name, inOrder(name, first + (i % 3))]));
    if (first >= LARGEST || demands.every((d) => (evaluateDim(d, sizes) ?? 0) >= 0)) return sizes;
  }
}

/** The members that are made, one after the other, and those that were asked for before they were. */
class Run {
  private readonly made = new Set<string>();
  private readonly missed = new Set<string>();
  /** Whether all sizes are known: without them nothing is said. */
  private isTold = true;

  constructor(private readonly sizes: Sizes) {}

  all(statements: readonly Statement[], sizes: Sizes = this.sizes): void {
    for (const s of statements) {
      if (s.kind === 'loop')
        for (const at of this.rounds(s.loop, sizes)) this.all(s.body, new Map(sizes).set(s.loop.over, at));
      else {
        this.read(s.value, sizes);
        this.made.add(this.member(s.name, s.index, sizes));
      }
    }
  }

  private read(code: Code, sizes: Sizes): void {
    if (code.op === 'name' && code.index.length > 0) {
      const key = this.member(code.name, code.index, sizes);
      if (!this.made.has(key)) this.missed.add(key);
    }
    if (code.op !== 'fold') for (const part of partsOf(code)) this.read(part, sizes);
    else
      for (const at of this.rounds({ ...code, step: 1 }, sizes))
        this.read(code.body, new Map(sizes).set(code.over, at));
  }

  /** Whether something was asked for before it was made; what is never made is given. */
  isLate(): boolean {
    return this.isTold && [...this.missed].some((key) => this.made.has(key));
  }

  private member(name: string, index: readonly Dim[], sizes: Sizes): string {
    return keyOf(
      name,
      index.map((i) => this.number(i, sizes)),
    );
  }

  private rounds({ from, to, step }: Pick<Loop, 'from' | 'to' | 'step'>, sizes: Sizes): number[] {
    const first = this.number(from, sizes);
    const count = Math.max(0, step * (this.number(to, sizes) - first) + 1);
    return Array.from({ length: count }, (_, k) => first + step * k);
  }

  private number(d: Dim, sizes: Sizes): number {
    const value = evaluateDim(d, sizes);
    this.isTold &&= value !== undefined;
    return value ?? 0;
  }
}
