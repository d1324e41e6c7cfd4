/** What has to be a vector or a matrix for each value of its index, and so no entry: x_i in w^⊤x_i and in ‖x_i‖. */
import type { Formula, TexSymbol } from './formula.js';
import { lettersOf, usesIn } from './naming.js';
import { walk } from './walk.js';

export interface MemberUse {
  readonly symbol: TexSymbol;
  readonly letter: string;
}

export function* memberUses(formula: Formula): Generator<MemberUse> {
  for (const { f } of walk(formula)) {
    if (f.kind === 'norm' || f.kind === 'transpose') for (const { symbol } of usesIn([f.of])) yield* lettered(symbol);
    if (f.kind !== 'product') continue;
    for (const [k, factor] of f.factors.entries()) {
      const next = f.factors[k + 1];
      if (factor.kind === 'transpose' && next?.kind === 'symbol') yield* lettered(next);
    }
  }
}

function* lettered(symbol: TexSymbol): Generator<MemberUse> {
  for (const sub of symbol.subs) for (const letter of lettersOf(sub)) yield { symbol, letter };
}

/** The i of y_i, an entry of a y of known size, that also numbers vectors: x_i in w^⊤x_i, or a bold x_i without any bold x. */
export function membersBeside(formulas: readonly Formula[], isSized: (symbol: TexSymbol) => boolean): Set<string> {
  const found = new Set<string>();
  const symbols = usesIn(formulas).map((u) => u.symbol);
  const whole = new Set(symbols.flatMap((s) => (s.subs.length === 0 ? [s.base] : [])));
  const places = new Set(symbols.filter(isSized).flatMap((s) => s.subs.flatMap((f) => lettersOf(f))));
  const isOpen = (s: TexSymbol): boolean => s.subs.length === 1 && !isSized(s) && !whole.has(s.base);
  const uses = [
    ...formulas.flatMap((f) => [...memberUses(f)]),
    ...symbols.filter((s) => s.bold).flatMap((s) => [...lettered(s)]),
  ];
  for (const { symbol, letter } of uses) if (isOpen(symbol) && places.has(letter)) found.add(letter);
  return found;
}
