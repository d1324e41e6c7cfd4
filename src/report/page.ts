/**
 * One self-contained HTML document over any number of problems: contents, problems, rule book, with the style sheets and
 * the fonts it needs inside. It opens without a network and can be read without a script.
 *
 * The content security policy admits nothing but what the document itself holds: its styles, its fonts, its one script
 * by its hash.
 */
import { html, Markup } from '../print/markup.js';
import type { PageFiles } from './fonts.js';
import { withFonts } from './fonts.js';
import { PAGE_STYLE, PART_STYLE } from './page-style.js';
import type { Parts } from './parts.js';
import type { ReportItem } from './problem.js';
import { contentsEntry, problemToHtml, questionTitle } from './problem.js';
import { PAGE_SCRIPT } from './script.js';
import { FRAGMENT_STYLE } from './style.js';

export interface PageOptions {
  readonly files: PageFiles;
  /** Of the program. */
  readonly version: string;
  /** Told of each problem before it is written: a long page takes a while. */
  readonly progress?: (done: number, of: number) => void;
}

export async function pageToHtml(items: readonly ReportItem[], parts: Parts, options: PageOptions): Promise<string> {
  const ids = items.map((_, i) => `p${i + 1}`);
  const { fonts } = parts.typeset;
  fonts.clear();
  // letters of the drawings
  for (const font of ['KaTeX_Main-Regular', 'KaTeX_Main-Bold', 'KaTeX_Math-Italic']) fonts.add(font);
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
  const body = html`<a class="fb-skip" href="#main">To the derivation</a><div class="fb-page"><div class="fb-bar"><strong>Frobenius</strong><span>matrix gradients, every line checked</span><button type="button" class="fb-theme" hidden>Dark</button></div><main id="main"><h1${items.length === 1 && html` class="fb-unseen"`}>${heading}</h1>${contents}${problems}<section class="fb-part" id="rules" aria-labelledby="rules-title"><h2 id="rules-title">Rule book</h2><p class="fb-how">The rules that these derivations use. Each is one equation, from which the program derives and from which this entry is made; it was checked on random matrices for this page.</p>${rules}</section></main><footer class="fb-bar"><span>Made by Frobenius ${options.version}</span></footer></div>`;
  return documentOf(title, body, withFonts(options.files, fonts));
}

async function documentOf(title: string, body: Markup, katex: string): Promise<string> {
  const style = katex + FRAGMENT_STYLE + PART_STYLE + PAGE_STYLE;
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    `script-src '${await hashOf(PAGE_SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const document = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Frobenius">
<title>${title} · Frobenius</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
<script>${new Markup(PAGE_SCRIPT)}</script>
</body>
</html>
`;
  return document.text;
}

async function hashOf(script: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
