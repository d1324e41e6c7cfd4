/**
 * Letters that would go as numbers, and have an index that a sum without ends runs over: vectors or matrices, or the sum
 * would vanish with its index. What stands in one sum over entries is as long as the others there. Told each time.
 */
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { memberUses } from './members.js';
import { letterOf, usesIn } from './naming.js';
import { byLetter, isNumber } from './shapes.js';
import { reached } from './stretch.js';

export function settleSummed(draft: Draft): void {
  const settled = new Set<string>();
  for (const formula of draft.formulas)
    for (const { f } of reached(formula))
      if (f.kind === 'fold' && draft.naming.entry.has(f.over)) {
        if (f.to === undefined) settleFold(draft, f, settled);
        else settleEnds(draft, f);
      }
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
  const lengths = new Map<string, string>();
  for (const symbol of all) measure(draft, symbol, lengths);
  // a vector says how long its letter runs, before a matrix has to guess
  const open = having.filter((symbol) => isOpen(draft, symbol));
  for (const symbol of open.toSorted((a, b) => placesOf(draft, a).length - placesOf(draft, b).length)) {
    const own = name(symbol);
    if (draft.sizes.has(own)) continue;
    const [rows, cols] = placesOf(draft, symbol).map((letter) => {
      const length = lengths.get(letter) ?? draft.freshSize();
      lengths.set(letter, length);
      return length;
    });
    draft.sizes.set(own, [rows as string, cols ?? '1']);
    settled.add(own);
    for (const other of all) if (name(other) === own) measure(draft, other, lengths);
    const what = cols === undefined ? 'vector' : 'matrix';
    draft.guessEntries(
      own,
      symbol.span,
      `${own} is taken as a ${what}: the sum over ${fold.over} runs over its entries`,
    );
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
