/**
 * The rule book as a list: modules, their rules as equations with conditions, sources and the figures of their checks,
 * made as the list is. A name narrows it to a module, a rule, or what speaks of a function.
 */
import { citations } from '../../rules/index.js';
import type { Evidence } from '../numeric/evidence.js';
import { checkRule, elementwiseRule } from '../numeric/rule-check.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { ElementwiseRow, RuleModule, RuleRow } from '../rulebook/rule.js';
import { figure } from './evidence.js';
import { wrap } from './layout.js';

/** A rule as it is listed, with what its check found. */
export interface RuleEntry {
  readonly id: string;
  /** "differential", "adjoint", "vec", "identity", "elementwise" */
  readonly kind: string;
  readonly equation: string;
  readonly where: readonly string[];
  readonly say: string;
  readonly source?: string;
  readonly evidence: Evidence;
}

/** A module of the rule book with its rules, each checked. */
export interface RuleSection {
  readonly module: string;
  readonly title: string;
  readonly about?: string;
  readonly rules: readonly RuleEntry[];
}

type Rows = Readonly<Record<string, RuleRow>>;

/** The rules that a name stands for (all, without one), each checked. Empty where the name is not known. */
export function listRules(catalog: Catalog, name?: string, seed = 1): RuleSection[] {
  const wanted = name === undefined ? undefined : selection(catalog, name);
  return Object.entries(catalog.modules).flatMap(([module, content]): RuleSection[] => {
    const whole = wanted === undefined || wanted.modules.has(module);
    const rules = entries(module, content, catalog, seed, (id, text) => whole || (wanted?.includes(id, text) ?? false));
    const { title, about } = content;
    return rules.length === 0 ? [] : [{ module, title, ...(about === undefined ? {} : { about }), rules }];
  });
}

/** The entries of these rules, each checked, in the order of the book. Ids that it does not have are left out. */
export const rulesById = (catalog: Catalog, ids: ReadonlySet<string>, seed = 1): RuleEntry[] =>
  Object.entries(catalog.modules).flatMap(([module, content]) =>
    entries(module, content, catalog, seed, (id) => ids.has(id)),
  );

interface Selection {
  readonly modules: ReadonlySet<string>;
  includes(id: string, text: string): boolean;
}

function selection({ modules, table }: Catalog, name: string): Selection {
  const word = name.toLowerCase();
  const found = Object.entries(modules).filter(([key, { title }]) => key === word || title.toLowerCase() === word);
  const fn = table.elementwise(name) ?? table.signature(name)?.fn ?? name;
  const speaks = new RegExp(`(^|[^\\p{L}\\w])${fn.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}($|[^\\p{L}\\w])`, 'u');
  return {
    modules: new Set(found.map(([key]) => key)),
    includes: (id, text) => id === name || id.split('/')[1] === name || (found.length === 0 && speaks.test(text)),
  };
}

function entries(
  module: string,
  content: RuleModule,
  catalog: Catalog,
  seed: number,
  wanted: (id: string, text: string) => boolean,
): RuleEntry[] {
  const rules = (kind: string, rows: Rows = {}): RuleEntry[] =>
    Object.entries(rows).flatMap(([key, row]) => {
      const id = `${module}/${key}`;
      if (!wanted(id, row.rule)) return [];
      const rule = catalog.rules().find((r) => r.id === id);
      const evidence: Evidence = rule
        ? checkRule(rule, catalog, seed)
        : { outcome: 'unchecked', reason: 'it was not read' };
      const source = row.cite === undefined ? undefined : (citations[row.cite] ?? row.cite);
      return [
        {
          id,
          kind,
          equation: row.rule,
          where: row.where ?? [],
          say: row.say,
          evidence,
          ...(source === undefined ? {} : { source }),
        },
      ];
    });
  const functions = Object.entries(content.elementwise ?? {}).flatMap(
    ([fn, row]: [string, ElementwiseRow]): RuleEntry[] => {
      const id = `${module}/${fn}`;
      if (!wanted(id, `${fn}(x)`)) return [];
      const equation = `d(${fn}(X)) = (${row.derivative}) .* dX`;
      return [
        {
          id,
          kind: 'elementwise',
          equation,
          where: elementwiseWhere(row),
          say: 'entry by entry',
          evidence: checkRule(elementwiseRule(fn, catalog), catalog, seed),
        },
      ];
    },
  );
  return [
    ...functions,
    ...rules('differential', content.differential),
    ...rules('adjoint', content.adjoint),
    ...rules('vec', content.vec),
    ...rules('identity', content.identities),
  ];
}

function elementwiseWhere({ derivative, domain, convention }: ElementwiseRow): string[] {
  const where = [/\by\b/.test(derivative) ? 'x the entry of X, y the value there' : 'x the entry of X'];
  if (domain !== undefined)
    where.push(typeof domain === 'string' ? `x ${domain}` : `x in (${domain[0]}, ${domain[1]})`);
  if (convention !== undefined) where.push(convention);
  return where;
}

const evidenceText = (e: Evidence): string =>
  e.outcome === 'ok'
    ? `checked, error ${figure(e.error)}`
    : e.outcome === 'failed'
      ? `FAILED, error ${figure(e.error)}`
      : `unchecked: ${e.reason}`;

/** Rules as text: equation, conditions, reason, source and check. Throws nothing of its own. */
export function rulesToText(sections: readonly RuleSection[], columns = 100): string {
  const blocks = sections.map(({ title, about, rules }) => {
    const head = [title, ...(about === undefined ? [] : wrap(`  ${about}`, columns, 2))];
    const body = rules.flatMap(({ id, equation, where, say, source, evidence }) => [
      '',
      `  ${equation}`,
      ...(where.length > 0 ? [`      where ${where.join(';  ')}`] : []),
      `      ${id}: ${say}`,
      ...(source === undefined ? [] : wrap(`      source: ${source}`, columns, 8)),
      `      ${evidenceText(evidence)}`,
    ]);
    return [...head, ...body].join('\n');
  });
  const all = sections.flatMap((section) => section.rules);
  const count = (outcome: Evidence['outcome']): number => all.filter((r) => r.evidence.outcome === outcome).length;
  const summary = `${all.length} rule${all.length === 1 ? '' : 's'}: ${count('ok')} checked, ${count('failed')} failed, ${count('unchecked')} unchecked`;
  return [...blocks, summary].join('\n\n');
}
