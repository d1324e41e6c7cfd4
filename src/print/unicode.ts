/**
 * The Unicode style: ᵀ ⁻¹ ⊙ Σₜ 𝟏 in plain characters. It owns glyphs and the gaps between factors: where two
 * letters side by side would read as one word, a space keeps them apart.
 */
import type { Dim } from '../expression/dimension.js';
import type { Rational } from '../expression/rational.js';
import { LOWERED_SIGNS, RAISED_SIGNS } from '../language/spelling.js';
import type { Accent, Accented, NameParts } from './names.js';
import { counted, dimParts, nameParts } from './names.js';
import type { Spelling, Style } from './style.js';
import { BREAK, MARK_OFF, MARK_ON, SEAM } from './style.js';

const MARKS = new RegExp(`[${MARK_ON}${MARK_OFF}]`, 'g');
const COMBINING: Readonly<Record<Accent, string>> = {
  hat: '\u0302',
  bar: '\u0304',
  tilde: '\u0303',
  dot: '\u0307',
  star: '*',
  prime: '′',
};
/** The language's small signs, with the minus of print; Greek letters have lowered forms of their own. */
const SUPERSCRIPTS: ReadonlyMap<string, string> = new Map([...RAISED_SIGNS, ['−', '⁻']]);
const SUBSCRIPTS: ReadonlyMap<string, string> = new Map([
  ...LOWERED_SIGNS,
  ['−', '₋'],
  ['+', '₊'],
  ['β', 'ᵦ'],
  ['γ', 'ᵧ'],
  ['ρ', 'ᵨ'],
  ['φ', 'ᵩ'],
  ['χ', 'ᵪ'],
]);

/** Every character in the small form, or undefined where one has none. */
function small(text: string, glyphs: ReadonlyMap<string, string>): string | undefined {
  const put = [...text].map((c) => glyphs.get(c));
  return put.includes(undefined) ? undefined : put.join('');
}

export const subscript = (text: string): string =>
  small(text, SUBSCRIPTS) ?? (/^[\p{L}\p{N}]+$/u.test(text) ? `_${text}` : `_{${text}}`);
/** A sum of numbers and letters: a run of letters would read as a name, and T as a transpose. */
const IS_RAISED = /^\+$|^[−+]?(?:\d+[a-z]?|[a-z])(?: ?[−+] ?(?:\d+[a-z]?|[a-z]))*$/;
/** Raised whole it is not broken over lines. */
function raised(text: string): string {
  const whole = text.replaceAll(BREAK, '').replaceAll(SEAM, '');
  const signs = IS_RAISED.test(whole) ? small(whole.replaceAll(' ', ''), SUPERSCRIPTS) : undefined;
  if (signs !== undefined) return signs;
  return /^([\p{L}\p{Nd}₀-₉]|\.)+$/u.test(text) && !/[\p{Lm}]/u.test(text) ? `^${text}` : `^(${text})`;
}

/** A word with its accents over the first letter, or behind it; precomposed where Unicode has it, which NFC finds. */
export function accented({ base, accents }: Accented): string {
  const [head = '', ...tail] = [...base];
  const isBehind = (a: Accent): boolean => a === 'star' || a === 'prime';
  const signs = (chosen: readonly Accent[]): string => chosen.map((a) => COMBINING[a]).join('');
  const over = (head + signs(accents.filter((a) => !isBehind(a)))).normalize('NFC');
  return over + tail.join('') + signs(accents.filter(isBehind));
}

function name({ subscripts, primes, ...parts }: NameParts, index: readonly Dim[]): string {
  const under = subscripts.map((s) => (/^\d+$/.test(s.base) ? subscript(s.base) : `_${accented(s)}`)).join('');
  return accented(parts) + under + '′'.repeat(primes) + (index.length > 0 ? `[${index.map(dim).join(',')}]` : '');
}

/** A name without an index, as text shows it. */
export const unicodeName = (parts: NameParts): string => name(parts, []);

export function dim(d: Dim): string {
  return dimParts(d)
    .map(({ negative, coefficient, names }, i) => {
      const letters = counted(names).map(([n, count]) => {
        const letter = name({ base: n, accents: [], subscripts: [], primes: 0 }, []).replace(/'/g, '′');
        return count === 1 ? letter : letter + raised(String(count));
      });
      const run = letters.join(names.some((n) => n.length > 1) ? '·' : '');
      const size = coefficient === 1 && run !== '' ? '' : String(coefficient);
      return (negative ? '−' : i === 0 ? '' : '+') + size + run;
    })
    .join('');
}

/** A decimal where that is short and exact, else p/q. */
export function decimal(value: Rational): string | undefined {
  if (typeof value === 'number') return Math.abs(value) < 1e15 ? String(value) : value.toExponential();
  if (value.q < 10) return undefined;
  const text = String(value.p / value.q);
  return text.length <= 8 && Number(text) === value.p / value.q && !text.includes('e') ? text : undefined;
}

function number(value: Rational): string {
  if (typeof value !== 'number' && value.p === 1 && value.q === 2) return '½';
  return decimal(value) ?? (typeof value === 'number' ? String(value) : `${value.p}/${value.q}`);
}

/** A name of the input language in words: Y_hat, W_xh, X[t]; it needs an underscore or an index to be told from a word. */
export const QUOTED_NAME =
  /(\bd)?(\p{L}[\p{L}\d]*(?:_[\p{L}\d]+)*)\[([^\]]*)\]|\b(d(?=\p{Lu}))?(\p{L}[\p{L}\d]*(?:_[\p{L}\d]+)+)/gu;

/** Words that quote the input language ("inv(S) symmetric"), with its operators as signs. */
export const quotedOperators = (words: string): string =>
  words
    .replace(/\binv\(([\p{L}_\d]+(?:\[[^\]]*\])?)\)/gu, '$1⁻¹')
    .replace(/([\p{L}\d\])¹])'(?=[\s)*:,;]|$)/gu, '$1ᵀ')
    .replace(/⁻¹(?:'|ᵀ)/gu, '⁻ᵀ')
    .replace(/(?<=[(,]\s*)-(?=[\p{L}\d(])/gu, '−')
    .replace(/(?<=\S)\.?\*(?=\S)/g, (sign) => (sign === '*' ? '·' : '⊙'))
    .replace(/ - /g, ' − ');

/** The same with its names too. */
export const plainWords = (words: string): string =>
  quotedOperators(words).replace(
    QUOTED_NAME,
    (_, d1 = '', indexed: string | undefined, index: string, d2 = '', bare: string) =>
      indexed === undefined
        ? d2 + name(nameParts(bare), [])
        : `${d1}${name(nameParts(indexed), [])}[${index.replaceAll('-', '−')}]`,
  );

/** A power whose exponent is written with a caret: what follows it would be read into it. */
const CARET_END = /\^(?:[\p{L}\p{N}.]+|\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*\))$/u;
/** x(1), f′(x): a letter before it would become part of a function's name. */
const CALL_START = /^\p{L}[\p{M}₀-₉′]*\(/u;
const CARET_START = /^\p{L}[\p{M}₀-₉′]*\^/u;
const LETTER_END = /(?![\p{Lm}𝟏])[\p{L}][\p{M}₀-₉′]*$/u;

/** Whether only a sign keeps two pieces apart. */
function needsDot(left: string, right: string): boolean {
  const a = left.replace(MARKS, '');
  const b = right.replace(MARKS, '');
  if (/\d$/.test(a) && /^\d/.test(b)) return true;
  // a word keeps apart by a space
  if (CARET_END.test(a)) return /^(?:[\p{N}([]|\p{L}(?!\p{L}))/u.test(b);
  return LETTER_END.test(a) && (CALL_START.test(b) || CARET_START.test(b));
}

const WORD_END = /(?:(?![\p{Lm}𝟏])[\p{L}\p{M}\p{Nd}_₀-₉′])+$/u;
const WORD_START = /^(?:(?![\p{Lm}𝟏])[\p{L}\p{M}\p{Nd}_₀-₉′])+/u;
const isLong = (word: string): boolean => word.includes('_') || [...word.replace(/[\p{M}₀-₉′]/gu, '')].length > 1;

/** Whether two pieces side by side would read as something else. */
function clash(left: string, right: string): boolean {
  const a = left.replace(MARKS, '');
  const b = right.replace(MARKS, '');
  if (/½$/.test(a)) return true;
  const word = WORD_END.exec(a)?.[0];
  const next = WORD_START.exec(b)?.[0];
  const opens = /^[(√‖|[]/.test(b);
  if (/[)‖|]$/.test(a)) return (next !== undefined && isLong(next)) || /^[‖|√]/.test(b);
  if (word === undefined) return next !== undefined && /^\p{L}{2}/u.test(next);
  if (/\d\.\d+$/.test(a)) return true;
  if (/^[\d.]+$/.test(word)) return next !== undefined && (/^\d/.test(next) || /^\p{L}{2}/u.test(next));
  if (opens) return isLong(word);
  return next !== undefined && (isLong(word) || isLong(next) || word === 'd');
}

const juxtapose = (left: string, right: string, apart: boolean): string =>
  left + (apart ? ' ' : needsDot(left, right) ? '·' : clash(left, right) ? ' ' : SEAM) + right;

const LETTERS = new RegExp(`\\p{L}+(?:${SEAM}\\p{L}+)+`, 'gu');

/** A finished term: letters side by side that would spell a known word are kept apart by a sign. */
export const seamless = (text: string, isWord: (word: string) => boolean): string =>
  text
    .replace(LETTERS, (run) => (isWord(run.replaceAll(SEAM, '')) ? run.replaceAll(SEAM, '·') : run))
    .replaceAll(SEAM, '');

const tight = (text: string): boolean => !/[ /]/.test(text.replace(/\([^()]*(\([^()]*\)[^()]*)*\)|\[[^\]]*\]/g, ''));

export const unicode: Style = {
  format: 'text',
  minus: '−',
  plus: '+',
  colon: ':',
  zero: '0',
  pi: 'π',
  encloses: false,
  name,
  dim,
  number,
  coefficient: (value) =>
    typeof value === 'number' || number(value) === '½' || decimal(value) ? number(value) : `(${number(value)})`,
  parenthesise: (inner) => `(${inner})`,
  roomy: (inner) => `( ${inner} )`,
  juxtapose,
  hadamard: (factors, spaced) => factors.join(spaced ? ' ⊙ ' : '⊙'),
  quotient: (above, below) => `${above} ⊘ ${below}`,
  kronecker: (factors) => factors.join('⊗'),
  fraction: (above, below) => `${above}/${below}`,
  inFront: (fraction, body) => `(${fraction}) ${body}`,
  over: (body, below) => (tight(body) || /^[^/]*$/.test(body) ? `${body}/${below}` : undefined),
  superscript: (base, exponent) => base + raised(exponent),
  entrywise: (exponent) => `⊙${exponent}`,
  transpose: (base) => `${base}ᵀ`,
  inverse: (base) => `${base}⁻¹`,
  inverseTranspose: (base) => `${base}⁻ᵀ`,
  root: (arg, simple) => (simple ? `√${arg}` : `√(${arg})`),
  norm: (arg, kind) => `‖${arg}‖${{ '': '', F: '', '1': '₁', '2': '₂', inf: '_∞', nuc: '_*' }[kind]}`,
  absolute: (arg) => `|${arg}|`,
  apply: (fn, args, bare) => (bare ? `${fn} ${args[0]}` : `${fn}(${args.join(', ')})`),
  functionName: (fn: string, spelling: Spelling | undefined) => {
    if (spelling?.text !== undefined) return spelling.text;
    return fn === 'logdet' ? 'log det' : fn.replace(/'/g, '′');
  },
  differential: (arg) => `d${arg}`,
  partial: (of, by) => `∂${of}/∂${by}`,
  fold: (fold, over, range, body) => {
    const sign = fold === 'sum' ? 'Σ' : 'Π';
    const letter = over.replace(/'/g, '′');
    const under = range === undefined ? subscript(letter) : `_{${letter}=${dim(range.from)}…${dim(range.to)}}`;
    return `${sign}${under} ${body}`;
  },
  ones: (length) => `𝟏${length === undefined ? '' : subscript(dim(length))}`,
  eye: (size, letter = 'I') => `${letter}${size === undefined ? '' : subscript(dim(size))}`,
  subscripted: (base, index) => base + subscript(index.join(',')),
  choice: (condition, yes, no) => `where(${condition}, ${yes}, ${no})`,
  indicator: (condition) => `[${condition}]`,
  relation: (op) => ({ '>=': '≥', '<=': '≤', '==': '=' })[op] ?? op,
  blocks: (rows) => `[${rows.map((row) => row.join(', ')).join('; ')}]`,
  slice: (of, ranges) => `${of}(${ranges.join(', ')})`,
  range: (from, to) => `${from}:${to}`,
};
