/**
 * Names for derivatives: δ = ∂L/∂z = 2(z − y), and ∂L/∂z = 2(z − y) = δ. The name stands for the derivative, and what it
 * is said to be besides is a claim. Taken for the name's meaning, a formula that is wrong would spoil all that follows.
 * So may δ_t stand for ∂L/∂h_t, whatever t.
 */
import { fail } from './cut.js';
import type { Draft } from './draft.js';
import { withoutPlaces } from './enclosed.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Equation } from './gather.js';
import { usesIn } from './naming.js';

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

/** By name; what another definition is made of wants a formula, and is none. */
export function abbreviationsIn(draft: Draft): ReadonlyMap<string, Abbreviation> {
  const { equations } = draft.gathered;
  const found = new Map<string, { symbol: TexSymbol; of: Partial }>();
  const reach = reachIn(draft, equations);
  const take = (symbol: TexSymbol, of: Partial): void => {
    const { name } = draft.naming.named(symbol);
    const subject = draft.naming.named(of.of).name;
    // what the quantity is made of is a variable, which its derivative may be equal to
    if (!isAlike(draft, symbol, of.by) || name === subject || reach.get(subject)?.has(name)) return;
    const key = keyOf(draft, symbol);
    const known = found.get(key);
    if (known === undefined) found.set(key, { symbol, of });
    else if (withoutPlaces(known.of) !== withoutPlaces(of))
      fail(`${name} stands for two derivatives`, symbol.span, 'another letter for one of them tells them apart');
  };
  const all = equations.filter(({ kind }) => kind === 'equation');
  for (const { sides } of all) {
    const [left] = sides;
    const derivative = sides.slice(1).flatMap((side) => wholeOf(draft, side, equations) ?? [])[0];
    if (left?.kind === 'symbol' && derivative !== undefined) take(left, derivative);
  }
  const said = new Set(
    all.flatMap(({ sides: [left] }) => (left?.kind === 'symbol' ? [draft.naming.named(left).name] : [])),
  );
  for (const { sides } of all) {
    const [derivative, last] = [sides[0] && wholeOf(draft, sides[0], equations), sides.at(-1)];
    if (derivative === undefined || last?.kind !== 'symbol') continue;
    const { name } = draft.naming.named(last);
    // of what has a meaning it is a claim
    if (!said.has(name) && !found.has(keyOf(draft, last)) && !isSaid(draft, name)) take(last, derivative);
  }
  const lefts = new Map(all.map((e) => [e, e.sides[0] ? withoutPlaces(e.sides[0]) : '']));
  const own = new Map(
    [...found].map(([key, { of }]) => {
      const derivative = withoutPlaces(of);
      return [key, all.filter((e) => isAbout(draft, key, lefts.get(e) === derivative, e))];
    }),
  );
  const about = new Set([...own.values()].flat());
  const used = new Set(equations.flatMap((e) => (found.size === 0 || about.has(e) ? [] : namesUsed(draft, e))));
  const made = [...found].map(([key, one]): [string, Abbreviation] => {
    const { name } = draft.naming.named(one.symbol);
    return [key, { name, ...one, equations: own.get(key) ?? [] }];
  });
  return new Map(made.filter(([, { name }]) => !used.has(name)));
}

/** δ^{[1]} and δ^{[2]} are two names, where δ_t is one for every t. */
function keyOf(draft: Draft, symbol: TexSymbol): string {
  const { name, index } = draft.naming.named(symbol);
  const isOne = index.length > 0 && index.every((f) => f.kind === 'number' || draft.naming.isEnd(f));
  return isOne ? `${name}[${index.map((f) => draft.emitter.index(f)).join()}]` : name;
}

/** It stands on the left, or on the right of the derivative that it is a name for. */
function isAbout(draft: Draft, key: string, isOfIts: boolean, { sides }: Equation): boolean {
  const [left, ...rights] = sides;
  const isIt = (f: Formula | undefined): boolean =>
    f?.kind === 'symbol' && (keyOf(draft, f) === key || draft.naming.named(f).name === key);
  return isIt(left) || (isOfIts && rights.some(isIt));
}

/** In a definition: a claim may use a name as it is. */
function namesUsed(draft: Draft, e: Equation): string[] {
  const rights = e.kind === 'function' ? e.sides : e.sides[0]?.kind === 'symbol' ? e.sides.slice(1) : [];
  return usesIn(rights).map((u) => draft.naming.named(u.symbol).name);
}

/** ∂L/∂z of a quantity that the text defines, or ∇f of one that has a single argument. */
function wholeOf(draft: Draft, side: Formula, equations: readonly Equation[]): Partial | undefined {
  if (side.kind !== 'partial' || side.of.kind !== 'symbol' || !isPlain(draft, side.of)) return undefined;
  const { name } = draft.naming.named(side.of);
  const head = equations.find((e) => lefts(e).some((left) => draft.naming.named(left).name === name));
  if (head === undefined) return undefined;
  const only = head.kind === 'function' && head.of.length === 1 ? head.of[0] : undefined;
  const by = side.by ?? only;
  return by?.kind === 'symbol' ? { ...side, of: side.of, by } : undefined;
}

const lefts = (e: Equation): readonly TexSymbol[] =>
  e.kind === 'function' ? [e.name] : e.sides.slice(0, 1).filter((f) => f.kind === 'symbol');

function isPlain(draft: Draft, symbol: TexSymbol): boolean {
  const { index, entries } = draft.naming.named(symbol);
  return index.length + entries.length === 0;
}

/** δ of ∂L/∂z, δ_t of ∂L/∂h_t, δ_i of ∂L/∂z_i: a name for one derivative, for each member, or for its entries. */
function isAlike(draft: Draft, symbol: TexSymbol, by: TexSymbol): boolean {
  const [own, its] = [draft.naming.named(symbol), draft.naming.named(by)];
  const text = (index: readonly Formula[]): string => index.map((f) => draft.emitter.index(f)).join();
  return text(own.index) === text(its.index) && text(own.entries) === text(its.entries);
}

const isSaid = (draft: Draft, name: string): boolean =>
  draft.gathered.said.some((s) => draft.naming.named(s.symbol).name === name);

/** By the name of each quantity, all that it is made of. */
function reachIn(draft: Draft, equations: readonly Equation[]): Map<string, Set<string>> {
  const own = new Map<string, Set<string>>();
  for (const e of equations)
    for (const left of lefts(e)) {
      const { name } = draft.naming.named(left);
      const rights = e.kind === 'function' ? e.sides : e.sides.slice(1);
      const uses = usesIn(rights.filter((f) => f.kind !== 'partial')).map((u) => draft.naming.named(u.symbol).name);
      own.set(name, new Set([...(own.get(name) ?? []), ...uses]));
    }
  return new Map(
    [...own.keys()].map((name) => {
      const all = new Set<string>();
      const pending = [name];
      for (let next = pending.pop(); next !== undefined; next = pending.pop())
        for (const used of own.get(next) ?? [])
          if (!all.has(used)) {
            all.add(used);
            pending.push(used);
          }
      return [name, all];
    }),
  );
}
