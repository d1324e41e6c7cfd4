/**
 * The reason that a person gave, held against the rules that do lead from line to line.
 *
 * A reason is free text; only one that names a rule or a module of the book can be said to be another than ours. It is
 * a remark and never an error: there may be a way that we do not know.
 */
import type { Expr } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Problem, Property } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Rule } from '../rulebook/match.js';
import type { Found } from './verdict.js';

const CYCLIC = 'trace/cyclic';

/** Words that people use for what the book calls otherwise, beginnings of a reason. */
const USUAL: readonly (readonly [RegExp, string])[] = [
  [/^product rule$/, 'product'],
  [/^jacobi(?:'s|’s)?(?: formula)?$/, 'inverse/jacobi'],
  [/^(?:cyclic$|cyclicity|cyclic (?:property|invariance))/, CYCLIC],
];
/** What else a rule is, in the eyes of whoever names it: tr(AᵀB) = A : B is the Frobenius product as well. */
const ALSO: ReadonlyMap<string, readonly string[]> = new Map([
  ['trace/cyclic', ['frobenius']],
  ['trace/identity', ['frobenius']],
  ['trace/hadamard', ['frobenius']],
  ['trace/power', [CYCLIC]],
  ['inverse/logdet', ['inverse/jacobi']],
]);
/** No rule at all: terms put in order. */
const REARRANGED: ReadonlySet<string> = new Set(['arithmetic', 'the same term']);

/** A remark where the reason names a rule that has no part in what leads from one term to the other. */
export function reasonRemark(
  reason: string,
  found: Found,
  catalog: Catalog,
  terms: readonly Expr[],
): string | undefined {
  const said = reason
    .toLowerCase()
    .replace(/^(?:the|by|rule)\s+/, '')
    .replace(/[.,;:]+$/, '')
    .trim();
  const named = USUAL.find(([words]) => words.test(said))?.[1] ?? said;
  const known = catalog.rules().filter((r) => fits(r.id, named));
  if (known.length === 0) return undefined;
  if (found.rules.some((id) => known.some((r) => r.id === id) || fits(id, named))) return undefined;
  const rearranged = found.say.every((s) => REARRANGED.has(s.words));
  if (found.rules.length === 0 && !(rearranged && (named === CYCLIC || !isAbout(known, terms)))) return undefined;
  return `the reason given is "${reason}"; what leads here is ${found.say.map((s) => s.words).join('; ')}`;
}

/** Whether a function that one of the rules is about stands in the terms; what is of sums and products is of any. */
function isAbout(rules: readonly Rule[], terms: readonly Expr[]): boolean {
  const present = functionsIn(terms);
  return rules.some(({ left }) => {
    const own = [...functionsIn([left])].filter((fn) => fn !== 'd' && fn !== 'T');
    return own.length === 0 || own.some((fn) => present.has(fn));
  });
}

const functionsIn = (terms: readonly Expr[]): ReadonlySet<string> =>
  new Set(postorder(terms).flatMap((e) => (e.kind === 'call' ? [e.fn] : [])));

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

/** By its module, its key or the beginning of that, or what else it is known as. */
function fits(id: string, named: string): boolean {
  const [module = '', key = ''] = id.split('/');
  const own = id.toLowerCase() === named || module === named || (named !== '' && key.toLowerCase().startsWith(named));
  return own || (ALSO.get(id) ?? []).some((other) => other === named);
}
