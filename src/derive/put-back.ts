/**
 * Putting names back: a result in the letters of the question, where that is short enough to read.
 */
import { name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder, replaceAll, substitute } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import { weight } from './arithmetic.js';
import type { Context } from './context.js';
import type { Named, Range } from './step.js';
import { finish } from './tidy.js';

/** What may stand for a name: of the names we made, and of all. Families of the user and of gradients stay names. */
export interface Values {
  readonly ours: ReadonlyMap<string, Definition>;
  readonly all: ReadonlyMap<string, Definition>;
  /** Letters of ours that stay in every form: with them a term is not in the letters of the question. */
  readonly kept: ReadonlySet<string>;
}

export function valuesOf(named: readonly Named[]): Values {
  const count = new Map<string, number>();
  for (const { definition } of named) count.set(definition.target.name, (count.get(definition.target.name) ?? 0) + 1);
  // a family in stretches has no one value to stand for it
  const fit = named.filter(({ definition, origin }) =>
    definition.loops.length > 0
      ? origin === 'plan' && count.get(definition.target.name) === 1
      : definition.target.index.length === 0,
  );
  const table = (list: readonly Named[]): ReadonlyMap<string, Definition> =>
    new Map(list.map((n) => [n.definition.target.name, n.definition]));
  // results keep the letters that were made to write them with
  const ours = fit.filter(({ origin }) => origin === 'plan' || origin === 'gradient');
  const all = table(fit);
  const kept = named.filter(({ origin, definition: { target } }) => origin === 'abbreviation' && !all.has(target.name));
  return { ours: table(ours), all, kept: new Set(kept.map((n) => n.definition.target.name)) };
}

/** A family's value at one member. */
export function atIndex(e: Expr, letters: readonly Dim[], at: readonly Dim[]): Expr {
  const dims = new Map(letters.flatMap((l, i) => dimNames(l).map((n) => [n, at[i] as Dim] as const)));
  return substitute(e, { dims });
}

/** Puts values for names, once; inside grad(L, A) the names are what the derivative is by, and stay. */
function putValues(e: Expr, values: ReadonlyMap<string, Definition>): Expr {
  const inert = new Map<Expr, Expr>();
  for (const node of postorder([e])) {
    if (isCall(node, 'grad')) inert.set(node, makeName(`\u2202${inert.size}`, node.shape));
  }
  const opaque = inert.size === 0 ? e : replaceAll(e, inert);
  const put = substitute(opaque, {
    names: (n) => {
      const definition = values.get(n.name);
      return definition && atIndex(definition.value, definition.target.index, n.index);
    },
  });
  return inert.size === 0 ? put : replaceAll(put, new Map([...inert].map(([a, b]) => [b, a])));
}

/** Times the limit beyond which nothing is tried. */
const HOPELESS = 8;

/** Rounds of putting values for names: deeper than any term that is short. */
const ROUNDS = 200;

/** Whether the term weighs more than that with all values in place. Level by level: a long chain of names is soon too much. */
function exceeds(e: Expr, values: ReadonlyMap<string, Definition>, most: number): boolean {
  let total = 0;
  let level: Expr[] = [e];
  for (let round = 0; level.length > 0; round++) {
    if (round > ROUNDS) return true;
    const next: Expr[] = [];
    for (let term = level.pop(); term !== undefined; term = level.pop()) {
      const definition = term.kind === 'name' ? values.get(term.name) : undefined;
      if (definition) next.push(definition.value);
      else if (term.args.length === 0 || isCall(term, 'grad')) total += weight(term);
      else level.push(...term.args);
      if (total + next.length > most) return true;
    }
    level = next;
  }
  return false;
}

/** The term with names replaced by their values, if that is not too long to read. */
export function putBack(
  e: Expr,
  values: ReadonlyMap<string, Definition>,
  context: Context,
  within: readonly Range[],
  limit: number,
): ReturnType<typeof finish> | undefined {
  // what stands for a name is longer than the name: a term so long does not get short
  if (weight(e) > HOPELESS * limit) return undefined;
  let current = e;
  const most = Math.max(limit, weight(e)) * 2;
  // what gets far too long is not put together first
  if (exceeds(e, values, 2 * most)) return undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const next = putValues(current, values);
    if (next === current) break;
    if (weight(next) > most) return undefined;
    current = next;
  }
  if (current === e) return undefined;
  const tidied = finish(current, context, within, true);
  if (weight(tidied.expr) > limit) return undefined;
  const substitution = {
    before: e,
    after: current,
    by: { kind: 'definition' as const, of: e },
    given: [],
    within,
    level: 'key' as const,
  };
  return { expr: tidied.expr, steps: [substitution, ...tidied.steps] };
}
