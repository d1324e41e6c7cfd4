/** i = 1, …, n beside a formula: how far an index runs, which is no equation of the problem. */
import { isSign } from './cut.js';
import type { Lexeme } from './lexemes.js';

/** As it is written; its ends are formulas of their own. */
export interface IndexRange {
  readonly letters: readonly string[];
  readonly from: readonly Lexeme[];
  readonly to: readonly Lexeme[];
}

const DOTS: ReadonlySet<string> = new Set(['dots', 'ldots', 'cdots']);

const isDots = (l: Lexeme | undefined): boolean =>
  (l?.kind === 'macro' && DOTS.has(l.name)) || (l?.kind === 'number' && /^\.{2,}$/.test(l.text));
/** Stands between a formula and the range behind it. */
const isBetween = (l: Lexeme | undefined): boolean =>
  isSign(l, ',') ||
  (l?.kind === 'macro' && l.name === 'forall') ||
  (l?.kind === 'word' && /^,?\s*for(?:\s+all|\s+each)?$/i.test(l.text));

/** The row without the range that it ends with, where it does. */
export function withoutRange(row: readonly Lexeme[]): {
  readonly rest: readonly Lexeme[];
  readonly range?: IndexRange;
} {
  const dots = row.findLastIndex(isDots);
  if (dots < 3 || !isSign(row[dots - 1], ',') || !isSign(row[dots + 1], ',')) return { rest: row };
  const sign = row.findLastIndex((l, k) => k < dots && (isSign(l, '=') || isSign(l, 'in')));
  const braced = isSign(row[sign], 'in');
  const [open, close] = [row[sign + 1], row.at(-1)];
  if (sign < 1 || (braced && !(isSign(open, '{') && isSign(close, '}')))) return { rest: row };
  const from = row.slice(sign + (braced ? 2 : 1), dots - 1);
  const to = row.slice(dots + 2, braced ? -1 : undefined);
  if (!isEnd(from) || !isEnd(to)) return { rest: row };
  const letters: string[] = [];
  let at = sign - 1;
  for (;;) {
    const letter = row[at];
    if (letter?.kind !== 'letter') return { rest: row };
    letters.unshift(letter.text);
    // i, j = 1, …, n: what stands before the comma is a letter alone, or the formula
    const before = row[at - 1];
    if (!isSign(before, ',') || row[at - 2]?.kind !== 'letter' || !(at === 2 || isSign(row[at - 3], ','))) break;
    at -= 2;
  }
  if (at > 0 && !isBetween(row[at - 1])) return { rest: row };
  while (at > 0 && isBetween(row[at - 1])) at--;
  return { rest: row.slice(0, at), range: { letters, from, to } };
}

/** 1, n, n - 1, T_x */
const isEnd = (lexemes: readonly Lexeme[]): boolean =>
  lexemes.length > 0 &&
  lexemes.every(
    (l) =>
      l.kind === 'letter' ||
      l.kind === 'number' ||
      (l.kind === 'script' && !l.above) ||
      isSign(l, '+') ||
      isSign(l, '-'),
  );
