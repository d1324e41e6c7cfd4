/** What one derivation works with: the problem, the rule book, and the facts known of the problem's names. */
import type { Expr } from '../expression/expression.js';
import { isScalar } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import { format } from '../language/format.js';
import type { Problem } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { GrowingFacts } from '../rulebook/facts.js';
import type { Binding, Facts, Rule } from '../rulebook/match.js';
import { isDefinite, isPositive } from '../rulebook/positive.js';
import { fitted, instance } from './letters.js';
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
  const by = reasonOf(rule, binding, facts, operand);
  return { before, after, by, given: conditionsOf(rule, binding, facts), within, level: rule.level };
}

/** The words are put together when they are asked for: results alone need none. */
function reasonOf(rule: Rule, binding: Binding, facts: Facts, operand: Expr | undefined): Reason {
  const lazily = (make: () => string): (() => string) => {
    let made: string | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const general = lazily(() =>
    words(fitted(rule.say, facts.taken, { dims: binding.dims, indices: facts.indices }), binding),
  );
  // the letters of a rule about what carries a differential are not those of its words
  const named = rule.kind === 'differential' || rule.kind === 'identity';
  const say = named ? lazily(() => words(instance(rule.say, binding, facts.indices) ?? general(), binding)) : general;
  return {
    kind: 'rule',
    id: rule.id,
    get say() {
      return say();
    },
    get general() {
      return general();
    },
    ...(operand ? { operand } : {}),
  };
}

/** What the rule relies on, said of the names in the term whose property it is: of Z where Z⁻¹ is symmetric. */
function conditionsOf(rule: Rule, binding: Binding, facts: Facts): readonly string[] {
  const { condition } = rule;
  if (condition === undefined) return [];
  const variable = /#(\p{L}\w*)/u.exec(condition)?.[1] ?? '';
  const bound = binding.names.get(variable);
  if (bound === undefined) return [words(condition, binding)];
  if (rule.kind !== 'identity') return isKnown(condition, bound, facts) ? [] : [words(condition, binding)];
  const properties = [...(rule.variables.get(variable)?.properties ?? [])];
  const property = properties.find((p) => facts.has(bound, p));
  if (property === undefined) return [words(condition, binding)];
  const names = [...new Set(namesIn(bound))].filter((x) => !isScalar(x) && facts.has(x, property));
  return names.map((x) => condition.replaceAll(`#${variable}`, format(x)));
}

/** Whether what a rule asks of a term is certain anyway. */
function isKnown(condition: string, bound: Expr, facts: Facts): boolean {
  if (condition.endsWith(' invertible')) return facts.has(bound, 'invertible') || isDefinite(bound, facts);
  return / not (?:zero|0)$/.test(condition) && isPositive(bound, facts);
}

export const arithmeticStep = (say: string, before: Expr, after: Expr, within: readonly Range[]): Step => ({
  before,
  after,
  by: { kind: 'arithmetic', say },
  given: [],
  within,
  level: 'minor',
});
