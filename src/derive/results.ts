/**
 * Reading off: what stands before the differential of each variable asked for is its gradient
 * (first identification theorem), tidied, with our auxiliary names put back where that is short.
 */
import { dimension, grad, name as makeName, mul, num, ones, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimDifference, dimName } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { substitute } from '../expression/traverse.js';
import { format } from '../language/format.js';
import type { Request } from '../language/problem.js';
import type { Context } from './context.js';
import { arithmeticStep } from './context.js';
import type { Contribution } from './family.js';
import { atMost, certainlyBelow, contributed, movedLoops, reaches } from './family.js';
import type { Backward } from './gradient.js';
import type { Values } from './put-back.js';
import { atIndex, putBack } from './put-back.js';
import { hull, indexOf, rangesOf, segments } from './segment.js';
import type { Line, Range, Result, Stage } from './step.js';
import { project, tangentRemark } from './structure.js';
import type { Tidied } from './tidy.js';
import { finish } from './tidy.js';

/** Leaves up to which a result is written out in the given letters. */
const SHORT = 8;
/** Leaves up to which names of ours are put back into a result. */
const READABLE = 40;

export function results(request: Request, backward: Backward, values: Values, context: Context): Result[] {
  // one that is asked for by itself may be among those of its family
  const all = request.wrt.flatMap((wrt) => resultsFor(wrt, request, backward, values, context));
  const single = new Set<Name>();
  return all.filter(({ wrt, loops }) => {
    if ((loops ?? []).length > 0) return true;
    const isNew = !single.has(wrt);
    single.add(wrt);
    return isNew;
  });
}

function resultsFor(wrt: Name, request: Request, backward: Backward, values: Values, context: Context): Result[] {
  const found = (target: Name, ranges: readonly Range[], start: Expr): Result => {
    const met = finish(start, context, ranges, true);
    const inSpace = project(met.expr, target, context);
    const sign = grad(request.subject, target);
    const line =
      inSpace.expr === met.expr
        ? readOff(sign, start, ranges, values, context, met)
        : readOff(sign, inSpace.expr, ranges, values, context);
    return {
      request,
      wrt: target,
      ...(ranges.length > 0 ? { loops: ranges } : {}),
      line,
      value: line.end,
      ...expansion(line.end, values, context, ranges),
      remarks: [...inSpace.remarks, ...tangentRemark(line.end, target, context)],
    };
  };
  const none = (): Result => ({
    ...found(wrt, [], zeros(wrt.shape)),
    remarks: [[request.subject, ' does not depend on ', wrt]],
  });
  const collected = backward.names.collected.get(wrt.name);
  if (collected) {
    const at = collected.filter((c) => wrt.index.length === 0 || sameIndex(c.target.index, wrt.index));
    if (at.length > 0) return at.map((c) => found(c.target, c.ranges, c.value));
    const general = collected[0] as (typeof collected)[number];
    const below = collected.flatMap((c) => startsBeyond(c.target.index, c.ranges, wrt.index));
    const beyond = wrt.index.length > 0 && collected.every((c) => isBeyond(c.target.index, c.ranges, wrt.index, below));
    if (beyond) {
      const there = backward.arrivals.at(wrt.name).flatMap((c) => (reaches(c, wrt.index) ? member(c, wrt) : []));
      return there.length > 0 ? [found(wrt, [], contributed(backward.arrivals.ordered(there)))] : [none()];
    }
    return [found(wrt, [], atIndex(general.value, general.target.index, wrt.index))];
  }
  const contributions = backward.arrivals.ordered(backward.arrivals.at(wrt.name));
  const members =
    wrt.index.length > 0 ? contributions.flatMap((c) => (reaches(c, wrt.index) ? member(c, wrt) : [])) : contributions;
  if (members.length === 0) return [none()];
  // by one member, or each stretch of a family with what meets it there; stretches that nothing meets are left out
  const domain = hull(members);
  return segments(members, domain, new Map())
    .segments.filter((s) => s.contributions.length > 0)
    .map((s) => {
      const target = makeName(wrt.name, wrt.shape, indexOf(s.axes));
      return found(target, rangesOf(s.axes), contributed(s.contributions));
    });
}

const sameIndex = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

/** The starts of stretches, by axis, that a member certainly lies before. */
function startsBeyond(index: readonly Dim[], ranges: readonly Range[], at: readonly Dim[]): (readonly [number, Dim])[] {
  return index.flatMap((i, k) => {
    const range = ranges.find((r) => dimName(r.over) === i);
    const ahead = range && dimDifference(at[k] as Dim, range.from);
    return range && ahead !== undefined && ahead < 0 ? [[k, range.from] as const] : [];
  });
}

/**
 * Whether a member certainly lies outside the stretch that a target and its ranges cover: H[0] of H[t], t = 1..T. What
 * lies before one stretch lies before all that follow it: H[0] is none of t = T−4..T after t = 1..T−5.
 */
function isBeyond(
  index: readonly Dim[],
  ranges: readonly Range[],
  at: readonly Dim[],
  starts: readonly (readonly [number, Dim])[],
): boolean {
  return index.some((i, k) => {
    const range = ranges.find((r) => dimName(r.over) === i);
    if (!range) return at[k] !== i;
    return (
      certainlyBelow(range.to, at[k] as Dim) || starts.some(([axis, from]) => axis === k && atMost(from, range.from))
    );
  });
}

/** The contribution at one member, where it reaches it. */
function member(c: Contribution, wrt: Name): Contribution[] {
  const dims = new Map<string, Dim>();
  for (let i = 0; i < c.axes.length; i++) {
    const axis = c.axes[i] as Contribution['axes'][number];
    const at = wrt.index[i] as Dim;
    if (axis.kind === 'range') dims.set(axis.letter, at);
    else if (axis.at !== at) return [];
  }
  const put = (e: Expr): Expr => substitute(e, { dims });
  const axes = wrt.index.map((at) => ({ kind: 'point' as const, at }));
  return [{ ...c, axes, loops: movedLoops(c.loops, dims), inner: put(c.inner), factor: put(c.factor) }];
}

export function readOff(
  target: Expr,
  start: Expr,
  within: readonly Range[],
  values: Values,
  context: Context,
  tidied: Tidied = finish(start, context, within, true),
): Line {
  const stages: Stage[] = [];
  let end = start;
  const put = (after: Expr, steps: Stage['steps']): void => {
    if (after === end) return;
    stages.push({ steps, after });
    end = after;
  };
  put(tidied.expr, tidied.steps);
  if (end.kind === 'mul' && end.factors.length === 2 && end.factors.every((f) => isCall(f, 'ones'))) {
    const inner = dimension((end.factors[0] as Expr).shape[1]);
    const all = mul([num(end.coefficient), ...end.scalars, inner, ones(...end.shape)]);
    put(all, [arithmeticStep('𝟏𝟏ᵀ is all ones', end, all, within)]);
  }
  const back = putBack(end, values.ours, context, within, context.inline ? READABLE : SHORT);
  if (back) put(back.expr, back.steps);
  return { target, start, stages, end };
}

export function expansion(end: Expr, values: Values, context: Context, within: readonly Range[]): { expanded?: Expr } {
  const back = putBack(end, values.all, context, within, SHORT);
  return back && back.expr !== end ? { expanded: back.expr } : {};
}

/** The name that a result has among the derivatives: of a block of a Hessian both, "x,y". */
export function keyOfResult({ request, wrt, by }: Result): string {
  return by !== undefined && request.wrt.length > 1 ? `${format(by)},${format(wrt)}` : format(wrt);
}
