/**
 * The differential of an expression, in terms of the differentials of the names that vary.
 *
 * One rule an operator, applied from the outside in; d of what does not vary is dropped in the step that would write
 * it. Sums and products of any number of operands take the two-operand rule at each of them in one step.
 */
import {
  add,
  call,
  d,
  each,
  frobenius,
  grad,
  hadamard,
  mul,
  num,
  power,
  splitCoefficient,
  transpose,
  zeros,
} from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { addDim, dimName, multiplyDim } from '../expression/dimension.js';
import type { Call, Each, Expr, Mul, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { freeDims, namesIn, postorder, replaceAll, rewrite, substitute } from '../expression/traverse.js';
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Property } from '../language/problem.js';
import { elementwiseDifferential, headOf } from '../rulebook/catalog.js';
import type { Binding, Rule } from '../rulebook/match.js';
import { instantiate, match } from '../rulebook/match.js';
import { domainCondition, powerConditions } from './conditions.js';
import type { Context } from './context.js';
import { arithmeticStep, ruleStep } from './context.js';
import { likeTerms } from './like-terms.js';
import type { Range, Step } from './step.js';

/** Says which names vary: differentials of the others are zero. */
export type Varies = (e: Expr) => boolean;

/** A memo of which terms hold a varying name, for one set of variables. */
export function varying(isVariable: (e: Expr) => boolean): Varies {
  const memo = new Map<Expr, boolean>();
  return (root) => {
    if (!memo.has(root)) {
      for (const node of postorder([root])) {
        if (!memo.has(node)) memo.set(node, isVariable(node) || node.args.some((a) => memo.get(a) === true));
      }
    }
    return memo.get(root) as boolean;
  };
}

export interface Differential {
  readonly expr: Expr;
  readonly steps: readonly Step[];
}

/** d(e) worked out. Throws 'unsupported' where an operator that varies has no differential rule. */
export function differentiate(e: Expr, varies: Varies, context: Context, within: readonly Range[] = []): Differential {
  const worker = new Differentiator(varies, context, within);
  return { expr: worker.of(e), steps: worker.steps };
}

class Differentiator {
  readonly steps: Step[] = [];
  private readonly memo = new Map<Expr, Expr>();

  constructor(
    private readonly varies: Varies,
    private readonly context: Context,
    private readonly within: readonly Range[],
  ) {}

  of(e: Expr): Expr {
    const known = this.memo.get(e);
    if (known !== undefined) return known;
    const result = this.work(e);
    this.memo.set(e, result);
    return result;
  }

  private work(e: Expr): Expr {
    if (!this.varies(e)) return zeros(e.shape);
    if (e.kind === 'name' && !this.isUnknownScalar(e)) return d(e);
    const once = this.once(e);
    const inner = new Map<Expr, Expr>();
    for (const node of postorder([once])) {
      if (isCall(node, 'd') && !inner.has(node)) inner.set(node, this.of(node.args[0] as Expr));
    }
    return replaceAll(once, inner);
  }

  private isUnknownScalar(e: Expr): boolean {
    return e.kind === 'name' && this.context.problem.functions.get(e.name)?.kind === 'scalar';
  }

  /** d of a piece, nil where it does not vary. */
  private inert(e: Expr): Expr {
    return this.varies(e) ? d(e) : zeros(e.shape);
  }

  /** The product with d of one operand, for each operand that varies. */
  private oneByOne(operands: readonly Expr[], join: (items: readonly Expr[]) => Expr): Expr[] {
    return operands.flatMap((a, i) => (this.varies(a) ? [join(operands.map((b, j) => (i === j ? d(a) : b)))] : []));
  }

  /** One rule applied to d(e). */
  private once(e: Expr): Expr {
    const [coefficient, core] = splitCoefficient(e);
    if (coefficient !== 1) return this.record('product/scalar', 'd is linear', e, mul([num(coefficient), d(core)]));
    switch (e.kind) {
      case 'add':
        return this.record('product/sum', 'd is linear', e, add(e.args.map((a) => this.inert(a))));
      case 'mul': {
        const form = this.form(e);
        if (form) return form;
        const terms = this.oneByOne(e.args, mul);
        return this.record(
          'product/matrix',
          terms.length > 1 ? 'product rule' : 'constant factors stay',
          e,
          add(terms),
        );
      }
      case 'each':
        if (e.fold === 'sum') {
          return this.record(
            'recurrence/sum',
            'd passes through the sum',
            e,
            each('sum', e.over, e.from, e.to, d(e.args[0] as Expr)),
          );
        }
        return this.record(
          'recurrence/product',
          'each factor varies, the others stay',
          e,
          productOverIndex(e, this.context.facts.taken),
        );
      case 'call':
        return this.call(e);
      case 'name':
        return this.unknownScalar(e.name, e);
      case 'num':
        return zeros(e.shape);
      default:
        return e satisfies never;
    }
  }

  /** x'x and x'Sx of a varying x and a symmetric S have rules of their own, by which no term comes twice. */
  private form(e: Mul): Expr | undefined {
    const { length } = e.factors;
    if (!isScalar(e) || length < 2 || length > 3) return undefined;
    // asked before the rules are, which need not be read then
    if (length === 3 && !this.context.facts.has(e.factors[1] as Expr, 'symmetric')) return undefined;
    const core = mul(e.factors);
    const last = e.factors.at(-1) as Expr;
    if (!this.varies(last) || e.factors[0] !== transpose(last)) return undefined;
    if (e.scalars.length === 0) return this.byRule(core, isForm);
    if (!this.ruleFor(core, isForm)) return undefined;
    const terms = this.oneByOne([...e.scalars, core], mul);
    return this.record('product/scalar', terms.length > 1 ? 'product rule' : 'constant factors stay', e, add(terms));
  }

  private call(e: Call): Expr {
    const { catalog, facts } = this.context;
    for (const rule of catalog.identities(e)) {
      if (rule.level !== 'key') continue;
      const binding = match(rule, e, facts);
      if (!binding || this.usesFactOfVariable(rule, binding)) continue;
      const after = d(instantiate(rule.right, binding));
      this.steps.push(ruleStep(rule, binding, d(e), after, this.within, facts));
      return after;
    }
    if (e.fn === 'diagonal' && e.args[0]?.shape[0] !== e.args[0]?.shape[1]) return this.leadingDiagonal(e);
    if (e.fn === 'had') {
      const terms = this.oneByOne(e.args, hadamard);
      return this.record(
        'product/hadamard',
        terms.length > 1 ? 'product rule for ⊙' : 'constant factors stay',
        e,
        add(terms),
      );
    }
    if (e.args.length === 1 && catalog.elementwise(e.fn)) {
      const x = e.args[0] as Expr;
      return this.record(
        `elementwise/${e.fn}`,
        `${e.fn}′, entry by entry`,
        e,
        elementwiseDifferential(catalog.derivative(e.fn, x), x),
        catalog.elementwise(e.fn)?.convention ?? domainCondition(x, catalog.elementwise(e.fn)?.domain, facts),
      );
    }
    const user = this.context.problem.functions.get(e.fn.replace(/'+$/, ''));
    if (user?.kind === 'elementwise') {
      const x = e.args[0] as Expr;
      const derivative = call(`${e.fn}'`, e.args, e.shape);
      return this.record(
        'unknown/elementwise',
        `${e.fn.replaceAll("'", '′')} acts entry by entry`,
        e,
        elementwiseDifferential(derivative, x),
      );
    }
    if (user?.kind === 'matrix') {
      const after = unknownMatrix(e);
      if (after) return this.record('unknown/matrix', `${e.fn.replaceAll("'", '′')} depends on its argument`, e, after);
    }
    const after = this.byRule(e);
    if (after === undefined) throw this.unsupportedCall(e);
    return after;
  }

  /** d of a term by the first rule of the book for its operator that fits. */
  private byRule(e: Expr, wanted?: (rule: Rule) => boolean): Expr | undefined {
    const found = this.ruleFor(e, wanted);
    if (!found) return undefined;
    const { facts } = this.context;
    const after = foldExponents(this.dropConstants(instantiate(found.rule.right, found.binding)));
    const step = ruleStep(found.rule, found.binding, d(e), after, this.within, facts);
    this.steps.push({ ...step, given: [...step.given, ...powerConditions(e, facts)] });
    return after;
  }

  private ruleFor(e: Expr, wanted: (rule: Rule) => boolean = () => true): { rule: Rule; binding: Binding } | undefined {
    const { catalog, facts } = this.context;
    for (const rule of catalog.differential(headOf(e)).filter(wanted)) {
      const binding = match(rule, d(e), facts);
      if (!binding) continue;
      const constants = [...rule.variables.values()].filter((v) => v.constant);
      if (constants.some((v) => this.varies(binding.names.get(v.name.name) as Expr))) continue;
      return { rule, binding };
    }
    return undefined;
  }

  /** The diagonal of a matrix that is not square is that of its leading square. */
  private leadingDiagonal(e: Call): Expr {
    const [k] = e.shape;
    const square = call('slice', e.args, [k, k], [1, k, 1, k]);
    const after = d(call('diagonal', [square], e.shape));
    this.steps.push(arithmeticStep('the diagonal lies in the leading square', d(e), after, this.within));
    return after;
  }

  /** A fact such as "entries of y sum to 1" holds at the point, not along dy where y itself is asked for. */
  private usesFactOfVariable(rule: Rule, binding: Binding): boolean {
    return [...rule.variables.values()].some((v) => {
      const curved = [...v.properties].filter((p) => CURVED.has(p));
      const bound = binding.names.get(v.name.name);
      if (curved.length === 0 || bound === undefined) return false;
      const given = (e: Name): boolean =>
        curved.some((p) => this.context.problem.declarations.get(e.name)?.properties.has(p));
      return namesIn(bound).some((e) => this.varies(e) && given(e));
    });
  }

  private unsupportedCall(e: Call): FrobeniusError {
    const wanted = this.context.catalog
      .differential(headOf(e))
      .flatMap((rule) => [...rule.variables.values()].flatMap((v) => [...v.properties]))
      .filter((p) => p === 'symmetric' || p === 'posdef');
    const { source } = this.context.problem;
    if (wanted.length === 0) return unsupported(`the differential of ${e.fn}`, callOf(e.fn, source), source);
    const of = format(e.args[0] as Expr);
    return new FrobeniusError(
      'unsupported',
      `the differential of ${e.fn} is known for a symmetric argument, and ${of} is not known to be symmetric`,
      callOf(e.fn, source),
      `declare it, or write ${e.fn}(sym(…))`,
      source,
    );
  }

  /** dL = Σ grad(L, A) : dA over the arguments of an unknown scalar function that vary. */
  private unknownScalar(fn: string, e: Expr): Expr {
    const user = this.context.problem.functions.get(fn);
    if (user?.kind !== 'scalar') throw new Error(`${fn} is no unknown function`);
    const family = user.of.find((a) => a.index.length === 0 && this.isFamily(a));
    if (family) {
      throw new FrobeniusError(
        'unsupported',
        `${fn} is an unknown function of the whole family ${family.name}, which is not yet supported`,
        undefined,
        `say of which of its members, function ${fn}(${family.name}[1]), or put them into one matrix`,
      );
    }
    const terms = user.of
      .filter((a) => this.varies(a))
      .map((a) => frobenius(user.gradient?.get(a) ?? grad(e, a), d(a)));
    return this.record('unknown/scalar', `${fn} depends on ${user.of.map((a) => a.name).join(', ')}`, e, add(terms));
  }

  private isFamily({ name }: Name): boolean {
    const { declarations, definitions } = this.context.problem;
    return (
      definitions.some((x) => x.target.name === name && x.target.index.length > 0) ||
      [...declarations.values()].some((x) => x.name === name && x.arity > 0)
    );
  }

  private dropConstants(e: Expr): Expr {
    const drop = new Map<Expr, Expr>();
    for (const node of postorder([e])) {
      if (isCall(node, 'd') && !this.varies(node.args[0] as Expr)) drop.set(node, zeros(node.shape));
    }
    return drop.size === 0 ? e : replaceAll(e, drop);
  }

  private record(id: string, say: string, e: Expr, after: Expr, condition?: string): Expr {
    this.steps.push({
      before: d(e),
      after,
      by: { kind: 'rule', id, say },
      given: condition === undefined ? [] : [condition],
      within: this.within,
      level: 'key',
    });
    return after;
  }
}

/** A rule for d of a product that begins with the transpose of its last factor. */
function isForm({ left }: Rule): boolean {
  const product = left.args[0];
  return product?.kind === 'mul' && isCall(product.factors[0] as Expr, 'T');
}

/** x^(−1 − 1) is x^−2 in the line that writes it. */
const foldExponents = (e: Expr): Expr =>
  rewrite(e, (node) => {
    if (!isCall(node, 'pow')) return node;
    const [base, exponent] = node.args as readonly [Expr, Expr];
    return exponent.kind === 'add' && exponent.args.every((a) => a.kind === 'num')
      ? power(base, likeTerms(exponent))
      : node;
  });

/** d(Π e): each factor varies while those before and after it stay; right where factors are 0, too. */
export function productOverIndex(e: Each, names: ReadonlySet<string> = new Set()): Expr {
  const body = e.args[0] as Expr;
  // the names of the problem as well: one that has a name in the body may be put back
  const taken = new Set([...names, ...freeDims(e), ...freeDims(body), ...namesIn(body).map((x) => x.name), e.over]);
  const other = ['s', 'r', 'i', 'j', 'k', 'l'].find((letter) => !taken.has(letter)) ?? `${e.over}'`;
  const factor = substitute(body, { dims: new Map([[e.over, dimName(other)]]) });
  const here = dimName(e.over);
  const before = each('prod', other, e.from, addDim(here, -1), factor);
  const after = each('prod', other, addDim(here, 1), e.to, factor);
  return each('sum', e.over, e.from, e.to, mul([before, after, d(body)]));
}

/** Properties whose matrices are no linear space: a differential leaves it. */
const CURVED: ReadonlySet<Property> = new Set<Property>(['orthogonal', 'unit', 'stochastic', 'rowstochastic']);

/** d(Y(X)): of a scalar X its derivative times dX, of a matrix the Jacobian Y'(X) times vec(dX), arranged as Y is. */
export function unknownMatrix(e: Call): Expr | undefined {
  const x = e.args[0] as Expr;
  if (isScalar(x)) return mul([d(x), call(`${e.fn}'`, e.args, e.shape)]);
  if (e.fn.endsWith("'")) return undefined;
  const entries = ({ shape: [rows, cols] }: Expr): Dim => multiplyDim(rows, cols);
  const jacobian = call(`${e.fn}'`, e.args, [entries(e), entries(x)]);
  const change = mul([jacobian, x.shape[1] === 1 ? d(x) : call('vec', [d(x)], [entries(x), 1])]);
  return e.shape[1] === 1 ? change : call('unvec', [change], e.shape, e.shape);
}

/** Where a function is called first in a text: terms have no places, and a message is to show one. */
function callOf(fn: string, source: string): Span | undefined {
  const start = source.search(new RegExp(`(?<![\\p{L}\\p{N}_])${fn}\\s*\\(`, 'u'));
  return start < 0 ? undefined : { start, end: start + fn.length };
}

const unsupported = (what: string, span?: Span, source?: string): FrobeniusError =>
  new FrobeniusError(
    'unsupported',
    `${what} is not yet supported`,
    span,
    'The expression is in the language; its mathematics is not in the rule book yet.',
    source,
  );
