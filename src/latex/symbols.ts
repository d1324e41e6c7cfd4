/**
 * Letters and what hangs on them: accents, bold, subscripts, superscripts in parentheses, primes, stars, sizes.
 *
 * Owns which scripts belong to a name; those that are operations on its value (a transpose, a power) are left over.
 */
import type { Span } from '../language/error.js';
import type { Parse } from './cut.js';
import { fail, rangesOf, splitAt } from './cut.js';
import { isTransposition } from './enclosed.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Lexeme } from './lexemes.js';
import { ACCENTS } from './macros.js';

export type Script =
  | { readonly above: boolean; readonly content: readonly Lexeme[]; readonly span: Span }
  | { readonly prime: number; readonly span: Span };

export interface SymbolOptions {
  isVariable(name: string): boolean;
  readonly parse: Parse;
}

export interface Made {
  /** A symbol, or what a letter with its subscript stands for: I_n, a slice. */
  readonly symbol: Formula;
  readonly rest: readonly Script[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function symbolOf(lexeme: Lexeme, scripts: readonly Script[], options: SymbolOptions): Made {
  const symbol: Mutable<TexSymbol> = { ...headOf(lexeme) };
  let ranges: Formula | undefined;
  const rest: Script[] = [];
  for (const script of [...underAccents(lexeme), ...scripts]) {
    const end = Math.max(symbol.span.end, script.span.end);
    if ('prime' in script) {
      if (rest.length > 0 || ranges) rest.push(script);
      else symbol.primes += script.prime;
    } else if (script.above && isTurnedMember(script.content)) {
      // A^{[1]\top}
      raised(symbol, { ...script, content: script.content.slice(0, -1) }, options);
      rest.push({ ...script, content: script.content.slice(-1) });
    } else if (script.above ? !raised(symbol, script, options) : rest.length > 0) {
      rest.push(script);
      continue;
    } else if (!script.above) {
      if (isRange(script.content))
        ranges = {
          kind: 'slice',
          of: { ...symbol },
          ranges: rangesOf(script.content, script.span, options.parse),
          span: { ...symbol.span, end },
        };
      else lowered(symbol, script, options);
    }
    symbol.span = { start: symbol.span.start, end };
  }
  if (ranges !== undefined) return { symbol: ranges, rest };
  if (symbol.base === 'I' && !options.isVariable('I') && symbol.accents.length === 0) {
    // I_{pq} is of the size p times q
    const { subs, span } = symbol;
    const [first] = subs;
    const size: Formula | undefined =
      subs.length > 1 ? { kind: 'product', factors: subs, guessed: false, span } : first;
    return { symbol: { kind: 'eye', ...(size && { size }), span }, rest };
  }
  return { symbol, rest };
}

export const wordSymbol = (base: string, span: Span): TexSymbol => ({
  kind: 'symbol',
  base,
  accents: [],
  bold: false,
  subs: [],
  commas: false,
  primes: 0,
  star: false,
  span,
});

function headOf(lexeme: Lexeme): TexSymbol {
  const { span } = lexeme;
  if (lexeme.kind === 'letter')
    return { ...wordSymbol(lexeme.text, span), bold: lexeme.bold, ...(lexeme.script && { script: true }) };
  if (lexeme.kind === 'word') {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(lexeme.text)) return fail(`'${lexeme.text}' is no name`, span);
    return wordSymbol(lexeme.text, span);
  }
  if (lexeme.kind === 'macro') {
    const [inner = []] = lexeme.args;
    const accent = ACCENTS.get(lexeme.name);
    const [only, ...others] = inner;
    if (accent === undefined || only === undefined) return fail('an accent has nothing under it', span);
    // an accent over a letter with a subscript
    const scripts = others.filter((l) => l.kind === 'script');
    if (scripts.length !== others.length) return fail('an accent goes over one letter', span);
    const head = headOf(only);
    return { ...head, accents: [...head.accents, accent], span };
  }
  return fail('this is no name', span);
}

/** \hat{a_i} is \hat a_i; a power under an accent is no letter. */
function underAccents(lexeme: Lexeme): Script[] {
  if (lexeme.kind !== 'macro') return [];
  const [only, ...others] = lexeme.args[0] ?? [];
  const own = others.flatMap((l): Script[] => (l.kind === 'script' ? [l] : []));
  for (const script of own) if ('above' in script && script.above) fail('an accent goes over one letter', script.span);
  return [...(only ? underAccents(only) : []), ...own];
}

/** Whether a superscript is part of the name. */
function raised(
  symbol: Mutable<TexSymbol>,
  { content }: Script & { content: readonly Lexeme[] },
  options: SymbolOptions,
): boolean {
  const [first] = content;
  const last = content.at(-1);
  if (
    first?.kind === 'operator' &&
    last?.kind === 'operator' &&
    ['()', '[]'].includes(first.text + last.text) &&
    content.length > 2
  ) {
    const inside = content.slice(1, -1);
    symbol.over = splitAt(inside, ',').map((part) => options.parse(part, symbol.span));
    return true;
  }
  if (content.length !== 1) return false;
  if ((first?.kind === 'operator' && first.text === '*') || (first?.kind === 'macro' && first.name === 'star')) {
    symbol.star = true;
    return true;
  }
  if (first?.kind === 'macro' && first.name === 'prime') {
    symbol.primes += 1;
    return true;
  }
  return false;
}

/** [1]T, (t)⊤: a member, transposed. */
function isTurnedMember(content: readonly Lexeme[]): boolean {
  const [first, last, closing] = [content[0], content.at(-1), content.at(-2)];
  const isMember =
    first?.kind === 'operator' && closing?.kind === 'operator' && ['()', '[]'].includes(first.text + closing.text);
  return isMember && content.length > 3 && last !== undefined && isTransposition({ content: [last] });
}

const isRange = (content: readonly Lexeme[]): boolean =>
  content.some((l) => (l.kind === 'operator' && l.text === ':') || (l.kind === 'group' && isRange(l.content)));

function lowered(
  symbol: Mutable<TexSymbol>,
  { content, span }: Script & { content: readonly Lexeme[] },
  options: SymbolOptions,
): void {
  const sides = splitAt(content, '×');
  if (sides.length === 2) {
    const [rows, cols] = sides.map((side) => options.parse(side, span));
    if (rows && cols) symbol.size = [rows, cols];
    return;
  }
  if (content.length > 0 && content.every((l) => l.kind === 'word' || l.kind === 'function')) {
    symbol.word = content.map((l) => ('text' in l ? l.text : '')).join('');
    return;
  }
  const parts = splitAt(content, ',');
  symbol.commas = parts.length > 1;
  for (const part of parts) {
    const letters = part.every((l) => l.kind === 'letter' || l.kind === 'number');
    if (symbol.commas && letters && part.length > 1) {
      // HF in G_{A,HF,t} is one word
      const text = part.map((l) => ('text' in l ? l.text : '')).join('');
      const [first, last] = [part[0] as Lexeme, part.at(-1) as Lexeme];
      symbol.subs = [...symbol.subs, wordSymbol(text, { start: first.span.start, end: last.span.end })];
      continue;
    }
    const pieces = letters ? part.map((l) => [l]) : [part];
    for (const piece of pieces) symbol.subs = [...symbol.subs, options.parse(piece, span)];
  }
  if (symbol.subs.length === 0) fail('this subscript is empty', span);
}
