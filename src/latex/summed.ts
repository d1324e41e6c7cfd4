/**
 * Letters that would go as numbers, and have an index that a sum without ends runs over: vectors or matrices, or the sum
 * would vanish with its index. What stands in one sum over entries is as long as the others there. Told each time.
 */
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { letterOf, usesIn } from './naming.js';
import type { Size } from './shapes.js';
import { byLetter, isNumber } from './shapes.js';
import { reached } from './stretch.js';
import { walk } from './walk.js';

export function settleSummed(draft: Draft): void {
  for (const formula of draft.formulas) {
    const lengths = new Map<string, string>();
    for (const { f } of reached(formula))
      if (f.kind === 'fold' && f.to === undefined && draft.naming.entry.has(f.over)) settleFold(draft, f, lengths);
  }
}

/** `lengths` are those of the letters of the sums around. */
function settleFold(draft: Draft, fold: Formula & { kind: 'fold' }, lengths: Map<string, string>): void {
  const all = usesIn([fold.body]).map((u) => u.symbol);
  const having = all.filter((symbol) => placesOf(draft, symbol).includes(fold.over));
  if (isOfMembers(draft, fold)) return;
  const open = having.filter((symbol) => isOpen(draft, symbol));
  if (!open.some((symbol) => byLetter(draft.naming.named(symbol).name) === 'number' || symbol.bold)) return;
  for (const symbol of having) {
    const size = draft.sizes.get(draft.naming.named(symbol).name);
    placesOf(draft, symbol).forEach((letter, k) => {
      if (size && !isNumber(size) && k < 2 && !lengths.has(letter)) lengths.set(letter, size[k] as string);
    });
  }
  for (const symbol of open) {
    const { name } = draft.naming.named(symbol);
    if (draft.sizes.has(name)) continue;
    const [rows, cols] = placesOf(draft, symbol).map((letter) => {
      const length = lengths.get(letter) ?? draft.freshSize();
      lengths.set(letter, length);
      return length;
    });
    const size: Size = [rows as string, cols ?? '1'];
    draft.sizes.set(name, size);
    draft.note(
      'guess',
      `${name} is taken as a ${cols === undefined ? 'vector' : 'matrix'}: the sum over ${fold.over} runs over its entries`,
      symbol.span,
    );
  }
}

/** x_i that is transposed or has a norm is no entry: whether the others are, the text has to say. */
function isOfMembers(draft: Draft, { body, over }: Formula & { kind: 'fold' }): boolean {
  return [...walk(body)].some(
    ({ f }) =>
      (f.kind === 'norm' || f.kind === 'transpose') &&
      usesIn([f.of]).some(({ symbol }) => placesOf(draft, symbol).includes(over)),
  );
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
