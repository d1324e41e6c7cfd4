/** Problems with random values that satisfy their declarations, as a values file has them, for running printed code. */

import type { Input, Program } from '../src/compile/code.js';
import { programOf } from '../src/compile/program.js';
import type { Derivation } from '../src/derive/step.js';
import type { Dim } from '../src/expression/dimension.js';
import { dimName, dimNames, evaluateDim, isScalarShape } from '../src/expression/dimension.js';
import type { Environment } from '../src/numeric/environment.js';
import { keyOf } from '../src/numeric/environment.js';
import { evaluateDerivation } from '../src/numeric/evaluation.js';
import { matrixToJson } from '../src/numeric/json.js';
import { make } from '../src/numeric/matrix.js';
import { random } from '../src/numeric/random.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import { usesOf } from '../src/numeric/uses.js';
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

/** Undefined where no values are found, or evaluation has no numbers for it. */
export function caseOf(name: string, derivation: Derivation, seed = 3): Case | undefined {
  const sample = sampleEnvironment(derivation.problem, derivation.named, seed, { rows: catalog, attempts: 200 });
  if (sample.outcome !== 'ok') return undefined;
  const { env } = sample;
  const program = programOf(derivation);
  const values: Record<string, unknown> = {};
  const arguments_ = program.inputs.map((input) => given(input, derivation, env));
  for (const [i, { key, name, at, letters }] of program.inputs.entries()) {
    if (letters.length === 0) values[key] = arguments_[i];
    // members of a boundary go by their own names
    else
      for (const [k, member] of (arguments_[i] as unknown[]).entries())
        values[
          keyOf(
            name,
            (at ?? []).map((d) => (letters.some((l) => d === dimName(l)) ? k + 1 : (d as number))),
          )
        ] = member;
  }
  for (const [size, number] of env.sizes) {
    if (derivation.problem.ends.has(size) || program.sizes.some((s) => s.size === size && s.kind === 'given'))
      values[size] = number;
  }
  const { value, derivatives } = evaluateDerivation(derivation, values, { rows: catalog });
  const more = program.sizes.flatMap((s) => (s.kind === 'given' ? [env.sizes.get(s.size)] : []));
  return {
    name,
    derivation,
    program,
    args: [...arguments_, ...more],
    values,
    value,
    derivatives,
  };
}

function given({ key, name, shape, arity, at, letters }: Input, derivation: Derivation, env: Environment): unknown {
  const plain = isScalarShape(shape);
  const member = (index: readonly number[]): unknown => {
    const matrix = env.value(keyOf(name, index));
    if (matrix) return matrixToJson(matrix, plain);
    // a piece of an unknown function
    const [rows, cols] = shape.map((d) => evaluateDim(d, env.sizes) as number) as [number, number];
    const r = random(5, key);
    return matrixToJson(
      make(rows, cols, () => r.normal()),
      plain,
    );
  };
  const lengthOf = (axis: number): number =>
    Math.max(
      ...usesOf(derivation.problem.definitions)
        .filter((u) => u.name === name)
        .flatMap((u) => reach(u.index[axis]?.high, env)),
    );
  const moves = (d: Dim): boolean => letters.some((letter) => d === dimName(letter));
  if (at && letters.length > 0) {
    const axis = at.findIndex(moves);
    return Array.from({ length: lengthOf(axis) }, (_, k) =>
      member(at.map((d, j) => (j === axis ? k + 1 : (d as number)))),
    );
  }
  if (at) return member(at.map((d) => evaluateDim(d, env.sizes) as number));
  if (arity === 0)
    return env.sizes.has(name) && derivation.problem.declarations.get(name)?.properties.has('integer')
      ? env.sizes.get(name)
      : member([]);
  const lengths = Array.from({ length: arity }, (_, axis) => lengthOf(axis));
  const list = (index: readonly number[]): unknown =>
    index.length === arity
      ? member(index)
      : Array.from({ length: lengths[index.length] as number }, (_, i) => list([...index, i + 1]));
  return list([]);
}

const reach = (high: Dim | undefined, env: Environment): number[] => {
  if (high === undefined || dimNames(high).some((n) => !env.sizes.has(n))) return [];
  const value = evaluateDim(high, env.sizes);
  return value === undefined ? [] : [value];
};

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);

/** The largest difference, relative to the size of what is expected; infinite where the forms differ. */
export function distance(found: unknown, wanted: unknown): number {
  const [a, b] = [flat(found), flat(wanted)];
  if (a.length !== b.length || !a.every((x) => typeof x === 'number')) return Number.POSITIVE_INFINITY;
  const size = Math.max(1, ...b.map(Math.abs));
  return Math.max(0, ...a.map((x, i) => Math.abs(x - (b[i] as number)))) / size;
}
