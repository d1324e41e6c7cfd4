/**
 * Walking and rewriting terms. Everything here is iterative over the shared graph, each node visited once,
 * so that a chain of ten thousand operators costs ten thousand visits and no stack.
 */
import { each, name as makeName, rebuildCall, withArgs } from './build.js';
import type { Dim } from './dimension.js';
import { dimName, dimNames, substituteDim, substituteShape } from './dimension.js';
import type { Each, Expr, Name } from './expression.js';
import { spend } from './limits.js';

/** Every node once, arguments before what they stand in. */
export function postorder(roots: readonly Expr[]): Expr[] {
  const order: Expr[] = [];
  const seen = new Set<Expr>();
  const stack: { node: Expr; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: Expr; next: number };
      const child = top.node.args[top.next++];
      if (child === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(child)) {
        seen.add(child);
        if (child.args.length === 0) order.push(child);
        else stack.push({ node: child, next: 0 });
      }
    }
  }
  spend(order.length);
  return order;
}

/** Rebuilds bottom-up: `f` gets each node with its arguments already rewritten. */
export function rewrite(root: Expr, f: (rebuilt: Expr, original: Expr) => Expr): Expr {
  const done = new Map<Expr, Expr>();
  for (const node of postorder([root])) {
    const args = node.args.map((a) => done.get(a) as Expr);
    const rebuilt = args.every((a, i) => a === node.args[i]) ? node : withArgs(node, args);
    done.set(node, f(rebuilt, node));
  }
  return done.get(root) as Expr;
}

/** Puts `put.get(x)` for every occurrence of x, largest first; nothing is looked for inside what was put. */
export function replaceAll(root: Expr, put: Pick<ReadonlyMap<Expr, Expr>, 'get'>): Expr {
  return rewrite(root, (rebuilt, original) => put.get(original) ?? put.get(rebuilt) ?? rebuilt);
}

export interface Substitution {
  /** What stands for a name; undefined keeps it. Index and shape of the name are already substituted. */
  readonly names?: (e: Name) => Expr | undefined;
  /** What stands for a dimension or index name. */
  readonly dims?: ReadonlyMap<string, Dim>;
}

/** Substitutes names, dimensions and indices. An index bound by a sum is left alone, and renamed where it would capture. */
export function substitute(root: Expr, put: Substitution): Expr {
  const dims = put.dims ?? new Map<string, Dim>();
  const done = new Map<Expr, Expr>();
  const dim = (x: Dim): Dim => (dims.size === 0 ? x : substituteDim(x, dims));
  const stack: Expr[] = [root];
  while (stack.length > 0) {
    const node = stack[stack.length - 1] as Expr;
    if (done.has(node)) {
      stack.pop();
      continue;
    }
    if (node.kind === 'each') {
      done.set(node, substituteEach(node, put, dims));
      continue;
    }
    const waiting = node.args.filter((a) => !done.has(a));
    if (waiting.length > 0) {
      stack.push(...waiting);
      continue;
    }
    const args = node.args.map((a) => done.get(a) as Expr);
    if (node.kind === 'name') {
      const renamed =
        dims.size === 0 ? node : makeName(node.name, substituteShape(node.shape, dims), node.index.map(dim));
      done.set(node, put.names?.(renamed) ?? renamed);
    } else if (node.kind === 'call') {
      done.set(
        node,
        rebuildCall(
          node.fn,
          args,
          dims.size === 0 ? node.shape : substituteShape(node.shape, dims),
          node.dims.map(dim),
        ),
      );
    } else done.set(node, withArgs(node, args));
  }
  return done.get(root) as Expr;
}

function substituteEach(node: Each, put: Substitution, dims: ReadonlyMap<string, Dim>): Expr {
  const inner = new Map(dims);
  inner.delete(node.over);
  let over = node.over;
  const arriving = new Set([...inner.values()].flatMap((x) => dimNames(x)));
  if (arriving.has(over)) {
    while (arriving.has(over) || dims.has(over)) over += "'";
    inner.set(node.over, dimName(over));
  }
  const body = substitute(node.args[0] as Expr, { ...put, dims: inner });
  return each(node.fold, over, substituteDim(node.from, dims), substituteDim(node.to, dims), body);
}

/** The same sum over a letter that is none of these: what is moved into it keeps its own. */
export function apart(sum: Each, taken: ReadonlySet<string>): Each {
  if (!taken.has(sum.over)) return sum;
  const body = sum.args[0] as Expr;
  const inside = freeDims(body);
  let over = sum.over;
  while (taken.has(over) || inside.has(over)) over += "'";
  const renamed = substitute(body, { dims: new Map([[sum.over, dimName(over)]]) });
  return each(sum.fold, over, sum.from, sum.to, renamed) as Each;
}

/**
 * The same sum over the first of these letters that nothing in it has, no sum, no name, no size, and none of the others;
 * undefined where none is left.
 */
export function relettered(sum: Each, letters: readonly string[], others: Iterable<string>): Each | undefined {
  const body = sum.args[0] as Expr;
  const taken = new Set([...others, ...freeDims(body), ...dimNames(sum.from), ...dimNames(sum.to)]);
  for (const node of postorder([body])) {
    if (node.kind === 'each') taken.add(node.over);
    if (node.kind === 'name') taken.add(node.name);
    for (const size of node.shape) for (const name of dimNames(size)) taken.add(name);
  }
  const over = letters.find((letter) => !taken.has(letter));
  if (over === undefined) return undefined;
  const renamed = substitute(body, { dims: new Map([[sum.over, dimName(over)]]) });
  return each(sum.fold, over, sum.from, sum.to, renamed) as Each;
}

/** The distinct names in a term, in the order in which they are met. */
export function namesIn(root: Expr): Name[] {
  return postorder([root]).filter((e): e is Name => e.kind === 'name');
}

/** Whether the node occurs in the term. */
export const contains = (root: Expr, piece: Expr): boolean => postorder([root]).includes(piece);

/** How often the node stands in the tree of the term. */
export function occurrences(root: Expr, piece: Expr): number {
  const counts = new Map<Expr, number>();
  for (const node of postorder([root])) {
    counts.set(node, node === piece ? 1 : node.args.reduce((n, a) => n + (counts.get(a) ?? 0), 0));
  }
  return counts.get(root) ?? 0;
}

/** Names of dimensions and indices that occur free in a term. */
export function freeDims(root: Expr): Set<string> {
  const free = new Map<Expr, Set<string>>();
  for (const node of postorder([root])) {
    const own = new Set<string>();
    for (const arg of node.args) for (const n of free.get(arg) ?? []) own.add(n);
    if (node.kind === 'each') {
      own.delete(node.over);
      for (const x of [node.from, node.to]) for (const n of dimNames(x)) own.add(n);
    }
    if (node.kind === 'name') for (const x of node.index) for (const n of dimNames(x)) own.add(n);
    if (node.kind === 'call') for (const x of node.dims) for (const n of dimNames(x)) own.add(n);
    free.set(node, own);
  }
  return free.get(root) ?? new Set();
}
