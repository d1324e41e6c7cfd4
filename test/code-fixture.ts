/** Problems with random values that satisfy their declarations, as a values file has them, for running printed code. */
import { spawnSync } from 'node:child_process';
import { argumentsFor, nestedOf, valuesByName } from '../src/compile/arguments.js';
import type { Program } from '../src/compile/code.js';
import { programOf } from '../src/compile/program.js';
import type { CodeTarget } from '../src/compile/to-code.js';
import type { Derivation } from '../src/derive/step.js';
import { evaluateDerivation } from '../src/numeric/evaluation.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import { catalog } from '../src/rulebook/catalog.js';

export interface Case {
  readonly name: string;
  readonly derivation: Derivation;
  readonly program: Program;
  /** The arguments of the function, in order: inputs, then sizes that nothing tells. */
  readonly args: readonly unknown[];
  /** The same by name. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly value: unknown;
  readonly derivatives: Readonly<Record<string, unknown>>;
}

/** A language with a program that runs it: many functions in one process. */
export interface Runner {
  readonly target: CodeTarget;
  readonly program: string;
  readonly present: boolean;
  readonly tolerance: number;
  /** Whether its answers have the form of the evaluator's, and are no flat lists. */
  readonly formed?: boolean;
  run(batch: readonly Printed[]): readonly Outcome[];
}
export interface Printed {
  readonly code: string;
  readonly args: readonly unknown[];
  readonly program: Case['program'];
  /** Of the derivatives, in order. */
  readonly keys: readonly string[];
}
export type Outcome =
  | { readonly value: unknown; readonly derivatives: Record<string, unknown> }
  | { readonly error: string };

/** The first Python that has the module. */
export const pythonWith = (module: string): string | undefined =>
  ['python3', '/usr/bin/python3'].find((command) => spawnSync(command, ['-c', `import ${module}`]).status === 0);

/** Undefined where no values are found, or evaluation has no numbers for it. */
export function caseOf(name: string, derivation: Derivation, seed = 3): Case | undefined {
  const demands = derivation.demands ? { demands: derivation.demands } : {};
  const sample = sampleEnvironment(derivation.problem, derivation.named, seed, {
    rows: catalog,
    attempts: 200,
    ...demands,
  });
  if (sample.outcome !== 'ok') return undefined;
  const { env } = sample;
  const program = programOf(derivation);
  const list = argumentsFor(program, derivation.problem, env, (key) => env.value(key));
  const values = valuesByName(program, derivation.problem, env, list);
  const { value, derivatives } = evaluateDerivation(derivation, values, { rows: catalog });
  return {
    name,
    derivation,
    program,
    args: list.map(nestedOf),
    values,
    value,
    derivatives,
  };
}

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);

/** How many entries stand in each list of a nested one: [[x], [y]] is "((.)(.))". */
export const form = (value: unknown): string => (Array.isArray(value) ? `(${value.map(form).join('')})` : '.');

/** The largest difference, relative to the size of what is expected; infinite where the forms differ. */
export function distance(found: unknown, wanted: unknown): number {
  const [a, b] = [flat(found), flat(wanted)];
  if (a.length !== b.length || !a.every((x) => typeof x === 'number')) return Number.POSITIVE_INFINITY;
  const size = Math.max(1, ...b.map(Math.abs));
  return Math.max(0, ...a.map((x, i) => Math.abs(x - (b[i] as number)))) / size;
}
