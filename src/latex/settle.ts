/** Sizes, from what a text says and from how its letters are used. */
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { isNumberKind, kindIn } from './kinds.js';
import { lettersOf, usesIn } from './naming.js';
import type { Size } from './shapes.js';
import { byLetter, isNumber, NUMBER, sizeOf } from './shapes.js';
import { settleSummed } from './summed.js';
import { isOpen, settleVectors } from './vectors.js';
import { partsOf, walk } from './walk.js';

/** Ends of sums and what numbers members or entries are numbers; letters that are called are functions. */
export function letters(draft: Draft): void {
  const { equations, expressions, functions } = draft.gathered;
  const isUnknown = (fn: string): boolean => functions.has(fn) && functions.get(fn) === undefined;
  const all = [...equations.flatMap((e) => e.sides), ...expressions.map((e) => e.formula)];
  for (const formula of all) {
    for (const { f } of walk(formula)) {
      if (f.kind === 'fold') {
        draft.numbers.add(f.over);
        for (const end of [f.from, f.to])
          for (const { f: part } of end ? walk(end) : []) if (part.kind === 'symbol') draft.numbers.add(part.base);
      }
      if (f.kind === 'ones' || f.kind === 'eye')
        for (const end of partsOf(f))
          for (const { f: part } of walk(end)) if (part.kind === 'symbol') draft.numbers.add(part.base);
      if (f.kind === 'call' && (isUserFunction(f.fn) || isUnknown(f.fn))) draft.functions.add(f.fn);
    }
  }
  for (const letter of [...draft.naming.family, ...draft.naming.entry]) draft.numbers.add(letter);
  for (const { from, to } of draft.gathered.ranges.values())
    for (const { symbol } of usesIn([from, to])) draft.numbers.add(symbol.base);
  for (const { symbol } of usesIn(all))
    for (const place of draft.naming.named(symbol).entries) for (const l of lettersOf(place)) draft.numbers.add(l);
}

function isUserFunction(fn: string): boolean {
  return fn.length === 1 ? fn !== 'e' : /^(?:phi|psi|varpi)$/.test(fn);
}

/** What is said in so many words. */
export function declared(draft: Draft): void {
  for (const said of draft.gathered.said) {
    const { size } = said;
    if (size === undefined) continue;
    for (const { f } of size.flatMap((s) => [...walk(s)])) if (f.kind === 'symbol') draft.numbers.add(f.base);
    const texts = size.map((s) => draft.sizeText(s));
    const { name } = draft.naming.named(said.symbol);
    const own: Size = texts.length === 0 ? NUMBER : [texts[0] as string, texts[1] ?? '1'];
    const known = draft.sizes.get(name);
    if (known && (known[0] !== own[0] || known[1] !== own[1]))
      draft.note(
        'note',
        `${name} is said to be ${known.join('×')} and ${own.join('×')}; the first is taken`,
        said.span,
      );
    else draft.sizes.set(name, own);
  }
  for (const [name, ends] of draft.bySums)
    if (!draft.sizes.has(name)) draft.sizes.set(name, [draft.sizeText(ends[0]), draft.sizeText(ends[1])]);
}

/** Sizes of what is defined follow from the right sides; a bias takes that of what it is added to. */
export function settleSizes(draft: Draft): void {
  settleSummed(draft);
  // what one letter is found to be may say what another is
  for (let round = 0; round < draft.definitions.length + 3; round++) {
    const before = draft.sizes.size;
    const changed = settleKinds(draft);
    followSizes(draft);
    for (const formula of draft.formulas) {
      for (const { f } of walk(formula)) {
        if (f.kind === 'sum') settleBiases(draft, f);
        else if (f.kind === 'call' && OF_MATRICES.has(f.fn)) settleMatrix(draft, f.args[0]);
      }
    }
    settleVectors(draft);
    if (!changed && draft.sizes.size === before) return;
  }
}

/** What is defined is as large as its formula. */
function followSizes(draft: Draft): void {
  for (const { name, right, free } of draft.definitions) {
    if (draft.sizes.has(name)) continue;
    const size = free.length > 0 ? draft.emitter.layouts.sizeOf(right, free) : sizeOf(right, draft.known);
    if (size === undefined || (isNumber(size) && free.length > 0)) continue;
    draft.sizes.set(name, size);
    draft.followed.add(name);
  }
}

/** Kinds and sizes of what is defined, by what its letters are found to be in the end. */
export function settleAgain(draft: Draft): void {
  for (const name of draft.followed) draft.sizes.delete(name);
  settleAllKinds(draft);
  // what a definition uses may be defined behind it
  for (let size = -1; size !== draft.sizes.size; ) {
    size = draft.sizes.size;
    followSizes(draft);
  }
}

/** A definition may stand before what it uses. */
export function settleAllKinds(draft: Draft): void {
  for (let round = 0; round <= draft.definitions.length && settleKinds(draft); round++);
}

/** Whether any is another than before. */
function settleKinds(draft: Draft): boolean {
  let changed = false;
  for (const { name, free, right } of draft.definitions) {
    const kind = free.length > 0 ? draft.emitter.layouts.kindOf(right, free) : kindIn(right, draft.known);
    changed ||= draft.kinds.get(name)?.join() !== kind.join();
    draft.kinds.set(name, kind);
  }
  return changed;
}

/** How many there are of what is asked for, the size says: it needs a name. */
const OF_MATRICES: ReadonlySet<string> = new Set(['sigmamin', 'sigmaat']);

function settleMatrix(draft: Draft, f: Formula | undefined): void {
  if (f?.kind !== 'symbol' || draft.sizes.has(draft.naming.named(f).name)) return;
  const { name, index } = draft.naming.named(f);
  if (index.length > 0 || byLetter(name) !== 'matrix' || draft.definitions.some((d) => d.name === name)) return;
  draft.sizes.set(name, [draft.freshSize(), draft.freshSize()]);
}

/** A letter that is added to a matrix or a vector and would go as a number: a bias, of the size of a row or a column. */
function settleBiases(draft: Draft, sum: Formula & { kind: 'sum' }): void {
  const terms = sum.terms.map((t) => t.term);
  const open = terms.flatMap((t) => (t.kind === 'symbol' && isOpen(draft, t) ? [t] : []));
  if (open.length === 0) return;
  const others = terms.filter((t) => !open.includes(t as TexSymbol));
  const size = others.map((t) => sizeOf(t, draft.known)).find((s) => s !== undefined && !isNumber(s));
  const wanted = new Set(draft.gathered.asked.map((a) => (typeof a === 'string' ? a : draft.naming.named(a).name)));
  for (const term of open) {
    const { name } = draft.naming.named(term);
    const claimed = draft.claimed.get(name) ?? [];
    // the sum of all entries is by what is added to all of them
    if (!term.bold && claimed.some((f) => f.kind === 'fold' && draft.naming.entry.has(f.over))) continue;
    if (size !== undefined && (term.bold || wanted.has(name) || claimed.length > 0 || size[1] === '1')) {
      const own: Size = size[1] === '1' || claimed.some(isColumn) ? [size[0], '1'] : ['1', size[1]];
      draft.guessSize(name, own, term.span, `as what is added to ${size.join('×')} it is taken as`);
    } else if (size === undefined && claimed.some((f) => isColumn(f) || isRow(f))) {
      const length = draft.freshSize();
      draft.sizes.set(name, claimed.some(isColumn) ? [length, '1'] : ['1', length]);
      draft.guessEntries(
        name,
        term.span,
        `${name} is taken as a ${claimed.some(isColumn) ? 'column' : 'row'}, as what its derivative is said to be`,
      );
    } else if (size === undefined && others.some((t) => isVectorProduct(draft, t))) {
      draft.sizes.set(name, [draft.freshSize(), '1']);
      draft.guessEntries(name, term.span, `${name} is added to a vector, and is taken as one`);
    }
  }
}

/** G1, which has the sum of each row of G. */
const isColumn = (f: Formula): boolean => f.kind === 'product' && f.factors.at(-1)?.kind === 'ones';

/** 𝟏ᵀG, which has that of each column. */
const isRow = (f: Formula): boolean =>
  f.kind === 'product' && f.factors[0]?.kind === 'transpose' && f.factors[0].of.kind === 'ones';

/** x - ηg, βv + (1 - β)g of vectors x and v: g is one as well, for a number would be added to every entry. */
export function settleAddends(draft: Draft): void {
  for (const formula of draft.formulas)
    for (const { f } of walk(formula)) {
      if (f.kind !== 'sum') continue;
      const terms = f.terms.map((t) => t.term);
      const size = terms
        .map((t) => sizeOf(t, draft.known))
        .find((s) => s !== undefined && !isNumber(s) && s[1] === '1');
      if (size === undefined) continue;
      for (const term of terms) {
        const last = term.kind === 'product' ? term.factors.at(-1) : term.kind === 'symbol' ? term : undefined;
        if (last?.kind !== 'symbol' || !isNumberKind(kindIn(term, draft.known))) continue;
        const { name, entries } = draft.naming.named(last);
        const isSaid = draft.gathered.said.some((s) => s.size && draft.naming.named(s.symbol).name === name);
        const isOwn = draft.definitions.some((d) => d.name === name) || draft.numbers.has(name);
        if (isSaid || isOwn || entries.length > 0 || !/^[a-dfg](?:_|$)/.test(name)) continue;
        draft.guessSize(name, size, last.span, `as what is added to ${size.join('×')} it is taken as`);
      }
    }
}

/** Wx: a matrix by its letter times a vector by its letter. */
function isVectorProduct(draft: Draft, f: Formula): boolean {
  if (f.kind !== 'product') return false;
  const [first, last] = [f.factors[0], f.factors.at(-1)];
  if (first?.kind !== 'symbol' || last?.kind !== 'symbol') return false;
  const kind = (s: TexSymbol): string =>
    s.bold && /^[a-z]/.test(s.base) ? 'vector' : byLetter(draft.naming.named(s).name);
  return kind(first) === 'matrix' && kind(last) === 'vector';
}
