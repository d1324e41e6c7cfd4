/**
 * Contributions cut by what their family is: what of them is within a range of it, what belongs to another range or to single
 * members, and where a family has nothing at all.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import {
  addDim,
  coefficientOf,
  dimDifference,
  dimName,
  dimNames,
  substituteDim,
  subtractDim,
} from '../expression/dimension.js';
import { limit, MEMBERS } from '../expression/limits.js';
import type { Letters } from './ends.js';
import { atMost, certainlyBelow, isAtMost, least } from './ends.js';
import type { Axis, Contribution, Domain } from './family.js';
import { atPoint, axesOf, isOne, lettersOf, movedAxis, withAxis } from './family.js';

/** Whether a contribution may be about a member within the domain. */
export function mayMeet(c: Contribution, domain: Domain): boolean {
  const letters = new Map([...lettersOf(axesOf(domain)), ...lettersAround(c)]);
  return domain.ranges.every(({ lo, hi }, i) => {
    const axis = c.axes[i] as Axis;
    const [first, last] = axis.kind === 'point' ? [axis.at, axis.at] : [axis.lo, axis.hi];
    return !certainlyBelow(last, lo, letters) && !certainlyBelow(hi, first, letters);
  });
}

/** Those of the sums of a contribution as well. */
const lettersAround = ({ loops, axes }: Contribution): Letters =>
  new Map([...loops.map((r) => [r.over, { lo: r.from, hi: r.to }] as const), ...lettersOf(axes)]);

/** Cuts a contribution at the ends of the family's range: what is inside, and single members outside. */
export function cut(c: Contribution, domain: Domain): { inside: Contribution[]; outside: Contribution[] } {
  let inside: Contribution[] = [c];
  const outside: Contribution[] = [];
  // where an axis is one value, ends that hang on its letter are told by it: j = i..T at p[1,1]
  const put = new Map(
    c.axes.flatMap((a, k) => (a.kind === 'point' ? [[domain.letters[k] as string, a.at] as const] : [])),
  );
  domain.ranges.forEach((range, i) => {
    const [lo, hi] = [substituteDim(range.lo, put), substituteDim(range.hi, put)];
    inside = inside.flatMap((x): Contribution[] => {
      const axis = x.axes[i] as Axis;
      if (axis.kind === 'point') {
        const letters = lettersAround(x);
        if (atMost(lo, axis.at, letters) && atMost(axis.at, hi, letters)) return [x];
        outside.push(x);
        return [];
      }
      const below = dimDifference(lo, axis.lo) ?? 0;
      const above = dimDifference(axis.hi, hi) ?? 0;
      for (const members of [below, above]) requireFew(members);
      // of an empty range, s = 0..-1, nothing lies outside either
      const beyond = [
        ...Array.from({ length: Math.max(0, below) }, (_, k) => addDim(axis.lo, k)),
        ...Array.from({ length: Math.max(0, above) }, (_, k) => addDim(axis.hi, k + 1 - above)),
      ].filter((at) => !isEmpty(axis.lo, at) && !isEmpty(at, axis.hi));
      outside.push(...[...new Set(beyond)].map((at) => atPoint(whereMet(x, axis, at), i, at)));
      const left = { ...axis, lo: below > 0 ? lo : axis.lo, hi: above > 0 ? hi : axis.hi };
      return isEmpty(left.lo, left.hi) ? [] : [withAxis(x, i, left)];
    });
  });
  return { inside, outside };
}

/**
 * The contribution in pieces where a range of its family begins or has just ended, y[t] for t = 1..K and for t = K+1..T: each
 * is about members of one of them. What must not be negative for that is added to the demands.
 */
export function parted(c: Contribution, domains: readonly Domain[], demands: Set<Poly>): readonly Contribution[] {
  const letters = lettersAround(c);
  for (const [i, axis] of c.axes.entries()) {
    if (axis.kind === 'point') continue;
    for (const domain of domains) {
      const { lo, hi } = domain.ranges[i] as Domain['ranges'][number];
      for (const at of [lo, addDim(hi, 1), ...placesWhere(c, i, domain)]) {
        if (!isWithin(at, axis, letters)) continue;
        for (const more of [subtractDim(at, axis.lo), addDim(subtractDim(axis.hi, at), 1)]) {
          const length = least(more, letters);
          if (typeof length !== 'number') demands.add(length);
        }
        const pieces = [
          { ...axis, hi: addDim(at, -1) },
          { ...axis, lo: at },
        ];
        return pieces
          .map((piece) => (isOne(piece) ? atPoint(withAxis(c, i, piece), i, piece.lo) : withAxis(c, i, piece)))
          .flatMap((piece) => parted(piece, domains, demands));
      }
    }
  }
  return [c];
}

/** Where along an axis the other ones, which are at one place, come into a range or leave it: p[i,n] into j = i+1..n for i < n. */
const placesWhere = (c: Contribution, i: number, { letters, ranges }: Domain): Dim[] =>
  c.axes.flatMap((other, k) => {
    if (other.kind !== 'point') return [];
    const { lo, hi } = ranges[k] as Domain['ranges'][number];
    return [lo, addDim(hi, 1)].flatMap((end): Dim[] => {
      const letter = letters[i] as string;
      const slope = coefficientOf(end, letter);
      // end = ±letter + rest is at the place for one value of the letter
      const rest = (sign: 1 | -1): Dim =>
        subtractDim(end, sign === 1 ? dimName(letter) : subtractDim(0, dimName(letter)));
      if (slope === 1) return [addDim(subtractDim(other.at, rest(1)), 1)];
      return slope === -1 ? [subtractDim(rest(-1), other.at)] : [];
    });
  });

/** Whether a range goes on at this place, and has begun before, for all that is known; a place that hangs on a letter is none. */
const isWithin = (at: Dim, { letter, lo, hi }: Axis & { kind: 'range' }, letters: Letters): boolean =>
  !dimNames(at).includes(letter) &&
  at !== lo &&
  isAtMost(lo, at, letters) === true &&
  isAtMost(at, hi, letters) === true;

/** The contribution over those values of other letters for which the axis reaches this far: of j = 0..i-2 the first for i ≥ 2. */
function whereMet(c: Contribution, axis: Axis & { kind: 'range' }, at: Dim): Contribution {
  const letters = lettersAround(c);
  return [subtractDim(at, axis.lo), subtractDim(axis.hi, at)].reduce<Contribution>((found, length) => {
    // the innermost of the letters that it hangs on
    const k = found.axes.findLastIndex((a) => a.kind === 'range' && a !== axis && dimNames(length).includes(a.letter));
    const outer = found.axes[k];
    const sign = outer?.kind === 'range' ? coefficientOf(length, outer.letter) : undefined;
    if (outer?.kind !== 'range' || (sign !== 1 && sign !== -1)) return found;
    // length = ±o + rest is not negative from the o on where it is 0
    const own = dimName(outer.letter);
    const first = sign === 1 ? subtractDim(own, length) : addDim(own, length);
    const { lo, hi } = outer;
    if (sign === 1) return atMost(first, lo, letters) ? found : withAxis(found, k, { ...outer, lo: first });
    return atMost(hi, first, letters) ? found : withAxis(found, k, { ...outer, hi: first });
  }, c);
}

/**
 * The contribution over members more, at which an inner axis holds nothing: Σ over i = 2..T and j = 1..i-1 is the same over
 * i = 1..T, which is how the family is defined.
 */
export function widened(c: Contribution, domain: Domain): Contribution {
  const axes = c.axes.map((axis, i): Axis => {
    const { lo, hi } = domain.ranges[i] as Domain['ranges'][number];
    if (axis.kind === 'point') return axis;
    const isNobody = (at: Dim): boolean =>
      c.axes.some((other) => {
        const there = movedAxis(other, new Map([[axis.letter, at]]));
        return other !== axis && there.kind === 'range' && isEmpty(there.lo, there.hi);
      });
    const isWider = (at: Dim, end: Dim, step: 1 | -1): boolean => {
      const more = dimDifference(at, end);
      if (more === undefined || more * step <= 0 || more * step > FEW) return false;
      return Array.from({ length: more * step }, (_, k) => addDim(end, k * step)).every(isNobody);
    };
    return { ...axis, lo: isWider(axis.lo, lo, 1) ? lo : axis.lo, hi: isWider(axis.hi, hi, -1) ? hi : axis.hi };
  });
  return { ...c, axes };
}

/** Members at an end that are looked at one by one. */
const FEW = 4;

/** Whether a range certainly holds nothing. */
const isEmpty = (lo: Dim, hi: Dim): boolean => (dimDifference(hi, lo) ?? 0) < 0;

/** What lies outside of a range is gone through member by member. */
export function requireFew(members: number): void {
  if (members > MEMBERS)
    throw limit(
      `${members} members of a family stand one by one, more than ${MEMBERS}`,
      'a name for the length: for t = 1..T',
    );
}
