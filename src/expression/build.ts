/**
 * The constructors. They do only what no reader notices: flatten sums and products, collect the numeric
 * coefficient, drop + 0 and · 1, undo a double transpose, keep scalars in front. Whatever a reader would
 * want to see, (AB)' = B'A' or tr(AB) = tr(BA), is a rule and makes a step.
 *
 * They trust the shapes they are given: elaboration has checked what a user wrote, the catalog what a rule
 * says. A clash here is a defect of ours and throws `ShapeClash`.
 */
import type { Dim, Monomial, Shape } from './dimension.js';
import { dimName, flip, isScalarShape, multiplyDim, SCALAR, sameShape, shapeToString } from './dimension.js';
import type { Call, Each, Expr, Name, Num } from './expression.js';
import { compareTerms, intern, isCall, isScalar } from './expression.js';
import { EXPONENT } from './limits.js';
import type { Rational } from './rational.js';
import { absolute, equals, integerPower, isNegative, multiply, reciprocal } from './rational.js';
import { sumAsDim } from './whole.js';

export class ShapeClash extends Error {
  override readonly name = 'ShapeClash';
}

const clash = (what: string, a: Shape, b: Shape): never => {
  throw new ShapeClash(`${what}: ${shapeToString(a)} against ${shapeToString(b)}`);
};

// ——— leaves ———

export const num = (value: Rational): Num => intern({ kind: 'num', shape: SCALAR, args: [], value }) as Num;
export const ZERO = num(0);
export const ONE = num(1);

export const name = (text: string, shape: Shape, index: readonly Dim[] = []): Name =>
  intern({ kind: 'name', name: text, index, shape, args: [] }) as Name;

/** An operator with no normal form of its own; `shape` is the caller's to know. */
export const call = (fn: string, args: readonly Expr[], shape: Shape, dims: readonly Dim[] = []): Expr =>
  intern({ kind: 'call', fn, args, dims, shape });

/** A dimension or an index as a number in an expression: n in 1/n, t in t*x. */
export function dimension(d: Dim): Expr {
  if (typeof d === 'number') return num(d);
  const [first, ...others] = d.terms as readonly [Monomial, ...Monomial[]];
  if (others.length > 0 || (first.coefficient === 1 && first.names.length === 1)) return call('dim', [], SCALAR, [d]);
  // a product of sizes is a product: n*m is the same term however it came about
  return mul([num(first.coefficient), ...first.names.map((n) => dimension(dimName(n)))]);
}

export const zeros = (shape: Shape): Expr => (isScalarShape(shape) ? ZERO : call('zeros', [], shape));
export const ones = (rows: Dim, cols: Dim): Expr => (rows === 1 && cols === 1 ? ONE : call('ones', [], [rows, cols]));
export const eye = (n: Dim): Expr => (n === 1 ? ONE : call('eye', [], [n, n]));

export const isZero = (e: Expr): boolean => (e.kind === 'num' && equals(e.value, 0)) || isCall(e, 'zeros');

// ——— sums ———

export function add(terms: readonly Expr[]): Expr {
  const flat: Expr[] = [];
  const shape = terms[0]?.shape ?? SCALAR;
  for (const term of terms) {
    if (!sameShape(term.shape, shape)) clash('a sum', shape, term.shape);
    if (term.kind === 'add') flat.push(...term.args);
    else if (!isZero(term)) flat.push(term);
  }
  if (flat.length === 0) return zeros(shape);
  if (flat.length === 1) return flat[0] as Expr;
  return intern({ kind: 'add', shape, args: flat });
}

/** A sum in which a number beside matrices counts for each entry, as exponents are added. */
export function addSpread(terms: readonly Expr[]): Expr {
  const full = terms.find((t) => !isScalar(t));
  return full === undefined ? add(terms) : add(terms.map((t) => (isScalar(t) ? mul([t, ones(...full.shape)]) : t)));
}

export const subtract = (a: Expr, b: Expr): Expr => add([a, scale(-1, b)]);

/** The terms of a sum; a single term otherwise, none for zero. */
export const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'add' ? e.args : isZero(e) ? [] : [e]);

// ——— products ———

/** The product in the order given; scalars go in front, a leading or trailing run that is 1×1 counts as a scalar. */
export function mul(items: readonly Expr[]): Expr {
  let coefficient: Rational = 1;
  const scalars: Expr[] = [];
  let factors: Expr[] = [];
  const putScalar = (e: Expr): void => {
    if (e.kind === 'num') coefficient = multiply(coefficient, e.value);
    else if (e.kind === 'mul' && e.factors.length === 0) {
      coefficient = multiply(coefficient, e.coefficient);
      scalars.push(...e.scalars);
    } else scalars.push(e);
  };
  const putFactor = (e: Expr): void => {
    const last = factors.at(-1);
    if (last && last.shape[1] !== e.shape[0]) clash('a product', last.shape, e.shape);
    factors.push(e);
    // a run from the left that has become 1×1 is a number from here on
    if (factors.length > 1 && (factors[0] as Expr).shape[0] === 1 && e.shape[1] === 1) {
      scalars.push(rawProduct(factors));
      factors = [];
    }
  };
  let shape: Shape | undefined;
  for (const item of items) {
    if (isScalar(item)) continue;
    shape = shape === undefined ? item.shape : [shape[0], item.shape[1]];
    if (isScalarShape(shape)) shape = undefined;
  }
  if (items.some(isZero)) return zeros(shape ?? SCALAR);
  for (const item of items) {
    if (isScalar(item)) putScalar(item);
    else if (item.kind === 'mul') {
      coefficient = multiply(coefficient, item.coefficient);
      scalars.push(...item.scalars);
      for (const factor of item.factors) if (!isCall(factor, 'eye')) putFactor(factor);
    } else if (!isCall(item, 'eye')) putFactor(item);
  }
  const whole = shape ?? SCALAR;
  if (equals(coefficient, 0)) return zeros(whole);
  return assemble(coefficient, scalars, factors, whole);
}

/** Factors whose product is known to need no further normalising. */
function rawProduct(factors: readonly Expr[]): Expr {
  if (factors.length === 1) return factors[0] as Expr;
  const shape: Shape = [(factors[0] as Expr).shape[0], (factors.at(-1) as Expr).shape[1]];
  return intern({ kind: 'mul', shape, args: factors, coefficient: 1, scalars: [], factors });
}

function assemble(coefficient: Rational, scalars: Expr[], factors: Expr[], shape: Shape): Expr {
  if (factors.length === 0 && !isScalarShape(shape)) factors.push(eye(shape[0]));
  if (scalars.length === 0 && equals(coefficient, 1)) return factors.length === 0 ? ONE : rawProduct(factors);
  const sorted = scalars.length > 1 ? [...scalars].sort(compareTerms) : scalars;
  if (factors.length === 0) {
    if (sorted.length === 0) return num(coefficient);
    if (sorted.length === 1 && equals(coefficient, 1)) return sorted[0] as Expr;
  }
  return intern({ kind: 'mul', shape, args: [...sorted, ...factors], coefficient, scalars: sorted, factors });
}

export const scale = (c: Rational, e: Expr): Expr => (equals(c, 1) ? e : mul([num(c), e]));

/** Splits c·e into the coefficient and the rest. */
export function splitCoefficient(e: Expr): readonly [Rational, Expr] {
  if (e.kind === 'num') return [e.value, ONE];
  if (e.kind !== 'mul' || equals(e.coefficient, 1)) return [1, e];
  return [e.coefficient, assemble(1, [...e.scalars], [...e.factors], e.shape)];
}

/** Splits a term into its scalar part (a scalar expression) and the matrix rest, undefined for a scalar term. */
export function splitScalars(e: Expr): readonly [Expr, Expr | undefined] {
  if (isScalar(e)) return [e, undefined];
  if (e.kind !== 'mul') return [ONE, e];
  return [assemble(e.coefficient, [...e.scalars], [], SCALAR), assemble(1, [], [...e.factors], e.shape)];
}

export const negative = (e: Expr): boolean =>
  (e.kind === 'mul' && isNegative(e.coefficient)) || (e.kind === 'num' && isNegative(e.value));
export const magnitude = (r: Rational): Rational => absolute(r);
/** −e; of a sum, term by term. */
export const opposite = (e: Expr): Expr => (e.kind === 'add' ? add(e.args.map((t) => scale(-1, t))) : scale(-1, e));

// ——— the other operators that have a normal form ———

export function transpose(e: Expr): Expr {
  if (isScalar(e)) return e;
  if (isCall(e, 'T')) return e.args[0] as Expr;
  if (isCall(e, 'eye')) return e;
  if (isCall(e, 'ones') || isCall(e, 'zeros')) return call(e.fn, [], flip(e.shape));
  const [scalar, rest] = splitScalars(e);
  if (rest !== undefined && scalar !== ONE) return mul([scalar, transpose(rest)]);
  return call('T', [e], flip(e.shape));
}

/** Elementwise product of equal shapes; scalars multiply, coefficients come out, ones vanish. */
export function hadamard(items: readonly Expr[]): Expr {
  const shape = items[0]?.shape ?? SCALAR;
  if (isScalarShape(shape)) return mul(items);
  const scalars: Expr[] = [];
  const flat: Expr[] = [];
  for (const item of items) {
    if (!sameShape(item.shape, shape)) clash('⊙', shape, item.shape);
    if (isZero(item)) return zeros(shape);
    const [scalar, rest] = splitScalars(item);
    scalars.push(scalar);
    if (rest && isCall(rest, 'had')) flat.push(...rest.args);
    else if (rest && !isCall(rest, 'ones')) flat.push(rest);
  }
  flat.sort(compareTerms);
  const product = flat.length === 0 ? ones(...shape) : flat.length === 1 ? (flat[0] as Expr) : call('had', flat, shape);
  return mul([...scalars, product]);
}

/** A : B. Coefficients and scalars come out; of scalars it is the product. */
export function frobenius(a: Expr, b: Expr): Expr {
  if (!sameShape(a.shape, b.shape)) clash('":"', a.shape, b.shape);
  if (isScalar(a)) return mul([a, b]);
  if (isZero(a) || isZero(b)) return ZERO;
  const [s, left] = splitScalars(a);
  const [t, right] = splitScalars(b);
  return mul([s, t, call('frob', [left as Expr, right as Expr], SCALAR)]);
}

/** Entrywise power; for scalars the power. Whole powers of powers and reciprocals of products are merged. */
export function power(base: Expr, exponent: Expr): Expr {
  if (exponent.kind === 'num') {
    const k = exponent.value;
    if (equals(k, 1)) return base;
    if (equals(k, 0)) return ones(...base.shape);
    if (typeof k === 'number' && Number.isSafeInteger(k)) {
      if (base.kind === 'num' && (k > 0 || !equals(base.value, 0)) && Math.abs(k) < EXPONENT)
        return num(integerPower(base.value, k));
      if (isCall(base, 'ones')) return base;
      const inner = isCall(base, 'pow') ? (base.args[1] as Expr) : undefined;
      if (inner?.kind === 'num' && typeof inner.value === 'number' && Number.isSafeInteger(inner.value)) {
        return power((base as Call).args[0] as Expr, num(inner.value * k));
      }
      if (k === -1 && base.kind === 'mul' && base.scalars.length > 0 && base.factors.length === 0) {
        return mul([num(reciprocal(base.coefficient)), ...base.scalars.map((s) => power(s, exponent))]);
      }
      if (k === -1 && base.kind === 'mul' && !isScalar(base)) {
        const [scalar, rest] = splitScalars(base);
        if (scalar !== ONE) return mul([power(scalar, exponent), power(rest as Expr, exponent)]);
      }
      if (k === -1 && isCall(base, 'had')) return hadamard(base.args.map((a) => power(a, exponent)));
    }
  }
  // a whole number as it is read: x^(k-1) is the power by the size k-1
  const size = exponent.kind === 'add' ? sumAsDim(termsOf(exponent)) : undefined;
  return size === undefined ? call('pow', [base, exponent], base.shape) : power(base, dimension(size));
}

/** A power of a square matrix by a whole number; the first power is the matrix itself. */
export function matrixPower(base: Expr, exponent: Expr): Expr {
  if (isScalar(base)) return power(base, exponent);
  if (exponent.kind === 'num' && equals(exponent.value, 1)) return base;
  if (exponent.kind === 'num' && equals(exponent.value, 0)) return eye(base.shape[0]);
  if (isCall(base, 'eye')) return base;
  const k = exponent.kind === 'num' && typeof exponent.value === 'number' ? exponent.value : 0;
  if (Number.isSafeInteger(k) && k < 0) {
    const inverse = isCall(base, 'inv') ? (base.args[0] as Expr) : call('inv', [base], base.shape);
    return matrixPower(inverse, num(-k));
  }
  return call('matpow', [base, exponent], base.shape);
}

export const divide = (a: Expr, b: Expr): Expr =>
  isScalar(b) ? mul([a, power(b, num(-1))]) : hadamard([a, power(b, num(-1))]);

/** d(e): the differential, inert. */
export const d = (e: Expr): Expr => (e.kind === 'num' || isZero(e) ? zeros(e.shape) : call('d', [e], e.shape));

/** ∂f/∂X, inert: the shape of X. */
export const grad = (f: Expr, x: Expr): Expr => call('grad', [f, x], x.shape);

export function each(fold: 'sum' | 'prod', over: string, from: Dim, to: Dim, body: Expr): Expr {
  if (fold === 'sum') {
    if (isZero(body)) return body;
    const [coefficient, rest] = splitCoefficient(body);
    if (!equals(coefficient, 1)) return scale(coefficient, each(fold, over, from, to, rest));
  }
  return intern({ kind: 'each', fold, over, from, to, args: [body], shape: body.shape }) as Each;
}

/** The same operator over other arguments (of the same shapes as before). */
export function withArgs(e: Expr, args: readonly Expr[]): Expr {
  switch (e.kind) {
    case 'num':
    case 'name':
      return e;
    case 'add':
      return add(args);
    case 'mul':
      return mul([num(e.coefficient), ...args]);
    case 'each':
      return each(e.fold, e.over, e.from, e.to, args[0] as Expr);
    case 'call':
      return rebuildCall(e.fn, args, e.shape, e.dims);
    default:
      return e satisfies never;
  }
}

/** A call by its name, through the constructor of that operator where it has one. */
export function rebuildCall(fn: string, args: readonly Expr[], shape: Shape, dims: readonly Dim[]): Expr {
  const [a, b] = args as readonly [Expr, Expr];
  switch (fn) {
    case 'T':
      return transpose(a);
    case 'diag':
    case 'diagonal':
    case 'toeplitz':
    case 'unvec':
    case 'sym':
    case 'tril':
    case 'triu':
      return isScalar(a) && isScalarShape(shape) ? a : call(fn, args, shape, dims);
    case 'had':
      return hadamard(args);
    case 'frob':
      return frobenius(a, b);
    case 'pow':
      return power(a, b);
    case 'd':
      return d(a);
    case 'grad':
      return grad(a, b);
    case 'matpow':
      return matrixPower(a, b);
    case 'basis':
      return shape[0] === 1 ? ONE : call(fn, args, shape, dims);
    case 'hcat':
    case 'vcat':
      return isZero(a) && isZero(b) ? zeros(shape) : call(fn, args, shape, dims);
    case 'kron':
      return isZero(a) || isZero(b) ? zeros(shape) : call(fn, args, shape, dims);
    case 'where>':
    case 'where>=':
    case 'where<':
    case 'where<=':
    case 'where==':
      return isZero(args[2] as Expr) && isZero(args[3] as Expr) ? zeros(shape) : call(fn, args, shape, dims);
    case 'dim':
      return dimension(dims[0] as Dim);
    case 'ones':
      return ones(...shape);
    case 'zeros':
      return zeros(shape);
    case 'eye':
      return eye(shape[0]);
    default:
      return call(fn, args, shape, dims);
  }
}

/** rows·cols: the length of vec(X). */
export const length = (e: Expr): Dim => multiplyDim(e.shape[0], e.shape[1]);

/** vec(X); a column is its own. */
export const vecOf = (e: Expr): Expr => (e.shape[1] === 1 ? e : call('vec', [e], [length(e), 1]));
