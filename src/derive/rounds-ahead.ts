/**
 * By how many rounds the families of a recurrence are ahead of one another, so that what is used is there when it is used:
 * where b[t] uses a[t+1], one round works out a[t+1] and then b[t].
 *
 * If f[t] uses g[t+k] and rounds go up, the lead of f is at most that of g less k; down, at least. Such differences of
 * two are met by shortest paths (Bellman 1958).
 */
import type { Dim } from '../expression/dimension.js';
import { dimDifference, dimName, dimNames } from '../expression/dimension.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Definition, Loop } from '../language/problem.js';

/** By family. */
export type Ahead = ReadonlyMap<string, number>;

/** `user` is in round t when `used` is wanted at t + `by`. */
interface Want {
  readonly user: string;
  readonly used: string;
  readonly by: number;
}

/** Undefined where no leads meet all that is wanted. */
export function roundsAhead(members: readonly Definition[], step: 1 | -1): Ahead | undefined {
  const families = familiesOf(members);
  const wants = members.flatMap((x) => wantsOf(x, step, families));
  const found = met(wants, new Map([...families].map((name) => [name, 0])), step);
  return found && plainly(found);
}

/**
 * Leads that meet the same, of which another number is asked: from the given ones, one family after the other is held
 * back, with all that waits for it, while that number falls. Members that are cases of their own keep their turn too.
 */
export function fewest(
  members: readonly Definition[],
  step: 1 | -1,
  start: Ahead,
  count: (ahead: Ahead) => number,
): Ahead {
  const families = familiesOf(members);
  const wants = members.flatMap((x) => [...wantsOf(x, step, families), ...casesOf(x, families)]);
  let best = { ahead: start, count: count(start) };
  for (let isBetter = true; isBetter && best.count > 0; ) {
    isBetter = false;
    const { ahead } = best;
    for (const name of families) {
      const held = met(wants, new Map(ahead).set(name, (ahead.get(name) as number) - step), step);
      const leads = held && plainly(held);
      const next = leads === undefined ? best.count : count(leads);
      if (leads === undefined || next >= best.count) continue;
      best = { ahead: leads, count: next };
      isBetter = true;
    }
  }
  return best.ahead;
}

const familiesOf = (members: readonly Definition[]): ReadonlySet<string> => new Set(members.map((x) => x.target.name));

/** Leads no further than these that meet all that is wanted. */
function met(wants: readonly Want[], from: Ahead, step: 1 | -1): Ahead | undefined {
  const ahead = new Map(from);
  const leadOf = (name: string): number => ahead.get(name) as number;
  for (let round = 0; round <= ahead.size; round++) {
    let isMet = true;
    for (const { user, used, by } of wants) {
      const bound = leadOf(used) - by;
      if (step * (bound - leadOf(user)) >= 0) continue;
      ahead.set(user, bound);
      isMet = false;
    }
    if (isMet) return ahead;
  }
  return undefined;
}

/** What a member that is a case of its own uses, by how much further on it is. */
function casesOf({ target, value, loops }: Definition, families: ReadonlySet<string>): Want[] {
  const [at] = target.index;
  if (loops.length > 0 || at === undefined) return [];
  return namesIn(value).flatMap(({ name, index: [index] }) => {
    const by = index === undefined || !families.has(name) ? undefined : dimDifference(index, at);
    return by === undefined ? [] : [{ user: target.name, used: name, by }];
  });
}

/** As many as can be are in the round of their own index; the leads of one another are the same. */
function plainly(ahead: Ahead): Ahead {
  const counts = new Map<number, number>();
  for (const lead of ahead.values()) counts.set(lead, (counts.get(lead) ?? 0) + 1);
  const [most = 0] = [...counts].sort((a, b) => b[1] - a[1]).map(([lead]) => lead);
  return new Map([...ahead].map(([name, lead]) => [name, lead - most]));
}

function wantsOf({ target, value, loops }: Definition, step: 1 | -1, families: ReadonlySet<string>): Want[] {
  const [loop] = loops;
  if (loop === undefined) return [];
  const ends = new Map<string, Dim>();
  for (const e of postorder([value])) if (e.kind === 'each') ends.set(e.over, step === 1 ? e.to : e.from);
  return namesIn(value).flatMap(({ name, index: [index] }) => {
    const by = index === undefined || !families.has(name) ? undefined : furthest(index, loop, ends);
    return by === undefined ? [] : [{ user: target.name, used: name, by }];
  });
}

/** How far ahead of the round an index lies, in a sum that of its last term; undefined where it does not go with it. */
function furthest(index: Dim, { over }: Loop, ends: ReadonlyMap<string, Dim>): number | undefined {
  const own = dimDifference(index, dimName(over));
  if (own !== undefined) return own;
  const letter = dimNames(index).find((name) => ends.has(name));
  if (letter === undefined) return undefined;
  const offset = dimDifference(index, dimName(letter));
  const end = dimDifference(ends.get(letter) as Dim, dimName(over));
  return offset === undefined || end === undefined ? undefined : offset + end;
}
