/**
 * Which terms are certainly positive, not zero, or positive definite: by declaration, by what functions give, and by
 * structure. A condition that one of these answers is not worth saying. Everything here may say no to what is true.
 */
import { mul, splitCoefficient, transpose } from '../expression/build.js';
import type { Call, Expr, Mul } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { toNumber } from '../expression/rational.js';
import type { Facts } from './match.js';

/** Functions whose values have a sign whatever they are given; those of `BELOW_ONE` stay below 1, with either sign. */
const POSITIVE: ReadonlySet<string> = new Set([
  'exp',
  'cosh',
  'sigmoid',
  'softplus',
  'softmax',
  'softmaxcol',
  'ones',
  'pi',
  'dim',
]);
const NOT_NEGATIVE: ReadonlySet<string> = new Set(['abs', 'norm2', 'norm1', 'norminf', 'specnorm', 'nuclear', 'relu']);
const BELOW_ONE: ReadonlySet<string> = new Set(['tanh', 'erf', 'sigmoid', 'softmax', 'softmaxcol']);
/** Of positive entries these have positive values. */
const KEEPING: ReadonlySet<string> = new Set(['sqrt', 'sum', 'T', 'slice', 'vec', 'unvec', 'prod', 'max', 'min']);

/** Operators and definitions that are gone through below a term. */
const DEEP = 24;

/** 2: positive, 1: not negative, 0: unknown. */
type Sign = 0 | 1 | 2;

/** Answers, which hold for one problem's facts. */
const signs = new WeakMap<Facts, Map<Expr, Sign>>();

/** Whether every entry is more than 0. */
export const isPositive = (e: Expr, facts: Facts): boolean => signOf(e, facts, DEEP) === 2;

function signOf(e: Expr, facts: Facts, depth: number): Sign {
  const known = signs.get(facts) ?? new Map<Expr, Sign>();
  signs.set(facts, known);
  const before = known.get(e);
  if (before !== undefined) return before;
  // while it is being asked: a recurrence gives no sign of itself
  known.set(e, 0);
  const sign = depth === 0 ? 0 : decided(e, facts, depth);
  known.set(e, sign);
  return sign;
}

function decided(e: Expr, facts: Facts, depth: number): Sign {
  const of = (x: Expr): Sign => signOf(x, facts, depth - 1);
  const least = (terms: readonly Expr[]): Sign => terms.reduce<Sign>((sign, x) => Math.min(sign, of(x)) as Sign, 2);
  if (facts.has(e, 'positive')) return 2;
  switch (e.kind) {
    case 'num':
      return toNumber(e.value) > 0 ? 2 : toNumber(e.value) === 0 ? 1 : 0;
    case 'name': {
      const values = facts.valuesOf(e);
      return values.length === 0 ? 0 : least(values);
    }
    case 'add': {
      if (e.args.length === 2 && e.args.some(isOne) && e.args.some((x) => isLessThanOne(x, facts))) return 2;
      const signs = e.args.map(of);
      return signs.includes(0) ? 0 : signs.includes(2) ? 2 : 1;
    }
    case 'mul':
      return ofProduct(e, facts, depth, least);
    case 'each':
      return of(e.args[0] as Expr);
    case 'call':
      return OF_MATRICES.has(e.fn) ? ofMatrix(e, facts, depth) : ofCall(e, of, least);
    default:
      return e satisfies never;
  }
}

const OF_MATRICES: ReadonlySet<string> = new Set(['det', 'eigvals', 'lambdamax', 'diagonal']);

/** Of positive definite matrices determinant, eigenvalues and diagonal are positive; so is the diagonal of their root L. */
function ofMatrix(e: Call, facts: Facts, depth: number): Sign {
  const [a] = e.args as readonly [Expr];
  if (e.fn === 'diagonal' && isCall(a, 'chol')) return 2;
  return isDefinite(a, facts, depth - 1) ? 2 : 0;
}

/** ±f with |f| < 1, of which 1 + f and 1 − f are positive; f itself or what it is the definition of. */
function isLessThanOne(e: Expr, facts: Facts): boolean {
  const [coefficient, core] = splitCoefficient(e);
  const defined = core.kind === 'name' ? facts.valuesOf(core) : [];
  const values = defined.length > 0 ? defined : [core];
  return Math.abs(toNumber(coefficient)) === 1 && values.every((x) => x.kind === 'call' && BELOW_ONE.has(x.fn));
}

const isOne = (e: Expr): boolean => (e.kind === 'num' ? toNumber(e.value) === 1 : isCall(e, 'ones'));

function ofProduct(e: Mul, facts: Facts, depth: number, least: (terms: readonly Expr[]) => Sign): Sign {
  if (toNumber(e.coefficient) <= 0) return 0;
  const scalars = least(e.scalars);
  if (e.factors.length === 0 || scalars === 0) return scalars;
  const factors = least(e.factors);
  if (factors > 0) return Math.min(scalars, factors) as Sign;
  // a quadratic form
  const square = isScalar(e) && isMirror(e.factors, facts, depth - 1);
  return square ? 1 : 0;
}

function ofCall(e: Call, of: (x: Expr) => Sign, least: (terms: readonly Expr[]) => Sign): Sign {
  const [a, b] = e.args as readonly [Expr, Expr];
  if (POSITIVE.has(e.fn)) return 2;
  if (NOT_NEGATIVE.has(e.fn)) return 1;
  if (KEEPING.has(e.fn) || e.fn === 'had') return least(e.args);
  if (e.fn === 'frob') return a === b ? 1 : least(e.args);
  if (e.fn !== 'pow') return 0;
  const base = of(a);
  if (base === 2) return 2;
  return b.kind === 'num' && toNumber(b.value) % 2 === 0 ? 1 : 0;
}

/** What a definition counts for among the operators below a matrix, which are few where it is positive definite. */
const FAR = 6;

/** Whether a matrix is certainly positive definite, and so can be inverted. */
export function isDefinite(e: Expr, facts: Facts, depth = DEEP): boolean {
  if (facts.has(e, 'posdef')) return true;
  if (depth <= 0) return false;
  switch (e.kind) {
    case 'name': {
      const values = facts.valuesOf(e);
      return values.length > 0 && values.every((value) => isDefinite(value, facts, depth - FAR));
    }
    case 'add':
      return (
        e.args.every((x) => isSemidefinite(x, facts, depth - 1)) && e.args.some((x) => isDefinite(x, facts, depth - 1))
      );
    case 'mul': {
      const [only] = e.factors;
      const scaled = toNumber(e.coefficient) > 0 && e.scalars.every((s) => isPositive(s, facts));
      return scaled && only !== undefined && e.factors.length === 1 && isDefinite(only, facts, depth - 1);
    }
    case 'call': {
      const [a] = e.args;
      if (e.fn === 'eye') return true;
      if (e.fn === 'diag') return isPositive(a as Expr, facts);
      if (e.fn === 'T' || e.fn === 'inv' || e.fn === 'sqrtm') return isDefinite(a as Expr, facts, depth - 1);
      return e.fn === 'expm' && facts.has(a as Expr, 'symmetric');
    }
    default:
      return false;
  }
}

function isSemidefinite(e: Expr, facts: Facts, depth: number): boolean {
  if (isDefinite(e, facts, depth)) return true;
  if (depth <= 0) return false;
  if (e.kind === 'name') {
    const values = facts.valuesOf(e);
    return values.length > 0 && values.every((value) => isSemidefinite(value, facts, depth - FAR));
  }
  if (e.kind === 'add') return e.args.every((x) => isSemidefinite(x, facts, depth - 1));
  if (e.kind !== 'mul') return false;
  const scaled = toNumber(e.coefficient) > 0 && e.scalars.every((s) => signOf(s, facts, depth) > 0);
  return scaled && e.factors.length > 1 && isMirror(e.factors, facts, depth - 1);
}

/** MᵀPM with P semidefinite, or MᵀM. */
function isMirror(factors: readonly Expr[], facts: Facts, depth: number): boolean {
  const half = Math.floor(factors.length / 2);
  const [left, right] = [factors.slice(0, half), factors.slice(factors.length - half)];
  const same = left.every((f, i) => {
    const opposite = right[half - 1 - i] as Expr;
    return transpose(f) === opposite || (f === opposite && facts.has(f, 'symmetric'));
  });
  if (!same) return false;
  return factors.length % 2 === 0 || isSemidefinite(mul([factors[half] as Expr]), facts, depth);
}
