/** Which names move in the lines of a person's derivation. */
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import { isDerivative } from '../numeric/memo.js';
import { nameText } from '../numeric/sample.js';

/** Whose differentials stand in terms: families by their name, members with a number also as such. */
export function movingIn(terms: readonly Expr[]): string[] {
  return postorder(terms).flatMap((e) => {
    const of = isCall(e, 'd') ? (e.args[0] as Expr) : undefined;
    return of?.kind === 'name' ? [of.name, nameText(of)] : [];
  });
}

/** Whether a differential or a gradient stands in one of them. */
export const isMoving = (terms: readonly Expr[]): boolean => terms.some(isDerivative);
