/** The modules of the rule book, in the order in which documentation shows them. */
import algebra from './algebra.js';
import arrange from './arrange.js';
import choice from './choice.js';
import elementwise from './elementwise.js';
import frobenius from './frobenius.js';
import inverse from './inverse.js';
import power from './power.js';
import product from './product.js';
import pseudoinverse from './pseudoinverse.js';
import recurrence from './recurrence.js';
import reduction from './reduction.js';
import softmax from './softmax.js';
import special from './special.js';
import spectral from './spectral.js';
import trace from './trace.js';
import vectorise from './vectorise.js';

export { citations } from './citations.js';

export const modules = {
  product,
  power,
  frobenius,
  trace,
  elementwise,
  special,
  choice,
  reduction,
  softmax,
  inverse,
  pseudoinverse,
  arrange,
  spectral,
  recurrence,
  vectorise,
  algebra,
} as const;
