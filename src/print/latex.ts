/**
 * A derivation in LaTeX: amsmath, in what KaTeX also knows. The page is a list of blocks (title, headings, displayed
 * environments), from which LaTeX, Markdown and HTML differ only in what they put round each.
 *
 * Every line of a display has its reason as \text in a column of its own; long lines break before an operator.
 */
import type { Derivation } from '../derive/step.js';
import type { Shape } from '../expression/dimension.js';
import { isScalarShape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { CheckReport } from '../numeric/check.js';
import { doubted } from './doubts.js';
import { closing } from './evidence.js';
import type { DefinitionRow, Equation, Outline, OutlineOptions, Row, Section } from './outline.js';
import { outline } from './outline.js';
import type { Phrase, PhrasePart, Reference } from './phrase.js';
import { isRelation, joinPhrases, plainPhrase } from './phrase.js';
import { withSizes } from './signs.js';
import type { Notation } from './style.js';
import { BREAK } from './style.js';
import { escapeTex, tex } from './tex.js';
import { breakTex } from './tex-layout.js';
import type { Inline } from './tex-words.js';
import { texWords } from './tex-words.js';
import { givenPhrase, legendPhrase, rangePhrase } from './words.js';
import { writeTerm } from './write.js';

export interface LatexOptions extends OutlineOptions {
  readonly report?: CheckReport;
}

export type TexBlock =
  | { readonly kind: 'title' | 'heading' | 'paragraph' | 'closing'; readonly content: readonly Inline[] }
  /** A display: the aligned environment, without what puts it on a line of its own. */
  | { readonly kind: 'display'; readonly tex: string };

/** Rows of one environment, which does not break over pages. */
const ROWS = 14;

export function derivationToLatex(derivation: Derivation, options: LatexOptions = {}): string {
  const inline = (content: readonly Inline[]): string =>
    content.map((item) => ('math' in item ? `$${item.math}$` : texWords(item.words))).join('');
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

/** Words with $…$ in them, for inside a display. */
const inDisplay = (words: string): string =>
  words
    .split('$')
    .map((piece, i) => (piece === '' || i % 2 === 1 ? piece : `\\text{${piece}}`))
    .join('');

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
      if (headed) blocks.push({ kind: 'heading', content: this.inline(this.heading(section)) });
      for (let i = 0; i < section.rows.length; i += ROWS) {
        blocks.push({ kind: 'display', tex: this.display(section.rows.slice(i, i + ROWS)) });
      }
    }
    if (conditions.length > 0) blocks.push({ kind: 'paragraph', content: this.inline([`${conditions.join('; ')}.`]) });
    if (report) blocks.push({ kind: 'closing', content: this.inline(closing(report)) });
    return blocks;
  }

  private heading({ heading, note }: Section): Phrase {
    return note.length > 0 ? [...heading, '. ', ...note] : heading;
  }

  /** Words and mathematics in running text. */
  private inline(phrase: Phrase): Inline[] {
    const parts = plainPhrase(phrase);
    const runs: Inline[] = [];
    let related = false;
    for (const [i, part] of parts.entries()) {
      const last = runs.at(-1);
      if (isRelation(part) && last && 'math' in last && typeof parts[i + 1] === 'object') related = true;
      else if (typeof part === 'string') runs.push({ words: part });
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

  /** The same inside a display: mathematics stands beside \text, since viewers stumble over $ within $$. */
  private words(phrase: Phrase): string {
    return plainPhrase(phrase)
      .map((part) => (isRelation(part) ? part : typeof part === 'string' ? inDisplay(texWords(part)) : this.math(part)))
      .join('')
      .replaceAll('\\text{ = }', ' = ');
  }

  private term(e: Expr, marks?: ReadonlySet<Expr>): string {
    return writeTerm(e, tex, { ...this.outline.notation, ...(marks ? { breaks: true } : {}) });
  }

  private display(rows: readonly Row[]): string {
    const lines = rows.flatMap((row) => (row.kind === 'definition' ? this.definition(row) : this.equation(row)));
    return `\\begin{aligned}\n${lines.join(' \\\\\n')}\n\\end{aligned}`;
  }

  /** target = value · shape · ⟹ differential · number. */
  private definition({ target, value, note, differential, number }: DefinitionRow): string[] {
    const said = note ? `\\text{, ${escapeTex(note)}}` : '';
    const shape = isScalarShape(value.shape) ? '' : `\\qquad ${this.shape(value.shape)}`;
    const head = `${this.term(target)} &= ${this.term(value)}${said}`;
    if (!differential) return shape === '' ? [head] : [`${head} && ${shape}`];
    const lead = `\\quad\\Longrightarrow\\quad ${this.term(differential.left)} = `;
    const conditions = differential.conditions.map((condition) => `\\quad ${this.words([condition])}`).join('');
    const cite = conditions + (number === undefined ? '' : `\\qquad (${number})`);
    const body = this.term(differential.right);
    return [`${head} && ${shape} && ${lead}${body}${cite}`];
  }

  /** left = right · shape, range, reason. */
  private equation({ left, right, also, shape, loops, reason, marks }: Equation): string[] {
    const parts = breakTex(this.term(right, marks));
    const again = (also ?? []).map((form) => ` = ${this.term(form)}`).join('');
    const tail = [
      ...(shape ? [this.shape(shape)] : []),
      ...loops.map((loop) => this.words(rangePhrase(loop, this.outline.notation))),
      ...(reason.length > 0 ? [this.words(reason)] : []),
    ].join(' \\qquad ');
    return parts.map((part, i) => {
      const start = i === 0 ? `${this.term(left)} &= ${part}` : `&\\qquad ${part}`;
      const end = i === parts.length - 1 ? again + (tail === '' ? '' : ` && \\qquad ${tail}`) : '';
      return (start + end).replaceAll(BREAK, '');
    });
  }
}
