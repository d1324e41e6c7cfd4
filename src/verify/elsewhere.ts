/**
 * Values far from those that samples have: of the other sign, large, small, whole, all alike. What agrees on ordinary values
 * alone, as asin(sin(a)) and a, or relu(a - 100) and 0, differs at some of these.
 */
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { evaluatorOf } from '../numeric/evaluate.js';
import { map } from '../numeric/matrix.js';
import type { Matrix } from '../rulebook/rule.js';

const CHANGES: readonly ((x: number) => number)[] = [
  ...[-1, 3, -3, 30, -30, 300, -300, 3000, -3000, 0.001].map((factor) => (x: number) => factor * x),
  ...[0, 1, -1, 2, 10, -10, 100].map((value) => () => value),
  Math.round,
];
/** A difference below this part of the largest value on the way may be rounding. */
const ROUNDING = 1e-6;

/** Whether two terms without differentials differ where variables that no property binds have such values. */
export function differElsewhere(a: Expr, b: Expr, env: Environment, settings: readonly Bindings[]): boolean {
  // difference quotients are for ordinary values
  if (postorder([a, b]).some((e) => isCall(e, 'd') || isCall(e, 'grad'))) return false;
  const isFree = (key: string): boolean => {
    const declaration = env.declarations.get(key) ?? env.declarations.get(key.replace(/\[.*/, ''));
    return declaration === undefined || declaration.properties.size === 0;
  };
  return CHANGES.some((change) => {
    const known = new Map<string, Matrix | undefined>();
    const value = (key: string): Matrix | undefined => {
      if (!known.has(key)) {
        const own = env.value(key);
        known.set(key, own === undefined || !isFree(key) ? own : map(own, change));
      }
      return known.get(key);
    };
    const evaluator = evaluatorOf({ ...env, value });
    return settings.some((bindings) => {
      try {
        const [x, y] = [evaluator.value(a, bindings), evaluator.value(b, bindings)];
        const room = ROUNDING * Math.max(1, evaluator.largest);
        return (
          x.data.every((v, k) => Number.isFinite(v) && Number.isFinite(y.data[k])) &&
          x.data.some((v, k) => Math.abs(v - (y.data[k] as number)) > room)
        );
      } catch (error) {
        // one of them has no value there
        if (error instanceof FrobeniusError || error instanceof RangeError) return false;
        throw error;
      }
    });
  });
}
