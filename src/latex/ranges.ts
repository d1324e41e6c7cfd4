/** Over what the members of families run. */
import type { Definition, Draft } from './draft.js';
import { offsetOf } from './offsets.js';
import { walk } from './walk.js';

export interface LoopRange {
  readonly from: string;
  readonly to: string;
}

/** The ends of a sum over the letter, where there is one. */
function rangeOf(draft: Draft, letter: string): LoopRange | undefined {
  for (const formula of draft.formulas) {
    for (const { f } of walk(formula)) {
      if (f.kind === 'fold' && f.over === letter && f.to)
        return { from: f.from ? draft.emitter.index(f.from) : '1', to: draft.emitter.index(f.to) };
    }
  }
  return undefined;
}

/** What is said of the letter stands before the ends of a sum over it: a recurrence begins earlier. */
export function loopOf(draft: Draft, definition: Definition, letter = definition.loops[0] as string): LoopRange {
  const said = draft.gathered.ranges.get(letter);
  const own = said && { from: draft.emitter.index(said.from), to: draft.emitter.index(said.to) };
  return own ?? rangeOf(draft, letter) ?? guessedRange(draft, letter, definition);
}

function guessedRange(draft: Draft, letter: string, { index, span }: Definition): LoopRange {
  const capital = letter.toUpperCase();
  // I is the identity
  const end = capital === 'I' || capital === letter ? 'N' : capital;
  const shift = Math.max(0, ...index.map((f) => offsetOf(f)?.offset ?? 0));
  const [from, to] = [String(1 - shift), shift === 0 ? end : `${end}-${shift}`];
  draft.note('guess', `${letter} is taken to run from ${from} to ${to}`, span);
  return { from, to };
}
