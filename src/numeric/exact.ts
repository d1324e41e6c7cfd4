/**
 * The exact value of a term: over a prime field, the rationals, or any ring that exact-ring.ts makes of them.
 *
 * d(e) and grad(f, X) are dual numbers over the ring, one level for each. Unknown functions, and those of analysis, are
 * free functions: a value drawn for each argument, the derivative as the table of functions states it. Two terms that
 * agree are then equal whatever those functions are; that they differ says something only where none occurs.
 * Shares nothing with the rules. What has no exact value throws `NotExact` with the reason.
 */
import { name as makeName } from '../expression/build.js';
import type { Call, Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import type { Definition, Property, UserFunction } from '../language/problem.js';
import type { ElementwiseRow } from '../rulebook/rule.js';
import type { Bindings } from './environment.js';
import { dimValue, keyOf, UNBOUND } from './environment.js';
import { ANALYSIS, realPower } from './exact-analysis.js';
import { CHOICE, CHOICES, chosen, extreme, OPPOSITES } from './exact-choice.js';
import { fractionOf } from './exact-fraction.js';
import type { Sloping } from './exact-gradient.js';
import { gradientAgainst, gradientOf } from './exact-gradient.js';
import type { Free, Level, Slope, SlopeOf, Trace } from './exact-level.js';
import { differentiated, levelAbove } from './exact-level.js';
import type { ExactMatrix } from './exact-matrix.js';
import { Matrices, mapped, matrix, one, transposed } from './exact-matrix.js';
import { EXACT_OPERATORS } from './exact-operators.js';
import type { Dual, Ring } from './exact-ring.js';
import { Members, rangeValues } from './members.js';
import { isDerivative, memoKey } from './memo.js';

export class NotExact extends Error {
  override readonly name = 'NotExact';
}

/** Where exact values come from: a point and a direction over the base ring. */
export interface ExactPoint<Base> {
  readonly sizes: ReadonlyMap<string, number>;
  readonly definitions: readonly Definition[];
  readonly unknown: ReadonlyMap<string, UserFunction>;
  value(key: string): ExactMatrix<Base> | undefined;
  direction(key: string): ExactMatrix<Base> | undefined;
  properties(key: string): ReadonlySet<Property>;
  /** The value that a free function has at an argument, told by a text. */
  draw(text: string): Base;
  elementwise(fn: string): ElementwiseRow | undefined;
  derivative(fn: string, x: Expr): Expr;
}

/** How the text of a broken power begins. */
export const ROOT = 'power';

const SCALAR_ROOT = makeName('x', [1, 1]);

export function exactEvaluator<Base>(
  point: ExactPoint<Base>,
  ring: Ring<Base, Base>,
  trace: Trace,
  known?: Free<Base>,
): Exact<Base, Base> {
  const drawn: Free<Base> = (text, order, args) =>
    point.draw(`${text} ${[...order].sort((a, b) => a - b).join(',')} at ${args.map(textOf).join(' ')}`);
  const free = known ?? drawn;
  return new Exact(point, { ring, variable: (key) => point.value(key), moved: () => undefined, free }, trace);
}

const textOf = (x: unknown): string =>
  typeof x === 'object' && x !== null ? Object.values(x).map(String).join('/') : String(x);

interface Known<E> {
  readonly value: ExactMatrix<E>;
  /** A function of analysis was met on the way to it. */
  readonly analytic: boolean;
}

export class Exact<E, Base> {
  private readonly m: Matrices<E>;
  private readonly memo = new Map<Expr, Map<string, Known<E>>>();
  private readonly members: Members;
  private readonly open = new Set<string>();
  private child: Exact<Dual<E>, Base> | undefined;
  private readonly turned = new Map<string, Exact<Dual<E>, Base>>();

  constructor(
    private readonly point: ExactPoint<Base>,
    private readonly level: Level<E, Base>,
    private readonly trace: Trace,
  ) {
    this.m = new Matrices<E>(level.ring as unknown as Ring<E, never>);
    this.members = new Members(point);
  }

  value(e: Expr, bindings: Bindings = UNBOUND): ExactMatrix<E> {
    const slot = this.memo.get(e) ?? new Map<string, Known<E>>();
    this.memo.set(e, slot);
    const key = memoKey(e, bindings);
    const { trace } = this;
    let known = slot.get(key);
    if (known === undefined) {
      // what is told of a value belongs to it, also where it is met again
      const before = trace.analytic;
      trace.analytic = false;
      const value = this.compute(e, bindings);
      known = { value, analytic: trace.analytic };
      slot.set(key, known);
      trace.analytic = before;
    }
    if (known.analytic) trace.analytic = true;
    return known.value;
  }

  private number(r: Rational): E {
    const { ring } = this.level;
    const [p, q] = typeof r === 'number' ? [r, 1] : [r.p, r.q];
    if (!Number.isSafeInteger(p) || !Number.isSafeInteger(q)) {
      if (ring.decimal) return ring.decimal(p / q);
      throw new NotExact(`${p} is no exact number`);
    }
    return q === 1 ? ring.whole(p) : ring.multiply(ring.whole(p), ring.inverse(ring.whole(q)));
  }

  size(e: Expr, bindings: Bindings): readonly [number, number] {
    return [dimValue(e.shape[0], this.point, bindings), dimValue(e.shape[1], this.point, bindings)];
  }

  private compute(e: Expr, bindings: Bindings): ExactMatrix<E> {
    const { m } = this;
    switch (e.kind) {
      case 'num':
        return one(this.number(e.value));
      case 'name':
        return this.named(e, bindings);
      case 'add':
        return e.args.map((a) => this.value(a, bindings)).reduce((sum, a) => m.add(sum, a));
      case 'mul': {
        const c = e.scalars.reduce((p, s) => m.ring.multiply(p, this.scalar(s, bindings)), this.number(e.coefficient));
        const factors = e.factors.map((f) => this.value(f, bindings));
        return factors.length === 0
          ? one(c)
          : m.scale(
              c,
              factors.reduce((p, f) => m.multiply(p, f)),
            );
      }
      case 'each': {
        const [rows, cols] = this.size(e, bindings);
        const range = rangeValues(dimValue(e.from, this.point, bindings), dimValue(e.to, this.point, bindings));
        const values = range.map((t) => this.value(e.args[0] as Expr, new Map(bindings).set(e.over, t)));
        return e.fold === 'sum'
          ? values.reduce((sum, a) => m.add(sum, a), m.fill(rows, cols, m.ring.zero))
          : values.reduce((p, a) => m.multiply(p, a), m.identity(rows));
      }
      case 'call':
        return this.called(e, bindings);
      default:
        return e satisfies never;
    }
  }

  private scalar(e: Expr, bindings: Bindings): E {
    return this.value(e, bindings).data[0] as E;
  }

  // ——— names ———

  private keyOf(e: Name, bindings: Bindings): readonly [string, readonly number[]] {
    const index = e.index.map((d) => dimValue(d, this.point, bindings));
    return [keyOf(e.name, index), index];
  }

  private named(e: Name, bindings: Bindings): ExactMatrix<E> {
    const [key, index] = this.keyOf(e, bindings);
    const value = this.unmoved(e, key, index, bindings);
    const change = this.level.moved(key);
    return change === undefined ? value : this.m.add(value, change);
  }

  private unmoved(e: Name, key: string, index: readonly number[], bindings: Bindings): ExactMatrix<E> {
    const member = this.members.find(e.name, index);
    if (member !== undefined) {
      if (this.open.has(key)) throw new NotExact(`${key} is defined by itself`);
      this.open.add(key);
      try {
        return this.value(member.definition.value, member.bindings);
      } finally {
        this.open.delete(key);
      }
    }
    const variable = this.level.variable(key);
    if (variable !== undefined) return variable;
    const f = this.point.unknown.get(e.name);
    if (f?.kind === 'scalar') return one(this.level.free(f.name, [], this.argumentsOf(f.of)));
    for (const g of this.point.unknown.values()) {
      if (g.kind !== 'scalar') continue;
      for (const [of, name] of g.gradient ?? []) if (name === e) return this.partial(g, of, bindings);
    }
    throw new NotExact(`${key} has no value`);
  }

  private argumentsOf(of: readonly Name[]): E[] {
    return of.flatMap((a) => this.value(a).data);
  }

  /** ∂L/∂A of an unknown function by one of its own arguments. */
  private partial(f: UserFunction & { kind: 'scalar' }, by: Name, bindings: Bindings): ExactMatrix<E> {
    const args = this.argumentsOf(f.of);
    const [key] = this.keyOf(by, bindings);
    let before = 0;
    for (const a of f.of) {
      const value = this.value(a);
      if (this.keyOf(a, UNBOUND)[0] === key) {
        const from = before;
        return mapped(value, (_, k) => this.level.free(f.name, [from + k], args));
      }
      before += value.data.length;
    }
    throw new NotExact(`${key} is no argument of ${f.name}`);
  }

  // ——— derivatives ———

  /** The same point over dual numbers, where each name moves as `slope` says. */
  private over(slope: Slope<E>, onDefinitions: Slope<E>): Exact<Dual<E>, Base> {
    return new Exact(this.point, levelAbove(this.level, slope, onDefinitions), this.trace);
  }

  private differential(e: Expr, bindings: Bindings): ExactMatrix<E> {
    const embedded = (key: string): ExactMatrix<E> | undefined => {
      const change = this.point.direction(key);
      return change && mapped(change, (x) => this.level.ring.embed(x));
    };
    const isVariable = (key: string): boolean => this.level.variable(key) !== undefined;
    this.child ??= this.over(embedded, (key) => (isVariable(key) ? undefined : embedded(key)));
    return mapped(this.child.value(e, bindings), (x) => x.slope);
  }

  private gradient(f: Expr, by: Expr, bindings: Bindings): ExactMatrix<E> {
    if (by.kind !== 'name') throw new NotExact('a gradient is by a name');
    return this.ownPartial(f, by, bindings) ?? gradientOf(this.sloping(f, by, bindings));
  }

  /** The value of e : R; of a gradient one evaluation of its function. */
  against(e: Expr, test: ExactMatrix<E>, bindings: Bindings): E {
    const [f, by] = e.args;
    const single = f && by?.kind === 'name' && isCall(e, 'grad') && this.ownPartial(f, by, bindings) === undefined;
    return single ? gradientAgainst(this.sloping(f, by, bindings), test) : this.m.inner(this.value(e, bindings), test);
  }

  private ownPartial(f: Expr, by: Name, bindings: Bindings): ExactMatrix<E> | undefined {
    const unknown = f.kind === 'name' ? this.point.unknown.get(f.name) : undefined;
    if (unknown?.kind !== 'scalar') return undefined;
    const [key] = this.keyOf(by, bindings);
    return unknown.of.some((a) => this.keyOf(a, UNBOUND)[0] === key) ? this.partial(unknown, by, bindings) : undefined;
  }

  private sloping(f: Expr, by: Name, bindings: Bindings): Sloping<E> {
    const [key] = this.keyOf(by, bindings);
    const isVariable = this.level.variable(key) !== undefined;
    const slope = (move: ExactMatrix<E>, place?: number): E => {
      const towards: Slope<E> = (other) => (other === key ? move : undefined);
      const never: Slope<E> = () => undefined;
      const turn = `${key} ${place}`;
      const moved = this.turned.get(turn) ?? this.over(isVariable ? towards : never, isVariable ? never : towards);
      // the other rows of a Hessian are by the same entry
      if (place !== undefined && isDerivative(f)) this.turned.set(turn, moved);
      return (moved.value(f, bindings).data[0] as Dual<E>).slope;
    };
    return { ring: this.level.ring, size: this.size(by, bindings), properties: this.point.properties(key), slope };
  }

  // ——— operators ———

  private called(e: Call, bindings: Bindings): ExactMatrix<E> {
    const { fn } = e;
    const [a, b] = e.args as readonly [Expr, Expr];
    if (fn === 'd') return this.differential(a, bindings);
    if (fn === 'grad') return this.gradient(a, b, bindings);
    if (fn === 'pow') return this.power(a, b, bindings);
    const { m } = this;
    if (fn === 'matpow') {
      const k = this.wholeNumber(b, bindings);
      let result = m.identity(this.size(a, bindings)[0]);
      const factor = k < 0 ? m.inverse(this.value(a, bindings)) : this.value(a, bindings);
      for (let i = 0; i < Math.abs(k); i++) result = m.multiply(result, factor);
      return result;
    }
    if (fn === 'norm2') return one(this.root(this.square(a, bindings), 1, 2));
    const analysis = ANALYSIS.get(fn);
    if (analysis !== undefined) {
      const [first, second] = e.args.map((x) => this.value(x, bindings)) as [ExactMatrix<E>, ExactMatrix<E>];
      return analysis({ m, of: (f, x) => this.analytic(f, x) }, first, second);
    }
    if (fn === 'pi') return one(this.level.free('pi', [], []));
    if (CHOICES.has(fn) || ((fn === 'max' || fn === 'min') && b !== undefined)) {
      this.trace.analytic = true;
      const size = this.size(e, bindings);
      const sides = e.args.map((x) => this.value(x, bindings));
      return CHOICES.has(fn)
        ? chosen(m.ring, size, sides, (x) => this.bit(fn, x))
        : extreme(m.ring, size, sides, (x) => this.analytic('sign', x), fn === 'min');
    }
    const operator = EXACT_OPERATORS.get(fn);
    if (operator !== undefined) {
      const [rows, cols] = this.size(e, bindings);
      const dims = e.dims.map((d) => dimValue(d, this.point, bindings));
      return operator(
        m,
        e.args.map((x) => this.value(x, bindings)),
        { rows, cols, dims },
      );
    }
    if (this.point.elementwise(fn) !== undefined) return mapped(this.value(a, bindings), (x) => this.analytic(fn, x));
    return this.unknownCall(e, bindings);
  }

  private unknownCall(e: Call, bindings: Bindings): ExactMatrix<E> {
    const base = e.fn.replace(/'+$/, '');
    const order = e.fn.length - base.length;
    const f = this.point.unknown.get(base);
    if (f === undefined || f.kind === 'scalar') throw new NotExact(`${e.fn} has no exact value`);
    const x = this.value(e.args[0] as Expr, bindings);
    const { free } = this.level;
    const times = (k: number): number[] => Array.from({ length: order }, () => k);
    if (f.kind === 'elementwise') return mapped(x, (u) => free(base, times(0), [u]));
    const [rows, cols] = f.shape.map((d) => dimValue(d, this.point, UNBOUND)) as [number, number];
    if (x.data.length === 1) return matrix(rows, cols, (i, j) => free(`${base}(${i},${j})`, times(0), x.data));
    if (order === 0) return matrix(rows, cols, (i, j) => free(`${base}(${i},${j})`, [], x.data));
    if (order > 1) throw new NotExact(`${e.fn} has no exact value`);
    const columns = transposed(matrix(x.rows, x.cols, (i, j) => i * x.cols + j)).data;
    return matrix(rows * cols, x.data.length, (r, k) =>
      free(`${base}(${r % rows},${Math.floor(r / rows)})`, [columns[k] as number], x.data),
    );
  }

  private wholeNumber(e: Expr, bindings: Bindings): number {
    const [p, q] = this.fraction(e, bindings);
    if (q !== 1) throw new NotExact('the exponent is not a whole number');
    return p;
  }

  private fraction(e: Expr, bindings: Bindings): readonly [p: number, q: number] {
    const found = fractionOf(e, (d) => dimValue(d, this.point, bindings));
    if (found === undefined) throw new NotExact('the exponent is no exact number');
    return found;
  }

  private square(a: Expr, bindings: Bindings): E {
    const value = this.value(a, bindings);
    return this.m.inner(value, value);
  }

  /** 1 where a comparison holds, else 0; of ≤ and < where its opposite does not, so that the two never hold at once. */
  private bit(fn: string, margin: E): E {
    const opposite = OPPOSITES[fn];
    const told = this.differentiable(`${CHOICE} ${opposite ?? fn}`, margin, (_, __, { ring }) => ring.zero);
    const { ring } = this.m;
    return opposite === undefined ? told : ring.add(ring.whole(1), ring.negate(told));
  }

  private power(base: Expr, exponent: Expr, bindings: Bindings): ExactMatrix<E> {
    const fixed = fractionOf(exponent, (d) => dimValue(d, this.point, bindings));
    if (fixed === undefined && this.level.ring.decimal)
      return realPower(this.m, this.value(base, bindings), this.value(exponent, bindings), (f, x) =>
        this.analytic(f, x),
      );
    const [p, q] = this.fraction(exponent, bindings);
    // the square of a norm is a sum of squares
    if (isCall(base, 'norm2')) return one(this.root(this.square(base.args[0] as Expr, bindings), p, 2 * q));
    return mapped(this.value(base, bindings), (x) => this.root(x, p, q));
  }

  /** x^(p/q): a whole power times a free function for the broken rest. */
  private root(x: E, p: number, q: number): E {
    const whole = Math.floor(p / q);
    const rest = p - whole * q;
    const power = this.m.power(x, whole);
    if (rest === 0) return power;
    this.trace.analytic = true;
    const free = this.differentiable(`${ROOT} ${rest}/${q}`, x, (at, of, { ring }) =>
      ring.multiply(ring.multiply(ring.multiply(ring.whole(rest), ring.inverse(ring.whole(q))), of), ring.inverse(at)),
    );
    return this.m.ring.multiply(power, free);
  }

  /** A function of the table at one number, its derivative the table's own formula. */
  private analytic(fn: string, x: E): E {
    this.trace.analytic = true;
    const slope = this.point.derivative(fn, SCALAR_ROOT);
    return this.differentiable(fn, x, (at, _, level) => {
      const variable = (key: string): ExactMatrix<unknown> | undefined => (key === 'x' ? one(at) : undefined);
      const bare: ExactPoint<Base> = { ...this.point, definitions: [], unknown: new Map() };
      return new Exact(bare, { ...level, variable, moved: () => undefined }, this.trace).value(slope).data[0];
    });
  }

  /** A free function of one argument whose derivative is known from argument and value, at every level of duals. */
  private differentiable(text: string, x: E, slope: SlopeOf<Base>): E {
    return differentiated(text, x, slope, this.level as unknown as Level<unknown, Base>) as E;
  }
}
