/**
 * Jacobians of families, forwards: J_h[t] = ∂vec(h[t])/∂vec(W)ᵀ by J_h[t−1].
 *
 * The reverse walk of jacobian.ts puts a definition's differential in wherever it arrives, which for a recurrence would
 * never end. Here each definition has the Jacobians of those before it by their names: from dh[t] = A dh[t−1] + B vec(dW)
 * and dh[t−1] = J_h[t−1] vec(dW) follows J_h[t] = A J_h[t−1] + B, a recurrence that runs as its own family does, with no
 * index to shift. For a recurrent network that is real-time recurrent learning (Williams and Zipser).
 */
import { add, d, length, name as makeName, termsOf, vecOf, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { asName, dimNames } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { substitute } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Declaration, Definition, Loop, Problem } from '../language/problem.js';
import { boundsOf, upwards, visitBound } from '../language/reach.js';
import type { Forward } from './arrivals.js';
import type { Context } from './context.js';
import { lettersAt } from './definition-at.js';
import type { Plan } from './plan.js';
import { differentialsIn, isUsed, meetsMembers, scheduled } from './schedule.js';
import type { Block, GradientDefinition, Line, Range, SensitivityPart, Step } from './step.js';
import { finish } from './tidy.js';
import type { Sensitivity, World } from './vec-terms.js';
import { carryThrough, identity, isBy, put } from './vec-terms.js';

export interface Question {
  readonly subject: Name;
  readonly wrt: readonly Name[];
  readonly plan: Plan;
  readonly forwards: readonly Forward[];
  readonly context: Context;
  /** Names of ours that keep their own Jacobians even where they are used once. */
  readonly keep: ReadonlySet<string>;
}

export interface Sensitivities {
  readonly blocks: readonly Block[];
  /** All definitions made, in order of dependence. */
  readonly definitions: readonly Definition[];
  /** What the Jacobians of a member are called; undefined of what is not gone through forwards. */
  of(x: Name): readonly Sensitivity[] | undefined;
}

/** The definitions that the Jacobian of the subject is found of forwards: families that it cannot go through backwards. */
export const sensitivities = (question: Question): Sensitivities => new Forwards(question);

class Forwards implements Sensitivities {
  private readonly wrt: readonly Name[];
  private readonly forwards: readonly Forward[];
  private readonly context: Context;
  readonly blocks: Block[] = [];
  readonly definitions: Definition[] = [];
  /** Of those gone through forwards, those that no name is made for: each is used once, beside what uses it. */
  private readonly inlined = new Map<string, Forward>();
  /** By the name of a definition, what its Jacobian by each variable that it hangs on is called. */
  private readonly names = new Map<string, { readonly by: Name; readonly name: string }[]>();
  /** Families whose given members have their Jacobians. */
  private readonly bounded = new Set<string>();

  constructor({ subject, wrt, plan, forwards, context, keep }: Question) {
    this.wrt = wrt;
    this.forwards = forwards;
    this.context = context;
    const varying = forwards.filter((f) => f.line);
    const first = seeds(subject, varying, context.problem);
    if (first.size === 0) return;
    const uses = new Uses(varying);
    const through = uses.behind(first);
    const own = varying.filter((f) => through.has(nameOf(f)));
    this.requireApart(own);
    for (const f of own) if (!keep.has(nameOf(f)) && uses.isOnce(f, subject)) this.inlined.set(nameOf(f), f);
    this.nameAll(own.filter((f) => !this.inlined.has(nameOf(f))).map(nameOf), uses, plan);
    for (const { group } of scheduled(own)) {
      const parts = group.filter((f) => (this.names.get(nameOf(f)) ?? []).length > 0).map((f) => this.part(f));
      if (parts.length > 0) this.blocks.push({ kind: 'sensitivity', parts });
    }
  }

  of(x: Name): readonly Sensitivity[] | undefined {
    return this.wrt.includes(x) ? undefined : this.jacobiansOf(x);
  }

  private jacobiansOf(x: Name): readonly Sensitivity[] | undefined {
    return this.names.get(x.name)?.map(({ by, name }) => ({ jacobian: this.member(name, x, by), by }));
  }

  private member(name: string, of: Name, by: Name): Name {
    return makeName(name, [length(of), length(by)], of.index);
  }

  /** What is asked for may not be defined by what is gone through. */
  private requireApart(own: readonly Forward[]): void {
    for (const x of this.wrt) {
      if (own.some((f) => meetsMembers(d(x), f.named.definition)))
        throw new FrobeniusError(
          'unsupported',
          `a Jacobian by ${format(x)}, which is defined in a recurrence, is not yet supported`,
          undefined,
          'By a member that is given, h[0] = h_0, it is found.',
        );
    }
  }

  private nameAll(names: readonly string[], uses: Uses, plan: Plan): void {
    const several = this.wrt.length > 1;
    const made = this.wrt.map((by) => ({ by, names: uses.ahead(by.name) }));
    for (const name of new Set(names)) {
      const own = made.filter((one) => one.names.has(name));
      this.names.set(
        name,
        own.map(({ by }) => ({ by, name: plan.fresh.take([several ? `J_${name}_${by.name}` : `J_${name}`]) })),
      );
    }
  }

  private part(f: Forward): SensitivityPart {
    const { context } = this;
    const { target, loops } = f.named.definition;
    const within = loops.map(upwards);
    const start = vecOf((f.line as Line).target);
    const first = put(d(target), (f.line as Line).end, target);
    const carried = carryThrough({ left: identity(target), active: first.after }, start, [first], this.world());
    const stages = carried.stages.map(({ steps, after }) => ({ steps: steps.map((s) => under(within, s)), after }));
    const line: Line = { target: start, start, stages, end: stages.at(-1)?.after ?? start };
    const conditions = this.boundary(f);
    const definitions: Definition[] = [];
    const lines: Line[] = [];
    const own = this.of(target) ?? [];
    for (const { jacobian, by } of own) {
      const lefts = carried.terms.filter((term) => isBy(term, by, within)).map(({ left }) => left);
      const before = lefts.length === 0 ? zeros(jacobian.shape) : add(lefts);
      const { expr: value, steps } = finish(before, context, within);
      definitions.push({ target: jacobian, loops, value, anonymous: false });
      lines.push({
        target: jacobian,
        start: before,
        stages: before === value ? [] : [{ steps, after: value }],
        end: value,
      });
    }
    const all = [...conditions, ...definitions];
    this.definitions.push(...all);
    context.facts.learn(all);
    const name = (definitions[0] as Definition).target;
    const gradient: GradientDefinition = { name, definitions: all, lines, sources: lines.map(() => []) };
    return { of: target, loops, line, gradient, by: own.map(({ by }) => by) };
  }

  private world(): World {
    const inline = (x: Name): Expr | undefined => {
      const f = this.inlined.get(x.name);
      return f && substitute((f.line as Line).end, { dims: lettersAt(f.named.definition, x.index) });
    };
    const none = (): undefined => undefined;
    return { context: this.context, memberLine: none, lineOf: none, sensitivities: (x) => this.of(x), inline };
  }

  /** Members of the family that are given: those that stand still have the Jacobian 0, one that is asked for the identity. */
  private boundary(f: Forward): Definition[] {
    const { name } = f.named.definition.target;
    if (this.bounded.has(name)) return [];
    this.bounded.add(name);
    const given = [
      ...[...this.context.problem.declarations.values()].flatMap((x) =>
        x.at && familyOf(x.name) === name
          ? [{ member: makeName(name, x.shape, x.at), loops: lettersOf(x, f.named.definition) }]
          : [],
      ),
      ...this.forwards.flatMap(({ named: { definition }, line }) =>
        line === undefined && definition.target.name === name && definition.value !== definition.target
          ? [{ member: definition.target, loops: definition.loops }]
          : [],
      ),
    ];
    const used = given.filter(({ member, loops }) =>
      this.forwards.some((other) => isUsed({ target: member, loops }, other)),
    );
    return used.flatMap(({ member, loops }) =>
      (this.jacobiansOf(member) ?? []).map(({ jacobian, by }): Definition => {
        const value = by === member ? identity(member) : zeros(jacobian.shape);
        return { target: jacobian, loops, value, anonymous: false };
      }),
    );
  }
}

const nameOf = (f: Forward): string => f.named.definition.target.name;
const familyOf = (name: string): string => name.replace(/\[.*/, '');
const used = (f: Forward): readonly Name[] => (f.line ? differentialsIn(f.line.end) : []);

const under = (ranges: readonly Range[], step: Step): Step =>
  ranges.length === 0 ? step : { ...step, within: [...ranges, ...step.within] };

/** Of a given member H[l,0] the letter runs as that of the family's own members does. */
const lettersOf = ({ at = [], letters }: Declaration, { target, loops }: Definition): Loop[] =>
  at.flatMap((index, k) => {
    const own = !letters.includes(asName(index) ?? '')
      ? undefined
      : loops.find(({ over }) => over === asName(target.index[k] as Dim));
    return own ? [{ ...own, over: asName(index) as string }] : [];
  });

/**
 * Families that the reverse walk cannot go through: that use themselves, are defined in pieces, have members that are given,
 * or are used at a member that no sum and no loop runs over.
 */
function seeds(subject: Name, varying: readonly Forward[], problem: Problem): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { group, isRecurrent } of scheduled(varying)) if (isRecurrent) for (const f of group) found.add(nameOf(f));
  const families = varying.filter((f) => f.named.definition.target.index.length > 0).map(nameOf);
  const given = [...problem.declarations.values()].flatMap((x) => (x.at ? [familyOf(x.name)] : []));
  const defined = problem.definitions.flatMap(({ target }) => (target.index.length > 0 ? [target.name] : []));
  for (const name of families) {
    if (given.includes(name) || defined.filter((x) => x === name).length > 1) found.add(name);
  }
  if (subject.index.length > 0) found.add(subject.name);
  for (const f of varying)
    visitBound((f.line as Line).end, boundsOf(f.named.definition.loops), (node, bounds) => {
      const x = isCall(node, 'd') ? node.args[0] : undefined;
      if (x?.kind !== 'name' || x.index.length === 0 || !families.includes(x.name)) return;
      if (!x.index.every((i) => dimNames(i).some((letter) => bounds.has(letter)))) found.add(x.name);
    });
  return found;
}

/** Which definitions are made of which, by the names in their differentials. */
class Uses {
  private readonly of = new Map<string, Forward[]>();
  private readonly users = new Map<string, Set<Forward>>();

  constructor(varying: readonly Forward[]) {
    for (const f of varying) {
      toList(this.of, nameOf(f), [], (list) => list.push(f));
      for (const x of used(f)) toList(this.users, x.name, new Set<Forward>(), (set) => set.add(f));
    }
  }

  /** Those and all definitions that they are made of. */
  behind(start: ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set(start);
    for (const name of found)
      for (const f of this.of.get(name) ?? []) for (const x of used(f)) if (this.of.has(x.name)) found.add(x.name);
    return found;
  }

  /** All definitions that are made of a name. */
  ahead(start: string): ReadonlySet<string> {
    const found = new Set<string>();
    const queue = [start];
    for (let name = queue.pop(); name !== undefined; name = queue.pop())
      for (const f of this.users.get(name) ?? []) {
        if (found.has(nameOf(f))) continue;
        found.add(nameOf(f));
        queue.push(nameOf(f));
      }
    return found;
  }

  /** Whether a piece that the plan has named stands in one term of one definition, at its own index: it is written out there. */
  isOnce(f: Forward, subject: Name): boolean {
    const { target, loops } = f.named.definition;
    const [user, ...more] = this.users.get(target.name) ?? [];
    if (f.named.origin !== 'plan' || target.name === subject.name || user === undefined || more.length > 0)
      return false;
    if ((this.of.get(target.name) ?? []).length > 1 || user.named.definition.loops.length !== loops.length)
      return false;
    const terms = termsOf((user.line as Line).end).filter((e) =>
      differentialsIn(e).some((x) => x.name === target.name),
    );
    return terms.length === 1 && used(user).every((x) => x.name !== target.name || x === target);
  }
}

function toList<T>(map: Map<string, T>, key: string, empty: T, put: (list: T) => void): void {
  const list = map.get(key) ?? empty;
  map.set(key, list);
  put(list);
}
