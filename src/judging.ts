/** What others wrote, judged: derivations line by line, and whether two expressions are one function. Part of the library. */
import type { Limits } from './expression/limits.js';
import { session } from './expression/session.js';
import { hasDerivation } from './language/derivation.js';
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
 * Somebody's own derivation, judged line by line: a problem file with its lines after `derivation`, or the lines alone
 * (E = F, claim E = F). Throws FrobeniusError where the problem itself cannot be read.
 */
export function verify(source: string, options: VerifyOptions & CallOptions = {}): Verification {
  const { rules = catalog, limits, ...rest } = options;
  return session([], limits, () => {
    const bare = options.bare ?? !hasDerivation(source);
    return verifyDerivation(source, rules, { ...rest, bare });
  });
}

interface CallOptions {
  readonly rules?: Catalog;
  /** How much the call may do. */
  readonly limits?: Limits;
}

/** Whether two expressions are the same function of their variables. */
export const equal = (
  first: string,
  second: string,
  { rules = catalog, limits, ...options }: EqualOptions & CallOptions = {},
): Comparison => session([], limits, () => compareExpressions(first, second, rules, options));

export const toVerifyText = (found: Verification, options: VerifyTextOptions = {}): string =>
  session([found], undefined, () => verificationToText(found, options));
/** The lines with their marks as a fragment of HTML, for a page with `htmlStyle` and KaTeX's style sheet. */
export async function toVerifyHtml(found: Verification): Promise<string> {
  const [{ verificationToHtml }, { loadTypesetter }] = await Promise.all([
    import('./print/verify-html.js'),
    import('./print/typeset.js'),
  ]);
  const typesetter = await loadTypesetter();
  const rows = (fn: string) => catalog.elementwise(fn) ?? catalog.row(fn);
  return session([found], undefined, () => verificationToHtml(found, typesetter, { rows }).text);
}

export const toVerifyJson = (found: Verification): Json => session([found], undefined, () => verificationData(found));
export const toEqualText = (found: Comparison, options: VerifyTextOptions = {}): string =>
  session([found], undefined, () => comparisonToText(found, options));
export const toEqualJson = (found: Comparison): Json => session([found], undefined, () => comparisonData(found));
