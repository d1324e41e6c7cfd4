/**
 * The order in which the definitions of a group are gone through, where what matters is which members use which, and not
 * how they are called: a last layer that is defined apart, Z[M], is no part of the recurrence of Z[1], …, Z[M−1].
 */
import { zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, dimDifference, dimName, dimNames, substituteDim, subtractDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import { endsOf } from '../language/reach.js';
import type { Forward } from './arrivals.js';
import { certainlyBelow } from './ends.js';
import { axesOf, domainOf, lettersOf } from './family.js';
import { components } from './order.js';
import type { Range } from './step.js';

/** What is scheduled: a definition, and the members that it uses. */
interface Item<T> {
  readonly it: T;
  readonly definition: Definition;
  /** Where the members stand, under its sums. */
  readonly term: Expr;
  readonly members: readonly Name[];
}

/** A use of a member of what another item defines, or the item itself. */
interface Use<T> {
  readonly by: Item<T>;
  readonly of: Item<T>;
  readonly member: Name;
}

const byDifferential = (f: Forward): Item<Forward> => {
  const { definition } = f.named;
  const term = f.line?.end ?? zeros(definition.target.shape);
  return { it: f, definition, term, members: differentialsIn(term) };
};

const byValue = (definition: Definition): Item<Definition> => ({
  it: definition,
  definition,
  term: definition.value,
  members: namesIn(definition.value),
});

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
export interface MemberUse {
  readonly by: Definition;
  readonly of: Definition;
  readonly member: Name;
}

/** Who uses which members of whom by their values. */
export function memberUses(definitions: readonly Definition[]): MemberUse[] {
  const items = definitions.map(byValue);
  const uses = new Uses(items);
  return items.flatMap((x) => uses.of(x).map(({ by, of, member }) => ({ by: by.it, of: of.it, member })));
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
    const reaches = extents(by.definition, by.term);
    return by.members.flatMap((member) =>
      this.candidates(member).flatMap((of): Use<T>[] =>
        mayMeet(member, of.definition, reaches) ? [{ by, of, member }] : [],
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
  private readonly found = new Map<string, (readonly (Extent | undefined)[])[]>();

  constructor(forwards: readonly Forward[]) {
    for (const f of forwards) {
      const { target, value } = f.named.definition;
      const reaches = extents(f.named.definition, value);
      for (const { name, index } of [target, ...namesIn(value)]) {
        if (index.length === 0) continue;
        const list = this.found.get(name) ?? [];
        list.push(index.map((i) => extentOf(i, reaches)));
        this.found.set(name, list);
      }
    }
  }

  /** Whether the family has all members at that index, under these ranges and the sums of a term, ends being large. */
  has({ name, index }: Name, ranges: readonly Range[], term: Expr): boolean {
    const reaches = extents({ loops: ranges.map((r) => ({ ...r, step: 1 })) }, term);
    const wanted = index.map((i) => extentOf(i, reaches));
    return (this.found.get(name) ?? []).some((axes) =>
      axes.every((extent, k) => {
        const own = wanted[k];
        if (extent === undefined || own === undefined) return false;
        return certainlyBelow(extent[0], addDim(own[0], 1)) && certainlyBelow(own[1], addDim(extent[1], 1));
      }),
    );
  }
}

type Extent = readonly [lo: Dim, hi: Dim];

/** From where to where each letter goes, of the definition's loops and of the sums in its differential. */
function extents({ loops }: Pick<Definition, 'loops'>, line: Expr): ReadonlyMap<string, Extent> {
  const found = new Map<string, Extent>();
  for (const loop of loops) found.set(loop.over, endsOf(loop));
  // the outer sums come last
  for (const e of postorder([line]).reverse()) {
    if (e.kind !== 'each' || found.has(e.over)) continue;
    const [lo, hi] = [extentOf(e.from, found)?.[0], extentOf(e.to, found)?.[1]];
    if (lo !== undefined && hi !== undefined) found.set(e.over, [lo, hi]);
  }
  return found;
}

/** The least and the greatest that an index may be; undefined where that is not seen. */
function extentOf(index: Dim, reaches: ReadonlyMap<string, Extent>): Extent | undefined {
  const letters = dimNames(index).filter((name) => reaches.has(name));
  for (const letter of letters) {
    const rest = subtractDim(index, dimName(letter));
    if (dimNames(rest).includes(letter)) return undefined;
  }
  const put = (side: 0 | 1): Dim =>
    substituteDim(index, new Map(letters.map((letter) => [letter, (reaches.get(letter) as Extent)[side]])));
  return [put(0), put(1)];
}

/** Whether a < b for certain: whatever the sizes are, or where ends are taken to be large. */
type Below = (a: Dim, b: Dim) => boolean;
const alwaysBelow: Below = (a, b) => (dimDifference(b, a) ?? 0) > 0;

/** Whether the member may be one of those that the definition defines; certain only is that it is none. */
function mayMeet(
  member: Name,
  of: Pick<Definition, 'target' | 'loops'>,
  reaches: ReadonlyMap<string, Extent>,
  below: Below = alwaysBelow,
): boolean {
  const { ranges } = domainOf(of);
  return member.index.every((index, i) => {
    const own = ranges[i];
    const extent = extentOf(index, reaches);
    return own === undefined || extent === undefined || !(below(own.hi, extent[0]) || below(extent[1], own.lo));
  });
}

/** Whether a closed term holds the differential of a member that the definition may define. */
export function meetsMembers(term: Expr, of: Pick<Definition, 'target' | 'loops'>): boolean {
  const own = differentialsIn(term).filter((x) => x.name === of.target.name);
  if (own.length === 0) return false;
  const reaches = extents({ loops: [] }, term);
  const letters = lettersOf(axesOf(domainOf(of)));
  return own.some((x) => mayMeet(x, of, reaches, (a, b) => certainlyBelow(a, b, letters)));
}

/** The names under d(…) in a differential, each once. */
export const differentialsIn = (e: Expr): Name[] =>
  postorder([e]).flatMap((node) => (isCall(node, 'd') && node.args[0]?.kind === 'name' ? [node.args[0]] : []));
