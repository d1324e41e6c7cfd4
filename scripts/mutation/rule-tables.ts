/** The score of the rules as Markdown. */
import type { JudgedFault } from './rule-score.js';

/** Why a faulty rule of this kind may be true all the same. */
const REASONS: Readonly<Record<string, string>> = {
  'drop a condition':
    '`active` and `constant` say where a rule is used, not when it is true; without `invertible`, `positive` or `fullrank` the left side has no value, or both sides agree; an index is whole anyway',
  'exchange factors': 'A : B = B : A, A ⊙ B = B ⊙ A; powers and functions of one matrix commute',
  'exchange arguments': 'max, min and the determinant or norm of ⊗ do not see the order',
  'add a transpose': 'sums, norms, determinants, maxima and diagonals do not see it; symmetric matrices; a scalar',
  'drop a transpose': 'likewise',
  'flip a sign': 'even functions; a pair of signs; what is 0; both branches alike',
  'another letter': 'another letter where both branches or both factors are alike',
  'a sibling function':
    'the pseudoinverse of an invertible matrix is its inverse, the transpose of an orthogonal one too',
  'another operator':
    'of a column and a row the product of entries is the matrix product, and of numbers either is; any comparison, where both branches are alike',
  'drop a factor': 'a tautology',
  'drop a function': 'f(f(x)) = f(x), or a function of a scalar',
  'add a factor 2': 'inside sign, or a factor in front of 0',
  'add a factor ½': 'inside sign, or a factor in front of 0',
};

interface Row {
  planted: number;
  refused: number;
  wrong: number;
  valueless: number;
  same: number;
  exact: number;
  numbers: number;
  missed: number;
}

const empty = (): Row => ({
  planted: 0,
  refused: 0,
  wrong: 0,
  valueless: 0,
  same: 0,
  exact: 0,
  numbers: 0,
  missed: 0,
});

function count(row: Row, { verdict }: JudgedFault): void {
  row.planted++;
  if (verdict.outcome === 'refused') row.refused++;
  else if (verdict.outcome === 'same') row.same++;
  else if (verdict.outcome === 'missed') row.missed++;
  else if (verdict.outcome === 'caught') row[verdict.how === 'false' ? 'wrong' : 'valueless']++;
  else row[verdict.proof.by]++;
}

/** Faults that are faults: neither the same term nor true. */
export function ruleRate(faults: readonly JudgedFault[]): { readonly caught: number; readonly of: number } {
  const missed = faults.filter(({ verdict }) => verdict.outcome === 'missed').length;
  const caught = faults.filter(({ verdict }) => verdict.outcome === 'caught' || verdict.outcome === 'refused').length;
  return { caught, of: caught + missed };
}

export const percent = (part: number, of: number): string => (of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`);

const cells = (name: string, r: Row): string =>
  `| ${[name, r.planted, r.refused, r.wrong, r.valueless, r.same, r.exact, r.numbers, r.missed].join(' | ')} |`;

/** Exchanges of one operator or comparison for another are told in one row. */
const kindOf = ({ kind }: JudgedFault): string => (/^\S+ to \S+$/.test(kind) ? 'another operator' : kind);

export function ruleTables(faults: readonly JudgedFault[]): string {
  const rows = new Map<string, Row>();
  const all = empty();
  const trueOnes = new Map<string, JudgedFault[]>();
  let chance = Number.NEGATIVE_INFINITY;
  for (const fault of faults) {
    const kind = kindOf(fault);
    const row = rows.get(kind) ?? empty();
    rows.set(kind, row);
    count(row, fault);
    count(all, fault);
    const { verdict } = fault;
    if (verdict.outcome !== 'true') continue;
    if (verdict.proof.by === 'exact') chance = Math.max(chance, verdict.proof.chance);
    trueOnes.set(kind, [...(trueOnes.get(kind) ?? []), fault]);
  }
  const { caught, of } = ruleRate(faults);
  const missed = faults.filter(({ verdict }) => verdict.outcome === 'missed');
  const head =
    '| fault | planted | refused by the reader | found false | not evaluable, so not admitted | the same term | true, exactly | true, by numbers | missed |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|';
  const sorted = [...rows].sort((a, b) => b[1].planted - a[1].planted).map(([kind, row]) => cells(kind, row));
  return [
    `**${percent(caught, of)}** of the faults in rules are caught: ${caught} of ${of}. ${all.same} of ${all.planted} texts are the same term as before, and ${all.exact + all.numbers} are other rules that are true.`,
    '',
    head,
    ...sorted,
    cells('all', all),
    '',
    `“True, exactly”: both sides agree at four points modulo 2^61 − 1, functions of analysis taken as any functions, with a chance of less than 10^${chance} that they differ nevertheless. “True, by numbers”: they hold what has no exact value (comparisons, spectra, norms), and agree on all samples of six further seeds. One of each kind:`,
    '',
    ...[...trueOnes].map(([kind, list]) => trueRow(kind, list)),
    '',
    ...(missed.length === 0
      ? ['None is missed.']
      : missed.map(({ id, kind, text }) => `- missed: ${id}, ${kind}: \`${text}\``)),
  ].join('\n');
}

function trueRow(kind: string, list: readonly JudgedFault[]): string {
  const [first] = list as readonly [JudgedFault];
  const reason = REASONS[kind];
  return `- ${kind}, ${list.length}${reason === undefined ? '' : ` (${reason})`}: \`${first.text}\` of ${first.id}`;
}
