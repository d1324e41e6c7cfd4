/** Over what the members of families run. */
import type { Span } from '../language/error.js';
import type { Draft } from './draft.js';
import { walk } from './walk.js';

export interface LoopRange {
  readonly from: string;
  readonly to: string;
}

/** The ends of a sum over the letter, where there is one. */
export function rangeOf(draft: Draft, letter: string): LoopRange | undefined {
  for (const formula of draft.formulas) {
    for (const { f } of walk(formula)) {
      if (f.kind === 'fold' && f.over === letter && f.to)
        return { from: f.from ? draft.emitter.index(f.from) : '1', to: draft.emitter.index(f.to) };
    }
  }
  const said = draft.gathered.ranges.get(letter);
  return said && { from: draft.emitter.index(said.from), to: draft.emitter.index(said.to) };
}

export function guessedRange(draft: Draft, letter: string, span: Span): LoopRange {
  const capital = letter.toUpperCase();
  // I is the identity
  const to = capital === 'I' || capital === letter ? 'N' : capital;
  draft.note('guess', `${letter} is taken to run from 1 to ${to}`, span);
  return { from: '1', to };
}
