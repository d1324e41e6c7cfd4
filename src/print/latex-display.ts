/**
 * Rows as aligned environments: definitions in a table with their differentials, or each above its differential where
 * the table would be wide; equations with their reasons in a column of their own, or underneath. An environment does not
 * break over pages, so long sections are several, cut between one left side and the next.
 */

import type { Shape } from '../expression/dimension.js';
import { isScalarShape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { DefinitionRow, Equation, Row } from './outline.js';
import type { Phrase } from './phrase.js';
import { clausesOf } from './phrase.js';
import { breakTex, texWidth } from './tex-layout.js';

/** How a page spells what stands in rows. */
export interface Setting {
  term(e: Expr, breaks?: boolean): string;
  words(phrase: Phrase): string;
  shape(shape: Shape): string;
  range(loop: Equation['loops'][number]): string;
}

/** Lines of one environment where it can be cut there. */
const LINES = 16;
/** Lines of one left side after which it is cut after all. */
const MOST = 36;
/** Columns of a page. */
const PAGE = 104;
/** Columns up to which a left side stands beside its equation. */
const LEFT = 30;
/** Columns at which right sides may be broken; the one that makes the fewest lines is taken. */
const WIDTHS = [84, 70, 58, 48];

/** Lines that stay in one environment. */
type Group = string[];

export function displays(rows: readonly Row[], setting: Setting): string[] {
  const groups = rows.every((row) => row.kind === 'equation')
    ? equationGroups(rows as readonly Equation[], setting)
    : definitionGroups(rows, setting);
  const shown: Group[] = [];
  for (const group of groups) {
    const last = shown.at(-1);
    if (last && last.length + group.length <= LINES) last.push(...group);
    else for (let i = 0; i < group.length; i += MOST) shown.push(group.slice(i, i + MOST));
  }
  return shown.map((lines) => `\\begin{aligned}\n${lines.join(' \\\\\n')}\n\\end{aligned}`);
}

// ——— definitions ———

/** A definition with the lines that lead to its differential. */
function definitionGroups(rows: readonly Row[], setting: Setting): Group[] {
  const definitions = rows.filter((row): row is DefinitionRow => row.kind === 'definition');
  const wide = !fitsTable(definitions, setting);
  const groups: Group[] = [];
  for (const row of rows) {
    if (row.kind === 'definition') groups.push(wide ? stacked(row, setting) : [tableRow(row, setting)]);
    else groups.at(-1)?.push(...equationLines([row], setting, PAGE / 2).flat());
  }
  return groups;
}

interface Cells {
  readonly head: string;
  readonly shape: string;
  readonly left: string;
  readonly right: string;
  /** Conditions of the differential, and its number. */
  readonly conditions: string;
  readonly number: string;
}

function cells({ target, value, note, differential, number }: DefinitionRow, setting: Setting): Cells {
  const said = note ? setting.words([', ', ...note]) : '';
  return {
    head: `${setting.term(target)} &= ${setting.term(value)}${said}`,
    shape: isScalarShape(value.shape) ? '' : setting.shape(value.shape),
    left: differential ? setting.term(differential.left) : '',
    right: differential ? setting.term(differential.right) : '',
    conditions: differential?.conditions.map((condition) => setting.words(condition)).join(', ') ?? '',
    number: number === undefined ? '' : `(${number})`,
  };
}

const HENCE = '\\Longrightarrow\\quad ';
const GAP = 6;

function fitsTable(rows: readonly DefinitionRow[], setting: Setting): boolean {
  const all = rows.map((row) => cells(row, setting));
  const widest = (of: (row: Cells) => string): number => Math.max(0, ...all.map((row) => texWidth(of(row))));
  const gives = widest(({ left, right, conditions }) => (left === '' ? '' : `${HENCE}${left} = ${right}${conditions}`));
  return widest(({ head }) => head) + widest(({ shape }) => shape) + gives + 2 * GAP <= PAGE;
}

/** target = value · shape · ⟹ differential · conditions · number. */
function tableRow(row: DefinitionRow, setting: Setting): string {
  const { head, shape, left, right, conditions, number } = cells(row, setting);
  const shown = shape === '' ? '' : `\\qquad ${shape}`;
  if (left === '') return shown === '' ? head : `${head} && ${shown}`;
  const given = conditions === '' ? '' : `\\quad ${conditions}`;
  return `${head} && ${shown} && \\quad ${HENCE}${left} = ${right}${given} && \\quad ${number}`;
}

/** The definition, and under it its differential. */
function stacked(row: DefinitionRow, setting: Setting): string[] {
  const { shape, left, conditions, number } = cells(row, setting);
  const { target, value, note, differential } = row;
  const said = note ? setting.words([', ', ...note]) : '';
  const [width = 0] = WIDTHS;
  const head = breakTex(setting.term(value, true), width);
  const lines = continued(setting.term(target), head, said + (shape === '' ? '' : ` && \\qquad ${shape}`));
  if (!differential) return lines;
  const body = breakTex(setting.term(differential.right, true), width);
  const given = conditions === '' ? '' : `${conditions} \\quad `;
  return [...lines, ...continued(`${HENCE}${left}`, body, ` && \\qquad ${given}${number}`)];
}

/** left = first, then the rest under it; `tail` stands behind the last. */
const continued = (left: string, parts: readonly string[], tail: string): string[] =>
  parts.map(
    (part, i) =>
      (i === 0 ? `${left} &= ${part}` : part.startsWith('= ') ? `&${part}` : `&\\qquad ${part}`) +
      (i === parts.length - 1 ? tail : ''),
  );

// ——— equations ———

/** Lines under one left side; a name that is defined stays with the lines that use it. */
function equationGroups(rows: readonly Equation[], setting: Setting): Group[] {
  const trials = WIDTHS.map((width) => equationLines(rows, setting, width));
  const size = (lines: readonly string[][]): number => lines.flat().length;
  const best = trials.reduce((a, b) => (size(b) < size(a) ? b : a));
  const groups: Group[] = [];
  rows.forEach((row, i) => {
    const before = rows[i - 1];
    const goesOn = before !== undefined && (before.left === row.left || (before.shape && !row.shape));
    if (goesOn) groups.at(-1)?.push(...(best[i] as string[]));
    else groups.push([...(best[i] as string[])]);
  });
  return groups;
}

/** left = right · shape, range, reason: each with all its lines, right sides broken at `width`. */
function equationLines(rows: readonly Equation[], setting: Setting, width: number): string[][] {
  const shown = rows.map((row) => {
    const left = setting.term(row.left);
    const parts = breakTex(setting.term(row.right, true), width);
    const also = (row.also ?? []).map((form) => `= ${setting.term(form)}`);
    return { left, above: texWidth(left) > LEFT, parts: together(parts, also, width), tail: tailOf(row, setting) };
  });
  const start = Math.max(0, ...shown.map(({ left, above }) => (above ? 0 : texWidth(left))));
  const widest = Math.max(0, ...shown.flatMap(({ parts }) => parts.map(texWidth)));
  const room = PAGE - start - widest - GAP;
  return shown.map(({ left, above, parts, tail }, i) => {
    const whole = [...tail.facts, ...(tail.clauses.length > 0 ? [tail.clauses.join(SEMICOLON)] : [])].join(APART);
    const beside = texWidth(whole) <= room;
    const behind = beside ? whole : tail.facts.join(APART);
    const lines = continued(above ? '' : left, parts, behind === '' ? '' : ` && \\qquad ${behind}`);
    // a long left side stands on a line of its own, once
    const first = (lines[0] as string).replace(/^ &=/, '&\\quad =');
    const under = beside ? [] : filled(tail.clauses, PAGE - start).map((line) => `&\\qquad\\qquad ${line}`);
    return [...(above && shown[i - 1]?.left !== left ? [`&${left}`] : []), first, ...lines.slice(1), ...under];
  });
}

/** Other forms of the same behind it, each on a line of its own where they do not fit. */
function together(parts: readonly string[], also: readonly string[], width: number): string[] {
  const lines = [...parts];
  for (const form of also) {
    const longer = `${lines.at(-1)} ${form}`;
    if (texWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(form);
  }
  return lines;
}

const SEMICOLON = '\\text{; }';
const APART = ' \\qquad ';

/** Shape and ranges, and the reason by its clauses. */
function tailOf({ shape, loops, reason }: Equation, setting: Setting): { facts: string[]; clauses: string[] } {
  return {
    facts: [...(shape ? [setting.shape(shape)] : []), ...loops.map((loop) => setting.range(loop))],
    clauses: clausesOf(reason).map((clause) => setting.words(clause)),
  };
}

/** Clauses in lines, as many as fit. */
function filled(clauses: readonly string[], room: number): string[] {
  const lines: string[] = [];
  for (const clause of clauses) {
    const longer = `${lines.at(-1)}${SEMICOLON}${clause}`;
    if (lines.length > 0 && texWidth(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(clause);
  }
  return lines;
}
