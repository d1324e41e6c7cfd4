/**
 * Sums over an index written out at small numbers, so that a shift of the index can be compared term by term.
 *
 * Owns only the writing out; which members vary is asked of the caller.
 */
import { add, scale, withArgs, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimNames, evaluateDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { freeDims, postorder, rewrite, substitute } from '../expression/traverse.js';
import { inOrder } from './size-order.js';

/** The largest number in the ends of sums and in indices, 1 at least: the ends are taken to lie beyond all of them. */
export function largestConstant(terms: readonly Expr[]): number {
  let largest = 1;
  const look = (d: Dim): void => {
    const numbers = typeof d === 'number' ? [d] : d.terms.flatMap((m) => (m.names.length === 0 ? [m.coefficient] : []));
    for (const x of numbers) largest = Math.max(largest, Math.abs(x));
  };
  for (const e of postorder(terms)) {
    if (e.kind === 'each') for (const end of [e.from, e.to]) look(end);
    if (e.kind === 'name') e.index.forEach(look);
  }
  return largest;
}

/** The ends of sums in the terms, dealt small numbers from `least` on. */
export function smallEnds(terms: readonly Expr[], least: number): ReadonlyMap<string, number> {
  const bound = new Set<string>();
  const ends = new Set<string>();
  for (const e of postorder(terms)) {
    if (e.kind === 'each') {
      bound.add(e.over);
      for (const end of [e.from, e.to]) for (const name of dimNames(end)) ends.add(name);
    }
    if (e.kind === 'name') for (const index of e.index) for (const name of dimNames(index)) ends.add(name);
  }
  const free = [...ends].filter((name) => !bound.has(name));
  return new Map(free.map((name, k) => [name, inOrder(name, least + (k % 2))]));
}

/** The term at these numbers without sums over an index; a differential of a member that is constant is dropped. */
export function unrolled(
  e: Expr,
  sizes: ReadonlyMap<string, number>,
  varies: (member: Name) => boolean,
): Expr | undefined {
  const opened = open(substitute(e, { dims: sizes }), sizes, { left: MOST });
  return (
    opened &&
    rewrite(opened, (node) => {
      const member = isCall(node, 'd') ? node.args[0] : undefined;
      return member?.kind === 'name' && !varies(member) ? zeros(node.shape) : node;
    })
  );
}

/** Terms beyond which a sum is not written out, and of all sums within one another. */
const LONGEST = 20;
const MOST = 1500;

function open(e: Expr, sizes: ReadonlyMap<string, number>, terms: { left: number }): Expr | undefined {
  if (e.kind === 'each' && e.fold === 'sum') {
    const [from, to] = [evaluateDim(e.from, sizes), evaluateDim(e.to, sizes)];
    if (from === undefined || to === undefined || to - from > LONGEST) return undefined;
    const body = e.args[0] as Expr;
    // the same in all terms: sums within sums would else be written out again and again
    if (!freeDims(body).has(e.over)) {
      const once = open(body, sizes, terms);
      return once && scale(Math.max(0, to - from + 1), once);
    }
    const all: Expr[] = [zeros(e.shape)];
    for (let k = from; k <= to; k++) {
      if (--terms.left < 0) return undefined;
      const term = open(substitute(body, { dims: new Map([[e.over, k]]) }), sizes, terms);
      if (term === undefined) return undefined;
      all.push(term);
    }
    return add(all);
  }
  const args = e.args.map((a) => open(a, sizes, terms));
  if (args.some((a) => a === undefined)) return undefined;
  return args.every((a, i) => a === e.args[i]) ? e : withArgs(e, args as readonly Expr[]);
}
