/**
 * The public API: read a problem, derive, check, evaluate, print.
 *
 * Owns the objects that users hold; everything behind them is done elsewhere. Importing this module has no side effect
 * and loads no third-party package.
 */
import { compileDerivation } from './compile/compile.js';
import type { Cost } from './compile/cost.js';
import { costLines, costOf } from './compile/cost.js';
import { programOf } from './compile/program.js';
import type { Numbers as CompiledNumbers } from './compile/ready.js';
import type { CodeOptions } from './compile/to-code.js';
import { derivationsToCode } from './compile/to-code.js';
import type { Derivation, Step } from './derive/step.js';
import type { Derived, Printable, RuleBook, SourceOptions } from './deriving.js';
import { derivationsOf, derive, isTerm } from './deriving.js';
import type { Limits } from './expression/limits.js';
import { session } from './expression/session.js';
import { FrobeniusError } from './language/error.js';
import type { Problem } from './language/problem.js';
import { admit } from './numeric/admit.js';
import type { CheckReport, ResultCheck } from './numeric/check.js';
import { checkDerivation, overall } from './numeric/check.js';
import type { Evaluation } from './numeric/evaluation.js';
import { evaluateDerivation, requestText } from './numeric/evaluation.js';
import type { Evidence } from './numeric/evidence.js';
import type { WitnessCheck } from './numeric/witness.js';
import { witnessDerivation } from './numeric/witness.js';
import { answersToLines } from './print/answer.js';
import type { TableOptions } from './print/check-table.js';
import { checkTable, failed } from './print/check-table.js';
import type { Json } from './print/json.js';
import { derivationData } from './print/json.js';
import { derivationToLatex } from './print/latex.js';
import { derivationToMarkdown } from './print/markdown.js';
import type { Detail } from './print/outline.js';
import type { RuleSection } from './print/rule-list.js';
import { listRules as listRulesOf } from './print/rule-list.js';
import type { Style } from './print/style.js';
import { tex } from './print/tex.js';
import type { TextOptions } from './print/text.js';
import { derivationToText } from './print/text.js';
import { unicode } from './print/unicode.js';
import { writeTerm } from './print/write.js';
import type { Part } from './report/parts.js';
import { catalog, makeCatalog } from './rulebook/catalog.js';
import type { RuleModule } from './rulebook/rule.js';

// ——— evidence ———

export interface CheckOptions {
  readonly seed?: number;
  /** How many samples are drawn. */
  readonly draws?: number;
  /** How much the call may do. */
  readonly limits?: Limits;
}

export interface Report {
  readonly outcome: 'ok' | 'failed' | 'unchecked';
  /** The largest error found. */
  readonly worst: number;
  /** Each step with its error and tolerance, or the reason why it is not checked. */
  readonly steps: readonly { readonly step: Step; readonly evidence: Evidence }[];
  readonly results: readonly ResultCheck[];
  /** One for each derivation. */
  readonly reports: readonly CheckReport[];
}

/** Evaluates both sides of every step, and every result against differences, on random matrices. */
export const check = (derived: Derived | Derivation, { limits, ...options }: CheckOptions = {}): Report =>
  session([derived], limits, () => checkAll(derived, options));

function checkAll(derived: Derived | Derivation, options: Omit<CheckOptions, 'limits'>): Report {
  const reports = derivationsOf(derived).map((derivation) =>
    checkDerivation(derivation, { rows: rulesOf(derived), catalog: rulesOf(derived), ...options }),
  );
  const all = reports.flatMap((r) => [...r.steps.values(), ...r.lines.values(), ...r.results.map((x) => x.evidence)]);
  return {
    outcome: reports.some((r) => r.outcome === 'failed') ? 'failed' : overall(all),
    worst: Math.max(0, ...reports.map((report) => report.worst)),
    steps: reports.flatMap((report) => [...report.steps].map(([step, evidence]) => ({ step, evidence }))),
    results: reports.flatMap((report) => report.results),
    reports,
  };
}

/** Every result once more, through mathjs and by another method; loads mathjs. One list for each derivation. */
export const witness = (
  derived: Derived | Derivation,
  { seed = 1, limits }: Pick<CheckOptions, 'seed' | 'limits'> = {},
): Promise<(readonly WitnessCheck[])[]> =>
  Promise.all(
    derivationsOf(derived).map((derivation) => witnessDerivation(derivation, seed, { rows: rulesOf(derived) }, limits)),
  );

/** Whether anything failed, by our own checks or at the witness. */
export const checkFailed = ({ reports }: Report, witnesses: readonly (readonly WitnessCheck[])[]): boolean =>
  reports.some((report, i) => failed(report, witnesses[i] ?? []));

/** The figures of a check as a table. */
export function toCheckTable(
  derived: Derived | Derivation,
  { reports }: Report,
  witnesses: readonly (readonly WitnessCheck[])[],
  options: TableOptions = {},
): string {
  return session([derived], undefined, () =>
    derivationsOf(derived)
      .map((derivation, i) => checkTable(derivation, reports[i] as CheckReport, witnesses[i] ?? [], options))
      .join('\n\n'),
  );
}

/** A derivation as a function. */
export interface CompiledFunction {
  (values: Values): CompiledNumbers;
  /**
   * The same values with the numbers of their matrices in memory of their own that the function works on: the object that
   * comes back is not copied when it is given, and its numbers may be changed in place from call to call.
   */
  place<V extends Values>(values: V): V;
}

/**
 * The same as a function: values in, value and derivatives out, planned once for each set of sizes. Of several requests
 * the first. Values that are matrices, { rows, cols, data } with the numbers row by row in a Float64Array, are answered with
 * such matrices, which the next call overwrites; they are checked when their sizes are met for the first time. Throws
 * FrobeniusError ('unsupported') for what cannot be compiled.
 */
export function compile(source: string | Problem | Derived, options: SourceOptions = {}): CompiledFunction {
  const derived = typeof source !== 'string' && 'derivations' in source ? source : derive(source, options);
  const [first] = derived.derivations;
  if (!first) throw new FrobeniusError('request', 'nothing is asked for');
  const { limits } = options;
  const run = compileDerivation(first, { rows: derived.rules, ...(limits ? { limits } : {}) });
  const compiled = (values: Values): CompiledNumbers => {
    const { value, derivatives } = run(values);
    return { value, derivatives };
  };
  return Object.assign(compiled, { place: <V extends Values>(values: V): V => run.place(values) });
}

// ——— rule books ———

/**
 * Our rule book with modules of one's own beside it, each of their rules checked on random matrices at once.
 * Throws FrobeniusError ('rule') for one that cannot be read, has no shape, or is wrong, with the numbers that show it.
 */
export function ruleBook(own: Readonly<Record<string, RuleModule>>): RuleBook {
  const book = makeCatalog({ ...catalog.modules, ...own });
  session([], undefined, () => admit(book, Object.keys(own)));
  return book;
}

/** The rule book, or what a name stands for in it, each rule checked. */
export const listRules = (name?: string, seed?: number, limits?: Limits): RuleSection[] =>
  session([], limits, () => listRulesOf(catalog, name, seed));
export { rulesToText } from './print/rule-list.js';

/** The book by which a derivation was made; a bare derivation is taken to be by our own. */
const rulesOf = (of: Derived | Derivation): RuleBook => ('derivations' in of ? of.rules : catalog);

// ——— numbers ———

/** Values by name, as a values file has them: numbers, flat lists (columns), lists of rows, lists of members. */
export type Values = Readonly<Record<string, unknown>>;

/** The value and the derivatives; of several requests, each with its own. */
export function evaluate(source: string | Problem | Derived, values: Values, options: SourceOptions = {}): Answer {
  return session([source], options.limits, () => {
    const derived = typeof source !== 'string' && 'derivations' in source ? source : derive(source, options);
    return evaluateAll(derived, values);
  });
}

type Answer = Omit<Evaluation, 'request'> | { readonly results: readonly Evaluation[] };

function evaluateAll(derived: Derived, values: Values): Answer {
  const results = derived.derivations.map((derivation) =>
    evaluateDerivation(derivation, values, { rows: derived.rules }),
  );
  const [first, ...others] = results;
  if (first === undefined || others.length > 0) return { results };
  return { value: first.value, derivatives: first.derivatives };
}

// ——— print ———

export interface PrintOptions {
  readonly detail?: Detail;
  /** A check's figures close the page. */
  readonly report?: Report;
  /** Text only: columns, and colour for a terminal. */
  readonly width?: number;
  readonly color?: boolean;
  /** The results alone. */
  readonly only?: 'results';
  /** How much the call may do. */
  readonly limits?: Limits;
}

const answers = (of: Derived | Derivation, style: Style): string =>
  answersToLines(derivationsOf(of), (e) => writeTerm(e, style, { rows: spelling }), style);

/** A term, the results, or whole pages. */
const printed = (of: Printable, options: PrintOptions, style: Style, page: Page): string =>
  session([of], options.limits, () => {
    if (isTerm(of)) return writeTerm(of, style, { rows: spelling });
    return options.only === 'results' ? answers(of, style) : pages(of, options, page);
  });

type Page = (derivation: Derivation, options: TextOptions) => string;

function pages(of: Derived | Derivation, options: PrintOptions, print: Page): string {
  const { report, only: _, limits: __, ...rest } = options;
  return derivationsOf(of)
    .map((derivation, i) => {
      const own = report?.reports[i];
      return print(derivation, { rows: spelling, ...rest, ...(own && { report: own }) });
    })
    .join('\n\n');
}

/** How functions are spelt in print, by their rows. */
export const spelling = (fn: string): ReturnType<typeof catalog.row> | ReturnType<typeof catalog.elementwise> =>
  catalog.elementwise(fn) ?? catalog.row(fn);

/** Unicode, for a terminal. */
export const toText = (of: Printable, options: PrintOptions = {}): string =>
  printed(of, options, unicode, derivationToText);

export const toLatex = (of: Printable, options: PrintOptions = {}): string =>
  printed(of, options, tex, derivationToLatex);

export interface HtmlPrintOptions extends Pick<PrintOptions, 'detail' | 'report' | 'limits'> {
  /** Which part of a page about the problem; the derivation by default. */
  readonly part?: Part;
  /** What `witness` found, for the part "check". */
  readonly witnesses?: readonly (readonly WitnessCheck[])[];
  /** What the ids of the fragment begin with, where several stand on one page. */
  readonly prefix?: string;
  /** Whether the page also shows the part "rules", to which reasons then link. */
  readonly linked?: boolean;
}

/**
 * A fragment of HTML, without scripts. It wants the style sheet `htmlStyle()`, and KaTeX's own with its fonts. Loads
 * KaTeX (and for a graph dagre), and so is a promise; nothing else in the library waits for them.
 */
export async function toHtml(of: Printable, options: HtmlPrintOptions = {}): Promise<string> {
  const { loadParts } = await import('./report/parts.js');
  const parts = await loadParts(isTerm(of) ? catalog : rulesOf(of), spelling);
  const { part = 'derivation', report, witnesses, limits, ...rest } = options;
  return session([of], limits, () => {
    if (isTerm(of)) return parts.typeset.math(writeTerm(of, tex, { rows: spelling }), true).text;
    const derivations = derivationsOf(of);
    const reports = report ? { reports: report.reports } : {};
    const derived = { derivations, ...reports, ...(witnesses ? { witnesses } : {}) };
    return part === 'rules' ? parts.rules(derivations).text : parts[part](derived, rest).text;
  });
}

/** The style sheet of the fragments, with its colours for light and dark as custom properties. */
export async function htmlStyle(): Promise<string> {
  const [{ FRAGMENT_STYLE }, { PART_STYLE }] = await Promise.all([
    import('./report/style.js'),
    import('./report/page-style.js'),
  ]);
  return FRAGMENT_STYLE + PART_STYLE;
}

export const toMarkdown = (of: Derived | Derivation, options: PrintOptions = {}): string =>
  session([of], options.limits, () => pages(of, options, derivationToMarkdown));

/** Data for JSON.stringify: expressions as text of the input language. Of several requests a list. */
export function toJson(of: Derived | Derivation, options: Pick<PrintOptions, 'report' | 'limits'> = {}): Json {
  return session([of], options.limits, () => {
    const data = derivationsOf(of).map((derivation, i) => {
      const report = options.report?.reports[i];
      return derivationData(derivation, report ? { report } : {});
    });
    return data.length === 1 ? (data[0] as Json) : data;
  });
}

/**
 * Source code of a function that computes the value and the derivatives, in the language of a target. Of several
 * requests one function each. Throws FrobeniusError ('unsupported') for what the target has no code for.
 */
export const toCode = (
  of: Derived | Derivation,
  { limits, ...options }: CodeOptions & Pick<PrintOptions, 'limits'>,
): string => session([of], limits, () => derivationsToCode(derivationsOf(of), options, rulesOf(of)));

/**
 * What the value, and the value with all derivatives, cost in floating-point operations: polynomials in the sizes, for each
 * request of the derivation. Counted as `compile` works it out: equal pieces once, products in the cheapest order.
 */
export const cost = (of: Derived | Derivation): Cost[] =>
  session([of], undefined, () => derivationsOf(of).map((one) => costOf(programOf(one))));

/** The same in words. */
export const costText = (of: Derived | Derivation, { limits }: Pick<PrintOptions, 'limits'> = {}): string =>
  session([of], limits, () =>
    derivationsOf(of)
      .map((one) =>
        [`${requestText(one)}:`, ...costLines(costOf(programOf(one))).map((line) => `  ${line}`)].join('\n'),
      )
      .join('\n\n'),
  );

export type { Cost } from './compile/cost.js';
export type { Polynomial } from './compile/polynomial.js';
export { CODE_TARGETS, type CodeOptions, type CodeTarget } from './compile/to-code.js';
export type { Derivation, Result, Step } from './derive/step.js';
export {
  type Derived,
  derive,
  type Printable,
  parse,
  type RuleBook,
  readLatex,
  type SourceOptions,
  toInput,
} from './deriving.js';
export type { Expr as Expression } from './expression/expression.js';
export { Allowance, type Limits } from './expression/limits.js';
export { equal, toEqualJson, toEqualText, toVerifyHtml, toVerifyJson, toVerifyText, verify } from './judging.js';
export { type ErrorCode, FrobeniusError, formatError, locate } from './language/error.js';
export type { Problem, Request } from './language/problem.js';
export type { ReadOptions } from './language/read.js';
export { latexRemark, looksLikeLatex } from './latex/detect.js';
export type { LatexReading, Remark as LatexRemark } from './latex/read.js';
export type { CheckReport, ResultCheck } from './numeric/check.js';
export type { Evaluation, Numbers } from './numeric/evaluation.js';
export type { Evidence } from './numeric/evidence.js';
export type { WitnessCheck } from './numeric/witness.js';
export type { Detail } from './print/outline.js';
export type { RuleModule } from './rulebook/rule.js';
export type { Comparison, LineReport, Verification } from './verify/verdict.js';
export type { CompiledNumbers };
