/**
 * The letters of a rule's words, fitted to the problem: "‖A‖² = A : A" said of a residual r is "‖r‖² = r : r".
 *
 * A letter that the rule has bound to a name of one letter becomes that name. One that stands for anything stays where the
 * problem does not use it, and is another letter where it does, so that no reason reads as a statement about a variable
 * that is not meant. Consistent renaming keeps a true statement true: a letter is the same on the line, as an exponent, as
 * an index, and small for an entry.
 */
import type { Dim } from '../expression/dimension.js';
import { asName } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { LOWERED, LOWERED_SIGNS, levelled, RAISED, RAISED_SIGNS } from '../language/spelling.js';
import type { Binding } from '../rulebook/match.js';

/** Letters side by side: "A", "dA", "AXB", "sA", "ppᵀ"; others are words of a language. */
const RUN = /(?<![\p{Ll}\p{Lu}\p{M}'])(?<run>[A-Za-z]+)(?![\p{Ll}\p{Lu}-])/gu;
const isLetter = (c: string): boolean => /[a-z]/.test(levelled(c));
const smallLetters = (signs: string): RegExp => new RegExp(`[${[...signs].filter(isLetter).join('')}]`, 'gu');
const RAISED_LETTER = smallLetters(RAISED);
const LOWERED_LETTER = smallLetters(LOWERED);
/** "the i-th entry" */
const ORDINAL = /\b[a-z](?=-th\b)/g;

/** Letters that stand for the same in every formula: the identity, the commutation matrix, vectors of the basis, d. */
const FIXED: ReadonlySet<string> = new Set(['I', 'K', 'd', 'e']);

/** In place of those that the problem uses. */
const CAPITALS = ['M', 'N', 'P', 'Q', 'A', 'B', 'U', 'V', 'X', 'Y', 'C', 'F', 'H', 'J', 'L', 'R', 'S', 'T', 'Z', 'W'];
const SMALL = ['u', 'v', 'p', 'q', 'a', 'b', 'x', 'y', 'z', 'r', 's', 'w', 'c', 'g', 'h'];
const EXPONENTS = ['k', 'r', 'p', 's', 'm', 'u', 'v'];
const INDICES = ['i', 'j', 'k', 'l', 'r', 's', 't'];

/** Whether words hold a formula: elsewhere "a" is an article. */
const SIGNS = ['=', ':', '⊙', '⊗', '‖', '⁻¹', '⁻ᵀ', 'ᵀ', 'ᵢ', 'ⱼ', '-th '];
const isFormula = (say: string): boolean => SIGNS.some((sign) => say.includes(sign));

/** The letters of a run, with what stands before them: dA is d of A, an article none. */
function lettersOf(run: string, say: string, end: number): string[] {
  if (run === 'a' && /^ \p{Ll}{2}/u.test(say.slice(end))) return [];
  if (run.length === 1) return FIXED.has(run) ? [] : [run];
  if (run.length === 2 && run.startsWith('d')) return [run.slice(1)];
  // Heⱼ
  const isColumn = /^[A-Z]e$/.test(run) && LOWERED.includes(say.charAt(end));
  if (isColumn) return [run.charAt(0), 'e'];
  const isTransposed = say.charAt(end) === 'ᵀ';
  if (!(/^(?:(.)\1|[A-Za-z][A-Z]|[A-Z]{3})$/.test(run) || (run.length === 2 && isTransposed))) return [];
  return [...run];
}

/** How a letter stands: on the line, as an exponent, as an index, in "the i-th", or small, as an entry of its matrix. */
type Form = 'line' | 'raised' | 'lowered' | 'ordinal' | 'entry';

/** The letter in that form; not every letter has one. */
function inForm(letter: string, form: Form): string | undefined {
  switch (form) {
    case 'raised':
      return RAISED_SIGNS.get(letter);
    case 'lowered':
      return LOWERED_SIGNS.get(letter);
    case 'ordinal':
      return /^[a-z]$/.test(letter) ? letter : undefined;
    case 'entry':
      return letter.toLowerCase();
    case 'line':
      return letter;
    default:
      return form satisfies never;
  }
}

interface Place {
  readonly letter: string;
  readonly at: number;
  readonly form: Form;
}

function placesIn(say: string): Place[] {
  const onLine = [...say.matchAll(RUN)].flatMap((found): Place[] => {
    const run = found.groups?.run ?? '';
    const letters = lettersOf(run, say, found.index + run.length);
    // the letters are the last of a run
    const start = found.index + run.length - letters.length;
    return letters.map((letter, i): Place => ({ letter, at: start + i, form: 'line' }));
  });
  const capitals = new Set(onLine.map(({ letter }) => letter));
  const isEntry = ({ letter, at }: Place): boolean =>
    capitals.has(letter.toUpperCase()) && letter !== letter.toUpperCase() && LOWERED.includes(say.charAt(at + 1));
  const small = (pattern: RegExp, form: Form): Place[] =>
    [...say.matchAll(pattern)].map((found) => ({ letter: levelled(found[0]), at: found.index, form }));
  const places = [
    ...onLine.map(
      (place): Place => (isEntry(place) ? { ...place, letter: place.letter.toUpperCase(), form: 'entry' } : place),
    ),
    ...small(RAISED_LETTER, 'raised'),
    ...small(LOWERED_LETTER, 'lowered'),
    ...small(ORDINAL, 'ordinal'),
  ];
  return places.filter(({ letter }) => !FIXED.has(letter)).sort((a, b) => a.at - b.at);
}

/** The one letter that a bound term is: a name, or a whole number that has a name. */
function nameOf(e: Expr | undefined): string | undefined {
  if (e !== undefined && isCall(e, 'dim')) return letterOf(e.dims[0]);
  return e?.kind === 'name' && e.index.length === 0 && isOwn(e.name) ? e.name : undefined;
}

function letterOf(d: Dim | undefined): string | undefined {
  const name = d === undefined ? undefined : asName(d);
  return name !== undefined && isOwn(name) ? name : undefined;
}

const isOwn = (name: string): boolean => /^\p{L}$/u.test(name) && !FIXED.has(name);

/** The words with other letters put for theirs. */
function renamed(say: string, places: readonly Place[], put: ReadonlyMap<string, string>): string {
  let fresh = '';
  let end = 0;
  for (const { letter, at, form } of places) {
    const other = put.get(letter);
    fresh += say.slice(end, at) + (other === undefined ? say.charAt(at) : (inForm(other, form) ?? say.charAt(at)));
    end = at + 1;
  }
  return fresh + say.slice(end);
}

/** Each letter with the forms in which it stands, in order. */
function formsOf(places: readonly Place[]): Map<string, Set<Form>> {
  const forms = new Map<string, Set<Form>>();
  for (const { letter, form } of places) forms.set(letter, (forms.get(letter) ?? new Set()).add(form));
  return forms;
}

const suits = (letter: string, forms: ReadonlySet<Form>): boolean =>
  [...forms].every((form) => inForm(letter, form) !== undefined);
const isIndex = (forms: ReadonlySet<Form>): boolean =>
  [...forms].every((form) => form === 'lowered' || form === 'ordinal');

/** The words of a rule said of what it is used for; undefined where not every letter is bound to a name of one letter. */
export function instance(say: string, binding: Binding, indices: ReadonlySet<string> = NONE): string | undefined {
  const places = isFormula(say) ? placesIn(say) : [];
  const put = boundDims(places, binding.dims);
  const forms = formsOf(places);
  const own = [...forms].filter(([letter, of]) => !put.has(letter) && !isIndex(of));
  for (const [letter, of] of own) {
    const bound = nameOf(binding.names.get(letter));
    if (bound === undefined || !suits(bound, of)) return undefined;
    put.set(letter, bound);
  }
  if (put.size === 0) return undefined;
  freeIndices(forms, put, indices);
  return renamed(say, places, put);
}

/** Letters that the rule has bound to sizes and indices of one letter. */
function boundDims(places: readonly Place[], dims: ReadonlyMap<string, Dim>): Map<string, string> {
  const put = new Map<string, string>();
  for (const [letter, forms] of formsOf(places)) {
    const bound = letterOf(dims.get(letter));
    if (bound !== undefined && suits(bound, forms)) put.set(letter, bound);
  }
  return put;
}

/** An index that stands for any is none that the problem runs over, and none that another stands for. */
function freeIndices(
  forms: ReadonlyMap<string, ReadonlySet<Form>>,
  put: Map<string, string>,
  indices: ReadonlySet<string>,
): void {
  const used = new Set(put.values());
  for (const [letter, of] of forms) {
    if (put.has(letter) || !isIndex(of)) continue;
    const isFree = (x: string): boolean => !indices.has(x) && !used.has(x);
    const other = isFree(letter) ? letter : (INDICES.find((x) => isFree(x) && !forms.has(x)) ?? letter);
    put.set(letter, other);
    used.add(other);
  }
}

/** What a problem says of letters beside its names: those of sizes and indices that a rule has bound, those it runs over. */
export interface Letters {
  readonly dims?: ReadonlyMap<string, Dim>;
  readonly indices?: ReadonlySet<string>;
}
const NONE: ReadonlySet<string> = new Set();

/** The words of a rule with letters that say nothing else in this problem. */
export function fitted(say: string, taken: ReadonlySet<string>, letters: Letters = {}): string {
  const bound = [...(letters.dims ?? [])].map(([letter, d]) => `${letter}=${letterOf(d) ?? ''}`);
  const key = [say, ...bound].join('\n');
  const known = fits.get(taken)?.get(key);
  if (known !== undefined) return known;
  const fit = fittedTo(say, taken, letters);
  const table = fits.get(taken) ?? new Map<string, string>();
  fits.set(taken, table.set(key, fit));
  return fit;
}

/** The same few words are fitted to a problem step after step. */
const fits = new WeakMap<ReadonlySet<string>, Map<string, string>>();

function fittedTo(say: string, taken: ReadonlySet<string>, { dims = new Map(), indices = NONE }: Letters): string {
  const places = isFormula(say) ? placesIn(say) : [];
  const forms = formsOf(places);
  const put = boundDims(places, dims);
  const own = [...forms].filter(([letter, of]) => !put.has(letter) && !isIndex(of));
  const clashes = own.some(([letter]) => taken.has(letter) || [...put.values()].includes(letter));
  const used = new Set(put.values());
  // one that has to be another takes its companions with it: A : B is M : N, and not A : M
  if (clashes)
    for (const [letter, of] of own) {
      const pool = letter === letter.toUpperCase() ? CAPITALS : of.has('raised') ? EXPONENTS : SMALL;
      const other = pool.find((x) => !taken.has(x) && !used.has(x) && suits(x, of)) ?? letter;
      put.set(letter, other);
      used.add(other);
    }
  freeIndices(forms, put, indices);
  return put.size === 0 ? say : renamed(say, places, put);
}
