/**
 * The parts of a page about one problem: its derivation, its results, its check, its graph, the rules it uses. Each is a
 * fragment that stands alone; a page puts them together.
 *
 * What is loaded on demand (KaTeX, dagre) is loaded here, once, before anything is written.
 */
import type { Derivation } from '../derive/step.js';
import type { CheckReport } from '../numeric/check.js';
import type { WitnessCheck } from '../numeric/witness.js';
import type { HtmlOptions } from '../print/html.js';
import { derivationToHtml, resultsToHtml } from '../print/html.js';
import type { Markup } from '../print/markup.js';
import { html } from '../print/markup.js';
import type { Detail } from '../print/outline.js';
import type { Notation } from '../print/style.js';
import type { Typesetter } from '../print/typeset.js';
import { loadTypesetter } from '../print/typeset.js';
import type { Catalog } from '../rulebook/catalog.js';
import { checksToHtml } from './checks.js';
import type { LayOut } from './graph-layout.js';
import { loadLayout } from './graph-layout.js';
import { graphOf } from './graph-model.js';
import { graphToHtml } from './graph-svg.js';
import { isInBook, ruleBookToHtml, rulesUsed } from './rule-book.js';

export const PARTS = ['derivation', 'results', 'check', 'graph', 'rules'] as const;
/** The parts of a page about a problem. */
export type Part = (typeof PARTS)[number];

/** Derivations of one problem, with what their checks found. */
export interface Derived {
  readonly derivations: readonly Derivation[];
  readonly reports?: readonly CheckReport[];
  readonly witnesses?: readonly (readonly WitnessCheck[])[];
}

export interface PartOptions {
  readonly detail?: Detail;
  /** What ids begin with, where several problems stand on one page. */
  readonly prefix?: string;
  readonly level?: 1 | 2 | 3 | 4;
  /** Whether a derivation that is the only one goes without its title. */
  readonly untitled?: boolean;
  /** Whether the page has the entries of the rules that are used; then reasons link to them. */
  readonly linked?: boolean;
}

export class Parts {
  /** Whether the rule book has an entry for an id. */
  readonly hasRule: (id: string) => boolean;

  constructor(
    readonly typeset: Typesetter,
    private readonly layOut: LayOut,
    private readonly catalog: Catalog,
    readonly rows: NonNullable<Notation['rows']>,
  ) {
    this.hasRule = isInBook(catalog);
  }

  derivation(derived: Derived, options: PartOptions = {}): Markup {
    return this.each(derived, options, (derivation, own) => derivationToHtml(derivation, this.typeset, own));
  }

  results(derived: Derived, options: PartOptions = {}): Markup {
    return this.each(derived, options, (derivation, own) => resultsToHtml(derivation, this.typeset, own));
  }

  check({ derivations, reports, witnesses }: Derived): Markup {
    return html`${derivations.map((derivation, i) => {
      const report = reports?.[i];
      const own = witnesses?.[i];
      return (
        report &&
        checksToHtml(derivation, report, {
          typeset: this.typeset,
          functions: this.catalog,
          rows: this.rows,
          ...(own ? { witnesses: own } : {}),
        })
      );
    })}`;
  }

  /** Of the first derivation: those of one problem share its definitions. */
  graph({ derivations }: Derived, { prefix = '' }: PartOptions = {}): Markup {
    const [first] = derivations;
    return first ? graphToHtml(graphOf(first), this.layOut, { notation: { rows: this.rows }, prefix }) : html``;
  }

  rules(derivations: readonly Derivation[]): Markup {
    return this.ruleEntries(rulesUsed(derivations));
  }

  ruleEntries(ids: ReadonlySet<string>): Markup {
    const known = new Set([...ids].filter(this.hasRule));
    return ruleBookToHtml(known, { catalog: this.catalog, typeset: this.typeset, rows: this.rows });
  }

  private each(
    { derivations, reports }: Derived,
    { detail, prefix = '', level, linked, untitled }: PartOptions,
    print: (derivation: Derivation, options: HtmlOptions) => Markup,
  ): Markup {
    const several = derivations.length > 1;
    return html`${derivations.map((derivation, i) => {
      const report = reports?.[i];
      return print(derivation, {
        rows: this.rows,
        above: derivations.slice(0, i),
        prefix: several ? `${prefix}${i + 1}-` : prefix,
        ...(detail ? { detail } : {}),
        ...(level ? { level } : {}),
        ...(untitled && !several ? { untitled } : {}),
        ...(report ? { report } : {}),
        ...(linked ? { hasRule: this.hasRule } : {}),
      });
    })}`;
  }
}

/** Loads what the parts are set with. */
export async function loadParts(catalog: Catalog, rows: NonNullable<Notation['rows']>): Promise<Parts> {
  const [typeset, layOut] = await Promise.all([loadTypesetter(), loadLayout()]);
  return new Parts(typeset, layOut, catalog, rows);
}
