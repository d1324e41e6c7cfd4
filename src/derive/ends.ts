/**
 * Ends of ranges compared: whether one is at most another for all sizes, and what letters in between make of them.
 */
import type { Dim } from '../expression/dimension.js';
import { addDim, dimNames, dimToString, substituteDim, subtractDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import { largeSign } from './size-order.js';
import type { Range } from './step.js';

/** Whether an end of the range is said by a letter. */
export const hangsOn = ({ from, to }: Pick<Range, 'from' | 'to'>, letter: string): boolean =>
  dimNames(from).includes(letter) || dimNames(to).includes(letter);

/** Ranges whose ends may hang on letters that are put elsewhere. */
export const movedLoops = (loops: readonly Range[], put: ReadonlyMap<string, Dim>): readonly Range[] =>
  loops.map((r) => ({ ...r, from: substituteDim(r.from, put), to: substituteDim(r.to, put) }));

/** From where to where letters go; an end may hang on another letter. */
export type Letters = ReadonlyMap<string, { readonly lo: Dim; readonly hi: Dim }>;

const NO_LETTERS: Letters = new Map();

/**
 * Whether a ≤ b for all sizes we admit: every end is taken to be larger than any constant in sight. Ends that no
 * declaration compares, T and N, are refused: a guess would be a wrong gradient for some sizes. So is what holds for some
 * values of these letters alone, which are no ends: whether i ≤ 3.
 */
export function atMost(a: Dim, b: Dim, letters: Letters = NO_LETTERS): boolean {
  const found = isAtMost(a, b, letters);
  if (found !== undefined) return found;
  throw new FrobeniusError(
    'unsupported',
    `a family is used up to ${dimToString(a)} and up to ${dimToString(b)}, and neither is known to be the larger`,
    undefined,
    'Use it over one range, or give the two uses families of their own.',
  );
}

/** The same, undefined where nothing compares them. */
export function isAtMost(a: Dim, b: Dim, letters: Letters = NO_LETTERS): boolean | undefined {
  const difference = subtractDim(b, a);
  if (typeof difference === 'number') return difference >= 0;
  if (!dimNames(difference).some((name) => letters.has(name))) {
    const sign = largeSign(difference);
    return sign === undefined ? undefined : sign === 1;
  }
  if (certainlyBelow(a, addDim(b, 1), letters)) return true;
  return certainlyBelow(b, a, letters) ? false : undefined;
}

/** Which of two ends comes first, or is as early: that of 1 and i is 1, and of T and i it is i. Throws where neither is known to. */
export function earlier(a: Dim, b: Dim, letters: Letters = NO_LETTERS): Dim {
  if (certainlyBelow(a, addDim(b, 1), letters)) return a;
  if (certainlyBelow(b, addDim(a, 1), letters)) return b;
  return atMost(a, b, letters) ? a : b;
}

/**
 * Whether a < b for all sizes we admit, ends taken to be large, and for all values of these letters, which are no ends: the
 * i of j = i..2 is not large. False where nothing compares them.
 */
export function certainlyBelow(a: Dim, b: Dim, letters: Letters = NO_LETTERS): boolean {
  const difference = least(subtractDim(b, a), letters);
  if (typeof difference === 'number') return difference > 0;
  return largeSign(difference) === 1;
}

/** The least that it can be: each letter at the end of its range where it makes least of it, the inner ones first. */
export function least(d: Dim, letters: Letters): Dim {
  let current = d;
  // ends hang on letters further out: each is gone after as many rounds as there are letters
  for (let round = 0; round <= letters.size && typeof current !== 'number'; round++) {
    const here = new Map<string, { readonly rises: boolean; readonly lo: Dim; readonly hi: Dim }>();
    for (const { coefficient, names } of current.terms) {
      const [letter] = names;
      const range = letter !== undefined && names.length === 1 ? letters.get(letter) : undefined;
      if (range) here.set(letter as string, { ...range, rises: coefficient > 0 });
    }
    if (here.size === 0) break;
    // of k = 1..n-l the l is not put before k is gone: the two go together
    const isInner = (letter: string): boolean =>
      [...here].every(([other, { lo, hi }]) => other === letter || !hangsOn({ from: lo, to: hi }, letter));
    const inner = [...here].filter(([letter]) => isInner(letter));
    const put = (inner.length > 0 ? inner : [...here]).map(([x, { rises, lo, hi }]) => [x, rises ? lo : hi] as const);
    current = substituteDim(current, new Map(put));
  }
  return current;
}
