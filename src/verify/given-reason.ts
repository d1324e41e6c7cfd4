/**
 * The reason that a person gave, held against the rules that do lead from line to line.
 *
 * A reason is free text; only one that names a rule or a module of the book can be said to be another than ours. It is
 * a remark and never an error: there may be a way that we do not know.
 */
import type { Catalog } from '../rulebook/catalog.js';
import type { Found } from './verdict.js';

/** Words that people use for what the book calls otherwise. */
const USUAL: ReadonlyMap<string, string> = new Map([
  ['product rule', 'product'],
  ['jacobi', 'inverse/jacobi'],
  ['jacobi formula', 'inverse/jacobi'],
  ["jacobi's formula", 'inverse/jacobi'],
  ['cyclicity', 'trace'],
  ['cyclic', 'trace'],
]);

export function reasonRemark(reason: string, found: Found, catalog: Catalog): string | undefined {
  const said = reason
    .toLowerCase()
    .replace(/^(?:the|by|rule)\s+/, '')
    .replace(/[.,;:]+$/, '')
    .trim();
  const named = USUAL.get(said) ?? said;
  const ids = catalog.rules().map((r) => r.id);
  const known = ids.filter((id) => fits(id, named));
  if (known.length === 0 || found.rules.length === 0) return undefined;
  if (found.rules.some((id) => known.includes(id) || fits(id, named))) return undefined;
  return `the reason given is "${reason}"; what leads here is ${found.say.map((s) => s.words).join('; ')}`;
}

function fits(id: string, named: string): boolean {
  const [module = '', key = ''] = id.split('/');
  return id.toLowerCase() === named || module === named || key.toLowerCase() === named;
}
