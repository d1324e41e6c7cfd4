/**
 * What goes wrong with an input, as data: a message, where it is, what would mend it, and a stable code.
 * Everything a user can cause ends as one of these; a plain Error is a defect of ours.
 */

/** A place in a source text: offsets [start, end) of UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What kind of error it is; stays the same from version to version. docs/errors.md has examples of each. */
export type ErrorCode =
  | 'syntax' //       the text is not in the language
  | 'name' //         an unknown or misused name
  | 'shape' //        sizes that do not agree
  | 'property' //     a declared property that cannot hold, or values that break it
  | 'domain' //       values outside a function's domain
  | 'request' //      what is asked for makes no sense (gradient of a matrix, wrt an unknown name)
  | 'unsupported' //  in the language, but not (yet) in our mathematics
  | 'rule' //         a rule of one's own that cannot be used, or is wrong
  | 'values' //       a values file at fault
  | 'usage' //        the command line at fault
  | 'limit' //        too large
  | 'check'; //       an answer of ours that differences contradict

/** Characters of a piece of input or of a term that a message quotes. */
const LONGEST_QUOTE = 60;

/** What a message quotes, on one line and cut where it is long: its beginning, and its end by which it is found. */
export function cut(text: string, longest = LONGEST_QUOTE): string {
  // of a megabyte no more is looked at than is shown
  const [from, to] = text.length <= 8 * longest ? [text, text] : [text.slice(0, 4 * longest), text.slice(-4 * longest)];
  const [begin, end] = [from, to].map((part) => part.replaceAll(/\s+/g, ' ').trim()) as [string, string];
  if (from === text && begin.length <= longest) return begin;
  const tail = Math.floor(longest / 4);
  return `${begin.slice(0, longest - tail - 3)} … ${end.slice(-tail)}`;
}

/** Characters of a whole message or hint: it may name many things, each a megabyte. What is said of them is often at its end. */
const LONGEST_MESSAGE = 600;
const MESSAGE_END = 200;
const clipped = (text: string): string =>
  text.length <= LONGEST_MESSAGE
    ? text
    : `${text.slice(0, LONGEST_MESSAGE - MESSAGE_END)} … ${text.slice(-MESSAGE_END)}`;

/** An error that an input or a call causes: a code, a message, a place, and what would mend it. */
export class FrobeniusError extends Error {
  override readonly name = 'FrobeniusError';
  /** What would mend it, as a whole sentence or a piece of input; printed after the message. */
  readonly hint: string | undefined;
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly span?: Span,
    hint?: string,
    /** The text the span refers to. */
    readonly source?: string,
  ) {
    super(clipped(message));
    this.hint = hint === undefined ? undefined : clipped(hint);
  }

  /** The same error, its place tied to the text it came from. */
  in(source: string): FrobeniusError {
    return this.source === undefined ? new FrobeniusError(this.code, this.message, this.span, this.hint, source) : this;
  }
}

/**
 * 1-based line and column (in code points) of an offset, which counts UTF-16 code units. Throws nothing of its own.
 */
export function locate(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const line = before.split('\n').length;
  const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
  return { line, column };
}

/**
 * The text without what would steer a terminal, lines apart: each such character is one replacement sign, so that carets
 * fit.
 */
export const visible = (text: string): string =>
  text.replaceAll('\t', ' ').replaceAll(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD');

/**
 * The message with the source line, a caret under the place, and the hint: what the command prints. Throws nothing of
 * its own.
 */
export function formatError(error: FrobeniusError, file?: string): string {
  const { message } = error;
  const lines = [message];
  if (error.span && error.source !== undefined) {
    const { line, column } = locate(error.source, error.span.start);
    const text = (error.source.split('\n')[line - 1] ?? '').replace(/\r$/, '');
    const width = Math.max(
      1,
      [...(error.source.slice(error.span.start, error.span.end).split('\n')[0] as string)].length,
    );
    const from = Math.max(0, column - 1 - 60);
    const shown = [...text].slice(from, from + 120).join('');
    const gutter = String(line);
    lines[0] = `${file ?? 'input'}:${line}:${column}: ${message}`;
    lines.push(`  ${gutter} | ${shown}`);
    lines.push(
      `  ${' '.repeat(gutter.length)} | ${' '.repeat(column - 1 - from)}${'^'.repeat(Math.min(width, Math.max(1, 120 - (column - 1 - from))))}`,
    );
  } else if (file !== undefined) lines[0] = `${file}: ${message}`;
  if (error.hint !== undefined) lines.push(`  ${error.hint}`);
  return visible(lines.join('\n'));
}
