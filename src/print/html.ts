/**
 * A derivation as a fragment of HTML: the same outline as every other format, one element a line, so that a line can be
 * linked, copied and unfolded. What a line replaces is marked in the line before, what replaced it in the line itself.
 *
 * It needs no script; buttons for copying are hidden until one shows them. Colours and layout are the style sheet's.
 */
import type { Derivation, Step } from '../derive/step.js';
import { isScalarShape } from '../expression/dimension.js';
import type { CheckReport } from '../numeric/check.js';
import { definitionsBehind } from './answer.js';
import { changeBetween, shows } from './change.js';
import { closing } from './evidence.js';
import { foldedSteps } from './html-steps.js';
import type { Marks } from './html-terms.js';
import { HtmlTerms } from './html-terms.js';
import type { Content, Markup } from './markup.js';
import { html } from './markup.js';
import type { DefinitionRow, Equation, Outline, OutlineOptions, Row, Section } from './outline.js';
import { outline, termsOfRow } from './outline.js';
import type { Phrase, Referent } from './phrase.js';
import { joinPhrases } from './phrase.js';
import type { Typesetter } from './typeset.js';
import { givenPhrase, legendPhrase, rangePhrase } from './words.js';

export interface HtmlOptions extends OutlineOptions {
  readonly report?: CheckReport;
  /** What the ids of the fragment begin with, where several stand on one page. */
  readonly prefix?: string;
  /** Whether the page has said already what is asked. */
  readonly untitled?: boolean;
  /** The level of its title; sections are one below. */
  readonly level?: 1 | 2 | 3 | 4;
  /** Whether the page has an entry of the rule book under `ruleAddress` for this rule. */
  readonly hasRule?: (id: string) => boolean;
}

/** Names of ours up to which a result is followed by what they stand for. */
const MANY_NAMES = 12;

/** Lines beyond which folded steps are text: a page that nobody unfolds whole should open at once. */
const LONG_PAGE = 150;

/** The anchor of a rule's entry. */
export const ruleAnchor = (id: string): string => `rule-${id.replaceAll('/', '-')}`;

/** Hidden until a script shows it; `always` also where nothing points at it. */
export const copyButton = (text: string, what: string, always = false): Markup =>
  html`<button type="button" class="fb-copy${always && ' fb-always'}" data-copy="${text}" title="Copy ${what}" hidden>Copy${always ? ` ${what}` : html`<span class="fb-unseen"> ${what}</span>`}</button>`;

export function derivationToHtml(derivation: Derivation, typeset: Typesetter, options: HtmlOptions = {}): Markup {
  return new HtmlPage(outline(derivation, options), typeset, options).derivation();
}

/** The results alone, boxed. */
export function resultsToHtml(derivation: Derivation, typeset: Typesetter, options: HtmlOptions = {}): Markup {
  const own = { ...options, prefix: `${options.prefix ?? ''}answer-` };
  return new HtmlPage(outline(derivation, options), typeset, own).results(derivation);
}

class HtmlPage {
  private readonly terms: HtmlTerms;
  private readonly prefix: string;
  private readonly long: boolean;
  private count = 0;
  private lineCount = 0;

  constructor(
    private readonly outline: Outline,
    typeset: Typesetter,
    private readonly options: HtmlOptions,
  ) {
    this.prefix = options.prefix ?? '';
    this.long = outline.sections.reduce((sum, { rows }) => sum + rows.length, 0) > LONG_PAGE;
    this.terms = new HtmlTerms(typeset, outline.notation, (to) => this.address(to));
  }

  derivation(): Markup {
    const { sections, headed, conditions } = this.outline;
    const { report } = this.options;
    return html`<article class="fb-derivation">${!this.options.untitled && this.heading(0, 'fb-title', this.terms.phrase(withoutStop(this.outline.title)))}${this.givens()}${sections.map((section) => this.section(section, headed))}${
      conditions.length > 0 && html`<p class="fb-conditions">${this.terms.phrase(joinPhrases(conditions, '; '))}.</p>`
    }${report && html`<p class="fb-closing fb-${report.outcome}">${this.terms.phrase(closing(report))}</p>`}</article>`;
  }

  /** Each with what the names of ours in it stand for. */
  results(derivation: Derivation): Markup {
    const results = this.outline.sections.filter(({ kind }) => kind === 'results').at(-1);
    if (!results) return html``;
    const terms = results.rows.flatMap(termsOfRow);
    const behind = definitionsBehind(derivation, terms).map(
      ({ target, value, loops }): Equation => ({
        kind: 'equation',
        left: target,
        right: value,
        shape: value.shape,
        loops,
        reason: [],
        marks: new Set(),
        steps: [],
      }),
    );
    const where = behind.length > 0 && behind.length <= MANY_NAMES && this.lines(behind);
    return html`<section class="fb-section fb-of-results"><div class="fb-box">${this.lines(results.rows)}${where && html`<p class="fb-note">where</p>${where}`}</div></section>`;
  }

  private lines(rows: readonly Row[]): Markup {
    return html`<ol class="fb-lines" role="list">${rows.map((row, i) =>
      row.kind === 'definition' ? this.definition(row) : this.equation(row, marksOf(row, rows[i - 1], rows[i + 1])),
    )}</ol>`;
  }

  private address(to: Referent): string | undefined {
    if ('line' in to) return `#${this.prefix}eq-${to.line}`;
    return this.options.hasRule?.(to.rule) ? `#${ruleAnchor(to.rule)}` : undefined;
  }

  private heading(below: number, style: string, content: Content): Markup {
    const level = Math.min(6, (this.options.level ?? 2) + below);
    return [
      html`<h1 class="${style}">${content}</h1>`,
      html`<h2 class="${style}">${content}</h2>`,
      html`<h3 class="${style}">${content}</h3>`,
      html`<h4 class="${style}">${content}</h4>`,
      html`<h5 class="${style}">${content}</h5>`,
      html`<h6 class="${style}">${content}</h6>`,
    ][level - 1] as Markup;
  }

  // ——— what is given ———

  private givens(): Markup {
    const { givens, legend, notation } = this.outline;
    const group = (title: string, phrases: readonly Phrase[]): Markup | false =>
      phrases.length > 0 &&
      html`<div><dt>${title}</dt>${phrases.map((phrase) => html`<dd>${this.terms.phrase(phrase)}</dd>`)}</div>`;
    const role = (wanted: 'data' | 'param'): Phrase[] => givens.filter((g) => g.role === wanted).map(givenPhrase);
    return html`<dl class="fb-givens">${group('Given', role('data'))}${group('Variables', role('param'))}${group(
      'Signs',
      legend.map((item) => legendPhrase(item, notation)),
    )}</dl>`;
  }

  // ——— sections ———

  private section({ heading, note, kind, rows }: Section, headed: boolean): Markup {
    const title = headed && heading.length > 0 && this.heading(1, 'fb-heading', this.terms.phrase(heading));
    const said = note.length > 0 && html`<p class="fb-note">${this.terms.phrase(note)}</p>`;
    const lines = this.lines(rows);
    const body = kind === 'results' ? html`<div class="fb-box">${lines}</div>` : lines;
    return html`<section class="fb-section fb-of-${kind}">${title}${said}${body}</section>`;
  }

  /** target = value · shape · ⟹ differential · number */
  private definition({ target, value, note, differential, number }: DefinitionRow): Markup {
    const said = note !== undefined && html`<span class="fb-said">, ${this.terms.phrase(note)}</span>`;
    const shape = !isScalarShape(value.shape) && this.terms.shape(value.shape);
    const latex = `${this.terms.latex(target)} = ${this.terms.latex(value)}`;
    const given = differential && differential.conditions.length > 0;
    const whole = differential
      ? `${latex} \\quad\\Longrightarrow\\quad ${this.terms.latex(differential.left)} = ${this.terms.latex(differential.right)}`
      : latex;
    return this.line(
      'fb-definition',
      html`<span class="fb-left">${this.terms.term(target)}</span><span class="fb-equals">=</span><span class="fb-right"><span class="fb-formula">${this.terms.term(value)}</span>${said} <span class="fb-shape">${shape}</span></span>${
        differential &&
        html`<span class="fb-gives"><span class="fb-arrow" aria-label="hence">⟹</span><span class="fb-formula">${this.terms.term(differential.left)} <span class="fb-equals">=</span> ${this.terms.term(differential.right)}</span>${
          given && html`<span class="fb-said">${this.terms.phrase(joinPhrases(differential.conditions, '; '))}</span>`
        }</span>`
      }<span class="fb-number">${number !== undefined && `(${number})`}</span>`,
      differential?.steps ?? [],
      whole,
      number === undefined ? undefined : `${this.prefix}eq-${number}`,
    );
  }

  private equation({ left, right, also, shape, loops, reason, steps }: Equation, shown: Marks): Markup {
    const others = (also ?? []).map(
      (form) =>
        html` <span class="fb-also"><span class="fb-equals">=</span> <span class="fb-formula">${this.terms.term(form)}</span></span>`,
    );
    const ranges = loops.map(
      (loop) => html`<span class="fb-range">${this.terms.phrase(rangePhrase(loop, this.outline.notation))}</span>`,
    );
    const size = shape && html`<span class="fb-shape">${this.terms.shape(shape)}</span>`;
    const latex = [left, right, ...(also ?? [])].map((e) => this.terms.latex(e)).join(' = ');
    return this.line(
      'fb-equation',
      html`<span class="fb-left">${this.terms.term(left)}</span><span class="fb-equals">=</span><span class="fb-right"><span class="fb-formula">${this.terms.term(right, shown)}</span>${others} ${size}${ranges}</span><span class="fb-why">${this.terms.phrase(reason)}</span>`,
      steps,
      latex,
    );
  }

  private line(style: string, content: Markup, steps: readonly Step[], latex: string, id?: string): Markup {
    const anchor = id ?? `${this.prefix}line-${++this.count}`;
    return html`<li class="fb-line ${style}" id="${anchor}">${content}${foldedSteps(steps, this.options.report, this.terms, this.long)}${copyButton(latex, `line ${++this.lineCount} as LaTeX`)}</li>`;
  }
}

/** A heading has no full stop. */
const withoutStop = (phrase: Phrase): Phrase => (phrase.at(-1) === '.' ? phrase.slice(0, -1) : phrase);

/** What is new in a line, and what the next line of the same chain replaces. */
function marksOf({ left, right, marks }: Equation, last: Row | undefined, next: Row | undefined): Marks {
  const before = last?.kind === 'equation' && last.left === left ? last : undefined;
  const after = next?.kind === 'equation' && next.left === left ? next : undefined;
  const fresh = shows(right, marks) || !before ? marks : changeBetween(before.right, right).fresh;
  if (!after) return { fresh };
  const key = after.steps.filter((step) => step.level === 'key');
  const pieces = new Set((key.length > 0 ? key : after.steps).map((step) => step.before));
  return { fresh, replaced: shows(right, pieces) ? pieces : changeBetween(right, after.right).replaced };
}
