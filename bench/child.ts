/** A process that is measured: what it can be asked to make ready and to run. */
import { compute, evaluated, hessian, product } from './compute-cases.js';
import { derived, gradient, mathjsDerivative, printed } from './derive-cases.js';
import { serve } from './serve.js';

await serve({
  compute,
  evaluate: evaluated,
  hessian,
  product,
  derive: derived,
  gradient,
  mathjs: mathjsDerivative,
  print: printed,
});
