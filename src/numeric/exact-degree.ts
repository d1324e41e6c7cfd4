/**
 * Degrees of a term as a quotient of polynomials in the entries of its variables and directions, from above.
 *
 * Used for the bound that two different terms agree at random points of a field (Schwartz and Zippel): the difference
 * of two quotients is a polynomial over a common denominator, zero at no more than degree/p of all points.
 */
import type { Call, Expr } from '../expression/expression.js';
import { toNumber } from '../expression/rational.js';
import { postorder } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import { dimValue, UNBOUND } from './environment.js';

export interface Degree {
  readonly over: number;
  readonly under: number;
}

type Sized = { readonly sizes: ReadonlyMap<string, number>; readonly definitions: readonly Definition[] };

const plus = (a: Degree, b: Degree): Degree => ({
  over: Math.max(a.over + b.under, b.over + a.under),
  under: a.under + b.under,
});
const times = (a: Degree, b: Degree): Degree => ({ over: a.over + b.over, under: a.under + b.under });
const turned = ({ over, under }: Degree): Degree => ({ over: under, under: over });
const slope = (a: Degree): Degree => ({ over: a.over + a.under + 1, under: 2 * a.under });
const ZERO: Degree = { over: 0, under: 0 };

/** Where an index is bound its letter has no number: a range is then taken for the largest size. */
function count(d: Call['dims'][number], at: Sized): number {
  try {
    return Math.max(1, dimValue(d, at, UNBOUND));
  } catch {
    return Math.max(2, ...at.sizes.values());
  }
}

export function degreeOf(root: Expr, at: Sized, inside: ReadonlySet<string> = new Set()): Degree {
  const known = new Map<Expr, Degree>();
  const of = (e: Expr): Degree => known.get(e) ?? ZERO;
  const sum = (terms: readonly Degree[]): Degree => terms.reduce(plus, ZERO);
  for (const e of postorder([root])) known.set(e, own(e));
  return of(root);

  function own(e: Expr): Degree {
    const n = count(e.shape[0], at);
    switch (e.kind) {
      case 'num':
        return ZERO;
      case 'name': {
        if (inside.has(e.name)) return { over: 1, under: 0 };
        const values = at.definitions.filter((x) => x.target.name === e.name);
        if (values.length === 0) return { over: 1, under: 0 };
        const below = new Set(inside).add(e.name);
        return values
          .map((x) => degreeOf(x.value, at, below))
          .reduce((a, b) => ({ over: Math.max(a.over, b.over), under: Math.max(a.under, b.under) }));
      }
      case 'add':
        return sum(e.args.map(of));
      case 'mul':
        return e.args.map(of).reduce(times, ZERO);
      case 'each': {
        const many = Array.from({ length: Math.min(50, count(e.to, at)) }, () => of(e.args[0] as Expr));
        return e.fold === 'sum' ? sum(many) : many.reduce(times, ZERO);
      }
      case 'call': {
        const [a, b] = e.args as readonly [Expr, Expr];
        const size = a === undefined ? n : count(a.shape[0], at);
        switch (e.fn) {
          case 'd':
          case 'grad':
            return slope(of(a));
          case 'inv':
          case 'det':
          case 'adj':
          case 'logdet': {
            const det: Degree = { over: size * of(a).over, under: size * of(a).under };
            return e.fn === 'inv' ? times(det, turned(det)) : det;
          }
          case 'pow':
          case 'matpow': {
            const k =
              b.kind === 'num'
                ? Math.abs(Math.ceil(toNumber(b.value)))
                : count(b.kind === 'call' ? (b.dims[0] ?? 1) : 1, at);
            const power: Degree = { over: k * of(a).over, under: k * of(a).under };
            return b.kind === 'num' && toNumber(b.value) < 0 ? turned(power) : power;
          }
          case 'prod':
          case 'others': {
            const entries = size * count(a.shape[1], at);
            return { over: entries * of(a).over, under: entries * of(a).under };
          }
          default:
            return e.args.map(of).reduce(times, ZERO);
        }
      }
      default:
        return e satisfies never;
    }
  }
}
