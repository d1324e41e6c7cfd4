/** What a function of the text is called among its formulas. */
import type { TexSymbol } from './formula.js';

/** The name of a function as a text: σ, f_1. */
export const functionKey = ({ base, accents, subs, word }: TexSymbol): string =>
  [
    base,
    ...accents,
    ...subs.map((f) => (f.kind === 'number' ? f.text : f.kind === 'symbol' ? f.base : '?')),
    word ?? '',
  ]
    .filter((part) => part !== '')
    .join('_');
