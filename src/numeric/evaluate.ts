/**
 * The value of any expression in an environment, the inert d(e) and grad(f, X) included.
 *
 * Owns what each kind of term and each operator is worth as a matrix of doubles; the order of work is the walker's.
 * Differentials are difference quotients of values (differences.ts), never rules.
 */
import { d, name as makeName } from '../expression/build.js';
import type { Call, Expr, Name } from '../expression/expression.js';
import { isScalar } from '../expression/expression.js';
import { toNumber } from '../expression/rational.js';
import { namesIn } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { ElementwiseRow, Matrix } from '../rulebook/rule.js';
import { directional, gradient } from './differences.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue, keyOf, UNBOUND } from './environment.js';
import { kernels } from './kernels.js';
import { isAtKink, kinkDistance } from './kinks.js';
import { add, addScaled, eye, fill, largest, map, multiply, numberOf, product, scalar, scale } from './matrix.js';
import type { Member } from './members.js';
import { OPERATORS } from './operators.js';
import { isPowerOfNone, removable } from './removable.js';
import { squaredNorm, stableLog } from './stable.js';
import { isOfSymmetric, requireSymmetric } from './symmetric-argument.js';
import {
  elementwiseUnknown,
  matrixUnknown,
  matrixUnknownJacobian,
  scalarUnknown,
  scalarUnknownGradient,
} from './unknown.js';
import type { Need } from './walk.js';
import { Walker } from './walk.js';

/** What is added to the value of a variable or definition after it is computed. */
export type Offset = (key: string) => Matrix | undefined;

/** Where an evaluator was moved from: what is defined there moves on along its own differential. */
interface Origin {
  readonly from: Evaluator;
  readonly distance: number;
}

interface Place {
  readonly offset?: Offset;
  readonly origin?: Origin;
  /** Its values that do not depend on directions are these as well. */
  readonly sameValues?: Evaluator;
}

/**
 * A definition in a moved evaluator is its value plus the distance times its differential, instead of being computed
 * again: so every difference quotient is of one expression, not of the whole chain of definitions behind it, and a
 * hundred layers cost no accuracy. To first order, which is all a difference quotient sees, the two are the same.
 */
export class Evaluator extends Walker<Matrix> {
  private readonly moved = new Map<number, Evaluator>();
  private readonly turned = new Map<string, Evaluator>();
  private readonly offset: Offset | undefined;
  private readonly origin: Origin | undefined;
  /** The least distance of any argument so far from a kink of its function or the edge of its domain. */
  nearestKink = Number.POSITIVE_INFINITY;
  /** Calls whose arguments were at a kink. */
  readonly atKinks = new Set<Call>();
  /** The largest finite entry of any value so far. */
  largest = 0;

  constructor(env: Environment, { offset, origin, sameValues }: Place = {}) {
    super(env, sameValues ?? origin?.from);
    this.offset = offset;
    this.origin = origin;
    if (sameValues) this.shareValues(sameValues);
  }

  /** The same environment moved along its directions. */
  along(distance: number): Evaluator {
    const known = this.moved.get(distance);
    if (known) return known;
    const { direction } = this.env;
    const before = this.offset;
    const offset: Offset = (key) => {
      const [base, change] = [before?.(key), direction(key)];
      return change === undefined ? base : base ? addScaled(base, distance, change) : scale(distance, change);
    };
    const moved = new Evaluator(this.env, { offset, origin: { from: this, distance } });
    this.moved.set(distance, moved);
    return moved;
  }

  /** The same values, and a differential that is not zero for one variable or definition only; `kept` for later use. */
  towards(key: string, change: Matrix, kept = false): Evaluator {
    const place = `${key} ${change.data.join(' ')}`;
    const known = kept ? this.turned.get(place) : undefined;
    if (known) return known;
    const turned = this.turnedTo(key, change);
    if (kept) this.turned.set(place, turned);
    return turned;
  }

  private turnedTo(key: string, change: Matrix): Evaluator {
    const env: Environment = { ...this.env, direction: (other) => (other === key ? change : undefined) };
    const offset = this.offset ? { offset: this.offset } : {};
    return new Evaluator(env, this.origin ? offset : { ...offset, sameValues: this });
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

  protected override memberOf(name: string, index: readonly number[]): Member | undefined {
    return this.origin ? undefined : super.memberOf(name, index);
  }

  protected override inertNeeds(node: Expr, bindings: Bindings): readonly Need[] | undefined {
    if (node.kind !== 'call' || (node.fn !== 'd' && node.fn !== 'grad')) return undefined;
    return node.fn === 'grad' ? [] : this.differentialNeeds(node.args[0] as Expr, bindings);
  }

  /** d(e) needs the differentials of the definitions in e; d(E) those in E's value, and that E has a value. */
  private differentialNeeds(e: Expr, bindings: Bindings): readonly Need[] {
    if (e.kind !== 'name') return this.definedIn(e, bindings);
    const member = this.members.find(e.name, this.indexOf(e, bindings));
    if (!member) return [];
    const itself = this.canonical(e, bindings);
    if (itself !== e) return [{ node: d(itself), bindings: UNBOUND }];
    return [{ node: e, bindings: UNBOUND }, ...this.definedIn(member.definition.value, member.bindings)];
  }

  private definedIn(e: Expr, bindings: Bindings): readonly Need[] {
    const found = new Set<Expr>();
    const visit = (root: Expr, inside: Bindings): void => {
      for (const { node, bindings: under } of this.namesUnder(root, inside)) {
        if (this.members.find(node.name, this.indexOf(node, under))) found.add(d(this.canonical(node, under)));
      }
    };
    visit(e, bindings);
    return [...found].map((node) => ({ node, bindings: UNBOUND }));
  }

  /** The largest entry of the differentials of the names in a term. */
  reach(e: Expr, bindings: Bindings): number {
    let most = 0;
    for (const { node, bindings: under } of this.namesUnder(e, bindings)) {
      const itself = this.canonical(node, under);
      const known = this.env.value(keyOf(itself.name, this.indexOf(itself, UNBOUND))) !== undefined;
      const arguments_ = known || this.definedHere(itself) ? [itself] : this.namedNeeds(itself);
      for (const one of arguments_) most = Math.max(most, largest(this.value(d(one))) || 0);
    }
    return most;
  }

  private definedHere(itself: Name): boolean {
    return this.members.find(itself.name, this.indexOf(itself, UNBOUND)) !== undefined;
  }

  /** The name with its index as numbers. */
  private canonical(node: Name, bindings: Bindings): Name {
    return node.index.length === 0 ? node : makeName(node.name, node.shape, this.indexOf(node, bindings));
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
        const value = args.length === count ? scalar(c) : scale(c, product(args.slice(count)));
        if (value.data.every(Number.isFinite)) return value;
        if (isPowerOfNone(node, args)) return fill(value.rows, value.cols, 0);
        const same = removable(node, (name) => this.meaningOf(name, bindings));
        return same === undefined ? value : this.value(same, bindings);
      }
      case 'each': {
        const [rows, cols] = this.sizeOf(node, bindings);
        if (node.fold === 'sum')
          return args.length === 0 ? fill(rows, cols, 0) : args.slice(1).reduce(add, args[0] as Matrix);
        return args.length === 0 ? eye(rows) : args.slice(1).reduce(multiply, args[0] as Matrix);
      }
      case 'call': {
        const better = node.fn === 'log' ? this.logarithm(node.args[0] as Expr, bindings) : undefined;
        const square = squaredNorm(node);
        if (square) return this.value(square, bindings);
        return better ?? this.called(node.fn, node, args, bindings);
      }
      default:
        return node satisfies never;
    }
  }

  /** What a name without an index is defined as. */
  private meaningOf(name: Name, bindings: Bindings): Expr | undefined {
    if (name.index.length > 0 || this.origin || this.offset) return undefined;
    return this.members.find(name.name, this.indexOf(name, bindings))?.definition.value;
  }

  /** log(e) in a form that stays finite and exact; a definition is looked through. */
  private logarithm(e: Expr, bindings: Bindings): Matrix | undefined {
    if (e.kind === 'name') {
      const member = this.origin || this.offset ? undefined : this.members.find(e.name, this.indexOf(e, bindings));
      return member && this.logarithm(member.definition.value, member.bindings);
    }
    const better = stableLog(e);
    return better && this.value(better, bindings);
  }

  private named(node: Name, args: readonly Matrix[], bindings: Bindings): Matrix {
    const index = this.indexOf(node, bindings);
    const key = keyOf(node.name, index);
    if (this.origin && this.members.find(node.name, index)) {
      const { from, distance } = this.origin;
      const itself = this.canonical(node, bindings);
      return addScaled(from.value(itself), distance, from.value(d(itself)));
    }
    let value = this.members.find(node.name, index) ? args[0] : this.env.value(key);
    value ??= this.fromUnknown(node, args) ?? this.upstream(node);
    if (value === undefined) throw new FrobeniusError('values', `${key} has no value`);
    const change = this.offset?.(key);
    return change ? add(value, change) : value;
  }

  /** d of a name: its declared direction, and for a definition what its value does besides. */
  private differential(e: Expr, args: readonly Matrix[], bindings: Bindings): Matrix {
    if (e.kind !== 'name') return directional(this, e, bindings);
    const index = this.indexOf(e, bindings);
    const key = keyOf(e.name, index);
    const direction = this.env.direction(key);
    const member = this.members.find(e.name, index);
    if (member) {
      if (this.canonical(e, bindings) !== e) return args[0] as Matrix;
      const change = directional(this, member.definition.value, member.bindings);
      return direction ? add(change, direction) : change;
    }
    if (this.env.value(key) === undefined) return directional(this, e, bindings);
    return direction ?? fill(...this.sizeOf(e, bindings), 0);
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
    if (fn === 'd') return this.differential(node.args[0] as Expr, args, bindings);
    if (fn === 'grad') return gradient(this, node.args[0] as Expr, node.args[1] as Expr, bindings);
    const sizes = {
      rows: dimValue(node.shape[0], this.env, bindings),
      cols: dimValue(node.shape[1], this.env, bindings),
      dims: node.dims.map((d) => dimValue(d, this.env, bindings)),
    };
    if (sizes.rows < 0 || sizes.cols < 0)
      throw new FrobeniusError('values', `${format(node)} has ${sizes.rows} rows and ${sizes.cols} columns`);
    const elementwise = this.env.rows.elementwise(fn);
    // a comparison of indices is no kink
    const fixed =
      fn.startsWith('where') && namesIn(node.args[0] as Expr).length + namesIn(node.args[1] as Expr).length === 0;
    if (isOfSymmetric(fn)) requireSymmetric(node, args[0] as Matrix);
    if (!this.offset && !fixed) this.noteKink(node, args, elementwise);
    if (elementwise) return map(args[0] as Matrix, (x) => elementwise.value(x, kernels));
    const value = this.env.rows.row(fn)?.value;
    if (value) {
      const result = value(kernels, ...args);
      return typeof result === 'number' ? scalar(result) : result;
    }
    const operator = OPERATORS[fn];
    if (operator && this.origin && fn.startsWith('where')) {
      // what is compared only chooses: away from kinks the choice made before the move is that of its neighbourhood,
      // also where two sides are equal by their meaning, as an entry and the largest entry are
      const { from } = this.origin;
      const compared = node.args.slice(0, 2).map((a) => from.value(a, bindings));
      return operator([...compared, ...args.slice(2)], sizes);
    }
    return operator ? operator(args, sizes) : this.unknownCall(fn, node, args, sizes.rows, sizes.cols);
  }

  private noteKink(node: Call, args: readonly Matrix[], row: ElementwiseRow | undefined): void {
    const distance = kinkDistance(node.fn, args, row);
    this.nearestKink = Math.min(this.nearestKink, distance);
    if (isAtKink(node.fn, args, row, distance)) this.atKinks.add(node);
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
    // a vector that happens to have one entry still has a Jacobian
    if (order === 1 && !isScalar(inner)) {
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
