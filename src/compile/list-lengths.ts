/** How many members the list of a family has to have: as many as the problem uses, and no more than its ends say. */
import type { Dim } from '../expression/dimension.js';
import { dimDifference, dimName, dimNames } from '../expression/dimension.js';
import type { Definition } from '../language/problem.js';
import { usesOf } from '../language/uses.js';
import type { Input, ListLength, SizeSource } from './code.js';

export function listLengths(
  inputs: readonly Input[],
  sizes: readonly SizeSource[],
  integers: ReadonlySet<string>,
  definitions: readonly Definition[],
): ListLength[] {
  const known = new Set([...sizes.map(({ size }) => size), ...integers]);
  const uses = usesOf(definitions);
  return inputs
    .filter(({ arity }) => arity > 0)
    .flatMap((input) =>
      Array.from({ length: input.arity }, (_, axis) => axis).flatMap((axis): ListLength[] => {
        // the length that a size was read off is that size
        if (sizes.some((s) => s.kind === 'length' && s.input === input && s.axis === axis)) return [];
        const highs = uses
          .filter((u) => u.name === input.name)
          .flatMap((u) => u.index[axis]?.high ?? [])
          .filter((d) => dimNames(d).every((name) => known.has(name)));
        if (highs.length === 0) return [];
        const ends = [...new Set(highs.flatMap(dimNames))].map(dimName);
        // members behind the last of the list may have arguments of their own
        const beyond = inputs.some((other) => other.name === input.name && other.at?.some((d) => !isBefore(d)));
        const least = beyond ? [] : largest(highs);
        const most = ends.length > 0 ? largest([...highs, ...ends]) : [];
        return least.length + most.length > 0 ? [{ input, axis, least, most }] : [];
      }),
    );
}

const isBefore = (d: Dim): boolean => typeof d === 'number' && d < 1;

/** Those that no other is known to reach. */
function largest(dims: readonly Dim[]): Dim[] {
  const distinct = dims.filter((d, i) => dims.findIndex((other) => dimDifference(d, other) === 0) === i);
  return distinct.filter((d) => distinct.every((other) => (dimDifference(other, d) ?? -1) <= 0));
}

/** Whether the length can be but one. */
export function soleLength({ least, most }: ListLength): Dim | undefined {
  const [one, other] = [least[0], most[0]];
  const isSole = least.length === 1 && most.length === 1 && one !== undefined && other !== undefined;
  return isSole && dimDifference(one, other) === 0 ? one : undefined;
}

/** A way in which a length can be wrong: the condition, and the sizes that are wanted. */
export interface LengthFault {
  readonly condition: string;
  readonly bound: '' | 'at least ' | 'at most ';
  readonly sizes: readonly string[];
}

/** The ways in which a length can be wrong, in a language's signs for "is not" and "and". */
export function lengthFaults(
  one: ListLength,
  length: string,
  size: (d: Dim) => string,
  signs: { readonly differs: string; readonly and: string },
): LengthFault[] {
  const sole = soleLength(one);
  if (sole !== undefined)
    return [{ condition: `${length} ${signs.differs} ${size(sole)}`, bound: '', sizes: [size(sole)] }];
  const least = one.least.map(
    (d): LengthFault => ({ condition: `${length} < ${size(d)}`, bound: 'at least ', sizes: [size(d)] }),
  );
  if (one.most.length === 0) return least;
  const above = one.most.map((d) => `${length} > ${size(d)}`).join(signs.and);
  return [...least, { condition: above, bound: 'at most ', sizes: one.most.map(size) }];
}

/** "Y has 3 members, and 2 are wanted", with what is worked out put in by `shown`. */
export const lengthWords = (
  key: string,
  length: string,
  { bound, sizes }: LengthFault,
  shown: (text: string) => string,
): string => `${key} has ${shown(length)} members, and ${bound}${sizes.map(shown).join(' or ')} are wanted`;
