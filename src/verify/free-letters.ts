/**
 * Letters that stand free in a line: of which members it is judged. A line is about all members that are there; where the
 * family of its left side is defined in pieces, h[1] apart from h[t], it may be about those of one definition alone.
 */
import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import type { Definition, Loop } from '../language/problem.js';
import { endsOf } from '../language/reach.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { dimValue, UNBOUND } from '../numeric/environment.js';
import { evaluatorOf } from '../numeric/evaluate.js';
import { namesNoMember } from '../numeric/evidence.js';
import { rangeValues } from '../numeric/members.js';
import { freeIndices } from '../numeric/memo.js';
import { evenChoice } from '../numeric/settings.js';

/** The members of which one definition is, by the name that a line is about. */
export interface Part {
  readonly of: Name;
  readonly definition: Definition;
}

/** Every setting at which all members that the terms name by these letters are there. */
export function settingsOf(
  terms: readonly Expr[],
  env: Environment,
  loops: readonly Loop[],
  part?: Part,
): readonly Bindings[] {
  const all = allSettings(terms, env, loops);
  const members = membersIn(terms, env);
  const own = all.filter((bindings) => members.every((x) => isThere(x, bindings, env)));
  return part ? own.filter((bindings) => definitionOf(part.of, bindings, env) === part.definition) : own;
}

/** Each letter over all the ranges that it has, those outside first; an even choice of many. */
function allSettings(terms: readonly Expr[], env: Environment, loops: readonly Loop[]): readonly Bindings[] {
  const free = new Set(terms.flatMap((e) => [...freeIndices(e)]).filter((letter) => !env.sizes.has(letter)));
  const letters = [...new Set(loops.map(({ over }) => over))].filter((letter) => free.has(letter));
  const all = letters.reduce<Bindings[]>(
    (found, letter) =>
      found.flatMap((bindings) => {
        const own = loops.filter(({ over, from, to }) => over === letter && isKnown([from, to], bindings, env));
        const values = new Set(own.flatMap((loop) => valuesOf(loop, bindings, env)));
        return [...values].sort((a, b) => a - b).map((t) => new Map(bindings).set(letter, t));
      }),
    [UNBOUND],
  );
  return evenChoice(all);
}

const isKnown = (dims: readonly Dim[], bindings: Bindings, env: Environment): boolean =>
  dims.flatMap(dimNames).every((name) => bindings.has(name) || env.sizes.has(name));

function valuesOf(loop: Loop, bindings: Bindings, env: Environment): number[] {
  const [low, high] = endsOf(loop).map((end) => dimValue(end, env, bindings)) as [number, number];
  return rangeValues(low, high);
}

/** Members of families that are defined; those of data have values where the problem uses them. */
function membersIn(terms: readonly Expr[], env: Environment): Name[] {
  const members = terms.flatMap(namesIn).filter((x) => x.index.length > 0);
  if (members.length === 0) return members;
  const defined = new Set(env.definitions.map(({ target }) => target.name));
  return members.filter((x) => defined.has(x.name));
}

/** Whether a member has a value, and not only a definition by what has none; one that hangs on a sum is not asked about. */
function isThere(x: Name, bindings: Bindings, env: Environment): boolean {
  if (!isKnown(x.index, bindings, env)) return true;
  if (!evaluatorOf(env).has(x, bindings)) return false;
  try {
    evaluatorOf(env).value(x, bindings);
    return true;
  } catch (error) {
    if (error instanceof FrobeniusError) return !namesNoMember(error);
    if (error instanceof RangeError) return true;
    throw error;
  }
}

const definitionOf = (x: Name, bindings: Bindings, env: Environment): Definition | undefined =>
  isKnown(x.index, bindings, env) ? evaluatorOf(env).definitionOf(x, bindings) : undefined;

/** Where the first name that hangs on a free letter is defined in pieces, each that is a loop. */
export function partsOf(terms: readonly [Expr, Expr], envs: readonly Environment[], loops: readonly Loop[]): Part[] {
  const parts = new Map<Definition, Part>();
  for (const env of envs) {
    const settings = settingsOf(terms, env, loops);
    const of = membersIn([terms[0]], env).find((x) =>
      x.index.some((d) => dimNames(d).some((n) => settings[0]?.has(n))),
    );
    for (const bindings of of ? settings : []) {
      const definition = definitionOf(of as Name, bindings, env);
      if (definition && definition.loops.length > 0) parts.set(definition, { of: of as Name, definition });
    }
  }
  return [...parts.values()];
}

/** "for t = 1..T-1", where a line is judged for fewer values of its letters than their ranges have. */
export function rangeWords(
  terms: readonly Expr[],
  envs: readonly Environment[],
  loops: readonly Loop[],
  part?: Part,
): string | undefined {
  const found = envs.map((env) => ({
    env,
    own: settingsOf(terms, env, loops, part),
    all: allSettings(terms, env, loops),
  }));
  const judged = found.filter(({ own }) => own.length > 0);
  if (judged.every(({ own, all }) => own.length === all.length)) return undefined;
  const letters = [...(judged[0]?.own[0]?.keys() ?? [])];
  const [letter] = letters;
  if (letter === undefined || letters.length > 1)
    return `for those ${letters.join(', ')} at which its members are defined so`;
  const values = judged.map(({ env, own }) => ({ env, values: own.map((b) => b.get(letter) as number) }));
  const low = endWords(values.map(({ env, values: v }) => ({ env, at: Math.min(...v) })));
  const high = endWords(values.map(({ env, values: v }) => ({ env, at: Math.max(...v) })));
  const isWhole = values.every(({ values: v }) => Math.max(...v) - Math.min(...v) + 1 === v.length);
  if (low === undefined || high === undefined || !isWhole)
    return `for those ${letter} at which its members are defined so`;
  return low === high ? `for ${letter} = ${low}` : `for ${letter} = ${low}..${high}`;
}

/** An end that is the same number in all samples, or as far from one size in all. */
function endWords(ends: readonly { readonly env: Environment; readonly at: number }[]): string | undefined {
  const [first] = ends;
  if (first === undefined) return undefined;
  const sizes = [...first.env.sizes.keys()].filter((name) =>
    ends.some(({ env }) => env.sizes.get(name) !== first.env.sizes.get(name)),
  );
  for (const name of sizes) {
    const more = ends.map(({ env, at }) => at - (env.sizes.get(name) ?? Number.NaN));
    const [by = 0] = more;
    if (more.every((x) => x === by)) return by === 0 ? name : `${name}${by > 0 ? '+' : '-'}${Math.abs(by)}`;
  }
  return ends.every(({ at }) => at === first.at) ? String(first.at) : undefined;
}
