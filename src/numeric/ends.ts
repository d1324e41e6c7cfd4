/**
 * The lengths of lists of values against the loops that run over them.
 *
 * Owns the reading of a symbolic end such as T off a list's length, and the test that a list holds just the members
 * that a problem uses.
 */
import type { Dim } from '../expression/dimension.js';
import { evaluateDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import type { Use } from '../language/uses.js';
import { keyOf } from './environment.js';
import type { Sizes } from './sizes.js';

/** Of each indexed name, how many members are given for each index. */
export type Lengths = ReadonlyMap<string, readonly number[]>;

const highs = (uses: readonly Use[], name: string, axis: number): Dim[] =>
  uses.flatMap((use) => {
    const high = use.name === name ? use.index[axis]?.high : undefined;
    return high === undefined ? [] : [high];
  });

/** Gives ends that have no number of their own the one that the lists have room for. */
export function solveEnds(sizes: Sizes, lengths: Lengths, uses: readonly Use[]): void {
  const axes = [...lengths].flatMap(([name, list]) => list.map((length, axis) => ({ name, axis, length })));
  for (let progress = true; progress; ) {
    progress = false;
    for (const { name, axis, length } of axes) {
      for (const [end, offset] of offsets(sizes, highs(uses, name, axis))) {
        if (length < offset) throw new FrobeniusError('values', `${name} has too few members: ${length}`);
        sizes.set(end, length - offset, `the length of ${name}`);
        progress = true;
      }
    }
    sizes.solve();
  }
}

/** For each unknown end E, the largest c of the indices E + c. */
function offsets(sizes: Sizes, indices: readonly Dim[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const high of indices) {
    const [end, ...others] = sizes.unknown(high);
    if (end === undefined || others.length > 0) continue;
    const at = (x: number): number => evaluateDim(high, new Map(sizes.known).set(end, x)) as number;
    if (at(1) - at(0) === 1) found.set(end, Math.max(found.get(end) ?? Number.NEGATIVE_INFINITY, at(0)));
  }
  return found;
}

/** No list may be shorter than its uses reach, nor longer than they and the ends they name. */
export function checkLengths(
  sizes: Sizes,
  lengths: Lengths,
  uses: readonly Use[],
  has: (key: string) => boolean,
): void {
  for (const [name, list] of lengths) {
    list.forEach((length, axis) => {
      const indices = highs(uses, name, axis);
      const reached = indices.flatMap((d) => evaluateDim(d, sizes.known) ?? []);
      if (reached.length === 0) return;
      const most = Math.max(...reached);
      const ends = [...new Set(indices.flatMap((d) => (typeof d === 'number' ? [] : d.terms.flatMap((m) => m.names))))];
      const known = ends.filter((end) => sizes.known.has(end));
      const because = sizes.because(known);
      const complete =
        list.length === 1 &&
        Array.from({ length: Math.max(0, most - length) }, (_, i) => keyOf(name, [length + 1 + i])).every(has);
      if (length < most && !complete) {
        const why = because === '' ? '' : ` (${because})`;
        throw new FrobeniusError(
          'values',
          `${name} has ${length} members in the values, and the problem uses ${most}${why}`,
        );
      }
      if (because !== '' && length > Math.max(most, ...known.map((end) => sizes.known.get(end) as number))) {
        throw new FrobeniusError('values', `${name} has ${length} members in the values, but ${because}`);
      }
    });
  }
}
