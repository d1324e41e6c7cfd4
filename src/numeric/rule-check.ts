/**
 * A rule of the book checked from its own statement: both sides evaluated on random matrices that satisfy its
 * `where` lines. d(A) is the differential along a random direction, by differences, so no rule proves itself.
 */
import { call, name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { asName, dimName, dimNames, dimToString } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { lastingly } from '../expression/pool.js';
import type { Declaration, Problem } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { elementwiseDifferential } from '../rulebook/catalog.js';
import type { Rule } from '../rulebook/match.js';
import { withCommuting } from './commuting.js';
import { checkConvention } from './convention.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue, UNBOUND } from './environment.js';
import { evaluatorOf } from './evaluate.js';
import type { Evidence } from './evidence.js';
import { attempt, compare, VALUE_TOLERANCE, worse } from './evidence.js';
import { hardDraws } from './hard-draws.js';
import { rangeValues } from './members.js';
import type { Sample } from './sample.js';
import { MODERATE, sampleEnvironment } from './sample.js';

/** The two sides of a rule with the names they are about. */
export type Equation = Pick<Rule, 'left' | 'right' | 'variables' | 'dims'> & {
  /** Entries of the variables lie strictly between. */
  readonly bounds?: readonly [number, number];
  /** What is said of an elementwise function's derivative, a term in X, at a kink. */
  readonly convention?: { readonly text: string; readonly derivative: Expr };
};

/** Draws a rule is tested on: three of distinct sizes, then three with one dimension of size 1. */
const DRAWS = 6;
/** The first of them are also brought to where a rule is most easily false. */
const HARD = 2;
/** What rounding makes of the inverse of a matrix that has none is larger. */
const LOST = 1e9;

/**
 * Checks left = right on several draws; the worst evidence. Unchecked where no admissible values were found, or only
 * such of size 1.
 */
export const checkRule = (rule: Equation, catalog: Catalog, seed = 1): Evidence =>
  lastingly(() => evidenceFor(rule, catalog, seed));

function evidenceFor(rule: Equation, catalog: Catalog, seed: number): Evidence {
  const { convention } = rule;
  let found = convention && checkConvention(convention.text, convention.derivative, catalog);
  for (let draw = 0; draw < DRAWS; draw++) {
    const sample = admissible(rule, catalog, seed + 1000 * draw, draw >= DRAWS / 2);
    const evidence: Evidence =
      sample.outcome === 'ok'
        ? attempt(() => compareSides(rule, sample.env))
        : { outcome: 'unchecked', reason: sample.reason };
    // a size of 1 may be against a rule's conditions; the distinct sizes never are
    if (draw === DRAWS / 2 && found?.outcome === 'unchecked') return found;
    if (evidence.outcome === 'unchecked' && draw >= DRAWS / 2) continue;
    found = worse(found, evidence);
    if (sample.outcome !== 'ok' || evidence.outcome !== 'ok' || draw >= HARD) continue;
    const turned = turnedSizes(rule, sample.env);
    const wide = turned && sampleOf(rule, catalog, seed + 1000 * draw, false, turned);
    const hard = [...hardDraws(rule, sample.env), ...(wide?.outcome === 'ok' ? [wide.env] : [])];
    for (const env of hard)
      found = worse(
        found,
        attempt(() => compareSides(rule, env)),
      );
  }
  return found ?? { outcome: 'unchecked', reason: 'no sample was drawn' };
}

/** How often other sizes are drawn for an index that is too large for them. */
const RETRIES = 6;

function admissible(rule: Equation, catalog: Catalog, seed: number, withOne: boolean): Sample {
  let sample = sampleOf(rule, catalog, seed, withOne);
  for (let k = 1; k < RETRIES && sample.outcome === 'ok'; k++) {
    if (!hasIndexOutside(rule.left, sample.env)) break;
    sample = sampleOf(rule, catalog, seed + 101 * k, withOne);
  }
  return sample;
}

/** Where the left side has no value the rule says nothing; where only the right side has none, it is wrong. */
function compareSides({ left, right }: Equation, env: Environment): Evidence {
  if (hasIndexOutside(left, env)) return { outcome: 'unchecked', reason: 'an index lies outside its range' };
  const inner = isCall(left, 'd') ? [left.args[0] as Expr, left] : [left];
  if (!inner.every((e) => hasValue(e, env, MODERATE)))
    return { outcome: 'unchecked', reason: 'the left side has no value' };
  if (!hasIndexOutside(right, env) && hasValue(right, env, LOST)) return compare(left, right, env);
  const where = 'the right side has no value where the left side has one';
  return { outcome: 'failed', error: Number.POSITIVE_INFINITY, tolerance: VALUE_TOLERANCE, where };
}

/** Finite, and no larger than `most` on the way. */
function hasValue(e: Expr, env: Environment, most: number): boolean {
  const evaluator = evaluatorOf(env);
  return evaluator.value(e).data.every(Number.isFinite) && evaluator.largest <= most;
}

/** Unit vectors and eigenvectors are counted by an index; one beyond the last, or before the first, is none. */
function hasIndexOutside(e: Expr, env: Environment, bindings: Bindings = UNBOUND): boolean {
  if (e.kind === 'each') {
    const range = rangeValues(dimValue(e.from, env, bindings), dimValue(e.to, env, bindings));
    return range.some((t) => hasIndexOutside(e.args[0] as Expr, env, new Map(bindings).set(e.over, t)));
  }
  if (isCall(e, 'basis') || isCall(e, 'eigvec')) {
    const [rows, index] = [e.shape[0], e.dims.at(-1) as Dim].map((d) => dimValue(d, env, bindings));
    if ((index as number) < 1 || (index as number) > (rows as number)) return true;
  }
  return e.args.some((arg) => hasIndexOutside(arg, env, bindings));
}

/** The sizes that make a full-rank matrix wide that was tall, and the other way round. */
function turnedSizes({ variables }: Equation, { sizes }: Environment): ReadonlyMap<string, number> | undefined {
  for (const { name, properties } of variables.values()) {
    const [n, m] = name.shape.map(asName);
    const [rows, cols] = [n, m].map((d) => (d === undefined ? undefined : sizes.get(d)));
    if (!properties.has('fullrank') || n === undefined || m === undefined) continue;
    if (rows !== undefined && cols !== undefined) return new Map([...sizes, [n, cols], [m, rows]]);
  }
  return undefined;
}

/** Random matrices and directions that satisfy the rule's conditions. */
export function sampleOf(
  rule: Equation,
  catalog: Catalog,
  seed: number,
  withOne: boolean,
  sizes?: ReadonlyMap<string, number>,
): Sample {
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
  const sample = sampleEnvironment(problem, [], seed, {
    rows: catalog,
    varying,
    withOne,
    attempts: 300,
    ...(sizes ? { sizes } : {}),
  });
  return sample.outcome === 'ok' ? { outcome: 'ok', env: withCommuting(rule, sample.env) } : sample;
}

/** d f(X) = f′(X) ⊙ dX for an elementwise function of the book, as an equation like any other. */
export const elementwiseRule = (fn: string, catalog: Catalog): Equation =>
  lastingly(() => elementwiseEquation(fn, catalog));

function elementwiseEquation(fn: string, catalog: Catalog): Equation {
  const row = catalog.elementwise(fn);
  const x = makeName('X', [dimName('n'), dimName('m')]);
  const value: Expr = call(fn, [x], x.shape);
  const properties = new Set(row?.domain === 'positive' ? (['positive'] as const) : []);
  const derivative = catalog.derivative(fn, x);
  return {
    left: call('d', [value], x.shape),
    right: elementwiseDifferential(derivative, x),
    variables: new Map([['X', { name: x, properties, active: false, constant: false, commuting: false }]]),
    dims: new Set(['n', 'm']),
    ...(typeof row?.domain === 'object' ? { bounds: row.domain } : {}),
    ...(row?.convention === undefined ? {} : { convention: { text: row.convention, derivative } }),
  };
}
