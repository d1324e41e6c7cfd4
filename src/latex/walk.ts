/** Every formula inside a formula. */
import { spend } from '../expression/limits.js';
import type { Formula } from './formula.js';

export function partsOf(f: Formula): readonly Formula[] {
  switch (f.kind) {
    case 'number':
      return [];
    case 'symbol':
      return [];
    case 'sum':
      return f.terms.map((t) => t.term);
    case 'product':
      return f.factors;
    case 'binary':
    case 'relation':
      return [f.left, f.right];
    case 'fraction':
      return [f.above, f.below];
    case 'power':
      return [f.base, f.exponent];
    case 'transpose':
    case 'inverse':
    case 'pinv':
    case 'norm':
    case 'abs':
    case 'differential':
      return [f.of];
    case 'call':
      return f.args;
    case 'fold':
      return [f.body];
    case 'matrix':
      return f.rows.flat();
    case 'cases':
      return f.branches.flatMap((b) => (b.condition ? [b.value, b.condition] : [b.value]));
    case 'partial':
      return f.by ? [f.of, f.by] : [f.of];
    case 'ones':
      return [f.length, f.width].filter((e) => e !== undefined);
    case 'eye':
      return f.size ? [f.size] : [];
    case 'slice':
      return [f.of, ...f.ranges.flatMap((r) => [r.from, r.to].filter((e) => e !== undefined))];
    default:
      return f satisfies never;
  }
}

/** The formula and all in it, outermost first, with the indices of the sums around each. */
export function* walk(f: Formula, bound: readonly string[] = []): Generator<{ f: Formula; bound: readonly string[] }> {
  spend();
  yield { f, bound };
  const inner = f.kind === 'fold' ? [...bound, f.over] : bound;
  for (const part of partsOf(f)) yield* walk(part, inner);
}
