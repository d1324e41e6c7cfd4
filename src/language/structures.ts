/** What kinds of properties there are, for those who differentiate. */
import type { Property } from './problem.js';

/** Properties whose tangent directions are a linear space of their own. */
export const STRUCTURES: ReadonlySet<Property> = new Set<Property>([
  'symmetric',
  'posdef',
  'skew',
  'diagonal',
  'lower',
  'upper',
  'toeplitz',
]);

/**
 * Properties that hold at a point and say nothing of its neighbours: what they make of a term, sum(p) = 1, is another
 * function than the term, with other derivatives.
 */
export const AT_A_POINT: ReadonlySet<Property> = new Set<Property>([
  'stochastic',
  'rowstochastic',
  'orthogonal',
  'unit',
]);
