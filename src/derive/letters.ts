/**
 * The letters of a rule's words, fitted to the problem: "‖A‖² = A : A" said of a residual r is "‖r‖² = r : r".
 *
 * A letter that the rule has bound to a name of one letter becomes that name. One that stands for anything stays where the
 * problem does not use it, and is another letter where it does, so that no reason reads as a statement about a variable
 * that is not meant. Consistent renaming keeps a true statement true.
 */
import type { Expr } from '../expression/expression.js';
import type { Binding } from '../rulebook/match.js';

/** Letters side by side: "A", "dA", "AXB", "sA", "ppᵀ"; others are words of a language. */
const RUN = /(?<![\p{Ll}\p{Lu}\p{M}'])(?<run>[A-Za-z]+)(?![\p{Ll}\p{Lu}-])/gu;

/** Letters that stand for the same in every formula: the identity, the commutation matrix, vectors of the basis, d. */
const FIXED: ReadonlySet<string> = new Set(['I', 'K', 'd', 'e']);

/** In place of those that the problem uses. */
const CAPITALS = ['M', 'N', 'P', 'Q', 'A', 'B', 'U', 'V', 'X', 'Y', 'C', 'F', 'H', 'J', 'L', 'R', 'S', 'T', 'Z', 'W'];
const SMALL = ['u', 'v', 'p', 'q', 'a', 'b', 'x', 'y', 'z', 'r', 's', 'w', 'c', 'g', 'h'];

/** Whether words hold a formula: elsewhere "a" is an article. */
const SIGNS = ['=', ':', '⊙', '⊗', '‖', '⁻¹', '⁻ᵀ', 'ᵀ'];
const isFormula = (say: string): boolean => SIGNS.some((sign) => say.includes(sign));

/** The letters of a run, with what stands before them: dA is d of A, an article none. */
function lettersOf(run: string, say: string, end: number): string[] {
  if (run === 'a' && /^ \p{Ll}{2}/u.test(say.slice(end))) return [];
  if (run.length === 1) return FIXED.has(run) ? [] : [run];
  if (run.length === 2 && run.startsWith('d')) return [run.slice(1)];
  const isTransposed = say.charAt(end) === 'ᵀ';
  if (!(/^(?:(.)\1|[A-Za-z][A-Z]|[A-Z]{3})$/.test(run) || (run.length === 2 && isTransposed))) return [];
  return [...run].filter((letter) => !FIXED.has(letter));
}

interface Place {
  readonly letter: string;
  readonly at: number;
}

function placesIn(say: string): Place[] {
  return [...say.matchAll(RUN)].flatMap((found) => {
    const run = found.groups?.run ?? '';
    const letters = lettersOf(run, say, found.index + run.length);
    // the letters are the last of a run
    return letters.map((letter, i) => ({ letter, at: found.index + run.length - letters.length + i }));
  });
}

const nameOf = (e: Expr | undefined): string | undefined =>
  e?.kind === 'name' && e.index.length === 0 && /^\p{L}$/u.test(e.name) && !FIXED.has(e.name) ? e.name : undefined;

/** The words with other letters put for theirs. */
function renamed(say: string, places: readonly Place[], put: ReadonlyMap<string, string>): string {
  let fresh = '';
  let end = 0;
  for (const { letter, at } of places) {
    fresh += say.slice(end, at) + (put.get(letter) ?? letter);
    end = at + letter.length;
  }
  return fresh + say.slice(end);
}

const distinctLetters = (places: readonly Place[]): string[] => [...new Set(places.map(({ letter }) => letter))];

/** The words of a rule said of what it is used for; undefined where not every letter is bound to a name of one letter. */
export function instance(say: string, binding: Binding): string | undefined {
  const places = isFormula(say) ? placesIn(say) : [];
  const put = new Map<string, string>();
  for (const letter of distinctLetters(places)) {
    const bound = nameOf(binding.names.get(letter));
    if (bound === undefined) return undefined;
    put.set(letter, bound);
  }
  return put.size === 0 ? undefined : renamed(say, places, put);
}

/** The words of a rule with letters that say nothing else in this problem. */
export function fitted(say: string, taken: ReadonlySet<string>): string {
  const known = fits.get(taken)?.get(say);
  if (known !== undefined) return known;
  const fit = fittedTo(say, taken);
  const table = fits.get(taken) ?? new Map<string, string>();
  fits.set(taken, table.set(say, fit));
  return fit;
}

/** The same few words are fitted to a problem step after step. */
const fits = new WeakMap<ReadonlySet<string>, Map<string, string>>();

function fittedTo(say: string, taken: ReadonlySet<string>): string {
  const places = isFormula(say) ? placesIn(say) : [];
  const letters = distinctLetters(places);
  // one that has to be another takes its companions with it: A : B is M : N, and not A : M
  if (!letters.some((letter) => taken.has(letter))) return say;
  const put = new Map<string, string>();
  const used = new Set<string>();
  for (const letter of letters) {
    const pool = letter === letter.toUpperCase() ? CAPITALS : SMALL;
    const other = pool.find((x) => !taken.has(x) && !used.has(x)) ?? letter;
    put.set(letter, other);
    used.add(other);
  }
  return renamed(say, places, put);
}
