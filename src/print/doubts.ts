/**
 * What a check left open or refused, said on the line where it stands: a reader must not take for checked what is not.
 * It reads a report and judges nothing itself.
 */
import type { Step } from '../derive/step.js';
import { cut } from '../language/error.js';
import { format } from '../language/format.js';
import type { CheckReport } from '../numeric/check.js';
import { figure } from './evidence.js';
import type { Outline, Row } from './outline.js';
import { stepsOfRow } from './outline.js';
import type { Phrase } from './phrase.js';
import { joinPhrases } from './phrase.js';

/** The outline with a word on each line that is wrong or unchecked, and at the end on what stands on no line. */
export function doubted(shown: Outline, report: CheckReport | undefined): Outline {
  if (!report || (report.outcome === 'ok' && report.missing.length === 0)) return shown;
  const rows = shown.sections.flatMap((section) => section.rows);
  const onLines = new Set(rows.flatMap(stepsOfRow));
  const elsewhere = [...report.steps.keys()].flatMap((step): Phrase[] => {
    const doubt = onLines.has(step) ? undefined : doubtOf([step], report);
    return doubt === undefined ? [] : [[`${cut(format(step.before))} = ${cut(format(step.after))} is ${doubt}`]];
  });
  const sections = shown.sections.map((section) => ({
    ...section,
    rows: section.rows.map((row) => doubtedRow(row, report)),
  }));
  return { ...shown, sections, conditions: [...shown.conditions, ...elsewhere] };
}

function doubtedRow(row: Row, report: CheckReport): Row {
  if (row.kind === 'equation') {
    const doubt = doubtOf(row.steps, report);
    return doubt === undefined ? row : { ...row, reason: joinPhrases([row.reason, [doubt]], '; ') };
  }
  const { differential } = row;
  const doubt = differential && doubtOf(differential.steps, report);
  if (!differential || doubt === undefined) return row;
  return { ...row, differential: { ...differential, conditions: [...differential.conditions, [doubt]] } };
}

function doubtOf(steps: readonly Step[], { steps: checked, replay, exact }: CheckReport): string | undefined {
  let open: string | undefined;
  for (const step of steps) {
    const made = replay.steps.get(step);
    if (made?.outcome === 'mismatch') return `NOT WHAT IT IS CALLED: ${made.reason}`;
    if (exact?.steps.get(step)?.outcome === 'different') return 'WRONG: different modulo 2^61 − 1';
    const evidence = checked.get(step);
    if (evidence?.outcome === 'failed') return `WRONG: off by ${figure(evidence.error)}`;
    if (evidence?.outcome === 'unchecked') open ??= evidence.reason;
    if (evidence === undefined) open ??= 'no values were found';
  }
  return open === undefined ? undefined : `not checked: ${open}`;
}
