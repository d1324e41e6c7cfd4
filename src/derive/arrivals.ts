/**
 * The ledger of the backward pass: which contributions have arrived at which name.
 *
 * Landed terms are filed under the name whose differential they stand before, brought to the family's own letter and
 * cut at the ends of its range. Owns no mathematics of its own.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import { addDim, dimName, subtractDim } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { format } from '../language/format.js';
import type { Term } from './carry.js';
import { landedFactor } from './carry.js';
import { cut, mayMeet, parted, widened } from './cutting.js';
import type { Axis, Contribution, Domain } from './family.js';
import { axesOf, contributionTerm, domainOf, memberOf, toContributions } from './family.js';
import { whereabouts } from './membership.js';
import type { Line, Named, Range } from './step.js';

/** A definition with its differential, as the backward pass needs it. */
export interface Forward {
  readonly named: Named;
  /** d(E) = …; absent where nothing in it varies. */
  readonly line?: Line;
}

export interface Filed {
  readonly terms: readonly Term[];
  /** What was done to the indices, in words; empty where nothing was. */
  readonly changes: readonly string[];
}

export class Arrivals {
  private readonly arrived = new Map<string, Contribution[]>();
  private readonly forward = new Map<string, Forward[]>();
  private readonly place = new Map<string, number>();
  private readonly askedNames: ReadonlySet<string>;
  /** What must not be negative for members that are asked for to be where they were found. */
  readonly assumed = new Set<Poly>();

  constructor(
    forward: readonly Forward[],
    private readonly asked: readonly Name[],
    /** The letters of a family that is declared, not defined: all that meets it is brought to them. */
    private readonly declared: (name: string) => readonly string[] | undefined,
  ) {
    this.askedNames = new Set(asked.map((w) => w.name));
    for (const f of forward) {
      const key = f.named.definition.target.name;
      this.place.set(key, this.place.size);
      const list = this.forward.get(key);
      if (list) list.push(f);
      else this.forward.set(key, [f]);
    }
  }

  /**
   * Whether the member at this index is one of those; what that takes for granted of the sizes is kept. Where it would not
   * be one, a sum of `loops` may be empty all the same, and nothing need be granted.
   */
  covers(axes: readonly Axis[], index: readonly Dim[], loops: readonly Range[] = []): boolean {
    const { inside, demands } = whereabouts(axes, index);
    const lengths = inside ? loops.map(({ from, to }) => addDim(subtractDim(to, from), 1)) : [];
    for (const demand of demands) if (!lengths.includes(addDim(demand, 1))) this.assumed.add(demand);
    return inside;
  }

  /** All that has arrived at members of the name. */
  at(name: string): readonly Contribution[] {
    return this.arrived.get(name) ?? [];
  }

  put(c: Contribution): void {
    const list = this.arrived.get(c.name.name);
    if (list) list.push(c);
    else this.arrived.set(c.name.name, [c]);
  }

  forwardOf(named: Named): Forward | undefined {
    return this.forward.get(named.definition.target.name)?.find((f) => f.named === named);
  }

  isAsked(target: Name): boolean {
    return this.askedNames.has(target.name);
  }

  /** What has arrived within the range that a definition defines, in the order of the definitions it comes from. */
  within(f: Forward): Contribution[] {
    const domain = domainOf(f.named.definition);
    const arrived = this.at(f.named.definition.target.name);
    if ((this.forward.get(f.named.definition.target.name) ?? []).length > 1) this.assume(arrived, domain);
    const mine = arrived.filter((c) => isWithin(c, f));
    return this.ordered(mine);
  }

  /** Of a family that is defined in stretches: what it takes for a member, G[1], to be in this one, or not to be in it. */
  private assume(contributions: readonly Contribution[], domain: Domain): void {
    const axes = axesOf(domain);
    for (const c of contributions) {
      const index = c.axes.flatMap((a) => (a.kind === 'point' ? [a.at] : []));
      if (index.length === axes.length) this.covers(axes, index, c.loops);
    }
  }

  /** In the order of the definitions they come from; what meets a family stays as it arrived, the latest user first. */
  ordered(contributions: readonly Contribution[]): Contribution[] {
    const order = (c: Contribution): number => (c.source ? (this.place.get(c.source.name) ?? 0) : 0);
    const plain = contributions.every((c) => c.axes.length === 0);
    return plain ? [...contributions].sort((a, b) => order(a) - order(b)) : [...contributions];
  }

  /** Files landed terms under their names, for the definition whose differential brought them. */
  file(terms: readonly Term[], source: Name): Filed {
    const changes = new Set<string>();
    const filed: Term[] = [];
    const keep = (c: Contribution): void => {
      this.put(c);
      filed.push(contributionTerm(c));
    };
    for (const t of terms) {
      const over = landedFactor(t).over as Name;
      const family = this.family(over.name);
      const domain = family && domainOf(family.named.definition);
      const domains = domain ? (this.forward.get(over.name) ?? []).map((f) => domainOf(f.named.definition)) : [];
      const letters = domain?.letters ?? this.declared(over.name);
      for (const { contribution, shifted, exchanged, demands } of toContributions(
        t,
        letters,
        source,
        family?.named.definition,
      )) {
        for (const demand of demands) this.assumed.add(demand);
        if (exchanged) changes.add('exchange the sums');
        if (shifted) changes.add('shift the index');
        const whole = domain ? widened(contribution, domain) : contribution;
        const parts = domains.length > 1 ? parted(whole, domains, this.assumed) : [whole];
        const met = parts.map((part) => (domain ? cut(part, domain) : { inside: [part], outside: [] }));
        for (const { inside } of met) inside.forEach(keep);
        for (const c of met.flatMap(({ outside }) => outside)) {
          const member = format(memberOf(c));
          const varies = this.memberVaries(c);
          changes.add(varies ? `split off ${member}` : `d${member} = 0`);
          if (varies) keep(c);
        }
      }
    }
    return { terms: filed, changes: [...changes] };
  }

  /** The definition of a family in its loops: the one with the most letters, where there are several. */
  private family(key: string): Forward | undefined {
    const letters = ({ named: { definition } }: Forward): number =>
      definition.loops.filter(({ over }) => definition.target.index.includes(dimName(over))).length;
    const found = [...(this.forward.get(key) ?? [])].sort((a, b) => letters(b) - letters(a))[0];
    return found && letters(found) > 0 ? found : undefined;
  }

  /** What has arrived at members that no definition gives: at H[0] of a recurrence. */
  besideDefinitions(name: string): Contribution[] {
    return this.at(name).filter((c) => !this.definitionsAt(c).some((f) => isWithin(c, f)));
  }

  private definitionsAt(c: Contribution): readonly Forward[] {
    return this.forward.get(c.name.name) ?? [];
  }

  /** Whether a member outside a family's range is a definition that varies, or asked for. */
  private memberVaries(c: Contribution): boolean {
    const defined = this.definitionsAt(c).some((f) => f.line && isWithin(c, f));
    return (
      defined ||
      this.asked.some((w) => w.name === c.name.name && (w.index.length === 0 || this.covers(c.axes, w.index)))
    );
  }
}

const isWithin = (c: Contribution, f: Forward): boolean => {
  const domain = domainOf(f.named.definition);
  return mayMeet(c, domain) && cut(c, domain).inside.length > 0;
};
