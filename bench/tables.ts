/** Tables as Markdown and as data. */

import type { Spread } from './timing.js';
import { isSpread } from './timing.js';

/** null is undefined as JSON has it. */
export type Cell = string | number | Spread | undefined | null;
export interface Table {
  /** A word for the table, by which it is found again. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What is to be known of it, below it. */
  readonly notes?: readonly string[];
  /** Each contender that is not there, and why. */
  readonly leftOut?: readonly string[];
  /** The machine, the versions and the number of runs. */
  readonly setting?: string;
}

/** Three digits; a spread is its median and its quartiles; undefined is "–". */
export function cellText(cell: Cell): string {
  if (cell === undefined || cell === null || (typeof cell === 'number' && !Number.isFinite(cell))) return '–';
  if (typeof cell === 'string') return cell;
  if (isSpread(cell))
    return `${cellText(cell.middle)} (${cell.runs === 1 ? 'one run' : `${cellText(cell.low)}–${cellText(cell.high)}`})`;
  const text = Number(cell.toPrecision(3));
  return text >= 1e6 || (text !== 0 && Math.abs(text) < 1e-4) ? text.toExponential() : String(text);
}

export function toMarkdown({ title, columns, rows, notes = [], leftOut = [], setting }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `### ${title}`,
    '',
    line(columns),
    `|${columns.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map((row) => line(row.map(cellText))),
    ...notes.flatMap((note) => ['', note]),
    ...leftOut.flatMap((one) => ['', `Left out: ${one}`]),
    ...(setting === undefined ? [] : ['', setting]),
  ].join('\n');
}

/** Whether a figure keeps to its bar, in a word. */
export const kept = (figure: number | undefined, bar: number | undefined, atMost = true): string => {
  if (figure === undefined || bar === undefined || !Number.isFinite(figure)) return '';
  return (atMost ? figure <= bar : figure >= bar) ? 'yes' : 'no';
};
