/**
 * Loops and sums over one value, t = 1..1, put as what they are: the member itself. A range of one value has no letter
 * that anything could run through, and so no stretch on which contributions could be collected. Sums and products over
 * none, s = 0..-1, are 0 and 1.
 */
import { ONE, withArgs, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimDifference } from '../expression/dimension.js';
import type { Each, Expr, Name } from '../expression/expression.js';
import { isScalar } from '../expression/expression.js';
import { postorder, substitute } from '../expression/traverse.js';
import type { Definition, Problem } from '../language/problem.js';

export function withSingleMembers(problem: Problem): Problem {
  const definitions = problem.definitions.map(single);
  return definitions.every((x, i) => x === problem.definitions[i]) ? problem : { ...problem, definitions };
}

function single(definition: Definition): Definition {
  const { loops } = definition;
  const put = new Map<string, Dim>(loops.filter(({ from, to }) => from === to).map(({ over, from }) => [over, from]));
  if (put.size === 0) {
    const value = withoutSingleSums(definition.value);
    return value === definition.value ? definition : { ...definition, value };
  }
  return {
    ...definition,
    target: substitute(definition.target, { dims: put }) as Name,
    value: withoutSingleSums(substitute(definition.value, { dims: put })),
    loops: loops.filter(({ over }) => !put.has(over)),
  };
}

/** Sums over one value or none as what they are. */
export function withoutSingleSums(e: Expr): Expr {
  const made = new Map<Expr, Expr>();
  for (const node of postorder([e])) {
    const args = node.args.map((a) => made.get(a) as Expr);
    const same = args.every((a, i) => a === node.args[i]) ? node : withArgs(node, args);
    made.set(node, same.kind === 'each' ? written(same) : same);
  }
  return made.get(e) as Expr;
}

function written(e: Each): Expr {
  const length = dimDifference(e.to, e.from);
  if (length === 0) return substitute(e.args[0] as Expr, { dims: new Map([[e.over, e.from]]) });
  if (length === undefined || length > 0) return e;
  return e.fold === 'sum' ? zeros(e.shape) : isScalar(e) ? ONE : e;
}
