/**
 * The LaTeX style: amsmath, in what KaTeX also knows. Indices become subscripts (H_{t-1}), so that transposes and
 * powers keep the superscript; words are set as words. Everything a user named is escaped here.
 */

import type { Dim } from '../expression/dimension.js';
import type { Rational } from '../expression/rational.js';
import { table } from '../expression/table.js';
import type { Accent, Accented, NameParts } from './names.js';
import { counted, dimParts, GREEK_NAMES, nameParts } from './names.js';
import type { Style } from './style.js';
import { texWidth } from './tex-layout.js';
import { decimal } from './unicode.js';

const ACCENT: Readonly<Record<Accent, string>> = {
  hat: '\\hat',
  bar: '\\bar',
  tilde: '\\tilde',
  dot: '\\dot',
  star: '^*',
  prime: "'",
};

/** Text in running text of a LaTeX document. */
export const escapeTex = (text: string): string =>
  text.replace(
    /[\\{}$&#%_^~]/g,
    (c) => ({ '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}' })[c] ?? `\\${c}`,
  );

/** Letters that have a macro and no English name here. */
const VARIANTS: Readonly<Record<string, string>> = table({
  ϵ: '\\varepsilon',
  ϑ: '\\vartheta',
  ϕ: '\\varphi',
  ς: '\\varsigma',
  ϱ: '\\varrho',
  ϖ: '\\varpi',
  µ: '\\mu',
  ℓ: '\\ell',
  ħ: '\\hbar',
});

/** h0: a letter with a number, which reads as its subscript. */
const NUMBERED = /^([A-Za-z])(\d+)$/;

/** A word in mathematics: a letter in italics, Greek by its macro, a word as one. */
function word(text: string): string {
  const greek = GREEK_NAMES.get(text);
  if (greek !== undefined) return greek === 'omicron' ? 'o' : `\\${greek}`;
  if (/^[A-Za-z]$/.test(text) || /^\d+$/.test(text)) return text;
  const numbered = NUMBERED.exec(text);
  if (numbered) return `${numbered[1]}_{${numbered[2]}}`;
  const variant = VARIANTS[text];
  if (variant !== undefined) return variant;
  if (/^[A-Za-z0-9]+$/.test(text)) return `\\mathit{${text}}`;
  const letters = [...text].map((c) => (GREEK_NAMES.has(c) || VARIANTS[c] ? `${word(c)} ` : c)).join('');
  if (letters !== text && /^[A-Za-z0-9\\ ]+$/.test(letters)) return `\\mathit{${letters.trim()}}`;
  return `\\text{${escapeTex(text)}}`;
}

const name = (parts: NameParts, index: readonly Dim[]): string => named(parts, index.map(dim));

/** A name from its parts; its index as LaTeX. */
export function named(parts: NameParts, index: readonly string[]): string {
  const { base, accents, subscripts, primes, whole } = parts;
  const apart = !whole && subscripts.length + index.length + accents.length > 0;
  const numbered = apart ? NUMBERED.exec(base) : null;
  const letter = whole && NUMBERED.test(base) ? `\\mathit{${base}}` : word(numbered?.[1] ?? base);
  const { head, star, prime } = accented(letter, accents, primes);
  const under = [...(numbered?.[2] ? [numbered[2]] : []), ...subscriptsOf(parts, index)];
  return head + (under.length > 0 ? `_{${under.join(',')}}` : '') + star + prime;
}

/** A gradient has what it is by underneath, with an index of its own: G of q[i,j] is G_{q_{i,j}}, and not of a q and an i. */
function subscriptsOf({ base, subscripts }: NameParts, index: readonly string[]): readonly string[] {
  const [by, ...others] = subscripts;
  if (base === 'G' && by !== undefined && others.length + index.length > 0)
    return [named({ ...by, subscripts: others, primes: 0 }, index)];
  return [...subscripts.map(subscriptWord), ...index];
}

function accented(letter: string, accents: readonly Accent[], primes: number) {
  const over = accents.filter((a) => a !== 'star' && a !== 'prime');
  const wide = /mathit|text/.test(letter);
  return {
    head: over.reduce((inner, a) => `${wide && a === 'hat' ? '\\widehat' : ACCENT[a]}{${inner}}`, letter),
    star: accents.includes('star') ? '^{*}' : '',
    prime: "'".repeat(primes + (accents.includes('prime') ? 1 : 0)),
  };
}

function subscriptWord({ base, accents }: Accented): string {
  const { head, star, prime } = accented(/^[A-Za-z0-9]{1,3}$/.test(base) ? base : word(base), accents, 0);
  return head + star + prime;
}

function dim(d: Dim): string {
  return dimParts(d)
    .map(({ negative, coefficient, names }, i) => {
      const letters = counted(names).map(([n, count]) => {
        const letter = named(nameParts(n), []);
        return count === 1 ? letter : raise(letter, String(count));
      });
      const size = coefficient === 1 && names.length > 0 ? '' : String(coefficient);
      return (negative ? '-' : i === 0 ? '' : '+') + size + letters.join(' ');
    })
    .join('');
}

function number(value: Rational): string {
  const text = typeof value !== 'number' && value.q < 100 ? undefined : decimal(value);
  if (text !== undefined) {
    const [mantissa, exponent] = text.split('e');
    return exponent === undefined ? text : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
  }
  return typeof value === 'number' ? String(value) : `\\tfrac{${value.p}}{${value.q}}`;
}

/** Columns from which what is between brackets has to be broken, which it cannot be between brackets that stretch. */
const LONG = 44;

/** Brackets as tall as what they hold. */
function fences(inner: string, left = '(', right = ')'): string {
  const tall = /\\d?frac|\\sum|\\prod|\\begin/.test(inner);
  if (tall && (inner.includes('\\begin') || texWidth(inner) < LONG)) return `\\left${left}${inner}\\right${right}`;
  const size = tall ? 'bigg' : inner.includes('\\tfrac') ? 'big' : undefined;
  return size === undefined ? left + inner + right : `\\${size}l${left}${inner}\\${size}r${right}`;
}
const raise = (base: string, exponent: string): string =>
  // a base that already has a superscript is a group of its own
  `${/\^|'/.test(base.replace(/\{[^{}]*\}/g, '').replace(/\(.*\)/s, '')) ? `{${base}}` : base}^{${exponent}}`;

const OPERATORS = /^(exp|log|sin|cos|tan|sinh|cosh|tanh|det|max|min|arg)$/;

export const tex: Style = {
  format: 'tex',
  minus: '-',
  plus: '+',
  colon: ':',
  zero: '0',
  pi: '\\pi',
  encloses: true,
  name,
  dim,
  number,
  coefficient: number,
  parenthesise: (inner) => fences(inner),
  roomy: (inner) =>
    /\\[dt]?frac|\\sum|\\prod|\\begin/.test(inner) ? fences(` ${inner} `) : `\\bigl( ${inner} \\bigr)`,
  juxtapose: (left, right, apart) => {
    const digits = /\d$/.test(left) && /^\d/.test(right);
    // a word in italics looks like its letters side by side
    const words = /\\(?:mathit|text)\{[^{}]*\}(?:_\{[^{}]*\})?$/.test(left) || /^\\(?:mathit|text)\{/.test(right);
    // a dX, and the number d times X
    const differential = /^d[A-Za-z\\]/.test(right) || /(?:^|[^A-Za-z\\])d$/.test(left);
    return `${left}${digits ? ' \\cdot' : apart || words || differential ? ' \\,' : ''} ${right}`;
  },
  hadamard: (factors) => factors.join(' \\odot '),
  quotient: (above, below) => `${above} \\oslash ${below}`,
  kronecker: (factors) => factors.join(' \\otimes '),
  fraction: (above, below) => `\\frac{${above}}{${below}}`,
  inFront: (fraction, body) => `${fraction} ${body}`,
  over: () => undefined,
  superscript: raise,
  entrywise: (exponent) => `\\odot ${exponent}`,
  transpose: (base) => raise(base, '\\top'),
  inverse: (base) => raise(base, '-1'),
  inverseTranspose: (base) => raise(base, '-\\top'),
  root: (arg) => `\\sqrt{${arg}}`,
  norm: (arg, kind) =>
    `${fences(arg, '\\lVert ', ' \\rVert')}${{ '': '', F: '_F', '1': '_1', '2': '_2', inf: '_\\infty', nuc: '_*' }[kind]}`,
  absolute: (arg) => fences(arg, '\\lvert ', ' \\rvert'),
  apply: (fn, args, bare) => (bare ? `${fn} ${args[0]}` : `${fn}${fences(args.join(',\\, '))}`),
  functionName: (fn, spelling) => {
    if (spelling) return spelling.tex;
    if (OPERATORS.test(fn)) return `\\${fn}`;
    if (fn === 'logdet') return '\\log\\det';
    const bare = fn.replace(/'+$/, '');
    const primes = fn.slice(bare.length);
    return (bare.length === 1 || GREEK_NAMES.has(bare) ? word(bare) : `\\operatorname{${escapeTex(bare)}}`) + primes;
  },
  differential: (arg) => `d${arg}`,
  partial: (of, by) => `\\frac{\\partial ${of}}{\\partial ${by}}`,
  fold: (fold, over, range, body) => {
    const sign = fold === 'sum' ? '\\sum' : '\\prod';
    return range === undefined
      ? `${sign}_{${over}} ${body}`
      : `${sign}_{${over}=${dim(range.from)}}^{${dim(range.to)}} ${body}`;
  },
  ones: (length) => `\\mathbf{1}${length === undefined ? '' : `_{${dim(length)}}`}`,
  eye: (size, letter = 'I') => `${word(letter)}${size === undefined ? '' : `_{${dim(size)}}`}`,
  subscripted: (base, index) => `${base}_{${index.join(',')}}`,
  choice: (condition, yes, no) => `\\begin{cases} ${yes} & ${condition} \\\\ ${no} & \\text{otherwise} \\end{cases}`,
  indicator: (condition) => fences(condition, '[', ']'),
  relation: (op) => ({ '>=': '\\ge', '<=': '\\le', '==': '=' })[op] ?? op,
  blocks: (rows) => `\\begin{bmatrix} ${rows.map((row) => row.join(' & ')).join(' \\\\ ')} \\end{bmatrix}`,
  // |x|_2 would be a norm
  slice: (of, ranges) =>
    `${/(?:_\{(?:[^{}]|\{[^{}]*\})*\}|\\rvert)$/.test(of) ? `(${of})` : of}_{${ranges.join(',\\,')}}`,
  range: (from, to) => `${from}{:}${to}`,
};
