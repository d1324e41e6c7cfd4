/**
 * The order of a recurrence over several indices: nests of loops, each member worked out before it is used.
 *
 * Loops are distributed and fused as compilers do it (Allen and Kennedy 1987). What uses one another is gone through along
 * one axis, the others inside, if nothing is asked for in a round that is still to come; what an earlier round has made is
 * there, and what remains falls apart or is gone through along the next axis. Where a definition covers a part of an axis
 * only, G[n,j] beside G[i,j] for i < n, all are cut there. As in the cutting of stretches, ends are large.
 */
import { isZero } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, dimNames } from '../expression/dimension.js';
import type { Definition, Loop } from '../language/problem.js';
import { Axes, aheadIn } from './axes.js';
import { atRound } from './definition-at.js';
import type { Letters } from './ends.js';
import { certainlyBelow } from './ends.js';
import { spanOf } from './family.js';
import { components } from './order.js';
import type { MemberUse } from './schedule.js';
import { memberUses } from './schedule.js';
import { lettersShared } from './shared-letters.js';

/** End conditions, then nest by nest; undefined where no order of loops is found. Loops that are shared are one object. */
export function inNests(members: readonly Definition[]): Definition[] | undefined {
  const rest = members.filter((x) => !isZero(x.value));
  const axes = Axes.of(rest);
  const alike = axes && lettersShared(rest, (x, letter) => axes.ofLetter(x, letter));
  const found = alike && new Nests(axes).inOrder(alike, []);
  return found && [...members.filter((x) => isZero(x.value)), ...found];
}

/** An axis that is gone through further out: in a loop, or at one value. */
interface Fixed {
  readonly axis: string;
  readonly loop?: Loop;
}

/** A stretch of an axis. */
type Stretch = ReturnType<typeof spanOf>;

class Nests {
  constructor(private readonly axes: Axes) {}

  /** What remains to be gone through inside of the fixed axes, where only the same round of them counts. */
  inOrder(members: readonly Definition[], fixed: readonly Fixed[]): Definition[] | undefined {
    const uses = memberUses(members).filter((use) => fixed.every(({ axis }) => this.meetsOn(use, axis)));
    const place = new Map(members.map((x, i) => [x, String(i)]));
    const of = (key: string): Definition => members[Number(key)] as Definition;
    const used = new Map<string, string[]>(members.map((_, i) => [String(i), []]));
    for (const use of uses) used.get(place.get(use.by) as string)?.push(place.get(use.of) as string);
    const parts = components([...used.keys()], (key) => used.get(key) ?? []);
    const found: Definition[] = [];
    for (const keys of parts) {
      const group = keys.sort((a, b) => Number(a) - Number(b)).map(of);
      const inside = uses.filter((use) => group.includes(use.by) && group.includes(use.of));
      const part = inside.length === 0 ? group : this.best(group, inside, fixed);
      if (part === undefined) return undefined;
      found.push(...part);
    }
    // parts that need not be in one loop may read better in one
    const whole = parts.length > 1 ? this.best(members, uses, fixed) : undefined;
    return whole && length(whole) < length(found) ? whole : found;
  }

  /** Along the axis that is outside in the definitions, if there is an order along it. */
  private best(
    group: readonly Definition[],
    uses: readonly MemberUse[],
    fixed: readonly Fixed[],
  ): Definition[] | undefined {
    for (const axis of this.axes.common(group)) {
      if (fixed.some((f) => f.axis === axis)) continue;
      for (const step of this.directions(group, axis)) {
        if (uses.some((use) => step * this.ahead(use, axis)[step === 1 ? 1 : 0] > 0)) continue;
        const found = this.along(group, axis, step, fixed);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** As most loops run, then the other way. */
  private directions(group: readonly Definition[], axis: string): readonly (1 | -1)[] {
    const steps = group.flatMap((x) => this.loopOn(x, axis)?.step ?? []);
    const up = steps.filter((step) => step === 1).length;
    return 2 * up > steps.length ? [1, -1] : [-1, 1];
  }

  private along(
    group: readonly Definition[],
    axis: string,
    step: 1 | -1,
    fixed: readonly Fixed[],
  ): Definition[] | undefined {
    const own = new Set(group.flatMap((x) => x.loops.map((l) => l.over)));
    const spans = group.map((x) => this.span(x, axis));
    if (spans.some(({ lo, hi }) => [lo, hi].some((end) => dimNames(end).some((n) => own.has(n))))) return undefined;
    const stretches = cuts(spans, lettersOf(fixed));
    if (stretches === undefined) return undefined;
    const found: Definition[] = [];
    for (const stretch of step === 1 ? stretches : [...stretches].reverse()) {
      const there = group.filter((_, i) => stretch.covered.has(i));
      const { lo, hi } = stretch;
      const letter = there.flatMap((x) => this.loopOn(x, axis)?.over ?? [])[0];
      const isPoint = lo === hi || letter === undefined;
      const loop: Loop | undefined = isPoint
        ? undefined
        : { over: letter, from: step === 1 ? lo : hi, to: step === 1 ? hi : lo, step };
      const within = this.inOrder(
        there.map((x) => this.at(x, axis, isPoint ? lo : undefined)),
        [...fixed, { axis, ...(loop ? { loop } : {}) }],
      );
      if (within === undefined) return undefined;
      found.push(...(loop ? within.map((x) => ({ ...x, loops: [loop, ...x.loops] })) : within));
    }
    return found;
  }

  /** The definition without its loop along the axis: in a round of it, or at one value. */
  private at(x: Definition, axis: string, at: Dim | undefined): Definition {
    const own = this.loopOn(x, axis);
    if (own === undefined) return x;
    return at === undefined ? { ...x, loops: x.loops.filter((l) => l !== own) } : atRound(x, own, at);
  }

  private loopOn(x: Definition, axis: string): Loop | undefined {
    // H[i,i] goes through the first of its axes, and has a value on the second
    return x.loops.find((l) => this.axes.ofLetter(x, l.over) === axis);
  }

  private span(x: Definition, axis: string): Stretch {
    const loop = this.loopOn(x, axis);
    const at = x.target.index[this.axes.position(x, axis)] as Dim;
    return loop === undefined ? { lo: at, hi: at } : spanOf(loop);
  }

  /** Whether the member may be of the same round on the axis. */
  private meetsOn(use: MemberUse, axis: string): boolean {
    const [low, high] = this.ahead(use, axis);
    return low <= 0 && high >= 0;
  }

  private ahead({ by, member, bounds }: MemberUse, axis: string): readonly [number, number] {
    const [own, other] = [this.axes.position(by, axis), this.axes.positionOf(member.name, axis)];
    return aheadIn(by.target.index[own] as Dim, member.index[other] as Dim, bounds);
  }
}

/** Of definitions and their loops in lines. */
const length = (list: readonly Definition[]): number =>
  list.length + 2 * new Set(list.flatMap(({ loops }) => loops)).size;

const lettersOf = (fixed: readonly Fixed[]): Letters =>
  new Map(fixed.flatMap(({ loop }) => (loop ? [[loop.over, spanOf(loop)] as const] : [])));

/**
 * The stretches that none of these spans ends within, in ascending order; undefined where nothing compares two ends. One may
 * be empty for some values of other letters, j = 1..i-1 before j = i.
 */
function cuts(
  spans: readonly Stretch[],
  letters: Letters,
): (Stretch & { readonly covered: ReadonlySet<number> })[] | undefined {
  const starts = [...new Set(spans.flatMap(({ lo, hi }) => [lo, addDim(hi, 1)]))];
  const isBefore = (a: Dim, b: Dim): boolean => a !== b && certainlyBelow(a, addDim(b, 1), letters);
  if (starts.some((a) => starts.some((b) => a !== b && !isBefore(a, b) && !isBefore(b, a)))) return undefined;
  starts.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const place = new Map(starts.map((start, k) => [start, k]));
  const placeOf = (start: Dim): number => place.get(start) as number;
  return starts.flatMap((lo, k) => {
    const next = starts[k + 1];
    if (next === undefined) return [];
    const covers = (span: Stretch): boolean => placeOf(span.lo) <= k && k < placeOf(addDim(span.hi, 1));
    const covered = new Set(spans.flatMap((span, i) => (covers(span) ? [i] : [])));
    return covered.size > 0 ? [{ lo, hi: addDim(next, -1), covered }] : [];
  });
}
