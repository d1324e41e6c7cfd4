/** A verification and a comparison for a terminal: each line with its mark and reason, below it what is the matter. */
import type { Comparison, Verification } from '../verify/verdict.js';
import { COLOURS, fillItems, PLAIN, pad, width } from './layout.js';
import type { Mark, Note, ShownLine } from './verify-outline.js';
import { showComparison, showVerification } from './verify-outline.js';

/** How a verification is printed. */
export interface VerifyTextOptions {
  readonly width?: number;
  readonly color?: boolean;
  /** Only what is not right, and how it ends. */
  readonly quiet?: boolean;
}

const SIGN: Readonly<Record<Mark, string>> = { right: '✓', wrong: '✗', doubtful: '?', none: '·' };

export function verificationToText(verification: Verification, options: VerifyTextOptions = {}): string {
  const { width: columns = 100, quiet = false } = options;
  const paint = options.color ? COLOURS : PLAIN;
  const { lines, summary, evidence, remarks } = showVerification(verification);
  const gutter = Math.max(1, ...lines.map((l) => String(l.line).length));
  const shown = lines.filter((l) => !quiet || l.mark === 'wrong' || l.mark === 'doubtful');
  const chains = headsOf(lines);
  const texts = shown.map((l) => indented(l, chains));
  const most = columns - gutter - 8;
  const fitting = texts.map(width).filter((w) => w <= most * 0.6);
  const reasonsAt = Math.max(0, ...fitting) + 3;
  const out: string[] = [];
  for (const [k, line] of shown.entries()) {
    const text = texts[k] as string;
    const head = `${line.mark === 'wrong' ? paint.strong(SIGN[line.mark]) : SIGN[line.mark]} ${String(line.line).padStart(gutter)}  `;
    const hang = gutter + 4;
    const beside = line.reason !== '' && width(text) + 3 <= reasonsAt && reasonsAt + width(line.reason) <= most + 4;
    out.push(`${head}${beside ? pad(text, reasonsAt) + paint.dim(line.reason) : text}`);
    if (!beside && line.reason !== '')
      out.push(
        ...fillItems(line.reason.split(' '), ' ', columns, hang + 3).map(
          (l, i) => (i === 0 ? ' '.repeat(hang + 3) : '') + l,
        ),
      );
    out.push(...notes(line.notes, hang, columns));
  }
  if (out.length > 0) out.push('');
  out.push(paint.strong(summary) + (evidence === '' || quiet ? '' : ` (${evidence})`));
  if (!quiet) for (const remark of remarks) out.push(`note: ${remark}`);
  return `${out.join('\n')}\n`;
}

/** Of each line the one that its chain begins with, as far as there is one. */
function headsOf(lines: readonly ShownLine[]): ReadonlyMap<ShownLine, string> {
  const heads = new Map<ShownLine, string>();
  let head: string | undefined;
  for (const line of lines) {
    if (!line.text.startsWith('=')) head = line.text;
    else if (head !== undefined) heads.set(line, head);
  }
  return heads;
}

/** A continued line stands under the sign of equality of its chain where that is not far. */
function indented(line: ShownLine, heads: ReadonlyMap<ShownLine, string>): string {
  const { report, text } = line;
  if (!text.startsWith('=')) return report.kind === 'claim' && !text.startsWith('claim') ? `claim ${text}` : text;
  const head = heads.get(line);
  const at = head?.indexOf('=') ?? 0;
  return `${' '.repeat(head !== undefined && at > 0 && at <= 24 ? width(head.slice(0, at)) : 3)}${text}`;
}

function notes(list: readonly Note[], hang: number, columns: number): string[] {
  return list.flatMap(({ text, spelled }) => {
    const whole = spelled === undefined ? text : `${text}  = ${spelled}`;
    const lines = fillItems(whole.split(' '), ' ', columns - hang - 3, 2);
    return lines.map((l) => ' '.repeat(hang + 3) + l);
  });
}

export function comparisonToText(comparison: Comparison, options: VerifyTextOptions = {}): string {
  const { width: columns = 100, quiet = false } = options;
  const { mark, summary, notes: list } = showComparison(comparison);
  const shown = quiet ? list.filter((n) => n.label === 'example') : list;
  return `${[`${SIGN[mark]} ${summary}`, ...notes(shown, -1, columns)].join('\n')}\n`;
}
