/**
 * The independent witness of a result: the subject evaluated through mathjs, its derivative by the complex step where
 * everything is analytic, by real differences where it is not.
 *
 * Shares with the rest the terms and the order of evaluation, and no arithmetic; it knows no rule of ours.
 */

import type { Derivation, Result } from '../derive/step.js';
import type { Expr, Name } from '../expression/expression.js';
import type { Limits } from '../expression/limits.js';
import { toNumber } from '../expression/rational.js';
import { session } from '../expression/session.js';
import { FrobeniusError } from '../language/error.js';
import type { Problem, Request } from '../language/problem.js';
import type { FunctionRow, Matrix } from '../rulebook/rule.js';
import type { Backend, Cell, Cells } from './backend.js';
import { imaginaryPart, loadBackend, realPart } from './backend.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue } from './environment.js';
import { evaluatorOf } from './evaluate.js';
import type { Evidence } from './evidence.js';
import { attempt, judgeError, relativeError, worse } from './evidence.js';
import { add, at, inner, make, multiply, scalar, scale } from './matrix.js';
import { vec } from './operators.js';
import type { SampleOptions } from './sample.js';
import { nameText, sampleEnvironment } from './sample.js';
import { settings } from './settings.js';
import { directionsFor, innerOnce, movesAlong } from './targets.js';
import { Walker } from './walk.js';
import {
  addCells,
  makeCells,
  mapCells,
  NotAnalytic,
  noWitness,
  only,
  single,
  WITNESS_OPERATORS,
} from './witness-operators.js';

/** The imaginary step: so small that its square vanishes and nothing is subtracted. */
const IMAGINARY_STEP = 1e-25;
const REAL_STEP = 2 ** -10;
/** Complex steps are exact to rounding; what remains is mathjs's own accuracy. */
export const WITNESS_TOLERANCE = 1e-8;
export const SECOND_WITNESS_TOLERANCE = 1e-6;

/** A change of one value: along a real direction, by a real or imaginary amount. */
interface Move {
  readonly key: string;
  readonly direction: Matrix;
  readonly amount: Cell;
}

class Witness extends Walker<Cells> {
  constructor(
    env: Environment,
    private readonly math: Backend,
    private readonly moves: readonly Move[],
  ) {
    super(env);
  }

  protected override namedNeeds(): readonly Expr[] {
    return [];
  }

  protected override inertNeeds(): undefined {
    return undefined;
  }

  protected override compute(node: Expr, args: readonly Cells[], bindings: Bindings): Cells {
    const m = this.math;
    switch (node.kind) {
      case 'num':
        return single(toNumber(node.value));
      case 'name':
        return this.named(node, args, bindings);
      case 'add':
        return args.reduce((a, b) => addCells(m, a, b));
      case 'mul': {
        const count = node.scalars.length;
        const c = args.slice(0, count).reduce<Cell>((p, s) => m.multiply(p, only(s)), toNumber(node.coefficient));
        return args.length === count
          ? single(c)
          : mapCells(args.slice(count).reduce(m.product), (x) => m.multiply(c, x));
      }
      case 'each': {
        const [rows, cols] = this.sizeOf(node, bindings);
        if (node.fold === 'prod')
          return args.reduce(
            (a, b) => m.product(a, b),
            makeCells(rows, rows, (i, j) => (i === j ? 1 : 0)),
          );
        return args.reduce(
          (a, b) => addCells(m, a, b),
          makeCells(rows, cols, () => 0),
        );
      }
      case 'call':
        return this.called(node, args, bindings);
      default:
        return node satisfies never;
    }
  }

  private named(node: Name, args: readonly Cells[], bindings: Bindings): Cells {
    const key = this.keyOf(node, bindings);
    let value = args[0];
    if (value === undefined) {
      const given = this.env.value(key);
      if (!given) throw new FrobeniusError('unsupported', `${key} is not known to the independent witness`);
      value = makeCells(given.rows, given.cols, (i, j) => at(given, i, j));
    }
    for (const { key: moved, direction, amount } of this.moves) {
      if (moved !== key) continue;
      value = addCells(
        this.math,
        value,
        makeCells(direction.rows, direction.cols, (i, j) => this.math.multiply(amount, at(direction, i, j))),
      );
    }
    return value;
  }

  private called(node: Expr & { kind: 'call' }, args: readonly Cells[], bindings: Bindings): Cells {
    const { fn } = node;
    const row = this.env.rows.elementwise(fn);
    if (row) return mapCells(args[0] as Cells, (x) => elementwise(this.math, row.witness, x));
    const operator = WITNESS_OPERATORS[fn];
    if (operator) {
      const [rows, cols] = this.sizeOf(node, bindings);
      return operator(this.math, args, { rows, cols, dims: node.dims.map((d) => dimValue(d, this.env, bindings)) });
    }
    const witness = this.env.rows.row(fn)?.witness;
    return witness === undefined
      ? noWitness(fn)
      : formula(this.math, this.env.rows.row(fn) as FunctionRow, witness, args);
  }
}

/** Where mathjs has a function on the real line only, the complex step is not for it. */
function elementwise(m: Backend, text: string, x: Cell): Cell {
  try {
    return m.formula(text, { x }) as Cell;
  } catch (error) {
    if (error instanceof TypeError && typeof x !== 'number') throw new NotAnalytic(error.message);
    throw error;
  }
}

function formula(m: Backend, row: FunctionRow, text: string, args: readonly Cells[]): Cells {
  const names = row.of.flatMap((line) => (line.split(':')[0] as string).split(',').map((name) => name.trim()));
  const scope = Object.fromEntries(names.map((name, k) => [name, unwrap(args[k] as Cells)]));
  const value = m.formula(text, scope);
  if (!Array.isArray(value)) return single(value as Cell);
  return value.map((entry: readonly Cell[] | Cell) =>
    Array.isArray(entry) ? (entry as readonly Cell[]) : [entry as Cell],
  );
}

const unwrap = (a: Cells): Cell | Cells => (a.length === 1 && a[0]?.length === 1 ? only(a) : a);

const toMatrix = (a: Cells, part: (x: Cell) => number): Matrix =>
  make(a.length, a[0]?.length ?? 0, (i, j) => part((a[i] as readonly Cell[])[j] as Cell));

const QUOTIENT: readonly (readonly [number, number])[] = [
  [-2, 1 / 12],
  [-1, -8 / 12],
  [1, 8 / 12],
  [2, -1 / 12],
];

/** How the witness differentiates: by a complex step, or where a function is not analytic by real differences. */
export type WitnessMethod = 'complex step' | 'differences by mathjs';

/** The derivative of `subject` as one value moves along a direction, after the moves made already. */
function slope(
  m: Backend,
  env: Environment,
  subject: Expr,
  bindings: Bindings,
  key: string,
  direction: Matrix,
  before: readonly Move[] = [],
): { readonly value: Matrix; readonly method: WitnessMethod } {
  const valueAt = (amount: Cell): Cells =>
    new Witness(env, m, [...before, { key, direction, amount }]).value(subject, bindings);
  try {
    const stepped = valueAt(m.complex(0, IMAGINARY_STEP));
    return { value: scale(1 / IMAGINARY_STEP, toMatrix(stepped, imaginaryPart)), method: 'complex step' };
  } catch (error) {
    if (!(error instanceof NotAnalytic)) throw error;
  }
  const value = QUOTIENT.map(([k, w]) => scale(w / REAL_STEP, toMatrix(valueAt(k * REAL_STEP), realPart))).reduce(add);
  return { value, method: 'differences by mathjs' };
}

/** What the independent witness found of one result. */
export interface WitnessCheck {
  readonly result: Result;
  readonly evidence: Evidence;
  readonly method: WitnessMethod;
}

/** Compares the action of a result on a basis of directions with that of the witness's derivative. */
function witnessMember(
  m: Backend,
  result: Result,
  problem: Problem,
  env: Environment,
  bindings: Bindings,
): { evidence: Evidence; method: WitnessMethod } {
  const { request, wrt, value } = result;
  const evaluator = evaluatorOf(env);
  const key = evaluator.keyOf(wrt, bindings);
  const claimed = evaluator.value(value, bindings);
  let found: Evidence | undefined;
  let method: WitnessMethod = 'complex step';
  for (const direction of directionsFor(evaluator, wrt, bindings, problem)) {
    const note = (claim: Matrix, by: ReturnType<typeof slope>, tolerance: number): void => {
      method = by.method === 'complex step' ? method : by.method;
      found = worse(found, judgeError(relativeError(claim, by.value), tolerance));
    };
    const { subject } = request;
    if (request.kind === 'grad') {
      const product = env.independentEntries ? innerOnce(claimed, direction, problem, wrt) : inner(claimed, direction);
      note(scalar(product), slope(m, env, subject, bindings, key, direction), WITNESS_TOLERANCE);
    } else if (request.kind === 'jacobian') {
      const by = slope(m, env, subject, bindings, key, direction);
      note(multiply(claimed, vec(direction)), { ...by, value: vec(by.value) }, WITNESS_TOLERANCE);
    } else if (request.kind === 'hessian') {
      const other = result.by ?? wrt;
      // of a block some directions of the other variable are enough: a wrong entry shows in almost every one
      const others = other === wrt ? [direction] : directionsFor(evaluator, other, bindings, problem, 0);
      for (const first of others) {
        const form = scalar(inner(vec(first), multiply(claimed, vec(direction))));
        const moved = { key: evaluator.keyOf(other, bindings), direction: first };
        note(form, curvature(m, env, subject, bindings, [moved], { key, direction }), SECOND_WITNESS_TOLERANCE);
      }
    } else if (request.along) {
      const moves = movesAlong(request, evaluator, bindings, problem);
      note(
        scalar(inner(claimed, direction)),
        curvature(m, env, subject, bindings, moves, { key, direction }),
        SECOND_WITNESS_TOLERANCE,
      );
    } else return { evidence: { outcome: 'unchecked', reason: `no witness for ${request.kind}` }, method };
  }
  return { evidence: found ?? { outcome: 'unchecked', reason: 'the variable has no freedom' }, method };
}

/** The second derivative of the subject, as `first` move together, and as `second` moves: real differences of complex steps. */
function curvature(
  m: Backend,
  env: Environment,
  subject: Expr,
  bindings: Bindings,
  first: readonly Omit<Move, 'amount'>[],
  { key, direction }: Omit<Move, 'amount'>,
): { readonly value: Matrix; readonly method: WitnessMethod } {
  const slopes = QUOTIENT.map(([k, w]) => {
    const before = first.map((move): Move => ({ ...move, amount: k * REAL_STEP }));
    const { value, method } = slope(m, env, subject, bindings, key, direction, before);
    return { value: scale(w / REAL_STEP, value), method };
  });
  return { value: slopes.map((s) => s.value).reduce(add), method: (slopes[0] as (typeof slopes)[number]).method };
}

/** Every result of a derivation against the witness, on one sample. */
export async function witnessDerivation(
  derivation: Derivation,
  seed: number,
  options: SampleOptions,
  limits?: Limits,
): Promise<readonly WitnessCheck[]> {
  const m = await loadBackend();
  return session([derivation], limits, () => witnessResults(m, derivation, seed, options));
}

function witnessResults(
  m: Backend,
  derivation: Derivation,
  seed: number,
  options: SampleOptions,
): readonly WitnessCheck[] {
  const { problem, request, results } = derivation;
  const varying = new Set(request.wrt.map(nameText));
  const sample = sampleEnvironment(problem, derivation.named, seed, {
    ...options,
    varying,
    ...(derivation.demands ? { demands: derivation.demands } : {}),
    ...(derivation.independentEntries ? { independentEntries: true } : {}),
  });
  return results.map((result): WitnessCheck => {
    if (sample.outcome === 'unchecked') return { result, evidence: sample, method: 'complex step' };
    let method: WitnessMethod = 'complex step';
    let found: Evidence | undefined;
    const evidence = attempt(() => {
      for (const bindings of settings(result.loops ?? [], sample.env)) {
        const one = witnessMember(m, result, problem, sample.env, bindings);
        if (one.method !== 'complex step') method = one.method;
        found = worse(found, one.evidence);
      }
      return found ?? { outcome: 'unchecked', reason: 'its range is empty' };
    });
    return { result, evidence, method };
  });
}

/** ∂(subject)/∂(wrt) as a matrix of wrt's shape, by the witness alone, in the given environment. */
export async function witnessGradient(
  problem: Problem,
  request: Request,
  wrt: Name,
  env: Environment,
  bindings: Bindings = new Map(),
): Promise<Matrix> {
  const m = await loadBackend();
  const evaluator = evaluatorOf(env);
  const key = evaluator.keyOf(wrt, bindings);
  const [rows, cols] = evaluator.sizeOf(wrt, bindings);
  return directionsFor(evaluator, wrt, bindings, problem)
    .map((b) => scale((slope(m, env, request.subject, bindings, key, b).value.data[0] as number) / inner(b, b), b))
    .reduce(
      add,
      make(rows, cols, () => 0),
    );
}
