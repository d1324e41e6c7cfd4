/**
 * Entries of what a text defines or names as a whole: a_1 of a = Wx, p_c of p = softmax z, and ŷ_{ik} of Ŷ, as authors write
 * the entries of a matrix with the small letter.
 */
import { nameOf } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Gathered } from './gather.js';
import { isMatrixKind, isVectorKind, kindByLetter, kindOf, OPEN } from './kinds.js';
import type { Naming, Sized } from './naming.js';
import { lettersOf, usesIn } from './naming.js';
import type { Kind } from './shapes.js';

export interface Wholes {
  /** How many places an entry of what is defined has. */
  readonly sized: ReadonlyMap<string, Sized>;
  /** Small letters that stand for entries of the matrix of the capital. */
  readonly capitals: ReadonlyMap<string, { readonly capital: string; readonly symbol: TexSymbol }>;
}

interface Defined {
  readonly name: string;
  readonly right: Formula;
}

export function wholesIn(gathered: Gathered, formulas: readonly Formula[], naming: Naming): Wholes {
  const { equations, said } = gathered;
  const lefts = equations.flatMap((e) => nameOf(e) ?? []);
  const defined = equations.flatMap((e): Defined[] => {
    const left = nameOf(e);
    const right = e.sides.at(-1);
    if (left === undefined || left.subs.length > 0 || left.over || left.word || !right) return [];
    return e.kind === 'equation' && e.sides.length < 2 ? [] : [{ name: naming.named(left).name, right }];
  });
  const kinds = new Map<string, Kind>();
  const declared = new Map(
    said.flatMap((s): [string, Kind][] => (s.size ? [[naming.named(s.symbol).name, kindOfSize(s.size)]] : [])),
  );
  const look = (symbol: TexSymbol): Kind => {
    const { name } = naming.named(symbol);
    return declared.get(name) ?? kinds.get(name) ?? kindByLetter(name, symbol.bold);
  };
  const kind = (f: Formula): Kind => kindOf(f, look);
  for (const { name } of defined) kinds.set(name, OPEN);
  // a definition may stand before what it uses
  for (let round = 0; round < 4; round++) for (const { name, right } of defined) kinds.set(name, kind(right));
  const base = (s: TexSymbol): string => naming.named({ ...s, subs: [], over: undefined } as unknown as TexSymbol).name;
  const indexed = new Set(lefts.filter((s) => s.subs.length > 0 || s.over).map(base));
  const sized = new Map<string, Sized>();
  for (const { name, right } of defined) {
    const own = kinds.get(name) ?? OPEN;
    const places = isMatrixKind(own) ? 2 : isVectorKind(own) ? 1 : undefined;
    // y = y_1 + y_2: parts, and no entries
    const isOfParts = usesIn([right]).some(({ symbol }) => symbol.subs.length > 0 && base(symbol) === name);
    if (places !== undefined && !isOfParts && !indexed.has(name)) sized.set(name, { places, ends: [], defined: true });
  }
  const capitals = capitalsOf(formulas, naming, new Set([...lefts, ...said.map((s) => s.symbol)].map(base)));
  for (const { capital } of capitals.values())
    if (!sized.has(capital)) sized.set(capital, { places: 2, ends: [], defined: false });
  return { sized, capitals };
}

function kindOfSize(size: readonly Formula[]): Kind {
  const extent = (f: Formula | undefined): 'one' | 'many' =>
    f === undefined || (f.kind === 'number' && f.text === '1') ? 'one' : 'many';
  return [extent(size[0]), extent(size[1])];
}

/** y_{ik} beside Y, where nothing else is called y. */
function capitalsOf(formulas: readonly Formula[], naming: Naming, own: ReadonlySet<string>): Wholes['capitals'] {
  const found = new Map<string, { capital: string; symbol: TexSymbol }>();
  const uses = usesIn(formulas).map((u) => u.symbol);
  const whole = (s: TexSymbol): string => naming.named({ ...s, subs: [] }).name;
  const wholes = new Set(uses.filter((s) => s.subs.length === 0 && !s.over && /^[A-Z]$/.test(s.base)).map(whole));
  for (const name of own) wholes.add(name);
  const byName = new Map<string, TexSymbol[]>();
  for (const symbol of uses) {
    const name = whole(symbol);
    const all = byName.get(name);
    if (all) all.push(symbol);
    else byName.set(name, [symbol]);
  }
  for (const [name, all] of byName) {
    const symbol = all.find(({ base }) => /^[a-z]$/.test(base));
    if (symbol === undefined || own.has(name)) continue;
    const capital = whole({ ...symbol, base: symbol.base.toUpperCase() });
    if (wholes.has(capital) && all.every((s) => !s.over && !s.word && isTwoPlaces(s)))
      found.set(name, { capital, symbol });
  }
  return found;
}

const isTwoPlaces = ({ subs }: TexSymbol): boolean =>
  subs.length === 2 && subs.every((f) => f.kind === 'number' || lettersOf(f).some((l) => /^[a-z]$/.test(l)));
