/**
 * The definitions that a brief page cannot do without: those of the names that stand in its lines, and of the names in
 * these. Their differentials are left out; a line that puts one in says so.
 */
import type { Expr } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import type { DefinitionRow, Row, Section } from './outline.js';
import { plainPhrase } from './phrase.js';

/** Of the rows of definitions those that the sections need, in their order, without what an earlier phase has shown. */
export function definitionsUsed(
  forward: readonly Row[],
  sections: readonly Section[],
  known: readonly DefinitionRow[],
): DefinitionRow[] {
  const rows = forward.flatMap((row) => (row.kind === 'definition' ? [withoutDifferential(row)] : []));
  const used = new Set(
    sections.flatMap(({ note, rows: own }) => [...termsIn(note), ...own.flatMap(termsOf)]).flatMap(names),
  );
  const needed = new Set<DefinitionRow>();
  // a definition stands before its use
  for (const row of rows.toReversed()) {
    if (!names(row.target).some((name) => used.has(name))) continue;
    needed.add(row);
    for (const name of names(row.value)) used.add(name);
  }
  return rows.filter(
    (row) => needed.has(row) && !known.some(({ target, value }) => target === row.target && value === row.value),
  );
}

function withoutDifferential({ differential, number, ...row }: DefinitionRow): DefinitionRow {
  return row;
}

const names = (e: Expr): string[] => namesIn(e).map(({ name }) => name);

/** All terms that a row shows, in its reason as well. */
export function termsOf(row: Row): Expr[] {
  if (row.kind === 'definition') {
    const { target, value, differential } = row;
    return [
      target,
      value,
      ...(differential ? [differential.left, differential.right, ...termsIn(differential.reason)] : []),
    ];
  }
  return [row.left, row.right, ...(row.also ?? []), ...termsIn(row.reason)];
}

/** The terms among words. */
export const termsIn = (phrase: Parameters<typeof plainPhrase>[0]): Expr[] =>
  plainPhrase(phrase).filter((part): part is Expr => typeof part === 'object' && 'kind' in part);
