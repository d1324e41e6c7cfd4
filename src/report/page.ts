/**
 * One self-contained HTML document over any number of problems: contents, problems, rule book, with the style sheets and
 * the fonts it needs inside. It opens without a network and can be read without a script.
 */
import type { Markup } from '../print/markup.js';
import { html } from '../print/markup.js';
import { documentOf, LETTERS } from './document.js';
import type { PageFiles } from './fonts.js';
import type { Parts } from './parts.js';
import type { ReportItem } from './problem.js';
import { contentsEntry, problemToHtml, questionTitle } from './problem.js';

export interface PageOptions {
  readonly files: PageFiles;
  /** Of the program. */
  readonly version: string;
  /** Told of each problem before it is written: a long page takes a while. */
  readonly progress?: (done: number, of: number) => void;
}

/** Its parts are made at once, within the limits of the call; what waits is the signature of the script. */
export function pageToHtml(items: readonly ReportItem[], parts: Parts, options: PageOptions): Promise<string> {
  const ids = items.map((_, i) => `p${i + 1}`);
  const { fonts } = parts.typeset;
  fonts.clear();
  for (const font of LETTERS) fonts.add(font);
  const problems: Markup[] = [];
  for (const [i, item] of items.entries()) {
    options.progress?.(i, items.length);
    problems.push(problemToHtml(item, parts, ids[i] as string));
  }
  options.progress?.(items.length, items.length);
  const rules = parts.rules(items.flatMap(({ derivations }) => derivations));
  const [only] = items;
  const title = items.length === 1 && only ? (only.name ?? 'Derivation') : `${items.length} derivations`;
  const heading = items.length === 1 && only ? questionTitle(only, parts) : html`${title}`;
  const contents =
    items.length > 1 &&
    html`<nav aria-label="Contents"><ol class="fb-contents" role="list">${items.map((item, i) => contentsEntry(item, parts, ids[i] as string))}</ol></nav>`;
  const body = html`<h1${items.length === 1 && html` class="fb-unseen"`}>${heading}</h1>${contents}${problems}${ruleBook(rules, 'these derivations use')}`;
  return documentOf(title, body, { files: options.files, fonts, version: options.version });
}

/** The rules that a page refers to, at its end. */
export const ruleBook = (rules: Markup, who: string): Markup =>
  html`<section class="fb-part" id="rules" aria-labelledby="rules-title"><h2 id="rules-title">Rule book</h2><p class="fb-how">The rules that ${who}. Each is one equation, from which the program derives and from which this entry is made; it was checked on random matrices for this page. In its conditions <em>active</em> marks the operand that carries the differential, <em>constant</em> one that must not vary.</p>${rules}</section>`;
