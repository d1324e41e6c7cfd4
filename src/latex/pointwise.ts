/** Functions of a number, σ(z) = max(0, z): of a vector or a matrix they are of each entry by itself. */

import { withoutPlaces } from './enclosed.js';
import { withChanged } from './equations.js';
import type { Formula } from './formula.js';
import type { Gathered, Remark } from './gather.js';
import { mapFormula } from './map.js';
import { ENTRYWISE } from './places.js';
import { walk } from './walk.js';

/** Whether a formula is one of numbers: its letters are no capitals, and nothing in it is of a vector or a matrix. */
export function isElementwise(right: Formula, of: readonly Formula[]): boolean {
  if (of.some((f) => f.kind !== 'symbol' || f.bold || /^[A-Z]/.test(f.base))) return false;
  for (const { f } of walk(right)) {
    if (['transpose', 'norm', 'inverse', 'pinv', 'matrix', 'fold', 'ones', 'eye', 'slice', 'partial'].includes(f.kind))
      return false;
    if (f.kind === 'symbol' && /^[A-Z]/.test(f.base)) return false;
    if (f.kind === 'binary' && (f.op === ':' || f.op === 'kron')) return false;
    if (f.kind === 'call' && !ENTRYWISE.has(f.fn) && !(BESIDE.has(f.fn) && f.args.length === 2)) return false;
  }
  return true;
}

const BESIDE: ReadonlySet<string> = new Set(['max', 'min']);

/** The same with operations of entries: z² and z σ(z) of a vector are no products of matrices. */
export function ofEntries(right: Formula, of: readonly Formula[]): Formula {
  const letters = of.map(withoutPlaces);
  const varies = (f: Formula): boolean =>
    [...walk(f)].some((w) => w.f.kind === 'symbol' && letters.includes(withoutPlaces(w.f)));
  return mapFormula(right, (f) => {
    if (f.kind === 'power' && varies(f.base)) return { ...f, entrywise: true };
    if (f.kind === 'fraction' && varies(f.below) && f.above.kind !== 'number')
      return { kind: 'binary', op: './', left: f.above, right: f.below, span: f.span };
    if (f.kind !== 'product' || f.factors.filter(varies).length < 2) return f;
    const [first, ...others] = f.factors as [Formula, ...Formula[]];
    return others.reduce<Formula>(
      (left, factor) => ({ kind: 'binary', op: '.*', left, right: factor, span: f.span }),
      first,
    );
  });
}

/**
 * (1 − a²) beside ⊙, or in a diagonal: the derivative of tanh, entry by entry. Of the square of a matrix nobody takes 1, and
 * a vector has none.
 */
export function withEntrySquares(gathered: Gathered): Gathered {
  const remarks: Remark[] = [];
  const change = (formula: Formula): Formula =>
    mapFormula(formula, (f) => {
      if (f.kind === 'binary' && f.op === '.*') return { ...f, left: ofOne(f.left), right: ofOne(f.right) };
      return f.kind === 'call' && f.fn === 'diag' ? { ...f, args: f.args.map(ofOne) } : f;
    });
  const ofOne = (f: Formula): Formula => {
    if (f.kind !== 'sum' || !f.terms.some(({ term }) => term.kind === 'number')) return f;
    return {
      ...f,
      terms: f.terms.map((t) => {
        const { term } = t;
        if (term.kind !== 'power' || term.entrywise || term.exponent.kind !== 'number') return t;
        remarks.push({ kind: 'guess', message: 'this power is read entry by entry', span: term.span });
        return { ...t, term: { ...term, entrywise: true } };
      }),
    };
  };
  const changed = withChanged(gathered, change);
  return { ...changed, remarks: [...changed.remarks, ...remarks] };
}
