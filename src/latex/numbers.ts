/**
 * Letters that would go as vectors, and stand where only numbers can: squared, or beside an entry. Told each time; what is
 * declared, transposed, has a norm or stands behind a matrix is left alone.
 */
import { isVectorUse } from './declare.js';
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { isMatrixKind, isNumberKind, kindIn } from './kinds.js';
import { byLetter, isNumber, NUMBER } from './shapes.js';
import { walk } from './walk.js';

export function settleNumbers(draft: Draft): void {
  for (const formula of draft.formulas)
    for (const { f } of walk(formula)) {
      if (f.kind === 'power' && f.exponent.kind === 'number') {
        for (const term of termsOf(f.base)) settle(draft, term, 'it is raised to a power');
      } else if (f.kind === 'power' && !f.entrywise) {
        for (const exponent of termsOf(f.exponent)) {
          if (exponent.kind !== 'symbol' || exponent.base === 't') continue;
          settle(draft, exponent, 'it is an exponent');
          // a power of a matrix is one by a whole number
          if (isMatrixKind(kindIn(f.base, draft.known))) draft.integers.add(draft.naming.named(exponent).name);
        }
      } else if (f.kind === 'call' && f.fn === 'e' && f.args[0]) {
        settleTimes(draft, f.args[0]);
      } else if (f.kind === 'call' && f.fn === 'factorial' && f.args[0]) {
        for (const term of termsOf(f.args[0])) settle(draft, term, 'it is in a factorial');
      } else if (f.kind === 'sum') {
        const terms = termsOf(f);
        settleFactors(draft, terms);
        const why = terms.some((t) => isEntry(draft, t))
          ? 'it stands beside an entry'
          : terms.some((t) => isPlainNumber(draft, t))
            ? 'it is added to a number'
            : undefined;
        if (why) for (const term of terms) settle(draft, term, why);
      }
    }
}

/** e^{At}, e^{sA}: a t beside a matrix, or a letter before one, is a number. */
function settleTimes(draft: Draft, exponent: Formula): void {
  for (const term of termsOf(exponent)) {
    if (term.kind !== 'product') continue;
    const last = term.factors.findLastIndex((x) => isMatrixKind(kindIn(x, draft.known)));
    if (last < 0) continue;
    term.factors.forEach((x, k) => {
      if (x.kind !== 'symbol' || !isOpenLetter(draft, x)) return;
      if (draft.naming.named(x).name === 't' || (k < last && !isVectorUse(draft, draft.naming.named(x).name)))
        taken(draft, x, 'it stands beside a matrix in an exponent');
    });
  }
}

/** A + tB, I + tA: before a matrix that is added to one stands a number. */
function settleFactors(draft: Draft, terms: readonly Formula[]): void {
  const isMatrix = (f: Formula | undefined): boolean => f !== undefined && isMatrixKind(kindIn(f, draft.known));
  for (const term of terms) {
    if (term.kind !== 'product' || !terms.some((t) => t !== term && isMatrix(t))) continue;
    const [first, second] = term.factors;
    if (first && isMatrix(second) && isMatrix(term.factors.at(-1)))
      settle(draft, first, 'it stands before a matrix that is added to one');
  }
}

/** x - μ, (x - μ)/σ: what is a vector where one of them is. */
const termsOf = (f: Formula): readonly Formula[] =>
  f.kind === 'sum' ? f.terms.map((t) => t.term) : f.kind === 'fraction' ? termsOf(f.above) : [f];

/** What is a number whatever its letters are: a norm, a trace, xᵀy. */
function isPlainNumber(draft: Draft, f: Formula): boolean {
  const reduces =
    f.kind === 'norm' || f.kind === 'call' || f.kind === 'product' || (f.kind === 'binary' && f.op === ':');
  return (
    reduces &&
    [...walk(f)].some(({ f: x }) => x.kind === 'symbol') &&
    isNumberKind(kindIn(f, draft.known)) &&
    !isLetters(draft, f)
  );
}

/** a·b, log a: only letters that go as numbers, which broadcasting may put beside a vector. */
function isLetters(draft: Draft, f: Formula): boolean {
  return [...walk(f)].every(({ f: x }) => x.kind !== 'symbol' || isNumberKind(kindIn(x, draft.known)));
}

/** One entry of a vector, or a member of a family of numbers. */
function isEntry(draft: Draft, f: Formula): boolean {
  if (f.kind !== 'symbol') return false;
  const { name, index, entries } = draft.naming.named(f);
  if (entries.length > 0) return true;
  return index.length > 0 && isNumber(draft.sizes.get(name));
}

function settle(draft: Draft, f: Formula, why: string): void {
  if (f.kind === 'symbol' && isOpenVector(draft, f)) taken(draft, f, why);
}

function taken(draft: Draft, f: TexSymbol, why: string): void {
  const { name } = draft.naming.named(f);
  draft.sizes.set(name, NUMBER);
  draft.note('guess', `${name} is taken as a number: ${why}; ${name} \\in \\mathbb{R}^n declares a vector`, f.span);
  if (f.accents.includes('bar'))
    draft.note(
      'note',
      `${name} is read as a letter of its own, and not as a mean: an equation can say that it is one`,
      f.span,
    );
}

const isOpenVector = (draft: Draft, f: TexSymbol): boolean =>
  isOpenLetter(draft, f) && !isVectorUse(draft, draft.naming.named(f).name);

/** A vector by nothing but its letter. */
function isOpenLetter(draft: Draft, f: TexSymbol): boolean {
  const { name, index, entries } = draft.naming.named(f);
  if (f.bold || index.length + entries.length > 0 || draft.sizes.has(name) || draft.numbers.has(name)) return false;
  if (draft.definitions.some((d) => d.name === name)) return false;
  return byLetter(name) === 'vector';
}

/** What is differentiated is no number, and letters that nobody declared are why. */
export function tellVectors(draft: Draft, subject: Formula): void {
  if (isNumberKind(kindIn(subject, draft.known))) return;
  const seen = new Set<string>();
  for (const { f } of walk(subject)) {
    if (f.kind !== 'symbol') continue;
    const { name } = draft.naming.named(f);
    if (seen.has(name)) continue;
    seen.add(name);
    if (!isOpenVector(draft, f)) continue;
    draft.note('note', `${name} goes as a vector, by its letter; ${name} \\in \\mathbb{R} declares a number`, f.span);
  }
}
