/**
 * A quotient in its own differential: of J = N/D the term N dD/D² is (J/D) dD, and of K = PZ⁻¹ the term PZ⁻¹ dZ Z⁻¹ is
 * K dZ Z⁻¹. As textbooks write both; what is left is shorter, and the value is worked out once.
 */
import { frobenius, hadamard, mul, num, power, transpose } from '../expression/build.js';
import type { Call, Expr, Mul, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { equals, isZero, multiply, negate, plus, reciprocal, toNumber } from '../expression/rational.js';
import { postorder } from '../expression/traverse.js';
import { mergePowers, powerOfRoot, splitPower } from './powers.js';

/** The value taken apart: c · Π scalars^p · product of matrices. */
interface Monomial {
  readonly coefficient: Rational;
  readonly scalars: ReadonlyMap<Expr, Rational>;
  readonly factors: readonly Expr[];
}

/** Each product of the differential in which the value stands, and the same with the name for it. */
export function ownValues(e: Expr, target: Name, value: Expr): ReadonlyMap<Expr, Expr> {
  const found = new Map<Expr, Expr>();
  const named = naming(target, value);
  if (named === undefined) return found;
  const visited = new Set<Expr>();
  const pending = [e];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (visited.has(node)) continue;
    visited.add(node);
    const after = throughout(node, named);
    if (after === node) pending.push(...node.args);
    else found.set(node, after);
  }
  return found;
}

/** What puts the name for the value into a product; nothing for a value that does not come back in its differential. */
function naming(target: Name, value: Expr): ((e: Expr) => Expr | undefined) | undefined {
  if (isCall(value, 'had')) {
    const powers = powersOf(value.args);
    if (powers === undefined || ![...powers.values()].some((p) => toNumber(p) < 0)) return undefined;
    return (e) => (isCall(e, 'had') ? withNameByEntries(e, powers, target) : undefined);
  }
  const whole = value.kind === 'mul' ? monomial(value) : undefined;
  if (whole === undefined || !divides(whole)) return undefined;
  return (e) => (e.kind === 'mul' ? withName(e, whole, target) : undefined);
}

/** In y = x/‖x‖ the value stands twice in (x : dx) x/‖x‖³. */
function throughout(term: Expr, named: (e: Expr) => Expr | undefined): Expr {
  let current = term;
  for (;;) {
    const next = named(current);
    if (next === undefined) return current;
    current = next;
  }
}

/** The same for ⊙ and ⊘: of Z = X ⊘ R the term X ⊙ dR ⊘ (R⊙R) is Z ⊙ dR ⊘ R. */
function withNameByEntries(term: Call, value: ReadonlyMap<Expr, Rational>, target: Name): Expr | undefined {
  const powers = powersOf(term.args);
  if (powers === undefined || ![...value].every(([base, p]) => taken(powers, base, p))) return undefined;
  const left = [...powers].filter(([, p]) => !isZero(p)).map(([base, p]) => power(base, num(p)));
  return hadamard([target, ...left]);
}

/** Takes the power p of a base out of these; false where there is less of it: x/s is not in x/√s, nor in 1/x. */
function taken(powers: Map<Expr, Rational>, base: Expr, p: Rational): boolean {
  const there = powers.get(base);
  if (there === undefined || toNumber(there) * toNumber(p) <= 0) return false;
  if (Math.abs(toNumber(there)) < Math.abs(toNumber(p))) return false;
  powers.set(base, plus(there, negate(p)));
  return true;
}

const divides = ({ scalars, factors }: Monomial): boolean =>
  [...scalars.values()].some((p) => toNumber(p) < 0) ||
  (factors.length > 1 && factors.some((f) => isCall(f, 'inv') || isCall(f, 'pinv')));

function monomial({ coefficient, scalars, factors }: Mul): Monomial | undefined {
  const powers = powersOf(scalars);
  return powers && { coefficient, scalars: powers, factors };
}

/** The exponent of each base; nothing where one is no number. */
function powersOf(scalars: readonly Expr[]): Map<Expr, Rational> | undefined {
  const powers = new Map<Expr, Rational>();
  for (const scalar of scalars) {
    const [base, exponent] = splitPower(scalar);
    if (exponent.kind !== 'num') return undefined;
    powers.set(base, plus(powers.get(base) ?? 0, exponent.value));
  }
  return powers;
}

/** The term with the name for the value, or for its transpose, where all of the value stands in it. */
function withName(term: Mul, value: Monomial, target: Name): Expr | undefined {
  const powers = powersOf(term.scalars);
  if (powers === undefined) return undefined;
  if (![...value.scalars].every(([base, p]) => taken(powers, base, p))) return undefined;
  const made = (factors: readonly Expr[]): Expr => {
    const left = [...powers].filter(([, p]) => !isZero(p)).map(([base, p]) => power(base, num(p)));
    const rest = mergePowers(
      mul([num(multiply(term.coefficient, reciprocal(value.coefficient))), ...left, ...factors]),
    );
    return rest.kind === 'mul'
      ? mul([num(rest.coefficient), ...rest.scalars.map(powerOfRoot), ...rest.factors])
      : powerOfRoot(rest);
  };
  if (value.factors.length === 0) return made([target, ...term.factors]);
  const outside = replaced(term.factors, value.factors, target);
  if (outside) return made(outside);
  // in a scalar product as well: (x : dx)/‖x‖ is y : dx
  for (const [base, p] of powers) {
    const inside = equals(p, 1) ? inScalarProduct(base, value.factors, target) : undefined;
    if (!inside) continue;
    powers.delete(base);
    return made([inside, ...term.factors]);
  }
  return undefined;
}

function inScalarProduct(e: Expr, run: readonly Expr[], target: Name): Expr | undefined {
  if (e.kind === 'mul' && e.scalars.length === 0) {
    const factors = replaced(e.factors, run, target);
    return factors && mul(factors);
  }
  if (!isCall(e, 'frob')) return undefined;
  const [a, b] = e.args as readonly [Expr, Expr];
  return a === mul(run) ? frobenius(target, b) : undefined;
}

/** Each product in which the factors of the run stand, or those of its transpose, and the same with the name for them. */
export function withRun(e: Expr, run: readonly Expr[], turned: readonly Expr[], target: Name): ReadonlyMap<Expr, Expr> {
  const found = new Map<Expr, Expr>();
  const factors = (node: Expr): Expr | undefined => {
    if (node.kind !== 'mul') return undefined;
    const put = replaced(node.factors, run, target, turned);
    return put && mul([num(node.coefficient), ...node.scalars, ...put]);
  };
  for (const node of postorder([e])) {
    const after = throughout(node, factors);
    if (after !== node) found.set(node, after);
  }
  return found;
}

/** The factors with the name for the run of them that is the value, or its transpose. */
function replaced(
  factors: readonly Expr[],
  run: readonly Expr[],
  target: Name,
  turned: readonly Expr[] = [...run].reverse().map(transpose),
): readonly Expr[] | undefined {
  const found = placeOf(factors, run, turned);
  if (found === undefined) return undefined;
  const put = found.isTurned ? transpose(target) : target;
  return [...factors.slice(0, found.at), put, ...factors.slice(found.at + run.length)];
}

/** Where the factors of the run stand among others, or those of its transpose. */
export function placeOf(
  factors: readonly Expr[],
  run: readonly Expr[],
  turned: readonly Expr[],
): { readonly at: number; readonly isTurned: boolean } | undefined {
  for (let at = 0; at + run.length <= factors.length; at++) {
    const here = (wanted: readonly Expr[]): boolean => wanted.every((f, i) => factors[at + i] === f);
    if (here(run)) return { at, isTurned: false };
    if (here(turned)) return { at, isTurned: true };
  }
  return undefined;
}
