/**
 * The order in which the definitions of a group are gone through, where what matters is which members use which, and not
 * how they are called: a last layer that is defined apart, Z[M], is no part of the recurrence of Z[1], …, Z[M−1].
 */
import { zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, dimDifference } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import type { Bounds, Reach } from '../language/reach.js';
import { boundsOf, reach, visitBound } from '../language/reach.js';
import type { Forward } from './arrivals.js';
import { certainlyBelow } from './ends.js';
import { axesOf, domainOf, lettersOf } from './family.js';
import { components } from './order.js';

/** What is scheduled: a definition, and the members that it uses. */
interface Item<T> {
  readonly it: T;
  readonly definition: Definition;
  readonly members: readonly Placed[];
}

/** A member where it stands: in these loops and sums. */
interface Placed {
  readonly member: Name;
  readonly bounds: Bounds;
}

/** A use of a member of what another item defines, or the item itself. */
interface Use<T> extends Placed {
  readonly by: Item<T>;
  readonly of: Item<T>;
}

const byDifferential = (f: Forward): Item<Forward> => {
  const { definition } = f.named;
  const term = f.line?.end ?? zeros(definition.target.shape);
  return { it: f, definition, members: differentialsWithin(term, boundsOf(definition.loops)) };
};

const byValue = (definition: Definition): Item<Definition> => ({
  it: definition,
  definition,
  members: membersIn(definition.value, boundsOf(definition.loops)),
});

/** The names with their places in a term that stands in these loops and sums itself. */
export function membersIn(term: Expr, outer: Bounds): Placed[] {
  const found: Placed[] = [];
  visitBound(term, outer, (node, bounds) => {
    if (node.kind === 'name') found.push({ member: node, bounds });
  });
  return found;
}

/** The same of those under d(…). */
function differentialsWithin(term: Expr, outer: Bounds): Placed[] {
  const found: Placed[] = [];
  visitBound(term, outer, (node, bounds) => {
    const of = isCall(node, 'd') ? node.args[0] : undefined;
    if (of?.kind === 'name') found.push({ member: of, bounds });
  });
  return found;
}

/** What uses one another by its members, in the order in which it was written. */
export interface Scheduled<T> {
  readonly group: readonly T[];
  /** Whether it uses itself, or others of its group use it. */
  readonly isRecurrent: boolean;
}

/** Each group after all that it uses. */
export const scheduled = (forwards: readonly Forward[]): Scheduled<Forward>[] => groupsOf(forwards.map(byDifferential));

/** The same of definitions by their values. */
export const scheduledValues = (definitions: readonly Definition[]): Scheduled<Definition>[] =>
  groupsOf(definitions.map(byValue));

function groupsOf<T>(items: readonly Item<T>[]): Scheduled<T>[] {
  const uses = new Uses(items);
  const place = new Map(items.map((x, i) => [x, i]));
  return grouped(items, (x) => uses.of(x).map((u) => u.of)).map((group) => {
    const inOrder = group.sort((a, b) => (place.get(a) as number) - (place.get(b) as number));
    const [first] = inOrder as [Item<T>, ...Item<T>[]];
    const isRecurrent = group.length > 1 || uses.of(first).some((u) => u.of === first);
    return { group: inOrder.map((x) => x.it), isRecurrent };
  });
}

/** A member that one definition uses and another may define. */
export interface MemberUse extends Placed {
  readonly by: Definition;
  readonly of: Definition;
}

/** Who uses which members of whom by their values. */
export function memberUses(definitions: readonly Definition[]): MemberUse[] {
  const items = definitions.map(byValue);
  const uses = new Uses(items);
  return items.flatMap((x) => uses.of(x).map(({ by, of, ...placed }) => ({ ...placed, by: by.it, of: of.it })));
}

export interface Recurrence {
  /** Carried for a gradient not yet known: what uses members at another index, or at the same index one another. */
  readonly unknown: ReadonlySet<Forward>;
  /** All of it, each before what it uses at the same index: whoever comes has been met by all its users. */
  readonly inOrder: readonly Forward[];
}

/** How a group that is a recurrence is gone through backwards. */
export function recurrenceOf(group: readonly Forward[]): Recurrence {
  const items = group.map(byDifferential);
  const uses = new Uses(items);
  const shifts = new Set(items.filter((x) => uses.of(x).some((u) => !isSameIndex(u))));
  const known = (x: Item<Forward>, unknown: ReadonlySet<Item<Forward>>): Item<Forward>[] =>
    unknown.has(x) ? [] : uses.of(x).map((u) => u.of);
  const circles = grouped(items, (x) => known(x, shifts)).filter((part) => part.length > 1);
  const unknown = new Set([...shifts, ...circles.flat()]);
  const inOrder = grouped(items, (x) => known(x, unknown))
    .flat()
    .reverse();
  return { unknown: new Set([...unknown].map((x) => x.it)), inOrder: inOrder.map((x) => x.it) };
}

function grouped<T>(items: readonly T[], uses: (x: T) => readonly T[]): T[][] {
  const place = new Map(items.map((x, i) => [x, String(i)]));
  const at = (key: string): T => items[Number(key)] as T;
  const key = (x: T): string => place.get(x) as string;
  return components(items.map(key), (k) => uses(at(k)).map(key)).map((group) => group.map(at));
}

const isSameIndex = <T>({ by, member }: Use<T>): boolean =>
  member.index.every((x, i) => x === by.definition.target.index[i]);

/** Who uses whom among them. */
class Uses<T> {
  private readonly found = new Map<Item<T>, readonly Use<T>[]>();
  private readonly byName = new Map<
    string,
    { readonly numbered: Map<string, Item<T>[]>; readonly others: Item<T>[] }
  >();

  constructor(items: readonly Item<T>[]) {
    for (const x of items) {
      const { name, index } = x.definition.target;
      const list = this.byName.get(name) ?? { numbered: new Map<string, Item<T>[]>(), others: [] };
      this.byName.set(name, list);
      if (!isNumbered(index)) list.others.push(x);
      else list.numbered.set(index.join(), [...(list.numbered.get(index.join()) ?? []), x]);
    }
    for (const x of items) this.found.set(x, this.usesOf(x));
  }

  /** What it uses of those among them, itself included. */
  of(x: Item<T>): readonly Use<T>[] {
    return this.found.get(x) ?? [];
  }

  private usesOf(by: Item<T>): Use<T>[] {
    return by.members.flatMap((placed) =>
      this.candidates(placed.member).flatMap((of): Use<T>[] =>
        mayMeet(placed, of.definition) ? [{ ...placed, by, of }] : [],
      ),
    );
  }

  /** Of x[1], x[2], … that are defined one by one only the one that is meant. */
  private candidates({ name, index }: Name): readonly Item<T>[] {
    const { numbered = new Map<string, Item<T>[]>(), others = [] } = this.byName.get(name) ?? {};
    return [...(isNumbered(index) ? (numbered.get(index.join()) ?? []) : [...numbered.values()].flat()), ...others];
  }
}

const isNumbered = (index: readonly Dim[]): boolean => index.every((i) => typeof i === 'number');

/** Where families have members: what is defined, and what a definition uses. */
export class Members {
  private readonly found = new Map<string, (readonly Reach[])[]>();

  constructor(forwards: readonly Forward[]) {
    for (const f of forwards) {
      const { target, value, loops } = f.named.definition;
      const bounds = boundsOf(loops);
      for (const { member, bounds: here } of [{ member: target, bounds }, ...membersIn(value, bounds)]) {
        const { name, index } = member;
        if (index.length === 0) continue;
        const list = this.found.get(name) ?? [];
        list.push(index.map((i) => reach(i, here)));
        this.found.set(name, list);
      }
    }
  }

  /** Whether the family has all members at that index where it stands, ends being large. */
  has({ member: { name, index }, bounds }: Placed): boolean {
    return (this.found.get(name) ?? []).some((axes) =>
      axes.every(({ low, high }, k) => {
        const own = reach(index[k] as Dim, bounds);
        return certainlyBelow(low, addDim(own.low, 1)) && certainlyBelow(own.high, addDim(high, 1));
      }),
    );
  }
}

/** Whether a < b for certain: whatever the sizes are, or where ends are taken to be large. */
type Below = (a: Dim, b: Dim) => boolean;
const alwaysBelow: Below = (a, b) => (dimDifference(b, a) ?? 0) > 0;

/** Whether the member may be one of those that the definition defines; certain only is that it is none. */
export function mayMeet(
  { member, bounds }: Placed,
  of: Pick<Definition, 'target' | 'loops'>,
  below: Below = alwaysBelow,
): boolean {
  const { ranges } = domainOf(of);
  return member.index.every((index, i) => {
    const own = ranges[i];
    const { low, high } = reach(index, bounds);
    return own === undefined || !(below(own.hi, low) || below(high, own.lo));
  });
}

/** Whether a closed term holds the differential of a member that the definition may define. */
export function meetsMembers(term: Expr, of: Pick<Definition, 'target' | 'loops'>): boolean {
  const letters = lettersOf(axesOf(domainOf(of)));
  return differentialsWithin(term, new Map())
    .filter(({ member }) => member.name === of.target.name)
    .some((placed) => mayMeet(placed, of, (a, b) => certainlyBelow(a, b, letters)));
}

/** Whether the differential of one of these members may stand in that of a definition. */
export const isUsed = (of: Pick<Definition, 'target' | 'loops'>, { named, line }: Forward): boolean =>
  line !== undefined &&
  differentialsWithin(line.end, boundsOf(named.definition.loops)).some(
    (placed) => placed.member.name === of.target.name && mayMeet(placed, of, (a, b) => certainlyBelow(a, b)),
  );

/** The names under d(…) in a differential, each once. */
export const differentialsIn = (e: Expr): Name[] =>
  postorder([e]).flatMap((node) => (isCall(node, 'd') && node.args[0]?.kind === 'name' ? [node.args[0]] : []));
