/** What others wrote, judged: derivations line by line, and whether two expressions are one function. Part of the library. */
import type { Limits } from './expression/limits.js';
import { Allowance, NODES } from './expression/limits.js';
import { session } from './expression/session.js';
import { hasDerivation } from './language/derivation.js';
import { requireText } from './language/options.js';
import type { LatexReading } from './latex/read.js';
import type { Json } from './print/json.js';
import { comparisonData, verificationData } from './print/verify-json.js';
import type { VerifyTextOptions } from './print/verify-text.js';
import { comparisonToText, verificationToText } from './print/verify-text.js';
import type { Catalog } from './rulebook/catalog.js';
import { catalog } from './rulebook/catalog.js';
import type { EqualOptions } from './verify/equal.js';
import { compareExpressions } from './verify/equal.js';
import type { Comparison, Verification } from './verify/verdict.js';
import type { VerifyOptions } from './verify/verify.js';
import { verifyDerivation } from './verify/verify.js';

/**
 * Somebody's own derivation, judged line by line: a problem file with its lines after `derivation`, or the lines
 * alone (E = F, claim E = F). A line that cannot be read has a verdict like the others. Exact agreement is modulo
 * 2^61 − 1 (J. T. Schwartz, Journal of the ACM 27, 1980). Throws FrobeniusError where the problem itself cannot be
 * read, as `parse` does.
 */
export function verify(source: string, options: VerifyOptions & CallOptions = {}): Verification {
  const { rules = catalog, limits, ...rest } = options;
  requireText('the source', source);
  const nodes = limits?.nodes ?? nodesForLines(source);
  return session([], limits instanceof Allowance ? limits : { ...limits, nodes }, () => {
    const bare = options.bare ?? !hasDerivation(source);
    return verifyDerivation(source, rules, { ...rest, bare });
  });
}

/**
 * The lines of a text in LaTeX, as `readLatex` understood them. Where it does not say whether the derivative of a vector has a
 * row or a column for each entry, that is taken in which more lines are right, and told. Throws
 * FrobeniusError where the problem itself cannot be read, as `verify` does.
 */
export function verifyReading(reading: VerifiedReading, options: VerifyOptions & CallOptions = {}): Verification {
  const found = verify(withLines(reading.source, reading.derivation), options);
  if (reading.otherwise === undefined || found.outcome !== 'wrong') return placed(found, reading);
  const other = verify(withLines(reading.source, reading.otherwise), options);
  if (rightIn(other) <= rightIn(found)) return placed(found, reading);
  return placed({ ...other, remarks: [...other.remarks, COLUMNS] }, reading);
}

/** Each line with its place in the text that was read. */
function placed(found: Verification, { derivationLines = [] }: VerifiedReading): Verification {
  if (found.lines.length !== derivationLines.length) return found;
  return { ...found, lines: found.lines.map((line, k) => ({ ...line, origin: derivationLines[k] as number })) };
}

/** Of a text in LaTeX what is judged. */
export type VerifiedReading = Pick<LatexReading, 'source' | 'derivation' | 'otherwise'> &
  Partial<Pick<LatexReading, 'derivationLines'>>;

const COLUMNS =
  'derivatives of vectors are read with a column for each entry of what is differentiated (denominator layout): so more of these lines are right';

const rightIn = ({ lines }: Verification): number => lines.filter(({ verdict }) => verdict === 'right').length;

/** A derivation that came as LaTeX stands behind its problem; one of no lines is none, and what is asked there is no line. */
const withLines = (source: string, lines: readonly string[]): string =>
  `${source.trimEnd()}\n\nderivation\n${lines.join('\n')}\n`;

/** A line about members of a family is judged at many of them, and counts for so many. */
const OF_MEMBERS = 3;
/** So many lines may take what one call of another kind may, and no derivation more than so many times that. */
const LINES = 3;
const MOST = 8;

/** The nodes of terms that a derivation may take where its caller sets no limit: more for more lines. */
export const nodesForLines = (source: string): number => {
  const lines = (source.split(/^\s*derivation\s*$/m).at(-1) as string).split('\n').filter((line) => line.includes('='));
  const count = lines.reduce((sum, line) => sum + (/\[[^\][]*[a-z]/i.test(line) ? OF_MEMBERS : 1), 0);
  return NODES * Math.min(MOST, Math.max(1, Math.ceil(count / LINES)));
};

/** Of a call of `verify` or `equal`. */
export interface CallOptions {
  /** The rule book that reasons are looked for in; without it, our own. */
  readonly rules?: Catalog;
  /** How much the call may do. */
  readonly limits?: Limits;
}

/**
 * Whether two expressions are the same function of their variables; sizes that differ are an outcome. Throws
 * FrobeniusError where one of them cannot be read, as `parse` does.
 */
export const equal = (
  first: string,
  second: string,
  { rules = catalog, limits, ...options }: EqualOptions & CallOptions = {},
): Comparison => session([], limits, () => compareExpressions(first, second, rules, options));

/** Of a call that prints what was judged. */
export interface JudgedOptions {
  /** How much the call may do. */
  readonly limits?: Limits;
}

/** A verification as text, for a terminal. Throws FrobeniusError ('limit') for one that is too large. */
export const toVerifyText = (
  found: Verification,
  { limits, ...options }: VerifyTextOptions & JudgedOptions = {},
): string => session([found], limits, () => verificationToText(found, options));
/**
 * The lines with their marks as a fragment of HTML, for a page with `htmlStyle` and KaTeX's style sheet. Loads KaTeX.
 * Throws FrobeniusError ('limit') for a verification that is too large.
 */
export async function toVerifyHtml(found: Verification, { limits }: JudgedOptions = {}): Promise<string> {
  const [{ verificationToHtml }, { loadTypesetter }] = await Promise.all([
    import('./print/verify-html.js'),
    import('./print/typeset.js'),
  ]);
  const typesetter = await loadTypesetter();
  const rows = (fn: string) => catalog.elementwise(fn) ?? catalog.row(fn);
  return session([found], limits, () => verificationToHtml(found, typesetter, { rows }).text);
}

/**
 * A verification as data for JSON.stringify; expressions as text of the input language. Throws FrobeniusError ('limit')
 * for one that is too large.
 */
export const toVerifyJson = (found: Verification, { limits }: JudgedOptions = {}): Json =>
  session([found], limits, () => verificationData(found));
/** A comparison as text, for a terminal. Throws FrobeniusError ('limit') for one that is too large. */
export const toEqualText = (
  found: Comparison,
  { limits, ...options }: VerifyTextOptions & JudgedOptions = {},
): string => session([found], limits, () => comparisonToText(found, options));
/** A comparison as data for JSON.stringify. Throws FrobeniusError ('limit') for one that is too large. */
export const toEqualJson = (found: Comparison, { limits }: JudgedOptions = {}): Json =>
  session([found], limits, () => comparisonData(found));
