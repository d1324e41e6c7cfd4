/**
 * Which sizes are taken to be the larger ones. All are taken as larger than any number in sight; where a range ends at
 * T-K+1, T is taken as larger than any multiple of K as well, a series against a kernel, and where nothing else compares
 * them also in x[t+k], with k = 1..K within t = 1..T. What is taken for granted so comes back as a demand on the sizes,
 * T ≥ 2*K-2, where it matters.
 */
import type { Dim, Monomial, Poly } from '../expression/dimension.js';
import { asName, dimNames, subtractDim } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import type { Definition, Problem } from '../language/problem.js';
import type { Bounds, Reach, Run } from '../language/reach.js';
import { boundsOf, endsOf, reach, visitBound } from '../language/reach.js';

/** Of a size those that are as nothing beside it. */
type Order = ReadonlyMap<string, ReadonlySet<string>>;

const NO_ORDER: Order = new Map();

/** The order of the problem that is being derived. */
let current = NO_ORDER;

const known = new WeakMap<Problem, Order>();

/** Does the work with the sizes of the problem in their order. */
export function withSizesOf<T>(problem: Problem, work: () => T): T {
  const before = current;
  const order = known.get(problem) ?? orderOf(problem);
  known.set(problem, order);
  current = order;
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
  if (less.every((m) => more.some((large) => isNothingBeside(m, large)))) return 1;
  if (more.every((m) => less.some((large) => isNothingBeside(m, large)))) return -1;
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

function orderOf({ definitions, requests }: Problem): Order {
  const order = new Map<string, Set<string>>();
  const told: Pair[] = [];
  const guessed: Pair[] = [];
  for (const { value, loops } of definitions) {
    for (const [i, loop] of loops.entries()) told.push(...pairsOf(lengthOf(loop, boundsOf(loops.slice(0, i)))));
    visitBound(value, boundsOf(loops), (node, bounds) => {
      if (node.kind === 'each') told.push(...pairsOf(lengthOf(node, bounds)));
      if (node.kind === 'name') for (const index of node.index) guessed.push(...sharedBy(index, bounds));
    });
  }
  const add = ([large, small]: Pair): void => {
    order.set(large, (order.get(large) ?? new Set()).add(small));
  };
  for (const { wrt } of requests) for (const x of wrt) told.push(...withinEnds(x, definitions));
  told.forEach(add);
  let above = closure(order);
  for (const pair of guessed) {
    const [large, small] = pair;
    if (above.get(large)?.has(small) || above.get(small)?.has(large)) continue;
    add(pair);
    above = closure(order);
  }
  // sizes that are above each other are not compared
  return new Map(
    [...above].map(([name, small]) => [name, new Set([...small].filter((x) => !above.get(x)?.has(name)))]),
  );
}

/** A size and one that is as nothing beside it. */
type Pair = readonly [large: string, small: string];

/** A member h[k] that is asked for says that k is within the range of its family. */
function withinEnds({ name, index }: Name, definitions: readonly Definition[]): Pair[] {
  const [at] = index;
  if (at === undefined || typeof at === 'number' || index.length > 1) return [];
  return definitions.flatMap(({ target, loops }): Pair[] => {
    const [loop] = loops;
    return loop === undefined || target.name !== name ? [] : pairsOf(subtractDim(endsOf(loop)[1], at));
  });
}

/** How long a range is at least, whatever the letters around it are. */
function lengthOf(run: Run, bounds: Bounds): Dim {
  const [low, high] = endsOf(run);
  return reach(subtractDim(high, low), bounds).low;
}

/** A range of length T-K says that T is the larger, if it has members. */
function pairsOf(length: Dim): Pair[] {
  const named = (sign: 1 | -1): (string | undefined)[] =>
    typeof length === 'number'
      ? []
      : length.terms.filter((m) => m.coefficient * sign > 0 && m.names.length > 0).map(aloneIn);
  const [large, ...others] = named(1);
  if (large === undefined || others.length > 0) return [];
  return named(-1).flatMap((small): Pair[] => (small === undefined ? [] : [[large, small]]));
}

/** Of x[t+k] with t = 1..T outside and k = 1..K within, K is the length of what goes over a series, and T that of the series. */
function sharedBy(index: Dim, bounds: Bounds): Pair[] {
  const [outer, inner, ...others] = [...bounds.keys()].filter((letter) => dimNames(index).includes(letter));
  if (outer === undefined || inner === undefined || others.length > 0) return [];
  const size = (letter: string): string | undefined => asName((bounds.get(letter) as Reach).high);
  const [large, small] = [size(outer), size(inner)];
  return large === undefined || small === undefined || large === small ? [] : [[large, small]];
}

/** T above K above J: T above J too. */
function closure(order: Order): Map<string, Set<string>> {
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
  return above;
}
