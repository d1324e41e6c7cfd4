/**
 * What is shown of a verification, before any format: for each line its mark, its reason and, where it is wrong, what
 * is to be said about it. Text, JSON and pages read this; it knows no columns and no colours.
 */
import type { Expr } from '../expression/expression.js';
import { spend } from '../expression/limits.js';
import { locate } from '../language/error.js';
import { format } from '../language/format.js';
import type { Matrix } from '../rulebook/rule.js';
import { BARE } from '../verify/reading.js';
import type {
  Certainty,
  Comparison,
  Counterexample,
  Found,
  LineReport,
  Setting,
  Verdict,
  Verification,
} from '../verify/verdict.js';
import { plural } from './evidence.js';

export type Mark = 'right' | 'wrong' | 'doubtful' | 'none';

export const MARK_OF: Readonly<Record<Verdict, Mark>> = {
  right: 'right',
  wrong: 'wrong',
  shape: 'wrong',
  follows: 'doubtful',
  unreadable: 'wrong',
  unchecked: 'doubtful',
  given: 'none',
};

export interface ShownLine {
  readonly report: LineReport;
  /** As the file counts it that somebody wrote. */
  readonly line: number;
  /** As the text that is judged counts it. */
  readonly place: number;
  readonly mark: Mark;
  /** The equation as written, on one line. */
  readonly text: string;
  /** Beside the line, in a few words. */
  readonly reason: string;
  /** Below the line: what is the matter. */
  readonly notes: readonly Note[];
}

export interface Note {
  readonly label: 'place' | 'wrong' | 'example' | 'meant' | 'ours' | 'remark' | 'hint';
  /** The whole in words; where there is a term, without it. */
  readonly text: string;
  readonly term?: Expr;
  /** The term as somebody spells it. */
  readonly spelled?: string;
  readonly example?: Counterexample;
}

export interface ShownVerification {
  readonly lines: readonly ShownLine[];
  /** How it ends, in one sentence. */
  readonly summary: string;
  /** What the figures rest on. */
  readonly evidence: string;
  readonly remarks: readonly string[];
}

export function showVerification(verification: Verification): ShownVerification {
  const bare = verification.source.startsWith(BARE) ? BARE.split('\n').length - 1 : 0;
  const lines = verification.lines.map((report): ShownLine => {
    const mark = MARK_OF[report.verdict];
    const place = report.line - bare;
    const line = report.origin ?? place;
    spend(report.text.length);
    const text = report.text.replaceAll(/\s+/g, ' ');
    return {
      report,
      line,
      place,
      mark,
      text,
      reason: reasonWords(report),
      notes: notesOf(report, verification.source),
    };
  });
  return {
    lines,
    summary: summaryOf(verification),
    evidence: evidenceOf(verification),
    remarks: remarksOf(verification),
  };
}

function summaryOf({ lines }: Verification): string {
  const judged = lines.filter((l) => l.verdict !== 'given');
  const of = (...verdicts: readonly Verdict[]): LineReport[] => judged.filter((l) => verdicts.includes(l.verdict));
  if (judged.length === 0) return 'there is no equation to judge';
  const right = of('right');
  if (right.length === judged.length)
    return judged.length === 1 ? 'the line is right' : `all ${judged.length} lines are right`;
  const parts = [
    [of('right'), 'right'],
    [of('wrong', 'shape'), 'wrong'],
    [of('follows'), 'from a wrong line'],
    [of('unreadable'), 'unreadable'],
    [of('unchecked'), 'unchecked'],
  ] as const;
  const said = parts.filter(([list]) => list.length > 0).map(([list, word]) => `${list.length} ${word}`);
  return `${plural(judged.length, 'line')}: ${said.join(', ')}`;
}

/** The weakest certainty among the right lines. */
function evidenceOf({ lines }: Verification): string {
  const certain = lines.flatMap((l) => (l.verdict === 'right' && l.certainty ? [l.certainty] : []));
  if (certain.length === 0) return '';
  const exact = certain.filter((c) => c.kind !== 'numbers');
  const chance = Math.max(...certain.map((c) => (c.kind === 'exact' ? c.chance : Number.NEGATIVE_INFINITY)));
  const numbers = certain.filter((c) => c.kind === 'numbers');
  const parts: string[] = [];
  if (exact.length > 0) {
    const counted = [...new Set(certain.flatMap((c) => (c.kind === 'exact' ? c.counted : [])))];
    const bound = Number.isFinite(chance)
      ? `, chance of a false "right" below ${power(chance)}${atSizes(counted)}`
      : '';
    parts.push(
      `${numbers.length === 0 ? 'right lines' : plural(exact.length, 'right line')}: exact modulo 2^61 − 1${bound}`,
    );
  }
  if (numbers.length > 0) {
    const error = Math.max(...numbers.map((c) => (c.kind === 'numbers' ? c.error : 0)));
    parts.push(`${plural(numbers.length, 'right line')}: random values, ${differing(error)}`);
  }
  return parts.join('; ');
}

/** A size that counts is not drawn from a field: what was tried is what is known. */
const atSizes = (counted: readonly string[]): string =>
  counted.length === 0 ? '' : ` where ${counted.join(', ')} ${counted.length === 1 ? 'is' : 'are'} at most 10`;

const differing = (error: number): string =>
  error === 0 ? 'to the last digit' : `differing by at most ${error.toExponential(0)}`;

const power = (exponent: number): string => `1e${exponent}`;

export function certaintyWords(certainty: Certainty): string {
  switch (certainty.kind) {
    case 'same':
      return 'the same term';
    case 'exact':
      return `exact mod 2^61 − 1 at ${certainty.points} points, chance of a false "equal" below ${power(certainty.chance)}${atSizes(certainty.counted)}`;
    case 'numbers':
      return `equal on ${plural(certainty.samples, 'sample')} of random values, ${differing(certainty.error)}`;
    default:
      return certainty satisfies never;
  }
}

function remarksOf({ constant, varying, lines, remarks }: Verification): string[] {
  const some = lines.some((l) => l.verdict === 'wrong');
  const moving = varying.length > 0 && constant.length > 0 && some;
  return [...(moving ? [`d is by ${varying.join(', ')}; ${constant.join(', ')} constant`] : []), ...remarks];
}

export const foundWords = ({ say }: Found): string => say.map((s) => s.words).join('; ');

function reasonWords(report: LineReport): string {
  const { verdict, found, reason, recovers } = report;
  switch (verdict) {
    case 'given':
      return report.kind === 'name' ? 'a name' : '';
    case 'right': {
      const words = found ? foundWords(found) : (reason ?? 'true by numbers; no short chain of our rules found');
      return recovers ? 'equal to the left side, though not to the line above' : words;
    }
    case 'follows':
      return 'follows from the line above, which is wrong';
    case 'unchecked':
      return 'not judged';
    case 'wrong':
    case 'shape':
    case 'unreadable':
      return '';
    default:
      return verdict satisfies never;
  }
}

function notesOf(report: LineReport, source: string): Note[] {
  const { verdict, message, hint, at, example, diagnosis, ours, remarks, kind } = report;
  const notes: Note[] = [];
  const place = at ? source.slice(at.start, at.end).replaceAll(/\s+/g, ' ') : '';
  const column = at ? locate(source, at.start).column : 0;
  if (verdict === 'shape') notes.push({ label: 'wrong', text: `sizes: ${message}` });
  else if (verdict === 'unreadable') {
    const where = place === '' || place.length > 30 ? `column ${column}` : `at '${place}'`;
    notes.push({ label: 'place', text: `cannot be read, ${where}: ${message}` });
  } else if (verdict === 'wrong')
    notes.push({
      label: 'wrong',
      text:
        kind === 'equation' && report.text.startsWith('=') ? 'not equal to the line above' : 'the sides are not equal',
    });
  else if (message !== undefined) notes.push({ label: 'remark', text: message });
  if (hint !== undefined && diagnosis === undefined) notes.push({ label: 'hint', text: hint });
  if (diagnosis) {
    notes.push({ label: 'meant', text: `probably: ${diagnosis.words}` });
    const spelled = diagnosis.corrected.replaceAll(/\s+/g, ' ');
    notes.push({ label: 'meant', text: 'then it reads', term: diagnosis.term, spelled });
  }
  if (ours) notes.push({ label: 'ours', text: 'our rules lead to', term: ours, spelled: format(ours) });
  if (example) notes.push(...exampleNotes(example, report.text.startsWith('=') ? SIDES_OF_CHAIN : SIDES));
  for (const remark of remarks) notes.push({ label: 'remark', text: remark });
  return notes;
}

export const SIDES = ['the left side', 'the right side'] as const;
export const SIDES_OF_CHAIN = ['the line above', 'this line'] as const;

export function exampleNotes(example: Counterexample, [left, right]: readonly [string, string] = SIDES): Note[] {
  const { sizes, settings, small } = example;
  const dims = sizes.map(([name, size]) => `${name} = ${size}`).join(', ');
  const { shown, zero } = grouped(settings);
  const each = shown.map(({ name, value }) => `${name} = ${matrixText(value)}`);
  const values = [...each, ...(zero.length > 0 ? [`${zero.map((z) => z.name).join(', ')} = 0`] : [])].join(', ');
  const sides = sidesText(example, left, right);
  const random = dims === '' ? 'on random values' : `on random values with ${dims}`;
  if (!small) return [{ label: 'example', example, text: `for instance, ${random}: ${sides}` }];
  if (values === '') return [{ label: 'example', example, text: dims === '' ? sides : `with ${dims} ${sides}` }];
  return [{ label: 'example', example, text: `with ${values}${dims === '' ? '' : `  (${dims})`}  ${sides}` }];
}

/** Digits are given until the sides are seen to differ. */
const DIGITS = [8, 12, 17];
/** Of a larger matrix one entry is shown. */
const MOST_ENTRIES = 100;

function sidesText({ before, after, of }: Counterexample, left: string, right: string): string {
  if (of === 'difference')
    return `${left} less ${right} is ${matrixText(before, 4)}, too little beside the sides to be seen`;
  if (before.data.length > MOST_ENTRIES) {
    const gap = before.data.map((x, k) => Math.abs(x - (after.data[k] as number)));
    const k = gap.indexOf(Math.max(...gap));
    const place = `(${Math.floor(k / before.cols) + 1}, ${(k % before.cols) + 1})`;
    const [x, y] = [before.data[k], after.data[k]] as [number, number];
    return `entry ${place} of ${left} is ${numberText(x)}, of ${right} ${numberText(y)}`;
  }
  const digits = [undefined, ...DIGITS].find((k) => matrixText(before, k) !== matrixText(after, k));
  return `${left} is ${matrixText(before, digits)}, ${right} ${matrixText(after, digits)}`;
}

/** Matrices of zeros are told of together. */
export function grouped(settings: readonly Setting[]): { shown: readonly Setting[]; zero: readonly Setting[] } {
  const isZero = ({ value }: Setting): boolean => value.data.every((x) => x === 0);
  return { shown: settings.filter((s) => !isZero(s)), zero: settings.filter(isZero) };
}

/** [1, 2; 0, 1], as the language writes it; numbers that are fractions as such, or all with so many digits. */
export function matrixText({ rows, cols, data }: Matrix, digits?: number): string {
  const entry = (i: number, j: number): string => {
    const x = data[i * cols + j] as number;
    return digits === undefined ? numberText(x) : String(Number(x.toPrecision(digits)));
  };
  if (rows === 1 && cols === 1) return entry(0, 0);
  const row = (i: number): string => Array.from({ length: cols }, (_, j) => entry(i, j)).join(', ');
  return `[${Array.from({ length: rows }, (_, i) => row(i)).join('; ')}]`;
}

const DENOMINATORS = [1, 2, 3, 4, 5, 6, 8, 9, 10, 12];

/** Difference quotients leave a little dust, which no example is to show. */
export function numberText(x: number): string {
  for (const q of DENOMINATORS) {
    const p = Math.round(x * q);
    if (Math.abs(x * q - p) < 1e-6 * Math.max(1, Math.abs(p))) return q === 1 ? String(p + 0) : `${p}/${q}`;
  }
  return String(Number(x.toPrecision(4)));
}

export interface ShownComparison {
  readonly mark: Mark;
  readonly summary: string;
  readonly notes: readonly Note[];
}

export function showComparison(comparison: Comparison): ShownComparison {
  spend(comparison.left.length + comparison.right.length);
  const { outcome, message, found, certainty, example, remarks } = comparison;
  const notes: Note[] = [];
  if (outcome === 'equal') {
    notes.push({
      label: 'ours',
      text: found ? foundWords(found) : 'true by numbers; no short chain of our rules found',
    });
    if (certainty && certainty.kind !== 'same') notes.push({ label: 'ours', text: certaintyWords(certainty) });
  }
  if (example) notes.push(...exampleNotes(example));
  notes.push(...remarks.map((text): Note => ({ label: 'remark', text })));
  const isSampled = found === undefined && certainty?.kind === 'numbers';
  const summary = {
    equal: isSampled ? 'equal, as far as numbers tell' : 'equal',
    different: 'not equal',
    shape: `not equal: ${message}`,
    unchecked: `not decided: ${message}`,
  }[outcome];
  const mark = outcome === 'equal' ? 'right' : outcome === 'unchecked' ? 'doubtful' : 'wrong';
  return { mark, summary, notes };
}
