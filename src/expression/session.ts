/**
 * One call of the library: its limits, and the terms of what it is given.
 *
 * A derivation that somebody holds may have been made in a generation of the pool that is gone. Before such a thing is
 * worked with, its terms are entered again, so that what is built of them is one with them. Nothing else is kept between
 * calls, and calls may stand within one another.
 */
import type { Expr } from './expression.js';
import { keyOf } from './expression.js';
import type { Limits } from './limits.js';
import { limit, withLimits } from './limits.js';
import { counted, enter, inCall, isMember, nextGeneration, reenter } from './pool.js';

/**
 * Runs a call on things that hold terms: problems, derivations, terms. What it gives back belongs to the same generation.
 * Throws FrobeniusError ('limit') where it exceeds its limits.
 */
export function session<T>(held: readonly unknown[], limits: Limits | undefined, run: () => T): T {
  if (inCall()) return withLimits(limits, run);
  const things = held.filter((one): one is object => typeof one === 'object' && one !== null);
  return counted(things, () => {
    adopt(things);
    const result = withLimits(limits, () => bounded(run));
    if (typeof result === 'object' && result !== null) enter(result);
    return result;
  });
}

/** What the machine has no room for is an error of the input like any other limit. */
function bounded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (/call stack/.test(error.message)) throw limit('this is nested too deeply', 'names for parts of it: A = …');
    if (/Invalid (array|string|typed array) length|allocation failed/i.test(error.message))
      throw limit('this takes more memory than there is', 'smaller sizes, or names for parts of it: A = …');
    throw error;
  }
}

function adopt(things: readonly object[]): void {
  const strangers = things.filter((one) => !isMember(one));
  if (strangers.length === 0) return;
  if (!entered(termsIn(strangers))) {
    // terms of the same content but of different age: only those that are given now are one with themselves
    nextGeneration();
    entered(termsIn(things));
  }
  for (const one of things) enter(one);
}

/** Whether all could be entered. */
function entered(terms: ReadonlySet<Expr>): boolean {
  for (const term of terms) if (!reenter(keyOf(term), term)) return false;
  return true;
}

const isTerm = (x: object): x is Expr => 'args' in x && 'kind' in x && 'id' in x;

/** All terms in some things, whatever these are made of. */
function termsIn(things: readonly object[]): Set<Expr> {
  const terms = new Set<Expr>();
  const seen = new Set<object>();
  const stack: unknown[] = [...things];
  while (stack.length > 0) {
    const top = stack.pop();
    if (typeof top !== 'object' || top === null || seen.has(top) || ArrayBuffer.isView(top)) continue;
    seen.add(top);
    if (isTerm(top)) {
      terms.add(top);
      for (const arg of top.args) stack.push(arg);
    } else if (top instanceof Map) for (const [key, value] of top) stack.push(key, value);
    else if (top instanceof Set || Array.isArray(top)) for (const one of top) stack.push(one);
    else for (const key in top) stack.push((top as Record<string, unknown>)[key]);
  }
  return terms;
}
