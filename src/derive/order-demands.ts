/**
 * For which sizes definitions in the order of their computation are what they were before. Where loops are cut so that
 * several families go through the same rounds, T is taken as large: the round 2..T−1 and the round T of t = 2..T are that
 * range from T = 2 on, and at T = 1 the last of them would be a round that is none.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import { addDim, dimNames, neverNegative, substituteDim, subtractDim } from '../expression/dimension.js';
import { substitute } from '../expression/traverse.js';
import type { Definition, Loop } from '../language/problem.js';
import { boundsOf, endsOf, reach } from '../language/reach.js';
import { lettersAt } from './definition-at.js';
import { strongest } from './stretches.js';

/** What must not be negative besides what is `granted`; what sizes of 1 meet already is left out. */
export function orderDemands(
  definitions: readonly Definition[],
  ordered: readonly Definition[],
  granted: readonly Poly[] = [],
): readonly Poly[] {
  const known = new Set(definitions);
  const found = ordered.filter((x) => !known.has(x)).flatMap((piece) => demandsOf(piece, definitions));
  const open = found.filter((d): d is Poly => typeof d !== 'number' && !neverNegative(d));
  return strongest([...granted, ...open]).filter((d) => !granted.includes(d));
}

/** Of a piece of a definition: that it is within, and that it ends no further than a round before it begins. */
function demandsOf(piece: Definition, definitions: readonly Definition[]): Dim[] {
  for (const whole of definitions) {
    const put = placesOf(piece, whole);
    if (put !== undefined) return whole.loops.flatMap((loop) => alongAxis(piece, loop, put));
  }
  return [];
}

function alongAxis(piece: Definition, loop: Loop, put: ReadonlyMap<string, Dim>): Dim[] {
  const index = put.get(loop.over) as Dim;
  const [low, high] = endsOf(loop).map((end) => substituteDim(end, put)) as [Dim, Dim];
  const own = piece.loops.find((l) => dimNames(index).includes(l.over));
  const bounds = boundsOf(piece.loops);
  const least = (d: Dim): Dim => reach(d, bounds).low;
  if (own === undefined) return [least(subtractDim(index, low)), least(subtractDim(high, index))];
  const [first, last] = endsOf(own).map((end) => substituteDim(index, new Map([[own.over, end]]))) as [Dim, Dim];
  return first === low && last === high ? [] : [least(addDim(subtractDim(last, first), 1))];
}

/** What stands for the letters of a definition in a piece of it: at other indices, or in some of the rounds. */
function placesOf(piece: Definition, whole: Definition): ReadonlyMap<string, Dim> | undefined {
  if (piece.target.name !== whole.target.name || piece.loops.length > whole.loops.length) return undefined;
  const dims = lettersAt(whole, piece.target.index);
  const isPiece =
    dims.size === whole.loops.length &&
    substitute(whole.target, { dims }) === piece.target &&
    substitute(whole.value, { dims }) === piece.value;
  return isPiece ? dims : undefined;
}
