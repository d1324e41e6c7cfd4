/** "Given ∂L/∂A": L is a function of A of which nothing else is known, and ∂L/∂A is what its derivatives are told in. */

import { fail } from './cut.js';
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';

/** G = ∂L/∂A: the name of what is given. */
interface Given {
  readonly of: TexSymbol;
  readonly by: TexSymbol;
  readonly name?: string;
}

export function takeUnknown(draft: Draft): void {
  const { equations, expressions } = draft.gathered;
  for (const { formula, given } of expressions) if (given) take(draft, givenBy(draft, formula));
  for (const { sides, kind } of equations) {
    const [left, right] = sides;
    if (kind !== 'equation' || sides.length !== 2 || !left || !right) continue;
    // ∂L/∂A = G says what its name is, ∂L/∂A = XᵀB is a claim
    const found = [
      [left, right],
      [right, left],
    ].find(([a, b]) => a && b?.kind === 'symbol' && givenBy(draft, a) !== undefined);
    if (found === undefined) continue;
    const [partial, symbol] = found as [Formula, TexSymbol];
    const { name, index } = draft.naming.named(symbol);
    const isOwn = partial === right;
    if (index.length > 0 || (!isOwn && draft.definitions.some((d) => d.name === name))) continue;
    const given = givenBy(draft, partial) as Given;
    if (!take(draft, { ...given, name })) continue;
    draft.givens.add(left);
    const at = draft.definitions.findIndex((d) => d.name === name && d.right === partial);
    if (at >= 0) draft.definitions.splice(at, 1);
  }
}

/** ∂L/∂A of an L that nothing defines. */
function givenBy(draft: Draft, f: Formula): Given | undefined {
  if (f.kind !== 'partial' || f.of.kind !== 'symbol' || f.by?.kind !== 'symbol') return undefined;
  const { name } = draft.naming.named(f.of);
  return draft.definitions.some((d) => d.name === name) ? undefined : { of: f.of, by: f.by };
}

function take(draft: Draft, given: Given | undefined): boolean {
  if (given === undefined) return false;
  const { name } = draft.naming.named(given.of);
  const by = draft.naming.named(given.by);
  if (by.index.length + by.entries.length > 0)
    fail(`a function of the members or entries of ${by.name} alone is not read`, given.by.span);
  const known = draft.unknown.get(name);
  const of = known?.of ?? [];
  draft.unknown.set(name, {
    of: of.includes(by.name) ? of : [...of, by.name],
    gradients: [...(known?.gradients ?? []), ...(given.name === undefined ? [] : [given.name])],
  });
  return true;
}
