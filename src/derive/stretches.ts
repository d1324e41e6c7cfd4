/**
 * For which sizes a derivation holds. Where a family was cut into stretches, T was taken as large: 5 comes before T−1. At
 * a T for which the stretches would overlap they mean nothing, and what is derived is not the gradient. Singular values
 * are a column whose length is told by its matrix only where that is tall.
 */
import type { Poly } from '../expression/dimension.js';
import { addDim, neverNegative, subtractDim } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Problem } from '../language/problem.js';
import type { Run } from '../language/reach.js';
import { boundsOf, endsOf, reach } from '../language/reach.js';
import type { Derivation } from './step.js';

/** What must not be negative for a derivation to hold, each once; what sizes of 1 meet already is left out. */
export function demandsOf(derivation: Derivation): readonly Poly[] {
  const { problem, demands = [], first, phases = [] } = derivation;
  const assumed = [...demands, ...[first, ...phases].flatMap((phase) => phase?.demands ?? [])];
  return strongest([
    ...stretchDemands(derivation),
    ...tallDemands(problem),
    ...assumed.filter((d) => !neverNegative(d)),
  ]);
}

function stretchDemands(derivation: Pick<Derivation, 'named' | 'results' | 'first'>): readonly Poly[] {
  const families = new Map<string, (readonly Run[])[]>();
  const add = (key: string, loops: readonly Run[]): void => {
    families.set(key, [...(families.get(key) ?? []), loops]);
  };
  for (const { target, loops } of derivation.named) if (target.index.length > 0) add(target.name, loops);
  for (const { wrt, by, loops = [] } of derivation.results)
    if (wrt.index.length > 0) add(`by ${wrt.name} ${by?.name ?? ''}`, loops);
  const found = derivation.first ? [...stretchDemands(derivation.first)] : [];
  for (const stretches of families.values()) {
    if (stretches.length < 2) continue;
    for (const loops of stretches) for (const run of loops) found.push(...lengthDemand(run, loops));
  }
  return strongest(found);
}

/** Singular values are as many as columns, where there are no fewer rows. */
function tallDemands({ definitions }: Problem): readonly Poly[] {
  const found = postorder(definitions.map((x) => x.value)).flatMap((e): Poly[] => {
    if (!isCall(e, 'svdvals')) return [];
    const [rows, cols] = (e.args[0] as Expr).shape;
    const more = subtractDim(rows, cols);
    return typeof more === 'number' ? [] : [more];
  });
  return strongest(found);
}

/** A stretch may be empty, but may not end further than one before it begins. */
function lengthDemand(run: Run, loops: readonly Run[]): Poly[] {
  const [low, high] = endsOf(run);
  const length = reach(addDim(subtractDim(high, low), 1), boundsOf(loops)).high;
  return typeof length === 'number' || neverNegative(length) ? [] : [length];
}

/** T−6 says all that T−3 says. */
export function strongest(demands: readonly Poly[]): Poly[] {
  return [...new Set(demands)].filter((d) =>
    demands.every((other) => {
      const difference = subtractDim(d, other);
      return typeof difference !== 'number' || difference <= 0;
    }),
  );
}
