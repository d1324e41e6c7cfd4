/**
 * An example by which a person can see, on paper, that two terms differ: small sizes, small whole numbers, few of them
 * not zero.
 *
 * Sizes are tried from the smallest on; for each a few draws of small numbers that satisfy the declarations; what is
 * found is then thinned out, entry by entry, while it still shows the difference. An unknown scalar function is put as
 * a linear one, whose gradient is a matrix of small numbers.
 */

import { add, call, d, frobenius, name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimNames, evaluateDim, SCALAR } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { ifAffordable } from '../expression/limits.js';
import { postorder } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Declaration, Definition, Property, UserFunction } from '../language/problem.js';
import { STRUCTURES } from '../language/structures.js';
import { tangentTo } from '../numeric/draw.js';
import type { Environment } from '../numeric/environment.js';
import { declarationOf } from '../numeric/environment.js';
import { Evaluator } from '../numeric/evaluate.js';
import { relativeError } from '../numeric/evidence.js';
import { largest, make } from '../numeric/matrix.js';
import { freeIndices } from '../numeric/memo.js';
import { requireProperties } from '../numeric/properties.js';
import { random } from '../numeric/random.js';
import { combine, structureBasis } from '../numeric/structure.js';
import type { Matrix } from '../rulebook/rule.js';
import { countedNames } from './counted.js';
import { differentialName, sampleShown } from './elsewhere.js';
import { smallDifference } from './firm.js';
import type { Counterexample, Setting } from './verdict.js';
import type { World } from './world.js';

/** Of what is left to a call. */
const SMALL_SHARE = 1 / 2;
const MOST_SIZES = 60;
const DRAWS = 24;
const MOST_ENTRIES = 400;
const SMALL = [0, 0, 0, 1, 1, 1, 2, -1, 2, 3, -2];
/** A smaller difference may be rounding. */
const CLEAR = 1e-3;
const CLEARANCE = 0.02;
const NORMS: ReadonlySet<string> = new Set(['norm2', 'norminf', 'norm1', 'nucnorm', 'specnorm']);

/** `sample` is one on which they are known to differ. */
export function counterexample(
  before: Expr,
  after: Expr,
  world: World,
  sample?: Environment,
): Counterexample | undefined {
  // where small values cannot be afforded, those of the samples are at hand
  const small = ifAffordable(SMALL_SHARE, () => smallExample(before, after, world));
  if (small) return small;
  const samples = world.samplesFor([before, after]);
  return randomExample(before, after, world, sample ? [sample, ...samples] : samples);
}

function smallExample(before: Expr, after: Expr, world: World): Counterexample | undefined {
  const functions = linearFunctions(world);
  const moving = world.moves([before, after]);
  for (const sizes of sizesOf(world)) {
    // of large matrices nothing small can be shown, and thinning them out takes its time
    if (entriesAt(sizes, world) > MOST_ENTRIES) continue;
    let best: Trial | undefined;
    for (let draw = 0; draw < DRAWS; draw++) {
      const trial = new Trial(world, sizes, functions, world.seed + draw, moving);
      if (trial.differs(before, after) && (best === undefined || trial.weight() < best.weight())) best = trial;
    }
    if (best !== undefined) return best.thinned(before, after).told(before, after);
  }
  return undefined;
}

/** How many numbers the variables have. */
const entriesAt = (sizes: ReadonlyMap<string, number>, { problem }: World): number =>
  [...problem.declarations.values()].reduce((sum, { shape }) => {
    const [rows, cols] = shape.map((d) => evaluateDim(d, sizes) ?? 1) as [number, number];
    return sum + rows * cols;
  }, 0);

/** The random values on which they differ, where no small ones do. */
function randomExample(
  before: Expr,
  after: Expr,
  world: World,
  environments: readonly Environment[],
): Counterexample | undefined {
  for (const env of environments) {
    for (const bindings of world.settingsOf([before, after], env)) {
      const evaluator = new Evaluator(env);
      try {
        const values = { before: evaluator.value(before, bindings), after: evaluator.value(after, bindings) };
        if (!(relativeError(values.before, values.after) > CLEAR)) continue;
        return { ...values, ...sampleShown([before, after], env) };
      } catch (error) {
        if (!isExpected(error)) throw error;
      }
    }
  }
  for (const env of environments) {
    const sides = smallDifference(before, after, env, world.settingsOf([before, after], env));
    if (sides) return { ...sides, ...sampleShown([before, after], env) };
  }
  return undefined;
}

/** Numbers for the names of sizes, all small, the smallest first. */
function* sizesOf(world: World): Generator<ReadonlyMap<string, number>> {
  const { problem } = world;
  const integers = [...problem.declarations.values()].filter((d) => d.properties.has('integer')).map((d) => d.name);
  const names = [...new Set([...problem.dims, ...integers])];
  const all: number[][] = [];
  const most = names.length <= 3 ? 3 : 2;
  const build = (chosen: number[]): void => {
    if (chosen.length === names.length) all.push(chosen);
    else for (let k = 1; k <= most && all.length < 2000; k++) build([...chosen, k]);
  };
  build([]);
  const cost = (sizes: readonly number[]): number => sizes.reduce((sum, k) => sum + k * k, 0);
  all.sort((a, b) => cost(a) - cost(b));
  for (const sizes of all.slice(0, MOST_SIZES)) yield new Map(names.map((n, k) => [n, sizes[k] as number]));
}

interface LinearFunctions {
  readonly definitions: readonly Definition[];
  readonly unknown: ReadonlyMap<string, UserFunction>;
  /** The matrices that stand for their gradients: how they are written, and their shape. */
  readonly gradients: ReadonlyMap<string, { readonly term: Expr; readonly shape: readonly [Dim, Dim] }>;
}

/** L(A, B) as G : A + H : B. */
function linearFunctions({ problem }: World): LinearFunctions {
  const gradients = new Map<string, { term: Expr; shape: readonly [Dim, Dim] }>();
  const definitions: Definition[] = [];
  const unknown = new Map<string, UserFunction>();
  for (const [name, f] of problem.functions) {
    if (f.kind !== 'scalar' || f.of.some((a) => a.index.length > 0)) {
      unknown.set(name, f);
      continue;
    }
    const terms = f.of.map((a) => {
      const own: Name = f.gradient?.get(a) ?? makeName(`∂${name}/∂${a.name}`, a.shape);
      const written = f.gradient?.has(a) ? own : call('grad', [makeName(name, SCALAR), a], a.shape);
      gradients.set(own.name, { term: written, shape: a.shape });
      return frobenius(own, a);
    });
    definitions.push({ target: makeName(name, [1, 1]), loops: [], value: add(terms), anonymous: true });
  }
  return { definitions, unknown, gradients };
}

class Trial {
  private readonly values = new Map<string, Matrix>();
  private readonly directions = new Map<string, Matrix>();
  private readonly env: Environment;

  constructor(
    private readonly world: World,
    private readonly sizes: ReadonlyMap<string, number>,
    private readonly functions: LinearFunctions,
    private readonly seed: number,
    private readonly moving: boolean,
  ) {
    const { problem, pieces, catalog } = world;
    this.env = {
      sizes,
      value: (key) => this.value(key),
      direction: (key) => this.direction(key),
      definitions: [...problem.definitions, ...pieces, ...functions.definitions],
      declarations: problem.declarations,
      unknown: functions.unknown,
      given: new Map(),
      seed,
      rows: catalog,
    };
  }

  private declaration(key: string): Declaration | undefined {
    return declarationOf(this.world.problem.declarations, key);
  }

  private value(key: string): Matrix | undefined {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const gradient = this.functions.gradients.get(key);
    const declaration = this.declaration(key);
    const shape = gradient?.shape ?? declaration?.shape;
    if (shape === undefined) return undefined;
    const properties = gradient === undefined ? (declaration?.properties ?? NONE) : NONE;
    const drawn = this.draw(`value of ${key}`, shape, properties);
    this.values.set(key, drawn);
    return drawn;
  }

  private direction(key: string): Matrix | undefined {
    const known = this.directions.get(key);
    if (known !== undefined) return known;
    const declaration = this.declaration(key);
    const moves = this.world.varying.has(key) || this.world.varying.has(key.replace(/\[.*/, ''));
    if (declaration === undefined || !moves) return undefined;
    const own = new Set([...declaration.properties].filter((p) => STRUCTURES.has(p)));
    const free = this.draw(`direction of ${key}`, declaration.shape, own);
    const point = this.value(key);
    const drawn = point ? tangentTo(point, free, declaration) : free;
    this.directions.set(key, drawn);
    return drawn;
  }

  private draw(text: string, shape: readonly [Dim, Dim], properties: ReadonlySet<Property>): Matrix {
    const [rows, cols] = shape.map((d) => evaluateDim(d, this.sizes) ?? 0) as [number, number];
    const r = random(this.seed, text);
    const pick = (): number => SMALL[r.below(SMALL.length)] as number;
    const value = text.startsWith('value');
    if (properties.has('orthogonal') && value) return rotation(rows, cols, r.below(2) === 1);
    if (properties.has('unit') && value) {
      const place = r.below(Math.max(1, rows * cols));
      return make(rows, cols, (i, j) => (i * cols + j === place ? 1 : 0));
    }
    if ((properties.has('rowstochastic') || properties.has('stochastic')) && value) {
      const weights = make(rows, cols, () => 1 + r.below(3));
      const alone = rows * cols === Math.max(rows, cols) && !properties.has('rowstochastic');
      const sum = (i: number): number => {
        const own = alone ? weights.data : weights.data.slice(i * cols, (i + 1) * cols);
        return own.reduce((total, x) => total + x, 0);
      };
      return make(rows, cols, (i, j) => (weights.data[i * cols + j] as number) / sum(i));
    }
    const basis = structureBasis(rows, cols, properties);
    const a = combine(rows, cols, basis, pick);
    const definite = value && (properties.has('posdef') || properties.has('invertible'));
    for (let i = 0; definite && i < Math.min(rows, cols); i++) a.data[i * cols + i] = 1 + r.below(3);
    return value && properties.has('positive')
      ? make(rows, cols, (i, j) => Math.max(1, Math.abs(a.data[i * cols + j] as number)))
      : a;
  }

  /** Whether the terms differ clearly here; false as well where something has no value, or a declaration is broken. */
  differs(before: Expr, after: Expr): boolean {
    const values = this.sides(before, after);
    return values !== undefined && relativeError(values.before, values.after) > CLEAR;
  }

  private sides(before: Expr, after: Expr): { before: Matrix; after: Matrix } | undefined {
    const evaluator = new Evaluator(this.env);
    try {
      for (const bindings of this.world.settingsOf([before, after], this.env)) {
        // no norm has a differential at 0; that is told sooner than a Hessian is worked out
        if (this.norms(before, after).some((x) => largest(evaluator.value(x, bindings)) === 0)) return undefined;
        const values = { before: evaluator.value(before, bindings), after: evaluator.value(after, bindings) };
        if (![...values.before.data, ...values.after.data].every(Number.isFinite)) return undefined;
        if (this.moving && evaluator.nearestKink < CLEARANCE) return undefined;
        for (const [key, value] of this.values) {
          const declaration = this.functions.gradients.has(key) ? undefined : this.declaration(key);
          if (declaration) requireProperties(key, value, declaration);
        }
        if (relativeError(values.before, values.after) > CLEAR) return values;
      }
      return undefined;
    } catch (error) {
      if (isExpected(error)) return undefined;
      throw error;
    }
  }

  /** Of what norms are taken, where differentials are compared. */
  private norms(before: Expr, after: Expr): readonly Expr[] {
    if (!this.moving) return [];
    const values = this.env.definitions.map((x) => x.value);
    const found = postorder([before, after, ...values]).filter((e) => e.kind === 'call' && NORMS.has(e.fn));
    return found.flatMap((e) => (freeIndices(e).every((n) => this.sizes.has(n)) ? e.args : []));
  }

  /** What a key of the environment stands for: X, X[1], or the matrix that is a gradient. */
  private term(key: string): Expr {
    const gradient = this.functions.gradients.get(key);
    if (gradient !== undefined) return gradient.term;
    const [, base = key, index = ''] = /^([^[]+)\[(.*)\]$/.exec(key) ?? [];
    const shape = this.declaration(key)?.shape ?? SCALAR;
    return makeName(base, shape, index === '' ? [] : index.split(',').map(Number));
  }

  weight(): number {
    const all = [...this.values.values(), ...this.directions.values()].flatMap((a) => [...a.data]);
    return all.reduce((sum, x) => sum + (x === 0 ? 0 : 1) + Math.abs(x) / 4 + (x < 0 ? 0.5 : 0), 0);
  }

  /** Entries made 0 or 1 one after the other, as long as the difference shows. */
  thinned(before: Expr, after: Expr): Trial {
    for (const table of [this.values, this.directions]) {
      for (const [key, matrix] of [...table]) {
        const properties = this.declaration(key)?.properties ?? NONE;
        if (properties.has('orthogonal') || properties.has('unit')) continue;
        const own = new Set([...properties].filter((p) => STRUCTURES.has(p)));
        for (const { places, signs } of structureBasis(matrix.rows, matrix.cols, own)) {
          const current = (table.get(key) as Matrix).data[places[0] as number] as number;
          for (const x of [0, 1]) {
            if (Math.abs(current) <= x) break;
            const [saved, next] = [table.get(key) as Matrix, copy(table.get(key) as Matrix)];
            places.forEach((place, k) => {
              next.data[place] = x * (signs[k] as number) * (signs[0] as number);
            });
            table.set(key, next);
            if (this.differs(before, after)) break;
            table.set(key, saved);
          }
        }
      }
    }
    return this;
  }

  told(before: Expr, after: Expr): Counterexample | undefined {
    const values = this.sides(before, after);
    if (values === undefined) return undefined;
    const named = [...this.values].map(([key, value]) => setting(this.term(key), value));
    const { declarations } = this.world.problem;
    const moving = [...this.directions].map(([key, value]): Setting => {
      const own = setting(d(this.term(key)), value);
      return declarations.has(own.name) ? { ...own, name: differentialName(key, declarations) } : own;
    });
    const settings = [...named, ...moving];
    const counted = new Set(countedNames([before, after], this.world.problem, this.world.definitions));
    const used = new Set([...settings.map((s) => s.term), before, after].flatMap((e) => e.shape.flatMap(dimNames)));
    const sizes = [...this.sizes].filter(
      ([name]) => used.has(name) || counted.has(name) || !this.world.problem.dims.includes(name),
    );
    return { sizes, settings, ...values, small: true };
  }
}

/** d of a name is written dX, of a member d(X[1]). */
const setting = (term: Expr, value: Matrix): Setting => ({ name: format(term), term, value });

const NONE: ReadonlySet<Property> = new Set();

const copy = (a: Matrix): Matrix => make(a.rows, a.cols, (i, j) => a.data[i * a.cols + j] as number);

/** A quarter turn, or the identity; of other sizes a permutation. */
function rotation(rows: number, cols: number, turned: boolean): Matrix {
  const n = Math.max(rows, cols);
  const q = make(n, n, (i, j) => (j === (i + (turned ? 1 : 0)) % n ? (turned && i === n - 1 && n === 2 ? -1 : 1) : 0));
  return make(rows, cols, (i, j) => q.data[i * n + j] as number);
}

const isExpected = (error: unknown): boolean => error instanceof FrobeniusError || error instanceof RangeError;
