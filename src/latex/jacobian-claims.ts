/**
 * ∂z/∂x = W of vectors, and chains of such derivatives. Which way they lie, a row for each entry of z or a column, authors
 * decide for themselves: the words of a text say it, the order of a chain, or a size that fits in one way alone. One text
 * has one layout; with a row for each entry the derivative of a number is a row as well.
 */
import { fail } from './cut.js';
import type { Draft, Layout } from './draft.js';
import type { Formula } from './formula.js';
import { isMatrixKind, isNumberKind, isVectorKind, kindIn } from './kinds.js';
import { mapFormula } from './map.js';
import type { Kind } from './shapes.js';
import { sizeOf } from './shapes.js';
import { walk } from './walk.js';

export interface Decided {
  readonly layout: Layout;
  /** Whether the text says it. */
  readonly known: boolean;
}

/** Of what is defined, by its formula, for its letters may have been taken for numbers before. */
export function kindOfSubject(draft: Draft, f: Formula): Kind {
  if (f.kind !== 'symbol') return kindIn(f, draft.known);
  const { name, index, entries } = draft.naming.named(f);
  if (draft.unknown.has(name)) return ['one', 'one'];
  const own = draft.definitions.find((d) => d.name === name && d.index.length === 0 && d.free.length === 0);
  return own && index.length + entries.length === 0 ? kindIn(own.right, draft.known) : kindIn(f, draft.known);
}

/** Of a vector by a vector. */
export function isJacobian(draft: Draft, f: Formula): boolean {
  return (
    f.kind === 'partial' && f.by !== undefined && [f.of, f.by].every((part) => isVectorKind(kindIn(part, draft.known)))
  );
}

const isOfNumber = (draft: Draft, f: Formula): boolean =>
  f.kind === 'partial' && isNumberKind(kindOfSubject(draft, f.of));

/** As a line of its own says it: a matrix, and no shorthand for its diagonal. */
export const isMatrix = (draft: Draft, f: Formula): boolean => isMatrixKind(kindIn(f, draft.known));

export function layoutOf(draft: Draft): Decided {
  if (draft.layout !== undefined) return { layout: draft.layout, known: true };
  const known = decided.get(draft) ?? decide(draft);
  decided.set(draft, known);
  return known;
}

/** Of each text once, when its sizes are settled. */
const decided = new WeakMap<Draft, Decided>();

function decide(draft: Draft): Decided {
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
  if (left.kind !== 'partial' || left.by === undefined || !isJacobian(draft, left) || !isMatrix(draft, right))
    return [];
  const [of, by, own] = [left.of, left.by, right].map((f) => sizeOf(f, draft.known));
  const [above, below] = [of, by].map((size) => size?.find((n) => n !== '1'));
  if (own === undefined || above === undefined || below === undefined || above === below) return [];
  if (own[0] === above && own[1] === below) return ['numerator'];
  return own[0] === below && own[1] === above ? ['denominator'] : [];
}

/** ∂L/∂a ∂a/∂z begins with the row of a number's derivative, ∂a/∂z ∂L/∂a ends with its column. */
function chained(draft: Draft, right: Formula): Layout[] {
  return [...walk(right)].flatMap(({ f }): Layout[] => {
    if (f.kind !== 'product' || !f.factors.some((x) => isJacobian(draft, x))) return [];
    const [first, last] = [f.factors[0], f.factors.at(-1)] as [Formula, Formula];
    if (isOfNumber(draft, first)) return ['numerator'];
    return isOfNumber(draft, last) ? ['denominator'] : [];
  });
}

/** With every derivative of a vector as the layout has it. */
export function laidOut(draft: Draft, right: Formula, { layout }: Decided): Formula {
  const turned = (f: Formula): Formula => ({ kind: 'transpose', of: f, span: f.span });
  const isChain = (f: Formula): boolean => f.kind === 'product' && f.factors.some((x) => isJacobian(draft, x));
  const rows = new Set(
    layout === 'denominator'
      ? []
      : [...walk(right)].flatMap(({ f }) =>
          f.kind === 'product' && isChain(f) ? f.factors.filter((x) => isOfNumber(draft, x)) : [],
        ),
  );
  const spans = new Set([...rows].map((f) => f.span));
  return mapFormula(right, (f) => {
    if (f.kind !== 'partial') return f;
    if (f.by && isJacobian(draft, f)) {
      const jacobian: Formula = { kind: 'call', fn: 'jacobian', primes: 0, args: [f.of, f.by], span: f.span };
      return layout === 'denominator' ? turned(jacobian) : jacobian;
    }
    if (!isOfNumber(draft, f))
      return fail('a derivative of a vector by a matrix is no matrix, and a chain with one is not judged', f.span);
    return spans.has(f.span) ? turned(f) : f;
  });
}

export const isRow = (draft: Draft, f: Formula): boolean => {
  const [rows, cols] = kindIn(f, draft.known);
  return rows === 'one' && cols === 'many';
};
