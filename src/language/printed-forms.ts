/** Signs that stand around an operand, as they are printed: ‖x‖₁, |y|, ∂L/∂A. */
import type { Cursor } from './cursor.js';
import { call, join } from './nodes.js';
import type { Syntax } from './syntax.js';

/** What of the grammar of expressions these forms are made of. */
export interface FormGrammar {
  readonly cursor: Cursor;
  /** An expression between bars: the next one closes it. */
  between(minimum: number): Syntax;
  /** An expression in brackets of its own. */
  inner(): Syntax;
  plainName(what: string): Syntax;
}

/** By what closes it, with the subscript that says which norm it is. */
const NORMS: ReadonlyMap<string, string> = new Map([
  ['‖', 'norm2'],
  ['‖F', 'norm2'],
  ['‖1', 'norm1'],
  ['‖2', '‖2'],
  ['‖∞', 'norminf'],
  ['‖inf', 'norminf'],
  ['‖*', 'nucnorm'],
]);

/** ‖A‖, and with a subscript ‖x‖₁. */
export function norm(grammar: FormGrammar): Syntax {
  const { cursor } = grammar;
  const opening = cursor.take();
  const inner = grammar.between(0);
  const closing = NORMS.has(cursor.token.text) ? cursor.take() : cursor.close('‖', opening);
  const span = join(opening.span, closing.span);
  return call(NORMS.get(closing.text) as string, [inner], span, opening.span);
}

/** |y|, entry by entry; of a matrix bars may mean its determinant: whoever knows shapes asks which. */
export function bars(grammar: FormGrammar): Syntax {
  const { cursor } = grammar;
  const opening = cursor.take();
  const inner = grammar.between(1);
  const closing = cursor.close('|', opening);
  return call('|', [inner], join(opening.span, closing.span), opening.span);
}

/** Whether b^(⊙s) begins here, the power of each entry. */
export const isEntrywisePower = (cursor: Cursor): boolean => cursor.is('^') && cursor.is('(', 1) && cursor.is('.*', 2);

export function entrywiseExponent(grammar: FormGrammar): Syntax {
  const { cursor } = grammar;
  cursor.take();
  const opening = cursor.take();
  cursor.take();
  const exponent = grammar.inner();
  cursor.close(')', opening);
  return exponent;
}

/**
 * ∂L/∂A as printed for grad(L, A), of what is no scalar for jacobian(Y, A), also as ∂vec(Y)/∂vec(A)ᵀ; ∂²L/∂x∂xᵀ, and of matrices
 * ∂²L/∂vec(X)∂vec(X)ᵀ.
 */
export function partial(grammar: FormGrammar): Syntax {
  const { cursor } = grammar;
  const { start } = cursor.take().span;
  const isSecond = cursor.token.kind === 'superscript' && cursor.token.text === '2';
  if (isSecond) cursor.take();
  const of = stackedName(grammar);
  cursor.expect('/');
  cursor.expect('∂');
  const args = [of.name, stackedName(grammar).name];
  if (isSecond) {
    cursor.expect('∂');
    args.push(stackedName(grammar).name);
  }
  // the last one is written as a row
  if (isSecond || of.isStacked) cursor.accept("'");
  const span = cursor.since(start);
  return call(isSecond ? 'hessian' : of.isStacked ? 'jacobian' : '∂', args, span, span);
}

/** A, or vec(A). */
function stackedName(grammar: FormGrammar): { readonly name: Syntax; readonly isStacked: boolean } {
  const { cursor } = grammar;
  if (!cursor.isWord('vec') || !cursor.is('(', 1)) return { name: grammar.plainName('a name'), isStacked: false };
  cursor.take();
  const opening = cursor.take();
  const name = grammar.plainName('a name');
  cursor.close(')', opening);
  return { name, isStacked: true };
}
