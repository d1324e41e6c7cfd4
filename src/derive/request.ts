/**
 * One request, derived. What differentiates a gradient or a vector is handed in: a page that derives gradients first loads it
 * when it is asked for. The printed answer is the end of the printed line.
 */
import { notNegativeToString } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Declaration, Problem, Request } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { DeriveOptions } from './context.js';
import { deriveDifferential } from './forward-answer.js';
import { deriveGradient } from './passes.js';
import { withSizesOf } from './size-order.js';
import type { Derivation } from './step.js';
import { demandsOf } from './stretches.js';

type Deriver = (problem: Problem, request: Request, catalog: Catalog) => Derivation;

/** Jacobians, Hessians, and Hessians times a vector. */
export interface HigherDerivers {
  readonly deriveJacobian: Deriver;
  readonly deriveHessian: Deriver;
  readonly deriveProduct: Deriver;
}

/** Whether a request is derived by those. */
export const isHigher = ({ kind }: Request): boolean => kind !== 'grad' && kind !== 'differential';

/** `higher` may be left out where no request asks for it. */
export function deriveWith(
  higher: HigherDerivers | undefined,
  problem: Problem,
  request: Request,
  catalog: Catalog,
  options: DeriveOptions = {},
): Derivation {
  if (options.independentEntries && request.kind !== 'grad') {
    const symmetric = request.wrt.find((x) => declarationNamed(problem, x)?.properties.has('symmetric'));
    if (symmetric)
      throw new FrobeniusError(
        'unsupported',
        `independent entries of the symmetric ${format(symmetric)} are for gradients, not yet for ${request.kind}`,
        undefined,
        'without --independent-entries it is derived in the space of symmetric matrices',
      );
  }
  const derivation = withSizesOf(problem, () => derived(higher, problem, request, catalog, options));
  requireAnswers(derivation);
  const demands = demandsOf(derivation);
  const holds = `holds for ${demands.map(notNegativeToString).join(', ')}`;
  const conditions = demands.length === 0 ? derivation.conditions : [...derivation.conditions, holds];
  return { ...derivation, demands, conditions };
}

/** One that is left out would be taken for 0. */
function requireAnswers({ request, results }: Derivation): void {
  if (request.kind === 'differential') return;
  for (const x of request.wrt)
    if (!results.some(({ wrt }) => wrt === x || (x.index.length === 0 && wrt.name === x.name)))
      throw new Error(`no answer by ${format(x)}`);
}

const declarationNamed = ({ declarations }: Problem, x: Name): Declaration | undefined =>
  declarations.get(format(x)) ?? declarations.get(x.name);

function derived(
  higher: HigherDerivers | undefined,
  problem: Problem,
  request: Request,
  catalog: Catalog,
  options: DeriveOptions,
): Derivation {
  switch (request.kind) {
    case 'grad':
      return deriveGradient(problem, request, catalog, new Map(), options);
    case 'jacobian':
      return loaded(higher).deriveJacobian(problem, request, catalog);
    case 'hessian':
      return loaded(higher).deriveHessian(problem, request, catalog);
    case 'hvp':
      return loaded(higher).deriveProduct(problem, request, catalog);
    case 'differential':
      return deriveDifferential(problem, request, catalog);
    default:
      return request.kind satisfies never;
  }
}

function loaded(higher: HigherDerivers | undefined): HigherDerivers {
  if (higher === undefined) throw new Error('what differentiates a gradient is not loaded');
  return higher;
}
