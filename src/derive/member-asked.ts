/**
 * Jacobians by one member of a family, ∂h[T]/∂W[2] or ∂h[T]/∂h[3]: families that it moves are taken apart where it does.
 *
 * Of h[l] = tanh(W[l] h[l−1]) by W[2] the members before h[2] stand still, h[2] moves by W[2] itself and those after it by
 * the one before: three definitions in place of one. So a family is defined in pieces, each of which moves or does not.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import { addDim, dimDifference, dimName, subtractDim } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { namesIn, substitute } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Definition, Problem } from '../language/problem.js';
import type { Bounds, Run } from '../language/reach.js';
import { boundsOf, endsOf } from '../language/reach.js';
import { certainlyBelow } from './ends.js';
import { mayMeet, membersIn, memberUses } from './schedule.js';

/** A problem in pieces, and what must not be negative for each piece to be where it stands. */
export interface InPieces {
  readonly problem: Problem;
  readonly demands: readonly Poly[];
}

/** The problem with its families in pieces, where one of the variables is a member of a family. */
export function inPieces(problem: Problem, wrt: readonly Name[]): InPieces {
  const members = wrt.filter((x) => x.index.length === 1);
  const cuts = new Cuts(problem.definitions);
  for (const x of members) for (const one of problem.definitions) cuts.add(one, x);
  let { definitions } = problem;
  for (const x of members) definitions = apart(definitions, x);
  if (definitions === problem.definitions) return { problem, demands: [] };
  return { problem: { ...problem, definitions }, demands: cuts.demands };
}

/** Where each definition is cut: at values of its letter that come in one order for all sizes, ends being large. */
class Cuts {
  readonly demands: Poly[] = [];
  private readonly places = new Map<Definition, { readonly at: Dim; readonly by: Name }[]>();

  constructor(private readonly definitions: readonly Definition[]) {}

  add(definition: Definition, by: Name): void {
    const [loop] = definition.loops;
    const known = this.places.get(definition) ?? [];
    this.places.set(definition, known);
    for (const at of placesOf(definition, by, by.index[0] as Dim, isDefinedIn(this.definitions, by))) {
      if (loop === undefined || known.some((other) => other.at === at)) continue;
      const [low, high] = endsOf(loop);
      if (certainlyBelow(at, low) || certainlyBelow(high, at)) continue;
      this.demand(subtractDim(at, low));
      this.demand(subtractDim(high, at));
      for (const other of known) this.demand(addDim(this.distance({ at, by }, other), -1));
      known.push({ at, by });
    }
  }

  private distance(a: { readonly at: Dim; readonly by: Name }, b: { readonly at: Dim; readonly by: Name }): Dim {
    if (certainlyBelow(a.at, b.at)) return subtractDim(b.at, a.at);
    if (certainlyBelow(b.at, a.at)) return subtractDim(a.at, b.at);
    throw new FrobeniusError(
      'unsupported',
      `which of ${format(a.by)} and ${format(b.by)} comes first is not known without numbers`,
      undefined,
      'ask by each of them in a request of its own',
    );
  }

  private demand(d: Dim): void {
    if (typeof d !== 'number') this.demands.push(d);
  }
}

function apart(definitions: readonly Definition[], x: Name): readonly Definition[] {
  const [at] = x.index as [Dim];
  const isDefined = isDefinedIn(definitions, x);
  const direct = definitions.map((definition) => ({ definition, places: placesOf(definition, x, at, isDefined) }));
  if (direct.every(({ places }) => places.length === 0)) return definitions;
  const first = firstMoved(direct, x, at);
  return direct.flatMap(({ definition, places }) => {
    if (places.length > 0)
      return places.reduce<Definition[]>((list, p) => list.flatMap((one) => cutAt(one, p)), [definition]);
    const from = first.get(definition.target.name);
    return from === undefined ? [definition] : cutFrom(definition, addDim(at, from));
  });
}

/** The letter of a definition over one index. */
function letterOf({ target, loops }: Definition): string | undefined {
  const [loop, ...more] = loops;
  return loop && more.length === 0 && target.index.length === 1 ? loop.over : undefined;
}

/** By how much the index of a member is more than the letter. */
const offsetOf = ({ index }: Name, letter: string): number | undefined =>
  index.length === 1 ? dimDifference(index[0] as Dim, dimName(letter)) : undefined;

const isDefinedIn = (definitions: readonly Definition[], { name }: Name): boolean =>
  definitions.some(({ target }) => target.name === name);

/** The values of the letter at which a definition defines the member, or uses one that nothing defines. */
function placesOf(definition: Definition, x: Name, at: Dim, isDefined: boolean): Dim[] {
  const letter = letterOf(definition);
  if (letter === undefined) return [];
  const { target, value } = definition;
  const members = (isDefined ? [target] : namesIn(value)).filter(({ name }) => name === x.name);
  const offsets = new Set(members.flatMap((one) => offsetOf(one, letter) ?? []));
  return [...offsets].map((offset) => subtractDim(at, offset));
}

/** The first member of each family that moves, as a distance from the index that is asked for; of what runs up. */
function firstMoved(
  direct: readonly { readonly definition: Definition; readonly places: readonly Dim[] }[],
  x: Name,
  at: Dim,
): ReadonlyMap<string, number> {
  if (direct.some(({ definition: { loops } }) => loops.some(({ step }) => step !== 1))) return new Map();
  const first = new Map<string, number>([[x.name, 0]]);
  for (let round = 0; round <= direct.length; round++) {
    let isDone = true;
    for (const { definition, places } of direct) {
      const letter = letterOf(definition);
      const { name } = definition.target;
      if (letter === undefined || name === x.name) continue;
      const own = offsetOf(definition.target, letter) ?? 0;
      const least = namesIn(definition.value).flatMap((used) => {
        const [from, offset] = [first.get(used.name), offsetOf(used, letter)];
        return from === undefined || offset === undefined ? [] : [from - offset + own];
      });
      const found = Math.min(
        ...least,
        ...places.map((p) => (dimDifference(p, at) ?? 0) + own),
        first.get(name) ?? Number.POSITIVE_INFINITY,
      );
      if (found === (first.get(name) ?? Number.POSITIVE_INFINITY)) continue;
      first.set(name, found);
      isDone = false;
    }
    if (isDone) return first;
  }
  // what uses members after its own moves from the beginning
  return new Map();
}

/** The part of a definition from one value of its letter to another, in the direction of its loop. */
function part(definition: Definition, low: Dim, high: Dim): Definition[] {
  const [loop] = definition.loops;
  if (loop === undefined || certainlyBelow(high, low)) return [];
  const [from, to] = loop.step === 1 ? [low, high] : [high, low];
  return [{ ...definition, loops: [{ ...loop, from, to }] }];
}

/** Before, at and after a value of the letter, where it is one of them. */
function cutAt(definition: Definition, at: Dim): Definition[] {
  const [loop] = definition.loops;
  if (loop === undefined) return [definition];
  const [low, high] = endsOf(loop);
  if (certainlyBelow(at, low) || certainlyBelow(high, at)) return [definition];
  const put = { dims: new Map([[loop.over, at]]) };
  const { target, value } = definition;
  const own = { ...definition, loops: [], target: substitute(target, put) as Name, value: substitute(value, put) };
  return [...part(definition, low, addDim(at, -1)), own, ...part(definition, addDim(at, 1), high)];
}

function cutFrom(definition: Definition, from: Dim): Definition[] {
  const [loop] = definition.loops;
  if (loop === undefined || !certainlyBelow(loop.from, from) || certainlyBelow(loop.to, from)) return [definition];
  return [...part(definition, loop.from, addDim(from, -1)), ...part(definition, from, loop.to)];
}

/** What stands still while some variables move, where families are defined in pieces. */
export class Stillness {
  private readonly still: ReadonlySet<Definition>;
  /** The definitions of each name that move; of a name that has none it stands still as a whole. */
  private readonly moving = new Map<string, Definition[]>();

  constructor(
    definitions: readonly Definition[],
    private readonly wrt: readonly Name[],
  ) {
    this.still = standingStill(definitions, wrt);
    this.requireFree(definitions);
    for (const x of definitions) {
      const known = this.moving.get(x.target.name) ?? [];
      this.moving.set(x.target.name, this.still.has(x) ? known : [...known, x]);
    }
  }

  /** One that is asked for is moved by itself alone, and so not by another that is asked for with it. */
  private requireFree(definitions: readonly Definition[]): void {
    const { wrt, still } = this;
    const uses = memberUses(definitions);
    for (const x of definitions) {
      if (!wrt.includes(x.target)) continue;
      const others = wrt.filter((w) => w !== x.target);
      if (!holdsOneOf(x, others) && uses.every(({ by, of }) => by !== x || still.has(of))) continue;
      throw new FrobeniusError(
        'unsupported',
        `${format(x.target)} hangs on another of the variables: a Jacobian by both at once is not yet supported`,
        undefined,
        'ask by each of them in a request of its own',
      );
    }
  }

  /** Whether a definition moves by what it is made of: one that is asked for moves by itself alone. */
  moves(definition: Definition): boolean {
    return !this.still.has(definition) && !this.wrt.includes(definition.target);
  }

  /** Whether a member of a family certainly stands still where it is used in these loops: none that moves is it. */
  holds(member: Name, loops: readonly Run[]): boolean {
    if (member.index.length === 0) return false;
    const bounds = boundsOf(loops);
    const asked = this.wrt.filter(({ name }) => name === member.name);
    const moving = this.moving.get(member.name) ?? [];
    return (
      (asked.length > 0 || this.moving.has(member.name)) &&
      asked.every((x) => isCertainlyOther(member, bounds, x)) &&
      moving.every((x) => !mayMeet({ member, bounds }, x))
    );
  }
}

/** The definitions of which nothing that they are made of is one of those variables, or moves. */
function standingStill(definitions: readonly Definition[], wrt: readonly Name[]): ReadonlySet<Definition> {
  const still = new Set(definitions.filter((x) => !wrt.includes(x.target) && !holdsOneOf(x, wrt)));
  const uses = memberUses(definitions);
  for (let before = -1; before !== still.size; ) {
    before = still.size;
    for (const { by, of } of uses) if (!still.has(of)) still.delete(by);
  }
  return still;
}

/** Whether a variable may stand in the value of a definition. */
const holdsOneOf = ({ value, loops }: Definition, wrt: readonly Name[]): boolean =>
  membersIn(value, boundsOf(loops)).some(({ member, bounds }) =>
    wrt.some((x) => x.name === member.name && !isCertainlyOther(member, bounds, x)),
  );

/** Whether a member is another than that, whatever the sizes are and the letters in their ranges. */
export const isCertainlyOther = (member: Name, bounds: Bounds, x: Name): boolean =>
  !mayMeet({ member, bounds }, { target: x, loops: [] });
