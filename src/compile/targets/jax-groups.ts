/** Which statements of a loop hang on one another, from round to round or not, and what of them is wanted elsewhere. */
import { components } from '../../derive/order.js';
import type { Dim } from '../../expression/dimension.js';
import { dimNames } from '../../expression/dimension.js';
import type { Code, Program, Statement } from '../code.js';
import { partsOf } from '../parts.js';

type Assign = Statement & { kind: 'assign' };
type Member = Code & { op: 'name' };
type Letters = ReadonlySet<string>;

export const assignsIn = (list: readonly Statement[]): Assign[] =>
  list.flatMap((s) => (s.kind === 'loop' ? assignsIn(s.body) : [s]));

/** All values of a program: of statements, the subject and the answers. */
export const valuesOf = ({ statements, value, derivatives }: Program): Code[] => [
  ...assignsIn(statements).map((s) => s.value),
  ...(value ? [value] : []),
  ...derivatives.flatMap(({ parts }) => parts.map((part) => part.value)),
];

/** Every piece of a value, once. */
export function piecesOf(value: Code): Set<Code> {
  const seen = new Set<Code>();
  const queue = [value];
  for (let c = queue.pop(); c !== undefined; c = queue.pop()) {
    if (seen.has(c)) continue;
    seen.add(c);
    queue.push(...partsOf(c));
  }
  return seen;
}

const readsIn = (value: Code): Member[] =>
  [...piecesOf(value)].filter((c): c is Member => c.op === 'name' && c.index.length > 0);

/** Whether a value hangs on a letter. */
export function hangsOn(code: Code, letter: string): boolean {
  const has = (d: Dim): boolean => dimNames(d).includes(letter);
  switch (code.op) {
    case 'name':
      return code.index.some(has);
    case 'size':
      return has(code.size);
    case 'slice':
      return code.range.some(has) || hangsOn(code.of, letter);
    case 'call':
      return code.dims.some(has) || code.args.some((arg) => hangsOn(arg, letter));
    case 'fold':
      return has(code.from) || has(code.to) || hangsOn(code.body, letter);
    default:
      return partsOf(code).some((part) => hangsOn(part, letter));
  }
}

/** Whether a read is of the round of the loops outside, whose letters these are. */
const ofThisRound = (read: Member, made: Assign, outside: Letters): boolean =>
  made.index.every((d, i) => d === read.index[i] || !dimNames(d).some((name) => outside.has(name)));

/**
 * The statements of a loop in groups that can be worked out one after the other, each for all rounds: together stay those
 * that hang on one another in a circle. `outside` are the letters of the loops around it, whose rounds are gone through.
 */
export function taken(body: readonly Statement[], outside: Letters): Statement[][] {
  const made = body.map((s) => assignsIn([s]));
  const uses = body.map((s) => {
    const reads = assignsIn([s]).flatMap(({ value }) => readsIn(value));
    return made.flatMap((list, i) => {
      const hangs = list.some((m) => reads.some((r) => r.name === m.name && ofThisRound(r, m, outside)));
      return hangs ? [String(i)] : [];
    });
  });
  return components(
    body.map((_, i) => String(i)),
    (i) => uses[Number(i)] ?? [],
  ).map((group) =>
    group
      .map(Number)
      .sort((a, b) => a - b)
      .map((i) => body[i] as Statement),
  );
}

/** Whether a round of the group takes something from another of its rounds. */
export function carriesOn(group: readonly Statement[], letter: string, outside: Letters): boolean {
  const made = assignsIn(group);
  const reads = made.flatMap(({ value }) => readsIn(value));
  return made.some((m) =>
    reads.some(
      (r) =>
        r.name === m.name &&
        ofThisRound(r, m, outside) &&
        m.index.some((d, i) => d !== r.index[i] && dimNames(d).includes(letter)),
    ),
  );
}

/** Whether members that the group makes are read elsewhere than in its rounds. */
export function isNeeded(program: Program, s: Assign, group: readonly Assign[], outside: Letters): boolean {
  const own = new Set(group.map(({ value }) => value));
  return valuesOf(program).some((value) =>
    readsIn(value).some((r) => r.name === s.name && !(own.has(value) && ofThisRound(r, s, outside))),
  );
}
