/**
 * A derivation in Markdown: the same displays as in LaTeX between $$ signs, as GitHub, Jupyter and most viewers
 * render them, with headings and paragraphs of Markdown round them.
 */
import type { Derivation } from '../derive/step.js';
import type { LatexOptions } from './latex.js';
import { latexBlocks } from './latex.js';
import type { Inline } from './tex-words.js';

/** GitHub refuses \operatorname, lest a page redefine an operator; this is set like it. */
const mathematics = (tex: string): string => tex.replace(/\\operatorname\{([^{}]*)\}/g, '\\mathop{\\mathrm{$1}}');

const escapeWords = (words: string): string => words.replace(/[\\`*_[\]<>#]/g, (c) => `\\${c}`);

const inline = (content: readonly Inline[]): string =>
  content.map((item) => ('math' in item ? `$${mathematics(item.math)}$` : escapeWords(item.words))).join('');

export function derivationToMarkdown(derivation: Derivation, options: LatexOptions = {}): string {
  const blocks = latexBlocks(derivation, options).map((block): string => {
    switch (block.kind) {
      case 'title':
        return `## ${inline(block.content)}`;
      case 'heading':
        return `### ${inline(block.content)}`;
      case 'paragraph':
        return inline(block.content);
      case 'closing':
        return `*${inline(block.content)}*`;
      case 'display':
        return `$$\n${mathematics(block.tex)}\n$$`;
      default:
        return block satisfies never;
    }
  });
  return `${blocks.join('\n\n')}\n`;
}
