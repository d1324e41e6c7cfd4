/** Values and derivatives as numbers. Part of the library. */
import { requireAgreement } from './agreement.js';
import type { Derived, SourceOptions } from './deriving.js';
import { derive, isDerived } from './deriving.js';
import { session } from './expression/session.js';
import { requireObject } from './language/options.js';
import type { Problem } from './language/problem.js';
import type { Evaluation } from './numeric/evaluation.js';
import { evaluateDerivation } from './numeric/evaluation.js';

/**
 * Values by name, as a values file has them: numbers, flat lists (columns), lists of rows, matrices { rows, cols,
 * data }; for a family a list of its members from index 1, its boundary under its own name, "H[0]". A size or an end
 * has a number under its name where no matrix tells it.
 */
export type Values = Readonly<Record<string, unknown>>;

/**
 * The value and the derivatives at given values; of several requests, each with its own. A scalar is a number, a
 * matrix a list of rows: a gradient in the shape of its variable, a Jacobian of an m-vector by an n-vector m×n
 * (columns stacked for matrices), a Hessian n×n. The value is null where it hangs on an unknown function. Throws
 * FrobeniusError: 'values' for what is missing or of another shape, 'property' for what breaks a declaration,
 * 'domain' for what is not finite, 'request' for a differential, 'limit' for what is too large, 'check' for a result by
 * members of families that disagrees with differences (a derivation is tried once); and what `parse` and `derive` throw.
 */
export function evaluate(source: string | Problem | Derived, values: Values, options: SourceOptions = {}): Answer {
  requireObject('the options', options, "{ wrt: ['x'] }");
  const derived = isDerived(source) ? source : derive(source, options);
  requireAgreement(derived);
  return session([derived], options.limits, () => evaluateAll(derived, values));
}

/** What `evaluate` answers: of one request its value and derivatives, of several a list with each. */
export type Answer =
  | (Omit<Evaluation, 'request'> & { readonly results?: undefined })
  | { readonly results: readonly Evaluation[]; readonly value?: undefined; readonly derivatives?: undefined };

function evaluateAll(derived: Derived, values: Values): Answer {
  const results = derived.derivations.map((derivation) =>
    evaluateDerivation(derivation, values, { rows: derived.rules }),
  );
  const [first, ...others] = results;
  if (first === undefined || others.length > 0) return { results };
  const { request: _, ...answer } = first;
  return answer;
}
