/**
 * A source argument made into text: a problem file, "-" for standard input, or the expression itself.
 *
 * Owns the reading of files and what a message calls them; it understands no mathematics.
 */
import { readFileSync, statSync } from 'node:fs';
import type { Derived, ReadOptions } from '../src/index.js';
import { derive, FrobeniusError } from '../src/index.js';

/** Options that all commands with a source share. */
export interface SourceOptions {
  readonly declare?: readonly string[];
  readonly wrt?: string;
  readonly kind?: string;
  readonly independentEntries?: boolean;
  readonly seed?: number;
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly output?: string;
}

export interface Source {
  readonly text: string;
  /** The file it came from. */
  readonly file?: string;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

export function readSource(argument: string): Source {
  if (argument === '-') return { text: readText(0, 'standard input'), file: 'standard input' };
  if (looksLikeFile(argument)) return { text: readText(argument, argument), file: argument };
  if (argument.trim() === '') throw new FrobeniusError('usage', 'the source is empty');
  return { text: argument };
}

/** A name that ends in .frob is a file whether or not it exists; any other is where it does. */
function looksLikeFile(argument: string): boolean {
  if (argument.includes('\n') || argument.length > 4096) return false;
  return argument.endsWith('.frob') || isFile(argument);
}

export function readText(path: string | 0, name: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason: Record<string, string> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'it may not be read',
    };
    throw new FrobeniusError('usage', `${name} cannot be read: ${reason[code ?? ''] ?? message}`);
  }
}

/** Options as the reader takes them. A file is never taken for one expression, nor standard input where it has lines. */
export function readOptions({ file }: Source, { declare: declared, wrt, kind }: SourceOptions): ReadOptions {
  const names = wrt
    ?.split(/,(?![^[]*\])/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names?.length === 0) throw new FrobeniusError('usage', '--wrt names no variable', undefined, '--wrt X,Y');
  return {
    ...(declared === undefined || declared.length === 0 ? {} : { declare: declared }),
    ...(names === undefined ? {} : { wrt: names }),
    ...(kind === undefined ? {} : { kind: kind as NonNullable<ReadOptions['kind']> }),
    ...(file?.endsWith('.frob') ? { inline: false } : {}),
  };
}

export const deriveSource = (source: Source, options: SourceOptions): Derived =>
  derive(source.text, {
    ...readOptions(source, options),
    ...(options.independentEntries ? { independentEntries: true } : {}),
  });

/** What a message calls the place of an error: the file, or the option whose line is at fault. */
export function nameOf(argument: string, error: unknown): string | undefined {
  const file = argument === '-' ? 'standard input' : looksLikeFile(argument) ? argument : undefined;
  if (!(error instanceof FrobeniusError) || error.span === undefined) return undefined;
  return file;
}
