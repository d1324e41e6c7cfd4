/**
 * The error of difference quotients against step size, for each result of a derivation: the V that truncation and
 * rounding make, whose foot shows how far the result can be told right by differences at all.
 *
 * Independent of the rules: the subject is evaluated anew at moved values of the variable, by two-point central
 * differences; only the slope compared with is the derived one.
 */

import type { Derivation, Result } from '../derive/step.js';
import type { Expr } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Environment, FunctionRows } from './environment.js';
import { keyOf } from './environment.js';
import { evaluatorOf } from './evaluate.js';
import { addScaled, inner, largest, make, multiply, scale } from './matrix.js';
import { vec } from './operators.js';
import { sampleEnvironment } from './sample.js';
import { settings } from './settings.js';
import { innerOnce } from './targets.js';

export interface SweepPoint {
  readonly step: number;
  /** |difference quotient − derived slope| over the size of the slope. */
  readonly error: number;
}

export interface Sweep {
  readonly result: Result;
  readonly points: readonly SweepPoint[];
}

export interface SweepOptions {
  readonly rows: FunctionRows;
  readonly seed?: number;
  /** Results looked at, at most. */
  readonly most?: number;
}

/** Steps 10^-0.5, 10^-1.5, … 10^-11.5. */
const STEPS: readonly number[] = Array.from({ length: 12 }, (_, k) => 10 ** (-k - 0.5));
/** Fewer good points than this make no picture. */
const FEW = 6;

/** The sweeps of the first results that allow one, or why there is none. */
export function sweepSteps(
  derivation: Derivation,
  { rows, seed = 1, most = 5 }: SweepOptions,
): readonly Sweep[] | string {
  const { problem, named, independentEntries } = derivation;
  const sample = sampleEnvironment(problem, named, seed, {
    rows,
    ...(derivation.demands ? { demands: derivation.demands } : {}),
    ...(independentEntries ? { independentEntries } : {}),
  });
  if (sample.outcome !== 'ok') return sample.reason;
  const sweeps: Sweep[] = [];
  let reason = 'no result can be compared along a line';
  for (const result of derivation.results.slice(0, most)) {
    try {
      const points = sweep(result, derivation, sample.env);
      if (points.length >= FEW) sweeps.push({ result, points });
    } catch (error) {
      if (!(error instanceof FrobeniusError)) throw error;
      reason = error.message;
    }
  }
  return sweeps.length > 0 ? sweeps : reason;
}

function sweep(result: Result, derivation: Derivation, env: Environment): SweepPoint[] {
  const { wrt, value, loops } = result;
  const all = settings(loops ?? [], env);
  const bindings = all[Math.floor(all.length / 2)];
  if (!bindings) return [];
  const here = evaluatorOf(env);
  const key = keyOf(wrt.name, here.indexOf(wrt, bindings));
  const base = env.value(key);
  const direction = env.direction(key);
  if (!base || !direction) throw new FrobeniusError('request', `${key} is a definition: it cannot be moved on its own`);
  const slope = slopeAlong(result, here.value(value, bindings), direction, derivation);
  const subject = subjectOf(result, derivation);
  const size = Math.max(largest(slope), 1e-12);
  const at = (step: number): Matrix => {
    const moved = addScaled(base, step, direction);
    const there: Environment = { ...env, value: (name) => (name === key ? moved : env.value(name)) };
    return evaluatorOf(there).value(subject, bindings);
  };
  return STEPS.flatMap((step) => {
    const quotient = scale(1 / (2 * step), addScaled(at(step), -1, at(-step)));
    const shaped = result.request.kind === 'grad' ? quotient : vecLike(quotient, slope);
    const error = largest(addScaled(shaped, -1, slope)) / size;
    return Number.isFinite(error) ? [{ step, error }] : [];
  });
}

const vecLike = (a: Matrix, b: Matrix): Matrix => (a.rows === b.rows && a.cols === b.cols ? a : vec(a));

/** What a step along the direction does to the subject, by the derived result. */
function slopeAlong(
  result: Result,
  value: Matrix,
  direction: Matrix,
  { problem, independentEntries }: Derivation,
): Matrix {
  switch (result.request.kind) {
    case 'grad': {
      const slope = independentEntries ? innerOnce(value, direction, problem, result.wrt) : inner(value, direction);
      return make(1, 1, () => slope);
    }
    case 'jacobian':
    case 'hessian':
      return multiply(value, vec(direction));
    case 'hvp':
    case 'differential':
      throw new FrobeniusError('request', 'its direction is part of the result');
    default:
      return result.request.kind satisfies never;
  }
}

/** Of a Hessian the derived gradient that it differentiates. */
function subjectOf({ request, by, wrt }: Result, { first }: Derivation): Expr {
  if (request.kind !== 'hessian') return request.subject;
  const gradient = first?.results.find((r) => r.wrt === (by ?? wrt));
  if (!gradient) throw new FrobeniusError('request', 'its gradient is not at hand');
  return gradient.value;
}
