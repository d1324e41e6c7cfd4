/**
 * Finding the definition of a name or of a member of a family: H[3] by `for t = 1..T  H[t] = …` with t = 3.
 *
 * Owns the solving of indices for loop variables and the test of ranges. A special member (G[T] = …, H[0] = …) wins
 * over the general one.
 */
import type { Dim } from '../expression/dimension.js';
import { limit, RANGE, spend } from '../expression/limits.js';
import { FrobeniusError } from '../language/error.js';
import type { Definition, Loop } from '../language/problem.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue, keyOf, UNBOUND } from './environment.js';

export interface Member {
  readonly definition: Definition;
  readonly bindings: Bindings;
}

export class Members {
  private readonly byName = new Map<string, Definition[]>();
  private readonly found = new Map<string, Member | undefined>();

  constructor(private readonly env: Pick<Environment, 'sizes' | 'definitions'>) {
    for (const definition of env.definitions) {
      const list = this.byName.get(definition.target.name) ?? [];
      this.byName.set(definition.target.name, list);
      list.push(definition);
    }
    for (const list of this.byName.values()) list.sort((a, b) => a.loops.length - b.loops.length);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** Asked for over and over, for the same few members. */
  find(name: string, index: readonly number[]): Member | undefined {
    if (!this.byName.has(name)) return undefined;
    const key = keyOf(name, index);
    const known = this.found.get(key);
    if (known !== undefined || this.found.has(key)) return known;
    const member = this.search(name, index);
    this.found.set(key, member);
    return member;
  }

  private search(name: string, index: readonly number[]): Member | undefined {
    let found: Member | undefined;
    for (const definition of this.byName.get(name) ?? []) {
      if (found && definition.loops.length > found.definition.loops.length) return found;
      const bindings = this.bind(definition, index);
      if (!bindings) continue;
      if (found && found.definition.value !== definition.value) throw coincidence(name, index);
      found ??= { definition, bindings };
    }
    return found;
  }

  private bind({ target, loops }: Definition, index: readonly number[]): Bindings | undefined {
    if (target.index.length !== index.length) return undefined;
    if (loops.length === 0) {
      return target.index.every((d, k) => dimValue(d, this.env, UNBOUND) === index[k]) ? UNBOUND : undefined;
    }
    const bindings = new Map<string, number>();
    const pending = new Set(loops.map((loop) => loop.over));
    for (let k = 0; k < index.length; k++) {
      const solved = solveFor(target.index[k] as Dim, index[k] as number, pending, bindings, this.env);
      if (!solved) return undefined;
    }
    if (pending.size > 0) return undefined;
    return loops.every((loop) => inRange(loop, bindings, this.env)) ? bindings : undefined;
  }
}

/**
 * G[1] and G[T] are cases of their own, told apart by a derivation for every T but 1: where both name one member,
 * neither is its value.
 */
export const coincidence = (name: string, index: readonly number[]): FrobeniusError =>
  new FrobeniusError(
    'values',
    `${name}[${index.join(',')}] has two definitions at these sizes: the derivation holds where they are apart`,
    undefined,
    'Take a larger size for the ends, or write the small case as a problem of its own.',
  );

/** Solves `d` = value for the one loop variable still unbound in it, or tests it when there is none. */
function solveFor(
  d: Dim,
  value: number,
  pending: Set<string>,
  bindings: Map<string, number>,
  env: Pick<Environment, 'sizes'>,
): boolean {
  const term = typeof d === 'number' ? undefined : d.terms.find((m) => m.names.some((n) => pending.has(n)));
  const over = term?.names[0];
  if (term === undefined || over === undefined) return dimValue(d, env, bindings) === value;
  const rest = dimValue(d, env, new Map([...bindings, [over, 0]]));
  const solution = (value - rest) / term.coefficient;
  if (!Number.isInteger(solution)) return false;
  bindings.set(over, solution);
  pending.delete(over);
  return true;
}

function inRange(loop: Loop, bindings: Bindings, env: Pick<Environment, 'sizes'>): boolean {
  const value = bindings.get(loop.over) as number;
  const from = dimValue(loop.from, env, bindings);
  const to = dimValue(loop.to, env, bindings);
  requireShort(from, to);
  return loop.step === 1 ? from <= value && value <= to : to <= value && value <= from;
}

/** What an index counts for, in nodes made: it has a table of bindings of its own. */
const INDEX = 4;

/** Each index costs a visit of all that stands under it. */
function requireShort(from: number, to: number): void {
  if (Math.abs(to - from) < RANGE) return;
  throw limit(`the range ${from}..${to} has more than ${RANGE} indices`, 'a shorter one');
}

/** The values a range runs through, in order. */
export function rangeValues(from: number, to: number, step: 1 | -1 = 1): number[] {
  const length = Math.max(0, (to - from) * step + 1);
  requireShort(from, to);
  spend(INDEX * length);
  return Array.from({ length }, (_, k) => from + k * step);
}
