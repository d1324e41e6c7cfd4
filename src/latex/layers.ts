/**
 * W^{[1]} and W^{[2]} of different sizes, or of sizes that nothing says: no members of one family, but two matrices, whose
 * numbers are part of their names.
 */
import { withoutPlaces } from './enclosed.js';
import { formulasOf, withChanged } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Gathered } from './gather.js';
import { mapFormula } from './map.js';
import { usesIn } from './naming.js';

export function withLayers(gathered: Gathered): Gathered {
  const { equations, said } = gathered;
  const heads = equations.flatMap((e) => (e.kind === 'function' ? [e.name, ...e.of] : []));
  const symbols = usesIn([...formulasOf(gathered), ...heads, ...said.map((s) => s.symbol)]).map((u) => u.symbol);
  const sizes = new Map<string, Set<string>>();
  for (const { symbol, size } of said)
    if (size && numberOf(symbol))
      sizes.set(symbol.base, (sizes.get(symbol.base) ?? new Set()).add(size.map(withoutPlaces).join()));
  const numbers = new Map<string, Set<string>>();
  for (const s of symbols) {
    const number = numberOf(s);
    if (number) numbers.set(s.base, (numbers.get(s.base) ?? new Set()).add(withoutPlaces(number)));
  }
  const isNumbered = (base: string): boolean =>
    sizes.get(base)?.size !== 1 && symbols.every((s) => s.base !== base || numberOf(s) !== undefined);
  const numbered = [...numbers].filter(([base]) => isNumbered(base));
  // one layer by itself may be a member of a family as well
  const layers = new Set(numbered.some(([, own]) => own.size > 1) ? numbered.map(([base]) => base) : []);
  if (layers.size === 0) return gathered;
  const symbol = (s: TexSymbol): TexSymbol => {
    const number = layers.has(s.base) ? numberOf(s) : undefined;
    if (number === undefined) return s;
    const { over: _, ...plain } = s;
    return { ...plain, subs: [number] };
  };
  const changed = withChanged(gathered, (formula) => mapFormula(formula, (f) => (f.kind === 'symbol' ? symbol(f) : f)));
  const asked = (by: TexSymbol | string): TexSymbol | string => (typeof by === 'string' ? by : symbol(by));
  return {
    ...changed,
    said: said.map((s) => ({ ...s, symbol: symbol(s.symbol) })),
    asked: gathered.asked.map(asked),
    spoken: changed.spoken.map((s) => ({ ...s, by: s.by.map(asked) })),
  };
}

/** The number of a layer. */
function numberOf({ over, subs }: TexSymbol): Formula | undefined {
  const [only, ...more] = over ?? [];
  return only?.kind === 'number' && more.length === 0 && subs.length === 0 ? only : undefined;
}
