/**
 * ∂z/∂x = W of vectors, and chains of such derivatives. Which way they lie, a row for each entry of z or a column, authors
 * decide for themselves: the words of a text say it, the order of a chain, or a size that fits in one way alone. One text
 * has one layout; with a row for each entry the derivative of a number is a row as well.
 */
import { fail } from './cut.js';
import type { Decided, Draft, Layout } from './draft.js';
import type { Formula } from './formula.js';
import { isMatrixKind, isNumberKind, isVectorKind, kindIn, NUMBER } from './kinds.js';
import { mapFormula } from './map.js';
import type { Kind } from './shapes.js';
import { sizeOf } from './shapes.js';
import { walk } from './walk.js';

/** Of an unknown function it is a number. */
export const kindOfSubject = (draft: Draft, f: Formula): Kind =>
  f.kind === 'symbol' && draft.unknown.has(draft.naming.named(f).name) ? NUMBER : kindIn(f, draft.known);

/** Of a vector by a vector. */
export const isJacobian = (draft: Draft, f: Formula): boolean =>
  f.kind === 'partial' &&
  f.by !== undefined &&
  isVectorKind(kindOfSubject(draft, f.of)) &&
  isVectorKind(kindIn(f.by, draft.known));

const isOfNumber = (draft: Draft, f: Formula): boolean =>
  f.kind === 'partial' && isNumberKind(kindOfSubject(draft, f.of));

/** Once sizes are settled. */
export function layoutOf(draft: Draft): Decided {
  const { words } = draft.gathered;
  for (const layout of ['numerator', 'denominator'] as const)
    if (new RegExp(`\\b${layout}[-\\s]layout`, 'i').test(words)) return { layout, known: true };
  const signs = draft.stated.flatMap(({ sides: [left, ...rights], abbreviation }) => {
    const of = abbreviation?.of ?? left;
    return rights.flatMap((right) => [...(of ? fitting(draft, of, right) : []), ...chained(draft, right)]);
  });
  const [first] = signs;
  const known = first !== undefined && signs.every((c) => c === first);
  return { layout: known ? first : 'numerator', known };
}

/** The only way in which the sizes agree. */
function fitting(draft: Draft, left: Formula, right: Formula): Layout[] {
  if (
    left.kind !== 'partial' ||
    left.by === undefined ||
    !isJacobian(draft, left) ||
    !isMatrixKind(kindIn(right, draft.known))
  )
    return [];
  const [of, by, own] = [left.of, left.by, right].map((f) => sizeOf(f, draft.known));
  const [above, below] = [of, by].map((size) => size?.find((n) => n !== '1'));
  if (own === undefined || above === undefined || below === undefined || above === below) return [];
  if (own[0] === above && own[1] === below) return ['numerator'];
  return own[0] === below && own[1] === above ? ['denominator'] : [];
}

/** ∂L/∂a ∂a/∂z begins with the row of a number's derivative, ∂a/∂z ∂L/∂a ends with its column. */
function chained(draft: Draft, right: Formula): Layout[] {
  return chainsIn(draft, right).flatMap((factors): Layout[] => {
    const [first, last] = [factors[0], factors.at(-1)] as [Formula, Formula];
    if (isOfNumber(draft, first)) return ['numerator'];
    return isOfNumber(draft, last) ? ['denominator'] : [];
  });
}

/** The factors of products that have a Jacobian among them. */
const chainsIn = (draft: Draft, right: Formula): (readonly Formula[])[] =>
  [...walk(right)].flatMap(({ f }) =>
    f.kind === 'product' && f.factors.some((x) => isJacobian(draft, x)) ? [f.factors] : [],
  );

/** With every derivative of a vector as the layout has it. */
export function laidOut(draft: Draft, right: Formula): Formula {
  const { layout } = draft.layout;
  const turned = (f: Formula): Formula => ({ kind: 'transpose', of: f, span: f.span });
  // in a chain that has rows the derivative of a number is one; a formula is known by its place where it is made anew
  const rows = new Set(
    layout === 'denominator'
      ? []
      : chainsIn(draft, right).flatMap((factors) => factors.filter((x) => isOfNumber(draft, x)).map((x) => x.span)),
  );
  return mapFormula(right, (f) => {
    if (f.kind !== 'partial') return f;
    if (f.by && isJacobian(draft, f)) {
      const jacobian: Formula = { kind: 'call', fn: 'jacobian', primes: 0, args: [f.of, f.by], span: f.span };
      return layout === 'denominator' ? turned(jacobian) : jacobian;
    }
    if (!isOfNumber(draft, f))
      return fail('a derivative of a vector by a matrix is no matrix, and a chain with one is not judged', f.span);
    return rows.has(f.span) ? turned(f) : f;
  });
}
