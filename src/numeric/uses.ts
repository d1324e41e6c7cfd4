/**
 * Which members of an indexed family a problem uses: for each use and each of its indices the smallest and the largest,
 * in the names of loop ends. From these and the length of a list of values a symbolic end such as T is read off.
 */
import type { Dim } from '../expression/dimension.js';
import { dimNames, substituteDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import type { Definition } from '../language/problem.js';

/** The reach of one index of one use. */
export interface Reach {
  readonly low: Dim;
  readonly high: Dim;
}

export interface Use {
  readonly name: string;
  readonly index: readonly Reach[];
}

type Bounds = ReadonlyMap<string, Reach>;

/** Every use of an indexed name in the definitions, the reach of its indices in names that no loop binds. */
export function usesOf(definitions: readonly Definition[]): Use[] {
  const uses: Use[] = [];
  for (const { loops, value } of definitions) {
    let bounds: Bounds = new Map();
    for (const { over, from, to, step } of loops) {
      const [low, high] = step === 1 ? [from, to] : [to, from];
      bounds = bind(bounds, over, low, high);
    }
    collect(value, bounds, uses);
  }
  return uses;
}

function collect(root: Expr, outer: Bounds, into: Use[]): void {
  const stack: { node: Expr; bounds: Bounds }[] = [{ node: root, bounds: outer }];
  const seen = new Map<Bounds, Set<Expr>>();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node } = top;
    let { bounds } = top;
    const done = seen.get(bounds) ?? new Set();
    seen.set(bounds, done);
    if (done.has(node)) continue;
    done.add(node);
    if (node.kind === 'name' && node.index.length > 0) into.push(use(node, bounds));
    if (node.kind === 'each') bounds = bind(bounds, node.over, node.from, node.to);
    for (const arg of node.args) stack.push({ node: arg, bounds });
  }
}

const use = (node: Name, bounds: Bounds): Use => ({ name: node.name, index: node.index.map((d) => reach(d, bounds)) });

function bind(bounds: Bounds, over: string, from: Dim, to: Dim): Bounds {
  return new Map(bounds).set(over, { low: reach(from, bounds).low, high: reach(to, bounds).high });
}

function reach(d: Dim, bounds: Bounds): Reach {
  const bound = dimNames(d).filter((name) => bounds.has(name));
  if (bound.length === 0) return { low: d, high: d };
  const put = (side: 'low' | 'high'): Dim =>
    substituteDim(
      d,
      new Map(bound.map((name) => [name, (bounds.get(name) as Reach)[rising(d, name) ? side : other[side]]])),
    );
  return { low: put('low'), high: put('high') };
}

const other = { low: 'high', high: 'low' } as const;

/** Whether an index grows with the bound one: T+1-t does not. */
function rising(d: Dim, name: string): boolean {
  return typeof d === 'number' || !d.terms.some((m) => m.names.includes(name) && m.coefficient < 0);
}
