/**
 * The replay of a step by a rule: of the book by matching its own equation, of those the engine makes (an unknown
 * function, a linear operator, the shift of an index) by making them anew.
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
  splitCoefficient,
  zeros,
} from '../expression/build.js';
import type { Call, Expr } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { apart, freeDims, postorder, replaceAll } from '../expression/traverse.js';
import type { Rule } from '../rulebook/match.js';
import { instantiate, match, matchAll, matchSubset } from '../rulebook/match.js';
import { matchInProduct } from '../rulebook/windows.js';
import { landed, toTerms } from './carry.js';
import { productOverIndex, unknownMatrix } from './differential.js';
import type { ReplayOutcome, World } from './replay-world.js';
import { mismatch, numericOnly, REPLAYED } from './replay-world.js';
import type { Step } from './step.js';

type Found = { readonly expected: Expr } | { readonly problem: string };

export function ruleOutcome(step: Step, id: string, world: World): ReplayOutcome {
  const found = expectedBy(step, id, world);
  if ('problem' in found) return mismatch(found.problem);
  const same = world.same(found.expected, step.after);
  if (same === undefined) return numericOnly('too long to compare term by term');
  return same ? REPLAYED : mismatch(`${id} gives another term`);
}

function expectedBy(step: Step, id: string, world: World): Found {
  const { before } = step;
  const [module = '', key = ''] = id.split('/');
  if (module === 'elementwise') return elementwise(before, key, world);
  if (key === 'linear') return linear(before, module, world);
  switch (id) {
    case 'unknown/elementwise':
    case 'unknown/scalar':
    case 'unknown/matrix':
      return unknown(before, id, world);
    case 'recurrence/shift':
      // the sums are written out on both sides: the shift changes no term
      return isOverFamilies(before) ? { expected: before } : { problem: 'no index to shift' };
    case 'recurrence/sum':
      return ofDifferential(before, (e) =>
        e.kind === 'each' && e.fold === 'sum' ? each('sum', e.over, e.from, e.to, d(e.args[0] as Expr)) : undefined,
      );
    case 'recurrence/product':
      return ofDifferential(before, (e) =>
        e.kind === 'each' && e.fold === 'prod' ? productOverIndex(e, world.facts.taken) : undefined,
      );
    case 'frobenius/sum':
      return distributed(before);
    case 'product/sum':
    case 'product/scalar':
    case 'product/matrix':
    case 'product/hadamard': {
      const product = ofDifferential(before, (e) =>
        e.kind === 'call' && e.fn !== 'had' ? undefined : repeated(e, id, world),
      );
      if ('expected' in product) return product;
      break;
    }
    default:
  }
  const rules = world.catalog.rules().filter((r) => r.id === id);
  if (rules.length === 0) return { problem: `there is no rule ${id}` };
  for (const rule of rules) {
    const candidates = rule.kind === 'identity' ? identity(rule, before, world) : plain(rule, before, world);
    const exact =
      candidates.find((c) => c === step.after) ?? candidates.find((c) => world.same(c, step.after) === true);
    const chosen = exact ?? candidates[0];
    if (chosen !== undefined) return { expected: chosen };
  }
  return { problem: `the left side of ${id} does not match` };
}

/** Landed terms, some of them before the differential of a member of a family. */
const isOverFamilies = (e: Expr): boolean => {
  const over = toTerms(e).map((t) => landed(t.active));
  return over.every((x) => x !== undefined) && over.some((x) => x?.kind === 'name' && x.index.length > 0);
};

function ofDifferential(before: Expr, rule: (e: Expr) => Expr | undefined): Found {
  const expected = isCall(before, 'd') ? rule(before.args[0] as Expr) : undefined;
  return expected === undefined ? { problem: 'the rule is for another operator' } : { expected };
}

/** d of what does not vary is 0. */
function dropped(e: Expr, world: World): Expr {
  const drop = new Map<Expr, Expr>();
  for (const node of postorder([e])) {
    if (isCall(node, 'd') && !world.varies(node.args[0] as Expr)) drop.set(node, zeros(node.shape));
  }
  return drop.size === 0 ? e : replaceAll(e, drop);
}

/** Differential and adjoint rules: the whole term. */
function plain(rule: Rule, before: Expr, world: World): Expr[] {
  const binding = match(rule, before, world.facts);
  if (!binding) return [];
  const constants = [...rule.variables.values()].filter((v) => v.constant);
  if (constants.some((v) => world.varies(binding.names.get(v.name.name) as Expr))) return [];
  const after = instantiate(rule.right, binding);
  return [rule.kind === 'differential' ? dropped(after, world) : after];
}

/** An identity: at the term, at a window of a product, at some operands of a sum or ⊙, or inside d(…). */
function identity(rule: Rule, e: Expr, world: World): Expr[] {
  const found: Expr[] = [];
  const binding = match(rule, e, world.facts);
  if (binding) found.push(instantiate(rule.right, binding));
  if (isCall(e, 'd'))
    found.push(...identity(rule, e.args[0] as Expr, world).flatMap((x) => [d(x), dropped(d(x), world)]));
  if (e.kind === 'mul' && rule.left.kind === 'mul' && rule.left.factors.length === 0) {
    const some = matchSubset(rule, rule.left.scalars, e.scalars, world.facts);
    if (some) found.push(mul([num(e.coefficient), instantiate(rule.right, some.binding), ...some.rest, ...e.factors]));
  }
  if (e.kind === 'mul' && rule.left.kind === 'mul' && rule.left.factors.length > 0) {
    for (let i = 0; i + rule.left.factors.length <= e.factors.length; i++) {
      const window = matchInProduct(rule, rule.left, e, world.facts, i);
      if (window) found.push(window.after);
    }
  }
  if ((isCall(e, 'had') && isCall(rule.left, 'had')) || (e.kind === 'add' && rule.left.kind === 'add')) {
    const some = matchSubset(rule, rule.left.args, e.args, world.facts);
    const join = e.kind === 'add' ? add : hadamard;
    if (some) found.push(join([instantiate(rule.right, some.binding), ...some.rest]));
  }
  return found;
}

/** d of a sum or product of any number of operands: the rule for two, again and again. */
function repeated(e: Expr, id: string, world: World): Expr | undefined {
  const [coefficient, core] = splitCoefficient(e);
  if (coefficient !== 1) return id === 'product/scalar' ? mul([num(coefficient), d(core)]) : undefined;
  const join = e.kind === 'add' ? add : isCall(e, 'had') ? hadamard : mul;
  const wanted = e.kind === 'add' ? 'product/sum' : isCall(e, 'had') ? 'product/hadamard' : 'product/matrix';
  if (id !== wanted && !(wanted === 'product/matrix' && id === 'product/scalar')) return undefined;
  const rule = (first: Expr): Rule | undefined => {
    const key = wanted === 'product/matrix' && isScalar(first) ? 'product/scalar' : wanted;
    return world.catalog.rules().find((r) => r.id === key);
  };
  // of numbers and a form x'Sx, the form has a rule of its own
  const operands = e.kind === 'mul' && id === 'product/scalar' ? [...e.scalars, mul(e.factors)] : e.args;
  if (e.kind === 'add') return sumOfTwo(operands, rule(e), world);
  let result = d(operands.at(-1) as Expr);
  for (let i = operands.length - 2; i >= 0; i--) {
    const first = operands[i] as Expr;
    const rest = join(operands.slice(i + 1));
    const two = rule(first);
    const left = two && patternOperands(two.left.args[0] as Expr);
    const binding = two && left && matchAll(two, left, [first, rest], world.facts);
    if (!two || !binding) return undefined;
    const step = dropped(instantiate(two.right, binding), world);
    result = replaceAll(step, new Map([[d(rest), result]]));
  }
  return dropped(result, world);
}

/** The rule of sums on one half and the other, so that a long sum is not gone through again for each of its terms. */
function sumOfTwo(terms: readonly Expr[], two: Rule | undefined, world: World): Expr | undefined {
  if (terms.length === 1) return dropped(d(terms[0] as Expr), world);
  const middle = terms.length >> 1;
  const parts = [terms.slice(0, middle), terms.slice(middle)] as const;
  const halves = parts.map((part) => add(part));
  const binding = two && matchAll(two, patternOperands(two.left.args[0] as Expr), halves, world.facts);
  if (!two || !binding) return undefined;
  const put = new Map<Expr, Expr>();
  for (const [k, part] of parts.entries()) {
    const made = sumOfTwo(part, two, world);
    if (made === undefined) return undefined;
    put.set(d(halves[k] as Expr), made);
  }
  return replaceAll(dropped(instantiate(two.right, binding), world), put);
}

const patternOperands = (e: Expr): readonly Expr[] => e.args;

function elementwise(before: Expr, fn: string, world: World): Found {
  return ofDifferential(before, (e) => {
    if (e.kind !== 'call' || e.fn !== fn || e.args.length !== 1 || !world.catalog.elementwise(fn)) return undefined;
    const x = e.args[0] as Expr;
    return hadamard([world.catalog.derivative(fn, x), d(x)]);
  });
}

/** A linear operator of a sum, a sum over an index or a multiple. */
function linear(before: Expr, fn: string, world: World): Found {
  if (before.kind !== 'call' || before.fn !== fn || before.args.length !== 1) return { problem: `no ${fn} here` };
  if (world.catalog.row(fn)?.linear !== true) return { problem: `${fn} is not linear` };
  const inner = before.args[0] as Expr;
  const over = (x: Expr): Expr => call(fn, [x], before.shape, before.dims);
  if (inner.kind === 'add') return { expected: add(inner.args.map(over)) };
  if (inner.kind === 'each')
    return { expected: each('sum', inner.over, inner.from, inner.to, over(inner.args[0] as Expr)) };
  if (inner.kind !== 'mul') return { problem: `nothing to distribute ${fn} over` };
  const rest = mul(inner.factors);
  return { expected: mul([num(inner.coefficient), ...inner.scalars, over(rest)]) };
}

function unknown(before: Expr, id: string, world: World): Found {
  const { functions } = world.derivation.problem;
  return ofDifferential(before, (e) => {
    if (id === 'unknown/elementwise') {
      if (e.kind !== 'call' || functions.get(e.fn.replace(/'+$/, ''))?.kind !== 'elementwise') return undefined;
      return hadamard([call(`${e.fn}'`, e.args, e.shape), d(e.args[0] as Expr)]);
    }
    if (id === 'unknown/matrix') {
      const matrix = e.kind === 'call' && functions.get(e.fn.replace(/'+$/, ''))?.kind === 'matrix';
      return matrix ? unknownMatrix(e as Call) : undefined;
    }
    const user = e.kind === 'name' ? functions.get(e.name) : undefined;
    if (user?.kind !== 'scalar') return undefined;
    const varying = user.of.filter((a) => world.varies(a));
    return add(varying.map((a) => frobenius(user.gradient?.get(a) ?? grad(e, a), d(a))));
  });
}

/** ":" over a sum of any number of terms, or over a sum with an index. */
function distributed(before: Expr): Found {
  if (!isCall(before, 'frob')) return { problem: 'no ":" here' };
  const [left, right] = (before as Call).args as readonly [Expr, Expr];
  if (right.kind === 'add') return { expected: add(right.args.map((h) => frobenius(left, h))) };
  if (right.kind === 'each') {
    const sum = apart(right, freeDims(left));
    return { expected: each('sum', sum.over, sum.from, sum.to, frobenius(left, sum.args[0] as Expr)) };
  }
  return { problem: 'no sum on the right of ":"' };
}
