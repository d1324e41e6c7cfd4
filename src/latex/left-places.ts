/**
 * Letters of a left side that are places of entries because of what stands on the right: the i of s_i = Σ_j Z_{ij}, for the
 * sum runs over the entries of Z, and i says which of them. Without it Z_i would be a name of its own.
 */
import type { Formula, TexSymbol } from './formula.js';
import type { Equation } from './gather.js';
import { letterOf } from './naming.js';
import { walk } from './walk.js';

const plainLetters = ({ subs }: TexSymbol): string[] => {
  const letters = subs.map((f) => (f.kind === 'symbol' ? letterOf(f) : undefined));
  return letters.every((l) => l !== undefined && /^[a-z]$/.test(l)) ? (letters as string[]) : [];
};

export function placesOnLeft(equations: readonly Equation[], ranged: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const { kind, sides } of equations) {
    const [left, ...rights] = sides;
    if (kind !== 'equation' || left?.kind !== 'symbol' || left.over) continue;
    const own = plainLetters(left).filter((l) => !ranged.has(l));
    const uses = rights.flatMap((f) => withSums(f));
    for (const { symbol, open } of uses) {
      const letters = plainLetters(symbol);
      // z_i beside Σ_j z_j
      const [only, ...more] = letters;
      if (only !== undefined && more.length === 0 && own.includes(only) && isSummed(uses, symbol)) found.add(only);
      if (letters.length !== 2 || !letters.some((l) => open.has(l)) || !letters.some((l) => own.includes(l))) continue;
      // z_{ik} beside Σ_j z_{ij}
      const alike = uses.filter((u) => u.symbol.base === symbol.base).flatMap((u) => plainLetters(u.symbol));
      for (const letter of [...letters, ...alike]) if (own.includes(letter)) found.add(letter);
    }
  }
  return found;
}

/** Over all of its entries. */
const isSummed = (uses: readonly Use[], { base }: TexSymbol): boolean =>
  uses.some(
    (u) => u.symbol.base === base && plainLetters(u.symbol).length === 1 && u.open.has(plainLetters(u.symbol)[0] ?? ''),
  );

interface Use {
  readonly symbol: TexSymbol;
  readonly open: ReadonlySet<string>;
}

/** Each symbol, with the letters of the sums without ends around it. */
function withSums(formula: Formula): Use[] {
  const ended = new Set([...walk(formula)].flatMap(({ f }) => (f.kind === 'fold' && f.to ? [f.over] : [])));
  return [...walk(formula)].flatMap(({ f, bound }) =>
    f.kind === 'symbol' ? [{ symbol: f, open: new Set(bound.filter((l) => !ended.has(l))) }] : [],
  );
}
