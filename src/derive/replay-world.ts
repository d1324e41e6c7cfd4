/**
 * What a replay knows of its derivation: the definitions, the facts, which names vary, and when two terms are the same.
 *
 * Found anew from the problem and the definitions; nothing is taken over from the pass that derived.
 */
import { add, d, name as makeName, mul, num, transpose, vecOf, withArgs } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimNames, evaluateDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder, rewrite, substitute } from '../expression/traverse.js';
import { format } from '../language/format.js';
import type { Definition } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { makeFacts } from '../rulebook/facts.js';
import type { Facts } from '../rulebook/match.js';
import { lettersAt } from './definition-at.js';
import { Stillness } from './member-asked.js';
import { sameForm } from './polynomial.js';
import type { Derivation, Line, Named, Range, SensitivityPart } from './step.js';
import { largestConstant, smallEnds, unrolled } from './unroll.js';

/** Made again from its rule; true by numbers only, and why; or not what its rule says. */
export type ReplayOutcome =
  | { readonly outcome: 'replayed' }
  | { readonly outcome: 'numeric only'; readonly reason: string }
  | { readonly outcome: 'mismatch'; readonly reason: string };

export const REPLAYED: ReplayOutcome = { outcome: 'replayed' };
export const mismatch = (reason: string): ReplayOutcome => ({ outcome: 'mismatch', reason });
export const numericOnly = (reason: string): ReplayOutcome => ({ outcome: 'numeric only', reason });

export interface Forward {
  readonly named: Named;
  readonly line?: Line;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

export class World {
  readonly forwards: readonly Forward[];
  readonly facts: Facts;
  /** The definitions made on the way, by name. */
  readonly ours: ReadonlyMap<string, readonly Definition[]>;
  /** Lines by the name whose differential they give; names by the call that they stand for, with their places. */
  private readonly lines = new Map<Expr, Line[]>();
  private readonly named = new Map<Expr, { readonly definition: Definition; readonly at: number }[]>();
  private readonly places = new Map<Named, number>();
  private readonly varyingNames: ReadonlySet<string>;
  private memo = new Map<Expr, boolean>();
  /** Of a Jacobian by members of families: which of the others stand still, in the loops around a step. */
  private readonly stillness: Stillness | undefined;
  private loops: readonly Range[] = [];

  constructor(
    readonly derivation: Derivation,
    readonly catalog: Catalog,
  ) {
    this.forwards = derivation.blocks.flatMap((b) => (b.kind === 'forward' ? [b] : []));
    const definitions = this.forwards.map((f) => f.named.definition);
    this.forwards.forEach(({ named, line }, at) => {
      const { target, value, anonymous } = named.definition;
      this.places.set(named, at);
      if (line) push(this.lines, target, line);
      if (!anonymous && value.kind === 'call') push(this.named, value, { definition: named.definition, at });
    });
    // what gradients are called is defined as well: G_C is symmetric if what it stands for is
    const defined = new Set(definitions.map((x) => x.target));
    const gradients = derivation.named.filter(({ target }) => !defined.has(target));
    this.facts = makeFacts(derivation.problem, [...definitions, ...gradients], catalog);
    const ours = new Map<string, Definition[]>();
    for (const definition of derivation.named) {
      const list = ours.get(definition.target.name);
      if (list) list.push(definition);
      else ours.set(definition.target.name, [definition]);
    }
    this.ours = ours;
    this.varyingNames = namesThatVary(derivation, definitions);
    const { kind, wrt } = derivation.request;
    const isByMember = kind === 'jacobian' && wrt.some((x) => x.index.length > 0);
    this.stillness = isByMember ? new Stillness(definitions, wrt) : undefined;
  }

  /** The same for a step that stands in these loops and sums. */
  within(loops: readonly Range[]): World {
    if (this.stillness === undefined) return this;
    const inner: World = Object.create(this);
    inner.memo = new Map();
    inner.loops = loops;
    return inner;
  }

  /** What d(of) is, by the forward table: of p[i,i] by the line of p[i,j], with i put for j. */
  differentialsOf(of: Expr): readonly Expr[] {
    const own = this.lines.get(of);
    if (own !== undefined || of.kind !== 'name') return (own ?? []).map((line) => line.end);
    return this.forwards.flatMap(({ named, line }) => {
      const dims = lettersAt(named.definition, of.index);
      return line && substitute(named.definition.target, { dims }) === of ? [substitute(line.end, { dims })] : [];
    });
  }

  /** Σ J vec(dV) by the Jacobians of a definition, with the index of the member put in. */
  chainRule(of: Name): readonly Expr[] {
    return this.derivation.blocks.flatMap((b) =>
      b.kind !== 'sensitivity'
        ? []
        : b.parts
            .filter((part) => part.of.name === of.name)
            .map((part) => landedSum(part, ({ target }) => makeName((target as Name).name, target.shape, of.index))),
    );
  }

  /** The names for pieces that are defined no later than a definition. */
  namesUpTo(definition: Named): (value: Expr) => Definition | undefined {
    const last = this.places.get(definition) ?? -1;
    return (value) => this.named.get(value)?.findLast(({ at }) => at <= last)?.definition;
  }

  /** A letter that was made to write differentials with, and stands before a definition. */
  abbreviation(of: Expr, before: Named): Definition | undefined {
    const last = this.places.get(before) ?? -1;
    return this.forwards.find(
      ({ named }, at) => at < last && named.definition.target === of && named.origin === 'abbreviation',
    )?.named.definition;
  }

  /** With transposes of products as products, and what is symmetric for its transpose. */
  settled(e: Expr): Expr {
    const turned = (of: Expr): Expr =>
      of.kind === 'mul'
        ? mul([num(of.coefficient), ...of.scalars, ...of.factors.map(turned).reverse()])
        : this.facts.has(of, 'symmetric')
          ? of
          : transpose(of);
    return rewrite(e, (node) => (isCall(node, 'T') ? turned(node.args[0] as Expr) : node));
  }

  varies(e: Expr): boolean {
    for (const node of postorder([e])) {
      if (this.memo.has(node)) continue;
      const own = node.kind === 'name' && this.varyingNames.has(node.name) && !this.standsStill(node);
      this.memo.set(node, own || node.args.some((a) => this.memo.get(a) === true));
    }
    return this.memo.get(e) as boolean;
  }

  private standsStill(e: Name): boolean {
    return this.isBoundary(e) || (this.stillness?.holds(e, this.loops) ?? false);
  }

  /** A member that is declared by itself, z[0], where nothing of its family is asked for. */
  private isBoundary(e: Name): boolean {
    const { problem, request } = this.derivation;
    return (
      e.index.length > 0 && problem.declarations.has(format(e)) && request.wrt.every(({ name }) => name !== e.name)
    );
  }

  /** Whether one member of a family varies, at numbers for the ends: one asked for, or one that is defined. */
  memberVaries(member: Name, sizes: ReadonlyMap<string, number>): boolean {
    if (!this.varyingNames.has(member.name)) return false;
    if (member.index.length === 0) return true;
    const at = (d: Dim): number | undefined => evaluateDim(d, sizes);
    const { request } = this.derivation;
    const asked = request.wrt.filter((w) => w.name === member.name);
    if (asked.some((w) => w.index.length === 0 || w.index.every((x, i) => at(x) === member.index[i]))) return true;
    return this.forwards.some(({ named: { definition } }) => {
      if (definition.target.name !== member.name || !this.varies(definition.value)) return false;
      return definition.target.index.every((index, i) => {
        const value = member.index[i];
        const loop = definition.loops.find((l) => dimNames(index).includes(l.over));
        if (!loop) return at(index) === value;
        const ends = [at(loop.from) ?? Number.NaN, at(loop.to) ?? Number.NaN];
        return typeof value === 'number' && Math.min(...ends) <= value && value <= Math.max(...ends);
      });
    });
  }

  private readonly linear = (fn: string): boolean => this.catalog.row(fn)?.linear === true;

  /** Equal as terms, up to arithmetic, or with every sum over an index written out; undefined where too long to say. */
  same(a: Expr, b: Expr): boolean | undefined {
    const plain = sameForm(a, b, this.linear);
    // sums are written out, and the differential of a member that is constant is dropped
    if (plain === true || !postorder([a, b]).some((e) => e.kind === 'each' || isMember(e))) return plain;
    const most = largestConstant([a, b]);
    for (const least of [most + 3, most + 4]) {
      const sizes = smallEnds([a, b], least);
      const varies = (member: Name): boolean => this.memberVaries(member, sizes);
      const [left, right] = [unrolled(a, sizes, varies), unrolled(b, sizes, varies)];
      const equal = left && right && sameForm(left, right, this.linear);
      if (equal !== true) return equal;
    }
    return true;
  }

  /** The term with the names of ours replaced by their values, once; inside grad(L, A) names stay. */
  expand(root: Expr): Expr {
    const done = new Map<Expr, Expr>();
    const work = (e: Expr): Expr => {
      const known = done.get(e);
      if (known !== undefined) return known;
      const result = e.kind === 'name' ? (this.valueOf(e) ?? e) : isCall(e, 'grad') ? e : rebuild(e);
      done.set(e, result);
      return result;
    };
    const rebuild = (e: Expr): Expr => {
      const args = e.args.map(work);
      return args.every((a, i) => a === e.args[i]) ? e : withArgs(e, args);
    };
    return work(root);
  }

  /** A piece that was named; the gradient of a family is a recurrence, and has no value to put. */
  private isPlanned(definition: Definition): boolean {
    return this.forwards.some((f) => f.named.definition === definition);
  }

  /** Results keep the letters that were made to write them with. */
  private isKept(definition: Definition): boolean {
    return this.forwards.some((f) => f.named.definition === definition && f.named.origin === 'abbreviation');
  }

  /** The value of a name of ours that has one definition: at the index asked for. */
  private valueOf(e: Name): Expr | undefined {
    const definitions = this.ours.get(e.name);
    const only = definitions?.length === 1 ? (definitions[0] as Definition) : undefined;
    if (!only || this.isKept(only) || (only.target.index.length > 0 && !this.isPlanned(only))) return undefined;
    const dims = new Map<string, Dim>();
    only.target.index.forEach((index, i) => {
      for (const letter of dimNames(index)) dims.set(letter, e.index[i] as Dim);
    });
    return dims.size === 0 ? only.value : substitute(only.value, { dims });
  }
}

const isMember = (e: Expr): boolean => isCall(e, 'd') && e.args[0]?.kind === 'name' && e.args[0].index.length > 0;

/** The names asked for and all that is made of them. */
/** What a part of a Jacobian's recurrence says, with `before` standing before the differential of each variable. */
export const landedSum = ({ gradient: { lines }, by }: SensitivityPart, before: (line: Line) => Expr): Expr =>
  add(by.map((x, i) => mul([before(lines[i] as Line), vecOf(d(x))])));

function namesThatVary(derivation: Derivation, definitions: readonly Definition[]): ReadonlySet<string> {
  const { problem, request } = derivation;
  const made = new Map<string, Set<string>>();
  for (const { target, value } of [...problem.definitions, ...definitions]) {
    const parts = made.get(target.name) ?? new Set<string>();
    for (const e of namesIn(value)) parts.add(e.name);
    made.set(target.name, parts);
  }
  for (const f of problem.functions.values())
    if (f.kind === 'scalar') made.set(f.name, new Set(f.of.map((a) => a.name)));
  const found = new Set(request.wrt.map((w) => w.name));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [name, parts] of made) if ([...parts].some((p) => found.has(p))) found.add(name);
  }
  return found;
}
