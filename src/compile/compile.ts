/**
 * A derivation as a function: values in, value and derivatives out, by the same program that is printed as code.
 *
 * For each set of sizes a plan is made once and kept. The answer is that of `evaluate`, to rounding; what is wrong with
 * values is said in the same words, by the same reader. Values that are matrices already (rows, columns, and the
 * numbers row by row) are read and checked when their sizes are met for the first time, and taken as they are after that.
 */
import type { Derivation } from '../derive/step.js';
import { keyOf } from '../numeric/environment.js';
import { evaluateDerivation, requestText, requiredValues } from '../numeric/evaluation.js';
import { matrixToJson } from '../numeric/json.js';
import type { Given, ValuesOptions } from '../numeric/values.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Program } from './code.js';
import { programOf } from './program.js';
import type { Numbers } from './ready.js';
import { Ready, valuesOf } from './ready.js';

export type Compiled = (values: unknown) => Numbers & { readonly request: string };

/** Sets of sizes for which plans are kept. */
const MOST_PLANS = 8;

export function compileDerivation(derivation: Derivation, options: ValuesOptions): Compiled {
  const program = programOf(derivation);
  const plans = new Plans(program, options);
  const request = requestText(derivation);
  const met = new Map<string, Given['lengths']>();
  const read = (values: unknown): Given => requiredValues(derivation, values, options);
  // whoever knows every piece says which is not finite
  const told = (values: unknown): Numbers => evaluateDerivation(derivation, values, options);
  return (values) => {
    const typed = matricesIn(values);
    if (typed === undefined) {
      const given = read(values);
      const answer = plans.of(signature(given), given).run(valuesOf(program, given), given.lengths, 'nested');
      return { request, ...(answer ?? told(values)) };
    }
    const key = typed
      .map(([name, { rows, cols, data }]) => `${name}=${rows}x${cols}${data.length === 1 ? `:${data[0]}` : ''}`)
      .join(' ');
    const lengths = met.get(key);
    const known = lengths && plans.known(key);
    if (!known || known.isTrial) {
      const given = read(nestedOf(values));
      if (met.size >= MOST_PLANS) met.clear();
      met.set(key, given.lengths);
      const answer = plans.of(key, given).run(valuesOf(program, given), given.lengths, 'typed');
      return { request, ...(answer ?? told(nestedOf(values))) };
    }
    return { request, ...(known.run(typed, lengths, 'typed') ?? told(nestedOf(values))) };
  };
}

class Plans {
  private readonly kept = new Map<string, Ready>();

  constructor(
    private readonly program: Program,
    private readonly options: ValuesOptions,
  ) {}

  known(key: string): Ready | undefined {
    return this.kept.get(key);
  }

  of(key: string, given: Given): Ready {
    const known = this.kept.get(key);
    if (known !== undefined && !known.isTrial) return known;
    // the first run finds how much room there is to be, the second has it in one piece
    const arena = known?.arenaFor();
    if (known !== undefined && arena === undefined) return known;
    const made = new Ready(this.program, given, this.options, arena);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_PLANS && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, made);
    return made;
  }
}

const signature = ({ env, lengths }: Given): string => {
  const all = [...env.sizes, ...[...lengths].map(([name, ends]) => [name, ends.join()] as const)];
  return all.map((pair) => pair.join('=')).join(' ');
};

const isMatrix = (x: unknown): x is Matrix =>
  typeof x === 'object' && x !== null && 'data' in x && x.data instanceof Float64Array;

/** Every value as a matrix under its name, where all that are no numbers are matrices; members of lists by their index. */
function matricesIn(values: unknown): (readonly [string, Matrix])[] | undefined {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return undefined;
  const found: (readonly [string, Matrix])[] = [];
  let some = false;
  const take = (name: string, index: readonly number[], value: unknown): boolean => {
    if (isMatrix(value)) {
      some = true;
      found.push([keyOf(name, index), value]);
      return true;
    }
    if (typeof value === 'number') {
      found.push([keyOf(name, index), { rows: 1, cols: 1, data: Float64Array.of(value) }]);
      return true;
    }
    return Array.isArray(value) && value.every((v, i) => take(name, [...index, i + 1], v));
  };
  for (const [name, value] of Object.entries(values)) if (!take(name, [], value)) return undefined;
  return some ? found : undefined;
}

/** Matrices as the reader of values has them. */
function nestedOf(value: unknown): unknown {
  if (isMatrix(value)) return matrixToJson(value, false);
  if (Array.isArray(value)) return value.map(nestedOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, nestedOf(v)]));
}
