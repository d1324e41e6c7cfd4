/**
 * The engine, in a worker: derives what the page sends, shows it at once, then checks it and shows it again with its
 * verdicts. Panels are made when they are asked for. Whatever goes wrong with the input goes back as data.
 *
 * It imports just what a derivation needs; writing, checking and exporting are loaded while the first one is derived.
 */
import { deriveWith, isHigher } from '../../src/derive/request.js';
import type { Derivation } from '../../src/derive/step.js';
import { session } from '../../src/expression/session.js';
import { FrobeniusError, locate } from '../../src/language/error.js';
import type { Problem } from '../../src/language/problem.js';
import type { ReadOptions } from '../../src/language/read.js';
import { readProblem } from '../../src/language/read.js';
import { latexRemark, looksLikeLatex } from '../../src/latex/detect.js';
import type { CheckReport } from '../../src/numeric/check.js';
import { catalog } from '../../src/rulebook/catalog.js';
import { completions } from './completions.js';
import type { Answer, DeriveRequest, PanelRequest, Request } from './protocol.js';

interface Scope {
  postMessage(answer: Answer): void;
  onmessage: ((event: { readonly data: Request }) => void) | null;
}
const scope = globalThis as unknown as Scope;

interface Current {
  readonly problem: Problem;
  readonly derivations: readonly Derivation[];
  readonly reports: readonly CheckReport[];
}
let current: Current | undefined;
/** The text that LaTeX was read as: places in it are none of the editor's. */
let translated: string | undefined;

const rows = (fn: string): ReturnType<typeof catalog.row> | ReturnType<typeof catalog.elementwise> =>
  catalog.elementwise(fn) ?? catalog.row(fn);
const writing = import('../../src/report/parts.js').then(({ loadParts }) => loadParts(catalog, rows));
const checking = import('../../src/numeric/check.js');

/** The problem that a text is, which may be in LaTeX: then it is said first how that was read. */
async function problemOf(source: string): Promise<{ problem: Problem; remarks: readonly string[] }> {
  const read = (text: string, options: ReadOptions = {}): Problem =>
    session([], undefined, () => readProblem(text, catalog.table, options));
  translated = undefined;
  if (!looksLikeLatex(source)) {
    const problem = read(source);
    return { problem, remarks: problem.remarks };
  }
  const { loadLatexReader } = await import('../../src/latex/read.js');
  const readLatex = await loadLatexReader();
  const reading = session([], undefined, () => readLatex(source));
  translated = reading.source;
  const said = [
    `read from LaTeX: ${[...reading.declare, ...reading.source.trim().split(/\n+/)].join('; ')}`,
    ...reading.remarks.map((remark) => latexRemark(remark, source)),
  ];
  const inline = /\n/.test(reading.source) ? { inline: false } : {};
  const problem = read(reading.source, { declare: reading.declare, ...inline });
  return { problem, remarks: [...said, ...problem.remarks] };
}

async function deriveRequest({ id, source, detail }: DeriveRequest): Promise<void> {
  current = undefined;
  const start = performance.now();
  const { problem, remarks } = await problemOf(source);
  const higher = problem.requests.some(isHigher) ? await import('../../src/derive/second.js') : undefined;
  const derivations = session([problem], undefined, () =>
    problem.requests.map((request) => deriveWith(higher, problem, request, catalog)),
  );
  const time = performance.now() - start;
  const parts = await writing;
  const html = session([derivations], undefined, () => parts.derivation({ derivations }, { detail }).text);
  scope.postMessage({ kind: 'derived', id, html, rules: '', checked: false, remarks, time });
  const { checkDerivation } = await checking;
  const reports = session([derivations], undefined, () =>
    derivations.map((derivation) => checkDerivation(derivation, { rows: catalog, catalog, exact: true })),
  );
  current = { problem, derivations, reports };
  const [checked, rules] = session([derivations], undefined, () => [
    parts.derivation({ derivations, reports }, { detail, linked: true }).text,
    parts.rules(derivations).text,
  ]) as [string, string];
  scope.postMessage({ kind: 'derived', id, html: checked, rules, checked: true, remarks, time });
}

async function panelRequest({ id, panel, target }: PanelRequest): Promise<void> {
  if (!current) return;
  const { problem, derivations, reports } = current;
  const parts = await writing;
  const show = (made: () => string): void =>
    scope.postMessage({ kind: 'panel', id, panel, html: session([derivations], undefined, made) });
  if (panel === 'code') {
    const { exportAs } = await import('./exports.js');
    show(() => exportAs(target, problem));
  } else if (panel === 'check') {
    show(() => parts.check({ derivations, reports }).text);
    // the second witness is a library of its own, which is loaded for it
    const { witnessDerivation } = await import('../../src/numeric/witness.js');
    const witnesses = await Promise.all(derivations.map((d) => witnessDerivation(d, 1, { rows: catalog })));
    show(() => parts.check({ derivations, reports, witnesses }).text);
  } else show(() => parts[panel]({ derivations, reports }, { prefix: `${panel}-` }).text);
}

function failure(id: number, error: unknown): Answer {
  if (!(error instanceof FrobeniusError)) {
    const text = error instanceof Error ? error.message : String(error);
    return { kind: 'error', id, message: `internal error: ${text}` };
  }
  const { message, hint, span, source } = error;
  const read = source !== undefined && source === translated;
  const place = span && source !== undefined && !read ? { span, ...locate(source, span.start) } : {};
  const said = read ? `in the text read from this LaTeX: ${message}` : message;
  return { kind: 'error', id, message: said, ...(hint === undefined ? {} : { hint }), ...place };
}

scope.onmessage = ({ data }) => {
  const work = data.kind === 'derive' ? deriveRequest(data) : panelRequest(data);
  work
    .catch((error: unknown) => scope.postMessage(failure(data.id, error)))
    .finally(() => scope.postMessage({ kind: 'done', id: data.id }));
};
scope.postMessage({ kind: 'hello', completions: completions() });
