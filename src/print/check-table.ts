/**
 * The figures of a check as a table: what was drawn, each result by both methods, the steps by outcome, the worst of
 * them, and why anything was left unchecked. It reads reports and judges nothing itself.
 */

import type { ReplayOutcome } from '../derive/replay.js';
import type { Derivation, Line, Step } from '../derive/step.js';
import { cut } from '../language/error.js';
import { format } from '../language/format.js';
import type { CheckReport } from '../numeric/check.js';
import type { Evidence } from '../numeric/evidence.js';
import type { ExactReport } from '../numeric/exact-steps.js';
import type { WitnessCheck } from '../numeric/witness.js';
import { requestText, resultSign } from './answer.js';
import { figure, plural } from './evidence.js';
import { pad, width } from './layout.js';

/** How a table of checks is printed. */
export interface TableOptions {
  /** Only what failed, and the last line. */
  readonly brief?: boolean;
}

export function checkTable(
  derivation: Derivation,
  report: CheckReport,
  witnesses: readonly WitnessCheck[],
  { brief = false }: TableOptions = {},
): string {
  const lines = brief
    ? []
    : [requestText(derivation), '', ...sampleLines(report), ...resultLines(report, witnesses), ''];
  lines.push(...stepLines(report, brief), ...witnessFailures(witnesses, brief), verdict(report, witnesses, brief));
  return lines.join('\n');
}

/** Whether anything failed, in the report or at the witness. */
export const failed = (report: CheckReport, witnesses: readonly WitnessCheck[]): boolean =>
  report.outcome === 'failed' || witnesses.some((w) => w.evidence.outcome === 'failed');

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) => `  ${row.map((cell, column) => pad(cell, widths[column] as number)).join('   ')}`.trimEnd());
}

function sampleLines({ seed, samples, missing }: CheckReport): string[] {
  const drawn = samples.map((sizes, i) => {
    const text = [...sizes].map(([name, size]) => `${name} = ${size}`).join(', ');
    return `  sample ${i + 1}: ${text === '' ? 'no sizes to choose' : text}`;
  });
  return [`  seed ${seed}`, ...drawn, ...missing.map((reason) => `  a sample is missing: ${reason}`), ''];
}

const cells = (e: Evidence): readonly [error: string, tolerance: string, outcome: string] =>
  e.outcome === 'unchecked' ? ['', '', `unchecked: ${e.reason}`] : [figure(e.error), figure(e.tolerance), e.outcome];

function resultLines({ results }: CheckReport, witnesses: readonly WitnessCheck[]): string[] {
  const rows = results.flatMap(({ result, evidence, method }) => {
    const name = format(resultSign(result));
    const witness = witnesses.find((w) => w.result === result);
    const first = [name, method, ...cells(evidence)];
    return witness
      ? [first, ['', `mathjs, ${witness.method.replace(' by mathjs', '')}`, ...cells(witness.evidence)]]
      : [first];
  });
  return table([['result', 'against', 'error', 'tolerance', 'outcome'], ...rows]);
}

interface Named {
  readonly what: string;
  readonly evidence: Evidence;
}

export function reasonOf({ by }: Step): string {
  if (by.kind === 'rule') return `${by.id}, ${by.say}`;
  if (by.kind === 'collect' || by.kind === 'arithmetic') return by.say;
  return {
    definition: 'a definition put in',
    name: 'a name given',
    constant: 'd of a constant',
    chain: 'the chain rule',
  }[by.kind];
}

function stepLines(report: CheckReport, brief: boolean): string[] {
  const steps = [...report.steps].map(
    ([step, evidence]): Named => ({
      what: `${cut(format(step.before))} = ${cut(format(step.after))}  (${reasonOf(step)})`,
      evidence,
    }),
  );
  const lines = [...report.lines].map(([line, evidence]): Named => ({ what: lineText(line), evidence }));
  const rows = [['', 'ok', 'failed', 'unchecked', 'worst error'], counts('steps', steps), counts('lines', lines)];
  const worst = worstOf(steps);
  const results = report.results.map(
    ({ result, evidence }): Named => ({
      what: format(resultSign(result)),
      evidence,
    }),
  );
  const all = [...steps, ...lines, ...results];
  return [
    ...(brief ? [] : [...table(rows), ...(worst ? [`  worst step: ${worst.what}`] : []), '']),
    ...all.flatMap(({ what, evidence }) =>
      evidence.outcome === 'failed' ? [`  FAILED  ${what}: ${failure(evidence)}`] : [],
    ),
    ...(brief ? [] : uncheckedReasons(all).map((reason) => `  unchecked${reason}`)),
  ];
}

const lineText = ({ target, start }: Line): string => `${cut(format(target))} = ${cut(format(start))}`;

const failure = (evidence: Evidence & { outcome: 'failed' }): string =>
  `error ${figure(evidence.error)}, tolerance ${figure(evidence.tolerance)}${evidence.where ? ` (${evidence.where})` : ''}`;

function counts(title: string, list: readonly Named[]): string[] {
  const count = (outcome: Evidence['outcome']): string =>
    String(list.filter((n) => n.evidence.outcome === outcome).length);
  const worst = worstOf(list)?.evidence;
  return [
    title,
    count('ok'),
    count('failed'),
    count('unchecked'),
    worst && worst.outcome !== 'unchecked' ? figure(worst.error) : '',
  ];
}

export function worstOf<T extends { readonly evidence: Evidence }>(list: readonly T[]): T | undefined {
  const error = ({ evidence }: T): number => (evidence.outcome === 'unchecked' ? -1 : evidence.error);
  const most = list.reduce<T | undefined>(
    (worst, n) => (worst === undefined || error(n) > error(worst) ? n : worst),
    undefined,
  );
  return most && error(most) >= 0 ? most : undefined;
}

const replayed = ({ replay }: CheckReport, outcome: ReplayOutcome['outcome']): number =>
  [...replay.steps.values(), ...replay.lines.values()].filter((r) => r.outcome === outcome).length;

/** How many steps and lines are, by structure, what they say. */
export function structureWords(report: CheckReport): string {
  const parts = [`${replayed(report, 'replayed')} replayed from their rules`];
  if (replayed(report, 'numeric only') > 0) parts.push(`${replayed(report, 'numeric only')} by numbers only`);
  if (replayed(report, 'mismatch') > 0) parts.push(`${replayed(report, 'mismatch')} NOT WHAT THEIR LABEL SAYS`);
  return parts.join(', ');
}

/** How many equalities hold exactly over a prime field, and why others have no value there. */
export function exactReportWords({ steps, lines, results }: ExactReport): readonly string[] {
  const parts = [
    ['step', steps],
    ['line', lines],
    ['result', results],
  ] as const;
  const all = parts.flatMap(([, findings]) => [...findings.values()]);
  const equal = all.flatMap((f) => (f.outcome === 'equal' ? [f.chance] : []));
  const different = all.filter((f) => f.outcome === 'different').length;
  const counts = parts.map(([word, findings]) => {
    const found = [...findings.values()].filter((f) => f.outcome === 'equal').length;
    return `${found} of ${plural(findings.size, word)}`;
  });
  const bound = equal.length === 0 ? '' : `; chance of a false one below 1e${Math.max(...equal)} each`;
  return [
    `exact modulo 2^61 − 1: ${counts.join(', ')}${bound}`,
    ...(different > 0 ? [`${different} DIFFERENT modulo 2^61 − 1`] : []),
    ...counted(all.flatMap((f) => (f.outcome === 'none' ? [f.reason] : []))).map((reason) => `not exactly${reason}`),
  ];
}

/** Each reason once, with how often. */
export const uncheckedReasons = (list: readonly { readonly evidence: Evidence }[]): string[] =>
  counted(list.flatMap(({ evidence }) => (evidence.outcome === 'unchecked' ? [evidence.reason] : [])));

function counted(list: readonly string[]): string[] {
  const reasons = new Map<string, number>();
  for (const reason of list) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return [...reasons].map(([reason, times]) => `${times > 1 ? ` (${times} of them)` : ''}: ${reason}`);
}

function witnessFailures(witnesses: readonly WitnessCheck[], brief: boolean): string[] {
  return witnesses.flatMap(({ result, evidence }) =>
    brief && evidence.outcome === 'failed'
      ? [`  FAILED  ${format(resultSign(result))} by mathjs: ${failure(evidence)}`]
      : [],
  );
}

function verdict(report: CheckReport, witnesses: readonly WitnessCheck[], brief: boolean): string {
  const all = [
    ...report.steps.values(),
    ...report.lines.values(),
    ...report.results.map((r) => r.evidence),
    ...witnesses.map((w) => w.evidence),
  ];
  const count = (outcome: Evidence['outcome']): number => all.filter((e) => e.outcome === outcome).length;
  const parts = [`${count('ok')} checks ok`, `${count('failed')} failed`, `${count('unchecked')} unchecked`];
  const mark = failed(report, witnesses) ? '✗' : count('unchecked') > 0 ? '·' : '✓';
  const exact = report.exact ? exactReportWords(report.exact) : [];
  const different = exact.filter((words) => words.includes('DIFFERENT'));
  const said = [
    ...(brief && replayed(report, 'mismatch') === 0 ? [] : [`  structure: ${structureWords(report)}`]),
    ...(brief ? different : exact).map((words) => `  ${words}`),
  ];
  return [...said, `${mark} ${parts.join(', ')}`].join('\n');
}
