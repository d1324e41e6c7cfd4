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
