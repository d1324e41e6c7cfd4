/**
 * Which sizes are taken to be the larger ones. All are taken as larger than any number in sight; where a range ends at
 * T-K+1, T is taken as larger than any multiple of K as well, a series against a kernel. What is taken for granted so
 * comes back as a demand on the sizes, T ≥ 2*K-2, where it matters.
 */
import type { Dim, Monomial, Poly } from '../expression/dimension.js';
import { subtractDim } from '../expression/dimension.js';
import type { Problem } from '../language/problem.js';
import { visitBound } from '../language/reach.js';

/** Of a size those that are as nothing beside it. */
type Order = ReadonlyMap<string, ReadonlySet<string>>;

const NO_ORDER: Order = new Map();

/** The order of the problem that is being derived. */
let current = NO_ORDER;

/** Does the work with the sizes of the problem in their order. */
export function withSizesOf<T>(problem: Problem, work: () => T): T {
  const before = current;
  current = orderOf(problem);
  try {
    return work();
  } finally {
    current = before;
  }
}

/** Whether it is above 0 or below with sizes as large as they are taken to be; undefined where nothing says so. */
export function largeSign({ terms }: Poly): 1 | -1 | undefined {
  const named = terms.filter((m) => m.names.length > 0);
  const [more, less] = [named.filter((m) => m.coefficient > 0), named.filter((m) => m.coefficient < 0)];
  if (less.every((m) => more.some((large) => isNothingBeside(m, large))) || less.length === 0) return 1;
  if (more.every((m) => less.some((large) => isNothingBeside(m, large))) || more.length === 0) return -1;
  return undefined;
}

function isNothingBeside(small: Monomial, large: Monomial): boolean {
  const [a, b] = [aloneIn(small), aloneIn(large)];
  return a !== undefined && b !== undefined && current.get(b)?.has(a) === true;
}

const aloneIn = ({ names }: Monomial): string | undefined => (names.length === 1 ? names[0] : undefined);

/** How many times as large as the next below a size is taken for a trial. */
const TIMES = 3;

/** A small number for a size, larger than those of the sizes below it. */
export function inOrder(name: string, small: number): number {
  const height = (x: string): number => Math.max(0, ...[...(current.get(x) ?? [])].map((below) => 1 + height(below)));
  return small * TIMES ** height(name);
}

function orderOf({ definitions }: Problem): Order {
  const order = new Map<string, Set<string>>();
  const learn = (from: Dim, to: Dim): void => {
    const length = subtractDim(to, from);
    if (typeof length === 'number') return;
    const large = length.terms.filter((m) => m.coefficient > 0 && m.names.length > 0).map(aloneIn);
    const small = length.terms.filter((m) => m.coefficient < 0 && m.names.length > 0).map(aloneIn);
    const [only, ...others] = large;
    if (only === undefined || others.length > 0) return;
    const known = order.get(only) ?? new Set();
    for (const name of small) if (name !== undefined) known.add(name);
    order.set(only, known);
  };
  for (const { value, loops } of definitions) {
    for (const { from, to, step } of loops) step === -1 ? learn(to, from) : learn(from, to);
    visitBound(value, new Map(), (node) => {
      if (node.kind === 'each') learn(node.from, node.to);
    });
  }
  return withoutCircles(order);
}

/** T above K above 3*J: T above J too. Sizes that are above each other are not compared. */
function withoutCircles(order: Order): Order {
  const above = new Map<string, Set<string>>();
  for (const name of order.keys()) {
    const found = new Set<string>();
    const queue = [...(order.get(name) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      queue.push(...(order.get(next) ?? []));
    }
    above.set(name, found);
  }
  return new Map(
    [...above].map(([name, small]) => [name, new Set([...small].filter((x) => !above.get(x)?.has(name)))]),
  );
}
