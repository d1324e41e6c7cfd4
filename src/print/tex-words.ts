/**
 * Words that hold signs of mathematics in Unicode ("d log P = dP ⊘ P", "rows of Y[t] sum to 1") taken apart into runs
 * of plain words and of mathematics, so that every format can set each in its own way. A sentence is words first:
 * whatever is not surely mathematics stays words.
 */
import { table } from '../expression/table.js';
import { GREEK_NAMES, nameParts } from './names.js';
import { escapeTex, named } from './tex.js';
import { QUOTED_NAME, quotedOperators } from './unicode.js';

/** A run of words, or of mathematics in LaTeX. */
export type Inline = { readonly words: string } | { readonly math: string };

const SIGNS: Readonly<Record<string, string>> = table({
  '⊙': '\\odot',
  '⊘': '\\oslash',
  '⊗': '\\otimes',
  '∘': '\\circ',
  '∂': '\\partial',
  '·': '\\cdot',
  '→': '\\to',
  '≤': '\\le',
  '≥': '\\ge',
  '≠': '\\ne',
  '±': '\\pm',
  '×': '\\times',
  '√': '\\surd',
  '∞': '\\infty',
  '∈': '\\in',
  '−': '-',
  '′': "'",
  '½': '\\tfrac12',
  '𝟏': '\\mathbf{1}',
  '‖': '\\Vert',
  '✓': '\\checkmark',
  '✗': '\\times',
  '⟹': '\\Rightarrow',
});
const POWERS: Readonly<Record<string, string>> = table({
  '⁰': '0',
  '¹': '1',
  '²': '2',
  '³': '3',
  '⁴': '4',
  '⁻': '-',
  '⁺': '+',
  ᵀ: '\\top',
  ᵏ: 'k',
  ᵐ: 'm',
  ⁿ: 'n',
  ˣ: 'x',
});

/** 2^61 − 1: a power of numbers is written out in words. */
const POWER = /\d+\^\d+(?: [−+] \d+)?/;

/** The runs, in order; neighbours of words are one. */
export function mathRuns(words: string): Inline[] {
  const power = POWER.exec(words);
  if (power) {
    const rest = words.slice(power.index + power[0].length);
    const math = power[0].replace(/\^(\d+)/, '^{$1}').replace('−', '-');
    return [...formulaRuns(words.slice(0, power.index)), { math }, ...mathRuns(rest)];
  }
  return formulaRuns(words);
}

function formulaRuns(words: string): Inline[] {
  const runs: Inline[] = [];
  let end = 0;
  for (const match of words.matchAll(FORMULA)) {
    const formula = match[0].trimEnd();
    if (!formula.includes(' = ') || formula.split('(').length !== formula.split(')').length) continue;
    runs.push(...nameRuns(words.slice(end, match.index)), { math: formulaInText(formula) });
    end = match.index + formula.length;
  }
  return [...runs, ...nameRuns(words.slice(end))];
}

/** The same in running text of a LaTeX document. */
export const texWords = (words: string): string =>
  mathRuns(words)
    .map((run) => ('math' in run ? `$${run.math}$` : escapeTex(run.words)))
    .join('')
    .replace(/[“]/g, '``')
    .replace(/[”]/g, "''")
    .replace(/…/g, '\\dots{}');

/** An equation among words: "‖A‖² = A : A". */
const FORMULA =
  /(?<![\p{L}\p{N}′.[])(?:(?:tr|log|det|sum)(?!\p{L})|d?\p{L}(?!\p{L})|[𝟏‖(])(?:(?:tr|log|det|sum|d?\p{L})(?!\p{Ll})|[-ᵀ⁻¹²ˣᵏ𝟏()‖:⊙⊘·+−=/, 0-9])*/gu;

const formulaInText = (formula: string): string =>
  under(formula)
    .replace(/Σ/g, '\\sum ')
    .replace(/[⁰¹²³⁴⁻⁺ᵀᵏˣ]+/gu, (run) => `^{${[...run].map((c) => POWERS[c]).join('')}}`)
    .replace(/(?<!\\)\b(tr|sum)\b/g, '\\operatorname{$1}')
    .replace(/(?<!\\)\b(log|det)\b/g, '\\$1')
    .replace(/\p{Script=Greek}/gu, (c) => (GREEK_NAMES.has(c) ? `\\${GREEK_NAMES.get(c)} ` : c))
    .replace(/[⊙⊘·−‖]|𝟏/gu, (c) => `${SIGNS[c]} `)
    .trim();

const UNDER: Readonly<Record<string, string>> = table({ ᵢ: 'i', ⱼ: 'j', ₖ: 'k', ₜ: 't', '₁': '1', '₂': '2' });
const under = (text: string): string =>
  text.replace(/[ᵢⱼₖₜ₁₂]+/gu, (run) => `_{${[...run].map((c) => UNDER[c]).join('')}}`);
/** Letters with an index below: eᵢᵀHeⱼ, aᵢⱼH, dxᵢ/xᵢ. */
const INDEXED = /(?<![\p{L}\\])\p{L}+[ᵢⱼₖₜ₁₂][\p{L}ᵢⱼₖₜ₁₂ᵀ/]*/gu;

function indexedRuns(words: string): Inline[] {
  const runs: Inline[] = [];
  let end = 0;
  for (const match of words.matchAll(INDEXED)) {
    const math = under(match[0])
      .replace(/[ᵀ]/gu, '^{\\top}')
      .replace(/\p{Script=Greek}/gu, (c) => (GREEK_NAMES.has(c) ? `\\${GREEK_NAMES.get(c)} ` : c));
    runs.push(...signRuns(words.slice(end, match.index)), { math });
    end = match.index + match[0].length;
  }
  return [...runs, ...signRuns(words.slice(end))];
}

function nameRuns(words: string): Inline[] {
  const quoted = quotedOperators(words);
  const runs: Inline[] = [];
  let end = 0;
  for (const match of quoted.matchAll(QUOTED_NAME)) {
    const [whole, d1 = '', indexed, index, d2 = '', bare] = match;
    const parts = nameParts(indexed ?? bare ?? '');
    const under = index === undefined ? [] : [index.replaceAll('−', '-')];
    runs.push(...indexedRuns(quoted.slice(end, match.index)), { math: `${d1}${d2}${named(parts, under)}` });
    end = match.index + whole.length;
  }
  return [...runs, ...indexedRuns(quoted.slice(end))];
}

/** A power, a Greek letter, a sign, a capital on its own. */
const SIGN =
  /(?<power>[⁰¹²³⁴⁻⁺ᵀᵏˣᵐⁿ]+)|(?<greek>\p{Script=Greek})|(?<sign>[⊙⊘⊗∘∂·→≤≥≠±×√∞∈−′½‖✓✗⟹]|𝟏)|(?<![\\\p{L}])(?<capital>\p{Lu})(?!\p{L})/gu;

function signRuns(words: string): Inline[] {
  const runs: Inline[] = [];
  let end = 0;
  for (const match of words.matchAll(SIGN)) {
    const { power, greek, sign, capital } = match.groups as Record<string, string | undefined>;
    const math =
      power !== undefined
        ? `^{${[...power].map((c) => POWERS[c]).join('')}}`
        : greek !== undefined
          ? GREEK_NAMES.has(greek) && `\\${GREEK_NAMES.get(greek)}`
          : sign !== undefined
            ? SIGNS[sign]
            : capital;
    if (!math) continue;
    if (match.index > end) runs.push({ words: words.slice(end, match.index) });
    runs.push({ math });
    end = match.index + match[0].length;
  }
  if (end < words.length) runs.push({ words: words.slice(end) });
  return runs;
}
