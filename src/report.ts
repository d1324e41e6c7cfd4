/**
 * Whole pages, for Node: derivations in, one self-contained HTML document out. An entry of its own (`frobenius/report`),
 * because it reads KaTeX's style sheet and fonts from where KaTeX is installed, which a browser cannot.
 *
 * @module report
 */

import { isDerived } from './deriving.js';
import { Allowance } from './expression/limits.js';
import { session } from './expression/session.js';
import type { Derived, Detail, Limits, Report, RuleBook, Verification } from './index.js';
import { FrobeniusError, spelling, toCode, toInput, toLatex } from './index.js';
import { katexFiles } from './report/files.js';
import { pageToHtml } from './report/page.js';
import { loadParts } from './report/parts.js';
import type { Export, ReportItem } from './report/problem.js';
import { verificationPage } from './report/verify-page.js';
import { catalog } from './rulebook/catalog.js';

/** A problem of a page. */
export interface ReportSource {
  readonly derived: Derived;
  /** Of a check of it; without one the page says of no line that it was checked. */
  readonly report?: Report;
  /** What the page calls it: the file it came from. */
  readonly name?: string;
}

/** How a page is made. */
export interface ReportOptions {
  readonly detail?: Detail;
  /** Of the program, for the foot of the page. */
  readonly version?: string;
  readonly progress?: (done: number, of: number) => void;
  /** How much the call may do. */
  readonly limits?: Limits;
}

/**
 * The document: one self-contained page of HTML, its style and fonts inside. All sources are taken to be derived with
 * one rule book. Loads KaTeX and dagre. Throws FrobeniusError ('limit') for what is too large.
 */
export async function report(sources: readonly ReportSource[], options: ReportOptions = {}): Promise<string> {
  const wrong = !Array.isArray(sources) || sources.some((one) => !isDerived((one as ReportSource | null)?.derived));
  if (wrong) throw new FrobeniusError('usage', 'the sources are a list: [{ derived: derive(…) }]');
  const book: RuleBook = sources[0]?.derived.rules ?? catalog;
  const parts = await loadParts(book, spelling);
  // what the page offers to copy is of the same call as the page
  const limits = options.limits instanceof Allowance ? options.limits : new Allowance(options.limits);
  const item = ({ derived, report: checked, name }: ReportSource): ReportItem => {
    const { problem, derivations } = derived;
    return {
      problem,
      derivations,
      exports: exportsOf(derived, options.version ?? ''),
      ...(checked ? { reports: checked.reports } : {}),
      ...(name === undefined ? {} : { name }),
      ...(options.detail ? { detail: options.detail } : {}),
    };
  };
  const items = session(sources, limits, () => sources.map(item));
  const { version = '', progress } = options;
  const page = { files: katexFiles(), version, ...(progress ? { progress } : {}) };
  return session([sources], limits, () => pageToHtml(items, parts, page));
}

/** How a page about a verification is made. */
export interface VerifyReportOptions {
  /** What the page calls it: the file it came from. */
  readonly name?: string;
  /** Of the program, for the foot of the page. */
  readonly version?: string;
  /** The rule book that it was judged with; without it, our own. */
  readonly rules?: RuleBook;
  /** How much the call may do. */
  readonly limits?: Limits;
}

/**
 * A page of what `verify` found, its lines marked, with the rules at its end. Loads KaTeX. Throws FrobeniusError
 * ('limit') for a verification that is too large.
 */
export async function verifyReport(found: Verification, options: VerifyReportOptions = {}): Promise<string> {
  const { rules = catalog, version = '', name, limits } = options;
  const parts = await loadParts(rules, spelling);
  const page = { files: katexFiles(), version, ...(name === undefined ? {} : { name }) };
  return session([found], limits, () => verificationPage(found, parts, page));
}

const exportsOf = (derived: Derived, version: string): Export[] => [
  { what: 'the derivation as LaTeX', text: toLatex(derived) },
  { what: 'the results', text: toInput(derived) },
  { what: 'the problem file', text: derived.problem.source },
  ...code(derived, version),
];

/** Nothing where the language has no code for a function of the problem. */
function code(derived: Derived, version: string): Export[] {
  try {
    return [{ what: 'the code (NumPy)', text: toCode(derived, { target: 'numpy', version }) }];
  } catch (error) {
    if (error instanceof FrobeniusError) return [];
    throw error;
  }
}
