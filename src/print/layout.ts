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

export interface Piece {
  readonly text: string;
  /** How deep in parentheses the break before it is; a sum breaks rather than a ":". */
  readonly depth: number;
}

/** A break before ":" tears a term: it costs more than one before + at the same depth. */
const COLON = 0.6;

function pieces(text: string): Piece[] {
  let depth = 0;
  return text.split(BREAK).map((part) => {
    const here = depth + (part.startsWith(' :') ? COLON : 0);
    for (const c of part) {
      if ('([{'.includes(c)) depth++;
      else if (')]}'.includes(c)) depth--;
    }
    return { text: part, depth: here };
  });
}

/** What a line that ends early costs, against a break one level deeper in parentheses. */
const RAGGED = 1.2;

/** The formula over several lines, none longer than `columns` where it can be; all but the first begin at `hang`. */
export function wrap(text: string, columns: number, hang: number): string[] {
  const parts = pieces(text);
  const lines: string[] = [];
  let start = 0;
  while (start < parts.length) {
    const indent = lines.length === 0 ? '' : ' '.repeat(hang);
    const first = (parts[start] as Piece).text;
    const ends: string[] = [indent + (lines.length === 0 ? first : first.trimStart())];
    for (const { text: next } of parts.slice(start + 1)) {
      const longer = (ends.at(-1) as string) + next;
      if (width(longer) > columns) break;
      ends.push(longer);
    }
    const taken =
      start + ends.length === parts.length ? ends.length : bestBreak(parts, start, ends.map(width), columns);
    lines.push(ends[taken - 1] as string);
    start += taken;
  }
  return lines;
}

/** How many pieces to take on a line: shallow breaks and full lines are preferred. */
export function bestBreak(parts: readonly Piece[], start: number, widths: readonly number[], columns: number): number {
  const costs = widths.map((w, i) => (parts[start + i + 1] as Piece).depth + RAGGED * (1 - w / columns));
  return costs.lastIndexOf(Math.min(...costs)) + 1;
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
