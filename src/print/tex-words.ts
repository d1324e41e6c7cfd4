/**
 * Words that hold signs of mathematics in Unicode ("d log P = dP ⊘ P", "rows of Y[t] sum to 1") taken apart into runs
 * of plain words and of mathematics, so that every format can set each in its own way. A sentence is words first:
 * whatever is not surely mathematics stays words.
 */
import { RAISED } from '../language/spelling.js';
import { quotedFormula, raisedAlone, SIGNS } from './quoted.js';
import { escapeTex } from './tex.js';

/** A run of words, or of mathematics in LaTeX. */
export type Inline = { readonly words: string } | { readonly math: string };

/** A word that is no formula, to be passed over whole; else one character. */
const PASSED = /[\p{L}\p{M}\p{N}_]+(?:['’]\p{L}+)?|./suy;
/** A sign on its own: "product rule for ⊙". */
const ALONE = new RegExp(`(?<raised>[${RAISED}]+)|(?<sign>[⊙⊘⊗∘∂·→≤≥≠±×√∞∈−′½‖✓✗⟹]|𝟏)`, 'uy');

/** The runs, in order; neighbours of words are one. Names of the problem that are longer than a letter are known by `names`. */
export function mathRuns(words: string, names?: ReadonlySet<string>): Inline[] {
  const runs: Inline[] = [];
  let plain = '';
  let at = 0;
  const put = (math: string, end: number): void => {
    if (plain !== '') runs.push({ words: plain });
    runs.push({ math });
    plain = '';
    at = end;
  };
  while (at < words.length) {
    const formula = quotedFormula(words, at, names);
    if (formula?.sure && formula.end > at) {
      put(formula.math, formula.end);
      continue;
    }
    ALONE.lastIndex = at;
    const alone = ALONE.exec(words);
    if (alone) {
      const { raised, sign = '' } = alone.groups as Record<string, string | undefined>;
      put(raised === undefined ? (SIGNS[sign] as string) : raisedAlone(raised), at + alone[0].length);
      continue;
    }
    PASSED.lastIndex = at;
    const passed = PASSED.exec(words)?.[0] ?? '';
    plain += passed;
    at += passed.length;
  }
  if (plain !== '') runs.push({ words: plain });
  return runs;
}

/** Words in running text, with quotation marks and dots as LaTeX has them. */
export const plainTex = (words: string): string =>
  escapeTex(words)
    .replace(/"([^"]*)"/g, "``$1''")
    .replace(/[“]/g, '``')
    .replace(/[”]/g, "''")
    .replace(/…/g, '\\dots{}');

/** Words and mathematics inside a display: mathematics stands beside \text, since viewers stumble over $ within $$. */
export const displayWords = (words: string, names?: ReadonlySet<string>): string =>
  mathRuns(words, names)
    .map((run) => ('math' in run ? run.math : `\\text{${plainTex(run.words)}}`))
    .join('');
