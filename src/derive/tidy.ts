/**
 * Tidying: oriented identities of the book and plain arithmetic, bottom-up until nothing applies, each use a step.
 * Every rule used lowers the size of the term or brings transposes inward, so it ends; the memo is local to a call,
 * because facts belong to one problem.
 */
import { add, call, hadamard, mul, num, transpose, withArgs } from '../expression/build.js';
import { type Call, type Expr, isCall, type Mul } from '../expression/expression.js';
import { headOf } from '../rulebook/catalog.js';
import { instantiate, match, matchAll, matchSubset, type Rule } from '../rulebook/match.js';
import { expandIfSmaller, factorSum, likeTerms, mergePowers } from './arithmetic.js';
import { arithmeticStep, type Context, ruleStep } from './context.js';
import type { Range, Step } from './step.js';

export interface Tidied {
  readonly expr: Expr;
  readonly steps: readonly Step[];
}

/** The tidy form and the steps that lead there. `within` are the sums around the term. */
export function tidy(e: Expr, context: Context, within: readonly Range[] = []): Tidied {
  return new Tidier(context, within).run(e);
}

/** As `tidy`, and then multiplied out where that is smaller: for results and named gradients. */
export function finish(e: Expr, context: Context, within: readonly Range[] = []): Tidied {
  const tidier = new Tidier(context, within);
  let { expr } = tidier.run(e);
  for (;;) {
    const smaller = expandInside(expr);
    if (smaller === expr) return { expr, steps: tidier.steps };
    tidier.steps.push(arithmeticStep('expand, cancel, collect', expr, smaller, within));
    expr = tidier.run(smaller).expr;
  }
}

/** The outermost piece that gets smaller by multiplying out. */
function expandInside(e: Expr): Expr {
  const here = expandIfSmaller(e);
  if (here !== e || e.args.length === 0) return here;
  const args = e.args.map(expandInside);
  return args.every((a, i) => a === e.args[i]) ? e : withArgs(e, args);
}

class Tidier {
  readonly steps: Step[] = [];
  private readonly done = new Map<Expr, Expr>();
  /** What a node was rewritten to, while that is being tidied. */
  private readonly forward = new Map<Expr, Expr>();

  constructor(
    private readonly context: Context,
    private readonly within: readonly Range[],
  ) {}

  run(e: Expr): Tidied {
    return { expr: this.tidy(e), steps: this.steps };
  }

  /** Iterative post-order: a long chain of operators must not cost stack. */
  private tidy(root: Expr): Expr {
    const stack: Expr[] = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as Expr;
      if (this.done.has(node)) {
        stack.pop();
        continue;
      }
      const rewritten = this.forward.get(node);
      if (rewritten !== undefined) {
        this.done.set(node, this.done.get(rewritten) as Expr);
        continue;
      }
      const waiting = node.args.filter((a) => !this.done.has(a));
      if (waiting.length > 0) {
        stack.push(...waiting);
        continue;
      }
      const args = node.args.map((a) => this.done.get(a) as Expr);
      const rebuilt = args.every((a, i) => a === node.args[i]) ? node : withArgs(node, args);
      const next = rebuilt === node ? this.simplify(node) : rebuilt;
      if (next === node) this.done.set(node, node);
      else {
        // what came out may hold untidied pieces: it is tidied first, then this node takes its result
        this.forward.set(node, next);
        stack.push(next);
      }
    }
    return this.done.get(root) as Expr;
  }

  /** One rewriting at the top of a term whose arguments are tidy, or the term itself. */
  private simplify(e: Expr): Expr {
    for (const rule of this.context.catalog.identities(headOf(e))) {
      if (rule.level === 'key' && e.kind === 'call' && e.fn !== 'sum') continue; // rewriting of a subject: not here
      const after = this.apply(rule, e);
      if (after !== undefined && after !== e) return after;
    }
    const distributed = isCall(e, 'T') ? transposeInside(e) : undefined;
    if (distributed) return this.record(distributed.say, e, distributed.expr);
    if (e.kind === 'mul' || isCall(e, 'had')) {
      const merged = mergePowers(e);
      if (merged !== e) return this.record('powers of one base', e, merged);
    }
    if (e.kind === 'add') {
      const like = likeTerms(e);
      if (like !== e) return this.record('like terms', e, like);
      const factored = factorSum(e);
      if (factored !== e) return this.record('common factor', e, factored);
    }
    return e;
  }

  private record(say: string, before: Expr, after: Expr): Expr {
    this.steps.push(arithmeticStep(say, before, after, this.within));
    return after;
  }

  private apply(rule: Rule, e: Expr): Expr | undefined {
    if (rule.left.kind === 'mul' && e.kind === 'mul') return this.applyInProduct(rule, rule.left, e);
    if ((isCall(rule.left, 'had') && isCall(e, 'had')) || (rule.left.kind === 'add' && e.kind === 'add')) {
      const found = matchSubset(rule, rule.left.args, e.args, this.context.facts);
      if (!found) return undefined;
      const put = instantiate(rule.right, found.binding);
      const after = e.kind === 'add' ? add([put, ...found.rest]) : hadamard([put, ...found.rest]);
      this.steps.push(ruleStep(rule, found.binding, e, after, this.within));
      return after;
    }
    const binding = match(rule, e, this.context.facts);
    if (!binding) return undefined;
    const after = instantiate(rule.right, binding);
    if (after !== e) this.steps.push(ruleStep(rule, binding, e, after, this.within));
    return after;
  }

  /** A product pattern against every window of the factors. */
  private applyInProduct(rule: Rule, left: Mul, e: Mul): Expr | undefined {
    const width = left.factors.length;
    if (left.scalars.length > 0 || width === 0) return undefined;
    for (let i = 0; i + width <= e.factors.length; i++) {
      const binding = matchAll(rule, left.factors, e.factors.slice(i, i + width), this.context.facts);
      if (!binding) continue;
      const after = mul([
        num(e.coefficient),
        ...e.scalars,
        ...e.factors.slice(0, i),
        instantiate(rule.right, binding),
        ...e.factors.slice(i + width),
      ]);
      this.steps.push(ruleStep(rule, binding, e, after, this.within));
      return after;
    }
    return undefined;
  }
}

/** (A*B*C)' = C'*B'*A' and its kin, for any number of operands. */
function transposeInside(e: Call): { expr: Expr; say: string } | undefined {
  const inner = e.args[0] as Expr;
  if (inner.kind === 'add') return { expr: add(inner.args.map(transpose)), say: '(A + B)ᵀ = Aᵀ + Bᵀ' };
  if (inner.kind === 'mul') return { expr: mul([...inner.factors].reverse().map(transpose)), say: '(AB)ᵀ = BᵀAᵀ' };
  if (isCall(inner, 'had')) return { expr: hadamard(inner.args.map(transpose)), say: '(A ⊙ B)ᵀ = Aᵀ ⊙ Bᵀ' };
  if (isCall(inner, 'pow') && inner.args[1]?.kind === 'num') {
    return { expr: call('pow', [transpose(inner.args[0] as Expr), inner.args[1]], e.shape), say: 'ᵀ goes to each entry' };
  }
  return undefined;
}
