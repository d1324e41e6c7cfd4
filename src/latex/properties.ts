/** What words say of the letters in a formula: before it, "the symmetric matrix S", and behind it, "S is symmetric". */
import type { Span } from '../language/error.js';
import { withoutPlaces } from './enclosed.js';
import type { Formula, TexSymbol } from './formula.js';
import { DENIED, propertiesIn, requestIn } from './prose.js';

const PROPERTY =
  '(?:symmetric|positive[- ]?(?:semi[- ]?)?definite|SPD|PSD|orthogonal|diagonal|invertible|non-?singular|skew(?:-symmetric)?|(?:lower|upper)[- ]triangular|toeplitz|full(?:[- ](?:column))?[- ]rank|one-?hot(?:[- ]encoded)?|row[- ]stochastic)';
/** Adjectives that name a property, as they stand before a letter. */
const ADJECTIVE = `(?:(?:real|square|full|large|general|fixed|given|constant|known)\\s+)*(?:strictly\\s+|(?:non|anti|skew)[- ]?)?${PROPERTY}`;
/** What ends with a comma or an "and" goes on about something else. */
const BEFORE = new RegExp(
  `\\b((?:${ADJECTIVE}(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+|\\s+))*${ADJECTIVE}\\s+)((?:(?:matri(?:x|ces)|vectors?|labels?|targets?|real|square|parameters?|variables?|covariances?|weights?)\\s+)*)$`,
  'i',
);
const COPULA =
  '(?:(?:is|are|be|being|has|have|having|of|with|which|that|assumed|taken|to\\s+be|both|all|an?|also|moreover|and)\\s+)';
const BEHIND = new RegExp(`^\\s*,?\\s*${COPULA}*(?:\\w+\\s+)?${ADJECTIVE}\\b`, 'i');
/** The words before an adjective that make it the predicate of the name before them. */
const BEGINS_PREDICATE = new RegExp(
  `^\\s*(?:,?\\s*(?:is|are|be|being|assumed|to\\s+be)\\s+${COPULA}*(?:\\w+\\s+)?)?$`,
  'i',
);

export interface Adjectives {
  readonly properties: readonly string[];
  /** Of several: "symmetric matrices". */
  readonly several: boolean;
  /** Where they begin in the words. */
  readonly from: number;
}

/** Of what the words before a name end with; `isBehindName` where they follow another, of which they may begin to speak. */
export function adjectivesBefore(words: string, isBehindName: boolean): Adjectives {
  const none = { properties: [], several: false, from: words.length };
  const match = BEFORE.exec(words);
  if (match === null) return none;
  const front = words.slice(0, match.index);
  let own = match[1] as string;
  if (isBehindName && BEGINS_PREDICATE.test(front)) {
    // "$A$ is symmetric and diagonal $D$": the last is of the name behind
    const cut = /^.*(?:,\s*(?:and\s+)?|\band\s+)/is.exec(own)?.[0].length;
    if (cut === undefined) return none;
    own = own.slice(cut);
  }
  if (
    DENIED.test(
      front
        .slice(-20)
        .split(/[.;]\s/)
        .at(-1) ?? '',
    )
  )
    return none;
  const from = match.index + (match[1] as string).length - own.length;
  return { properties: propertiesIn(own), several: /(?:matrices|[a-z]s)\s*$/i.test(match[2] as string), from };
}

/** Of a clause that begins with a property: "is symmetric", ", positive definite". */
export const propertiesBehind = (words: string): string[] =>
  BEHIND.test(words) ? propertiesIn(words.split(/,\s*but\b/)[0] ?? '') : [];

/** What says what a name is, in any turn of phrase: "is a matrix with …", ": a …". */
export const isPredicate = (words: string): boolean =>
  /^\s*(?::|is\b|be\b|are\b|denotes\b|—|-|,?\s*(?:an?|the)\b|\()/.test(words);

/** Of how many names that stand before it something is said: surely of all, likely, or of those of which no size is said. */
export function reachBehind(words: string): 'all' | 'likely' | 'bare' | 'last' {
  if (/^\s*,?\s*(?:(?:both|all)\b|are\b|have\b)/i.test(words)) return 'all';
  if (/^\s*be\b/i.test(words)) return 'likely';
  return new RegExp(`^\\s*(?:\\w+\\s+)?${ADJECTIVE}`, 'i').test(words) ? 'bare' : 'last';
}

/** Words of which another thing is the subject than the name before. */
const NEW_SUBJECT =
  /(?:,|\band|\bthat)\s+(?:(?:the|its|this|each|every|our)\s+[\w\s]{1,30}?|[A-Z](?:_\w+)?\s+)\b(?:is|are|be)\b/;
const NEW_CLAUSE = /[.;]\s|\n|\b(?:where|while|whereas|such\s+that|so\s+that)\b/;

/** As far as it goes on about the same: to the end of the sentence, or to what is asked in it. */
export function clauseBehind(words: string): string {
  const [clause = ''] = words.split(NEW_CLAUSE);
  const ends = [NEW_SUBJECT.exec(clause)?.index, requestIn(clause)].filter((at) => at !== undefined);
  return clause.slice(0, Math.min(clause.length, ...ends));
}

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
  const ofRows = b.kind === 'ones' ? rowsSummedIn(a) : a.kind === 'ones' ? rowsSummedIn(b) : undefined;
  if (ofRows) return { symbol: ofRows, properties: ['rowstochastic'] };
  const ofSum = isOne(b) ? summedIn(a) : isOne(a) ? summedIn(b) : undefined;
  if (ofSum) return { symbol: ofSum, properties: ['stochastic'] };
  const negated = a.kind === 'transpose' && b.kind === 'sum' && b.terms.length === 1 && b.terms[0]?.negative;
  const [of] = negated ? [b.terms[0]?.term] : [];
  if (a.kind === 'transpose' && of?.kind === 'symbol' && isTransposeOf(a, of))
    return { symbol: of, properties: ['skew'] };
  return undefined;
}

const isOne = (f: Formula): boolean => f.kind === 'number' && f.text === '1';

/** y of Σ_k y_k, 1ᵀy and yᵀ1. */
function summedIn(f: Formula): TexSymbol | undefined {
  if (f.kind === 'fold') {
    const { body } = f;
    const [only, ...more] = body.kind === 'symbol' && !body.over ? body.subs : [];
    const isPlace = only?.kind === 'symbol' && only.base === f.over && more.length === 0;
    return f.fold === 'sum' && isPlace && body.kind === 'symbol' ? { ...body, subs: [] } : undefined;
  }
  const [row, column, ...more] = f.kind === 'product' ? f.factors : [];
  if (row?.kind !== 'transpose' || column === undefined || more.length > 0) return undefined;
  if (row.of.kind === 'ones' && column.kind === 'symbol') return column;
  return column.kind === 'ones' && row.of.kind === 'symbol' ? row.of : undefined;
}

/** Y of Y1. */
function rowsSummedIn(f: Formula): TexSymbol | undefined {
  const [of, ones, ...more] = f.kind === 'product' ? f.factors : [];
  return of?.kind === 'symbol' && ones?.kind === 'ones' && more.length === 0 ? of : undefined;
}

const ROWS_OF = /\brows?\s+of(?:\s+the\s+(?:\w+\s+)?(?:matrix|labels?|targets?))?\s*$/i;
const SUM_TO_ONE =
  /^\s*(?:(?:all|each)\s+)?(?:(?:sum|add)s?(?:\s+up)?\s+to\s+(?:one\b|1(?!\d))|(?:are|is)\s+(?:all\s+)?(?:one-?hot|distributions?\b|probability))/i;

/** "each row of Y sums to 1": by the words before the name and behind it. */
export const saysRowsSumToOne = (before: string, behind: string): boolean =>
  ROWS_OF.test(before) && SUM_TO_ONE.test(behind);

const isTransposeOf = (f: Formula, symbol: TexSymbol): boolean =>
  f.kind === 'transpose' && withoutPlaces(f.of) === withoutPlaces(symbol);

/** Properties that the language has no word for, and that an answer may depend on. */
const UNKNOWN =
  /\b(?:tri-?diagonal|block[- ]diagonal|banded|circulant|hankel|idempotent|nilpotent|sparse|low[- ]rank|rank[- ](?:one|1)|unitary|hermitian|(?:doubly[- ]|column[- ]|(?<!\brow[- ]))stochastic|projection(?!\s+of)|projector|permutation|rotation|stiefel|semi-?orthogonal|orthonormal(?:\s+(?:columns|rows))?|orthogonal\s+(?:columns|rows)|non-?negative|(?:unit|strictly)\s+(?:lower|upper)|normali[sz]ed|unit[- ](?:norm|length|vector)|centered|traceless|trace[- ]one)\b/i;

/** One that is left out is told. */
export function unknownProperty(words: string, span: Span): { message: string; span: Span } | undefined {
  const match = UNKNOWN.exec(words);
  return match === null || DENIED.test(words.slice(0, match.index))
    ? undefined
    : { message: `'${match[0]}' is a property that is not known here: what is derived does not use it`, span };
}
