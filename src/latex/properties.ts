/** What words say of the letters in a formula: before it, "the symmetric matrix S", and behind it, "S is symmetric". */
import type { Span } from '../language/error.js';
import { withoutPlaces } from './enclosed.js';
import type { Formula, TexSymbol } from './formula.js';
import { DENIED, propertiesIn } from './prose.js';

/** Adjectives that name a property, as they stand before a letter. */
const ADJECTIVE =
  '(?:(?:real|square|full|large|general|fixed|given|constant|known)\\s+)*(?:strictly\\s+|(?:non|anti|skew)[- ]?)?(?:symmetric|positive[- ]definite|SPD|orthogonal|diagonal|invertible|non-?singular|skew(?:-symmetric)?|(?:lower|upper)[- ]triangular|toeplitz|full(?:[- ](?:column))?[- ]rank)';
const BEFORE = new RegExp(
  `((?:${ADJECTIVE}(?:\\s*,\\s*|\\s+and\\s+|\\s+))+)(?:(?:matri(?:x|ces)|real|square|parameters?|variables?|covariance|weights?)\\s+)*$`,
  'i',
);
const BEHIND = new RegExp(
  `^\\s*,?\\s*(?:(?:is|are|be|being|assumed|to\\s+be|both|all|an?|also|moreover|and)\\s+)*(?:\\w+\\s+)?${ADJECTIVE}\\b`,
  'i',
);

/** Of what the words before a formula end with. */
export function propertiesBefore(words: string): string[] {
  const match = BEFORE.exec(words);
  if (
    match === null ||
    DENIED.test(
      words
        .slice(Math.max(0, match.index - 20), match.index)
        .split(/[.;]\s/)
        .at(-1) ?? '',
    )
  )
    return [];
  return propertiesIn(match[1] as string);
}

/** Of a clause that begins with a property: "is symmetric", ", positive definite". */
export const propertiesBehind = (words: string): string[] =>
  BEHIND.test(words) ? propertiesIn(words.split(/\.\s|\n|;|,\s*(?:where|while|whereas|but)\b/)[0] ?? '') : [];

/** A = Aᵀ, A = −Aᵀ: properties that are written as equations. */
export function propertyOf(sides: readonly Formula[]): { symbol: TexSymbol; properties: string[] } | undefined {
  const [a, b] = sides;
  if (!a || !b || sides.length !== 2) return undefined;
  for (const [symbol, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (symbol.kind !== 'symbol') continue;
    if (isTransposeOf(other, symbol)) return { symbol, properties: ['symmetric'] };
    const [only, ...more] = other.kind === 'sum' ? other.terms : [];
    if (only?.negative && more.length === 0 && isTransposeOf(only.term, symbol))
      return { symbol, properties: ['skew'] };
  }
  const negated = a.kind === 'transpose' && b.kind === 'sum' && b.terms.length === 1 && b.terms[0]?.negative;
  const [of] = negated ? [b.terms[0]?.term] : [];
  if (a.kind === 'transpose' && of?.kind === 'symbol' && isTransposeOf(a, of))
    return { symbol: of, properties: ['skew'] };
  return undefined;
}

const isTransposeOf = (f: Formula, symbol: TexSymbol): boolean =>
  f.kind === 'transpose' && withoutPlaces(f.of) === withoutPlaces(symbol);

/** Properties that the language has no word for, and that an answer may depend on. */
const UNKNOWN =
  /\b(?:tri-?diagonal|block[- ]diagonal|banded|circulant|hankel|idempotent|nilpotent|sparse|low[- ]rank|rank[- ](?:one|1)|unitary|hermitian|stochastic)\b/i;

/** One that is left out is told. */
export function unknownProperty(words: string, span: Span): { message: string; span: Span } | undefined {
  const match = UNKNOWN.exec(words);
  return match === null || DENIED.test(words.slice(0, match.index))
    ? undefined
    : { message: `'${match[0]}' is a property that is not known here: what is derived does not use it`, span };
}
