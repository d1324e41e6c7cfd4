/**
 * Gradients as exact evaluation has them: from slopes of the function along moves of the variable, one for each entry, or
 * one alone for the gradient against a test matrix.
 */
import type { Property } from '../language/problem.js';
import type { ExactMatrix } from './exact-matrix.js';
import type { Ring } from './exact-ring.js';
import type { BasisMatrix } from './structure.js';
import { structureBasis } from './structure.js';

/** A function of one variable at a point. */
export interface Sloping<E> {
  readonly ring: Ring<E>;
  readonly size: readonly [rows: number, cols: number];
  readonly properties: ReadonlySet<Property>;
  /** The derivative of the function while the variable moves by a matrix; of an element of the basis told by its place. */
  slope(move: ExactMatrix<E>, place?: number): E;
}

const moveBy = <E>({ size, ring }: Sloping<E>, elements: readonly (readonly [BasisMatrix, E])[]): ExactMatrix<E> => {
  const [rows, cols] = size;
  const data = Array.from({ length: rows * cols }, () => ring.zero);
  for (const [{ places, signs }, share] of elements)
    places.forEach((place, k) => {
      data[place] = ring.multiply(share, ring.whole(signs[k] as number));
    });
  return { rows, cols, data };
};

const basisOf = ({ size: [rows, cols], properties }: Sloping<unknown>): readonly BasisMatrix[] =>
  structureBasis(rows, cols, properties);

/** The gradient, in the space in which the variable lies. */
export function gradientOf<E>(f: Sloping<E>): ExactMatrix<E> {
  const { ring } = f;
  const parts = basisOf(f).map((element) => {
    const slope = f.slope(moveBy(f, [[element, ring.one]]), element.places[0]);
    return [element, ring.multiply(slope, ring.inverse(ring.whole(element.places.length)))] as const;
  });
  return moveBy(f, parts);
}

/**
 * The gradient : R. By its symmetry that is the slope along the part of R in the space in which the variable lies, a
 * single evaluation, where the gradient takes one for each entry.
 */
export function gradientAgainst<E>(f: Sloping<E>, test: ExactMatrix<E>): E {
  const { ring } = f;
  const parts = basisOf(f).map((element) => {
    const { places, signs } = element;
    const along = places.reduce(
      (sum, place, k) => ring.add(sum, ring.multiply(ring.whole(signs[k] as number), test.data[place] as E)),
      ring.zero,
    );
    return [element, ring.multiply(along, ring.inverse(ring.whole(places.length)))] as const;
  });
  return f.slope(moveBy(f, parts));
}
