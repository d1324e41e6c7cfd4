/**
 * A rule of the book checked from its own statement: both sides evaluated on random matrices that satisfy its
 * `where` lines. d(A) is the differential along a random direction, by differences, so no rule proves itself.
 */
import { call, name as makeName } from '../expression/build.js';
import { dimName, dimNames, dimToString } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { lastingly } from '../expression/pool.js';
import type { Declaration, Problem } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { elementwiseDifferential } from '../rulebook/catalog.js';
import type { Rule } from '../rulebook/match.js';
import type { Evidence } from './evidence.js';
import { attempt, compare, worse } from './evidence.js';
import type { Sample } from './sample.js';
import { sampleEnvironment } from './sample.js';

/** The two sides of a rule with the names they are about. */
export type Equation = Pick<Rule, 'left' | 'right' | 'variables' | 'dims'> & {
  /** Entries of the variables lie strictly between. */
  readonly bounds?: readonly [number, number];
};

/** Draws a rule is tested on: three of distinct sizes, then three with one dimension of size 1. */
const DRAWS = 6;

/** Checks left = right on several draws; the worst evidence. Unchecked where no admissible values were found. */
export const checkRule = (rule: Equation, catalog: Catalog, seed = 1): Evidence =>
  lastingly(() => evidenceFor(rule, catalog, seed));

function evidenceFor(rule: Equation, catalog: Catalog, seed: number): Evidence {
  let found: Evidence | undefined;
  for (let draw = 0; draw < DRAWS; draw++) {
    const sample = sampleOf(rule, catalog, seed + 1000 * draw, draw >= DRAWS / 2);
    const evidence: Evidence =
      sample.outcome === 'ok'
        ? attempt(() => compare(rule.left, rule.right, sample.env))
        : { outcome: 'unchecked', reason: sample.reason };
    // a size of 1 may be against a rule's conditions; the distinct sizes never are
    if (evidence.outcome === 'unchecked' && draw >= DRAWS / 2) continue;
    found = worse(found, evidence);
  }
  return found ?? { outcome: 'unchecked', reason: 'no sample was drawn' };
}

/** Random matrices and directions that satisfy the rule's conditions. */
export function sampleOf(rule: Equation, catalog: Catalog, seed: number, withOne: boolean): Sample {
  const variables = [...rule.variables.values()];
  const declarations = new Map<string, Declaration>(
    variables.map((v) => [
      v.name.name,
      {
        name: v.name.name,
        role: 'param',
        shape: v.name.shape,
        arity: v.name.index.length,
        letters: v.name.index.map(dimToString),
        properties: v.properties,
        ...(rule.bounds ? { bounds: rule.bounds } : {}),
        declared: true,
      },
    ]),
  );
  const value = isCall(rule.left, 'd') ? (rule.left.args[0] as Expr) : rule.left;
  const dims = [...new Set([...rule.dims, ...variables.flatMap((v) => v.name.shape.flatMap((x) => dimNames(x)))])];
  const problem: Problem = {
    source: '',
    declarations,
    // as a definition: a draw that makes it infinite, or leads near a kink, is not taken
    definitions: [{ target: makeName('value', value.shape), loops: [], value, anonymous: true }],
    functions: new Map(),
    requests: [],
    dims,
    ends: new Set(),
    remarks: [],
    cautions: [],
  };
  const varying = new Set(variables.filter((v) => !v.constant).map((v) => v.name.name));
  // slices fit few of the sizes that are drawn
  return sampleEnvironment(problem, [], seed, { rows: catalog, varying, withOne, attempts: 300 });
}

/** d f(X) = f′(X) ⊙ dX for an elementwise function of the book, as an equation like any other. */
export const elementwiseRule = (fn: string, catalog: Catalog): Equation =>
  lastingly(() => elementwiseEquation(fn, catalog));

function elementwiseEquation(fn: string, catalog: Catalog): Equation {
  const row = catalog.elementwise(fn);
  const x = makeName('X', [dimName('n'), dimName('m')]);
  const value: Expr = call(fn, [x], x.shape);
  const properties = new Set(row?.domain === 'positive' ? (['positive'] as const) : []);
  return {
    left: call('d', [value], x.shape),
    right: elementwiseDifferential(catalog.derivative(fn, x), x),
    variables: new Map([['X', { name: x, properties, active: false, constant: false }]]),
    dims: new Set(['n', 'm']),
    ...(typeof row?.domain === 'object' ? { bounds: row.domain } : {}),
  };
}
