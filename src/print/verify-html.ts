/**
 * A verification as a fragment of HTML: every line typeset as it was read, with its mark; below a wrong one what was
 * written, what was probably meant, and the example by which it shows. Needs no script; colours are the style sheet's.
 */
import type { Matrix } from '../rulebook/rule.js';
import type { Counterexample, Found, LineReport, Verification } from '../verify/verdict.js';
import { copyButton, ruleAnchor } from './html.js';
import { HtmlTerms } from './html-terms.js';
import type { Markup } from './markup.js';
import { html } from './markup.js';
import type { Phrase } from './phrase.js';
import type { Notation } from './style.js';
import type { Typesetter } from './typeset.js';
import type { Mark, Note, ShownLine } from './verify-outline.js';
import { grouped, numberText, SIDES, SIDES_OF_CHAIN, showVerification } from './verify-outline.js';

export interface VerifyHtmlOptions extends Pick<Notation, 'rows'> {
  readonly prefix?: string;
  /** Whether the page has an entry of the rule book for this rule. */
  readonly hasRule?: (id: string) => boolean;
}

const SIGN: Readonly<Record<Mark, readonly [sign: string, words: string]>> = {
  right: ['✓', 'right'],
  wrong: ['✗', 'wrong'],
  doubtful: ['?', 'doubtful'],
  none: ['·', 'nothing to judge'],
};
const STYLE: Readonly<Record<Mark, string>> = { right: 'ok', wrong: 'failed', doubtful: 'unchecked', none: 'none' };

export function verificationToHtml(found: Verification, typeset: Typesetter, options: VerifyHtmlOptions = {}): Markup {
  return new VerifyPage(typeset, options).article(found);
}

class VerifyPage {
  private readonly terms: HtmlTerms;
  private readonly prefix: string;

  constructor(typeset: Typesetter, options: VerifyHtmlOptions) {
    this.prefix = options.prefix ?? '';
    const address = (to: { rule: string } | { line: number }): string | undefined =>
      'rule' in to && options.hasRule?.(to.rule) ? `#${ruleAnchor(to.rule)}` : undefined;
    this.terms = new HtmlTerms(typeset, options.rows ? { rows: options.rows } : {}, address);
  }

  article(found: Verification): Markup {
    const { lines, summary, evidence, remarks } = showVerification(found);
    const mark = found.outcome === 'right' ? 'right' : found.outcome === 'wrong' ? 'wrong' : 'doubtful';
    const said = evidence !== '' && html` <span class="fb-said">(${evidence})</span>`;
    const notes =
      remarks.length > 0 &&
      html`<ul class="fb-remarks">${remarks.map((r) => html`<li>${this.terms.words(r)}</li>`)}</ul>`;
    return html`<article class="fb-derivation fb-judged"><p class="fb-verdict-line fb-${STYLE[mark]}"><strong>${capital(summary)}.</strong>${said}</p>${notes}<ol class="fb-lines" role="list">${lines.map((line) => this.line(line))}</ol></article>`;
  }

  private line(line: ShownLine): Markup {
    const { report, mark } = line;
    const [sign, words] = SIGN[mark];
    const verdict = html`<span class="fb-mark fb-${STYLE[mark]}"><span aria-hidden="true">${sign}</span><span class="fb-unseen">${words}</span></span>`;
    const number = html`<span class="fb-number" title="line ${line.line} of the file">${line.line}</span>`;
    const formula =
      report.right === undefined ? html`<code class="fb-written">${line.text}</code>` : this.formula(report);
    const latex =
      report.right !== undefined &&
      copyButton(
        [...(report.left ? [report.left] : []), report.right].map((e) => this.terms.latex(e)).join(' = '),
        'this line as LaTeX',
      );
    const notes =
      line.notes.length > 0 &&
      html`<div class="fb-notes">${report.right !== undefined && mark === 'wrong' && html`<p class="fb-note">written: <code>${line.text}</code></p>`}${line.notes.map((note) => this.note(note, report))}</div>`;
    return html`<li class="fb-line fb-is-${mark}" id="${this.prefix}line-${line.place}">${verdict}${formula}${(report.right !== undefined || line.reason !== '') && html`<span class="fb-why">${this.why(line)}</span>`}${number}${notes}${latex}</li>`;
  }

  private formula({ left, right }: LineReport): Markup {
    return html`<span class="fb-left">${left && this.terms.term(left)}</span><span class="fb-equals">=</span><span class="fb-right"><span class="fb-formula">${right && this.terms.term(right)}</span></span>`;
  }

  private why({ report, reason }: ShownLine): Markup {
    const { found, recovers } = report;
    if (found && !recovers) return this.terms.phrase(phraseOf(found));
    return this.terms.words(reason);
  }

  private note({ label, text, term, example }: Note, report: LineReport): Markup {
    if (example) return this.example(example, report.text.startsWith('=') ? SIDES_OF_CHAIN : SIDES);
    const said = html`${this.terms.words(capital(text))}`;
    if (!term) return html`<p class="fb-note-${label}">${said}</p>`;
    return html`<p class="fb-note-${label}">${said} <span class="fb-scroll-inline"><span class="fb-equals">=</span> ${this.terms.term(term)}</span></p>`;
  }

  private example(
    { settings, sizes, before, after, small }: Counterexample,
    [left, right]: readonly [string, string],
  ): Markup {
    const dims = sizes.map(([name, size]) => `${name} = ${size}`).join(', ');
    const { shown, zero } = grouped(settings);
    const formulas = shown.map(({ term, value }) => `${this.terms.latex(term)} = ${matrixTex(value)}`);
    if (zero.length > 0) formulas.push(`${zero.map(({ term }) => this.terms.latex(term)).join(',\\; ')} = 0`);
    const values = formulas.map((formula) => html`<li>${this.math(formula)}</li>`);
    const head = small ? html`By hand` : html`On random values`;
    const where = dims !== '' && html` (${dims})`;
    return html`<div class="fb-note-example"><p>${head}${where}:</p>${values.length > 0 && html`<ul class="fb-values">${values}</ul>`}<p>${left} is ${this.math(matrixTex(before))}, ${right} is ${this.math(matrixTex(after))}.</p></div>`;
  }

  private math(tex: string): Markup {
    return html`<span class="fb-scroll-inline">${this.terms.typeset.math(tex)}</span>`;
  }
}

function phraseOf({ say }: Found): Phrase {
  return say.flatMap(
    ({ words, rule }, i): Phrase => [
      ...(i > 0 ? ['; '] : []),
      rule === undefined ? words : { words: [words], to: { rule } },
    ],
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Numbers as fractions where they are. */
function matrixTex({ rows, cols, data }: Matrix): string {
  const entry = (i: number, j: number): string =>
    numberText(data[i * cols + j] as number)
      .replace(/^(-?)(\d+)\/(\d+)$/, '$1\\tfrac{$2}{$3}')
      .replace(/e([+-]?\d+)$/, (_, exponent: string) => `\\cdot 10^{${Number(exponent)}}`);
  if (rows === 1 && cols === 1) return entry(0, 0);
  const row = (i: number): string => Array.from({ length: cols }, (_, j) => entry(i, j)).join(' & ');
  return `\\begin{pmatrix}${Array.from({ length: rows }, (_, i) => row(i)).join(' \\\\ ')}\\end{pmatrix}`;
}
