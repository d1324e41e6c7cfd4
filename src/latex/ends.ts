/** Letters that are the end of an index or of a size, T of t = 1, …, T: below a family's letter they say which member. */
import type { Formula } from './formula.js';
import type { Gathered } from './gather.js';
import { letterOf, lettersOf, usesIn } from './naming.js';
import { walk } from './walk.js';

export interface Ends {
  readonly letters: ReadonlySet<string>;
  /** Indices of which the text says how far they run. */
  readonly ranged: ReadonlySet<string>;
}

export function endsIn({ equations, ranges, said }: Gathered, formulas: readonly Formula[]): Ends {
  const ranged = new Set(ranges.keys());
  const ends: Formula[] = [...ranges.values()].flatMap(({ from, to }) => [from, to]);
  for (const formula of formulas)
    for (const { f } of walk(formula)) {
      if (f.kind !== 'fold') continue;
      if (f.to) ranged.add(f.over);
      ends.push(...[f.from, f.to].filter((e) => e !== undefined));
    }
  ends.push(...said.flatMap((s) => s.size ?? []));
  const letters = new Set(ends.flatMap((f) => lettersOf(f)));
  const bound = usesIn(formulas).flatMap((u) => u.bound);
  // the k of S_k = S_{k-1} + … runs, whatever else ends at k
  for (const letter of [...ranges.keys(), ...bound, ...equations.flatMap((e) => runningIn(e.sides))])
    letters.delete(letter);
  return { letters, ranged };
}

function runningIn([left, ...rights]: readonly Formula[]): string[] {
  if (left?.kind !== 'symbol') return [];
  const own = [...left.subs, ...(left.over ?? [])].flatMap((f) => (f.kind === 'symbol' ? (letterOf(f) ?? []) : []));
  return own.filter((letter) =>
    usesIn(rights).some(
      ({ symbol }) =>
        symbol.base === left.base &&
        [...symbol.subs, ...(symbol.over ?? [])].some((f) => f.kind === 'sum' && lettersOf(f).includes(letter)),
    ),
  );
}
