/**
 * A derivation as a function: values in, value and derivatives out, by the same program that is printed as code.
 *
 * For each set of sizes a plan is made once and kept. The answer is that of `evaluate`, to rounding; what is wrong with
 * values is said in the same words, by the same reader. Values that are matrices already (rows, columns, and the
 * numbers row by row) are read and checked when their sizes are met for the first time, and taken as they are after that.
 */
import type { Derivation } from '../derive/step.js';
import type { Limits } from '../expression/limits.js';
import { session } from '../expression/session.js';
import { evaluateDerivation, requestText, requiredValues } from '../numeric/evaluation.js';
import type { Given, ValuesOptions } from '../numeric/values.js';
import { isMatrix } from './intake.js';
import { programOf } from './program.js';
import type { Numbers } from './ready.js';
import { Ready } from './ready.js';

export interface Compiled {
  (values: unknown): Numbers & { readonly request: string };
  /**
   * The same values with the numbers of their matrices in memory of their own that the function works on: given to it they
   * are not copied, and may be changed in place between calls. No other call changes them.
   */
  place<V>(values: V): V;
}

/** Sets of sizes for which plans are kept. */
const MOST_PLANS = 8;

type Options = ValuesOptions & { readonly plain?: boolean; readonly limits?: Limits };
type Named = Readonly<Record<string, unknown>>;

export function compileDerivation(derivation: Derivation, options: Options): Compiled {
  // a function is called long after it was made: whatever goes through terms is a call on the derivation
  const within = <T>(run: () => T): T => session([derivation], options.limits, run);
  const program = within(() => programOf(derivation));
  const request = requestText(derivation);
  const plans = new Map<string, Ready>();
  let latest: Ready | undefined;
  /** Plans of values that were put in place: nobody else's. */
  const placed = new WeakMap<Named, Ready>();

  const planFor = (given: Given): Ready => {
    const key = signature(given);
    const known = plans.get(key);
    if (known !== undefined) return known;
    const made = within(() => Ready.of(program, given, options));
    const [oldest] = plans.keys();
    if (plans.size >= MOST_PLANS && oldest !== undefined) plans.delete(oldest);
    plans.set(key, made);
    return made;
  };
  const givenBy = (values: unknown): Given => within(() => requiredValues(derivation, values, options));
  /** The plan with these values in its buffers: one that takes them as they are, or one after a look at every value. */
  const planOf = (values: Named): Ready => {
    for (const plan of plans.values()) if (plan !== latest && plan.intake.take(values)) return plan;
    const given = givenBy(values);
    const plan = planFor(given);
    plan.intake.learn(values);
    plan.fill(given);
    return plan;
  };
  /** The plan for values that are matrices, with them in its buffers; the likeliest are asked before anything is looked at. */
  const takenBy = (values: Named): Ready | undefined => {
    const own = placed.get(values);
    if (own?.intake.take(values)) return own;
    if (latest?.intake.take(values)) return latest;
    if (!hasMatrices(values)) return undefined;
    latest = planOf(values);
    return latest;
  };
  // whoever knows every piece says which is not finite
  const told = (values: unknown): Numbers => within(() => evaluateDerivation(derivation, values, options));

  const compiled = (values: unknown): Numbers & { readonly request: string } => {
    const plan = isNamed(values) ? takenBy(values) : undefined;
    if (plan !== undefined) {
      const { value, derivatives } = plan.run('typed') ?? told(values);
      return { request, value, derivatives };
    }
    const given = within(() => requiredValues(derivation, values, options));
    const made = planFor(given);
    made.fill(given);
    return { request, ...(made.run('nested') ?? told(values)) };
  };
  const place = <V>(values: V): V => {
    // what is missing or does not fit is said now, whatever form the values have
    const given = givenBy(values);
    if (!isNamed(values) || !hasMatrices(values)) return values;
    const plan = within(() => Ready.of(program, given, options));
    plan.intake.learn(values);
    plan.fill(given);
    const own = plan.intake.placed(values);
    placed.set(own, plan);
    return own as V;
  };
  return Object.assign(compiled, { place });
}

const isNamed = (values: unknown): values is Named =>
  typeof values === 'object' && values !== null && !Array.isArray(values);

const signature = ({ env, lengths, values }: Given): string => {
  const ends = [...lengths].map(([name, list]) => `${name}:${list.join()}`);
  const sizes = [...env.sizes].map(([name, size]) => `${name}=${size}`);
  return [...sizes, ...ends, ...values.keys()].join(' ');
};

/** Whether all values are matrices, numbers, and lists of such, with a matrix among them. */
function hasMatrices(values: Named): boolean {
  let some = false;
  for (const name in values) {
    const one = looked(values[name]);
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
