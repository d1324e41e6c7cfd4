/** What every target does: a program and what is known of it, to the text of a function. */
import type { Dim, Shape } from '../../expression/dimension.js';
import { dimName, isScalarShape } from '../../expression/dimension.js';
import type { Input, Program } from '../code.js';
import type { GradientTest } from '../gradient-test.js';
import { packed } from './line-pieces.js';
import type { Names } from './names.js';

export interface PrintOptions {
  /** Of the program that prints. */
  readonly version: string;
  /** The name of the function. */
  readonly name: string;
  /** Lines of the comment about what it costs. */
  readonly costs: readonly string[];
  /** The test that is printed with it. */
  readonly test?: GradientTest;
}

/** One function, and the texts of the helpers that it calls, by their names. */
export interface Printed {
  readonly main: string;
  readonly helpers: ReadonlyMap<string, string>;
  /** The test of its derivatives, and what that calls. */
  readonly test?: { readonly main: string; readonly helpers: readonly string[] };
}

/** A language: how a program is printed in it, and how a file of several is laid out. */
export interface Target {
  print(program: Program, options: PrintOptions): Printed;
  /** Whether it names the factors of a matrix that is solved with more than once. */
  readonly factors?: boolean;
  /** Whether a program is one that it prints as it should be; of a language that prints each so there is nothing to ask. */
  fits?(program: Program): boolean;
  /** What a file with this text begins with. */
  imports?(text: string): string;
  readonly helpersFirst: boolean;
  /** What stands between functions. */
  readonly gap: string;
  /** Where a file shows its first function alone: the one that calls the others, and their tests. */
  chooser?(names: readonly string[], tested: boolean): string;
  /** What runs the tests of these functions where the file is run. */
  closing?(names: readonly string[]): string;
}

/** A file of functions, in which each helper stands once. */
export function fileOf(target: Target, printed: readonly Printed[], names: readonly string[]): string {
  const { imports, helpersFirst, gap, closing, chooser } = target;
  const helpers = [...new Map(printed.flatMap((p) => [...p.helpers])).values()];
  const mains = printed.map(({ main }) => main);
  const tests = printed.flatMap(({ test }) => (test ? [test] : []));
  const tested = [...new Set(tests.flatMap((t) => t.helpers)), ...tests.map((t) => t.main)];
  const last = tests.length > 0 && closing ? [closing(names)] : [];
  const functions = helpersFirst ? [...helpers, ...mains] : [...mains, ...helpers];
  const first = chooser && names.length > 1 ? [chooser(names, tests.length > 0)] : [];
  const text = [...first, ...functions, ...tested, ...last].join(gap);
  return `${imports ? imports(text) + gap : ''}${text}\n`;
}

/** A piece of text and how tightly its outermost operator binds. */
export interface Piece {
  readonly text: string;
  readonly level: number;
}

export const enclose = ({ text, level }: Piece, need: number): string => (level < need ? `(${text})` : text);

/** (x) - y as x - y: a name needs no parentheses but after a function. */
export const withoutIdle = (text: string): string =>
  text.replace(/(?<![\w}\])@])\((\$?\w+(?:\{[^{}()]*\})?)\)(?! =>)/g, '$1');

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

/** What a length exceeds a size by, taken off it. */
export const offsetText = (offset: number): string =>
  offset === 0 ? '' : offset > 0 ? ` - ${offset}` : ` + ${-offset}`;

/** The lines of the problem as they may stand in a comment, without signs that would hide or end anything. */
export const sourceLines = ({ source }: Program): string[] =>
  source.split('\n').map((line) =>
    line
      .replaceAll('\u0000', '')
      .replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')
      .trimEnd(),
  );

/** What the derivation takes for granted, and who made it. */
export const closingLines = ({ notes }: Program, { version, costs }: PrintOptions): string[] => [
  ...(notes.length > 0 ? [`Conditions: ${notes.join('; ')}.`] : []),
  `Derived by Frobenius ${version}.`.replace(' .', '.'),
  ...costs,
];

/** The comment that says what the function is, line by line. */
export function headLines(program: Program, options: PrintOptions): string[] {
  return [
    `Value and derivatives: ${program.title}.`,
    '',
    'The problem:',
    ...sourceLines(program).map((line) => `  ${line}`.trimEnd()),
    '',
    ...closingLines(program, options),
  ];
}

/** The sizes that are arguments, as their lines in the comment. */
export const givenLines = ({ sizes }: Program, name: (size: string) => string): string[] =>
  sizes.flatMap(({ kind, size }) => (kind === 'given' ? [`${name(size)}: a size`] : []));

/** How long lines of words are, so that they fit in a comment of any language. */
const WORDS = 76;

/** "Other names: lambda_ for lambda.", where names had to be changed. */
export function changedLines(names: Names): string[] {
  const changed = names.changed();
  if (changed.length === 0) return [];
  const pieces = changed.map(([from, to], i) => `${to} for ${from}${i === changed.length - 1 ? '.' : ','}`);
  return ['', ...packed(['Other names:', ...pieces], (line) => line.length <= WORDS)];
}

export const shapeWords = (shape: Shape): string =>
  isScalarShape(shape) ? 'a number' : shape.map((d) => sizeText(d, (n) => n).text).join(' by ');

/** What the name of an input looks like: a boundary's is not that of its family. */
export function ownName({ name, at }: Input): string {
  if (!at) return name;
  return `${name}_${at.map((d) => sizeText(d, (n) => n).text.replaceAll(/[^\w]+/g, '')).join('_')}`;
}

/** The name of an argument, which no other has: that of a boundary may be spelt as a variable is. */
export const argumentName = (names: Names, input: Input): string =>
  input.at ? names.of('argument', input.key, ownName(input)) : names.of('variable', input.name);

/** Whether an index of a boundary stands for any: of H[l,0] the l. */
export const isLetter = (d: Dim, { letters }: Input): boolean => letters.some((letter) => d === dimName(letter));
