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
const larger = (a: Degree, b: Degree): Degree => ({
  over: Math.max(a.over, b.over),
  under: Math.max(a.under, b.under),
});
const ZERO: Degree = { over: 0, under: 0 };
const VARIABLE: Degree = { over: 1, under: 0 };

/** Where an index is bound its letter has no number: a range is then taken for the largest size. */
function count(d: Call['dims'][number], at: Sized): number {
  try {
    return Math.max(1, dimValue(d, at, UNBOUND));
  } catch {
    return Math.max(2, ...at.sizes.values());
  }
}

/** What is known of the names of an environment: their definitions, their degrees, and those of the round before. */
interface Names {
  readonly values: ReadonlyMap<string, readonly Expr[]>;
  readonly degrees: Map<string, Degree>;
  readonly before: Map<string, Degree>;
}

const namesOf = new WeakMap<Sized, Names>();

function namesIn(at: Sized): Names {
  const known = namesOf.get(at);
  if (known) return known;
  const values = new Map<string, Expr[]>();
  for (const { target, value } of at.definitions) {
    const list = values.get(target.name);
    if (list) list.push(value);
    else values.set(target.name, [value]);
  }
  const names: Names = { values, degrees: new Map(), before: new Map() };
  namesOf.set(at, names);
  // in their order each finds those it is made of, however long the chain
  for (const name of values.keys()) degreeOfName(name, at, new Set());
  return names;
}

/** The most rounds that a loop may have. */
const roundsOf = ({ sizes, definitions }: Sized): number =>
  definitions
    .flatMap(({ loops }) =>
      loops.flatMap(({ from, to }) => [count(from, { sizes, definitions }), count(to, { sizes, definitions })]),
    )
    .reduce((most, n) => Math.max(most, n), 1);

/** Rounds of a recurrence that are followed. */
const ROUNDS = 60;

/** A name that is being worked out already stands for the round before, at first for a variable. */
function degreeOfName(name: string, at: Sized, inside: ReadonlySet<string>): { degree: Degree; cut: boolean } {
  const { values, degrees, before } = namesIn(at);
  if (inside.has(name)) return { degree: before.get(name) ?? VARIABLE, cut: true };
  const known = degrees.get(name);
  if (known) return { degree: known, cut: false };
  const below = new Set(inside).add(name);
  const round = (): { degree: Degree; cut: boolean } => {
    const found = (values.get(name) ?? []).map((value) => degreeWithin(value, at, below));
    const degree = found.map((f) => f.degree).reduce(larger, found.length === 0 ? VARIABLE : ZERO);
    return { degree, cut: found.some((f) => f.cut) };
  };
  const first = round();
  if (first.cut && inside.size > 0) return first;
  let { degree } = first;
  const rounds = first.cut ? Math.min(ROUNDS, roundsOf(at)) : 1;
  for (let k = 1; k < rounds; k++) {
    before.set(name, degree);
    degree = round().degree;
  }
  before.delete(name);
  degrees.set(name, degree);
  return { degree, cut: false };
}

export const degreeOf = (root: Expr, at: Sized): Degree => degreeWithin(root, at, new Set()).degree;

function degreeWithin(root: Expr, at: Sized, inside: ReadonlySet<string>): { degree: Degree; cut: boolean } {
  let cut = false;
  const known = new Map<Expr, Degree>();
  const of = (e: Expr): Degree => known.get(e) ?? ZERO;
  const sum = (terms: readonly Degree[]): Degree => terms.reduce(plus, ZERO);
  for (const e of postorder([root])) known.set(e, own(e));
  return { degree: of(root), cut };

  function own(e: Expr): Degree {
    const n = count(e.shape[0], at);
    switch (e.kind) {
      case 'num':
        return ZERO;
      case 'name': {
        const found = degreeOfName(e.name, at, inside);
        cut ||= found.cut;
        return found.degree;
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
