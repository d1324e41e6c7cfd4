/**
 * The value of any expression in an environment, the inert d(e) and grad(f, X) included.
 *
 * Owns what each kind of term and each operator is worth as a matrix of doubles; the order of work is the walker's.
 * Differentials are difference quotients of values (differences.ts), never rules.
 */
import type { Expr, Name } from '../expression/expression.js';
import { toNumber } from '../expression/rational.js';
import { FrobeniusError } from '../language/error.js';
import type { Matrix } from '../rulebook/rule.js';
import { directional, gradient } from './differences.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue, keyOf, UNBOUND } from './environment.js';
import { kernels } from './kernels.js';
import { kinkDistance } from './kinks.js';
import { add, addScaled, eye, fill, map, multiply, numberOf, product, scalar, scale } from './matrix.js';
import type { Members } from './members.js';
import { OPERATORS } from './operators.js';
import {
  elementwiseUnknown,
  matrixUnknown,
  matrixUnknownJacobian,
  scalarUnknown,
  scalarUnknownGradient,
} from './unknown.js';
import type { Need } from './walk.js';
import { Walker } from './walk.js';

/** How an evaluator's world differs from its environment's: moved along the directions, or single values changed. */
export interface Shift {
  /** Multiples of the environment's directions added to the variables. */
  readonly along: number;
  /** Added to the value of a variable or definition after it is computed. */
  readonly bumps: ReadonlyMap<string, Matrix>;
}

const AT_REST: Shift = { along: 0, bumps: new Map() };

export class Evaluator extends Walker<Matrix> {
  private readonly moved = new Map<number, Evaluator>();
  /** The least distance of any argument so far from a kink of its function or the edge of its domain. */
  nearestKink = Number.POSITIVE_INFINITY;
  /** The largest finite entry of any value so far. */
  largest = 0;

  constructor(
    env: Environment,
    readonly shift: Shift = AT_REST,
    members?: Members,
  ) {
    super(env, members);
  }

  /** The same environment moved further along its directions. */
  along(distance: number): Evaluator {
    let known = this.moved.get(distance);
    if (!known) {
      known = new Evaluator(this.env, { ...this.shift, along: this.shift.along + distance }, this.members);
      this.moved.set(distance, known);
    }
    return known;
  }

  /** The same environment with `change` added to one value. */
  bumped(key: string, change: Matrix): Evaluator {
    const before = this.shift.bumps.get(key);
    const bumps = new Map(this.shift.bumps).set(key, before ? add(before, change) : change);
    return new Evaluator(this.env, { ...this.shift, bumps }, this.members);
  }

  number(e: Expr, bindings: Bindings = UNBOUND): number {
    return numberOf(this.value(e, bindings));
  }

  protected override remember(need: Need, value: Matrix): void {
    super.remember(need, value);
    for (const x of value.data) if (Math.abs(x) > this.largest && Number.isFinite(x)) this.largest = Math.abs(x);
  }

  protected override namedNeeds(node: Name): readonly Expr[] {
    const f = this.env.unknown.get(node.name);
    return f?.kind === 'scalar' && this.env.seed !== undefined ? f.of : [];
  }

  protected override isInert(node: Expr): boolean {
    return node.kind === 'call' && (node.fn === 'd' || node.fn === 'grad');
  }

  protected override compute(node: Expr, args: readonly Matrix[], bindings: Bindings): Matrix {
    switch (node.kind) {
      case 'num':
        return scalar(toNumber(node.value));
      case 'name':
        return this.named(node, args, bindings);
      case 'add':
        return args.slice(1).reduce(add, args[0] as Matrix);
      case 'mul': {
        const count = node.scalars.length;
        const c = args.slice(0, count).reduce((p, s) => p * numberOf(s), toNumber(node.coefficient));
        return args.length === count ? scalar(c) : scale(c, product(args.slice(count)));
      }
      case 'each': {
        const [rows, cols] = this.sizeOf(node, bindings);
        if (node.fold === 'sum')
          return args.length === 0 ? fill(rows, cols, 0) : args.slice(1).reduce(add, args[0] as Matrix);
        return args.length === 0 ? eye(rows) : args.slice(1).reduce(multiply, args[0] as Matrix);
      }
      case 'call':
        return this.called(node.fn, node, args, bindings);
      default:
        return node satisfies never;
    }
  }

  private named(node: Name, args: readonly Matrix[], bindings: Bindings): Matrix {
    const index = this.indexOf(node, bindings);
    const key = keyOf(node.name, index);
    let value = this.members.find(node.name, index) ? args[0] : this.env.value(key);
    value ??= this.fromUnknown(node, args) ?? this.upstream(node);
    if (value === undefined) throw new FrobeniusError('values', `${key} has no value`);
    const { along } = this.shift;
    const direction = along === 0 ? undefined : this.env.direction(key);
    if (direction) value = addScaled(value, along, direction);
    const bump = this.shift.bumps.get(key);
    return bump ? add(value, bump) : value;
  }

  /** The value of an unknown scalar function, from its arguments. */
  private fromUnknown(node: Name, args: readonly Matrix[]): Matrix | undefined {
    const f = this.env.unknown.get(node.name);
    if (f?.kind !== 'scalar') return undefined;
    return scalar(this.env.seed === undefined ? Number.NaN : scalarUnknown(this.env.seed, f.name, args));
  }

  /** The name that stands for the gradient of an unknown function: `function L(A) with gradient G`. */
  private upstream(node: Name): Matrix | undefined {
    for (const f of this.env.unknown.values()) {
      if (f.kind !== 'scalar') continue;
      for (const [argument, name] of f.gradient ?? []) {
        if (name === node) return this.unknownGradient(f.name, argument);
      }
    }
    return undefined;
  }

  /** ∂L/∂A of an unknown function by one of its own arguments; undefined if A is none of them. */
  unknownGradient(fn: string, by: Name, bindings: Bindings = UNBOUND): Matrix | undefined {
    const f = this.env.unknown.get(fn);
    if (f?.kind !== 'scalar') return undefined;
    const key = keyOf(by.name, this.indexOf(by, bindings));
    const given = this.env.given.get(`grad(${fn},${key})`);
    if (given) return given;
    const which = f.of.findIndex((arg) => keyOf(arg.name, this.indexOf(arg, UNBOUND)) === key);
    if (which < 0) return undefined;
    if (this.env.seed === undefined) {
      throw new FrobeniusError('values', `no numbers are given for grad(${fn},${key})`);
    }
    return scalarUnknownGradient(
      this.env.seed,
      fn,
      f.of.map((arg) => this.value(arg)),
      which,
    );
  }

  private called(fn: string, node: Expr & { kind: 'call' }, args: readonly Matrix[], bindings: Bindings): Matrix {
    if (fn === 'd') return directional(this, node.args[0] as Expr, bindings);
    if (fn === 'grad') return gradient(this, node.args[0] as Expr, node.args[1] as Expr, bindings);
    const sizes = {
      rows: dimValue(node.shape[0], this.env, bindings),
      cols: dimValue(node.shape[1], this.env, bindings),
      dims: node.dims.map((d) => dimValue(d, this.env, bindings)),
    };
    const elementwise = this.env.rows.elementwise(fn);
    const distance = kinkDistance(fn, args, elementwise);
    if (distance < this.nearestKink) this.nearestKink = distance;
    if (elementwise) return map(args[0] as Matrix, (x) => elementwise.value(x, kernels));
    const value = this.env.rows.row(fn)?.value;
    if (value) {
      const result = value(kernels, ...args);
      return typeof result === 'number' ? scalar(result) : result;
    }
    const operator = OPERATORS[fn];
    return operator ? operator(args, sizes) : this.unknownCall(fn, node, args, sizes.rows, sizes.cols);
  }

  /** f(X), f'(X), Y(x), Y'(x) of declared functions without a formula. */
  private unknownCall(fn: string, node: Expr, args: readonly Matrix[], rows: number, cols: number): Matrix {
    const base = fn.replace(/'+$/, '');
    const order = fn.length - base.length;
    const f = this.env.unknown.get(base);
    const x = args[0];
    if (!f || f.kind === 'scalar' || !x) throw new FrobeniusError('unsupported', `${fn} has no numbers`);
    const inner = node.args[0] as Expr;
    const text =
      this.env.spell?.(node) ??
      (inner.kind === 'name' ? `${fn}(${keyOf(inner.name, this.indexOf(inner, UNBOUND))})` : fn);
    const given = this.env.given.get(text.replaceAll(' ', ''));
    if (given) return given;
    const { seed } = this.env;
    if (seed === undefined) throw new FrobeniusError('values', `no numbers are given for ${text}`);
    if (f.kind === 'elementwise') return elementwiseUnknown(seed, base, order, x);
    if (order === 1 && x.data.length > 1) {
      const [n, m] = f.shape.map((d) => dimValue(d, this.env, UNBOUND)) as [number, number];
      return matrixUnknownJacobian(seed, base, x, n, m);
    }
    return matrixUnknown(seed, base, order, x, rows, cols);
  }
}

const evaluators = new WeakMap<Environment, Evaluator>();

/** The evaluator of an environment: one for all its expressions, so that shared pieces are computed once. */
export function evaluatorOf(env: Environment): Evaluator {
  const evaluator = evaluators.get(env) ?? new Evaluator(env);
  evaluators.set(env, evaluator);
  return evaluator;
}

export const evaluate = (e: Expr, env: Environment, bindings: Bindings = UNBOUND): Matrix =>
  evaluatorOf(env).value(e, bindings);
