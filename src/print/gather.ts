/**
 * Sums as a reader wants them: terms under equal summation signs written under one, Σₜ a + Σₜ b as Σₜ (a + b).
 * For display only; the result is an equal term, not a step.
 */
import { add, each, mul, num, scale, termsOf } from '../expression/build.js';
import type { Each, Expr } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { multiply, reciprocal } from '../expression/rational.js';

interface Group {
  readonly sum: Each;
  readonly size: Rational;
  readonly scalars: readonly Expr[];
  readonly bodies: Expr[];
}

export function gatherSums(e: Expr): Expr {
  const terms = termsOf(e);
  if (terms.length < 2) return e;
  const items: (Expr | Group)[] = [];
  const groups = new Map<string, Group>();
  for (const term of terms) {
    const found = underSum(term);
    if (!found) {
      items.push(term);
      continue;
    }
    const { sum, size, scalars, bodies } = found;
    const key = `${sum.over}:${dims(sum)}:${scalars.map((s) => s.id).join()}`;
    const group = groups.get(key);
    if (group) group.bodies.push(...bodies.map((b) => scale(multiply(size, reciprocal(group.size)), b)));
    else {
      groups.set(key, found);
      items.push(found);
    }
  }
  if (groups.size === 0) return e;
  return add(items.map((item) => ('bodies' in item ? assemble(item) : item)));
}

const dims = (sum: Each): string => [sum.from, sum.to].map((d) => (typeof d === 'number' ? d : d.key)).join('…');

/** coefficient · scalars · Σ body, taken apart. */
function underSum(term: Expr): Group | undefined {
  if (term.kind === 'each')
    return term.fold === 'sum' ? { sum: term, size: 1, scalars: [], bodies: [term.args[0] as Expr] } : undefined;
  if (term.kind !== 'mul') return undefined;
  const sums = term.args.filter((a): a is Each => a.kind === 'each' && a.fold === 'sum');
  const [sum] = sums;
  if (sums.length !== 1 || sum === undefined || !term.args.every((a) => a === sum || term.scalars.includes(a)))
    return undefined;
  return { sum, size: term.coefficient, scalars: term.scalars.filter((s) => s !== sum), bodies: [sum.args[0] as Expr] };
}

function assemble({ sum, size, scalars, bodies }: Group): Expr {
  return mul([num(size), ...scalars, each('sum', sum.over, sum.from, sum.to, gatherSums(add(bodies)))]);
}
