/**
 * Levels of exact evaluation: a ring with what names, moved definitions and free functions are worth in it.
 *
 * The lowest is a field; each d or grad computes one level higher, in dual numbers over the one below. A free function
 * has a value drawn for its arguments at the lowest level, and above it the slopes that calculus makes of its partial
 * derivatives, which are free functions themselves.
 */
import type { ExactMatrix } from './exact-matrix.js';
import { mapped } from './exact-matrix.js';
import type { Dual, Ring } from './exact-ring.js';
import { dual } from './exact-ring.js';

/** What a free function is worth at arguments of a ring: `order` says by which arguments it is differentiated. */
export type Free<E> = (text: string, order: readonly number[], args: readonly E[]) => E;

/** How a name moves: by its declared direction, or one alone by one entry. */
export type Slope<E> = (key: string) => ExactMatrix<E> | undefined;

export interface Level<E, Base> {
  readonly ring: Ring<E, Base>;
  /** What a variable is worth here. */
  readonly variable: (key: string) => ExactMatrix<E> | undefined;
  /** What is added to a definition that moves by itself. */
  readonly moved: Slope<E>;
  readonly free: Free<E>;
  /** The level whose dual numbers this one computes with. */
  readonly below?: Level<unknown, Base>;
}

/** Whether a function of analysis was met on the way: then only agreement counts. */
export interface Trace {
  analytic: boolean;
}

/** The level of dual numbers over this one: variables move as `slope` says, definitions by `onDefinitions` besides. */
export function levelAbove<E, Base>(
  level: Level<E, Base>,
  slope: Slope<E>,
  onDefinitions: Slope<E>,
): Level<Dual<E>, Base> {
  const ring = dual(level.ring);
  const joined = (value: ExactMatrix<E>, change: ExactMatrix<E> | undefined): ExactMatrix<Dual<E>> =>
    mapped(value, (x, k) => ({ value: x, slope: change === undefined ? level.ring.zero : (change.data[k] as E) }));
  const free: Free<Dual<E>> = (text, order, args) => {
    const values = args.map((a) => a.value);
    const slopes = args.map((a, k) =>
      level.ring.isZero(a.slope)
        ? level.ring.zero
        : level.ring.multiply(level.free(text, [...order, k], values), a.slope),
    );
    return {
      value: level.free(text, order, values),
      slope: slopes.reduce((sum, s) => level.ring.add(sum, s), level.ring.zero),
    };
  };
  const moved: Slope<Dual<E>> = (key) => {
    const [before, change] = [level.moved(key), onDefinitions(key)];
    const some = before ?? change;
    if (some === undefined) return undefined;
    return joined(before ?? mapped(some, () => level.ring.zero), change);
  };
  const variable = (key: string): ExactMatrix<Dual<E>> | undefined => {
    const value = level.variable(key);
    return value && joined(value, slope(key));
  };
  return { ring, variable, moved, free, below: level as unknown as Level<unknown, Base> };
}

/** The derivative at an argument, where the value is known, in the numbers of a level. */
export type SlopeOf<Base> = (at: unknown, of: unknown, level: Level<unknown, Base>) => unknown;

const isDual = (x: unknown): x is Dual<unknown> => typeof x === 'object' && x !== null && 'slope' in x;

/** At the base the value that is drawn; at a dual number f(a) + ε f′(a)·b. */
export function differentiated<Base>(
  text: string,
  x: unknown,
  slope: SlopeOf<Base>,
  level: Level<unknown, Base>,
): unknown {
  const { below } = level;
  if (below === undefined || !isDual(x)) return level.free(text, [], [x]);
  const { ring } = below;
  const of = differentiated(text, x.value, slope, below);
  const rate = ring.isZero(x.slope) ? ring.zero : slope(x.value, of, below);
  return { value: of, slope: ring.multiply(rate, x.slope) };
}
