/** What one derivation works with: the problem, the rule book, and the facts known of the problem's names. */
import type { Expr } from '../expression/expression.js';
import { format } from '../language/format.js';
import type { Problem } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { GrowingFacts } from '../rulebook/facts.js';
import type { Binding, Facts, Rule } from '../rulebook/match.js';
import type { Range, Reason, Step } from './step.js';

export interface Context extends DeriveOptions {
  readonly problem: Problem;
  readonly catalog: Catalog;
  readonly facts: GrowingFacts;
  /** The user gave one expression, no definitions: results are written out in the given letters. */
  readonly inline: boolean;
}

/** Conventions that a user may choose. */
export interface DeriveOptions {
  /** The gradient by a symmetric variable as if its entries on and below the diagonal were independent. */
  readonly independentEntries?: boolean;
}

/** Puts the bound terms for #S in a rule's words. */
export function words(template: string, binding: Binding): string {
  return template.replace(/#(\p{L}\w*)/gu, (whole, variable: string) => {
    const bound = binding.names.get(variable);
    return bound === undefined ? whole : format(bound);
  });
}

/** The step in which a rule of the book replaces `before` by `after`. */
export function ruleStep(
  rule: Rule,
  binding: Binding,
  before: Expr,
  after: Expr,
  within: readonly Range[],
  facts: Facts,
  operand?: Expr,
): Step {
  const by: Reason = { kind: 'rule', id: rule.id, say: words(rule.say, binding), ...(operand ? { operand } : {}) };
  return { before, after, by, given: conditionsOf(rule, binding, facts), within, level: rule.level };
}

/** What the rule relies on. A property of a composite term follows from that of the names in it, which is said. */
function conditionsOf(rule: Rule, binding: Binding, facts: Facts): readonly string[] {
  const { condition } = rule;
  if (condition === undefined) return [];
  if (rule.kind !== 'identity') return [words(condition, binding)];
  const variable = /#(\p{L}\w*)/u.exec(condition)?.[1] ?? '';
  const bound = binding.names.get(variable);
  const properties = [...(rule.variables.get(variable)?.properties ?? [])];
  const property = bound && properties.find((p) => facts.has(bound, p));
  if (bound === undefined || property === undefined) return [words(condition, binding)];
  return facts.restsOn(bound, property).map((e) => condition.replaceAll(`#${variable}`, format(e)));
}

export const arithmeticStep = (say: string, before: Expr, after: Expr, within: readonly Range[]): Step => ({
  before,
  after,
  by: { kind: 'arithmetic', say },
  given: [],
  within,
  level: 'minor',
});
