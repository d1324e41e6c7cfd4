/**
 * Whether a program computes every member of its families before it uses it, tried at small sizes by going through its
 * statements as they stand. A recurrence over two indices may have no order of whole loops; code for it would end in an error
 * of the language.
 */
import type { Derivation } from '../derive/step.js';
import type { Dim } from '../expression/dimension.js';
import { evaluateDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import type { FunctionRows } from '../numeric/environment.js';
import { keyOf } from '../numeric/environment.js';
import { sampleEnvironment } from '../numeric/sample.js';
import type { Code, Loop, Program, Statement } from './code.js';
import { partsOf } from './parts.js';

/** Throws 'unsupported' where the order is not one. */
export function checkOrder(derivation: Derivation, program: Program, rows: FunctionRows): void {
  if (!program.statements.some((s) => s.kind === 'loop')) return;
  const { problem, named, demands } = derivation;
  const sample = sampleEnvironment(problem, named, 1, { rows, ...(demands ? { demands } : {}) });
  if (sample.outcome !== 'ok') return;
  const run = new Run(sample.env.sizes);
  run.all(program.statements);
  if (!run.isLate()) return;
  throw new FrobeniusError(
    'unsupported',
    'an order in which this recurrence can be computed loop by loop is not yet found',
    undefined,
    '`frobenius eval` computes it, each member when it is needed',
  );
}

type Sizes = ReadonlyMap<string, number>;

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
