/**
 * Letters that would go as numbers, and have an index that a sum without ends runs over: vectors or matrices, or the sum
 * would vanish with its index. What stands in one sum over entries is as long as the others there. Told each time.
 */
import { lengthAmong } from './declare.js';
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { OPEN } from './kinds.js';
import { memberUses } from './members.js';
import { letterOf, usesIn } from './naming.js';
import { byLetter, isNumber } from './shapes.js';
import { walk } from './walk.js';

export function settleSummed(draft: Draft): void {
  const settled = new Set<string>();
  for (const formula of draft.formulas)
    for (const { f } of walk(formula))
      if (f.kind === 'fold' && draft.naming.entry.has(f.over)) {
        if (f.to === undefined) settleFold(draft, f, settled);
        else settleEnds(draft, f);
      }
  for (const { free, right } of draft.definitions) {
    if (free.length === 0) continue;
    // the rows of a batch have no letter
    if (draft.emitter.layouts.kindOf(right, free) === OPEN) settleRows(draft, right);
    else settleEntries(draft, right);
  }
}

/** b_j beside O_j, a row of a batch: a row as well. */
function settleRows(draft: Draft, right: Formula): void {
  const all = usesIn([right]).map((u) => u.symbol);
  for (const symbol of all) {
    const { name, entries } = draft.naming.named(symbol);
    if (entries.length !== 1 || byLetter(name) !== 'number' || !isOpen(draft, symbol)) continue;
    const others = all.map((s) => draft.naming.named(s)).filter((s) => s.name !== name && draft.sizes.has(s.name));
    const length = lengthAmong(draft, others, placesOf(draft, symbol)[0]) ?? draft.freshSize();
    draft.sizes.set(name, ['1', length]);
    draft.guessEntries(name, symbol.span, `${name} is taken as a row: it has the place of an entry of one`);
  }
}

/** y_i = a_i x_i, P_{ij} = z_{ij}²: what has the places of the left side is no number, and with two of them no vector. */
function settleEntries(draft: Draft, right: Formula): void {
  const all = usesIn([right]).map((u) => u.symbol);
  const having = all.filter((s) => {
    const places = placesOf(draft, s);
    const own = byLetter(draft.naming.named(s).name);
    return places.length === 1 ? own === 'number' : places.length === 2 && own !== 'matrix';
  });
  settleOpen(draft, having, all, new Set(), (letters) => `it has the ${letters > 1 ? 'places' : 'place'} of an entry`);
}

/** What stands in a sum from 1 to n with the place i alone is as long as the sum says. */
function settleEnds(draft: Draft, { over, from, to, body }: Formula & { kind: 'fold' }): void {
  if (to?.kind !== 'symbol' || (from !== undefined && !(from.kind === 'number' && from.text === '1'))) return;
  for (const { symbol } of usesIn([body])) {
    const isIt = placesOf(draft, symbol).join() === over && isOpen(draft, symbol);
    if (isIt && symbol.subs.every((f) => f.kind === 'symbol'))
      draft.sizes.set(draft.naming.named(symbol).name, [draft.sizeText(to), '1']);
  }
}

function settleFold(draft: Draft, fold: Formula & { kind: 'fold' }, settled: Set<string>): void {
  const all = usesIn([fold.body]).map((u) => u.symbol);
  const name = (symbol: TexSymbol): string => draft.naming.named(symbol).name;
  const having = all.filter((symbol) => placesOf(draft, symbol).includes(fold.over));
  // y_{ik} of a y that would go as a vector
  const isTwo = (s: TexSymbol): boolean => placesOf(draft, s).length === 2;
  const begins = (s: TexSymbol): boolean =>
    settled.has(name(s)) ||
    (isOpen(draft, s) && (s.bold || byLetter(name(s)) === 'number' || (isTwo(s) && byLetter(name(s)) === 'vector')));
  if (!having.some(begins) || isOfMembers(draft, fold)) return;
  settleOpen(draft, having, all, settled, () => `the sum over ${fold.over} runs over its entries`);
}

/** Letters of which nothing is said, as long as what else stands there with their places. */
function settleOpen(
  draft: Draft,
  having: readonly TexSymbol[],
  all: readonly TexSymbol[],
  settled: Set<string>,
  why: (places: number) => string,
): void {
  const name = (symbol: TexSymbol): string => draft.naming.named(symbol).name;
  const lengths = new Map<string, string>();
  for (const symbol of all) measure(draft, symbol, lengths);
  // a vector says how long its letter runs, before a matrix has to guess
  const open = having.filter((symbol) => isOpen(draft, symbol));
  for (const symbol of open.toSorted((a, b) => placesOf(draft, a).length - placesOf(draft, b).length)) {
    const own = name(symbol);
    if (draft.sizes.has(own)) continue;
    const places = placesOf(draft, symbol);
    const [rows, cols] = places.map((letter) => {
      const length = lengths.get(letter) ?? draft.freshSize();
      lengths.set(letter, length);
      return length;
    });
    draft.sizes.set(own, [rows as string, cols ?? '1']);
    settled.add(own);
    for (const other of all) if (name(other) === own) measure(draft, other, lengths);
    const what = cols === undefined ? 'vector' : 'matrix';
    draft.guessEntries(own, symbol.span, `${own} is taken as a ${what}: ${why(places.length)}`);
  }
}

/** What its size says of how far its letters run; two lengths of one letter are the same, if one has only been guessed. */
function measure(draft: Draft, symbol: TexSymbol, lengths: Map<string, string>): void {
  const { name } = draft.naming.named(symbol);
  placesOf(draft, symbol).forEach((letter, k) => {
    const size = draft.sizes.get(name);
    if (size === undefined || isNumber(size) || k > 1) return;
    const [own, known] = [size[k] as string, lengths.get(letter) ?? (size[k] as string)];
    lengths.set(letter, draft.fresh.has(known) ? own : known);
    if (own === known) return;
    if (draft.fresh.has(own)) replace(draft, own, known);
    else if (draft.fresh.has(known)) replace(draft, known, own);
  });
}

function replace(draft: Draft, from: string, to: string): void {
  for (const [name, size] of draft.sizes) {
    const [rows, cols] = size.map((s) => (s === from ? to : s));
    draft.sizes.set(name, [rows as string, cols as string]);
  }
}

/** x_i that is transposed or has a norm is no entry: whether the others are, the text has to say. */
function isOfMembers(draft: Draft, { body, over }: Formula & { kind: 'fold' }): boolean {
  return [...memberUses(body)].some(({ symbol }) => placesOf(draft, symbol).includes(over));
}

const placesOf = (draft: Draft, symbol: TexSymbol): string[] =>
  draft.naming.named(symbol).entries.map((e) => letterOf(e) ?? '');

/** Nothing says how large it is; a matrix by its letter with one index has rows that go without saying. */
function isOpen(draft: Draft, symbol: TexSymbol): boolean {
  const { name, index, entries } = draft.naming.named(symbol);
  if (index.length > 0 || entries.length > 2 || draft.sizes.has(name) || draft.numbers.has(name)) return false;
  if (draft.definitions.some((d) => d.name === name)) return false;
  return entries.length === 2 || byLetter(name) !== 'matrix';
}
