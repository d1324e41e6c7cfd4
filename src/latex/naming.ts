/**
 * What the letters of a text are called in the input language, and which of their scripts are indices.
 *
 * Decided over all formulas together: a superscript in parentheses and a subscript with an offset (h_{t-1}) is a place in
 * a family; beside such an index, and on what has a declared size, a letter is the place of an entry; a letter that a sum
 * runs over is a place in a family otherwise. Everything else is part of the name.
 */
import { spend } from '../expression/limits.js';
import type { Span } from '../language/error.js';
import { fail } from './cut.js';
import type { Ends } from './ends.js';
import type { Formula, TexSymbol } from './formula.js';
import { walk } from './walk.js';

export interface Use {
  readonly symbol: TexSymbol;
  readonly bound: readonly string[];
}

/** A symbol as the input language has it. */
export interface Named {
  readonly name: string;
  /** Places in a family. */
  readonly index: readonly Formula[];
  /** Letters that say which entry. */
  readonly entries: readonly Formula[];
}

export interface NamingOptions {
  /** Names that are known, with the number of their indices; then nothing is guessed about them. */
  readonly known?: ReadonlyMap<string, number>;
  /** π alone is the number: members and entries are of another name. */
  readonly numberPi?: boolean;
  /** Letters that are ends of indices and sizes. */
  readonly ends?: Ends;
  /** Letters of left sides that number entries. */
  readonly lefts?: ReadonlySet<string>;
  /** Letters that number entries of one name and members of another. */
  readonly beside?: ReadonlySet<string>;
  /** Small letters that stand for entries of a matrix, with its name. */
  readonly capitals?: ReadonlyMap<string, { readonly capital: string }>;
}

/** What is said of the entries of a name. */
export interface Sized {
  readonly places: 1 | 2;
  /** Letters of its size, which may be the last place. */
  readonly ends: readonly string[];
  /** By a formula: any letter is a place then, for no other name is meant. */
  readonly defined?: boolean;
}

/** Letters that say which entry, also where nothing sums over them. */
const PLACES: ReadonlySet<string> = new Set(['i', 'j', 'k', 'l']);

export const letterOf = (f: Formula): string | undefined => {
  if (f.kind === 'symbol' && f.subs.length === 0 && f.accents.length === 0 && !f.over) return f.base;
  if (f.kind !== 'sum') return undefined;
  const letters = f.terms.flatMap((t) => (t.term.kind === 'symbol' ? [t.term.base] : []));
  return letters.length === 1 && f.terms.every((t) => t.term.kind === 'symbol' || t.term.kind === 'number')
    ? letters[0]
    : undefined;
};

/** n-i+1: letters and numbers in a sum, which may be the place of an entry. */
const isLinear = (f: Formula): f is Formula & { kind: 'sum' } =>
  f.kind === 'sum' && f.terms.every(({ term }) => term.kind === 'number' || letterOf(term) !== undefined);

/** All letters of an index: n and i in n-i+1. */
export function lettersOf(f: Formula): string[] {
  const letter = letterOf(f);
  if (letter !== undefined) return [letter];
  return isLinear(f) ? f.terms.flatMap(({ term }) => letterOf(term) ?? []) : [];
}

/** t-1: an index that is no plain letter. */
const hasOffset = (f: Formula): boolean => f.kind === 'sum' && letterOf(f) !== undefined;

/** t-k+1: an index of several letters. */
const isMixed = (f: Formula): boolean => letterOf(f) === undefined && lettersOf(f).length > 1;

export function usesIn(formulas: readonly Formula[]): Use[] {
  return formulas.flatMap((formula) =>
    [...walk(formula)].flatMap(({ f, bound }) => (f.kind === 'symbol' ? [{ symbol: f, bound }] : [])),
  );
}

export class Naming {
  /** Letters that number the members of families: t in A^{(t)}. */
  readonly family = new Set<string>();
  /** Letters that number entries: j in \hat y_{tj}. */
  readonly entry = new Set<string>();
  /** Names that have members. */
  readonly families = new Set<string>();
  readonly guesses: { readonly message: string; readonly span: Span }[] = [];
  /** Letters that stand in one index together, t and k of t-k+1. */
  private readonly mixed = new Set<string>();
  private readonly told = new Set<string>();
  private readonly own = new Set<string>();
  private readonly ends: Set<string>;

  constructor(
    formulas: readonly Formula[],
    private readonly options: NamingOptions = {},
    /** Names that have a size of their own, and so entries. */
    private readonly sized: ReadonlyMap<string, Sized> = new Map(),
    /** Symbols whose size is said with their index, as in x_i ∈ ℝ^d: the index numbers members. */
    members: readonly TexSymbol[] = [],
    /** What is defined or declared, and is no entry of another name. */
    own: readonly TexSymbol[] = [],
  ) {
    this.ends = new Set(options.ends?.letters);
    for (const symbol of own)
      if (symbol.subs.length > 0 && symbol.subs.every((f) => f.kind === 'number')) this.own.add(textOf(symbol));
    const uses = usesIn(formulas);
    const summed = new Set(uses.flatMap((u) => u.bound));
    for (const { subs } of members) for (const f of subs) if (summed.has(letterOf(f) ?? '')) this.add(this.family, f);
    for (const { symbol } of uses) {
      for (const f of symbol.over ?? []) this.add(this.family, f);
    }
    for (const letter of this.counted(formulas)) if (!this.family.has(letter)) this.entry.add(letter);
    for (const { symbol } of uses)
      for (const f of symbol.subs)
        if (hasOffset(f) && !this.entry.has(letterOf(f) ?? '') && !this.isEnd(f)) this.add(this.family, f);
    this.addMixed(formulas, uses);
    for (const letter of options.lefts ?? []) if (!this.family.has(letter)) this.entry.add(letter);
    for (const { symbol } of uses) {
      const letters = symbol.subs.flatMap((f) => lettersOf(f));
      const placed = symbol.over !== undefined || letters.some((l) => this.family.has(l));
      const own = letters.filter((l) => !this.family.has(l));
      const single = letters.every((l) => l.length === 1);
      if (placed && single) for (const l of own) this.entry.add(l);
      const entries = sized.get(this.base(symbol));
      if (entries) for (const l of own) if (summed.has(l) || this.isFree(symbol, l, entries)) this.entry.add(l);
    }
    for (const formula of formulas)
      for (const { f } of walk(formula))
        if (f.kind === 'fold' && f.to === undefined && !this.family.has(f.over)) this.entry.add(f.over);
    for (const { symbol, bound } of uses)
      for (const f of symbol.subs) {
        const letter = letterOf(f);
        if (letter !== undefined && bound.includes(letter) && !this.entry.has(letter)) this.family.add(letter);
      }
    for (const letter of options.beside ?? []) if (this.entry.has(letter)) this.family.add(letter);
    // where nothing says how far t runs, it is taken to run to T
    for (const letter of options.ends ? this.family : [])
      if (!options.ends?.ranged.has(letter) && letter !== letter.toUpperCase()) this.ends.add(letter.toUpperCase());
    for (const { symbol } of uses) {
      const { name, index } = this.named(symbol);
      if (index.length === 0) continue;
      this.families.add(name);
      const letter = index.flatMap((f) => (this.isEnd(f) ? [] : (letterOf(f) ?? [])))[0];
      if (letter !== undefined && !options.known)
        this.guess(`${letter} is read as an index that numbers members, as in ${name}[${letter}]`, symbol.span, letter);
    }
  }

  /** t-k+1 is an index where each of its letters is one that runs, or an end; of what has entries it is a place. */
  private addMixed(formulas: readonly Formula[], uses: readonly Use[]): void {
    const ends = new Set<string>();
    for (const formula of formulas)
      for (const { f } of walk(formula)) if (f.kind === 'fold' && f.to) for (const l of lettersOf(f.to)) ends.add(l);
    for (const { symbol, bound } of uses)
      for (const f of symbol.subs.filter(isMixed)) {
        const letters = lettersOf(f);
        const runs = (l: string): boolean => bound.includes(l) || this.options.ends?.ranged.has(l) === true;
        const numbers = letters.filter(runs).every((l) => this.family.has(l));
        const isPlaceOf = !numbers && this.sized.get(this.base(symbol))?.places === symbol.subs.length;
        if (isPlaceOf || !letters.every((l) => !this.entry.has(l) && (runs(l) || ends.has(l)))) continue;
        this.mixed.add(letters.join());
        for (const l of letters.filter(runs)) this.family.add(l);
      }
  }

  /** What numbers entries of x: the n of x_{n-1}, and the i of x_{i+1} where the sum over i ends by the size of x, as at n-1. */
  private counted(formulas: readonly Formula[]): Set<string> {
    const found = new Set<string>();
    for (const { symbol } of usesIn(formulas)) {
      const own = this.sized.get(this.base(symbol));
      if (own?.places !== symbol.subs.length) continue;
      for (const f of symbol.subs)
        for (const letter of hasOffset(f) ? lettersOf(f) : []) if (own.ends.includes(letter)) found.add(letter);
    }
    for (const formula of formulas)
      for (const { f: fold } of walk(formula)) {
        if (fold.kind !== 'fold' || fold.to === undefined) continue;
        const end = new Set(lettersOf(fold.to));
        for (const { symbol } of usesIn([fold.body])) {
          const own = this.sized.get(this.base(symbol));
          if (own === undefined || own.places !== symbol.subs.length || !own.ends.some((l) => end.has(l))) continue;
          if (symbol.subs.some((f) => lettersOf(f).includes(fold.over))) found.add(fold.over);
        }
      }
    return found;
  }

  /** A subscript that is neither an index nor part of a name: it would be read as another letter. */
  requireNames(formulas: readonly Formula[]): void {
    const uses = usesIn(formulas);
    const running = new Set([...uses.flatMap((u) => u.bound), ...this.family, ...this.entry, ...PLACES]);
    for (const { symbol } of uses) {
      this.requireNoProduct(symbol, uses, running);
      const { index, entries } = this.named(symbol);
      const places = new Set([...index, ...entries]);
      for (const f of symbol.subs)
        if (!places.has(f) && !isWordPart(f, running))
          fail(
            'this subscript is neither an index that is read here nor part of a name',
            f.span,
            isLinear(f)
              ? `as the place of an entry it is read where the text says that there are entries, as in ${symbol.base} \\in \\mathbb{R}^{n}`
              : 'read are letters, numbers and their sums; another letter says what is meant',
          );
    }
  }

  /** a_{2i}: twice i, or two indices. Of what is a matrix, or has two indices elsewhere, it is the latter. */
  private requireNoProduct(symbol: TexSymbol, uses: readonly Use[], running: ReadonlySet<string>): void {
    const [first, second] = symbol.subs;
    if (symbol.commas || symbol.subs.length !== 2 || first?.kind !== 'number' || Number(first.text) < 2) return;
    if (second === undefined || !running.has(letterOf(second) ?? '')) return;
    const two = ({ base, subs }: TexSymbol): boolean =>
      base === symbol.base && subs.length === 2 && !(subs[0]?.kind === 'number' && Number(subs[0].text) > 1);
    if (/^[A-Z]/.test(symbol.base) || this.sized.get(this.base(symbol))?.places === 2) return;
    if (uses.some((u) => two(u.symbol))) return;
    fail(
      'whether these are two indices or a product is not clear',
      { start: first.span.start, end: second.span.end },
      'a comma between them says it',
    );
  }

  /** x_i beside a vector x, with nothing that i runs over. */
  private isFree(symbol: TexSymbol, letter: string, { places, ends }: Sized): boolean {
    return symbol.subs.length === places && (PLACES.has(letter) || ends.includes(letter));
  }

  /** x_2, A_{1j} of what has entries: places, and no part of the name. */
  private placesOf(symbol: TexSymbol, base: string): readonly Formula[] | undefined {
    const wanted = this.sized.get(base)?.places;
    if (wanted === undefined || this.own.has(textOf(symbol))) return undefined;
    const subs = wanted === 2 ? digits(symbol.subs) : symbol.subs;
    const anyLetter = this.sized.get(base)?.defined === true && wanted === 1;
    const isOne = (f: Formula): boolean =>
      isPlace(f) || lettersOf(f).some((l) => this.entry.has(l) || (anyLetter && /^[a-z]$/.test(l)));
    return subs.length === wanted && subs.every(isOne) ? subs : undefined;
  }

  /** T, T-1: a member of its own, and none of those that an index runs over. */
  isEnd(f: Formula): boolean {
    const letters = lettersOf(f);
    return letters.length > 0 && letters.every((l) => this.ends.has(l) && !this.family.has(l));
  }

  private add(set: Set<string>, f: Formula): void {
    const letter = letterOf(f);
    if (letter !== undefined) set.add(letter);
  }

  /** The name without any subscript. */
  private base({ base, accents, star, primes }: TexSymbol): string {
    const hung = accents.map((a) => `_${a}`).join('') + (star ? '_star' : '') + '_prime'.repeat(primes);
    return this.options.capitals?.get(base + hung)?.capital ?? base + hung;
  }

  named(symbol: TexSymbol): Named {
    spend();
    const { known } = this.options;
    const found = known && (this.amongKnown(symbol, known) ?? this.amongKnown(onOneLevel(symbol), known));
    if (found) return found;
    const { over, subs, word } = symbol;
    const index = [...(over ?? [])];
    const entries: Formula[] = [];
    const parts: string[] = word === undefined ? [] : [word.replaceAll(/[^A-Za-z0-9]/g, '')];
    const letters: string[] = [];
    const whole = this.base({ ...symbol, primes: 0 });
    const places = index.length === 0 && word === undefined ? this.placesOf(symbol, whole) : undefined;
    if (places) return { name: this.renamed(whole), index, entries: places };
    let plain: Formula | undefined;
    for (const f of subs) {
      const letter = letterOf(f);
      const inEntries = letter !== undefined && this.entry.has(letter);
      if (
        this.mixed.has(lettersOf(f).join()) ||
        (hasOffset(f) && !inEntries) ||
        (letter !== undefined && this.family.has(letter))
      )
        index.push(f);
      else if (inEntries) entries.push(f);
      else {
        letters.push(partOf(f));
        plain = f;
      }
    }
    if (letters.length > 0) parts.push(letters.join(symbol.commas ? '_' : ''));
    const base = symbol.accents.length > 0 || symbol.star ? this.base({ ...symbol, primes: 0 }) : symbol.base;
    // H_0 is the start of the family H, and H_T its end
    if (plain && index.length === 0 && letters.length === 1 && !word && this.families.has(base))
      if (/^\d+$/.test(letters[0] ?? '') || this.isEnd(plain)) return { name: base, index: [plain], entries };
    const name = [base, ...parts].join('_');
    return { name: index.length + entries.length > 0 ? this.renamed(name) : name, index, entries };
  }

  /** π_k beside the number π. */
  private renamed(name: string): string {
    return name === 'pi' && this.options.numberPi ? 'varpi' : name;
  }

  /** The one of the known names that it can be: as much of its subscripts as makes one, the rest is an index. */
  private amongKnown(symbol: TexSymbol, known: ReadonlyMap<string, number>): Named | undefined {
    const { subs, over, word, commas } = symbol;
    const base = this.base(symbol);
    const texts = subs.map(partOf);
    for (let k = texts.length; k >= 0; k--) {
      const own = texts.slice(0, k);
      const index = [...subs.slice(k), ...(over ?? [])];
      const words = word === undefined ? [] : [word];
      const { base: letter } = symbol;
      const hung = base.slice(letter.length);
      const accented = subs.slice(0, k).map((f, i) => (f.kind === 'symbol' ? this.base(f) : (own[i] as string)));
      const candidates = [
        [base, ...own, ...words].join('_'),
        [base, ...accented].join('_'),
        [letter + hung, own.join('')].filter((x) => x !== '').join('_'),
        letter + own.join('') + hung,
        [letter, ...own].join('_') + hung,
        [letter, own.join('')].filter((x) => x !== '').join('_') + hung,
        ...(own.length > 1 ? [[letter + (own[0] ?? ''), ...own.slice(1)].join('_') + hung] : []),
      ];
      const found = candidates.find((name) => known.get(name) === index.length);
      if (found !== undefined && (k < 2 || commas || k === texts.length)) return { name: found, index, entries: [] };
    }
    // x_1 where x is known and no x_1 is
    const places = commas ? subs : digits(subs);
    if (known.get(base) === 0 && !over && word === undefined && subs.length > 0 && places.every(isPlace))
      return { name: base, index: [], entries: places };
    return undefined;
  }

  /** Names that are known, where they are. */
  get known(): ReadonlyMap<string, number> | undefined {
    return this.options.known;
  }

  /** Told once for a message, or for what it is about. */
  guess(message: string, span: Span, about = message): void {
    if (this.told.has(about)) return;
    this.told.add(about);
    this.guesses.push({ message, span });
  }
}

/** G_{A_t} as G_{A,t}: a subscript with a subscript of its own. */
function onOneLevel(symbol: TexSymbol): TexSymbol {
  const nested = symbol.subs.some((f) => f.kind === 'symbol' && f.subs.length > 0);
  if (!nested) return symbol;
  const subs = symbol.subs.flatMap((f): readonly Formula[] =>
    f.kind === 'symbol' ? [{ ...f, subs: [] }, ...onOneLevel(f).subs] : [f],
  );
  return { ...symbol, subs, commas: true };
}

/** A_{12} is in the first row and the second column. */
function digits(subs: readonly Formula[]): readonly Formula[] {
  const [only] = subs;
  if (subs.length !== 1 || only?.kind !== 'number' || !/^[1-9][1-9]$/.test(only.text)) return subs;
  return [...only.text].map((text): Formula => ({ ...only, text }));
}

const isPlace = (f: Formula): boolean => f.kind === 'number' && /^[1-9]\d*$/.test(f.text);

const textOf = ({ base, accents, subs, commas }: TexSymbol): string =>
  [base, ...accents, subs.map(partOf).join(commas ? ',' : '')].join('_');

/** in, x_1, \hat y: letters that nothing runs over, side by side. */
function isWordPart(f: Formula, running: ReadonlySet<string>): boolean {
  if (f.kind === 'number') return true;
  if (f.kind === 'product')
    return f.applied === undefined && f.factors.every((x) => isWordPart(x, running) && !running.has(letterOf(x) ?? ''));
  if (f.kind !== 'symbol' || f.primes > 0 || f.star || f.over !== undefined) return false;
  return f.subs.every((x) => isWordPart(x, running) && !running.has(letterOf(x) ?? ''));
}

/** A subscript as part of a name. */
function partOf(f: Formula): string {
  switch (f.kind) {
    case 'number':
      // 1.5 and 15 are two
      return f.text.replace('.', '_');
    case 'symbol':
      return [f.base, ...f.accents, ...(f.word === undefined ? [] : [f.word]), ...f.subs.map(partOf)].join('');
    case 'product':
      return f.factors.map(partOf).join('');
    case 'sum':
      return f.terms.map((t) => (t.negative ? 'm' : '') + partOf(t.term)).join('');
    default:
      return f.kind;
  }
}
