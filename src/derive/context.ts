/** What one derivation works with: the problem, the rule book, and the facts known of the problem's names. */
import type { Expr } from '../expression/expression.js';
import { format } from '../language/format.js';
import type { Problem } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Binding, Facts, Rule } from '../rulebook/match.js';
import type { Range, Reason, Step } from './step.js';

export interface Context {
  readonly problem: Problem;
  readonly catalog: Catalog;
  readonly facts: Facts;
  /** The user gave one expression, no definitions: results are written out in the given letters. */
  readonly inline: boolean;
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
  operand?: Expr,
): Step {
  const by: Reason = { kind: 'rule', id: rule.id, say: words(rule.say, binding), ...(operand ? { operand } : {}) };
  const given = rule.condition === undefined ? [] : [words(rule.condition, binding)];
  return { before, after, by, given, within, level: rule.level };
}

export const arithmeticStep = (say: string, before: Expr, after: Expr, within: readonly Range[]): Step => ({
  before,
  after,
  by: { kind: 'arithmetic', say },
  given: [],
  within,
  level: 'minor',
});
