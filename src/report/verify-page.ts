/** Somebody's derivation as a self-contained page: the lines marked, the file as it was given, the rules that lead on. */
import { html } from '../print/markup.js';
import { verificationToHtml } from '../print/verify-html.js';
import type { Verification } from '../verify/verdict.js';
import { documentOf, LETTERS } from './document.js';
import type { PageOptions } from './page.js';
import { ruleBook } from './page.js';
import type { Parts } from './parts.js';

export interface VerifyPageOptions extends Omit<PageOptions, 'progress'> {
  /** The file it came from. */
  readonly name?: string;
}

/** Its parts are made at once, within the limits of the call; what waits is the signature of the script. */
export function verificationPage(found: Verification, parts: Parts, options: VerifyPageOptions): Promise<string> {
  const { files, version, name } = options;
  const { fonts } = parts.typeset;
  fonts.clear();
  for (const font of LETTERS) fonts.add(font);
  const judged = verificationToHtml(found, parts.typeset, { rows: parts.rows, hasRule: parts.hasRule });
  const ids = new Set(found.lines.flatMap((line) => (line.found?.say ?? []).flatMap((s) => s.rule ?? [])));
  const rules = parts.ruleEntries(ids);
  const title = name ?? 'A derivation';
  const given = found.lines.some((line) => line.origin !== undefined)
    ? 'The text as it was understood'
    : 'The file as it was given';
  const source = html`<section aria-labelledby="source-title"><h3 class="fb-part-title" id="source-title">${given}</h3><pre class="fb-source" tabindex="0"><code>${found.source.trimEnd()}</code></pre></section>`;
  const how = html`<p class="fb-how">Every line was compared with the line above and with the left side of its chain, on random matrices and, where it is rational in its variables, exactly in a prime field. Reasons are ours unless yours stands beside them.</p>`;
  const main = html`<h1>${title}, line by line</h1>${how}${judged}${source}${ids.size > 0 && ruleBook(rules, 'lead from line to line')}`;
  return documentOf(title, main, { files, fonts, version });
}
