/**
 * What of a derivation is shown, in which order, under which headings: the one object that the text, LaTeX, Markdown
 * and JSON printers read. It holds terms and phrases, no spelling.
 *
 * Order: goal and givens, definitions with their differentials, the chain back from the subject, results together.
 * `brief` is the chain and the results with the definitions of the names in them, `normal` adds all definitions and their
 * differentials, `full` every bookkeeping step.
 */
import type { Derivation, Line, Range, Step } from '../derive/step.js';
import { call } from '../expression/build.js';
import type { Shape } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { format } from '../language/format.js';
import { requireOneOf } from '../language/options.js';
import type { Loop } from '../language/problem.js';
import { upwards } from '../language/reach.js';
import { ahead } from './ahead.js';
import { resultSign } from './answer.js';
import { definitionsUsed } from './brief.js';
import { backward } from './chain.js';
import type { Forward, Known } from './cited.js';
import { citation, isKnown, numbering } from './cited.js';
import { Conditions } from './conditions.js';
import type { Given, Legend } from './goal.js';
import { commonRanges, commonSizes, givens, legend, title } from './goal.js';
import type { Phrase } from './phrase.js';
import { distinct, joinPhrases, plainPhrase } from './phrase.js';
import type { Cite } from './reason.js';
import { conditionsIn, stageReason, stagesReason } from './reason.js';
import { signsOf } from './signs.js';
import { stepsOf, visible } from './stages.js';
import type { Notation, Spelling } from './style.js';
import { isStated } from './style.js';
import { rangePhrase } from './words.js';

/** How much is printed: the lines that count, all lines, or every single step. */
export type Detail = 'brief' | 'normal' | 'full';
const DETAILS: readonly Detail[] = ['brief', 'normal', 'full'];

/** left = right, and why. Of a chain under one left side all lines repeat it. */
export interface Equation {
  readonly kind: 'equation';
  readonly left: Expr;
  readonly right: Expr;
  /** The same in other letters: our names put back, then those of the problem. */
  readonly also?: readonly Expr[];
  readonly shape?: Shape;
  readonly loops: readonly (Range | Loop)[];
  readonly reason: Phrase;
  /** What is new in `right`. */
  readonly marks: ReadonlySet<Expr>;
  /** The steps that the line stands for; none where it only names or gathers. */
  readonly steps: readonly Step[];
}

/** E = e with its differential, as one row of the forward table. */
export interface DefinitionRow {
  readonly kind: 'definition';
  readonly target: Expr;
  readonly value: Expr;
  /** "row by row", and a range that is not the one of its letter in the head: "t = 1…T". */
  readonly note?: Phrase;
  readonly loops: readonly (Range | Loop)[];
  readonly differential?: {
    readonly left: Expr;
    readonly right: Expr;
    readonly reason: Phrase;
    /** What the differential relies on: "relu′(0) = 0". */
    readonly conditions: readonly Phrase[];
    readonly steps: readonly Step[];
  };
  /** By which the differential is cited. */
  readonly number?: number;
}

export type Row = Equation | DefinitionRow;

export interface Section {
  /** In words; an index letter is put as a sign. */
  readonly heading: Phrase;
  readonly note: Phrase;
  readonly kind: 'definitions' | 'ahead' | 'chain' | 'results';
  readonly rows: readonly Row[];
}

export interface Outline {
  readonly title: Phrase;
  readonly legend: readonly Legend[];
  readonly givens: readonly Given[];
  readonly sections: readonly Section[];
  /** Conventions and conditions to be said at the end, those not said on a line. */
  readonly conditions: readonly Phrase[];
  /** Whether headings are wanted: short derivations read better without. */
  readonly headed: boolean;
  readonly notation: Notation;
}

export interface OutlineOptions {
  readonly detail?: Detail;
  readonly rows?: (fn: string) => Spelling | undefined;
  /** What stands before it on the same page: a gradient that is derived there is not derived a second time. */
  readonly above?: readonly Derivation[];
}

export function outline(derivation: Derivation, options: OutlineOptions = {}): Outline {
  requireOneOf('detail', options.detail, DETAILS);
  const phases = derivation.phases ?? [];
  if (phases.length === 0) {
    const { sections, alone } = single(derivation, options, { rows: [], phase: false });
    return assemble(derivation, sections, options, alone, false);
  }
  const rows: DefinitionRow[] = [];
  const sections = phases.flatMap((phase, i): Section[] => {
    const own = single(phase, options, { rows, phase: true });
    rows.push(...own.sections.flatMap((s) => s.rows.filter((row): row is DefinitionRow => row.kind === 'definition')));
    const told = i === 0 && isAbove(phase, options.above);
    const left = i > 0 ? 'results' : told ? 'chain' : undefined;
    return own.sections
      .filter(({ kind }) => kind !== left)
      .map((section) => ({ ...section, ...(told ? asAbove(section) : {}), heading: phaseHeading(section, phase, i) }));
  });
  const results = derivation.results.flatMap((result) => resultRow(result, () => undefined));
  sections.push({ kind: 'results', heading: ['Result'], note: [], rows: results });
  return assemble(derivation, sections, options, undefined, true);
}

/** Whether the page has derived the same results, term by term, before. */
function isAbove({ request, results }: Derivation, above: OutlineOptions['above'] = []): boolean {
  const alike = (one: Derivation): boolean => one.request.kind === 'grad' && one.request.subject === request.subject;
  const earlier = above.filter(alike).flatMap((one) => one.results);
  return results.every(({ wrt, value }) => earlier.some((one) => one.wrt === wrt && one.value === value));
}

const asAbove = ({ kind, rows }: Section): Pick<Section, 'rows'> =>
  kind !== 'results'
    ? { rows }
    : { rows: rows.map((row) => (row.kind === 'equation' ? { ...row, reason: ['as above'] } : row)) };

function phaseHeading({ kind, heading }: Section, { request }: Derivation, index: number): Phrase {
  if (index === 0) return kind === 'results' ? ['Gradient'] : heading;
  if (kind === 'definitions') return ['For the second derivative'];
  return kind === 'ahead' ? heading : ['Differential of ', request.subject];
}

interface Phase {
  readonly sections: readonly Section[];
  /** An expression that needs no definition: the title says it. */
  readonly alone?: Expr;
}

function single(derivation: Derivation, { detail = 'normal' }: OutlineOptions, known: Known): Phase {
  const numbers = numbering(derivation.blocks, known);
  const cite = citation(derivation.blocks, numbers, detail);
  const forward = derivation.blocks.flatMap((block) =>
    block.kind === 'forward' && !isKnown(block, known) ? forwardRows(block, derivation, numbers, cite, detail) : [],
  );
  const alone = known.phase ? undefined : soleDefinition(forward, derivation, detail);
  const lines: Section[] = [
    ...withDifferentials(
      [...ahead(derivation, cite, detail), ...backward(derivation, cite, detail)],
      derivation,
      forward,
    ),
    {
      kind: 'results' as const,
      heading: ['Result'],
      note: [],
      rows: derivation.results.flatMap((result) => [
        // the table, where it is whole, has them already
        ...(detail === 'brief' ? throughRows(result) : []),
        ...resultRow(result, cite),
      ]),
    },
  ];
  const defined =
    detail === 'brief'
      ? definitionsUsed(forward, lines, known.rows).filter(({ value }) => value !== alone)
      : alone === undefined
        ? forward
        : [];
  const table: Section = { kind: 'definitions', heading: ['Forward'], note: [], rows: defined };
  const sections = [table, ...lines].filter((section) => section.rows.length > 0);
  return { sections, ...(alone ? { alone } : {}) };
}

/** A line that puts in a differential which no row shows stands for the steps of that one as well. */
function withDifferentials(sections: readonly Section[], { blocks }: Derivation, forward: readonly Row[]): Section[] {
  const shown = new Set(forward.flatMap(stepsOfRow));
  const hidden = new Map(
    blocks.flatMap((b) => {
      const steps = b.kind === 'forward' && b.line ? stepsOf(b.line.stages).filter((step) => !shown.has(step)) : [];
      return b.kind === 'forward' && b.line && steps.length > 0 ? [[b.line.target, steps] as const] : [];
    }),
  );
  const before = ({ by, before: piece }: Step): readonly Step[] =>
    (by.kind === 'definition' ? hidden.get(piece) : undefined) ?? [];
  const whole = (row: Row): Row =>
    row.kind === 'equation' ? { ...row, steps: row.steps.flatMap((step) => [...before(step), step]) } : row;
  return sections.map((section) => ({ ...section, rows: section.rows.map(whole) }));
}

export const stepsOfRow = (row: Row): readonly Step[] =>
  row.kind === 'equation' ? row.steps : (row.differential?.steps ?? []);

function assemble(
  derivation: Derivation,
  shown: readonly Section[],
  { rows }: OutlineOptions,
  alone: Expr | undefined,
  headed: boolean,
): Outline {
  const conditions = new Conditions(derivation);
  const terms = [...shown.flatMap((section) => section.rows.flatMap(termsOfRow)), ...conditions.terms()];
  const loops = derivation.problem.definitions.flatMap(({ loops }) => loops);
  const ranges = commonRanges(loops, terms);
  const sizes = commonSizes(terms);
  const signs = signsOf(derivation, terms);
  const count = shown.reduce((n, section) => n + section.rows.length, 0);
  const { isDefinite } = conditions;
  const notation = { ...sizes, ...signs, ranges, isDefinite, ...(rows ? { rows } : {}) };
  const sections = shown.map((section) => ({
    ...section,
    rows: section.rows.map((row) => withConditions(ranged(row, notation), conditions)),
  }));
  return {
    title: title(derivation, alone),
    legend: legend(terms, ranges, sizes, signs),
    givens: givens(derivation),
    sections,
    conditions: unsaid(derivation.conditions, shown).flatMap((c) => said(conditions.phrase(c))),
    headed: headed || count > 16 || derivation.blocks.some((block) => 'parts' in block),
    notation,
  };
}

const said = (phrase: Phrase): Phrase[] => (phrase.length === 0 ? [] : [phrase]);

/** The row with its conditions in the signs of the page. */
function withConditions(row: Row, conditions: Conditions): Row {
  if (row.kind === 'equation') return { ...row, reason: conditions.reason(row.reason) };
  const { differential } = row;
  if (!differential) return row;
  const told = differential.conditions.flatMap((c) => said(conditions.reason(c)));
  return { ...row, differential: { ...differential, conditions: told } };
}

/** A definition says its range where the head gives its letter another. */
function ranged(row: Row, notation: Notation): Row {
  if (row.kind !== 'definition') return row;
  const other = row.loops.filter((loop) => !isStated(upwards(loop), notation));
  const note = joinPhrases([row.note ?? [], ...other.map((loop) => rangePhrase(loop, notation))], ', ');
  return note.length === 0 ? row : { ...row, note };
}

/** Leaves up to which an inline expression stands in the title. */
const TITLE = 12;

/** The value of an inline expression that is all there is to define: the title says it, and no table is needed. */
function soleDefinition(forward: readonly Row[], { problem, request }: Derivation, detail: Detail): Expr | undefined {
  const inline = problem.definitions.find(({ target, anonymous }) => anonymous && target === request.subject);
  if (inline === undefined || inline.value.leaves > TITLE) return undefined;
  return detail === 'brief' || forward.length === 1 ? inline.value : undefined;
}

function forwardRows(
  block: Forward,
  derivation: Derivation,
  numbers: ReadonlyMap<Name, number>,
  cite: Cite,
  detail: Detail,
): Row[] {
  const { named, line } = block;
  const { target, value, loops } = named.definition;
  const number = line ? numbers.get(target) : undefined;
  const groups = line ? visible(line, detail) : [];
  const shown = number !== undefined && line !== undefined;
  const row: DefinitionRow = {
    kind: 'definition',
    target,
    value: value === target ? unknown(target, derivation) : value,
    loops,
    ...noteOn(target, value, derivation),
    ...(shown
      ? {
          differential: {
            left: line.target,
            right: line.end,
            reason: stagesReason(line.stages, cite),
            conditions: distinct(stepsOf(line.stages).flatMap((step) => step.given)).map((c) => [c]),
            steps: stepsOf(line.stages),
          },
          number,
        }
      : {}),
  };
  if (detail !== 'full' || !line || groups.length < 2) return [row];
  const steps = groups.map(
    ({ stages, after, marks }): Equation => ({
      kind: 'equation',
      left: line.target,
      right: after,
      loops: [],
      reason: stagesReason(stages, cite),
      marks,
      steps: stepsOf(stages),
    }),
  );
  return [row, ...steps];
}

/** An unknown function as the subject: L = L(A). */
function unknown(target: Name, { problem }: Derivation): Expr {
  const f = problem.functions.get(target.name);
  return f?.kind === 'scalar' ? call(f.name, f.of, target.shape) : target;
}

/** That a definition is symmetric, where a line relies on it. */
function noteOn(target: Name, value: Expr, { conditions, problem }: Derivation): { note?: Phrase } {
  const found = conditions.includes(`${format(target)} symmetric`) && !problem.declarations.has(target.name);
  return found ? { note: ['symmetric'] } : axisNote(value);
}

/** Along which axis a softmax runs: not visible in its sign. */
function axisNote(value: Expr): { note?: Phrase } {
  if (value.kind !== 'call' || value.shape.includes(1)) return {};
  if (value.fn === 'softmax' || value.fn === 'logsoftmax') return { note: ['row by row'] };
  return value.fn === 'softmaxcol' || value.fn === 'logsoftmaxcol' ? { note: ['column by column'] } : {};
}

function resultRow(result: Derivation['results'][number], cite: Cite): Row[] {
  const { value, expanded, loops, remarks, line } = result;
  const named = beforePuttingBack(line);
  const left = resultSign(result);
  const all = [...(named ? [named] : []), value, ...(expanded ? [expanded] : [])];
  const forms = distinct(all.filter((form) => form !== left));
  const weighty = line.stages.flatMap(({ steps }) =>
    steps.filter(({ level, by }) => level === 'key' && (by.kind === 'rule' || by.kind === 'arithmetic')),
  );
  return [
    {
      kind: 'equation',
      left,
      right: forms[0] ?? value,
      also: forms.slice(1),
      shape: value.shape,
      loops: loops ?? [],
      reason: joinPhrases(
        [
          ...(forms.length === 0 ? [['as given']] : []),
          ...remarks,
          weighty.length > 0 ? stageReason(weighty, cite) : [],
        ],
        '; ',
      ),
      marks: new Set(),
      steps: stepsOf(line.stages),
    },
  ];
}

/** The differentials that a result hangs on. */
const throughRows = ({ through = [] }: Derivation['results'][number]): Row[] =>
  through.map((line): Row => ({ kind: 'equation', ...line, reason: [], marks: new Set(), steps: [] }));

/** The result in named pieces, where the names were put back afterwards. */
function beforePuttingBack({ start, stages }: Line): Expr | undefined {
  const at = stages.findIndex(({ steps }) => steps.some(({ by }) => by.kind === 'definition'));
  return at < 0 ? undefined : at === 0 ? start : stages[at - 1]?.after;
}

export function termsOfRow(row: Row): Expr[] {
  if (row.kind === 'equation') return [row.left, row.right, ...(row.also ?? [])];
  const { target, value, differential } = row;
  return [target, value, ...(differential ? [differential.left, differential.right] : [])];
}

/** Conditions that no line has said. */
function unsaid(conditions: readonly string[], sections: readonly Section[]): string[] {
  const said = new Set<unknown>();
  for (const { rows } of sections) {
    for (const row of rows) {
      const reason = row.kind === 'equation' ? row.reason : (row.differential?.conditions.flat() ?? []);
      for (const part of plainPhrase(reason))
        for (const condition of typeof part === 'string' ? conditionsIn(part) : []) said.add(condition);
    }
  }
  return conditions.filter((condition) => !said.has(condition));
}
