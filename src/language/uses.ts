/**
 * Which members of an indexed family a problem uses: for each use and each of its indices the smallest and the largest,
 * in the names of loop ends. From these and the length of a list of values a symbolic end such as T is read off.
 */
import type { Expr, Name } from '../expression/expression.js';
import type { Definition } from './problem.js';
import type { Bounds, Reach } from './reach.js';
import { boundsOf, reach, visitBound } from './reach.js';

export interface Use {
  readonly name: string;
  readonly index: readonly Reach[];
}

/** Every use of an indexed name in the definitions, the reach of its indices in names that no loop binds. */
export function usesOf(definitions: readonly Definition[]): Use[] {
  const uses: Use[] = [];
  for (const definition of definitions) {
    visitBound(definition.value, boundsOf(definition.loops), (node: Expr, bounds) => {
      if (node.kind === 'name' && node.index.length > 0) uses.push(use(node, bounds));
    });
  }
  return uses;
}

const use = (node: Name, bounds: Bounds): Use => ({ name: node.name, index: node.index.map((d) => reach(d, bounds)) });
