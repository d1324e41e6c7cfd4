/**
 * The last line of a chain: where several terms stand over the differential of one variable, one term for each, so
 * that the results can be read off. It rearranges; what stands before each differential is what the result starts from.
 */

import { differentialsIn } from '../derive/schedule.js';
import type { Result } from '../derive/step.js';
import { add, d, frobenius, mul, num, ONE, termsOf } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';

/** The collected form of dL, if it differs. */
export function collectTerms(whole: Expr, results: readonly Result[]): Expr | undefined {
  const terms = termsOf(whole);
  const over = (wrt: Name): Expr[] => terms.filter((term) => meets(term, wrt));
  const several = results.filter(({ wrt }) => over(wrt).length > 1);
  if (several.length === 0 || terms.some((term) => term.kind === 'each')) return undefined;
  let collected = terms;
  for (const result of several) {
    const { wrt } = result;
    const value = collectedValue(result, over(wrt));
    if (value === undefined) return undefined;
    const whole = isScalar(wrt) ? mul([value, d(wrt)]) : frobenius(value, d(wrt));
    const place = collected.findIndex((term) => meets(term, wrt));
    collected = collected.flatMap((term, i) => (i === place ? [whole] : meets(term, wrt) ? [] : [term]));
  }
  return add(collected);
}

/** What stands before the differential when its terms are put together; nothing where more than that is done. */
function collectedValue({ line: { start, stages } }: Result, terms: readonly Expr[]): Expr | undefined {
  const factors = terms.map(factorOf);
  const begun = termsOf(start);
  if (begun.length !== factors.length || !begun.every((term) => factors.includes(term))) return undefined;
  const [first] = stages;
  return first?.steps.every(({ level }) => level === 'minor') ? first.after : start;
}

/** s·G of s·(G : dX) and of s·dX. */
function factorOf(term: Expr): Expr | undefined {
  if (isCall(term, 'd')) return ONE;
  if (isCall(term, 'frob')) return term.args[0];
  if (term.kind !== 'mul') return undefined;
  const active = term.scalars.find((s) => s.differential);
  const factor = active && factorOf(active);
  return factor && mul([num(term.coefficient), ...term.scalars.filter((s) => s !== active), factor]);
}

/** Whether the term holds the differential of the name, or of a member of its family. */
export const meets = (term: Expr, of: Name): boolean =>
  differentialsIn(term).some((x) => x === of || (x.name === of.name && of.index.length > 0 && !isConcrete(of)));

const isConcrete = (name: Name): boolean => name.index.every((i) => typeof i === 'number');
