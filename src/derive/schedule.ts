/**
 * The order in which the definitions of a group are gone through, where what matters is which members use which, and not
 * how they are called: a last layer that is defined apart, Z[M], is no part of the recurrence of Z[1], …, Z[M−1].
 */
import type { Dim } from '../expression/dimension.js';
import { dimDifference, dimName, dimNames, substituteDim, subtractDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Forward } from './arrivals.js';
import { domainOf } from './family.js';
import { components } from './order.js';

/** A use of a member in the differential of a definition. */
interface Use {
  readonly by: Forward;
  readonly of: Forward;
  readonly member: Name;
}

/** What uses one another by its members, each group after all that it uses; in each the order in which it was written. */
export function scheduled(forwards: readonly Forward[]): Forward[][] {
  const uses = new Uses(forwards);
  const place = new Map(forwards.map((f, i) => [f, i]));
  return grouped(forwards, (f) => uses.of(f).map((u) => u.of)).map((group) =>
    group.sort((a, b) => (place.get(a) as number) - (place.get(b) as number)),
  );
}

/** Whether it uses itself, or others of its group use it. */
export const isRecurrent = (group: readonly Forward[]): boolean =>
  group.length > 1 || new Uses(group).of(group[0] as Forward).length > 0;

export interface Recurrence {
  /** Carried for a gradient not yet known: what uses members at another index, or at the same index one another. */
  readonly unknown: ReadonlySet<Forward>;
  /** All of it, each before what it uses at the same index: whoever comes has been met by all its users. */
  readonly inOrder: readonly Forward[];
}

/** How a group that is a recurrence is gone through backwards. */
export function recurrenceOf(group: readonly Forward[]): Recurrence {
  const uses = new Uses(group);
  const shifts = new Set(group.filter((f) => uses.of(f).some((u) => !isSameIndex(u))));
  const known = (f: Forward, unknown: ReadonlySet<Forward>): Forward[] =>
    unknown.has(f) ? [] : uses.of(f).map((u) => u.of);
  const circles = grouped(group, (f) => known(f, shifts)).filter((part) => part.length > 1);
  const unknown = new Set([...shifts, ...circles.flat()]);
  return {
    unknown,
    inOrder: grouped(group, (f) => known(f, unknown))
      .flat()
      .reverse(),
  };
}

function grouped(forwards: readonly Forward[], uses: (f: Forward) => readonly Forward[]): Forward[][] {
  const place = new Map(forwards.map((f, i) => [f, String(i)]));
  const at = (key: string): Forward => forwards[Number(key)] as Forward;
  const key = (f: Forward): string => place.get(f) as string;
  return components(forwards.map(key), (k) => uses(at(k)).map(key)).map((group) => group.map(at));
}

const isSameIndex = ({ by, member }: Use): boolean =>
  member.index.every((x, i) => x === by.named.definition.target.index[i]);

/** Who uses whom among them, by the differentials. */
class Uses {
  private readonly found = new Map<Forward, readonly Use[]>();
  private readonly byName = new Map<
    string,
    { readonly numbered: Map<string, Forward[]>; readonly others: Forward[] }
  >();

  constructor(forwards: readonly Forward[]) {
    for (const f of forwards) {
      const { name, index } = f.named.definition.target;
      const list = this.byName.get(name) ?? { numbered: new Map<string, Forward[]>(), others: [] };
      this.byName.set(name, list);
      if (!isNumbered(index)) list.others.push(f);
      else list.numbered.set(index.join(), [...(list.numbered.get(index.join()) ?? []), f]);
    }
    for (const f of forwards) this.found.set(f, this.usesOf(f));
  }

  /** What the definition uses of those among them, itself included. */
  of(f: Forward): readonly Use[] {
    return this.found.get(f) ?? [];
  }

  private usesOf(by: Forward): Use[] {
    if (!by.line) return [];
    const reaches = extents(by, by.line.end);
    return differentialsIn(by.line.end).flatMap((member) =>
      this.candidates(member).flatMap((of): Use[] => (mayMeet(member, of, reaches) ? [{ by, of, member }] : [])),
    );
  }

  /** Of x[1], x[2], … that are defined one by one only the one that is meant. */
  private candidates({ name, index }: Name): readonly Forward[] {
    const { numbered = new Map<string, Forward[]>(), others = [] } = this.byName.get(name) ?? {};
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
      const reaches = extents(f, value);
      for (const { name, index } of [target, ...namesIn(value)]) {
        if (index.length === 0) continue;
        const list = this.found.get(name) ?? [];
        list.push(index.map((i) => extentOf(i, reaches)));
        this.found.set(name, list);
      }
    }
  }

  /** Whether the family certainly has members with that index on the axis. */
  has(name: string, axis: number, at: Dim): boolean {
    return (this.found.get(name) ?? []).some((axes) => {
      const extent = axes[axis];
      if (extent === undefined) return false;
      return (dimDifference(at, extent[0]) ?? -1) >= 0 && (dimDifference(extent[1], at) ?? -1) >= 0;
    });
  }
}

type Extent = readonly [lo: Dim, hi: Dim];

/** From where to where each letter goes, of the definition's loops and of the sums in its differential. */
function extents({ named }: Forward, line: Expr): ReadonlyMap<string, Extent> {
  const found = new Map<string, Extent>();
  for (const { over, from, to, step } of named.definition.loops) found.set(over, step === 1 ? [from, to] : [to, from]);
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

/** Whether the member may be one of those that the definition defines; certain only is that it is none. */
function mayMeet(member: Name, of: Forward, reaches: ReadonlyMap<string, Extent>): boolean {
  const { ranges } = domainOf(of.named.definition);
  return member.index.every((index, i) => {
    const own = ranges[i];
    const extent = extentOf(index, reaches);
    if (own === undefined || extent === undefined) return true;
    const above = dimDifference(extent[0], own.hi);
    const below = dimDifference(own.lo, extent[1]);
    return !((above ?? 0) > 0 || (below ?? 0) > 0);
  });
}

/** The names under d(…) in a differential, each once. */
export const differentialsIn = (e: Expr): Name[] =>
  postorder([e]).flatMap((node) => (isCall(node, 'd') && node.args[0]?.kind === 'name' ? [node.args[0]] : []));
