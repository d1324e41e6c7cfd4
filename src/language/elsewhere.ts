/** Calls that mean something else in MATLAB: told once for each function of a problem, in the words of its first use. */
import type { Context, Piece } from './context.js';
import type { Span } from './error.js';
import type { Syntax } from './syntax.js';

interface Difference {
  /** What the call is, here and there. */
  readonly here: string;
  readonly there: string;
  /** Whether they differ for any argument; otherwise only for matrices that are no row and no column. */
  readonly always?: boolean;
}

const DIFFERENCES: ReadonlyMap<string, Difference> = new Map([
  ['norm', { here: 'the Frobenius norm', there: 'the largest singular value, specnorm here' }],
  ['chol', { here: 'the lower factor, S = L*L′', there: 'the upper factor, its transpose', always: true }],
  ['sum', { here: 'the sum of all entries', there: 'a row with the sum of each column, sum(A, 1) here' }],
  ['mean', { here: 'the mean of all entries', there: 'a row with the mean of each column, mean(A, 1) here' }],
  ['prod', { here: 'the product of all entries', there: 'a row with the product of each column' }],
  ['max', { here: 'the largest of all entries', there: 'a row with the largest of each column' }],
  ['min', { here: 'the smallest of all entries', there: 'a row with the smallest of each column' }],
  ['dot', { here: 'the Frobenius product, a scalar', there: 'a row with the product of each pair of columns' }],
]);

/** Notes a call whose meaning differs. Shapes count once they are known. */
export function noteElsewhere(c: Context, fn: string, argument: Piece, span: Span): void {
  const difference = DIFFERENCES.get(fn);
  if (difference === undefined || c.sizes.inferring || c.scope.elsewhere.has(fn)) return;
  const { here, there, always = false } = difference;
  if (!always && argument.shape.includes(1)) return;
  c.scope.elsewhere.set(fn, `${c.text(span)} is ${here}; in MATLAB it is ${there}`);
}

/** a^b^c without parentheses: from the right here, from the left in MATLAB. */
export function noteTower(c: Context, { right, span, left }: Syntax & { kind: 'binary' }): void {
  if (right.kind !== 'binary' || c.sizes.inferring || c.scope.elsewhere.has('^')) return;
  if (c.source[right.span.start] === '(') return;
  const [a, b, k] = [left, right.left, right.right].map((part) => c.text(part.span)) as [string, string, string];
  c.scope.elsewhere.set('^', `${c.text(span)} is ${a}^(${b}^${k}); in MATLAB it is (${a}^${b})^${k}`);
}

/** max(X, 1): the larger of each entry and 1, though sum(X, 1) goes along an axis. */
export function noteBound(
  c: Context,
  fn: string,
  [first, second]: readonly Syntax[],
  argument: Piece,
  span: Span,
): void {
  if (c.sizes.inferring || c.isScalar(argument) || c.scope.elsewhere.has(`${fn},`)) return;
  if (second?.kind !== 'number' || (second.text !== '1' && second.text !== '2') || first === undefined) return;
  const which = fn === 'max' ? 'larger' : 'smaller';
  const told = `${c.text(span)} is the ${which} of each entry and ${second.text}, and goes along no axis as sum(${c.text(first.span)}, ${second.text}) does`;
  c.scope.elsewhere.set(`${fn},`, told);
}
