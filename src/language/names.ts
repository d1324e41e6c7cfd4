/**
 * What a name tells by itself: the kind of an undeclared variable by its first letter, names for sizes that
 * nobody named, and the nearest known spelling of an unknown word.
 *
 * Owns no state and knows no problem; everything here is a function of its arguments.
 */

export type LetterKind = 'scalar' | 'vector' | 'matrix';

const GREEK = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron ' +
    'pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega'
  ).split(' '),
);

/** Whether a word is the English name of a Greek letter, small or capital: mu, Sigma. */
export const isGreekName = (word: string): boolean => GREEK.has(word.toLowerCase());

/** What a name nearly always begins with; to make the pattern for all letters ready takes a millisecond. */
const PLAIN_LETTERS = /^[A-Za-z]*(?![A-Za-z]|[^ -~])/;

/** What an undeclared name is taken for: a…g and small Greek letters scalars, h…z vectors, capitals matrices. */
export function kindByLetter(name: string): LetterKind {
  const [first = ''] = name.normalize('NFD');
  if (first !== first.toLowerCase()) return 'matrix';
  if (first > '~' && /\p{Script=Greek}/u.test(first)) return 'scalar';
  const stem = (PLAIN_LETTERS.exec(name) ?? /^\p{Letter}*/u.exec(name))?.[0] ?? name;
  if (GREEK.has(stem)) return 'scalar';
  return first >= 'a' && first <= 'g' ? 'scalar' : 'vector';
}

/** Names for sizes, in the order in which they are given out; numbered ones follow when all are taken. */
const SIZE_NAMES = ['n', 'm', 'p', 'q', 'r', 'k', 'h', 's', 'u', 'v', 'w', 'l'];

export function* sizeNames(taken: { has(name: string): boolean }): Generator<string, never> {
  for (const name of SIZE_NAMES) if (!taken.has(name)) yield name;
  for (let i = 1; ; i++) if (!taken.has(`n${i}`)) yield `n${i}`;
}

/** The first of the candidates, numbered if need be, that is not taken. */
export function unusedName(candidates: readonly string[], taken: { has(name: string): boolean }): string {
  for (const name of candidates) if (!taken.has(name)) return name;
  for (let i = 1; ; i++) if (!taken.has(`${candidates[0]}${i}`)) return `${candidates[0]}${i}`;
}

/** The known word that is closest to a misspelt one, if any is close. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const limit = word.length <= 1 ? 0 : word.length <= 5 ? 1 : 2;
  let best: string | undefined;
  let least = limit + 0.5;
  for (const candidate of known) {
    if (word.length > 1 && candidate !== word && candidate.toLowerCase() === word.toLowerCase()) return candidate;
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word, candidate);
    if (distance > 0 && (distance < least || (distance === least && candidate.length < (best?.length ?? 0)))) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Insertions, deletions, changes and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let old: number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (older[j - 2] ?? 0) + 1);
      row.push(least);
    }
    older = old;
    old = row;
  }
  return old[b.length] ?? 0;
}

/** "A, B and C" */
export function listing(words: readonly string[], last = 'and'): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
}
