/**
 * Which members of a family are the array that is stacked over its indices, 1 to an end along each, and which stand
 * beside it: those at 0 and one beyond the end, from which a recurrence starts. What does not lie so has no such code.
 */
import type { Dim } from '../../expression/dimension.js';
import { addDim, asName, dimDifference, dimName, dimNames, substituteDim } from '../../expression/dimension.js';
import type { Code, Loop, Program, Statement } from '../code.js';
import { partsOf } from '../parts.js';
import type { Place } from './julia-families.js';

/** Said of a program that arrays stacked over indices do not fit: it is printed with loops. */
export class Unfit extends Error {}

export function unfit(why: string): never {
  throw new Unfit(why);
}

/** The last index of a family's array, along each of its indices. */
export type Ends = ReadonlyMap<string, readonly Dim[]>;

export function endsOf(program: Program): Ends {
  const places = placesIn(program);
  const ends = new Map<string, Dim[]>();
  for (const [name, arity] of program.families) {
    const { written, read } = places.get(name) ?? { written: [], read: [] };
    const list = program.inputs.find((input) => input.name === name && input.arity > 0);
    const beside = program.inputs.flatMap(({ name: n, at }) => (n === name && at ? [at] : []));
    ends.set(
      name,
      Array.from({ length: arity }, (_, axis) => {
        if (!list) return writtenTo(written, axis, name);
        const source = program.sizes.find((s) => s.kind === 'length' && s.input === list && s.axis === axis);
        if (source?.kind === 'length') return addDim(dimName(source.size), source.offset);
        return readTo(read, axis, name, beside);
      }),
    );
  }
  return ends;
}

function writtenTo(written: readonly Place[], axis: number, name: string): Dim {
  const found = written.flatMap(({ index, loops }): Dim[] => {
    const letter = asName(index[axis] as Dim);
    const loop = loops.find(({ over }) => over === letter);
    if (!loop) return [];
    const [low, high] = loop.step > 0 ? [loop.from, loop.to] : [loop.to, loop.from];
    return low === 1 ? [high] : unfit(`${name} does not begin at 1`);
  });
  const [end] = found;
  if (end === undefined) unfit(`${name} has no length`);
  return found.every((other) => other === end) ? end : unfit(`${name} is made in several stretches`);
}

function readTo(read: readonly Place[], axis: number, name: string, beside: readonly (readonly Dim[])[]): Dim {
  const highs = read.flatMap(({ index, loops }): Dim[] => {
    const d = index[axis] as Dim;
    const inner = loops.filter(({ over }) => dimNames(d).includes(over));
    if (inner.length === 0) return beside.some((at) => at[axis] === d) ? [] : [d];
    const [loop] = inner;
    if (inner.length > 1 || !loop) unfit(`${name} has an index of several letters`);
    const high = substituteDim(d, new Map([[loop.over, loop.step > 0 ? loop.to : loop.from]]));
    return beside.some((at) => at[axis] === high) ? [] : [high];
  });
  const end = highs.find((high) => highs.every((other) => (dimDifference(high, other) ?? -1) >= 0));
  return end ?? unfit(`${name} has no known length`);
}

interface Places {
  readonly written: Place[];
  readonly read: Place[];
}

/** Where members of each family are written and read, and the loops and sums around. */
function placesIn({ statements, value, derivatives }: Program): ReadonlyMap<string, Places> {
  const found = new Map<string, Places>();
  const of = (name: string): Places => {
    const known = found.get(name) ?? { written: [], read: [] };
    found.set(name, known);
    return known;
  };
  const code = (c: Code, loops: readonly Loop[]): void => {
    if (c.op === 'name' && c.index.length > 0) of(c.name).read.push({ index: c.index, loops });
    const within: readonly Loop[] =
      c.op === 'fold' ? [...loops, { over: c.over, from: c.from, to: c.to, step: 1 }] : loops;
    for (const part of partsOf(c)) code(part, within);
  };
  const visit = (list: readonly Statement[], loops: readonly Loop[]): void => {
    for (const s of list) {
      if (s.kind === 'loop') visit(s.body, [...loops, s.loop]);
      else {
        if (s.index.length > 0) of(s.name).written.push({ index: s.index, loops });
        code(s.value, loops);
      }
    }
  };
  visit(statements, []);
  if (value) code(value, []);
  for (const { parts } of derivatives) for (const { value: v, loops } of parts) code(v, loops);
  return found;
}
