/** Derives what the requests of a problem ask for. */
import type { Problem, Request } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { DeriveOptions } from './context.js';
import { deriveWith } from './request.js';
import { deriveHessian, deriveJacobian, deriveProduct } from './second.js';
import type { Derivation } from './step.js';

/** Derives every request of a problem. Throws FrobeniusError where the mathematics is not in the book. */
export const deriveAll = (problem: Problem, catalog: Catalog, options: DeriveOptions = {}): Derivation[] =>
  problem.requests.map((request) => deriveRequest(problem, request, catalog, options));

export const deriveRequest = (
  problem: Problem,
  request: Request,
  catalog: Catalog,
  options: DeriveOptions = {},
): Derivation => deriveWith({ deriveJacobian, deriveHessian, deriveProduct }, problem, request, catalog, options);
