/**
 * A test of a program's derivatives that its caller can run: arguments, and for each derivative a direction along which the
 * value is to change as the derivative says. A derivative D of a number is compared as Σ D.*E with the slope of the value
 * along E, a Jacobian as u'·J·e with that of Σ U.*value, a Hessian as e'·H·e with the second difference.
 *
 * Directions stay within the space of a structured variable. The test is tried out before it is printed: where the
 * arguments stand by a kink or a pole, others are drawn.
 */

import { keyOfResult } from '../derive/results.js';
import type { Derivation, Result } from '../derive/step.js';
import type { Name } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Environment } from '../numeric/environment.js';
import { dimValue, UNBOUND } from '../numeric/environment.js';
import { evaluatorOf } from '../numeric/evaluate.js';
import { make } from '../numeric/matrix.js';
import { random } from '../numeric/random.js';
import { sampleEnvironment } from '../numeric/sample.js';
import { structureBasis } from '../numeric/structure.js';
import type { ValuesOptions } from '../numeric/values.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Argument } from './arguments.js';
import { argumentFor, argumentsFor, isList, nestedOf, valuesByName } from './arguments.js';
import type { Input, Program } from './code.js';
import { compileDerivation } from './compile.js';

/** An argument that is moved, by its place among all from 0, and whither. */
export interface Move {
  readonly place: number;
  readonly direction: Argument;
}

export interface DerivativeCheck {
  readonly key: string;
  /** As many as the test's order: those of one are moved together. */
  readonly moves: readonly (readonly Move[])[];
  /** What the entries of a value that is a matrix count for. */
  readonly weights?: Matrix;
  /** What the derivative is multiplied with, entry by entry, and added up. */
  readonly against: Argument;
}

export interface GradientTest {
  readonly args: readonly Argument[];
  /** Of the differences of all its checks. */
  readonly order: 1 | 2;
  readonly checks: readonly DerivativeCheck[];
  /** Derivatives by what is no argument. */
  readonly untested: readonly string[];
}

/** The step of differences of each order, and how far off they may be, relative to values above 1. */
export const STEPS = { 1: 1e-6, 2: 1e-4 } as const;
export const TOLERANCES = { 1: 1e-6, 2: 1e-5 } as const;
const ATTEMPTS = 24;

export function gradientTest(derivation: Derivation, program: Program, options: ValuesOptions): GradientTest {
  if (program.value === undefined)
    throw new FrobeniusError('unsupported', 'a value that hangs on an unknown function cannot be tested');
  const run = compileDerivation(derivation, options);
  for (let seed = 1; seed <= ATTEMPTS; seed++) {
    const sample = sampleEnvironment(derivation.problem, derivation.named, seed, {
      ...options,
      ...(derivation.demands ? { demands: derivation.demands } : {}),
      attempts: 40,
    });
    if (sample.outcome !== 'ok') continue;
    const test = new Maker(derivation, program, rounded(derivation, sample.env)).test();
    if (test.checks.length === 0)
      throw new FrobeniusError('unsupported', `nothing to test: no argument is ${test.untested.join(', ')}`);
    const value = (args: readonly Argument[]): ReturnType<typeof run> =>
      run(valuesByName(program, derivation.problem, sample.env, args));
    if (holds(test, value)) return test;
  }
  throw new FrobeniusError('unsupported', 'no arguments were found at which differences tell the derivatives');
}

/** Values that no property binds, to few digits. */
function rounded({ problem }: Derivation, env: Environment): Environment {
  const known = new Map<string, Matrix | undefined>();
  const short = (key: string, what: string, matrix: Matrix | undefined): Matrix | undefined => {
    if (matrix === undefined) return undefined;
    const id = `${what} ${key}`;
    const before = known.get(id);
    if (before !== undefined) return before;
    const declared = problem.declarations.get(key) ?? problem.declarations.get(key.replace(/\[.*/, ''));
    const bound = declared === undefined || declared.properties.size > 0;
    const made = bound ? matrix : { ...matrix, data: matrix.data.map((x) => Math.round(x * 1000) / 1000) };
    known.set(id, made);
    return made;
  };
  return {
    ...env,
    value: (key) => short(key, 'value', env.value(key)),
    direction: (key) => short(key, 'direction', env.direction(key)),
  };
}

class Maker {
  constructor(
    private readonly derivation: Derivation,
    private readonly program: Program,
    private readonly env: Environment,
  ) {}

  test(): GradientTest {
    const { problem, request } = this.derivation;
    const args = argumentsFor(this.program, problem, this.env, (key) => this.env.value(key));
    const untested: string[] = [];
    const checks = this.program.derivatives.flatMap(({ key, family: asked }): DerivativeCheck[] => {
      // of a family of which one member is given, w[T+1], that is the argument
      const family = asked !== undefined && this.placeOf(asked) ? asked : undefined;
      const result = this.derivation.results.find((r) => (family ? r.wrt.name === family : keyOfResult(r) === key));
      const check = result && this.check(key, family, result);
      if (check === undefined) untested.push(key);
      return check ? [check] : [];
    });
    return { args, order: request.kind === 'hessian' || request.kind === 'hvp' ? 2 : 1, checks, untested };
  }

  private check(key: string, family: string | undefined, result: Result): DerivativeCheck | undefined {
    const { request } = this.derivation;
    const move = this.move(family ?? format(result.wrt));
    if (move === undefined) return undefined;
    const against = this.against(family ?? format(result.wrt), family !== undefined, move);
    if (request.kind === 'grad') {
      const once = this.derivation.independentEntries ? this.once(result.wrt, against) : against;
      return { key, moves: [[move]], against: once };
    }
    if (isList(against)) return undefined;
    if (request.along) {
      const along = request.wrt.map((x, k) => this.along(x, request.along?.[k] as Name));
      const moved = along.flatMap((one) => one ?? []);
      return moved.length < along.length ? undefined : { key, moves: [[move], moved], against };
    }
    if (request.kind === 'jacobian') {
      const [rows, cols] = request.subject.shape.map((d) => this.size(d)) as [number, number];
      const r = random(7, 'weights');
      const weights = make(rows, cols, () => Math.round(r.normal() * 1000) / 1000);
      return { key, moves: [[move]], weights, against: outer(weights, against) };
    }
    const other = result.by ? this.move(format(result.by)) : move;
    if (other === undefined) return undefined;
    return { key, moves: [[other], [move]], against: outer(other.direction, against) };
  }

  /** A direction whose entries that are tied together count once: what independent entries mean. */
  private once(wrt: Name, direction: Argument): Argument {
    if (typeof direction === 'number') return direction;
    if (isList(direction)) return direction.map((member) => this.once(wrt, member));
    const { rows, cols, data } = direction;
    const properties = this.derivation.problem.declarations.get(wrt.name)?.properties ?? new Set<never>();
    const firsts = new Set(structureBasis(rows, cols, properties).map(({ places }) => places[0]));
    return { rows, cols, data: data.map((x, k) => (firsts.has(k) ? x : 0)) };
  }

  private size(d: Input['shape'][number]): number {
    return dimValue(d, this.env, UNBOUND);
  }

  /** The argument that holds a variable, and its members where it is one of a family. */
  private placeOf(name: string): { readonly place: number; readonly input: Input; readonly one: boolean } | undefined {
    const base = name.replace(/\[.*/, '');
    const { inputs } = this.program;
    const exact = inputs.findIndex((i) => i.key === name || (i.arity === 0 && i.at === undefined && i.name === name));
    if (exact >= 0) return { place: exact, input: inputs[exact] as Input, one: false };
    const place = inputs.findIndex((i) => i.name === base && i.arity > 0 && i.at === undefined);
    return place < 0 ? undefined : { place, input: inputs[place] as Input, one: name !== base };
  }

  private move(name: string, directionOf = (key: string) => this.env.direction(key)): Move | undefined {
    const found = this.placeOf(name);
    if (found === undefined) return undefined;
    const { input, place, one } = found;
    const still = make(this.size(input.shape[0]), this.size(input.shape[1]), () => 0);
    let moved = false;
    const direction = argumentFor(input, this.derivation.problem, this.env, (key) => {
      const matrix = one && key !== name ? undefined : directionOf(key);
      moved ||= matrix !== undefined;
      return matrix ?? still;
    });
    return moved ? { place, direction } : undefined;
  }

  /** The direction of one member, or of the whole argument. */
  private against(name: string, isFamily: boolean, move: Move): Argument {
    if (isFamily || !this.placeOf(name)?.one) return move.direction;
    const matrix = this.env.direction(name) as Matrix;
    return matrix.data.length === 1 ? (matrix.data[0] as number) : matrix;
  }

  private along(wrt: Name, along: Name): Move | undefined {
    const value = evaluatorOf(this.env).value(along, UNBOUND);
    const name = format(wrt);
    return this.move(name, (key) => (key === name ? value : undefined));
  }
}

/** vec(a)·vec(b)', columns stacked. */
function outer(a: Argument, b: Argument): Matrix {
  const [x, y] = [stacked(a), stacked(b)];
  return make(x.length, y.length, (i, j) => (x[i] as number) * (y[j] as number));
}

function stacked(a: Argument): number[] {
  if (typeof a === 'number') return [a];
  if (isList(a)) return a.flatMap(stacked);
  const { rows, cols, data } = a;
  return Array.from({ length: rows * cols }, (_, k) => data[(k % rows) * cols + Math.floor(k / rows)] as number);
}

// ——— trying it out ———

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);
const entries = (a: Argument): number[] => flat(nestedOf(a));
const inner = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, a, i) => sum + a * (y[i] ?? Number.NaN), 0);

function shifted(a: Argument, direction: Argument, step: number): Argument {
  if (typeof a === 'number') return a + step * (direction as number);
  if (isList(a)) return a.map((member, i) => shifted(member, (direction as readonly Argument[])[i] as Argument, step));
  const { data } = direction as Matrix;
  return { ...a, data: a.data.map((x, k) => x + step * (data[k] as number)) };
}

function holds(
  test: GradientTest,
  run: (args: readonly Argument[]) => ReturnType<ReturnType<typeof compileDerivation>>,
): boolean {
  try {
    const { derivatives } = run(test.args);
    return test.checks.every(({ key, moves, weights, against }) => {
      const at = (...steps: readonly number[]): number => {
        const args = [...test.args];
        moves.forEach((together, i) => {
          for (const { place, direction } of together)
            args[place] = shifted(args[place] as Argument, direction, steps[i] as number);
        });
        const value = flat(run(args).value);
        return weights ? inner(value, entries(weights)) : (value[0] as number);
      };
      const h = STEPS[test.order];
      const slope =
        test.order === 1 ? (at(h) - at(-h)) / (2 * h) : (at(h, h) - at(h, -h) - at(-h, h) + at(-h, -h)) / (4 * h * h);
      const told = inner(flat(derivatives[key]), entries(against));
      // a language of its own may round otherwise: some room is left
      return Math.abs(slope - told) < (TOLERANCES[test.order] / 4) * Math.max(1, Math.abs(told));
    });
  } catch (error) {
    // beside a pole or out of a domain: other arguments are drawn
    if (error instanceof FrobeniusError && error.code === 'values') return false;
    throw error;
  }
}
