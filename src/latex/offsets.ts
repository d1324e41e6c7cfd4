/** Places of members: t-1 and t+1. */
import type { Formula } from './formula.js';
import { letterOf } from './naming.js';

/** t+1 is t and 1; nothing where it is no letter with a number. */
export function offsetOf(f: Formula): { letter: string; offset: number } | undefined {
  const letter = letterOf(f);
  if (letter === undefined) return undefined;
  if (f.kind !== 'sum') return { letter, offset: 0 };
  let offset = 0;
  for (const { negative, term } of f.terms) {
    if (term.kind === 'number') offset += (negative ? -1 : 1) * Number(term.text);
    else if (negative) return undefined;
  }
  return { letter, offset };
}
