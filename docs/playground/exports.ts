/**
 * The tab "Code": the derivation and its results in other forms, as text to be copied. A new form is a row here and in
 * targets.ts, which the compiler holds together.
 */
import type { Derived, Report } from '../../src/index.js';
import {
  check,
  derive,
  FrobeniusError,
  toCode,
  toInput,
  toJson,
  toLatex,
  toMarkdown,
  toText,
} from '../../src/index.js';
import type { Problem } from '../../src/language/problem.js';
import { copyButton } from '../../src/print/html.js';
import { html } from '../../src/print/markup.js';
import type { TargetId } from './targets.js';
import { TARGETS } from './targets.js';

const MAKERS: Readonly<Record<TargetId, (derived: Derived, report: Report) => string>> = {
  numpy: (derived) => toCode(derived, { target: 'numpy' }),
  pytorch: (derived) => toCode(derived, { target: 'pytorch' }),
  jax: (derived) => toCode(derived, { target: 'jax' }),
  javascript: (derived) => toCode(derived, { target: 'javascript' }),
  typescript: (derived) => toCode(derived, { target: 'typescript' }),
  matlab: (derived) => toCode(derived, { target: 'matlab' }),
  input: (derived) => toInput(derived),
  latex: (derived, report) => toLatex(derived, { report }),
  markdown: (derived, report) => toMarkdown(derived, { report }),
  text: (derived, report) => toText(derived, { report }),
  json: (derived, report) => JSON.stringify(toJson(derived, { report }), undefined, 2),
};

export function exportAs(id: string, problem: Problem): string {
  const target = TARGETS.find((t) => t.id === id) ?? TARGETS[0];
  const derived = derive(problem);
  const text = made(target.id, derived);
  return html`<div class="export">${copyButton(text, target.name, true)}<pre class="fb-source" tabindex="0"><code>${text}</code></pre></div>`
    .text;
}

/** What a language has no code for is said in the place of the code. */
function made(id: TargetId, derived: Derived): string {
  try {
    return MAKERS[id](derived, check(derived));
  } catch (error) {
    if (error instanceof FrobeniusError) return error.message;
    throw error;
  }
}
