/**
 * The rule book at the end of a page: each rule that its derivations use, as an equation in mathematics, with its
 * conditions, its source and the figure of its own check. Every reason on the page leads here.
 */
import type { Derivation, Line } from '../derive/step.js';
import { elementwiseRule } from '../numeric/rule-check.js';
import { ruleAnchor } from '../print/html.js';
import { verdictSign, verdictWords } from '../print/html-steps.js';
import { HtmlTerms } from '../print/html-terms.js';
import type { Markup } from '../print/markup.js';
import { html } from '../print/markup.js';
import type { RuleEntry } from '../print/rule-list.js';
import { rulesById } from '../print/rule-list.js';
import type { Notation } from '../print/style.js';
import type { Typesetter } from '../print/typeset.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Rule } from '../rulebook/match.js';

/** The ids of the rules that the steps of some derivations name. */
export function rulesUsed(derivations: readonly Derivation[]): Set<string> {
  const ids = new Set<string>();
  const ofLine = (line: Line): void => {
    for (const { steps } of line.stages) for (const { by } of steps) if (by.kind === 'rule') ids.add(by.id);
  };
  const visit = ({ blocks, results, first, phases }: Derivation): void => {
    for (const block of blocks) {
      if (block.kind === 'forward') {
        if (block.line) ofLine(block.line);
        continue;
      }
      for (const part of block.kind === 'backward' ? [block] : block.parts) {
        ofLine(part.line);
        part.gradient?.lines.forEach(ofLine);
      }
    }
    for (const { line } of results) ofLine(line);
    if (first) visit(first);
    phases?.forEach(visit);
  };
  derivations.forEach(visit);
  return ids;
}

/** Whether the book has an entry for the id; some steps are named by what no single rule states. */
export function isInBook(catalog: Catalog): (id: string) => boolean {
  const known = new Set(catalog.rules().map(({ id }) => id));
  return (id) => known.has(id) || (id.startsWith('elementwise/') && catalog.elementwise(id.slice(12)) !== undefined);
}

const known = new WeakMap<Catalog, Map<string, RuleEntry>>();

/** Entries, each checked once for a book. */
function entriesOf(catalog: Catalog, ids: ReadonlySet<string>): RuleEntry[] {
  const cache = known.get(catalog) ?? new Map<string, RuleEntry>();
  known.set(catalog, cache);
  const missing = new Set([...ids].filter((id) => !cache.has(id)));
  if (missing.size > 0) for (const entry of rulesById(catalog, missing)) cache.set(entry.id, entry);
  return [...cache.values()].filter(({ id }) => ids.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

export interface RuleBookOptions {
  readonly catalog: Catalog;
  readonly typeset: Typesetter;
  readonly rows: NonNullable<Notation['rows']>;
}

export function ruleBookToHtml(ids: ReadonlySet<string>, { catalog, typeset, rows }: RuleBookOptions): Markup {
  const terms = new HtmlTerms(typeset, { rows });
  const entries = entriesOf(catalog, ids).map((entry) => {
    const rule = equationOf(entry.id, catalog);
    const equation = rule
      ? html`${terms.term(rule.left)} <span class="fb-equals">=</span> ${terms.term(rule.right)}`
      : html`<code>${entry.equation}</code>`;
    const where =
      entry.where.length > 0 &&
      html`<p class="fb-rule-where">where ${entry.where.map((line, i) => html`${i > 0 && '; '}<code>${line}</code>`)}</p>`;
    const source = entry.source !== undefined && html`<p class="fb-rule-source">Source: ${entry.source}</p>`;
    return html`<li class="fb-rule" id="${ruleAnchor(entry.id)}"><p class="fb-rule-name">${terms.words(nameOf(entry))} <code class="fb-rule-id">${entry.id}</code></p><div class="fb-rule-equation">${equation}</div>${where}${source}<p class="fb-evidence fb-${entry.evidence.outcome}">${verdictSign(entry.evidence)} ${verdictWords(entry.evidence)}</p></li>`;
  });
  return html`<ol class="fb-rules" role="list">${entries}</ol>`;
}

/** What the rule says; of a function its name, of which all say the same. */
const nameOf = ({ id, kind, say }: RuleEntry): string =>
  kind === 'elementwise' ? `${id.slice(12)}, ${say}` : say === '' ? id : say.replaceAll('#', '');

const equationOf = (id: string, catalog: Catalog): Pick<Rule, 'left' | 'right'> | undefined =>
  catalog.rules().find((rule) => rule.id === id) ??
  (id.startsWith('elementwise/') ? elementwiseRule(id.slice(12), catalog) : undefined);
