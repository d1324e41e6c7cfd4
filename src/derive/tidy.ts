/**
 * Tidying: oriented identities of the book and plain arithmetic, bottom-up until nothing applies, each use a step.
 * Every rule used lowers the size of the term or brings transposes inward, so it ends; the memo is local to a call,
 * because facts belong to one problem.
 */
import {
  add,
  call,
  hadamard,
  isZero,
  mul,
  negative,
  num,
  ONE,
  ones,
  scale,
  splitCoefficient,
  splitScalars,
  transpose,
  withArgs,
  zeros,
} from '../expression/build.js';
import { sameShape } from '../expression/dimension.js';
import type { Call, Expr, Mul } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { equals, isNegative } from '../expression/rational.js';
import { substitute } from '../expression/traverse.js';
import type { Rule } from '../rulebook/match.js';
import { instantiate, match, matchSubset } from '../rulebook/match.js';
import { matchInProduct } from '../rulebook/windows.js';
import { expand, expandIfSmaller, factorSum, onlyLosesOnes, turnedRound, weight } from './arithmetic.js';
import { constantsOut } from './constant-terms.js';
import type { Context } from './context.js';
import { arithmeticStep, ruleStep } from './context.js';
import { mergeChoices, simplifySlice } from './entries.js';
import { joinFractions } from './fractions.js';
import { fitted } from './letters.js';
import { likeNumbers, likeTerms } from './like-terms.js';
import { mergePowers, powerOfRoot, rootOfNumber } from './powers.js';
import type { Range, Step } from './step.js';

export interface Tidied {
  readonly expr: Expr;
  readonly steps: readonly Step[];
}

/** The tidy form and the steps that lead there. `within` are the sums around the term. */
export function tidy(e: Expr, context: Context, within: readonly Range[] = []): Tidied {
  return new Tidier(context, within).run(e);
}

/**
 * As `tidy`, and then multiplied out where that is smaller: for results and named gradients. Of what is `last`, a result,
 * it is tried as well whether rules make it smaller once it is multiplied out.
 */
export function finish(e: Expr, context: Context, within: readonly Range[] = [], last = false): Tidied {
  const tidier = new Tidier(context, within);
  let { expr } = tidier.run(e);
  // signs of differences are turned at the very end: before, what differs in its sign is a common factor
  const done = (): Tidied => {
    const turned = last ? somewhere(expr, turnedRound) : expr;
    const step = arithmeticStep('−(A − B) = B − A', expr, turned, within);
    return { expr: turned, steps: turned === expr ? tidier.steps : [...tidier.steps, step] };
  };
  for (;;) {
    if (weight(expr) > EXPANDABLE) return done();
    const step = expansion(expr, within);
    if (step !== undefined) {
      tidier.steps.push(step);
      expr = tidier.run(step.after).expr;
      continue;
    }
    const out = last && weight(expr) <= TRIED ? multipliedOut(expr, context, within) : undefined;
    if (out === undefined) return done();
    tidier.steps.push(...out.steps);
    expr = out.expr;
  }
}

/** Multiplied out and tidied, where rules then make it smaller. */
function multipliedOut(e: Expr, context: Context, within: readonly Range[]): Tidied | undefined {
  const out = somewhere(e, (piece) => expand(piece, true) ?? piece);
  if (out === e) return undefined;
  const tidied = new Tidier(context, within).run(out);
  if (weight(tidied.expr) >= weight(e) || onlyLosesOnes(e, tidied.expr)) return undefined;
  const step: Step = { ...arithmeticStep('expand, cancel, collect', e, out, within), level: 'key' };
  return { expr: tidied.expr, steps: [step, ...tidied.steps] };
}

/** One step towards a smaller term: multiplied out, or fractions over one denominator. */
function expansion(e: Expr, within: readonly Range[]): Step | undefined {
  const expanded = somewhere(e, expandIfSmaller);
  if (expanded !== e) return arithmeticStep('expand, cancel, collect', e, expanded, within);
  const joined = somewhere(e, joinFractions);
  return joined === e ? undefined : { ...arithmeticStep('common denominator', e, joined, within), level: 'key' };
}

/** Leaves beyond which nothing is multiplied out. */
const EXPANDABLE = 60;
/** Leaves beyond which it is not tried whether rules make smaller what is multiplied out. */
const TRIED = 30;

/** The outermost pieces that a change makes smaller, changed. */
function somewhere(e: Expr, change: (piece: Expr) => Expr): Expr {
  const here = change(e);
  if (here !== e || e.args.length === 0) return here;
  const args = e.args.map((a) => somewhere(a, change));
  return args.every((a, i) => a === e.args[i]) ? e : withArgs(e, args);
}

/** Far above what any line needs; reached only where two rules undo each other, which is a defect of the book. */
const MAX_REWRITINGS = 200_000;

/** Operators whose key identities are for lines as well: those that lines are made of more than subjects. */
const OF_LINES: ReadonlySet<string> = new Set(['sum', 'sym', 'phi', 'dexpm', 'dlogm', 'dsinm', 'dcosm', 'lyap']);

class Tidier {
  readonly steps: Step[] = [];
  private readonly done = new Map<Expr, Expr>();
  private rewritings = 0;
  /** What a node was rewritten to, while that is being tidied. */
  private readonly forward = new Map<Expr, Expr>();
  private readonly sizes: ReadonlySet<string>;

  constructor(
    private readonly context: Context,
    private readonly within: readonly Range[],
  ) {
    this.sizes = new Set(context.problem.dims);
  }

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
        if (++this.rewritings > MAX_REWRITINGS)
          throw new Error('tidying does not end: a rule of the book undoes another');
        this.forward.set(node, next);
        stack.push(next);
      }
    }
    return this.done.get(root) as Expr;
  }

  /** One rewriting at the top of a term whose arguments are tidy, or the term itself. */
  private simplify(e: Expr): Expr {
    // of any number of factors in one step, before a rule takes them two by two; a product equal to its transpose stays
    if (isCall(e, 'T') && e.args[0]?.kind === 'mul' && !this.context.facts.has(e.args[0], 'symmetric')) {
      return this.record('(AB)ᵀ = BᵀAᵀ', e, transposed(e.args[0]));
    }
    for (const rule of this.context.catalog.identities(e)) {
      // rewriting of a subject, and the turning of recurrences: not here
      if (rule.level === 'key' && (e.kind === 'each' || (e.kind === 'call' && !OF_LINES.has(e.fn)))) continue;
      const after = this.apply(rule, e);
      if (after !== undefined && after !== e) return after;
    }
    if (e.kind === 'call' && e.args.length === 1 && isZero(e.args[0] as Expr) && this.context.catalog.row(e.fn)?.linear)
      return this.record('linear in 0', e, zeros(e.shape));
    const distributed = isCall(e, 'T') ? transposeInside(e) : undefined;
    if (distributed) return this.record(distributed.say, e, distributed.expr);
    if (isCall(e, 'slice') && sameShape(e.shape, (e.args[0] as Expr).shape)) {
      return this.record('the whole of it', e, e.args[0] as Expr);
    }
    if (isCall(e, 'pow')) {
      const plain = powerOfRoot(e);
      if (plain !== e) return this.record('(√x)² = x', e, plain);
    }
    if (e.kind === 'mul' || isCall(e, 'had')) {
      const merged = mergePowers(e);
      if (merged !== e) return this.record('powers of one base', e, merged);
      const root = rootOfNumber(e);
      if (root !== e) return this.record('a root of a number', e, root);
    }
    if ((isCall(e, 'had') || isCall(e, 'frob')) && e.args.some(isOuterOnes)) {
      const plain = withArgs(
        e,
        e.args.map((a) => (isOuterOnes(a) ? ones(...a.shape) : a)),
      );
      return this.record('𝟏𝟏ᵀ is all ones', e, plain);
    }
    if (isCall(e, 'frob')) {
      const cancelled = cancelAcross(e);
      if (cancelled) return this.record('cancel across ":"', e, cancelled);
    }
    if (e.kind === 'each' && e.from === e.to) {
      const only = substitute(e.args[0] as Expr, { dims: new Map([[e.over, e.from]]) });
      return this.record('a sum of one term', e, only);
    }
    if (e.kind === 'each' && e.fold === 'sum' && !e.differential) {
      const out = constantsOut(e, this.sizes);
      if (out !== e) return this.record('what is the same in all terms comes out', e, out);
    }
    if (e.kind === 'call' && this.context.catalog.row(e.fn)?.linear) {
      const [scalar, rest] = splitScalars(e.args[0] as Expr);
      if (rest !== undefined && scalar !== ONE)
        return this.record('a scalar comes out', e, mul([scalar, call(e.fn, [rest], e.shape, e.dims)]));
    }
    if (isCall(e, 'sign')) {
      const [coefficient, rest] = splitCoefficient(e.args[0] as Expr);
      if (!equals(coefficient, 1) && rest.kind !== 'num')
        return this.record(
          'sign(cx) = sign c · sign x',
          e,
          scale(isNegative(coefficient) ? -1 : 1, withArgs(e, [rest])),
        );
    }
    if (isCall(e, 'slice')) {
      const inner = simplifySlice(e);
      if (inner !== e) return this.record('entries of a piece', e, inner);
    }
    if (e.kind === 'add') {
      const chosen = mergeChoices(e);
      if (chosen !== e) return this.record('choices under one condition', e, chosen);
      const like = likeTerms(e);
      if (like !== e) return this.record('like terms', e, like);
      const alike = likeNumbers(e, (a) => this.context.facts.has(a, 'symmetric'));
      if (alike !== e) return this.record('xᵀy = yᵀx', e, alike);
      const factored = factorSum(e);
      if (factored !== e) return this.record('common factor', e, factored);
      const better = ordered(e);
      if (better !== e) return this.record('order of terms', e, better);
    }
    return e;
  }

  private record(say: string, before: Expr, after: Expr): Expr {
    this.steps.push(arithmeticStep(fitted(say, this.context.facts.taken), before, after, this.within));
    return after;
  }

  private apply(rule: Rule, e: Expr): Expr | undefined {
    if (rule.left.kind === 'mul' && e.kind === 'mul') return this.applyInProduct(rule, rule.left, e);
    if ((isCall(rule.left, 'had') && isCall(e, 'had')) || (rule.left.kind === 'add' && e.kind === 'add')) {
      const found = matchSubset(rule, rule.left.args, e.args, this.context.facts);
      if (!found) return undefined;
      const put = instantiate(rule.right, found.binding);
      const after = e.kind === 'add' ? add([put, ...found.rest]) : hadamard([put, ...found.rest]);
      this.steps.push(ruleStep(rule, found.binding, e, after, this.within, this.context.facts));
      return after;
    }
    const binding = match(rule, e, this.context.facts);
    if (!binding) return undefined;
    const after = instantiate(rule.right, binding);
    if (after !== e) this.steps.push(ruleStep(rule, binding, e, after, this.within, this.context.facts));
    return after;
  }

  /** A product of numbers against some of the numbers in a product. */
  private applyToScalars(rule: Rule, left: Mul, e: Mul): Expr | undefined {
    const found = matchSubset(rule, left.scalars, e.scalars, this.context.facts);
    if (!found) return undefined;
    const after = mul([num(e.coefficient), instantiate(rule.right, found.binding), ...found.rest, ...e.factors]);
    this.steps.push(ruleStep(rule, found.binding, e, after, this.within, this.context.facts));
    return after;
  }

  /** A product pattern against every window of the factors. */
  private applyInProduct(rule: Rule, left: Mul, e: Mul): Expr | undefined {
    const width = left.factors.length;
    if (width === 0 && left.coefficient === 1) return this.applyToScalars(rule, left, e);
    if (width === 0) return undefined;
    const found = matchInProduct(rule, left, e, this.context.facts);
    if (!found) return undefined;
    this.steps.push(ruleStep(rule, found.binding, e, found.after, this.within, this.context.facts));
    return found.after;
  }
}

/** (A*B*C)' = C'*B'*A'; through sums and ⊙ only where that leaves fewer transposes to read. */
function transposeInside(e: Call): { expr: Expr; say: string } | undefined {
  const inner = e.args[0] as Expr;
  if (inner.kind === 'mul') return { expr: transposed(inner), say: '(AB)ᵀ = BᵀAᵀ' };
  if (inner.kind !== 'add' && !isCall(inner, 'had')) return undefined;
  const expr = transposed(inner);
  if (transposes(expr) > transposes(inner)) return undefined;
  return { expr, say: inner.kind === 'add' ? '(A + B)ᵀ = Aᵀ + Bᵀ' : '(A ⊙ B)ᵀ = Aᵀ ⊙ Bᵀ' };
}

function transposed(e: Expr): Expr {
  if (e.kind === 'add') return add(e.args.map(transposed));
  if (e.kind === 'mul') return mul([num(e.coefficient), ...e.scalars, ...[...e.factors].reverse().map(transpose)]);
  if (isCall(e, 'had')) return hadamard(e.args.map(transpose));
  return transpose(e);
}

/** 𝟏𝟏ᵀ as a product of a column and a row. */
const isOuterOnes = (e: Expr): boolean =>
  e.kind === 'mul' &&
  e.scalars.length === 0 &&
  e.coefficient === 1 &&
  e.factors.length === 2 &&
  e.factors.every((f) => isCall(f, 'ones')) &&
  e.factors[0]?.shape[1] === 1;

/** How many transpose signs a reader meets. */
const transposes = (e: Expr): number => e.args.reduce((sum, a) => sum + transposes(a), isCall(e, 'T') ? 1 : 0);

/** A sum begins with a positive term where it has one, and with M before M'. */
function ordered(e: Expr): Expr {
  const first = e.args.findIndex((t) => !negative(t));
  if (first > 0) return add([e.args[first] as Expr, ...e.args.filter((_, i) => i !== first)]);
  const [a, b] = e.args as readonly [Expr, Expr];
  return e.args.length === 2 && isCall(a, 'T') && a.args[0] === b ? add([b, a]) : e;
}

/** (A ⊘ B) : B sums the entries of A: only where a power and its inverse meet across ":". */
function cancelAcross(e: Call): Expr | undefined {
  const [a, b] = e.args as readonly [Expr, Expr];
  const merged = mergePowers(hadamard([a, b]));
  const separate = operandsOf(a).length + operandsOf(b).length;
  return operandsOf(merged).length <= separate - 2 ? call('sum', [merged], e.shape) : undefined;
}

const operandsOf = (e: Expr): readonly Expr[] => (isCall(e, 'had') ? e.args : isCall(e, 'ones') ? [] : [e]);
