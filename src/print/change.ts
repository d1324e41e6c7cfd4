/**
 * What differs between two lines of a chain, as pieces of each: for marking where the steps' own pieces do not show, as
 * when what they made was multiplied out, or gathered under one sum.
 *
 * Invariant: putting the fresh pieces for the replaced ones would give the second line; equal lines have none.
 */
import { termsOf } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';

export interface Change {
  readonly replaced: ReadonlySet<Expr>;
  readonly fresh: ReadonlySet<Expr>;
}

/** Whether any of the pieces shows in the term. */
export function shows(e: Expr, pieces: ReadonlySet<Expr>): boolean {
  return pieces.size > 0 && postorder([e]).some((node) => pieces.has(node));
}

export function changeBetween(before: Expr, after: Expr): Change {
  const replaced = new Set<Expr>();
  const fresh = new Set<Expr>();
  const visit = (a: Expr, b: Expr): void => {
    if (a === b) return;
    const [gone, come] = differing(a, b);
    if (gone.length === 1 && come.length === 1 && gone[0] !== a) visit(gone[0] as Expr, come[0] as Expr);
    else {
      for (const e of gone) replaced.add(e);
      for (const e of come) fresh.add(e);
    }
  };
  visit(before, after);
  return { replaced, fresh };
}

/** The parts in which two terms of the same make differ; the terms themselves where they are of another. */
function differing(a: Expr, b: Expr): readonly [gone: readonly Expr[], come: readonly Expr[]] {
  const whole = [[a], [b]] as const;
  if (a.kind === 'add' || b.kind === 'add') {
    const [old, now] = [termsOf(a), termsOf(b)];
    const gone = old.filter((term) => !now.includes(term));
    // with no term in common the whole has changed
    return gone.length === old.length ? whole : [gone, now.filter((term) => !old.includes(term))];
  }
  if (!sameMake(a, b)) return whole;
  const places = a.args.map((_, i) => i).filter((i) => a.args[i] !== b.args[i]);
  return places.length === 1 ? [places.map((i) => a.args[i] as Expr), places.map((i) => b.args[i] as Expr)] : whole;
}

function sameMake(a: Expr, b: Expr): boolean {
  if (a.args.length !== b.args.length || a.args.length === 0) return false;
  if (a.kind === 'each' && b.kind === 'each')
    return a.fold === b.fold && a.over === b.over && a.from === b.from && a.to === b.to;
  if (a.kind === 'mul' && b.kind === 'mul')
    return a.coefficient === b.coefficient && a.scalars.length === b.scalars.length;
  return a.kind === 'call' && b.kind === 'call' && a.fn === b.fn;
}
