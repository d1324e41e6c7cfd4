/**
 * One problem on a page: the question, the answer and how far to trust it first; then the derivation, the graph, the
 * checks and the problem file. It arranges parts and writes the words between them.
 */
import type { Problem } from '../language/problem.js';
import type { CheckReport } from '../numeric/check.js';
import { resultSign } from '../print/answer.js';
import { closing } from '../print/evidence.js';
import { copyButton } from '../print/html.js';
import { verdictSign } from '../print/html-steps.js';
import { HtmlTerms } from '../print/html-terms.js';
import type { Markup } from '../print/markup.js';
import { html } from '../print/markup.js';
import type { Detail } from '../print/outline.js';
import type { Derived, Parts } from './parts.js';

/** Something to be copied from the page: "LaTeX", "Python". */
export interface Export {
  readonly what: string;
  readonly text: string;
}

export interface ReportItem extends Derived {
  readonly problem: Problem;
  /** The file it came from. */
  readonly name?: string;
  readonly exports?: readonly Export[];
  readonly detail?: Detail;
}

type Outcome = CheckReport['outcome'];

export function outcomeOf({ reports = [] }: Derived): Outcome | 'none' {
  if (reports.length === 0) return 'none';
  const outcomes = reports.map(({ outcome }) => outcome);
  return outcomes.includes('failed') ? 'failed' : outcomes.includes('unchecked') ? 'unchecked' : 'ok';
}

/** What is asked, as a heading. */
export const questionTitle = (item: ReportItem, parts: Parts): Markup => {
  const [first] = item.derivations;
  const terms = new HtmlTerms(parts.typeset, { rows: parts.rows });
  if (!first) return html`Nothing is asked`;
  const { kind, wrt } = first.request;
  const words = {
    grad: 'Gradient',
    jacobian: 'Jacobian',
    hessian: 'Hessian',
    hvp: 'Hessian times a vector',
    differential: 'Differential',
  };
  const others = item.derivations.length - 1;
  return html`${words[kind]} of ${terms.inline(first.request.subject)} by ${wrt.map((name, i) => [i > 0 && ', ', terms.inline(name)])}${others > 0 && ` and ${others} more`}`;
};

export function problemToHtml(item: ReportItem, parts: Parts, id: string): Markup {
  const prefix = `${id}-`;
  const linked = { prefix, linked: true };
  const derivation = parts.derivation(item, {
    ...linked,
    level: 4,
    untitled: true,
    ...(item.detail ? { detail: item.detail } : {}),
  });
  const actions = (item.exports ?? []).map(({ what, text }) => copyButton(text, what, true));
  const part = (key: string, title: string, content: Markup): Markup =>
    html`<section id="${prefix}${key}" aria-labelledby="${prefix}${key}-title"><h3 class="fb-part-title" id="${prefix}${key}-title">${title}</h3>${content}</section>`;
  const remarks =
    item.problem.remarks.length > 0 &&
    html`<ul class="fb-remarks">${item.problem.remarks.map((text) => html`<li>${text}</li>`)}</ul>`;
  return html`<section class="fb-problem" id="${id}" aria-labelledby="${prefix}question"><header>${item.name !== undefined && html`<p class="fb-subtitle">${item.name}</p>`}<h2 id="${prefix}question">${questionTitle(item, parts)}</h2>${subtitle(item.problem)}</header>${question(item, parts)}<div class="fb-results">${parts.results(item, linked)}</div>${trust(item, parts)}${actions.length > 0 && html`<div class="fb-actions">${actions}</div>`}${remarks}${part('derivation', 'Derivation', html`${howToRead()}${derivation}`)}${part('graph', 'The computation', parts.graph(item, { prefix }))}${item.reports && part('check', 'How far to trust it', parts.check(item))}${part('source', 'The problem as it was given', html`<pre class="fb-source" tabindex="0"><code>${item.problem.source.trimEnd()}</code></pre>`)}</section>`;
}

/** The comment at the head of a problem file says what it is. */
function subtitle({ source }: Problem): Markup | undefined {
  const lines = source.split('\n');
  const end = lines.findIndex((line) => !/^\s*[#%]/.test(line));
  const words = lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^\s*[#%]+\s*/, '').trim());
  return words.length > 0 ? html`<p class="fb-subtitle">${words.join(' ')}</p>` : undefined;
}

/** "Find ∂L/∂U, … of L = …" */
function question({ derivations }: ReportItem, parts: Parts): Markup {
  const terms = new HtmlTerms(parts.typeset, { rows: parts.rows });
  return html`<div class="fb-question">${derivations.map(({ problem, request, results }) => {
    const signs = results.map((result, i) => [i > 0 && ', ', terms.term(resultSign(result)), ' ']);
    const subject = problem.definitions.find(({ target }) => target === request.subject);
    const where = subject && [
      ' where ',
      terms.term(subject.target),
      ' ',
      html`<span class="fb-equals">=</span>`,
      ' ',
      terms.term(subject.value),
    ];
    return html`<p>Find ${signs}${where}</p>`;
  })}</div>`;
}

function trust({ reports = [] }: ReportItem, parts: Parts): Markup | undefined {
  const terms = new HtmlTerms(parts.typeset, { rows: parts.rows });
  return reports.length === 0
    ? undefined
    : html`${reports.map((report) => html`<p class="fb-trust fb-${report.outcome}">${terms.phrase(closing(report))}</p>`)}`;
}

const howToRead = (): Markup =>
  html`<p class="fb-how">Each line is an equation that is true as it stands; the reason is beside it and, where that is a rule of the book, leads there. <span class="fb-old">This colour</span> marks what the next line replaces, <span class="fb-new">this one</span> what is new. A tick says that every step behind the line was checked on random matrices; it unfolds them. A line without a tick takes no step: it names a piece, or puts together what the lines above say.</p>`;

/** The entry of a problem in the contents. */
export const contentsEntry = (item: ReportItem, parts: Parts, id: string): Markup => {
  const outcome = outcomeOf(item);
  return html`<li><span class="fb-${outcome}" aria-hidden="true">${outcome === 'none' ? '·' : verdictSign(outcome === 'unchecked' ? { outcome, reason: '' } : { outcome, error: 0, tolerance: 0 })}</span><a href="#${id}">${questionTitle(item, parts)}</a>${item.name !== undefined && html` <span class="fb-said">${item.name}</span>`}</li>`;
};
