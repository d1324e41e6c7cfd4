/** What has to be a vector or a matrix for each value of its index, and so no entry: x_i in w^⊤x_i and in ‖x_i‖. */
import type { Formula, TexSymbol } from './formula.js';
import { lettersOf } from './naming.js';
import { walk } from './walk.js';

export interface MemberUse {
  readonly symbol: TexSymbol;
  readonly letter: string;
}

export function* memberUses(formula: Formula): Generator<MemberUse> {
  for (const { f } of walk(formula)) {
    if (f.kind === 'norm' || f.kind === 'transpose') yield* indexed(f.of);
    if (f.kind !== 'product') continue;
    for (const [k, factor] of f.factors.entries()) {
      const next = f.factors[k + 1];
      if (factor.kind === 'transpose' && next?.kind === 'symbol') yield* lettered(next);
    }
  }
}

function* indexed(f: Formula): Generator<MemberUse> {
  if (f.kind === 'symbol') yield* lettered(f);
  else if (f.kind === 'sum') for (const { term } of f.terms) yield* indexed(term);
  else if (f.kind === 'product' && f.factors.length === 1) yield* indexed(f.factors[0] as Formula);
}

function* lettered(symbol: TexSymbol): Generator<MemberUse> {
  for (const sub of symbol.subs) for (const letter of lettersOf(sub)) yield { symbol, letter };
}
