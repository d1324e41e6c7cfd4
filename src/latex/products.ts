/** What is told of factors side by side, each of which a writer may have meant otherwise. */
import type { Span } from '../language/error.js';
import type { Formula } from './formula.js';

export function tellProduct(
  f: Formula & { readonly kind: 'product' },
  guess: (message: string, span: Span) => void,
): void {
  const { factors, guessed, argumentOf, applied, span } = f;
  const [left, right] = factors;
  if (guessed && left && right)
    guess('what stands side by side is read as a product, here and elsewhere', {
      start: left.span.start,
      end: right.span.end,
    });
  if (argumentOf !== undefined && (left?.kind !== 'number' || factors.length > 2))
    guess(`${argumentOf} without parentheses is read as that of the whole product behind it`, span);
  if (applied !== undefined) guess(`${applied}(…) is read as a product: ${applied} times what is in parentheses`, span);
}
