/**
 * Where answers and messages go: standard output or a file, and standard error.
 *
 * Owns the wording of failures and their exit statuses. No stack trace leaves the command: what is not the input's
 * fault is one line that asks for a report.
 */
import { FrobeniusError, formatError, visible } from '../src/language/error.js';
import type { SourceOptions } from './source.js';
import { AT_FAULT, CHECK_FAILED } from './status.js';
import { Draft } from './write.js';

/** Writes an answer, with a line end. */
export function write(text: string, { output }: Pick<SourceOptions, 'output'>): void {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  if (output === undefined) {
    process.stdout.write(whole);
    return;
  }
  const draft = Draft.of(output);
  draft.write(whole);
  draft.finish();
}

/** What a terminal might obey, in the form in which JSON may have it. */
const UNSEEN = /[\u007F-\u009F\p{Bidi_Control}]/gu;

/** Data as text that a terminal shows and does not obey. */
export const json = (data: unknown, indent?: number): string =>
  JSON.stringify(data, undefined, indent).replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What is worth saying but is no part of the answer. */
export function remark(text: string, { quiet }: Pick<SourceOptions, 'quiet'>): void {
  if (!quiet) process.stderr.write(`${visible(text)}\n`);
}

/** Says what went wrong; the exit status for it. */
export function report(error: unknown, file?: string): number {
  if (error instanceof FrobeniusError) {
    process.stderr.write(`${formatError(error, file)}\n`);
    if (error.code === 'check') return CHECK_FAILED;
  } else {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    process.stderr.write(
      `internal error: ${visible(text.replaceAll(/\s*\n\s*/g, ' '))}; please report it with the input that caused it\n`,
    );
  }
  return AT_FAULT;
}

/** Whether the answer may hold colours. */
export const coloured = ({ color, output }: Pick<SourceOptions, 'color' | 'output'>): boolean =>
  color !== false && output === undefined && process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';

/** Columns of the terminal, between what is readable and what is wide. */
export function columns(): number {
  const { columns: count } = process.stdout;
  return process.stdout.isTTY && count > 0 ? Math.min(Math.max(count, 60), 140) : 100;
}

/** One line on a terminal that is written over; nothing where nobody watches. */
export function progress({ quiet }: Pick<SourceOptions, 'quiet'>): (text: string) => void {
  if (quiet || process.stderr.isTTY !== true) return () => undefined;
  return (text) => process.stderr.write(`\r\u001B[K${[...visible(text)].slice(0, 78).join('')}`);
}
