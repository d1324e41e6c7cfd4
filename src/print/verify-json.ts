/** A verification and a comparison as JSON: everything that was found, expressions as text of the input language. */
import { spend } from '../expression/limits.js';
import { locate } from '../language/error.js';
import { format } from '../language/format.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Certainty, Comparison, Counterexample, LineReport, Verification } from '../verify/verdict.js';
import type { Json } from './json.js';
import { showVerification } from './verify-outline.js';

export function verificationData(verification: Verification): Json {
  const { source, outcome, varying, constant, remarks, seed } = verification;
  const shown = showVerification(verification);
  return {
    outcome,
    summary: shown.summary,
    lines: shown.lines.map(({ report, line, text }) => lineData(report, line, text, source)),
    varying: [...varying],
    constant: [...constant],
    remarks: [...remarks],
    seed,
  };
}

function lineData(report: LineReport, line: number, text: string, source: string): Json {
  const { kind, verdict, reason, found, certainty, message, hint, at, example, diagnosis, ours, recovers, remarks } =
    report;
  return {
    line,
    column: locate(source, report.span.start).column,
    kind,
    text,
    verdict,
    ...(reason !== undefined && { reason }),
    ...(found && { found: { say: found.say.map((s) => s.words), rules: [...found.rules] } }),
    ...(certainty && { certainty: certaintyData(certainty) }),
    ...(message !== undefined && { message }),
    ...(hint !== undefined && { hint }),
    ...(at && { at: { column: locate(source, at.start).column, text: source.slice(at.start, at.end) } }),
    ...(diagnosis && {
      diagnosis: { slip: diagnosis.slip, words: diagnosis.words, corrected: diagnosis.corrected },
    }),
    ...(example && { example: exampleData(example) }),
    ...(ours && { ours: format(ours) }),
    ...(recovers && { recovers }),
    ...(remarks.length > 0 && { remarks: [...remarks] }),
  };
}

function certaintyData(certainty: Certainty): Json {
  switch (certainty.kind) {
    case 'same':
      return { kind: 'same' };
    case 'exact':
      return {
        kind: 'exact',
        points: certainty.points,
        chanceBelow: `1e${certainty.chance}`,
        freeFunctions: certainty.free,
      };
    case 'numbers':
      return { kind: 'numbers', samples: certainty.samples, error: certainty.error };
    default:
      return certainty satisfies never;
  }
}

const rows = ({ rows: count, cols, data }: Matrix): Json =>
  count === 1 && cols === 1
    ? (data[0] as number)
    : Array.from({ length: count }, (_, i) => [...data.slice(i * cols, (i + 1) * cols)]);

/** Pairs, not objects: names are a person's own. */
const exampleData = ({ sizes, settings, before, after, small }: Counterexample): Json => ({
  small,
  sizes: sizes.map(([name, size]) => [name, size]),
  values: settings.map(({ name, value }) => [name, rows(value)]),
  before: rows(before),
  after: rows(after),
});

export function comparisonData(comparison: Comparison): Json {
  const { outcome, left, right, message, found, certainty, example, remarks } = comparison;
  spend(left.length + right.length);
  return {
    outcome,
    left,
    right,
    ...(message !== undefined && { message }),
    ...(found && { found: { say: found.say.map((s) => s.words), rules: [...found.rules] } }),
    ...(certainty && { certainty: certaintyData(certainty) }),
    ...(example && { example: exampleData(example) }),
    ...(remarks.length > 0 && { remarks: [...remarks] }),
  };
}
