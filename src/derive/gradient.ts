/**
 * The backward pass: dL carried from the subject to the variables, one definition at a time, last first.
 *
 * Each definition is visited once, with all that meets its differential collected, so the whole is linear in the list
 * of definitions. A piece collected is put in place or given a name, whichever reads shorter. In a recurrence the
 * families used at another index are carried for a gradient not yet known; what then meets each differential is its
 * definition: for arbitrary G_E the sum Σ G_E : (d(rhs of E) − dE) is zero, and choosing G_E so that nothing is left
 * before dE is the backward recurrence.
 */
import { d, frobenius, name as makeName, ONE, splitScalars } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { freeDims, replaceAll, substitute } from '../expression/traverse.js';
import { weight } from './arithmetic.js';
import type { Forward } from './arrivals.js';
import { Arrivals } from './arrivals.js';
import type { Term } from './carry.js';
import { carry, lineExpr, tidyTerm, toTerms } from './carry.js';
import type { Context } from './context.js';
import { lettersAt } from './definition-at.js';
import { hangsOn } from './ends.js';
import type { Axis, Contribution, Domain } from './family.js';
import { contributionTerm, domainOf, rangesOf } from './family.js';
import { GradientNames } from './gradient-names.js';
import type { Plan } from './plan.js';
import { differentialsIn, Members, recurrenceOf, scheduled } from './schedule.js';
import type { EndCondition, Segment } from './segment.js';
import { indexOf, isWhole, rangesOfDomain, segments, untouched } from './segment.js';
import type { Block, GradientDefinition, Line, Range, RecurrencePart, Stage, Step } from './step.js';

/** Leaves beyond which a collected piece gets a name even if it is used once. */
const LONG = 8;
/** The same where it would stand on each of several lines. */
const REPEATED = 2.75;

interface Carried {
  readonly terms: readonly Term[];
  readonly stages: readonly Stage[];
}

export class Backward {
  readonly blocks: Block[] = [];
  readonly arrivals: Arrivals;
  readonly names: GradientNames;
  private readonly members: Members;

  constructor(
    private readonly context: Context,
    private readonly plan: Plan,
    forward: readonly Forward[],
    asked: readonly Name[],
  ) {
    this.arrivals = new Arrivals(forward, asked, (name) => {
      const letters = context.problem.declarations.get(name)?.letters;
      return letters !== undefined && letters.length > 0 ? letters : undefined;
    });
    this.members = new Members(forward);
    this.names = new GradientNames(context, plan.fresh, (target) => this.arrivals.isAsked(target));
  }

  run(subject: Name): void {
    this.arrivals.put({ name: subject, axes: [], outer: ONE, loops: [], inner: ONE, factor: ONE });
    for (const group of [...this.plan.groups].reverse()) {
      const forwards = group.flatMap((named) => this.arrivals.forwardOf(named) ?? []);
      for (const { group: part, isRecurrent } of scheduled(forwards).reverse()) {
        if (isRecurrent) this.recurrence(part);
        else this.single(part[0] as Forward);
      }
    }
  }

  // ——— a definition that is no recurrence ———

  private single(f: Forward): void {
    const contributions = this.arrivals.within(f);
    if (contributions.length === 0) return;
    const { target, loops } = f.named.definition;
    const domain = domainOf(f.named.definition);
    const { segments: parts } = segments(contributions, domain, new Map());
    if (parts.length === 0) return;
    if (!f.line) {
      // asked for, and made of nothing that varies: what meets its differential is the answer
      const pieces = parts.map((segment) => this.names.piece(f, segment));
      this.names.keep(target, pieces, (piece) => piece.value);
      return;
    }
    const only = this.onlyStretch(parts, domain);
    this.blocks.push({
      kind: 'backward',
      of: target,
      loops,
      ...(only ? this.through(f, only, false) : this.piecewise(f, parts)),
    });
  }

  /** The one stretch that anything meets: all of it, or what other letters leave, j ≤ i. Members beyond are nobody's. */
  private onlyStretch(parts: readonly Segment[], domain: Domain): Segment | undefined {
    const [only, ...others] = parts.filter((segment) => segment.contributions.length > 0);
    if (only === undefined || others.length > 0) return undefined;
    const open = parts.filter((segment) => segment !== only);
    const hangs = open.length > 0 && open.every(({ axes }) => axes.some((axis) => hangsOnOne(axis, domain.letters)));
    return hangs || isWhole(only, domain) ? only : undefined;
  }

  /** Several stretches: a name, defined on each, and carried under it. */
  private piecewise(f: Forward, parts: readonly Segment[]): { line: Line; gradient: GradientDefinition } {
    const pieces = parts.map((segment) => this.names.piece(f, segment));
    const gradient = this.names.define(f, pieces, [], true, this.names.nameFor(f));
    return { line: this.carryNamed(f, gradient.name), gradient };
  }

  /** One stretch: collected, named or put in place, carried on. */
  private through(f: Forward, segment: Segment, reversed: boolean): { line: Line; gradient?: GradientDefinition } {
    const within = rangesOf(segment.axes);
    const target = memberOn(segment, f);
    const start = lineExpr(segment.contributions.map(contributionTerm));
    const piece = this.names.piece(f, segment);
    const term = this.collectedTerm(piece.value, target, segment);
    const collected = lineExpr([term]);
    const stages: Stage[] = [];
    if (collected !== start) {
      const step: Step = {
        before: start,
        after: collected,
        by: { kind: 'collect', say: 'collect' },
        given: [],
        within: [],
        level: 'key',
      };
      stages.push({ steps: [...piece.steps, step], after: collected });
    }
    const inPlace = this.substituteAndCarry(term, f, target);
    const gathers = reversed && segment.contributions.length > 1;
    if (!gathers && !this.prefersName(f, target, piece.value, inPlace, within)) {
      this.names.keep(target, [piece], () => piece.value);
      return { line: this.filedLine(start, stages, inPlace, target) };
    }
    const gradient = this.names.define(f, [piece], [], reversed, this.names.nameFor(f));
    const as = makeName(gradient.name.name, target.shape, target.index);
    const named = gradientTerm(as, target, within);
    const by = { kind: 'name', as } as const;
    stages.push({
      steps: [{ before: piece.value, after: as, by, given: [], within, level: 'key' }],
      after: lineExpr([named]),
    });
    return { line: this.filedLine(start, stages, this.substituteAndCarry(named, f, target), target), gradient };
  }

  /** The collected piece before dE under its sums, its scalars outside where they may stand there. */
  private collectedTerm(value: Expr, target: Name, segment: Segment): Term {
    const only = segment.contributions.length === 1 ? (segment.contributions[0] as Contribution) : undefined;
    if (only && only.loops.length === 0) {
      const term = contributionTerm(only);
      return tidyTerm(term, this.context, [])[0] ?? term;
    }
    const within = rangesOf(segment.axes);
    const [scalar, rest] = splitScalars(value);
    const free = freeDims(scalar);
    const outside = !within.some((r) => free.has(r.over));
    const active = rest === undefined ? d(target) : frobenius(rest, d(target));
    return { outer: outside ? scalar : ONE, loops: within, inner: outside ? ONE : scalar, active };
  }

  /**
   * A name pays where the piece would stand twice without cancelling, where it has grown long, and where it would be
   * read again on line after line.
   */
  private prefersName(f: Forward, target: Name, value: Expr, inPlace: Carried, within: readonly Range[]): boolean {
    const { terms, stages } = inPlace;
    if (isCall(value, 'grad')) return stages.length > 1 && terms.some((t) => !this.isAtAsked(t));
    if (weight(value) < 2) return false;
    if (this.arrivals.isAsked(target)) return true;
    if (terms.length < 2 && differentialsIn((f.line as Line).end).length < 2)
      return weight(value) > LONG || (weight(value) > REPEATED && stages.length > 1 && cost(terms) >= weight(value));
    const trial = gradientTerm(makeName('\u2202', target.shape, target.index), target, within);
    return cost(this.substituteAndCarry(trial, f, target).terms) + weight(value) <= cost(terms);
  }

  /** Whether a term has come to variables that are asked for. */
  private isAtAsked(t: Term): boolean {
    return differentialsIn(t.active).every((e) => this.arrivals.isAsked(e));
  }

  /** `target`: the member whose differential it is, p[i,i] of p[i,j]. */
  private substituteAndCarry(t: Term, f: Forward, target: Name): Carried {
    const dims = lettersAt(f.named.definition, target.index);
    const rhs = substitute((f.line as Line).end, { dims });
    const active = replaceAll(t.active, new Map([[d(target), rhs]]));
    const by = { kind: 'definition', of: target } as const;
    const steps: Step[] = [{ before: d(target), after: rhs, by, given: [], within: t.loops, level: 'key' }];
    const terms = toTerms(active, t.outer, t.loops, t.inner).flatMap((x) => tidyTerm(x, this.context, steps));
    const carried = carry(terms, this.context);
    return { terms: carried.terms, stages: [{ steps, after: lineExpr(terms) }, ...carried.stages] };
  }

  private carryNamed(f: Forward, gradient: Name): Line {
    const { target } = f.named.definition;
    const term = gradientTerm(gradient, target, rangesOfDomain(domainOf(f.named.definition)));
    return this.filedLine(lineExpr([term]), [], this.substituteAndCarry(term, f, target), target);
  }

  /** The line with its carried stages; the landed terms are filed, and the shift of an index is a step of its own. */
  private filedLine(start: Expr, before: readonly Stage[], carried: Carried, source: Name): Line {
    const stages = [...before, ...carried.stages];
    const filed = this.arrivals.file(carried.terms, source);
    if (filed.changes.length > 0) {
      const after = lineExpr(filed.terms);
      const by = { kind: 'rule', id: 'recurrence/shift', say: filed.changes.join('; ') } as const;
      stages.push({
        steps: [{ before: lineExpr(carried.terms), after, by, given: [], within: [], level: 'key' }],
        after,
      });
    }
    return { target: start, start, stages, end: stages.at(-1)?.after ?? start };
  }

  // ——— recurrences ———

  /** Those of a recurrence whose differentials the subject is made of: a mere condition of a choice is not. */
  private reached(forwards: readonly Forward[]): ReadonlySet<Forward> {
    const found = new Set(forwards.filter((f) => this.arrivals.at(f.named.definition.target.name).length > 0));
    for (const f of found) {
      const used = new Set(f.line ? differentialsIn(f.line.end).map((e) => e.name) : []);
      for (const g of forwards) if (used.has(g.named.definition.target.name)) found.add(g);
    }
    return found;
  }

  private recurrence(forwards: readonly Forward[]): void {
    const reached = this.reached(forwards);
    const { unknown, inOrder } = recurrenceOf(forwards.filter((f) => f.line && reached.has(f)));
    const names = new Map<Forward, Name>();
    const lines = new Map<Forward, Line>();
    const domains = new Map<string, Domain>();
    for (const f of unknown) {
      const name = this.names.nameFor(f);
      names.set(f, name);
      domains.set(name.name, domainOf(f.named.definition));
    }
    for (const [f, name] of names) lines.set(f, this.carryNamed(f, name));

    const ends: EndCondition[] = [];
    const parts: (() => RecurrencePart)[] = [];
    for (const f of inOrder) {
      const { target: of, loops } = f.named.definition;
      const domain = domainOf(f.named.definition);
      const cutUp = segments(this.arrivals.within(f), domain, domains, this.members);
      ends.push(...cutUp.ends);
      const stretches = cutUp.segments.length > 0 ? cutUp.segments : [untouched(domain)];
      const name = names.get(f);
      const only = stretches.length === 1 ? stretches[0] : undefined;
      if (name) {
        // its end conditions are known only when every family has been seen
        parts.push(() => {
          const pieces = stretches.map((segment) => this.names.piece(f, segment));
          const own = ends.filter((e) => e.gradient === name.name);
          const gradient = this.names.define(f, pieces, own, true, name);
          return { of, loops, line: lines.get(f) as Line, gradient };
        });
      } else {
        const done = only && isWhole(only, domain) ? this.through(f, only, true) : this.piecewise(f, stretches);
        parts.push(() => ({ of, loops, ...done }));
      }
    }
    this.blocks.push({ kind: 'recurrence', parts: parts.map((make) => make()) });
  }
}

/** The member of the family on a segment: p[i,i] where one axis is a point on another's letter. */
const memberOn = ({ axes }: Segment, { named }: Forward): Name =>
  makeName(named.definition.target.name, named.definition.target.shape, indexOf(axes));

const hangsOnOne = (axis: Axis, letters: readonly string[]): boolean =>
  axis.kind === 'range' && letters.some((letter) => hangsOn({ from: axis.lo, to: axis.hi }, letter));

function gradientTerm(gradient: Name, target: Name, within: readonly Range[]): Term {
  if (!isScalar(gradient)) return { outer: ONE, loops: within, inner: ONE, active: frobenius(gradient, d(target)) };
  const outside = within.length === 0;
  return { outer: outside ? gradient : ONE, loops: within, inner: outside ? ONE : gradient, active: d(target) };
}

const cost = (terms: readonly Term[]): number =>
  terms.reduce(
    (sum, t) =>
      sum + (isCall(t.active, 'frob') ? weight(t.active.args[0] as Expr) : 0) + weight(t.inner) + weight(t.outer),
    0,
  );
