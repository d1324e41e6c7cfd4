/**
 * Fitting lines to a width: what a character occupies, where a formula may be broken, columns. It knows the marks
 * that the walker leaves and removes or colours them; of mathematics it knows only parentheses.
 */
import { BREAK, MARK_OFF, MARK_ON } from './style.js';

/** Columns on a terminal: marks and combining accents take none. */
export function width(text: string): number {
  let columns = 0;
  for (const c of text) if (!/[\p{M}\uE000-\uE002]/u.test(c)) columns++;
  return columns;
}

export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

interface Piece {
  readonly text: string;
  /** How deep in parentheses the break before it is; a sum breaks before a ":". */
  readonly depth: number;
}

function pieces(text: string): Piece[] {
  const parts = text.split(BREAK);
  let depth = 0;
  return parts.map((part, i) => {
    const here = depth + (part.startsWith(' :') ? 0.5 : 0);
    for (const c of part) {
      if ('([{‖'.includes(c) && c !== '‖') depth++;
      else if (')]}'.includes(c)) depth--;
    }
    return { text: part, depth: i === 0 ? 0 : here };
  });
}

/** The formula over several lines, none longer than `columns`; those after the first stand under the first term. */
export function wrap(text: string, columns: number, hang: number): string[] {
  if (width(text) <= columns) return [text.replaceAll(BREAK, '')];
  const parts = pieces(text);
  const depths = [...new Set(parts.slice(1).map((part) => part.depth))].sort((a, b) => a - b);
  let lines: string[] = [text.replaceAll(BREAK, '')];
  for (const deepest of depths) {
    lines = fill(parts, deepest, columns, hang);
    if (lines.every((line) => width(line) <= columns)) break;
  }
  return lines;
}

function fill(parts: readonly Piece[], deepest: number, columns: number, hang: number): string[] {
  const lines: string[] = [];
  let line = '';
  let chunk = '';
  const flush = (): void => {
    if (line !== '' && width(line + chunk) > columns) {
      lines.push(line);
      line = ' '.repeat(hang) + chunk.trimStart();
    } else line += chunk;
    chunk = '';
  };
  parts.forEach((part, i) => {
    if (i > 0 && part.depth <= deepest) flush();
    chunk += part.text;
  });
  flush();
  return [...lines, line];
}

export interface Paint {
  readonly changed: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
}

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001B[${on}m${text}\u001B[${off}m`;

export const COLOURS: Paint = { changed: sgr(36, 39), dim: sgr(2, 22), strong: sgr(1, 22) };
export const PLAIN: Paint = { changed: (t) => t, dim: (t) => t, strong: (t) => t };

/** Marks as colour, or gone. */
export function paintMarks(text: string, paint: Paint): string {
  let out = '';
  let run = '';
  let depth = 0;
  const flush = (): void => {
    out += depth > 0 ? paint.changed(run) : run;
    run = '';
  };
  for (const c of text) {
    if (c === MARK_ON || c === MARK_OFF) {
      flush();
      depth += c === MARK_ON ? 1 : -1;
    } else if (c !== BREAK) run += c;
  }
  flush();
  return out;
}

/** Words and formulas filled into lines at the gaps between items. */
export function fillItems(items: readonly string[], gap: string, columns: number, hang: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line === '') line = item;
    else if (width(line + gap + item) <= columns) line += gap + item;
    else {
      lines.push(line);
      line = ' '.repeat(hang) + item;
    }
  }
  return line === '' ? lines : [...lines, line];
}
