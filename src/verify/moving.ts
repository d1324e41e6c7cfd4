/** Which names move in the lines of a person's derivation. */
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import { isDerivative } from '../numeric/memo.js';
import { nameText } from '../numeric/sample.js';

/** Whose differentials stand in terms: families by their name, members with a number also as such. */
export function movingIn(terms: readonly Expr[]): string[] {
  return postorder(terms).flatMap((e) => {
    const of = isCall(e, 'd') ? (e.args[0] as Expr) : undefined;
    return of?.kind === 'name' ? [of.name, nameText(of)] : [];
  });
}

/**
 * Whether a differential or a gradient stands in one of them, or in what defines a name of theirs: difference quotients then, for
 * which other values and steps are the right ones.
 */
export const isMoving = (terms: readonly Expr[], definitions: readonly Definition[]): boolean =>
  terms.some(isDerivative) || holdsOne(terms, derivativesAmong(definitions));

const holdsOne = (terms: readonly Expr[], names: ReadonlySet<string>): boolean =>
  names.size > 0 && postorder(terms).some((e) => e.kind === 'name' && names.has(e.name));

/** Of each list of definitions once: terms are judged in them many times. */
const known = new WeakMap<readonly Definition[], ReadonlySet<string>>();

/** G = grad(L, A), and what is made of G. */
function derivativesAmong(definitions: readonly Definition[]): ReadonlySet<string> {
  const before = known.get(definitions);
  if (before !== undefined) return before;
  const found = new Set<string>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { target, value } of definitions)
      if (isDerivative(value) || holdsOne([value], found)) found.add(target.name);
  }
  known.set(definitions, found);
  return found;
}
