/**
 * The reason that a person gave, held against the rules that do lead from line to line.
 *
 * A reason is free text; only one that names a rule or a module of the book can be said to be another than ours. It is
 * a remark and never an error: there may be a way that we do not know.
 */
import type { Problem, Property } from '../language/problem.js';
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

const PROPERTY = '(symmetric|skew|diagonal|orthogonal|invertible|unit|posdef|positive definite)';

/** A property that a reason says of a variable, and that it is not declared with: "A symmetric", "since A is symmetric". */
export function propertyRemark(reason: string, { declarations }: Problem): string | undefined {
  for (const { name, properties } of declarations.values()) {
    if (!/^[\p{L}\p{N}_]+$/u.test(name)) continue;
    const said = new RegExp(
      `(?<![\\p{L}\\p{N}_])${name}\\s+(?:(?:is|are|being)\\s+)?(?:a\\s+)?${PROPERTY}\\b`,
      'u',
    ).exec(reason)?.[1];
    if (said === undefined || properties.has((said === 'positive definite' ? 'posdef' : said) as Property)) continue;
    return `${name} is not declared ${said}: the line does not rest on it`;
  }
  return undefined;
}

function fits(id: string, named: string): boolean {
  const [module = '', key = ''] = id.split('/');
  return id.toLowerCase() === named || module === named || key.toLowerCase() === named;
}
