/**
 * Entries under a sum: whether Σ_{ij} A_ij B_ij is a sum over the entries of matrices that lie upon one another, or its places
 * have to be written out, as those of Σ_{ij} A_ij x_i x_j.
 */
import type { Formula } from './formula.js';
import type { Naming } from './naming.js';
import { letterOf } from './naming.js';
import type { Sizes } from './shapes.js';
import { walk } from './walk.js';

/** What is done to whole vectors and matrices: x_i in it is no entry. */
const WHOLE: ReadonlySet<Formula['kind']> = new Set(['transpose', 'inverse', 'pinv', 'norm', 'matrix']);

export const hasWhole = (body: Formula): boolean => [...walk(body)].some(({ f }) => WHOLE.has(f.kind));

/** Whether the letter stands nowhere but as the place of an entry. */
export function onlyEntries(body: Formula, letter: string, naming: Naming): boolean {
  for (const { f } of walk(body)) {
    if (f.kind !== 'symbol') continue;
    const { name, index } = naming.named(f);
    if (name === letter || index.some((i) => letterOf(i) === letter)) return false;
  }
  return true;
}

/** Whether every entry under a sum stands at the same place, so that the sum is one over the entries of a matrix. */
export function isPlain(body: Formula, naming: Naming): boolean {
  const places = new Set<string>();
  for (const { f } of walk(body)) {
    if (f.kind !== 'symbol') continue;
    const letters = naming.named(f).entries.map((e) => letterOf(e) ?? '');
    if (letters.length > 0) places.add(letters.join());
    if (new Set(letters).size < letters.length) return false;
  }
  return places.size <= 1 && !hasWhole(body);
}

/** The size that an index of entries runs through. */
export function lengthAlong(letter: string, body: Formula, sizes: Sizes): string | undefined {
  for (const { f } of walk(body)) {
    if (f.kind !== 'symbol') continue;
    const { name, entries } = sizes.naming.named(f);
    const at = entries.findIndex((e) => letterOf(e) === letter);
    const size = at < 0 ? undefined : sizes.of.get(name);
    if (size !== undefined) return entries.length === 1 ? (size[0] === '1' ? size[1] : size[0]) : size[at];
  }
  return undefined;
}
