/**
 * Names for derivatives: δ = ∂L/∂z = 2(z − y), and ∂L/∂z = 2(z − y) = δ. The name stands for the derivative, and what it
 * is said to be besides is a claim. Taken for the name's meaning, a formula that is wrong would spoil all that follows.
 * So may δ_t stand for ∂L/∂h_t, whatever t.
 */
import { fail } from './cut.js';
import type { Draft } from './draft.js';
import { withoutPlaces } from './enclosed.js';
import { nameOf, rightsOf } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Equation } from './gather.js';
import { usesIn } from './naming.js';
import { reached } from './uses.js';

export type Partial = Formula & { readonly kind: 'partial'; readonly of: TexSymbol; readonly by: TexSymbol };

/** What a name stands for. */
export interface Abbreviation {
  readonly name: string;
  /** δ, or δ_t. */
  readonly symbol: TexSymbol;
  /** Of a quantity by a name, both of the text. */
  readonly of: Partial;
  /** The equations about it, in the order of the text. */
  readonly equations: readonly Equation[];
}

/** What another definition is made of wants a formula, and stands for none. */
export function abbreviationsIn(draft: Draft): Abbreviation[] {
  const all = new Finder(draft).run();
  if (all.length === 0) return [];
  const about = new Set(all.flatMap((a) => a.equations));
  const used = new Set(draft.gathered.equations.flatMap((e) => (about.has(e) ? [] : namesUsed(draft, e))));
  return all.filter(({ name }) => !used.has(name));
}

class Finder {
  private readonly equations: readonly Equation[];
  /** What says what a name is, the first of several. */
  private readonly heads = new Map<string, Equation>();
  /** By the name of each quantity, what it is made of at once. */
  private readonly uses = new Map<string, Set<string>>();
  private readonly found = new Map<string, { readonly symbol: TexSymbol; readonly of: Partial }>();

  constructor(private readonly draft: Draft) {
    const { equations } = draft.gathered;
    this.equations = equations.filter(({ kind }) => kind === 'equation');
    for (const e of equations) {
      const left = nameOf(e);
      if (left === undefined) continue;
      const name = this.name(left);
      if (!this.heads.has(name)) this.heads.set(name, e);
      const own = usesIn(rightsOf(e).filter((f) => f.kind !== 'partial')).map((u) => this.name(u.symbol));
      this.uses.set(name, new Set([...(this.uses.get(name) ?? []), ...own]));
    }
  }

  run(): Abbreviation[] {
    for (const e of this.equations) {
      const [left] = e.sides;
      const derivative = rightsOf(e).flatMap((side) => this.wholeOf(side) ?? [])[0];
      if (left?.kind === 'symbol' && derivative !== undefined) this.take(left, derivative);
    }
    for (const { sides } of this.equations) {
      const [derivative, last] = [sides[0] && this.wholeOf(sides[0]), sides.at(-1)];
      if (derivative === undefined || last?.kind !== 'symbol') continue;
      // of what has a meaning it is a claim
      if (!this.heads.has(this.name(last)) && !this.found.has(this.keyOf(last)) && !this.isSaid(last))
        this.take(last, derivative);
    }
    if (this.found.size === 0) return [];
    const lefts = new Map(this.equations.map((e) => [e, e.sides[0] && withoutPlaces(e.sides[0])]));
    return [...this.found].map(([key, { symbol, of }]) => {
      const derivative = withoutPlaces(of);
      const equations = this.equations.filter((e) => this.isAbout(key, lefts.get(e) === derivative, e));
      return { name: this.name(symbol), symbol, of, equations };
    });
  }

  private name(symbol: TexSymbol): string {
    return this.draft.naming.named(symbol).name;
  }

  private take(symbol: TexSymbol, of: Partial): void {
    const [name, subject] = [this.name(symbol), this.name(of.of)];
    if (!this.isAlike(symbol, of.by) || name === subject) return;
    // what the quantity is made of is a variable, which its derivative may be equal to
    if (reached(subject, (next) => this.uses.get(next) ?? []).has(name)) return;
    const key = this.keyOf(symbol);
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { symbol, of });
    else if (withoutPlaces(known.of) !== withoutPlaces(of))
      fail(`${name} stands for two derivatives`, symbol.span, 'another letter for one of them tells them apart');
  }

  /** ∂L/∂z of a quantity that the text defines, or ∇f of one that has a single argument. */
  private wholeOf(side: Formula): Partial | undefined {
    if (side.kind !== 'partial' || side.of.kind !== 'symbol') return undefined;
    const { name, index, entries } = this.draft.naming.named(side.of);
    const head = this.heads.get(name);
    if (head === undefined || index.length + entries.length > 0) return undefined;
    const only = head.kind === 'function' && head.of.length === 1 ? head.of[0] : undefined;
    const by = side.by ?? only;
    return by?.kind === 'symbol' ? { ...side, of: side.of, by } : undefined;
  }

  /** δ^{[1]} and δ^{[2]} are two names, where δ_t is one for every t. */
  private keyOf(symbol: TexSymbol): string {
    const { name, index } = this.draft.naming.named(symbol);
    const isOne = index.every((f) => f.kind === 'number' || this.draft.naming.isEnd(f));
    return isOne ? this.draft.member(name, index) : name;
  }

  /** It stands on the left, or on the right of the derivative that it is a name for. */
  private isAbout(key: string, isOfIts: boolean, { sides }: Equation): boolean {
    const [left, ...rights] = sides;
    const isIt = (f: Formula | undefined): boolean =>
      f?.kind === 'symbol' && (this.keyOf(f) === key || this.name(f) === key);
    return isIt(left) || (isOfIts && rights.some(isIt));
  }

  /** δ of ∂L/∂z, δ_t of ∂L/∂h_t, δ_i of ∂L/∂z_i: a name for one derivative, for each member, or for its entries. */
  private isAlike(symbol: TexSymbol, by: TexSymbol): boolean {
    const [own, its] = [symbol, by].map((s) => {
      const { index, entries } = this.draft.naming.named(s);
      return `${this.draft.places(index)}|${this.draft.places(entries)}`;
    });
    return own === its;
  }

  private isSaid(symbol: TexSymbol): boolean {
    return this.draft.gathered.said.some((s) => this.name(s.symbol) === this.name(symbol));
  }
}

/** In a definition: a claim may use a name as it is. */
const namesUsed = (draft: Draft, e: Equation): string[] =>
  nameOf(e) === undefined ? [] : usesIn(rightsOf(e)).map((u) => draft.naming.named(u.symbol).name);
