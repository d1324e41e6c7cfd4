/**
 * Reading off: what stands before the differential of each variable asked for is its gradient
 * (first identification theorem), tidied, with our auxiliary names put back where that is short.
 */
import { dimension, grad, name as makeName, mul, num, ones, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, dimDifference, dimName, dimNames, substituteDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, substitute } from '../expression/traverse.js';
import { format } from '../language/format.js';
import type { Request } from '../language/problem.js';
import { usesOf } from '../language/uses.js';
import type { Context } from './context.js';
import { arithmeticStep } from './context.js';
import { movedLoops } from './ends.js';
import type { Axis, Contribution } from './family.js';
import { contributed, rangesOf } from './family.js';
import type { Backward } from './gradient.js';
import type { Collected } from './gradient-names.js';
import { isBeyond } from './membership.js';
import type { Values } from './put-back.js';
import { atIndex, putBack } from './put-back.js';
import { hull, indexOf, segments } from './segment.js';
import { withoutSingleSums } from './single-members.js';
import type { Line, Range, Remark, Result, Stage } from './step.js';
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
  return withOthers(all, request, context).filter(({ wrt, loops }) => {
    if ((loops ?? []).length > 0) return true;
    const isNew = !single.has(wrt);
    single.add(wrt);
    return isNew;
  });
}

/**
 * That members of a family which no result is about have the derivative 0. Nothing is said where the members found are all
 * that a list can have: from the first to the last that is used, and to the end that the problem names.
 */
function withOthers(all: readonly Result[], request: Request, { problem }: Context): Result[] {
  const uses = usesOf(problem.definitions);
  const last = new Map<Result, Remark>();
  for (const wrt of request.wrt) {
    const { arity = 0, at } = problem.declarations.get(wrt.name) ?? {};
    const own = all.filter((r) => r.wrt.name === wrt.name && r.wrt.index.length > 0);
    const result = own.at(-1);
    if (wrt.index.length > 0 || arity === 0 || at || result === undefined) continue;
    const used = uses.filter((u) => u.name === wrt.name).map((u) => u.index.map(({ high }) => high));
    if (!isAll(own, used)) last.set(result, ['the gradient by every other member of ', wrt, ' is 0']);
  }
  return all.map((r) => {
    const remark = last.get(r);
    return remark ? { ...r, othersAreZero: true, remarks: [...r.remarks, remark] } : r;
  });
}

/** Whether results are about all members from the first to the largest that are used. */
function isAll(results: readonly Result[], used: readonly (readonly Dim[])[]): boolean {
  const axes = (results[0] as Result).wrt.index.map((_, k) => {
    const ranges = results.map(({ wrt, loops = [] }) => {
      const at = wrt.index[k] as Dim;
      const range = loops.find(({ over }) => dimName(over) === at);
      return { low: range?.from ?? at, high: range?.to ?? at };
    });
    const highs = used.map((index) => index[k] as Dim);
    const ends = [...highs, ...highs.flatMap(dimNames).map(dimName)];
    return { ranges, ends };
  });
  // on several axes members are told to be all only where they are found at once
  if (axes.length > 1 && results.length > 1) return false;
  return axes.every(({ ranges, ends }) => reachesAll(ranges, ends));
}

function reachesAll(ranges: readonly { readonly low: Dim; readonly high: Dim }[], ends: readonly Dim[]): boolean {
  let reached: Dim = 0;
  for (const left = [...ranges]; left.length > 0; ) {
    const k = left.findIndex(({ low }) => (dimDifference(reached, addDim(low, -1)) ?? -1) >= 0);
    if (k < 0) return false;
    const [next] = left.splice(k, 1);
    const high: Dim = next?.high ?? reached;
    if ((dimDifference(reached, high) ?? -1) < 0) reached = high;
  }
  return ends.every((end) => (dimDifference(reached, end) ?? -1) >= 0);
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
  /** By one member, or each stretch of a family with what meets it there; stretches that nothing meets are left out. */
  const inStretches = (members: readonly Contribution[]): Result[] =>
    members.length === 0
      ? []
      : segments(members, hull(members), new Map())
          .segments.filter((s) => s.contributions.length > 0)
          .map((s) => {
            const target = makeName(wrt.name, wrt.shape, indexOf(s.axes));
            return found(target, rangesOf(s.axes), contributed(s.contributions));
          });
  const { arrivals } = backward;
  const arrived = (): Contribution[] =>
    arrivals.at(wrt.name).flatMap((c) => {
      const there = member(c, wrt);
      const left = there.flatMap(({ loops }) => loops);
      return arrivals.covers(c.axes, wrt.index, left) ? there : [];
    });
  const collected = backward.names.collected.get(wrt.name);
  if (collected) {
    const at = collected.filter((c) => wrt.index.length === 0 || sameIndex(c.target.index, wrt.index));
    if (at.length > 0) {
      const beside = wrt.index.length > 0 ? [] : arrivals.besideDefinitions(wrt.name);
      return [...at.map((c) => found(c.target, c.ranges, c.value)), ...inStretches(beside)];
    }
    const beyond = isBeyond(collected.map(axesOf), wrt.index);
    const stretch = beyond ? undefined : collected.find((c) => arrivals.covers(axesOf(c), wrt.index));
    if (stretch) return [found(wrt, [], atIndex(stretch.value, lettersOf(stretch), wrt.index))];
    const there = arrived();
    return there.length > 0 ? [found(wrt, [], contributed(arrivals.ordered(there)))] : [none()];
  }
  const members = wrt.index.length > 0 ? arrivals.ordered(arrived()) : arrivals.ordered(arrivals.at(wrt.name));
  return members.length === 0 ? [none()] : inStretches(members);
}

const sameIndex = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

/** Where a stretch that was collected lies. */
const axesOf = ({ target, ranges }: Collected): Axis[] =>
  target.index.map((at): Axis => {
    const range = ranges.find((r) => dimName(r.over) === at);
    return range ? { kind: 'range', letter: range.over, lo: range.from, hi: range.to } : { kind: 'point', at };
  });

/** Its letters by axis; a number or an end in its index is none. */
const lettersOf = (c: Collected): Dim[] => axesOf(c).map((axis) => (axis.kind === 'range' ? dimName(axis.letter) : 0));

/** The contribution at one member, where it reaches it. */
function member(c: Contribution, wrt: Name): Contribution[] {
  const dims = new Map<string, Dim>();
  c.axes.forEach((axis, i) => {
    if (axis.kind === 'range') dims.set(axis.letter, wrt.index[i] as Dim);
  });
  if (c.axes.some((axis, i) => axis.kind === 'point' && substituteDim(axis.at, dims) !== wrt.index[i])) return [];
  const put = (e: Expr): Expr => withoutSingleSums(substitute(e, { dims }));
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
  if (back === undefined || back.expr === end) return {};
  return namesIn(back.expr).some(({ name }) => values.kept.has(name)) ? {} : { expanded: back.expr };
}

/** The name that a result has among the derivatives: of a block of a Hessian both, "x,y". */
export function keyOfResult({ request, wrt, by }: Result): string {
  return by !== undefined && request.wrt.length > 1 ? `${format(by)},${format(wrt)}` : format(wrt);
}
