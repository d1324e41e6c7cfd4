/** A product of the book within a longer product. */
import { mul, num } from '../expression/build.js';
import type { Expr, Mul } from '../expression/expression.js';
import type { Binding, Facts, Rule } from './match.js';
import { instantiate, matchSubset } from './match.js';

/** A product pattern against the windows of a product's factors from a place on, and its numbers among the numbers there. */
export function matchInProduct(
  rule: Rule,
  left: Mul,
  e: Mul,
  facts: Facts,
  from = 0,
): { binding: Binding; after: Expr } | undefined {
  const width = left.factors.length;
  for (let i = from; i + width <= e.factors.length; i++) {
    const window = e.factors.slice(i, i + width).map((f, k) => [left.factors[k] as Expr, f] as const);
    const found = matchSubset(rule, left.scalars, e.scalars, facts, window);
    if (!found) continue;
    const [before, behind] = [e.factors.slice(0, i), e.factors.slice(i + width)];
    const put = instantiate(rule.right, found.binding);
    return { binding: found.binding, after: mul([num(e.coefficient), ...found.rest, ...before, put, ...behind]) };
  }
  return undefined;
}
