/** Random arguments for the function of a program, as its caller would give them, from a sampled environment. */
import type { Dim } from '../expression/dimension.js';
import { dimName, dimNames, evaluateDim, isScalarShape } from '../expression/dimension.js';
import type { Problem } from '../language/problem.js';
import { usesOf } from '../language/uses.js';
import type { Environment } from '../numeric/environment.js';
import { keyOf } from '../numeric/environment.js';
import { matrixToJson } from '../numeric/json.js';
import { make } from '../numeric/matrix.js';
import { random } from '../numeric/random.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Input, Program } from './code.js';
import { isMatrix } from './intake.js';

/** A number, a matrix, or the members of a family as a list. */
export type Argument = number | Matrix | readonly Argument[];

/**
 * The argument for an input, where `matrix` says what stands for a variable or a member; what it does not know is a
 * piece of an unknown function, and drawn.
 */
export function argumentFor(
  { key, name, shape, arity, at, letters }: Input,
  problem: Problem,
  env: Environment,
  matrix: (key: string) => Matrix | undefined,
): Argument {
  const member = (index: readonly number[]): Argument => {
    const known = matrix(keyOf(name, index)) ?? drawn(key, shape, env);
    return isScalarShape(shape) ? (known.data[0] as number) : known;
  };
  const lengthOf = (axis: number): number => {
    const ends = usesOf(problem.definitions)
      .filter((u) => u.name === name)
      .flatMap((u) => reach(u.index[axis]?.high, env));
    // of a list that nothing uses one member is as good as many
    return ends.length === 0 ? 1 : Math.max(...ends);
  };
  if (at && letters.length > 0) {
    const moves = (d: Dim): boolean => letters.some((letter) => d === dimName(letter));
    const axis = at.findIndex(moves);
    return Array.from({ length: lengthOf(axis) }, (_, k) =>
      member(at.map((d, j) => (j === axis ? k + 1 : (evaluateDim(d, env.sizes) as number)))),
    );
  }
  if (at) return member(at.map((d) => evaluateDim(d, env.sizes) as number));
  if (arity === 0) {
    const isSize = env.sizes.has(name) && problem.declarations.get(name)?.properties.has('integer');
    return isSize ? (env.sizes.get(name) as number) : member([]);
  }
  const lengths = Array.from({ length: arity }, (_, axis) => lengthOf(axis));
  const list = (index: readonly number[]): Argument =>
    index.length === arity
      ? member(index)
      : Array.from({ length: lengths[index.length] as number }, (_, i) => list([...index, i + 1]));
  return list([]);
}

function drawn(key: string, shape: Input['shape'], env: Environment): Matrix {
  const [rows, cols] = shape.map((d) => evaluateDim(d, env.sizes) as number) as [number, number];
  const r = random(5, key);
  return make(rows, cols, () => r.normal());
}

const reach = (high: Dim | undefined, env: Environment): number[] => {
  if (high === undefined || dimNames(high).some((n) => !env.sizes.has(n))) return [];
  const value = evaluateDim(high, env.sizes);
  return value === undefined ? [] : [value];
};

/** The arguments in their order: inputs, then sizes that nothing tells. */
export function argumentsFor(
  program: Program,
  problem: Problem,
  env: Environment,
  matrix: (key: string) => Matrix | undefined,
): Argument[] {
  const more = program.sizes.flatMap((s) => (s.kind === 'given' ? [env.sizes.get(s.size) as number] : []));
  return [...program.inputs.map((input) => argumentFor(input, problem, env, matrix)), ...more];
}

/** The same as the values of a file, by name. */
export function valuesByName(
  program: Program,
  problem: Problem,
  env: Environment,
  list: readonly Argument[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [i, { key, name, at, letters }] of program.inputs.entries()) {
    if (letters.length === 0) values[key] = nestedOf(list[i] as Argument);
    // members of a boundary go by their own names
    else
      for (const [k, member] of (list[i] as readonly Argument[]).entries()) {
        const index = (at ?? []).map((d) =>
          letters.some((l) => d === dimName(l)) ? k + 1 : (evaluateDim(d, env.sizes) as number),
        );
        values[keyOf(name, index)] = nestedOf(member);
      }
  }
  for (const [size, number] of env.sizes) {
    if (problem.ends.has(size) || program.sizes.some((s) => s.size === size && s.kind === 'given'))
      values[size] = number;
  }
  return values;
}

export const isList = (argument: Argument): argument is readonly Argument[] => Array.isArray(argument);

/** As a values file has it: matrices as lists of rows. */
export function nestedOf(value: unknown): unknown {
  if (isMatrix(value)) return matrixToJson(value, false);
  if (Array.isArray(value)) return value.map(nestedOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, nestedOf(v)]));
}
