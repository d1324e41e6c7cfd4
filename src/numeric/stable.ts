/**
 * Logarithms that neither overflow nor cancel: log softmax, log σ, log(1 − σ), log Σ exp in the forms that are finite
 * wherever the mathematics is.
 */
import { call, ones, opposite } from '../expression/build.js';
import { SCALAR } from '../expression/dimension.js';
import type { Call, Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';

/** ‖A‖² as A : A, which has no root to round; undefined of anything else. */
export function squaredNorm(e: Call): Expr | undefined {
  const [base, exponent] = e.args;
  if (e.fn !== 'pow' || exponent?.kind !== 'num' || exponent.value !== 2 || !base || !isCall(base, 'norm2'))
    return undefined;
  const [a] = base.args as readonly [Expr];
  return call('frob', [a, a], SCALAR);
}

/** log(e) as another term, where e is one whose logarithm has a better form. */
export function stableLog(e: Expr): Expr | undefined {
  if (e.kind === 'add') return ofDifference(e);
  if (e.kind !== 'call') return undefined;
  const [x] = e.args;
  if (x === undefined) return undefined;
  switch (e.fn) {
    case 'softmax':
    case 'softmaxcol':
      return call(`log${e.fn}`, [x], e.shape);
    case 'sigmoid':
      return opposite(call('softplus', [opposite(x)], e.shape));
    case 'exp':
      return x;
    case 'sum':
      return isCall(x, 'exp') ? call('logsumexp', x.args, SCALAR) : undefined;
    default:
      return undefined;
  }
}

/** log(1 − σ(x)) = −softplus(x). */
function ofDifference(e: Expr): Expr | undefined {
  const [a, b] = e.args as readonly [Expr, Expr];
  if (e.args.length !== 2) return undefined;
  const one = ones(...e.shape);
  const rest = a === one ? b : b === one ? a : undefined;
  const sigma = rest && opposite(rest);
  return sigma && isCall(sigma, 'sigmoid') ? opposite(call('softplus', sigma.args, e.shape)) : undefined;
}
