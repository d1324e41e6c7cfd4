/**
 * Reading off: what stands before the differential of each variable asked for is its gradient
 * (first identification theorem), tidied, with our auxiliary names put back where that is short.
 */
import { add, grad, name as makeName, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder, replaceAll, substitute } from '../expression/traverse.js';
import type { Definition, Request } from '../language/problem.js';
import { weight } from './arithmetic.js';
import type { Context } from './context.js';
import type { Contribution, Domain } from './family.js';
import { contributed } from './family.js';
import type { Backward } from './gradient.js';
import { indexOf, rangesOf, segments } from './segment.js';
import type { Line, Range, Result, Stage } from './step.js';
import { finish } from './tidy.js';

/** Leaves up to which a result is written out in the given letters. */
const SHORT = 8;
/** Leaves up to which names of ours are put back into a result. */
const READABLE = 40;

export function results(
  request: Request,
  backward: Backward,
  named: readonly NamedValue[],
  context: Context,
): Result[] {
  return request.wrt.flatMap((wrt) => resultsFor(wrt, request, backward, named, context));
}

/** A name of ours or the user's with its value, for putting back. */
export interface NamedValue {
  readonly definition: Definition;
  readonly origin: 'user' | 'plan' | 'gradient';
}

function resultsFor(
  wrt: Name,
  request: Request,
  backward: Backward,
  named: readonly NamedValue[],
  context: Context,
): Result[] {
  const found = (target: Name, ranges: readonly Range[], start: Expr): Result => {
    const line = readOff(grad(request.subject, target), start, ranges, named, context);
    return {
      request,
      wrt: target,
      ...(ranges.length > 0 ? { loops: ranges } : {}),
      line,
      value: line.end,
      ...expansion(line.end, named, context, ranges),
      remarks: [],
    };
  };
  const collected = backward.names.collected.get(wrt.name);
  if (collected) {
    const at = collected.filter((c) => wrt.index.length === 0 || sameIndex(c.target.index, wrt.index));
    if (at.length > 0) return at.map((c) => found(c.target, c.ranges, c.value));
    const general = collected[0] as (typeof collected)[number];
    return [found(wrt, [], atIndex(general.value, general.target.index, wrt.index))];
  }
  const contributions = backward.arrivals.ordered(backward.arrivals.at(wrt.name));
  const members = wrt.index.length > 0 ? contributions.flatMap((c) => member(c, wrt)) : contributions;
  if (members.length === 0) {
    const none = found(wrt, [], zeros(wrt.shape));
    return [{ ...none, remarks: [`${request.subject.name} does not depend on ${wrt.name}`] }];
  }
  const first = members[0] as Contribution;
  if (first.axes.every((a) => a.kind === 'point')) {
    const target = makeName(wrt.name, wrt.shape, indexOf(first.axes));
    return [found(target, [], add(members.map(contributed)))];
  }
  const domain = spanned(members);
  return segments(members, domain, new Map()).segments.map((s) => {
    const ranges = rangesOf(s.axes);
    const start = s.contributions.length === 0 ? zeros(wrt.shape) : add(s.contributions.map(contributed));
    return found(makeName(wrt.name, wrt.shape, indexOf(s.axes)), ranges, start);
  });
}

const sameIndex = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

function atIndex(e: Expr, letters: readonly Dim[], at: readonly Dim[]): Expr {
  const dims = new Map(letters.flatMap((l, i) => dimNames(l).map((n) => [n, at[i] as Dim] as const)));
  return substitute(e, { dims });
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
  return [{ ...c, axes: wrt.index.map((at) => ({ kind: 'point', at })), inner: put(c.inner), factor: put(c.factor) }];
}

/** The ranges that the contributions to an indexed parameter cover between them. */
function spanned(members: readonly Contribution[]): Domain {
  const first = members.find((c) => c.axes.every((a) => a.kind === 'range')) ?? (members[0] as Contribution);
  return {
    letters: first.axes.map((a, i) => (a.kind === 'range' ? a.letter : `i${i}`)),
    ranges: first.axes.map((a) => (a.kind === 'range' ? { lo: a.lo, hi: a.hi } : { lo: a.at, hi: a.at })),
  };
}

export function readOff(
  target: Expr,
  start: Expr,
  within: readonly Range[],
  named: readonly NamedValue[],
  context: Context,
): Line {
  const stages: Stage[] = [];
  let end = start;
  const put = (after: Expr, steps: Stage['steps']): void => {
    if (after === end) return;
    stages.push({ steps, after });
    end = after;
  };
  const tidied = finish(start, context, within);
  put(tidied.expr, tidied.steps);
  const ours = named.filter((n) => n.origin !== 'user');
  const back = putBack(end, ours, context, within, context.inline ? READABLE : SHORT);
  if (back) put(back.expr, back.steps);
  return { target, start, stages, end };
}

export function expansion(
  end: Expr,
  named: readonly NamedValue[],
  context: Context,
  within: readonly Range[],
): { expanded?: Expr } {
  const back = putBack(end, named, context, within, SHORT);
  return back && back.expr !== end ? { expanded: back.expr } : {};
}

/** Puts values for names, once; inside grad(L, A) the names are what the derivative is by, and stay. */
function putValues(e: Expr, values: ReadonlyMap<string, Definition>): Expr {
  const inert = new Map<Expr, Expr>();
  for (const node of postorder([e])) {
    if (isCall(node, 'grad')) inert.set(node, makeName(`\u2202${inert.size}`, node.shape));
  }
  const opaque = inert.size === 0 ? e : replaceAll(e, inert);
  const put = substitute(opaque, {
    names: (n) => {
      const definition = values.get(n.name);
      return definition && atIndex(definition.value, definition.target.index, n.index);
    },
  });
  return inert.size === 0 ? put : replaceAll(put, new Map([...inert].map(([a, b]) => [b, a])));
}

/** The term with names replaced by their values, if that is not too long to read. */
function putBack(
  e: Expr,
  named: readonly NamedValue[],
  context: Context,
  within: readonly Range[],
  limit: number,
): ReturnType<typeof finish> | undefined {
  const plain = named.filter((n) => n.definition.loops.length === 0 && n.definition.target.index.length === 0);
  const families = named.filter((n) => n.origin === 'plan' && n.definition.loops.length > 0);
  const values = new Map([...plain, ...families].map((n) => [n.definition.target.name, n.definition]));
  let current = e;
  for (let round = 0; round < 200; round++) {
    const next = putValues(current, values);
    if (next === current) break;
    if (weight(next) > Math.max(limit, weight(e)) * 2) return undefined;
    current = next;
  }
  if (current === e) return undefined;
  const tidied = finish(current, context, within);
  if (weight(tidied.expr) > limit) return undefined;
  const substitution = {
    before: e,
    after: current,
    by: { kind: 'definition' as const, of: e },
    given: [],
    within,
    level: 'key' as const,
  };
  return { expr: tidied.expr, steps: [substitution, ...tidied.steps] };
}
