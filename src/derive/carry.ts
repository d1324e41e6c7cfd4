/**
 * Carrying: a scalar term that is linear in differentials is brought, one adjoint rule at a time, to
 * coefficient · Σ G : d(name).
 *
 * A term is kept in parts: the coefficient outside its sums, the ranges of the sums, the coefficient inside, and
 * the active piece, which alone holds differentials. A round advances every term by one idea.
 */
import {
  add,
  call,
  each,
  frobenius,
  mul,
  negative,
  num,
  ONE,
  opposite,
  scale,
  splitCoefficient,
  splitScalars,
  termsOf,
} from '../expression/build.js';
import type { Call, Expr } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { isZero, multiply, plus } from '../expression/rational.js';
import { apart, freeDims } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { headOf } from '../rulebook/catalog.js';
import { instantiate, match } from '../rulebook/match.js';
import type { Context } from './context.js';
import { arithmeticStep, ruleStep } from './context.js';
import { fitted } from './letters.js';
import type { Range, Stage, Step } from './step.js';
import { finish, tidy } from './tidy.js';

export interface Term {
  readonly outer: Expr;
  readonly loops: readonly Range[];
  readonly inner: Expr;
  /** frob(G, …), d(s), tr(…), …: linear in its differentials. */
  readonly active: Expr;
}

/** The term as an expression. */
export function termExpr(t: Term): Expr {
  const body = mul([t.inner, t.active]);
  const summed = t.loops.reduceRight((e, r) => each('sum', r.over, r.from, r.to, e), body);
  return mul([t.outer, summed]);
}

export const lineExpr = (terms: readonly Term[]): Expr => add(terms.map(termExpr));

/** A scalar expression linear in differentials, as terms. Sums are distributed over, nothing else is done. */
export function toTerms(e: Expr, outer: Expr = ONE, loops: readonly Range[] = [], inner: Expr = ONE): Term[] {
  return termsOf(e).flatMap((term): Term[] => {
    const { coefficient, active } = splitActive(term);
    const [out, within] = loops.length === 0 ? [mul([outer, coefficient]), inner] : [outer, mul([inner, coefficient])];
    if (active.kind === 'add') return toTerms(active, out, loops, within);
    if (active.kind === 'each' && active.fold === 'sum') {
      // what stands before the sum goes into it
      const taken = new Set([...loops.map((r) => r.over), ...freeDims(within), ...freeDims(out)]);
      const sum = apart(active, taken);
      const range: Range = { over: sum.over, from: sum.from, to: sum.to };
      return toTerms(sum.args[0] as Expr, out, [...loops, range], within);
    }
    return [{ outer: out, loops, inner: within, active }];
  });
}

function splitActive(e: Expr): { coefficient: Expr; active: Expr } {
  if (e.kind !== 'mul' || e.scalars.length === 0) return { coefficient: ONE, active: e };
  const moving = e.scalars.filter((s) => s.differential);
  if (moving.length !== 1) throw new Error('a term that is not linear in its differential');
  const active = moving[0] as Expr;
  const rest = e.scalars.filter((s) => s !== active);
  return { coefficient: mul([num(e.coefficient), ...rest]), active };
}

/** The name whose differential a finished term stands over. */
export function landed(active: Expr): Expr | undefined {
  const last = isCall(active, 'frob') ? (active.args[1] as Expr) : active;
  const name = isCall(last, 'd') ? (last.args[0] as Expr) : undefined;
  if (name?.kind !== 'name') return undefined;
  return isCall(active, 'frob') && (active.args[0] as Expr).differential ? undefined : name;
}

/** Carries until every term has landed; one stage a round. */
export function carry(start: readonly Term[], context: Context): { terms: readonly Term[]; stages: readonly Stage[] } {
  const stages: Stage[] = [];
  let terms = start;
  while (terms.some((t) => landed(t.active) === undefined)) {
    const steps: Step[] = [];
    const moved = terms.flatMap((t) => (landed(t.active) === undefined ? advance(t, context, steps) : [t]));
    terms = alikeTogether(moved);
    const after = lineExpr(terms);
    if (terms.length < moved.length) steps.push(arithmeticStep('collect', lineExpr(moved), after, []));
    stages.push({ steps, after });
  }
  return { terms, stages };
}

/** Terms that differ in a number alone are one: no line says Ax : dx + Ax : dx. */
function alikeTogether(terms: readonly Term[]): readonly Term[] {
  if (terms.length < 2) return terms;
  const sums = new Map<Expr, { readonly term: Term; count: Rational }>();
  for (const term of terms) {
    const [outside, outer] = splitCoefficient(term.outer);
    const [inside, inner] = splitCoefficient(term.inner);
    const core = termExpr({ ...term, outer, inner });
    const known = sums.get(core);
    const number = multiply(outside, inside);
    if (known) known.count = plus(known.count, number);
    else sums.set(core, { term: { ...term, outer, inner }, count: number });
  }
  if (sums.size === terms.length) return terms;
  const left = [...sums.values()].filter(({ count }) => !isZero(count));
  // all of it cancels: one term says so
  const some = left.length > 0 ? left : [...sums.values()].slice(0, 1);
  return some.map(({ term, count }) => ({ ...term, outer: scale(count, term.outer) }));
}

/** One idea further. Bookkeeping (distributing, exchanging sides, tidying what was moved) belongs to the same step. */
function advance(t: Term, context: Context, steps: Step[]): Term[] {
  const again = (after: Expr): Term[] =>
    toTerms(after, t.outer, t.loops, t.inner).flatMap((next) =>
      landed(next.active) === undefined ? advance(next, context, steps) : tidyTerm(next, context, steps),
    );
  const { active } = t;
  if (isCall(active, 'frob')) {
    const [left, right] = active.args as readonly [Expr, Expr];
    if (left.differential) {
      const after = frobenius(right, left);
      steps.push(minor('frobenius/swap', fitted('A : B = B : A', context.facts.taken), active, after, t.loops));
      return again(after);
    }
    if (right.kind === 'add') {
      const after = add(right.args.map((h) => frobenius(left, h)));
      steps.push(minor('frobenius/sum', '":" distributes over the sum', active, after, t.loops));
      return again(after);
    }
    if (right.kind === 'each') {
      const sum = apart(right, freeDims(left));
      const after = each('sum', sum.over, sum.from, sum.to, frobenius(left, sum.args[0] as Expr));
      steps.push(minor('frobenius/sum', '":" distributes over the sum', active, after, t.loops));
      return again(after);
    }
    return move(t, `frob ${headOf(right)}`, context, steps);
  }
  if (active.kind === 'call' && active.args.length === 1 && context.catalog.row(active.fn)?.linear) {
    const after = distributeLinear(active);
    if (after) {
      steps.push(minor(`${active.fn}/linear`, `${active.fn} is linear`, active, after, t.loops));
      return again(after);
    }
  }
  return move(t, headOf(active), context, steps);
}

/** tr(A + B) = tr A + tr B, tr(s·A) = s·tr A. */
function distributeLinear(e: Call): Expr | undefined {
  const inner = e.args[0] as Expr;
  const over = (x: Expr): Expr => call(e.fn, [x], e.shape, e.dims);
  if (inner.kind === 'add') return add(inner.args.map(over));
  if (inner.kind === 'each' && inner.fold === 'sum')
    return each('sum', inner.over, inner.from, inner.to, over(inner.args[0] as Expr));
  const [scalar, rest] = splitScalars(inner);
  return scalar === ONE || rest === undefined ? undefined : mul([scalar, over(rest)]);
}

function move(t: Term, head: string, context: Context, steps: Step[]): Term[] {
  for (const rule of context.catalog.adjoint(head)) {
    const binding = match(rule, t.active, context.facts);
    if (!binding) continue;
    const after = instantiate(rule.right, binding);
    const operand = movedOperand(t.active);
    steps.push(ruleStep(rule, binding, t.active, after, t.loops, context.facts, operand));
    return toTerms(after, t.outer, t.loops, t.inner).flatMap((next) =>
      tidyTerm(next, context, steps).flatMap((tidied) =>
        isTransposedName(tidied.active) ? advance(tidied, context, steps) : [tidied],
      ),
    );
  }
  const what = isCall(t.active, 'frob') ? headOf(t.active.args[1] as Expr) : headOf(t.active);
  throw new FrobeniusError('unsupported', `carrying a differential out of ${what} is not yet supported`);
}

/** G : dXᵀ: turning it round is part of the move that leads there, not an idea of its own. */
function isTransposedName(active: Expr): boolean {
  const right = isCall(active, 'frob') ? (active.args[1] as Expr) : undefined;
  return right !== undefined && isCall(right, 'T') && isCall(right.args[0] as Expr, 'd');
}

/** What crosses ":" in a product: the constant factors around the one that carries the differential. */
function movedOperand(active: Expr): Expr | undefined {
  const product = isCall(active, 'frob') ? (active.args[1] as Expr) : active.kind === 'call' ? active.args[0] : active;
  if (product?.kind !== 'mul') return undefined;
  const rest = product.factors.filter((f) => !f.differential);
  return rest.length === 1 ? rest[0] : undefined;
}

/** Tidies what stands before the differential: the factor and the scalars. */
export function tidyTerm(t: Term, context: Context, steps: Step[]): Term[] {
  const scalar = (e: Expr): Expr => {
    if (e.args.length === 0) return e;
    const tidied = tidy(e, context, t.loops);
    steps.push(...tidied.steps);
    return tidied.expr;
  };
  const outer = scalar(t.outer);
  const inner = scalar(t.inner);
  const same = outer === t.outer && inner === t.inner ? [t] : toTerms(t.active, outer, t.loops, inner);
  if (!isCall(t.active, 'frob')) return same;
  const [left, right] = t.active.args as readonly [Expr, Expr];
  const tidied = finish(left, context, t.loops);
  if (tidied.expr === left) return same;
  steps.push(...tidied.steps);
  // a difference that we made takes the sign that avoids a minus in front
  const flip = tidied.expr.kind === 'add' && tidied.expr.args.some(negative) && negative(outer);
  const factor = flip ? tidy(opposite(tidied.expr), context, t.loops).expr : tidied.expr;
  // a number of the factor comes out, where it may cancel
  return toTerms(frobenius(factor, right), flip ? opposite(outer) : outer, t.loops, inner).map((next) =>
    next.outer === outer ? next : { ...next, outer: scalar(next.outer) },
  );
}

function minor(id: string, say: string, before: Expr, after: Expr, within: readonly Range[]): Step {
  return { before, after, by: { kind: 'rule', id, say }, given: [], within, level: 'minor' };
}

/** G and the name over which a landed term stands; G of a scalar's differential is 1. */
export function landedFactor(t: Term): { factor: Expr; over: Expr } {
  const over = landed(t.active);
  if (over === undefined) throw new Error('the term has not landed');
  return { factor: isCall(t.active, 'frob') && !isScalar(over) ? (t.active.args[0] as Expr) : ONE, over };
}
