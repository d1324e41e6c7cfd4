/**
 * One rule of the book, or one from each side, that makes two terms the same: the shortest of reasons.
 *
 * A rule is tried at every place of a term, from its left side to its right. Of the second kind are det(AB) = det(BA),
 * where both sides are det A · det B.
 */
import type { Expr } from '../expression/expression.js';
import { postorder, replaceAll } from '../expression/traverse.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Facts, Rule } from '../rulebook/match.js';
import { instantiate, match } from '../rulebook/match.js';
import type { Said } from './verdict.js';

/** Terms with more leaves are left to others: every rule is tried at every place. */
const MOST_LEAVES = 40;

export function oneRule(before: Expr, after: Expr, catalog: Catalog, facts: Facts): readonly Said[] | undefined {
  if (before.leaves + after.leaves > MOST_LEAVES) return undefined;
  const forward = reached(before, catalog, facts);
  const direct = forward.get(after);
  if (direct !== undefined) return [direct];
  const backward = reached(after, catalog, facts);
  const back = backward.get(before);
  if (back !== undefined) return [back];
  for (const [term, said] of forward) {
    const other = backward.get(term);
    if (other !== undefined) return said.rule === other.rule ? [said] : [said, other];
  }
  return undefined;
}

/** Every term that one rule makes of this one. */
function reached(e: Expr, catalog: Catalog, facts: Facts): Map<Expr, Said> {
  const found = new Map<Expr, Said>();
  const places = postorder([e]);
  for (const rule of catalog.rules()) {
    for (const place of places) {
      const put = applied(rule, place, facts);
      if (put === undefined || put === place) continue;
      const term = replaceAll(e, new Map([[place, put]]));
      if (!found.has(term)) found.set(term, { words: rule.say, rule: rule.id });
    }
  }
  return found;
}

function applied(rule: Rule, place: Expr, facts: Facts): Expr | undefined {
  if (rule.left.kind !== place.kind) return undefined;
  const binding = match(rule, place, facts);
  return binding && instantiate(rule.right, binding);
}
