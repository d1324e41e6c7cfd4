/** Functions that are so near to their limit at some values that doubles do not tell the two apart. */
import type { Call, Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Environment } from '../numeric/environment.js';
import { Evaluator } from '../numeric/evaluate.js';
import { kernels } from '../numeric/kernels.js';
import { freeIndices } from '../numeric/memo.js';
import type { ElementwiseRow } from '../rulebook/rule.js';
import { valueHere } from './firm.js';

export function isSaturated(e: Call, row: ElementwiseRow, env: Environment): boolean {
  const value = valueHere(new Evaluator(env), e.args[0] as Expr, new Map());
  return value !== undefined && [...value.data].some((x) => isFlat(row, x));
}

const NEAR = 2 ** -20;

/** Whether a function that is nowhere constant is so in doubles about x: tanh about 50 is 1, exp about −800 is 0. */
function isFlat({ value, kinks }: ElementwiseRow, x: number): boolean {
  if (kinks !== undefined || x === 0 || !Number.isFinite(x)) return false;
  const own = value(x, kernels);
  return [1 - NEAR, 1 + NEAR].every((factor) => value(x * factor, kernels) === own);
}

/** Calls in the terms that doubles cannot tell from the limit of their function: tanh(50) from 1. */
export function saturatedCalls(terms: readonly Expr[], env: Environment): readonly Call[] {
  return postorder(terms).filter((e): e is Call => {
    if (e.kind !== 'call' || freeIndices(e).some((name) => !env.sizes.has(name))) return false;
    const row = env.rows.elementwise(e.fn);
    return row !== undefined && isSaturated(e, row, env);
  });
}

const isComparison = (e: Expr): e is Call => e.kind === 'call' && e.fn.startsWith('where');

/** What a choice hangs on: the two sides of a comparison, the argument of a sign. */
export const sidesOf = (e: Call): readonly Expr[] => e.args.slice(0, isComparison(e) ? 2 : 1);

/** Terms, and what their names are defined by. */
export function withDefinitions(terms: readonly Expr[], env: Environment): readonly Expr[] {
  const roots = new Set(terms);
  for (const root of roots)
    for (const { name } of namesIn(root))
      for (const { target, value } of env.definitions) if (target.name === name) roots.add(value);
  return [...roots];
}

/** The choices in terms, and in what their names are defined by. */
export const choicesOf = (terms: readonly Expr[], env: Environment): readonly Call[] =>
  postorder(withDefinitions(terms, env)).filter((e): e is Call => isComparison(e) || isCall(e, 'sign'));

/** Whether a choice is one of rounding at these values: exp(x) > 0 is false where the exponential is less than any double. */
export const choosesByLimit = (terms: readonly Expr[], env: Environment): boolean =>
  choicesOf(terms, env).some((e) => saturatedCalls(sidesOf(e), env).length > 0);
