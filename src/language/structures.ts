/** Which declarations describe a linear space of matrices: their entries do not move one by one. */
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
