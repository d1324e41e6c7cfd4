/**
 * LaTeX in: a formula, or a whole text with formulas in it, as a problem file of the input language.
 *
 * What was understood is in `source`, so that a reader sees every reading; `remarks` tells what was guessed and what
 * could not be read, each with its place in the text. What cannot be read and may belong to a formula is an error.
 */
import { LATEX_LENGTH, LATEX_NESTING, limit } from '../expression/limits.js';
import type { Span } from '../language/error.js';
import { FrobeniusError, locate } from '../language/error.js';
import { Emitter } from './emit.js';
import type { GrammarOptions } from './factors.js';
import { lexemesOf } from './function-words.js';
import type { Gathered, Remark } from './gather.js';
import { gather, gatherFormula } from './gather.js';
import { withGiven } from './given.js';
import { parseFormula } from './grammar.js';
import { Naming, usesIn } from './naming.js';
import type { ProblemText } from './problem.js';
import { problemText } from './problem.js';
import type { ParseTex, TexNode } from './tree.js';
import { loadParser } from './tree.js';

export type { Remark } from './gather.js';

/** How a text in LaTeX was understood. */
export interface LatexReading {
  /** A problem file, or one expression. */
  readonly source: string;
  readonly expression: boolean;
  /** Declarations that go with an expression. */
  readonly declare: readonly string[];
  readonly remarks: readonly Remark[];
  /** Lines of a derivation that the text holds, in the input language. */
  readonly derivation: readonly string[];
  /** On which line of the text each of these stands, from 1. */
  readonly derivationLines: readonly number[];
  /** The same lines where the derivative of a vector has a column for each entry of it, if the text does not say what it has. */
  readonly otherwise?: readonly string[];
}

/** Letters that are functions where an argument in parentheses follows. */
const FUNCTION_LETTERS: ReadonlySet<string> = new Set(['f', 'g', 'sigma', 'phi', 'psi']);

const usual: GrammarOptions = {
  isFunction: (name) => FUNCTION_LETTERS.has(name),
  isVariable: () => false,
  differentials: false,
};

const MATHEMATICS = /\$|\\\[|\\\(|\\begin\{(?:equation|align|gather|displaymath|math|eqnarray|multline)\*?\}/;

/** The reader, once its parser is loaded: what it spends may so be within the limits of a call. */
export async function loadLatexReader(): Promise<(text: string, declare?: readonly string[]) => LatexReading> {
  const parse = await loadParser();
  return (text, declare = []) => readLatex(text, parse, declare);
}

function readLatex(text: string, parse: ParseTex, declare: readonly string[]): LatexReading {
  const remarks: Remark[] = [];
  const bare = withoutComments(text);
  requireModest(bare);
  const mended = balanced(bare, remarks, text);
  const whole = MATHEMATICS.test(mended);
  const nodes = parsed(parse, mended, !whole);
  let all: Gathered | undefined;
  try {
    const gathered = whole ? gather(nodes, usual) : gatherFormula(nodes, { start: 0, end: text.length }, usual);
    all = { ...withGiven(gathered, declare), remarks: [...remarks, ...gathered.remarks] };
    return readingOf(problemText(all), text);
  } catch (error) {
    if (!(error instanceof FrobeniusError) || error.code === 'limit') throw error;
    const first = all?.remarks.find((r) => r.kind === 'unreadable');
    // where nothing is left, what could not be read says why
    if (error.span === undefined && first)
      throw new FrobeniusError(error.code, first.message, first.span, undefined, text);
    throw new FrobeniusError(error.code, error.message, error.span, error.hint, text);
  }
}

function readingOf(
  { source, remarks, expression, declare, derivation, otherwise }: ProblemText,
  text: string,
): LatexReading {
  const texts = derivation.map((line) => line.text);
  const derivationLines = derivation.map(({ span }) => locate(text, span.start).line);
  const reading = { source, expression, declare, remarks, derivation: texts, derivationLines };
  return otherwise.length === texts.length && texts.length > 0
    ? { ...reading, otherwise: otherwise.map((line) => line.text) }
    : reading;
}

function parsed(parse: ParseTex, text: string, math: boolean): readonly TexNode[] {
  try {
    return parse(text, math);
  } catch (error) {
    // the parser's own words for a text that it cannot take apart at all
    const { location } = error as { location?: { start: { offset: number }; end: { offset: number } } };
    if (location === undefined) throw error;
    const span: Span = { start: location.start.offset, end: location.end.offset };
    throw new FrobeniusError('syntax', 'this LaTeX cannot be taken apart', span, undefined, text);
  }
}

/**
 * Comments become room. Only a document of LaTeX has any: in a text of words % is a per cent sign, and would hide the rest
 * of its line from the parser.
 */
function withoutComments(text: string): string {
  const document = /\\documentclass|\\begin\{document\}/.test(text);
  return text.replaceAll(document ? /(?<!\\)%[^\n]*/g : /(?<!\\)%/g, (found) => ' '.repeat(found.length));
}

/** Beyond these nobody wrote it, and readers that call themselves would run out of stack. */
function requireModest(text: string): void {
  if (text.length > LATEX_LENGTH)
    throw limit(`a text in LaTeX of more than ${LATEX_LENGTH} characters`, 'its parts one by one');
  let depth = 0;
  for (let k = 0; k < text.length; k++) {
    const c = text[k] as string;
    if ('{(['.includes(c) || text.startsWith('\\begin', k)) depth++;
    else if ('})]'.includes(c) || text.startsWith('\\end', k)) depth = Math.max(0, depth - 1);
    if (depth > LATEX_NESTING)
      throw new FrobeniusError(
        'limit',
        `brackets are nested more than ${LATEX_NESTING} deep here`,
        { start: k, end: k + 1 },
        undefined,
        text,
      );
  }
}

/** A $ without a partner becomes room, and is told of; a brace without one is an error. */
function balanced(text: string, remarks: Remark[], original: string): string {
  const open: number[] = [];
  const odd: number[] = [];
  let dollars: { at: number; length: number }[] = [];
  for (let k = 0; k < text.length; k++) {
    const c = text[k];
    if (c === '\\') k++;
    else if (c === '{') open.push(k);
    else if (c === '}') {
      if (open.pop() === undefined) odd.push(k);
    } else if (c === '$') {
      const length = text[k + 1] === '$' ? 2 : 1;
      const last = dollars.at(-1);
      if (last && last.length === length) dollars = dollars.slice(0, -1);
      else dollars.push({ at: k, length });
      k += length - 1;
    }
  }
  const lone = [...odd, ...open].map((at) => ({ at, length: 1, message: `this '${text[at]}' has no partner` }));
  const lonely = dollars.map((d) => ({ ...d, message: `this '${'$'.repeat(d.length)}' is never closed` }));
  let mended = text;
  const [brace] = lone;
  // where it was meant to stand decides what the formula is
  if (brace)
    throw new FrobeniusError('syntax', brace.message, { start: brace.at, end: brace.at + 1 }, undefined, original);
  for (const { at, length, message } of lonely) {
    remarks.push({ kind: 'unreadable', message, span: { start: at, end: at + length } });
    mended = mended.slice(0, at) + ' '.repeat(length) + mended.slice(at + length);
  }
  return mended;
}

export interface LatexExpressionOptions {
  /** Names that are known, with the number of their indices. */
  readonly names: ReadonlyMap<string, number>;
  readonly functions?: ReadonlySet<string>;
  readonly differentials?: boolean;
}

/** One expression over known names, as this project prints it: nothing is guessed. */
export async function readLatexExpression(text: string, options: LatexExpressionOptions): Promise<string> {
  const { names, functions = new Set<string>(), differentials = false } = options;
  requireModest(text);
  const nodes = parsed(await loadParser(), text, true);
  const unknown: { message: string; span: Span }[] = [];
  const lexemes = lexemesOf(nodes, unknown);
  const [first] = unknown;
  if (first) throw new FrobeniusError('syntax', first.message, first.span, undefined, text);
  const grammar: GrammarOptions = {
    isFunction: (name) =>
      functions.has(name) || ((FUNCTION_LETTERS.has(name) || name === 'lambda') && !names.has(name)),
    isVariable: (name) => names.has(name),
    differentials,
  };
  const formula = parseFormula(lexemes, { start: 0, end: text.length }, grammar);
  const naming = new Naming([formula], { known: names });
  // a letter that is no name is a size or an index
  const letters = usesIn([formula]).map(({ symbol }) => symbol.base);
  const numbers = new Set(letters.filter((letter) => !names.has(letter)));
  const sizes = { naming, of: new Map(), numbers, kinds: new Map() };
  return new Emitter({ naming, sizes, functions }).side(formula);
}
