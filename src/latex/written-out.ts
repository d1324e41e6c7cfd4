/**
 * z = Wx beside a = σ(Wx): a derivative by z is meant of an a that is made of z. What stands there as z is defined becomes z,
 * where the text has a derivative by it, and is told.
 */
import { withoutPlaces } from './enclosed.js';
import { formulasOf, nameOf } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Equation, Gathered, Remark } from './gather.js';
import { mapFormula } from './map.js';
import { usesIn } from './naming.js';
import { walk } from './walk.js';

interface Piece {
  readonly symbol: TexSymbol;
  readonly right: Formula;
  readonly of: Equation;
}

export function withPieces(gathered: Gathered): Gathered {
  const { equations } = gathered;
  const wanted = new Set(
    formulasOf(gathered).flatMap((f) =>
      [...walk(f)].flatMap((w) => (w.f.kind === 'partial' && w.f.by ? [withoutPlaces(w.f.by)] : [])),
    ),
  );
  const pieces = equations.flatMap((of): Piece[] => {
    const [symbol, right, ...more] = of.sides;
    if (of.kind !== 'equation' || symbol?.kind !== 'symbol' || right === undefined || more.length > 0) return [];
    // a name for another, and a constant, say nothing of where it stands
    if (right.kind === 'symbol' || usesIn([right]).length === 0) return [];
    return wanted.has(withoutPlaces(symbol)) ? [{ symbol, right, of }] : [];
  });
  if (pieces.length === 0) return gathered;
  const byRight = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const key = withoutPlaces(piece.right);
    byRight.set(key, [...(byRight.get(key) ?? []), piece]);
  }
  const kinds = new Set(pieces.map((p) => p.right.kind));
  const remarks: Remark[] = [];
  const put = (e: Equation, formula: Formula): Formula =>
    mapFormula(formula, (f) => {
      const piece = kinds.has(f.kind) ? byRight.get(withoutPlaces(f))?.find((p) => p.of !== e) : undefined;
      if (piece === undefined) return f;
      const message = `this is what ${piece.symbol.base} is defined as, and is put in as such`;
      remarks.push({ kind: 'note', message, span: f.span });
      return { ...piece.symbol, span: f.span };
    });
  const changed = equations.map((e): Equation => {
    const first = e.kind === 'function' ? 0 : 1;
    const sides = e.sides.map((side, k) => (k < first ? side : put(e, side)));
    return nameOf(e) === undefined ? e : { ...e, sides };
  });
  return { ...gathered, equations: changed, remarks: [...gathered.remarks, ...remarks] };
}
