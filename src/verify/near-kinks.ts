/**
 * Values at which a comparison turns, a function has a kink, or one that is saturated is not, and values just beside them:
 * random ones never meet x == 7.3, nor 1 < x < 1.001.
 *
 * Each such place is solved for one entry of one variable, the others being 1 or as in the sample.
 */
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { propertiesOf } from '../numeric/environment.js';
import { Evaluator } from '../numeric/evaluate.js';
import { fill } from '../numeric/matrix.js';
import { freeIndices } from '../numeric/memo.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Elsewhere } from './elsewhere.js';
import { allowed, comparedAt, isAllowed, placeOf, shown } from './elsewhere.js';
import { valueHere } from './firm.js';
import type { Values } from './roots.js';
import { entriesOf, rootOf, valuesUsed, withEntry, withValues } from './roots.js';
import { isSaturated, withDefinitions } from './saturated.js';

/** How far beside a kink is looked, of its own size. */
const BESIDE = [0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
/** So many places are compared at, and terms with more leaves are left. */
const MOST = 600;
const MOST_LEAVES = 400;
/** Of each matrix. */
const MOST_ENTRIES = 3;

/** Something that is 0 where a term has a kink. */
export type Measure = (evaluator: Evaluator) => number | undefined;

/** Where two terms differ at a kink of theirs, or beside one. */
export function lookAtKinks(
  before: Expr,
  after: Expr,
  env: Environment,
  settings: readonly Bindings[],
): Elsewhere | undefined {
  if (before.leaves + after.leaves > MOST_LEAVES) return undefined;
  let found: Elsewhere | undefined;
  let count = 0;
  for (const { values, exact } of places([before, after], env)) {
    if (++count > MOST) break;
    const there = withValues(values, env);
    for (const bindings of settings) {
      const seen = comparedAt(before, after, there, bindings, true);
      if (seen?.kind === 'differ') return { kind: 'differ', example: { ...seen, ...shown(values, there) } };
      if (seen && exact) found ??= { kind: 'no value', of: seen.of, at: placeOf(values) };
    }
  }
  return found;
}

/** Values of the variables that bring the terms to a kink, and beside it. */
function* places(terms: readonly Expr[], env: Environment): Generator<{ values: Values; exact: boolean }> {
  const all = valuesUsed(terms, env);
  const ones = new Map([...all].map(([key, own]) => [key, allowed(key, own, fill(own.rows, own.cols, 1), env)]));
  const seen = new Set<string>();
  for (const { of, measure } of measuresOf(withDefinitions(terms, env), env))
    for (const base of [ones, all])
      for (const key of valuesUsed(of, env).keys())
        for (const entry of entriesOf(base.get(key) as Matrix, MOST_ENTRIES)) {
          const at = (t: number): Values | undefined => {
            const own = base.get(key) as Matrix;
            const moved = withEntry(own, entry, t, propertiesOf(key, env));
            return moved && isAllowed(key, moved, env) ? new Map([...base, [key, moved]]) : undefined;
          };
          const value = (t: number): number | undefined => {
            const values = at(t);
            const there: Environment = { ...env, value: (k) => values?.get(k) ?? env.value(k) };
            return values && measure(new Evaluator(there));
          };
          const root = rootOf(value, (base.get(key) as Matrix).data[entry] as number);
          if (root === undefined) continue;
          for (const [t, exact] of around(root)) {
            const name = `${base === ones} ${key} ${entry} ${t}`;
            const values = seen.has(name) ? undefined : at(t);
            seen.add(name);
            if (values) yield { values, exact };
          }
        }
}

/** The place itself, as a short decimal as well, and its neighbourhood. */
function* around(root: number): Generator<readonly [number, boolean]> {
  const short = Number(root.toPrecision(12));
  yield [short, true];
  if (short !== root) yield [root, true];
  for (const part of BESIDE) for (const sign of [1, -1]) yield [short + sign * part * (Math.abs(short) || 1), false];
}

/** What is 0 at the kinks and comparisons of terms. */
export function measuresOf(terms: readonly Expr[], env: Environment): { of: readonly Expr[]; measure: Measure }[] {
  const found: { of: readonly Expr[]; measure: Measure }[] = [];
  const between = (a: Expr, b: Expr | undefined, level: number): void => {
    const of = b === undefined ? [a] : [a, b];
    if (of.every((e) => namesIn(e).length === 0)) return;
    for (const entry of [0, -1])
      found.push({
        of,
        measure: (evaluator) => {
          const [x, y] = of.map((e) => valueHere(evaluator, e, new Map()));
          const left = x?.data.at(Math.min(entry, x.data.length - 1));
          const right = b === undefined ? level : y?.data.at(Math.min(entry, y.data.length - 1));
          return left === undefined || right === undefined ? undefined : left - right;
        },
      });
  };
  for (const e of postorder(terms)) {
    if (e.kind !== 'call' || freeIndices(e).some((name) => !env.sizes.has(name))) continue;
    const [a, b] = e.args as readonly [Expr, Expr | undefined];
    const row = env.rows.elementwise(e.fn);
    if (e.fn.startsWith('where') || ((isCall(e, 'max') || isCall(e, 'min')) && b !== undefined)) between(a, b, 0);
    for (const kink of row?.kinks ?? []) between(a, undefined, kink);
    // what is 1 at all ordinary values may have its step anywhere
    if (row && isSaturated(e, row, env)) between(a, undefined, 1);
  }
  return found;
}
