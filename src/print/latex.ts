/**
 * A derivation in LaTeX: amsmath, in what KaTeX also knows. The page is a list of blocks (title, headings, displayed
 * environments), from which LaTeX, Markdown and HTML differ only in what they put round each.
 */
import type { Derivation } from '../derive/step.js';
import type { Shape } from '../expression/dimension.js';
import { isScalarShape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { CheckReport } from '../numeric/check.js';
import { doubted } from './doubts.js';
import { closing } from './evidence.js';
import type { Setting } from './latex-display.js';
import { displays } from './latex-display.js';
import type { Outline, OutlineOptions, Section } from './outline.js';
import { outline } from './outline.js';
import type { Phrase, PhrasePart, Reference } from './phrase.js';
import { joinPhrases, merged, plainPhrase, relationOf } from './phrase.js';
import { withSizes } from './signs.js';
import type { Notation } from './style.js';
import { tex } from './tex.js';
import type { Inline } from './tex-words.js';
import { displayWords, mathRuns, plainTex } from './tex-words.js';
import { givenPhrase, legendPhrase, rangePhrase } from './words.js';
import { writeTerm } from './write.js';

export interface LatexOptions extends OutlineOptions {
  readonly report?: CheckReport;
}

export type TexBlock =
  | { readonly kind: 'title' | 'heading' | 'paragraph' | 'closing'; readonly content: readonly Inline[] }
  /** A display: the aligned environment, without what puts it on a line of its own. */
  | { readonly kind: 'display'; readonly tex: string };

export function derivationToLatex(derivation: Derivation, options: LatexOptions = {}): string {
  const inline = (content: readonly Inline[]): string =>
    content.map((item) => ('math' in item ? `$${item.math}$` : plainTex(item.words))).join('');
  const blocks = latexBlocks(derivation, options).map((block): string => {
    switch (block.kind) {
      case 'title':
        return `\\noindent\\textbf{${inline(block.content)}}`;
      case 'heading':
        return `\\medskip\\noindent\\textbf{${inline(block.content)}}`;
      case 'paragraph':
      case 'closing':
        return `\\noindent ${inline(block.content)}`;
      case 'display':
        return `\\[\n${block.tex}\n\\]`;
      default:
        return block satisfies never;
    }
  });
  return `${blocks.join('\n\n')}\n`;
}

export function latexBlocks(derivation: Derivation, options: LatexOptions = {}): TexBlock[] {
  const page = new LatexPage(doubted(outline(derivation, options), options.report));
  return page.blocks(options.report);
}

export function shapeToLatex(shape: Shape, notation: Notation = {}): string {
  if (isScalarShape(shape)) return '1';
  const { dim } = withSizes(tex, notation);
  return shape[1] === 1 ? dim(shape[0]) : `${dim(shape[0])} \\times ${dim(shape[1])}`;
}

class LatexPage {
  constructor(private readonly outline: Outline) {}

  blocks(report: CheckReport | undefined): TexBlock[] {
    const { title, givens, legend, sections, headed, conditions, notation } = this.outline;
    const blocks: TexBlock[] = [{ kind: 'title', content: this.inline(title) }];
    const given = joinPhrases(givens.map(givenPhrase), ';  ');
    if (given.length > 0) blocks.push({ kind: 'paragraph', content: this.inline(['Given ', ...given, '.']) });
    const signs = joinPhrases(
      legend.map((item) => legendPhrase(item, notation)),
      ';  ',
    );
    if (signs.length > 0) blocks.push({ kind: 'paragraph', content: this.inline(['Here ', ...signs, '.']) });
    for (const section of sections) {
      if (headed) blocks.push(...this.heading(section));
      blocks.push(...displays(section.rows, this.setting).map((tex): TexBlock => ({ kind: 'display', tex })));
    }
    if (conditions.length > 0)
      blocks.push({ kind: 'paragraph', content: this.inline([...joinPhrases(conditions, '; '), '.']) });
    if (report) blocks.push({ kind: 'closing', content: this.inline(closing(report)) });
    return blocks;
  }

  private heading({ heading, note }: Section): TexBlock[] {
    const head: TexBlock = { kind: 'heading', content: this.inline(heading) };
    return note.length > 0 ? [head, { kind: 'paragraph', content: this.inline(['Here ', ...note, '.']) }] : [head];
  }

  /** Words and mathematics in running text. */
  private inline(phrase: Phrase): Inline[] {
    const parts = plainPhrase(phrase);
    const runs: Inline[] = [];
    let related = false;
    for (const [i, part] of parts.entries()) {
      const last = runs.at(-1);
      if (part === ' = ' && last && 'math' in last && typeof parts[i + 1] === 'object') related = true;
      else if (typeof part === 'string') runs.push(...mathRuns(part, this.outline.notation.taken));
      else if ('shape' in part && !('kind' in part) && isScalarShape(part.shape)) runs.push({ words: 'scalar' });
      else if (related && last && 'math' in last) {
        runs[runs.length - 1] = { math: `${last.math} = ${this.math(part)}` };
        related = false;
      } else runs.push({ math: this.math(part) });
    }
    return runs;
  }

  private math(part: Exclude<PhrasePart, string | Reference>): string {
    if ('sign' in part) return part.sign.tex;
    return 'kind' in part ? this.term(part) : this.shape(part.shape);
  }

  private shape(shape: Shape): string {
    return isScalarShape(shape) ? '\\text{scalar}' : shapeToLatex(shape, this.outline.notation);
  }

  private readonly setting: Setting = {
    term: (e, breaks = false) => writeTerm(e, tex, { ...this.outline.notation, ...(breaks ? { breaks } : {}) }),
    words: (phrase) => this.words(phrase),
    shape: (shape) => this.shape(shape),
    range: (loop) => this.words(rangePhrase(loop, this.outline.notation)),
  };

  /** Inside a display, where words stand in \text. */
  private words(phrase: Phrase): string {
    const { taken } = this.outline.notation;
    return merged(plainPhrase(phrase), (part) => relationOf(part as PhrasePart) !== undefined)
      .map((part) => relationOf(part) ?? (typeof part === 'string' ? displayWords(part, taken) : this.math(part)))
      .join('');
  }

  private term(e: Expr): string {
    return this.setting.term(e);
  }
}
