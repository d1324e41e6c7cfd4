/**
 * Under which key a node's value is kept: the values of those bound indices that occur free in it, and no others, so
 * that what does not depend on the index of a sum is computed once.
 */
import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Bindings } from './environment.js';

const NONE: readonly string[] = [];
const free = new WeakMap<Expr, readonly string[]>();

/** Names of dimensions and indices on which a node's value may depend, directly or below. */
export function freeIndices(root: Expr): readonly string[] {
  const stack: Expr[] = [root];
  while (stack.length > 0) {
    const node = stack[stack.length - 1] as Expr;
    if (free.has(node)) {
      stack.pop();
      continue;
    }
    const waiting = node.args.filter((arg) => !free.has(arg));
    if (waiting.length > 0) {
      stack.push(...waiting);
      continue;
    }
    free.set(node, collect(node));
    stack.pop();
  }
  return free.get(root) as readonly string[];
}

function collect(node: Expr): readonly string[] {
  const names = new Set<string>();
  for (const arg of node.args) for (const name of free.get(arg) ?? NONE) names.add(name);
  if (node.kind === 'each') names.delete(node.over);
  for (const d of own(node)) for (const name of dimNames(d)) names.add(name);
  if (names.size === 0) return NONE;
  // long chains share one list
  for (const arg of node.args) {
    const list = free.get(arg) ?? NONE;
    if (list.length === names.size && list.every((name) => names.has(name))) return list;
  }
  return [...names].sort();
}

function own(node: Expr): readonly Dim[] {
  if (node.kind === 'name') return node.index;
  if (node.kind === 'each') return [node.from, node.to];
  return node.kind === 'call' ? [...node.dims, ...node.shape] : [];
}

export function memoKey(node: Expr, bindings: Bindings): string {
  if (bindings.size === 0) return '';
  let key = '';
  for (const name of freeIndices(node)) {
    const value = bindings.get(name);
    if (value !== undefined) key += `${name}=${value};`;
  }
  return key;
}

const derivatives = new WeakMap<Expr, boolean>();

/** Whether a differential or a gradient stands in a term: what is moved for one row of a Hessian serves the others. */
export function isDerivative(root: Expr): boolean {
  const known = derivatives.get(root) ?? postorder([root]).some((e) => isCall(e, 'd') || isCall(e, 'grad'));
  derivatives.set(root, known);
  return known;
}
