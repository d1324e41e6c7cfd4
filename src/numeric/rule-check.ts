/**
 * The rule book against numbers: both sides of each rule on random matrices of the declared shapes and properties, each
 * elementwise derivative against differences of its function.
 */
import { call, d, name } from '../expression/build.js';
import type { Shape } from '../expression/dimension.js';
import { dimName } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { Declaration, Problem, Property } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { elementwiseDifferential } from '../rulebook/catalog.js';
import type { Rule } from '../rulebook/match.js';
import type { ElementwiseRow } from '../rulebook/rule.js';
import { checkStep } from './check.js';
import type { Evidence } from './evidence.js';
import { worse } from './evidence.js';
import { sampleEnvironment } from './sample.js';

const DRAWS = 3;

export function checkRule({ left, right, variables, dims }: Rule, catalog: Catalog, seed = 1): Evidence {
  const declarations = [...variables.values()].map(({ name: { name: text, shape }, properties }) =>
    declare(text, shape, properties),
  );
  return checkEquation(left, right, declarations, [...dims], catalog, seed);
}

/** d f(X) = f′(X) ⊙ dX for a function of the book. */
export function checkElementwise(fn: string, row: ElementwiseRow, catalog: Catalog, seed = 1): Evidence {
  const shape: Shape = [dimName('n'), dimName('m')];
  const X = name('X', shape);
  const { domain } = row;
  const properties = new Set<Property>(domain === 'positive' || domain === 'nonzero' ? ['positive'] : []);
  const bounds = Array.isArray(domain) ? (domain as unknown as readonly [number, number]) : undefined;
  const declaration = { ...declare('X', shape, properties), ...(bounds && { bounds }) };
  const left = d(call(fn, [X], shape));
  return checkEquation(
    left,
    elementwiseDifferential(catalog.derivative(fn, X), X),
    [declaration],
    ['n', 'm'],
    catalog,
    seed,
  );
}

const declare = (text: string, shape: Shape, properties: ReadonlySet<Property>): Declaration => ({
  name: text,
  role: 'param',
  shape,
  arity: 0,
  letters: [],
  properties,
  declared: true,
});

function checkEquation(
  left: Expr,
  right: Expr,
  declarations: readonly Declaration[],
  dims: readonly string[],
  rows: Catalog,
  seed: number,
): Evidence {
  const target = name('equation', left.shape);
  const problem: Problem = {
    source: '',
    declarations: new Map(declarations.map((x) => [x.name, x])),
    definitions: [{ target, loops: [], value: right, anonymous: true }],
    functions: new Map(),
    requests: [],
    dims,
    ends: new Set(),
    remarks: [],
  };
  const varying = new Set(declarations.map((x) => x.name));
  let found: Evidence | undefined;
  for (let draw = 0; draw < DRAWS; draw++) {
    const sample = sampleEnvironment(problem, [], seed + 1000 * draw, { rows, varying, withOne: draw === DRAWS - 1 });
    found = worse(found, sample.outcome === 'ok' ? checkStep(left, right, sample.env) : sample);
  }
  return found as Evidence;
}
