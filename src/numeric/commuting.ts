/**
 * Values of what a rule declares to commute: the first is drawn as any other, the others are polynomials in it, with
 * entries of what was drawn for them as coefficients.
 */
import type { Matrix } from '../rulebook/rule.js';
import type { Environment } from './environment.js';
import { add, eye, multiply, scale } from './matrix.js';
import type { Equation } from './rule-check.js';

export function withCommuting({ variables }: Pick<Equation, 'variables'>, env: Environment): Environment {
  const [first, ...others] = [...variables.values()].flatMap((v) => (v.commuting ? [v.name.name] : []));
  if (first === undefined || others.length === 0) return env;
  const value = (key: string): Matrix | undefined => {
    const [own, of] = [env.value(key), env.value(first)];
    return own && of && others.includes(key) ? polynomial([...own.data], of) : own;
  };
  return { ...env, value, polynomials: new Map(others.map((other) => [other, first])) };
}

/** c0*I + c1*A + c2*A^2; of a number c0 + c0*A + c0*A^2. */
function polynomial(coefficients: readonly number[], a: Matrix): Matrix {
  const c = (k: number): number => coefficients[Math.min(k, coefficients.length - 1)] as number;
  return add(scale(c(0), eye(a.rows)), add(scale(c(1), a), scale(c(2), multiply(a, a))));
}
