/**
 * Guesses by a first letter that may change the answer: a scalar where a column would fit as well, and one name where
 * two may have been meant. Told once for each name, in the words of its first use.
 */
import type { Context, Piece } from './context.js';
import { isGreekName } from './names.js';
import type { Scope, Value } from './scope.js';
import { shapeWords } from './scope.js';
import type { Syntax } from './syntax.js';

/** What is said of every undeclared name. */
export const byLetter = ({ name, shape }: Value): string =>
  `${name} is not declared: by its letter it is ${shapeWords(shape ?? [1, 1])}`;

/** The undeclared scalar that an operand is, with or without signs and transposes around it. */
function guessedScalar(c: Context, operand: Syntax): Value | undefined {
  let inner = operand;
  while (inner.kind === 'unary') inner = inner.arg;
  const value = inner.kind === 'name' && inner.index === undefined ? c.scope.values.get(inner.name) : undefined;
  if (value?.origin !== 'undeclared' || c.bound.has(value.name) || c.locals?.has(value.name)) return undefined;
  return value.shape !== undefined && c.isScalar({ shape: value.shape }) ? value : undefined;
}

function note(c: Context, value: Value | undefined, then: () => string): void {
  if (value !== undefined && !c.scope.doubted.has(value.name))
    c.scope.doubted.set(value.name, `${byLetter(value)}, ${then()}`);
}

/** A scalar that is repeated for every entry of the other operand: a column would be taken entry by entry. */
export function noteRepeated(c: Context, left: Piece, right: Piece, link: Syntax & { kind: 'binary' }): void {
  if (c.sizes.inferring || c.isScalar(left) === c.isScalar(right)) return;
  const [one, other] = c.isScalar(left) ? [link.left, link.right] : [link.right, link.left];
  note(c, guessedScalar(c, one), () => `the same for every entry of ${c.text(other.span)}`);
}

/** A scalar behind a matrix, or transposed: with a column there the product is another one. a*X leaves no doubt. */
export function noteMultiple(c: Context, left: Piece, right: Piece, link: Syntax & { kind: 'binary' }): void {
  if (c.sizes.inferring || c.isScalar(left) === c.isScalar(right)) return;
  const before = c.isScalar(left);
  const [one, other] = before ? [link.left, link.right] : [link.right, link.left];
  if (before && !(one.kind === 'unary' && one.op === "'")) return;
  note(c, guessedScalar(c, one), () => `and ${c.text(link.span)} a multiple of ${c.text(other.span)}`);
}

/** The product that a name may be of which neither a declaration nor a definition tells: A*x for Ax. */
function productWithin(name: string, known: (part: string) => boolean): string | undefined {
  if (isGreekName(name)) return undefined;
  for (let at = 1; at < name.length; at++) {
    const [a, b] = [name.slice(0, at), name.slice(at)];
    if (known(a) && known(b)) return `${a}*${b}`;
  }
  return /^[A-Z][A-Za-z]$/.test(name) ? `${name[0]}*${name[1]}` : undefined;
}

/** What there is to doubt about an undeclared name once everything is read. */
export function doubtOf(scope: Scope, value: Value): string | undefined {
  const product = productWithin(value.name, (part) => scope.values.has(part));
  if (product !== undefined) return `${byLetter(value)}, and one name; the product is ${product}`;
  return scope.doubted.get(value.name);
}

/** A variable that is asked for and stands nowhere, so that every derivative by it is zero. */
export function noteUnused(c: Context, value: Value): void {
  if (value.origin !== 'declared' || value.used) return;
  const alike = [...c.scope.values.values()].find(
    (v) => v.origin === 'undeclared' && v.name.toLowerCase() === value.name.toLowerCase(),
  );
  const near = alike === undefined ? '' : `; ${alike.name}, which is not declared, is another name`;
  c.scope.hidden.set(value.name, `${value.name} is asked for but not used${near}`);
}
