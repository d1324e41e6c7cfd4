/**
 * Sums as a reader wants them: terms under equal summation signs written under one, Σₜ a + Σₜ b as Σₜ (a + b).
 * For display only; the result is an equal term, not a step.
 */
import { add, each, mul, num, scale, termsOf } from '../expression/build.js';
import type { Each, Expr } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { absolute, equals, greatestCommonDivisor, multiply, reciprocal } from '../expression/rational.js';

interface Group {
  readonly sum: Each;
  readonly scalars: readonly Expr[];
  /** What stands under the sign, each with the number before it. */
  readonly bodies: (readonly [Rational, Expr])[];
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
    const { sum, scalars, bodies } = found;
    const key = `${sum.over}:${dims(sum)}:${scalars.map((s) => s.id).join()}`;
    const group = groups.get(key);
    if (group) group.bodies.push(...bodies);
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
    return term.fold === 'sum' ? { sum: term, scalars: [], bodies: [[1, term.args[0] as Expr]] } : undefined;
  if (term.kind !== 'mul') return undefined;
  const sums = term.args.filter((a): a is Each => a.kind === 'each' && a.fold === 'sum');
  const [sum] = sums;
  if (sums.length !== 1 || sum === undefined || !term.args.every((a) => a === sum || term.scalars.includes(a)))
    return undefined;
  const bodies: Group['bodies'] = [[term.coefficient, sum.args[0] as Expr]];
  return { sum, scalars: term.scalars.filter((s) => s !== sum), bodies };
}

function assemble({ sum, scalars, bodies }: Group): Expr {
  const before = common(bodies.map(([size]) => size));
  const under = bodies.map(([size, body]) => scale(multiply(size, reciprocal(before)), body));
  return mul([num(before), ...scalars, each('sum', sum.over, sum.from, sum.to, gatherSums(add(under)))]);
}

/** The number that goes before the sign: that of all but for their signs, else none that leaves fractions under it. */
function common(sizes: readonly Rational[]): Rational {
  const [first = 1] = sizes;
  if (sizes.every((size) => equals(absolute(size), absolute(first)))) return first;
  const whole = sizes.filter((size): size is number => Number.isSafeInteger(size));
  if (whole.length < sizes.length) return 1;
  const shared = whole.reduce((a, b) => greatestCommonDivisor(a, b), 0);
  return whole.every((size) => size < 0) ? -shared : shared;
}
