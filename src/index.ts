/**
 * The public API: read a problem, derive, check, evaluate, print.
 *
 * Owns the objects that users hold; everything behind them is done elsewhere. Importing this module has no side effect
 * and loads no third-party package.
 *
 * @module frobenius
 */
import { requireAgreement } from './agreement.js';
import { compileDerivation } from './compile/compile.js';
import type { Cost } from './compile/cost.js';
import { costLines, costOf } from './compile/cost.js';
import { programOf } from './compile/program.js';
import type { Numbers as CompiledNumbers } from './compile/ready.js';
import type { CodeOptions } from './compile/to-code.js';
import { derivationsToCode } from './compile/to-code.js';
import type { Derivation, Step } from './derive/step.js';
import type { Derived, Printable, RuleBook, SourceOptions } from './deriving.js';
import { derivationsOf, derive, isDerived, isTerm } from './deriving.js';
import type { Values } from './evaluating.js';
import type { Limits } from './expression/limits.js';
import { session } from './expression/session.js';
import { FrobeniusError } from './language/error.js';
import { requireObject, requireOption, requireText, requireWhole } from './language/options.js';
import type { Problem } from './language/problem.js';
import { admit } from './numeric/admit.js';
import type { CheckReport, ResultCheck } from './numeric/check.js';
import { checkDerivation, overall } from './numeric/check.js';
import { requestText } from './numeric/evaluation.js';
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

/** What a check is to draw. */
export interface CheckOptions {
  readonly seed?: number;
  /** How many samples are drawn. */
  readonly draws?: number;
  /**
   * Whether every step, line and result is compared exactly as well, modulo 2^61 − 1 with dual numbers for differentials and
   * free functions for those of analysis. Default false.
   */
  readonly exact?: boolean;
  /** The results alone, against differences: quick, and blind to lines that are false. */
  readonly only?: 'results';
  /** How much the call may do. */
  readonly limits?: Limits;
}

/**
 * What `check` found: of each step, line and result an error, |a − b| / max(1, |a|, |b|) in the largest entry,
 * against its tolerance.
 */
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

/**
 * Evaluates both sides of every step, and every result against differences, on random values that satisfy the
 * declarations. A check that cannot be made is in the report with its reason. Throws nothing of its own.
 */
export const check = (derived: Derived | Derivation, { limits, ...options }: CheckOptions = {}): Report =>
  session([derived], limits, () => checkAll(derived, options));

function checkAll(derived: Derived | Derivation, options: Omit<CheckOptions, 'limits'>): Report {
  requireWhole('seed', options.seed);
  requireOption(
    'draws',
    options.draws,
    (x) => Number.isSafeInteger(x) && (x as number) > 0,
    'a whole number of 1 or more',
  );
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

/**
 * Every result once more, through mathjs and by another method: the complex step where the subject is analytic, else
 * real differences. One list for each derivation; what has no witness says why. Loads mathjs. Throws nothing of its
 * own.
 */
export const witness = (
  derived: Derived | Derivation,
  { seed = 1, limits }: Pick<CheckOptions, 'seed' | 'limits'> = {},
): Promise<(readonly WitnessCheck[])[]> =>
  Promise.all(
    derivationsOf(derived).map((derivation) => witnessDerivation(derivation, seed, { rows: rulesOf(derived) }, limits)),
  );

/**
 * Whether anything failed, by our own checks or at the witness; what is unchecked has not failed. Throws nothing of
 * its own.
 */
export const checkFailed = ({ reports }: Report, witnesses: readonly (readonly WitnessCheck[])[]): boolean =>
  reports.some((report, i) => failed(report, witnesses[i] ?? []));

/**
 * The figures of a check as a table in plain text, one table for each derivation. Throws FrobeniusError ('limit') where
 * the terms in it are too large.
 */
export function toCheckTable(
  derived: Derived | Derivation,
  { reports }: Report,
  witnesses: readonly (readonly WitnessCheck[])[],
  { limits, ...options }: TableOptions & Pick<PrintOptions, 'limits'> = {},
): string {
  return session([derived], limits, () =>
    derivationsOf(derived)
      .map((derivation, i) => checkTable(derivation, reports[i] as CheckReport, witnesses[i] ?? [], options))
      .join('\n\n'),
  );
}

/**
 * A derivation as a function of values: matrices as lists of rows, columns also as flat lists, or as { rows, cols,
 * data }; a derivative has the shape of its variable.
 */
export interface CompiledFunction {
  (values: Values): CompiledNumbers;
  /**
   * The same values with the numbers of their matrices in memory of their own that the function works on: the object that
   * comes back is not copied when it is given, and its numbers may be changed in place from call to call.
   */
  place<V extends Values>(values: V): V;
}

/**
 * The value and the derivatives as a function: values in, numbers out, planned once for each set of sizes. Of several
 * requests the first. Values that are matrices, { rows, cols, data } with the numbers row by row in a Float64Array,
 * are answered with such matrices, which the next call overwrites; they are checked when their sizes are met for the
 * first time. Throws FrobeniusError ('unsupported') for what cannot be compiled, ('request') where nothing is asked
 * for, ('check') as `evaluate` does, and what `parse` throws; the function itself throws what `evaluate` does.
 */
export function compile(source: string | Problem | Derived, options: SourceOptions = {}): CompiledFunction {
  const derived = isDerived(source) ? source : derive(source, options);
  const [first] = derived.derivations;
  if (!first) throw new FrobeniusError('request', 'nothing is asked for');
  requireAgreement(derived);
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
 * Our rule book with modules of one's own beside it, each of their rules checked on random matrices at once. Throws
 * FrobeniusError ('rule') for one that cannot be read, has no shape, or is wrong, with the numbers that show it.
 */
export function ruleBook(
  own: Readonly<Record<string, RuleModule>>,
  { limits }: Pick<PrintOptions, 'limits'> = {},
): RuleBook {
  const book = makeCatalog({ ...catalog.modules, ...own });
  session([], limits, () => admit(book, Object.keys(own)));
  return book;
}

/**
 * The rule book, or what a name stands for in it (a module, a rule, a function), each rule checked as it is listed;
 * empty where nothing has that name. Throws FrobeniusError ('usage') for a name that is no text.
 */
export function listRules(name?: string, seed?: number, limits?: Limits): RuleSection[] {
  if (name !== undefined) requireText('the name', name);
  return session([], limits, () => listRulesOf(catalog, name, seed));
}
export { rulesToText } from './print/rule-list.js';

/** The book by which a derivation was made; a bare derivation is taken to be by our own. */
const rulesOf = (of: Derived | Derivation): RuleBook => (isDerived(of) ? of.rules : catalog);

// ——— print ———

/** How a derivation is printed. */
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
function printed(of: Printable, options: PrintOptions, style: Style, page: Page): string {
  requireObject('the options', options, "{ detail: 'brief' }");
  return session([of], options.limits, () => {
    if (isTerm(of)) return writeTerm(of, style, { rows: spelling });
    return options.only === 'results' ? answers(of, style) : pages(of, options, page);
  });
}

type Page = (derivation: Derivation, options: TextOptions) => string;

function pages(of: Derived | Derivation, options: PrintOptions, print: Page): string {
  const { report, only: _, limits: __, ...rest } = options;
  const all = derivationsOf(of);
  return all
    .map((derivation, i) => {
      const own = report?.reports[i];
      return print(derivation, { rows: spelling, above: all.slice(0, i), ...rest, ...(own && { report: own }) });
    })
    .join('\n\n');
}

/**
 * How functions are spelt in print, by their rows in our rule book; undefined for a name that is none. Throws nothing
 * of its own.
 */
export const spelling = (fn: string): ReturnType<typeof catalog.row> | ReturnType<typeof catalog.elementwise> =>
  catalog.elementwise(fn) ?? catalog.row(fn);

/**
 * A derivation or an expression in Unicode, for a terminal or a text, 100 columns wide where nothing else is said.
 * Throws nothing of its own.
 */
export const toText = (of: Printable, options: PrintOptions = {}): string =>
  printed(of, options, unicode, derivationToText);

/**
 * A derivation as a piece of a LaTeX document with amsmath, or an expression as a formula without dollar signs.
 * Throws nothing of its own.
 */
export const toLatex = (of: Printable, options: PrintOptions = {}): string =>
  printed(of, options, tex, derivationToLatex);

/** How a fragment of HTML is made. */
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
 * KaTeX (and for a graph dagre), and so is a promise; nothing else in the library waits for them. Throws nothing of
 * its own.
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

/**
 * The style sheet of the fragments, with its colours for light and dark as custom properties. Throws nothing of its
 * own.
 */
export async function htmlStyle(): Promise<string> {
  const [{ FRAGMENT_STYLE }, { PART_STYLE }] = await Promise.all([
    import('./report/style.js'),
    import('./report/page-style.js'),
  ]);
  return FRAGMENT_STYLE + PART_STYLE;
}

/** A derivation as Markdown with formulas in LaTeX between dollar signs. Throws nothing of its own. */
export const toMarkdown = (of: Derived | Derivation, options: PrintOptions = {}): string =>
  session([of], options.limits, () => pages(of, options, derivationToMarkdown));

/**
 * Data for JSON.stringify: the problem, every line with its steps, and the results; expressions as text of the input
 * language. Of several requests a list. Throws nothing of its own.
 */
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
 * Source code of a function that computes the value and the derivatives, in the language of a target; arguments and
 * answers have the shapes of their declarations. Of several requests one function each. Throws FrobeniusError
 * ('unsupported') for what the target has no code for or what cannot be tested, ('usage') for a target that there is
 * not.
 */
export function toCode(of: Derived | Derivation, options: CodeOptions & Pick<PrintOptions, 'limits'>): string {
  requireObject('the options of toCode', options, "{ target: 'numpy' }");
  const { limits, ...rest } = options;
  return session([of], limits, () => derivationsToCode(derivationsOf(of), rest, rulesOf(of)));
}

/**
 * What the value, and the value with all derivatives, cost in floating-point operations: polynomials in the sizes,
 * for each request of the derivation. Counted as `compile` works it out: equal pieces once, products in the cheapest
 * order; a function of a number is one operation. Throws FrobeniusError ('unsupported') for what cannot be compiled.
 */
export const cost = (of: Derived | Derivation, { limits }: Pick<PrintOptions, 'limits'> = {}): Cost[] =>
  session([of], limits, () => derivationsOf(of).map((one) => costOf(programOf(one))));

/** The same in words. Throws FrobeniusError ('unsupported') for what cannot be compiled. */
export const costText = (of: Derived | Derivation, { limits }: Pick<PrintOptions, 'limits'> = {}): string =>
  session([of], limits, () =>
    derivationsOf(of)
      .map((one) =>
        [`${requestText(one)}:`, ...costLines(costOf(programOf(one))).map((line) => `  ${line}`)].join('\n'),
      )
      .join('\n\n'),
  );

export { CODE_TARGETS } from './compile/to-code.js';
export { derive, parse, readLatex, toInput } from './deriving.js';
export type { Answer, Values } from './evaluating.js';
export { evaluate } from './evaluating.js';
export { dimToString } from './expression/dimension.js';
export { Allowance } from './expression/limits.js';
export type { CallOptions, JudgedOptions, VerifiedReading } from './judging.js';
export {
  equal,
  toEqualJson,
  toEqualText,
  toVerifyHtml,
  toVerifyJson,
  toVerifyText,
  verify,
  verifyReading,
} from './judging.js';
export { FrobeniusError, formatError, locate } from './language/error.js';
export { latexRemark, looksLikeLatex } from './latex/detect.js';
export type * from './types.js';
