/**
 * The backward pass: dL carried from the subject to the variables, one definition at a time, last first.
 *
 * Owns the bookkeeping of what meets each name's differential. Each definition is visited once, with all that meets
 * its differential collected, so the whole is linear in the list of definitions.
 */
import { add, d, frobenius, name as makeName, ONE, splitScalars, zeros } from '../expression/build.js';
import { dimName } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { freeDims, postorder, replaceAll } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import { weight } from './arithmetic.js';
import type { Term } from './carry.js';
import { carry, lineExpr, tidyTerm, toTerms } from './carry.js';
import type { Context } from './context.js';
import type { Contribution, Domain } from './family.js';
import { contributed, contributionExpr, contributionTerm, cut, domainOf, toContribution } from './family.js';
import type { Plan } from './plan.js';
import type { EndCondition, Segment } from './segment.js';
import { indexOf, isWhole, segments } from './segment.js';
import type { Block, GradientDefinition, Line, Named, Range, RecurrencePart, Stage, Step } from './step.js';
import { finish, tidy } from './tidy.js';

/** A definition with its differential, as the backward pass needs it. */
export interface Forward {
  readonly named: Named;
  /** d(E) = …; absent where nothing in it varies. */
  readonly line?: Line;
}

const LONG = 8;

export class Backward {
  readonly blocks: Block[] = [];
  readonly gradients: Definition[] = [];
  /** ∂L/∂E of the definitions asked for, by name: one entry a stretch of the family. */
  readonly collected = new Map<
    string,
    readonly { readonly target: Name; readonly ranges: readonly Range[]; readonly value: Expr }[]
  >();
  private readonly arrived = new Map<string, Contribution[]>();
  private readonly forward = new Map<string, Forward[]>();

  constructor(
    private readonly context: Context,
    private readonly plan: Plan,
    forward: readonly Forward[],
    private readonly asked: readonly Name[],
  ) {
    for (const f of forward) {
      const key = f.named.definition.target.name;
      const list = this.forward.get(key);
      if (list) list.push(f);
      else this.forward.set(key, [f]);
    }
  }

  /** All that meets d(name), collected so far. */
  arrivedAt(name: string): readonly Contribution[] {
    return this.arrived.get(name) ?? [];
  }

  run(subject: Name): void {
    this.put({ name: subject, axes: [], outer: ONE, loops: [], inner: ONE, factor: ONE });
    for (const group of [...this.plan.groups].reverse()) {
      const forwards = group.flatMap((n) => this.forwardOf(n));
      if (forwards.length === 0) continue;
      if (this.isRecurrent(forwards)) this.recurrence(forwards);
      else for (const f of forwards.reverse()) this.single(f);
    }
  }

  private forwardOf(n: Named): Forward[] {
    return (this.forward.get(n.definition.target.name) ?? []).filter((f) => f.named === n);
  }

  private isRecurrent(forwards: readonly Forward[]): boolean {
    const keys = new Set(forwards.map((f) => f.named.definition.target.name));
    return forwards.some((f) => f.line && differentialsIn(f.line.end).some((e) => keys.has(e.name)));
  }

  // ——— what arrives ———

  private put(c: Contribution): void {
    const list = this.arrived.get(c.name.name);
    if (list) list.push(c);
    else this.arrived.set(c.name.name, [c]);
  }

  /** Files landed terms under their names; returns the terms as filed, and whether an index was shifted or cut. */
  private file(terms: readonly Term[], source: Name): { filed: Term[]; changed: boolean } {
    let changed = false;
    const filed: Term[] = [];
    for (const t of terms) {
      const over = (isCall(t.active, 'frob') ? (t.active.args[1] as Expr) : t.active).args[0] as Name;
      const family = this.family(over.name);
      const { contribution, shifted } = toContribution(t, family && domainOf(family.named.definition).letters, source);
      changed ||= shifted;
      if (!family) {
        this.put(contribution);
        filed.push(contributionTerm(contribution));
        continue;
      }
      const { inside, outside } = cut(contribution, domainOf(family.named.definition));
      changed ||= outside.length > 0;
      for (const c of inside) {
        this.put(c);
        filed.push(contributionTerm(c));
      }
      for (const c of outside) {
        if (!this.boundaryVaries(c)) continue;
        this.put(c);
        filed.push(contributionTerm(c));
      }
    }
    return { filed, changed };
  }

  /** The definition of a family in its loops, where the name has one. */
  private family(key: string): Forward | undefined {
    return this.forward
      .get(key)
      ?.find(
        (f) =>
          f.named.definition.loops.length > 0 &&
          f.named.definition.target.index.some(
            (i) => typeof i !== 'number' && f.named.definition.loops.some((l) => dimName(l.over) === i),
          ),
      );
  }

  private boundaryVaries(c: Contribution): boolean {
    const index = indexOf(c.axes);
    const isDefined = (this.forward.get(c.name.name) ?? []).some(
      (f) => sameIndex(f.named.definition.target.index, index) && f.line,
    );
    return (
      isDefined || this.asked.some((w) => w.name === c.name.name && (w.index.length === 0 || sameIndex(w.index, index)))
    );
  }

  /** Takes what has arrived for one definition: the family's own range, or one member. */
  private take(f: Forward): Contribution[] {
    const { target, loops } = f.named.definition;
    const all = this.arrivedAt(target.name);
    if (loops.length === 0) {
      return all.filter((c) => sameIndex(indexOf(c.axes), target.index));
    }
    const domain = domainOf(f.named.definition);
    const members = (this.forward.get(target.name) ?? [])
      .filter((x) => x !== f)
      .map((x) => x.named.definition.target.index);
    return all.filter((c) => {
      const index = indexOf(c.axes);
      if (members.some((m) => sameIndex(m, index))) return false;
      return cut(c, domain).inside.length > 0;
    });
  }

  // ——— a definition that is no recurrence ———

  private single(f: Forward): void {
    const contributions = this.take(f);
    const { definition } = f.named;
    if (contributions.length === 0) return;
    if (!f.line) {
      this.keepAsked(f, contributions);
      return;
    }
    const domain = domainOf(definition);
    const { segments: parts } = segments(contributions, domain, new Map());
    const only = parts.length === 1 ? parts[0] : undefined;
    if (only && isWhole(only, domain))
      this.blocks.push({ kind: 'backward', of: definition.target, ...this.through(f, only) });
    else {
      const named = this.named(f, parts, []);
      const carried = this.carryNamed(f, named.name, domain);
      this.blocks.push({ kind: 'backward', of: definition.target, line: carried, gradient: named });
    }
  }

  /** One stretch that is the whole range: collected, named or put in place, carried on. */
  private through(f: Forward, segment: Segment): { line: Line; gradient?: GradientDefinition } {
    const { definition } = f.named;
    const within: readonly Range[] = rangesOf(segment);
    const target = lineExpr(segment.contributions.map(contributionTerm));
    const differential = d(definition.target);
    const stages: Stage[] = [];
    const raw = add(segment.contributions.map(contributed));
    const { expr: collected, steps } =
      segment.contributions.length > 1 ? finish(raw, this.context, within) : tidy(raw, this.context, within);
    const start = this.startTerm(collected, differential, within, segment);
    const rhs = (f.line as Line).end;
    const inPlace = this.substituteAndCarry(start, definition.target, rhs);
    const wantsName = weight(collected) >= 2 && this.prefersName(f, collected, inPlace.terms, within);
    if (segment.contributions.length > 1) {
      const before = add(segment.contributions.map(contributionExpr));
      const after = lineExpr([start]);
      if (before !== after)
        stages.push({
          steps: [
            ...steps,
            { before, after, by: { kind: 'collect', say: 'collect' }, given: [], within: [], level: 'key' },
          ],
          after,
        });
    }
    if (!wantsName) {
      if (this.isAsked(definition.target))
        this.collected.set(definition.target.name, [{ target: definition.target, ranges: within, value: collected }]);
      const line = this.fileLine({ target, start: target, stages, end: target }, inPlace, definition.target);
      return { line };
    }
    const gradient = this.define(f, [{ segment, value: collected, start: raw, steps }], [], false);
    const namedTerm = this.gradientTerm(gradient.name, differential, within);
    stages.push({
      steps: [
        {
          before: collected,
          after: gradient.name,
          by: { kind: 'name', as: gradient.name },
          given: [],
          within,
          level: 'key',
        },
      ],
      after: lineExpr([namedTerm]),
    });
    const carried = this.substituteAndCarry(namedTerm, definition.target, rhs);
    const line = this.fileLine({ target, start: target, stages, end: target }, carried, definition.target);
    return { line, gradient };
  }

  private isAsked(target: Name): boolean {
    return this.asked.some((w) => w.name === target.name);
  }

  /** A definition asked for whose own value does not vary: what meets its differential is the answer. */
  private keepAsked(f: Forward, contributions: readonly Contribution[]): void {
    const { definition } = f.named;
    const parts = segments(contributions, domainOf(definition), new Map()).segments;
    this.collected.set(
      definition.target.name,
      parts.map((s) => ({
        target: makeName(definition.target.name, definition.target.shape, indexOf(s.axes)),
        ranges: rangesOf(s),
        value: finish(add(s.contributions.map(contributed)), this.context, rangesOf(s)).expr,
      })),
    );
  }

  private startTerm(collected: Expr, differential: Expr, within: readonly Range[], segment: Segment): Term {
    if (segment.contributions.length === 1) {
      const only = segment.contributions[0] as Contribution;
      if (only.loops.length === 0)
        return tidyTerm(contributionTerm(only), this.context, [])[0] ?? contributionTerm(only);
    }
    const [scalar, rest] = splitScalars(collected);
    const free = freeDims(scalar);
    const outside = !within.some((r) => free.has(r.over));
    const active = rest === undefined ? differential : frobenius(rest, differential);
    return { outer: outside ? scalar : ONE, loops: within, inner: outside ? ONE : scalar, active };
  }

  private gradientTerm(gradient: Name, differential: Expr, within: readonly Range[]): Term {
    const scalar = isScalar(gradient);
    return {
      outer: scalar && within.length === 0 ? gradient : ONE,
      loops: within,
      inner: scalar && within.length > 0 ? gradient : ONE,
      active: scalar ? differential : frobenius(gradient, differential),
    };
  }

  /** A name pays where the piece would stand twice without cancelling, or where it has grown long. */
  private prefersName(f: Forward, collected: Expr, inPlace: readonly Term[], within: readonly Range[]): boolean {
    const { target } = f.named.definition;
    if (this.isAsked(target)) return true;
    const rhs = (f.line as Line).end;
    const uses = inPlace.length;
    if (uses < 2 && differentialsIn(rhs).length < 2) return weight(collected) > LONG;
    const trial = this.gradientTerm(makeName('\u2202', target.shape, target.index), d(target), within);
    const named = this.substituteAndCarry(trial, target, rhs);
    return cost(named.terms) + weight(collected) <= cost(inPlace);
  }

  private substituteAndCarry(t: Term, target: Name, rhs: Expr): { terms: readonly Term[]; stages: readonly Stage[] } {
    const differential = d(target);
    const active = replaceAll(t.active, new Map([[differential, rhs]]));
    const first = toTerms(active, t.outer, t.loops, t.inner);
    const steps: Step[] = [
      {
        before: differential,
        after: rhs,
        by: { kind: 'definition', of: target },
        given: [],
        within: t.loops,
        level: 'key',
      },
    ];
    const tidied = first.flatMap((x) => tidyTerm(x, this.context, steps));
    const carried = carry(tidied, this.context);
    return { terms: carried.terms, stages: [{ steps, after: lineExpr(tidied) }, ...carried.stages] };
  }

  /** Appends the carried stages, files the landed terms, and shows the shift of an index as a step. */
  private fileLine(head: Line, carried: { terms: readonly Term[]; stages: readonly Stage[] }, source: Name): Line {
    const stages = [...head.stages, ...carried.stages];
    const { filed, changed } = this.file(carried.terms, source);
    if (changed) {
      const before = lineExpr(carried.terms);
      const after = lineExpr(filed);
      const step: Step = {
        before,
        after,
        by: { kind: 'rule', id: 'recurrence/shift', say: 'shift the index; split off the boundary' },
        given: [],
        within: [],
        level: 'key',
      };
      stages.push({ steps: [step], after });
    }
    const end = stages.at(-1)?.after ?? head.start;
    return { ...head, stages, end };
  }

  private carryNamed(f: Forward, gradient: Name, domain: Domain): Line {
    const { target } = f.named.definition;
    const within = domain.letters.map(
      (over, i): Range => ({
        over,
        from: (domain.ranges[i] as { lo: Range['from'] }).lo,
        to: (domain.ranges[i] as { hi: Range['to'] }).hi,
      }),
    );
    const term = this.gradientTerm(gradient, d(target), within);
    const start = lineExpr([term]);
    const carried = this.substituteAndCarry(term, target, (f.line as Line).end);
    return this.fileLine({ target: start, start, stages: [], end: start }, carried, target);
  }

  // ——— names for gradients ———

  private named(f: Forward, parts: readonly Segment[], ends: readonly EndCondition[], name?: Name): GradientDefinition {
    const pieces = parts.map((segment) => {
      const start = add(segment.contributions.length === 0 ? [zeroOf(f)] : segment.contributions.map(contributed));
      const { expr, steps } = finish(start, this.context, rangesOf(segment));
      return { segment, value: expr, start, steps };
    });
    return this.define(f, pieces, ends, true, name);
  }

  private gradientName(f: Forward): Name {
    const { target } = f.named.definition;
    return makeName(this.plan.fresh.take([`G_${target.name}`]), target.shape, target.index);
  }

  private define(
    f: Forward,
    pieces: readonly { segment: Segment; value: Expr; start: Expr; steps: readonly Step[] }[],
    ends: readonly EndCondition[],
    reversed: boolean,
    given?: Name,
  ): GradientDefinition {
    const { definition } = f.named;
    const name = given ?? this.gradientName(f);
    const domain = domainOf(definition);
    const conditions = ends.map((e): Definition => {
      const index = name.index.map((i, j) => (j === e.axis ? e.at : i));
      const loops = definition.loops.filter((l) => index.includes(dimName(l.over)));
      return { target: makeName(name.name, name.shape, index), loops, value: zeroOf(f), anonymous: false };
    });
    const definitions = pieces.map(({ segment, value }): Definition => {
      const loops = segment.axes.flatMap((a, i) => {
        if (a.kind === 'point') return [];
        const forward = definition.loops.find((l) => l.over === domain.letters[i]);
        const up = (forward?.step ?? 1) === 1;
        const backwards = reversed ? up : !up;
        return [
          backwards
            ? { over: a.letter, from: a.hi, to: a.lo, step: -1 as const }
            : { over: a.letter, from: a.lo, to: a.hi, step: 1 as const },
        ];
      });
      return { target: makeName(name.name, name.shape, indexOf(segment.axes)), loops, value, anonymous: false };
    });
    const lines = pieces.map(
      ({ segment, value, start, steps }): Line => ({
        target: makeName(name.name, name.shape, indexOf(segment.axes)),
        start,
        stages: steps.length === 0 || start === value ? [] : [{ steps, after: value }],
        end: value,
      }),
    );
    this.gradients.push(...conditions, ...definitions);
    if (this.isAsked(definition.target)) {
      this.collected.set(
        definition.target.name,
        pieces.map(({ segment }) => ({
          target: makeName(definition.target.name, definition.target.shape, indexOf(segment.axes)),
          ranges: rangesOf(segment),
          value: makeName(name.name, name.shape, indexOf(segment.axes)),
        })),
      );
    }
    return {
      name,
      definitions: [...conditions, ...definitions],
      lines,
      sources: pieces.map(({ segment }) => segment.contributions.flatMap((c) => (c.source ? [c.source] : []))),
    };
  }

  // ——— recurrences ———

  private recurrence(forwards: readonly Forward[]): void {
    const keys = new Set(forwards.map((f) => f.named.definition.target.name));
    const families = forwards.filter((f) => f.line && this.family(f.named.definition.target.name) === f);
    const members = forwards.filter((f) => !families.includes(f));
    const opaque = new Map<Forward, { name: Name; line: Line }>();
    const domains = new Map<string, Domain>();
    for (const f of families) {
      if (!shiftsInside(f, keys)) continue;
      const name = this.gradientName(f);
      domains.set(name.name, domainOf(f.named.definition));
      opaque.set(f, { name, line: { target: ONE, start: ONE, stages: [], end: ONE } });
    }
    for (const [f, o] of opaque)
      opaque.set(f, { ...o, line: this.carryNamed(f, o.name, domainOf(f.named.definition)) });

    const ends: EndCondition[] = [];
    const parts: (() => RecurrencePart)[] = [];
    for (const f of families.reverse()) {
      const domain = domainOf(f.named.definition);
      const cutUp = segments(this.take(f), domain, domains);
      ends.push(...cutUp.ends);
      const { target } = f.named.definition;
      const known = opaque.get(f);
      if (known) {
        parts.push(() => ({
          of: target,
          line: known.line,
          gradient: this.named(
            f,
            cutUp.segments,
            ends.filter((e) => e.gradient === known.name.name),
            known.name,
          ),
        }));
        continue;
      }
      const only = cutUp.segments.length === 1 ? cutUp.segments[0] : undefined;
      if (only && isWhole(only, domain)) {
        const done = this.through(f, only);
        parts.push(() => ({ of: target, ...done }));
      } else {
        const gradient = this.named(f, cutUp.segments, []);
        const line = this.carryNamed(f, gradient.name, domain);
        parts.push(() => ({ of: target, line, gradient }));
      }
    }
    this.blocks.push({ kind: 'recurrence', parts: parts.map((make) => make()) });
    for (const f of members) this.single(f);
  }
}

const zeroOf = (f: Forward): Expr => zeros(f.named.definition.target.shape);

const cost = (terms: readonly Term[]): number =>
  terms.reduce(
    (sum, t) =>
      sum + (isCall(t.active, 'frob') ? weight(t.active.args[0] as Expr) : 0) + weight(t.inner) + weight(t.outer),
    0,
  );

const rangesOf = (s: Segment): Range[] =>
  s.axes.flatMap((a): Range[] => (a.kind === 'range' ? [{ over: a.letter, from: a.lo, to: a.hi }] : []));

const sameIndex = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

/** The names under d(…) in a differential, each once. */
export const differentialsIn = (e: Expr): Name[] =>
  postorder([e]).flatMap((node) => (isCall(node, 'd') && node.args[0]?.kind === 'name' ? [node.args[0]] : []));

/** Whether the differential of a family refers to a family of its recurrence at another index. */
function shiftsInside(f: Forward, keys: ReadonlySet<string>): boolean {
  const own = f.named.definition.target.index;
  return differentialsIn((f.line as Line).end).some((e) => keys.has(e.name) && !sameIndex(e.index, own));
}
