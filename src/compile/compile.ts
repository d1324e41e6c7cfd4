/**
 * A derivation as a function: values in, value and derivatives out, by the same program that is printed as code.
 *
 * For each set of sizes a plan is made once and kept. The answer is that of `evaluate`, to rounding; what is wrong with
 * values is said in the same words, by the same reader. Values that are matrices already (rows, columns, and the
 * numbers row by row) are read and checked when their sizes are met for the first time, and taken as they are after that.
 */
import type { Derivation } from '../derive/step.js';
import { evaluateDerivation, requestText, requiredValues } from '../numeric/evaluation.js';
import { matrixToJson } from '../numeric/json.js';
import type { Given, ValuesOptions } from '../numeric/values.js';
import { isMatrix } from './intake.js';
import { programOf } from './program.js';
import type { Numbers } from './ready.js';
import { Ready } from './ready.js';

export interface Compiled {
  (values: unknown): Numbers & { readonly request: string };
  /**
   * The same values with the numbers of their matrices in the memory that the function works on: given to it they are not
   * copied, and may be changed in place between calls.
   */
  place<V>(values: V): V;
}

/** Sets of sizes for which plans are kept. */
const MOST_PLANS = 8;

type Options = ValuesOptions & { readonly plain?: boolean };
type Named = Readonly<Record<string, unknown>>;

export function compileDerivation(derivation: Derivation, options: Options): Compiled {
  const program = programOf(derivation);
  const request = requestText(derivation);
  const plans = new Map<string, Ready>();
  let latest: Ready | undefined;

  const planFor = (given: Given): Ready => {
    const key = signature(given);
    const known = plans.get(key);
    if (known !== undefined) return known;
    const made = Ready.of(program, given, options);
    const [oldest] = plans.keys();
    if (plans.size >= MOST_PLANS && oldest !== undefined) plans.delete(oldest);
    plans.set(key, made);
    return made;
  };
  /** The plan whose buffers have these values, after a look at every one. */
  const readBy = (values: Named): Ready => {
    const given = requiredValues(derivation, nestedOf(values), options);
    const plan = planFor(given);
    plan.intake.learn(values);
    plan.fill(given);
    latest = plan;
    return plan;
  };
  /** The plan with these values in its buffers: one that takes them as they are, or after a look at every one. */
  const planOf = (values: Named): Ready => {
    for (const plan of plans.values()) {
      if (!plan.intake.take(values)) continue;
      latest = plan;
      return plan;
    }
    return readBy(values);
  };
  // whoever knows every piece says which is not finite
  const told = (values: unknown): Numbers => evaluateDerivation(derivation, nestedOf(values), options);

  const compiled = (values: unknown): Numbers & { readonly request: string } => {
    const plan =
      typeof values === 'object' && values !== null && latest?.intake.take(values as Named) ? latest : undefined;
    if (plan !== undefined || hasMatrices(values)) {
      const { value, derivatives } = (plan ?? planOf(values as Named)).run('typed') ?? told(values);
      return { request, value, derivatives };
    }
    const given = requiredValues(derivation, values, options);
    const made = planFor(given);
    made.fill(given);
    return { request, ...(made.run('nested') ?? told(values)) };
  };
  const place = <V>(values: V): V => {
    if (!hasMatrices(values)) return values;
    return planOf(values).intake.placed(values) as V;
  };
  return Object.assign(compiled, { place });
}

const signature = ({ env, lengths, values }: Given): string => {
  const ends = [...lengths].map(([name, list]) => `${name}:${list.join()}`);
  const sizes = [...env.sizes].map(([name, size]) => `${name}=${size}`);
  return [...sizes, ...ends, ...values.keys()].join(' ');
};

/** Whether all values are matrices, numbers, and lists of such, with a matrix among them. */
function hasMatrices(values: unknown): values is Named {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return false;
  let some = false;
  for (const name in values) {
    const one = looked((values as Named)[name]);
    if (one === undefined) return false;
    some ||= one;
  }
  return some;
}

/** Whether there is a matrix; undefined where there is something else than matrices and numbers. */
function looked(value: unknown): boolean | undefined {
  if (isMatrix(value)) return true;
  if (typeof value === 'number') return false;
  if (!Array.isArray(value)) return undefined;
  let some = false;
  for (const one of value) {
    const found = looked(one);
    if (found === undefined) return undefined;
    some ||= found;
  }
  return some;
}

/** Matrices as the reader of values has them. */
function nestedOf(value: unknown): unknown {
  if (isMatrix(value)) return matrixToJson(value, false);
  if (Array.isArray(value)) return value.map(nestedOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, nestedOf(v)]));
}
