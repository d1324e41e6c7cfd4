/**
 * The steps behind a line, folded: what each replaces by what, by which rule, under which conditions, and what its
 * check found. The fold's handle is the verdict of the line.
 */
import type { Reason, Step } from '../derive/step.js';
import type { CheckReport } from '../numeric/check.js';
import type { Evidence } from '../numeric/evidence.js';
import { worse } from '../numeric/evidence.js';
import { exactWords, figure } from './evidence.js';
import type { HtmlTerms } from './html-terms.js';
import type { Markup } from './markup.js';
import { html } from './markup.js';
import type { Phrase } from './phrase.js';
import { joinPhrases, listTerms } from './phrase.js';
import { rangePhrase } from './words.js';

/** Leaves up to which both sides of a step are written out: the line itself shows what longer ones do. */
const LONG = 80;
/** Steps up to which all that stand behind a line are shown. */
const MANY = 40;

export const verdictSign = (evidence: Evidence | undefined): string =>
  evidence === undefined ? '·' : { ok: '✓', failed: '✗', unchecked: '?' }[evidence.outcome];

export function verdictWords(evidence: Evidence | undefined): string {
  if (evidence === undefined) return 'not checked';
  if (evidence.outcome === 'unchecked') return `not checked: ${evidence.reason}`;
  const said = evidence.outcome === 'ok' ? 'checked' : 'FAILED';
  return `${said}: error ${figure(evidence.error)}, tolerance ${figure(evidence.tolerance)}`;
}

export function worstOf(steps: readonly Step[], report: CheckReport | undefined): Evidence | undefined {
  let worst: Evidence | undefined;
  for (const step of steps) {
    const found = report?.steps.get(step);
    if (found) worst = worse(worst, found);
  }
  return worst;
}

/** Nothing where a line stands for no step. `plain`: terms as text, which is a twentieth of the size. */
export function foldedSteps(
  steps: readonly Step[],
  report: CheckReport | undefined,
  terms: HtmlTerms,
  plain = false,
): Markup | undefined {
  if (steps.length === 0) return undefined;
  const worst = worstOf(steps, report);
  const count = `${steps.length} step${steps.length === 1 ? '' : 's'}`;
  const words = report ? `${count}, ${verdictWords(worst)}` : count;
  const rest = steps.length - MANY;
  return html`<details class="fb-steps"><summary title="${words}"><span class="fb-verdict fb-${worst?.outcome ?? 'none'}" aria-hidden="true">${report ? verdictSign(worst) : steps.length}</span><span class="fb-unseen">${words}</span></summary><ol class="fb-substeps">${steps.slice(0, MANY).map((step) => stepRow(step, report, terms, plain))}</ol>${rest > 0 && html`<p class="fb-note">and ${rest} more of the same kind</p>`}</details>`;
}

/** By which of the three ways a step is known: its rule made again, exact arithmetic, numbers. */
function proofWords(step: Step, { steps, replay, exact }: CheckReport): string {
  const [evidence, made, finding] = [steps.get(step), replay.steps.get(step), exact?.steps.get(step)];
  const said = [
    ...(evidence ? [verdictWords(evidence)] : []),
    ...(made?.outcome === 'replayed' ? ['made again from its rule'] : made ? [`not made again: ${made.reason}`] : []),
    ...(finding ? [exactWords(finding)] : []),
  ];
  return said.join('; ');
}

function stepRow(step: Step, report: CheckReport | undefined, terms: HtmlTerms, plain: boolean): Markup {
  const evidence = report?.steps.get(step);
  const within = step.within.length > 0 && [
    ' for ',
    terms.phrase(
      joinPhrases(
        step.within.map((range) => rangePhrase(range, terms.notation)),
        ', ',
      ),
    ),
  ];
  const given = step.given.length > 0 && [
    '; ',
    terms.phrase(
      joinPhrases(
        step.given.map((text) => [text]),
        '; ',
      ),
    ),
  ];
  const long = step.before.leaves + step.after.leaves > LONG;
  const equation = long
    ? html`<span class="fb-said">a piece of ${step.before.leaves} letters becomes one of ${step.after.leaves}</span>`
    : plain
      ? html`${terms.text(step.before)} = ${terms.text(step.after)}`
      : html`${terms.inline(step.before)} <span class="fb-equals">=</span> ${terms.inline(step.after)}`;
  return html`<li><span class="fb-formula">${equation}</span><span class="fb-why">${terms.phrase(because(step.by))}${given}${within}${evidence && html` <span class="fb-evidence fb-${evidence.outcome}">${verdictSign(evidence)} ${report && terms.words(proofWords(step, report))}</span>`}</span></li>`;
}

function because(by: Reason): Phrase {
  switch (by.kind) {
    case 'rule':
      return [{ words: [by.say === '' ? by.id : by.say], to: { rule: by.id } }];
    case 'definition':
      return ['definition of ', by.of];
    case 'chain':
      return ['chain rule through ', by.of];
    case 'name':
      return ['name ', by.as];
    case 'constant':
      return by.of.length > 0 ? [...listTerms(by.of), ' constant'] : ['a constant'];
    case 'collect':
    case 'arithmetic':
      return [by.say === '' ? 'arithmetic' : by.say];
    default:
      return by satisfies never;
  }
}
