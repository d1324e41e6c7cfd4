/**
 * A source argument made into text: a problem file, "-" for standard input, or the expression itself.
 *
 * Owns the reading of files and what a message calls them; it understands no mathematics.
 */

import { isUtf8 } from 'node:buffer';
import type { Stats } from 'node:fs';
import { readFileSync, statSync } from 'node:fs';
import { derive, readLatex } from '../src/deriving.js';
import { Allowance } from '../src/expression/limits.js';
import type { Derived, LatexReading, Limits, ReadOptions } from '../src/index.js';
import { FrobeniusError } from '../src/language/error.js';
import { latexRemark, looksLikeLatex } from '../src/latex/detect.js';
import { remark } from './output.js';
import { reading, reasonOf } from './write.js';

/** Options that all commands with a source share. */
export interface SourceOptions {
  readonly declare?: readonly string[];
  readonly wrt?: string;
  readonly kind?: string;
  readonly along?: string;
  readonly independentEntries?: boolean;
  readonly seed?: number;
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly output?: string;
  readonly limitNodes?: number;
  readonly timeout?: number;
}

/** What one source may take: its reading, deriving, checking and printing together. */
export const allowanceOf = ({ limitNodes, timeout }: SourceOptions): Allowance =>
  new Allowance({
    ...(limitNodes === undefined ? {} : { nodes: limitNodes }),
    ...(timeout === undefined ? {} : { seconds: timeout }),
  });

export interface Source {
  readonly text: string;
  /** Declarations that were read with it, where it is an expression that was LaTeX. */
  readonly declare?: readonly string[];
  /** It was LaTeX: how it was understood, `text` being what the problem is then. */
  readonly reading?: LatexReading;
  /** The file it came from. */
  readonly file?: string;
}

/** What stands under this name, if it can be the name of a file at all. */
function entryAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Texts that were understood from LaTeX: places in them are none of the user's file. */
const translated = new Set<string>();

/** The source as text of the input language: LaTeX is read first, and what was understood of it is shown. */
export async function openSource(argument: string, options: SourceOptions, isLatex = false): Promise<Source> {
  const source = readSource(argument);
  if (source.file?.endsWith('.frob') || !(isLatex || isLatexText(source.text, options))) return source;
  const reading = await readLatex(source.text, { limits: allowanceOf(options), declare: options.declare ?? [] });
  translated.add(reading.source);
  showReading(reading, source.text, options);
  const file = source.file === undefined ? {} : { file: source.file };
  return { ...file, text: reading.source, declare: reading.declare, reading };
}

export const isLatexText = (text: string, { declare = [] }: SourceOptions): boolean =>
  looksLikeLatex(text, { declared: declare.length > 0 });

function showReading(reading: LatexReading, text: string, options: SourceOptions): void {
  const lines = [...reading.declare, ...reading.source.trimEnd().split('\n')];
  remark(`read as:\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`, options);
  for (const one of reading.remarks) remark(latexRemark(one, text), options);
  if (reading.remarks.length > 0) remark('', options);
}

export function readSource(argument: string): Source {
  if (argument === '-') return { text: readText(0, 'standard input'), file: 'standard input' };
  if (looksLikeFile(argument)) return { text: readText(argument, argument), file: argument };
  if (argument.trim() === '') throw new FrobeniusError('usage', 'the source is empty');
  return { text: argument };
}

/** A name that ends in .frob is a file whether or not it exists; any other is where it does. */
function looksLikeFile(argument: string): boolean {
  if (argument.includes('\n') || argument.length > 4096) return false;
  if (argument.endsWith('.frob')) return true;
  const entry = entryAt(argument);
  // a folder may well be called x
  return entry !== undefined && (!entry.isDirectory() || argument.includes('/'));
}

export function readText(path: string | 0, name: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new FrobeniusError('usage', `${name} cannot be read: ${reasonOf(error)}`);
  }
  if (path !== 0) reading(path);
  if (!isUtf8(bytes) || bytes.includes(0)) {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const hint = wide ? 'it is UTF-16, as PowerShell writes with >: save it as UTF-8' : 'save it as UTF-8';
    throw new FrobeniusError('usage', `${name} is not UTF-8 text`, undefined, hint);
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  // lines that end with a carriage return alone
  return text.includes('\n') ? text : text.replaceAll('\r', '\n');
}

/** Names between commas; the commas of an index, W[2,1], part none. */
export const namesIn = (list: string): string[] =>
  list
    .split(/,(?![^[]*\])/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
const namesOf = (list: string | undefined): string[] | undefined => (list === undefined ? undefined : namesIn(list));

/** Options as the reader takes them. A file is never taken for one expression, nor standard input where it has lines. */
export function readOptions(source: Source, { declare: options, wrt, kind, along }: SourceOptions): ReadOptions {
  const { file, reading } = source;
  const declared = [...(source.declare ?? []), ...(options ?? [])];
  const names = namesOf(wrt);
  if (names?.length === 0) throw new FrobeniusError('usage', '--wrt names no variable', undefined, '--wrt X,Y');
  const directions = namesOf(along);
  if (directions?.length === 0) throw new FrobeniusError('usage', '--along names no direction', undefined, '--along v');
  return {
    ...(declared.length === 0 ? {} : { declare: declared }),
    ...(names === undefined ? {} : { wrt: names }),
    ...(kind === undefined ? {} : { kind: kind as NonNullable<ReadOptions['kind']> }),
    ...(directions === undefined ? {} : { along: directions }),
    ...(file?.endsWith('.frob') || (reading && /\n/.test(source.text)) ? { inline: false } : {}),
  };
}

export const deriveSource = (source: Source, options: SourceOptions, limits: Limits): Derived =>
  derive(source.text, {
    ...readOptions(source, options),
    limits,
    ...(options.independentEntries ? { independentEntries: true } : {}),
  });

/** What a message calls the place of an error: the file, or the option whose text is at fault. */
export function nameOf(argument: string | undefined, error: unknown, options: SourceOptions = {}): string | undefined {
  if (!(error instanceof FrobeniusError) || error.span === undefined) return undefined;
  const { source } = error;
  const option = source === undefined || source === argument ? undefined : optionOf(source, options);
  if (option !== undefined || argument === undefined) return option;
  const file = argument === '-' ? 'standard input' : looksLikeFile(argument) ? argument : undefined;
  if (source !== undefined && translated.has(source)) return `in the text read from ${file ?? 'this LaTeX'}`;
  return file;
}

/** The option that a text was given by. */
function optionOf(text: string, { declare, wrt, along }: SourceOptions): string | undefined {
  const among = (given: readonly string[] | undefined): boolean =>
    given?.some((one) => one.normalize('NFC') === text) ?? false;
  if (among(declare)) return '--declare';
  if (among(namesOf(wrt))) return '--wrt';
  return among(namesOf(along)) ? '--along' : undefined;
}
