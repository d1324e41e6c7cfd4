/**
 * A self-contained HTML document round any content: the style sheets and the fonts it needs are inside. It opens without
 * a network and can be read without a script.
 *
 * The content security policy admits nothing but what the document itself holds: its styles, its fonts, its one script
 * by its hash.
 */
import { html, Markup } from '../print/markup.js';
import type { PageFiles } from './fonts.js';
import { withFonts } from './fonts.js';
import { PAGE_STYLE, PART_STYLE } from './page-style.js';
import { PAGE_SCRIPT } from './script.js';
import { FRAGMENT_STYLE } from './style.js';

export interface DocumentOptions {
  readonly files: PageFiles;
  /** What its formulas were set in. */
  readonly fonts: ReadonlySet<string>;
  /** Of the program. */
  readonly version: string;
}

/** What the letters of drawings are set in. */
export const LETTERS = ['KaTeX_Main-Regular', 'KaTeX_Main-Bold', 'KaTeX_Math-Italic'];

export async function documentOf(title: string, main: Markup, options: DocumentOptions): Promise<string> {
  const { files, fonts, version } = options;
  const katex = withFonts(files, fonts);
  const body = html`<a class="fb-skip" href="#main">To the derivation</a><div class="fb-page"><div class="fb-bar"><strong>Frobenius</strong><span>matrix gradients, every line checked</span><button type="button" class="fb-theme" hidden>Dark</button></div><main id="main">${main}</main><footer class="fb-bar"><span>Made by Frobenius ${version}</span></footer></div>`;
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
