/** What every target does: a program and what is known of it, to the text of a function. */
import type { Dim } from '../../expression/dimension.js';
import type { Rational } from '../../expression/rational.js';
import type { Program } from '../code.js';

export interface PrintOptions {
  /** Of the program that prints. */
  readonly version: string;
  /** The name of the function. */
  readonly name: string;
}

export type Print = (program: Program, options: PrintOptions) => string;

/** A piece of text and how tightly its outermost operator binds. */
export interface Piece {
  readonly text: string;
  readonly level: number;
}

export const enclose = ({ text, level }: Piece, need: number): string => (level < need ? `(${text})` : text);

/** (x) - y as x - y: a name needs no parentheses but after a function. */
export const withoutIdle = (text: string): string => text.replace(/(?<![\w}\])@])\((\$?\w+(?:\{[^{}()]*\})?)\)/g, '$1');

/** Whether the text is one call as a whole. */
export function balancedCall(text: string): boolean {
  if (!/^[\w.]+\(/.test(text)) return false;
  let depth = 0;
  for (const [i, c] of [...text].entries()) {
    if (c === '(') depth++;
    if (c === ')' && --depth === 0) return i === [...text].length - 1;
  }
  return false;
}

/** A number as most languages write it. */
export function numberText(value: Rational, fraction: (p: number, q: number) => string): string {
  if (typeof value !== 'number') return fraction(value.p, value.q);
  return String(value).replace('e+', 'e');
}

/** A size: n - 1, 2*n*m; names by `spell`. */
export function sizeText(size: Dim, spell: (name: string) => string): Piece {
  if (typeof size === 'number') return { text: String(size), level: size < 0 ? 1 : 9 };
  const terms = size.terms.map(({ coefficient, names }) => {
    const factors = [
      ...(Math.abs(coefficient) === 1 && names.length > 0 ? [] : [String(Math.abs(coefficient))]),
      ...names.map(spell),
    ];
    return { minus: coefficient < 0, text: factors.join(' * '), factors: factors.length };
  });
  const ordered = [...terms.filter(({ minus }) => !minus), ...terms.filter(({ minus }) => minus)];
  const text = ordered
    .map(({ minus, text: t }, i) => (i === 0 ? (minus ? `-${t}` : t) : ` ${minus ? '-' : '+'} ${t}`))
    .join('');
  const only = ordered[0];
  return { text, level: ordered.length > 1 || only?.minus ? 1 : (only?.factors ?? 1) > 1 ? 2 : 9 };
}

/** The comment that says what the function is, line by line. */
export function headLines({ title, source, notes }: Program, { version }: PrintOptions): string[] {
  return [
    `Value and derivatives: ${title}.`,
    '',
    'The problem:',
    ...source
      .split('\n')
      .map((line) => `  ${line.replaceAll('\u0000', '').replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')}`.trimEnd()),
    '',
    ...(notes.length > 0 ? [`Conditions: ${notes.join('; ')}.`] : []),
    `Derived by Frobenius ${version}.`.replace(' .', '.'),
  ];
}
