/**
 * Terms and phrases as HTML: mathematics set by KaTeX, words as text, references as links. It knows the notation of one
 * derivation and no layout.
 *
 * Between a formula's lines a browser may break where KaTeX lets it: after + and −, not after ":", which would tear a
 * term.
 */
import type { Shape } from '../expression/dimension.js';
import { isScalarShape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { shapeToLatex } from './latex.js';
import type { Markup } from './markup.js';
import { html, together } from './markup.js';
import type { Phrase, PhrasePart, Referent } from './phrase.js';
import { relationOf } from './phrase.js';
import type { Notation, Style } from './style.js';
import { tex } from './tex.js';
import { mathRuns } from './tex-words.js';
import type { Typesetter } from './typeset.js';
import { unicode } from './unicode.js';
import { writeTerm } from './write.js';

const STYLE: Style = { ...tex, colon: ':\\nobreak' };

export interface Marks {
  readonly fresh?: ReadonlySet<Expr>;
  readonly replaced?: ReadonlySet<Expr>;
}

/** Where a reference leads: an address within the page, or nowhere. */
export type Address = (to: Referent) => string | undefined;

export class HtmlTerms {
  constructor(
    readonly typeset: Typesetter,
    readonly notation: Notation,
    private readonly address: Address = () => undefined,
  ) {}

  /** The term in the size of a display; a mark round the whole of it says nothing and is left out. */
  term(e: Expr, { fresh, replaced }: Marks = {}): Markup {
    const text = writeTerm(e, STYLE, {
      ...this.notation,
      ...(fresh && !fresh.has(e) ? { mark: fresh } : {}),
      ...(replaced && !replaced.has(e) ? { replaced } : {}),
    });
    return this.typeset.math(text, true);
  }

  /** In running text. */
  inline(e: Expr): Markup {
    return this.typeset.math(writeTerm(e, STYLE, this.notation));
  }

  /** As Unicode text. */
  text(e: Expr): string {
    return writeTerm(e, unicode, this.notation);
  }

  /** As LaTeX, for copying. */
  latex(e: Expr): string {
    return writeTerm(e, tex, this.notation);
  }

  shape(shape: Shape): Markup {
    return isScalarShape(shape) ? html`scalar` : this.typeset.math(shapeToLatex(shape, this.notation));
  }

  phrase(phrase: Phrase): Markup {
    const isTerm = (part: PhrasePart | undefined): part is Expr => typeof part === 'object' && 'kind' in part;
    const pieces: Markup[] = [];
    for (let i = 0; i < phrase.length; i++) {
      const [part, sign, next] = [phrase[i] as PhrasePart, phrase[i + 1], phrase[i + 2]];
      // an equation is one formula, and no words between two
      const relation = relationOf(sign);
      if (isTerm(part) && relation !== undefined && isTerm(next)) {
        const [left, right] = [part, next].map((e) => writeTerm(e, STYLE, this.notation));
        pieces.push(this.typeset.math(left + relation + right));
        i += 2;
      } else pieces.push(this.part(part));
    }
    return together(pieces);
  }

  private part(part: PhrasePart): Markup {
    if (typeof part === 'string') return this.words(part);
    if ('kind' in part) return this.inline(part);
    if ('sign' in part) return this.typeset.math(part.sign.tex);
    if ('shape' in part) return this.shape(part.shape);
    const words = this.phrase(part.words);
    const address = this.address(part.to);
    if (address === undefined) return words;
    // words that are all mathematics give a link no name that every reader speaks
    const title = 'rule' in part.to ? `rule ${part.to.rule}` : `line (${part.to.line})`;
    return html`<a href="${address}" title="${title}">${words}</a>`;
  }

  words(words: string): Markup {
    return together(
      mathRuns(words, this.notation.taken).map((run) =>
        'math' in run ? this.typeset.math(run.math) : html`${run.words}`,
      ),
    );
  }
}
