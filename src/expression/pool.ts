/**
 * The pool of terms: the same term is the same pointer.
 *
 * Two parts. What rule books are made of stays for ever. All else belongs to a generation, which is let go as a whole
 * when a call begins and it has grown beyond a bound; terms that somebody still holds are entered again by the call that
 * is given them (session.ts). Outside of calls, where nobody says when terms are done with, a generation has
 * two ages: new nodes are held by themselves, older ones weakly.
 */
import type { Expr } from './expression.js';

/** Terms of rule books, and the small numbers that their rules put into results. */
const lasting = new Map<string, Expr>();
let young = new Map<string, Expr>();
let old = new Map<string, WeakRef<Expr>>();

/** Nodes that are held before they age; a weak reference costs far more to make and to follow than an entry of a table. */
const YOUNG = 100_000;
/** The number of old entries at which those whose node is gone are dropped. */
let sweepAt = 4 * YOUNG;
/** Whether what is made now stays for ever. */
let toLast = false;
/** How many calls are in progress, one within another. */
let calls = 0;

export function remember(key: string, node: Expr): void {
  if (toLast || isSmall(node)) {
    lasting.set(key, node);
    return;
  }
  young.set(key, node);
  if (young.size > YOUNG && calls === 0) age();
}

export function recall(key: string): Expr | undefined {
  if (toLast) return recallLasting(key);
  const known = young.get(key) ?? lasting.get(key);
  return known === undefined && old.size > 0 ? recallOld(key) : known;
}

/** What a rule book shares with the generation it is read in is one term. */
function recallLasting(key: string): Expr | undefined {
  const known = lasting.get(key) ?? young.get(key) ?? recallOld(key);
  if (known) lasting.set(key, known);
  return known;
}

function recallOld(key: string): Expr | undefined {
  const older = old.get(key)?.deref();
  if (older) young.set(key, older);
  else old.delete(key);
  return older;
}

/** A weak reference holds its node until the event loop turns, so in a call, which is one turn, it would only cost. */
function age(): void {
  for (const [k, e] of young) if (!old.has(k)) old.set(k, new WeakRef(e));
  young.clear();
  if (old.size < sweepAt) return;
  for (const [k, reference] of old) if (reference.deref() === undefined) old.delete(k);
  sweepAt = Math.max(4 * YOUNG, 2 * old.size);
}

/** Numbers such as -1 and 1/2, which rules hold as they are. */
const isSmall = (node: Expr): boolean =>
  node.kind === 'num' &&
  (typeof node.value === 'number'
    ? Number.isInteger(node.value) && Math.abs(node.value) <= 64
    : Math.abs(node.value.p) <= 64 && node.value.q <= 64);

/** Makes terms that stay for ever: those of a rule book. */
export function lastingly<T>(make: () => T): T {
  const outer = toLast;
  toLast = true;
  try {
    return make();
  } finally {
    toLast = outer;
  }
}

// ——— generations ———

/** A generation beyond this many nodes, some 30 MB, is let go by the next call that is about something else. */
const GENERATION = 50_000;
/** Beyond this many it is let go by any. */
const LARGEST_GENERATION = 16 * GENERATION;

/** What was made in this generation or is entered in it, terms included. */
let members = new WeakSet<object>();

export const isMember = (held: object): boolean => members.has(held);
export const enter = (held: object): void => void members.add(held);

export function nextGeneration(): void {
  young = new Map();
  old = new Map();
  members = new WeakSet();
}

/** Enters a term made earlier; false where another of the same content is there already. */
export function reenter(key: string, node: Expr): boolean {
  const known = young.get(key);
  if (known === undefined && lasting.get(key) !== node) young.set(key, node);
  return known === undefined || known === node;
}

/** How many nodes this generation holds. */
export const generationSize = (): number => young.size + old.size;

export const inCall = (): boolean => calls > 0;

/** Counts a call, which is about these things. */
export function counted<T>(held: readonly object[], run: () => T): T {
  const size = generationSize();
  if (size > LARGEST_GENERATION || (size > GENERATION && !held.some(isMember))) nextGeneration();
  calls++;
  try {
    return run();
  } finally {
    calls--;
  }
}
