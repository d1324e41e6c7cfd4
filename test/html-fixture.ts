/** The whole rule book as HTML. */
import type { Typesetter } from '../src/print/typeset.js';
import { ruleBookToHtml } from '../src/report/rule-book.js';
import { catalog } from '../src/rulebook/catalog.js';

export function rules(typeset: Typesetter): string {
  const ids = new Set([
    ...catalog.rules().map(({ id }) => id),
    ...Object.values(catalog.modules).flatMap((m) => Object.keys(m.elementwise ?? {}).map((fn) => `elementwise/${fn}`)),
  ]);
  const rows = (fn: string): ReturnType<typeof catalog.row> | ReturnType<typeof catalog.elementwise> =>
    catalog.elementwise(fn) ?? catalog.row(fn);
  return ruleBookToHtml(ids, { catalog, typeset, rows }).text;
}
