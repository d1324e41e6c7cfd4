/**
 * Scalars as traces, each begun at one place: what is equal because a trace is cyclic then is the same term.
 */

import type { Step } from '../derive/step.js';
import { call, hadamard, mul, num, transpose } from '../expression/build.js';
import { SCALAR } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { rewrite } from '../expression/traverse.js';

/** Every trace of a product begun at the factor that comes first in a fixed order; A : B as such a trace. */
export function traceForm(form: { readonly expr: Expr; readonly steps: readonly Step[] }): {
  readonly expr: Expr;
  readonly steps: readonly Step[];
} {
  const steps: Step[] = [...form.steps];
  const record = (say: string, before: Expr, after: Expr): Expr => {
    const by = { kind: 'collect', say } as const;
    if (before !== after) steps.push({ before, after, by, given: [], within: [], level: 'key' });
    return after;
  };
  const expr = rewrite(form.expr, (e) => {
    if (isCall(e, 'frob')) {
      const [a, b] = e.args as readonly [Expr, Expr];
      const product = call('tr', [mul([turnedRound(a), b])], SCALAR);
      return cyclic(record('A : B = tr(AᵀB)', e, product), record);
    }
    const sum = isCall(e, 'sum') ? (e.args[0] as Expr) : undefined;
    if (sum && isCall(sum, 'had')) {
      const [first, ...rest] = sum.args as readonly [Expr, ...Expr[]];
      const product = call('tr', [mul([turnedRound(first), hadamard(rest)])], SCALAR);
      return cyclic(record('the sum of A ⊙ B is A : B', e, product), record);
    }
    return isCall(e, 'tr') ? cyclic(e, record) : e;
  });
  return { expr, steps };
}

function cyclic(e: Expr, record: (say: string, before: Expr, after: Expr) => Expr): Expr {
  const inner = e.args[0] as Expr;
  if (inner.kind !== 'mul' || inner.factors.length < 2) return e;
  const turns = (factors: readonly Expr[]): Expr[][] =>
    factors.map((_, k) => [...factors.slice(k), ...factors.slice(0, k)]);
  const back = [...inner.factors].reverse().map((f) => turnedRound(f));
  const first = (list: readonly Expr[][]): readonly Expr[] =>
    list.reduce((best, next) => (comesBefore(next, best) ? next : best));
  const ahead = first(turns(inner.factors));
  const best = first([[...ahead], ...turns(back)]);
  const scalars = [num(inner.coefficient), ...inner.scalars];
  const turned = mul([...scalars, call('tr', [mul(ahead)], SCALAR)]);
  const after = record('the trace is cyclic', e, turned);
  return best === ahead ? after : record('tr A = tr Aᵀ', after, mul([...scalars, call('tr', [mul(best)], SCALAR)]));
}

const turnedRound = (e: Expr): Expr =>
  e.kind === 'mul'
    ? mul([num(e.coefficient), ...e.scalars, ...[...e.factors].reverse().map((f) => transpose(f))])
    : transpose(e);

function comesBefore(a: readonly Expr[], b: readonly Expr[]): boolean {
  for (const [k, x] of a.entries()) {
    const y = b[k] as Expr;
    if (x !== y) return x.id < y.id;
  }
  return false;
}
