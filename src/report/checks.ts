/**
 * What the check of a derivation found, as tables and a plot: what was drawn, each result with its error and tolerance,
 * steps and lines by outcome, the worst of them, what was left unchecked and why. It reads reports and judges nothing.
 */
import type { Derivation, Step } from '../derive/step.js';
import type { CheckReport } from '../numeric/check.js';
import type { FunctionRows } from '../numeric/environment.js';
import type { Evidence } from '../numeric/evidence.js';
import { DIFFERENCE_TOLERANCE } from '../numeric/evidence.js';
import { sweepSteps } from '../numeric/step-sweep.js';
import type { WitnessCheck } from '../numeric/witness.js';
import { resultSign } from '../print/answer.js';
import { exactReportWords, reasonOf, structureWords, uncheckedReasons, worstOf } from '../print/check-table.js';
import { figure } from '../print/evidence.js';
import { verdictSign } from '../print/html-steps.js';
import { HtmlTerms } from '../print/html-terms.js';
import type { Markup } from '../print/markup.js';
import { html } from '../print/markup.js';
import type { Notation } from '../print/style.js';
import type { Typesetter } from '../print/typeset.js';
import { stepPlot } from './plot.js';

export interface ChecksOptions {
  readonly typeset: Typesetter;
  readonly functions: FunctionRows;
  readonly rows: NonNullable<Notation['rows']>;
  readonly witnesses?: readonly WitnessCheck[];
}

export function checksToHtml(derivation: Derivation, report: CheckReport, options: ChecksOptions): Markup {
  const terms = new HtmlTerms(options.typeset, { rows: options.rows });
  return html`<div class="fb-checks">${resultTable(report, terms, options.witnesses ?? [])}${stepTable(report, terms)}${worstStep(report, terms)}${drawn(report)}${open(report)}${sweepPlot(derivation, report, terms, options)}</div>`;
}

const cells = (evidence: Evidence): Markup =>
  evidence.outcome === 'unchecked'
    ? html`<td class="fb-unchecked" colspan="3">? not checked: ${evidence.reason}</td>`
    : html`<td>${figure(evidence.error)}</td><td>${figure(evidence.tolerance)}</td><td class="fb-${evidence.outcome}">${verdictSign(evidence)} ${evidence.outcome}</td>`;

function resultTable({ results }: CheckReport, terms: HtmlTerms, witnesses: readonly WitnessCheck[]): Markup {
  const rows = results.flatMap(({ result, evidence, method }) => {
    const name = html`<th scope="row">${terms.inline(resultSign(result))}</th>`;
    const witness = witnesses.find((w) => w.result === result);
    return [
      html`<tr>${name}<td>${method} of the subject</td>${cells(evidence)}</tr>`,
      ...(witness
        ? [html`<tr>${name}<td>mathjs, ${witness.method.replace(' by mathjs', '')}</td>${cells(witness.evidence)}</tr>`]
        : []),
    ];
  });
  return html`<div class="fb-scroll" tabindex="0" role="region" aria-label="Checks of the results"><table class="fb-table"><caption>Results, against differences of the value, found without any rule</caption><thead><tr><th scope="col">result</th><th scope="col">against</th><th scope="col">error</th><th scope="col">tolerance</th><th scope="col">outcome</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function stepTable(report: CheckReport, terms: HtmlTerms): Markup {
  const row = (title: string, list: readonly Evidence[]): Markup => {
    const count = (outcome: Evidence['outcome']): number => list.filter((e) => e.outcome === outcome).length;
    const worst = worstOf(list.map((evidence) => ({ evidence })))?.evidence;
    return html`<tr><th scope="row">${title}</th><td>${count('ok')}</td><td>${count('failed')}</td><td>${count('unchecked')}</td><td>${worst && worst.outcome !== 'unchecked' && figure(worst.error)}</td></tr>`;
  };
  return html`<div class="fb-scroll" tabindex="0" role="region" aria-label="Checks of steps and lines"><table class="fb-table"><caption>Steps and lines: both sides evaluated on random matrices; ${structureWords(report)}</caption><thead><tr><th scope="col"><span class="fb-unseen">what</span></th><th scope="col">ok</th><th scope="col">failed</th><th scope="col">not checked</th><th scope="col">worst error</th></tr></thead><tbody>${row('steps', [...report.steps.values()])}${row('lines', [...report.lines.values()])}</tbody></table></div>${report.exact && html`<ul class="fb-samples">${exactReportWords(report.exact).map((words) => html`<li>${terms.words(words)}</li>`)}</ul>`}`;
}

function worstStep({ steps }: CheckReport, terms: HtmlTerms): Markup | undefined {
  const worst = worstOf([...steps].map(([step, evidence]) => ({ step, evidence })));
  if (!worst || worst.evidence.outcome === 'unchecked') return undefined;
  const { step }: { step: Step } = worst;
  if (step.before.leaves + step.after.leaves > 60) return undefined;
  return html`<p class="fb-note">Worst step: <span class="fb-scroll-inline">${terms.inline(step.before)} = ${terms.inline(step.after)}</span> (${terms.words(reasonOf(step))}), error ${figure(worst.evidence.error)}.</p>`;
}

function drawn({ seed, samples, missing }: CheckReport): Markup {
  const sizes = samples.map((sample) => [...sample].map(([name, size]) => `${name} = ${size}`).join(', '));
  const list = sizes.map((text, i) => html`<li>sample ${i + 1}: ${text === '' ? 'no sizes to choose' : text}</li>`);
  return html`<p class="fb-note">Random values of seed ${seed}:</p><ul class="fb-samples">${list}${missing.map((reason) => html`<li>a sample is missing: ${reason}</li>`)}</ul>`;
}

function open(report: CheckReport): Markup | undefined {
  const all = [...report.steps.values(), ...report.lines.values(), ...report.results.map((r) => r.evidence)];
  const reasons = uncheckedReasons(all.map((evidence) => ({ evidence })));
  return reasons.length === 0
    ? undefined
    : html`<ul class="fb-samples fb-unchecked">${reasons.map((reason) => html`<li>not checked${reason}</li>`)}</ul>`;
}

function sweepPlot(
  derivation: Derivation,
  { seed }: CheckReport,
  terms: HtmlTerms,
  { functions }: ChecksOptions,
): Markup {
  const sweeps = sweepSteps(derivation, { rows: functions, seed });
  if (typeof sweeps === 'string') return html`<p class="fb-note">No plot of error against step size: ${sweeps}.</p>`;
  const curves = sweeps.map(({ result, points }) => ({ label: terms.inline(resultSign(result)), points }));
  return stepPlot(curves, DIFFERENCE_TOLERANCE);
}
