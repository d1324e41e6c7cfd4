/**
 * Terms left · vec(dE) on their way: what rules for vec make of them, until every differential is that of a variable.
 * Magnus and Neudecker's layout; a column vector is its own vec.
 */
import {
  add,
  call,
  d,
  each,
  length,
  mul,
  num,
  ONE,
  splitCoefficient,
  termsOf,
  vecOf,
  zeros,
} from '../expression/build.js';
import type { Call, Each, Expr, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { freeDims, postorder, replaceAll } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import { boundsOf } from '../language/reach.js';
import { headOf } from '../rulebook/catalog.js';
import { instantiate, match } from '../rulebook/match.js';
import type { Context } from './context.js';
import { ruleStep } from './context.js';
import { fitted } from './letters.js';
import { isCertainlyOther } from './member-asked.js';
import { mergePowers } from './powers.js';
import type { Range, Stage, Step } from './step.js';
import { tidy } from './tidy.js';

/** left · vec(active). */
export interface Term {
  readonly left: Expr;
  readonly active: Expr;
}

/** ∂vec(Y)/∂vec(X)', inert. */
export const jacobianSign = (y: Expr, x: Expr): Expr => call('jacobian', [y, x], [length(y), length(x)]);

export const identity = (e: Expr): Expr => (isScalar(e) ? ONE : call('eye', [], [length(e), length(e)]));

const expr = (t: Term): Expr => mul([t.left, vecOf(t.active)]);
export const sumOf = (terms: readonly Term[], like: Expr): Expr =>
  terms.length === 0 ? zeros(like.shape) : add(terms.map(expr));

/** ∂vec(E)/∂vec(V)ᵀ, by its name. */
export interface Sensitivity {
  readonly jacobian: Name;
  readonly by: Name;
}

/** What is known besides the terms themselves. */
export interface World {
  readonly context: Context;
  /** The differential of a member of a family that uses none of its own members; zero where it does not vary. */
  memberLine(x: Name): Expr | undefined;
  /** The differential of a definition that is no family. */
  lineOf(x: Name): Expr | undefined;
  /** The Jacobians of a definition by the variables, where they have names. */
  sensitivities(x: Name): readonly Sensitivity[] | undefined;
  /** The differential of a definition that is written out wherever it is used. */
  inline(x: Name): Expr | undefined;
}

/** Where terms have come to: what replaced what, in rounds. */
export interface Carried {
  readonly terms: readonly Term[];
  readonly stages: readonly Stage[];
}

/** left · vec(active) carried until every differential is that of a variable. `start` is what the line says so far. */
export function carryThrough({ left, active }: Term, start: Expr, first: readonly Step[], world: World): Carried {
  let terms = split({ left, active });
  let current = sumOf(terms, start);
  const stages: Stage[] = [{ steps: first, after: current }];
  while (terms.some((t) => isOpen(t, world))) {
    const round: Step[] = [];
    // Jacobians by their names are put in at once, when all else is done
    const byRules = terms.some((t) => isOpen(t, world) && !isNamed(t, world));
    const isNext = (t: Term): boolean => isOpen(t, world) && isNamed(t, world) !== byRules;
    terms = terms.flatMap((t) => (isNext(t) ? further(t, world, round) : [t]));
    const after = sumOf(terms, start);
    // of a column, A·dx already is what the rule for vec makes of it
    if (after !== current) stages.push({ steps: round, after });
    current = after;
  }
  return { terms, stages };
}

const nameUnder = (e: Expr): Name | undefined => (isCall(e, 'd') && e.args[0]?.kind === 'name' ? e.args[0] : undefined);

const isOpen = ({ active }: Term, world: World): boolean => {
  const x = nameUnder(active);
  return x === undefined || world.inline(x) !== undefined || world.sensitivities(x) !== undefined;
};

/** Whether a term has come to a definition whose Jacobians have names. */
const isNamed = ({ active }: Term, world: World): boolean => {
  const x = nameUnder(active);
  return x !== undefined && world.inline(x) === undefined;
};

/** One step on: what a definition has put in, or a rule for vec. */
function further(t: Term, world: World, steps: Step[]): Term[] {
  const x = nameUnder(t.active);
  if (x === undefined) return advance(t, world, steps);
  const line = world.inline(x);
  if (line !== undefined) {
    steps.push(put(t.active, line, x));
    return split({ left: t.left, active: line });
  }
  const known = world.sensitivities(x) ?? [];
  const made = known.map(({ jacobian, by }): Term => ({ left: jacobian, active: d(by) }));
  const before = vecOf(t.active);
  steps.push({ ...put(before, sumOf(made, before), x), by: { kind: 'chain', of: x } });
  return made.map(({ left, active }) => {
    const tidied = tidy(mul([t.left, left]), world.context);
    steps.push(...tidied.steps);
    return { left: tidied.expr, active };
  });
}

/** Whether a term that stands in these ranges has come to a variable, and not to another member of its family. */
export function isBy({ active }: Term, x: Name, ranges: readonly Range[] = []): boolean {
  const name = nameUnder(active) as Name;
  if (name.name === x.name && name !== x && !isCertainlyOther(name, boundsOf(ranges), x)) {
    const pair = `${format(name)} and ${format(x)}`;
    const hint = `give that member a variable of its own, ${format(x)} = u, the others theirs in a loop, and ask by u`;
    throw new FrobeniusError(
      'unsupported',
      `whether ${pair} are one member is not known without numbers`,
      undefined,
      hint,
    );
  }
  return name === x;
}

function unknownMember(x: Name): never {
  throw new FrobeniusError(
    'unsupported',
    `the Jacobian by one member of a sum over all of them, ${format(x)}, is not yet supported`,
    undefined,
    'Give the member that is meant a variable of its own, and define the others in a loop.',
  );
}

export const put = (before: Expr, after: Expr, of: Name): Step => ({
  before,
  after,
  by: { kind: 'definition', of },
  given: [],
  within: [],
  level: 'key',
});

/** Distributes over sums, takes constant scalars to the left, and a matrix scaled by what varies as its vec. */
function split({ left, active }: Term): Term[] {
  return termsOf(active).flatMap((term): Term[] => {
    const [coefficient, core] = splitCoefficient(term);
    const scaled = mergePowers(mul([num(coefficient), left]));
    if (core.kind === 'add') return split({ left: scaled, active: core });
    const sides = chosenSides(core);
    if (sides) return sides.flatMap((side) => split({ left: scaled, active: side }));
    if (core.kind !== 'mul' || core.scalars.length === 0) return [{ left: scaled, active: core }];
    const moving = core.scalars.filter((s) => s.differential);
    const resting = core.scalars.filter((s) => !s.differential);
    const matrix = core.factors.length === 0 ? ONE : mul([...core.factors]);
    if (moving.length === 0) return split({ left: mergePowers(mul([...resting, scaled])), active: matrix });
    const next = mergePowers(mul([...resting, scaled, vecOf(matrix)]));
    return split({ left: next, active: mul([...moving]) });
  });
}

const isChoice = (e: Expr): boolean => e.kind === 'call' && e.fn.startsWith('where');

/** A choice or a block with a differential on both sides, as the sum of one with each alone. */
function chosenSides(e: Expr): readonly Expr[] | undefined {
  if (e.kind !== 'call' || !(e.fn.startsWith('where') || e.fn === 'hcat' || e.fn === 'vcat')) return undefined;
  const [a, b] = e.args.slice(-2) as [Expr, Expr];
  if (!a.differential || !b.differential) return undefined;
  const kept = e.args.slice(0, -2);
  return [
    call(e.fn, [...kept, a, zeros(b.shape)], e.shape, e.dims),
    call(e.fn, [...kept, zeros(a.shape), b], e.shape, e.dims),
  ];
}

/** A member under a sum over its index: its own differential is put in. */
function throughMember(t: Term, world: World, steps: Step[]): Term[] {
  const x = nameUnder(t.active) as Name;
  const after = world.memberLine(x);
  if (after === undefined) unknownMember(x);
  steps.push(put(t.active, after, x));
  return split({ left: t.left, active: after });
}

/** Each term of a sum over an index is carried to its end, and what stands before its differential is summed. */
function throughSum(t: Term, sum: Each, world: World, steps: Step[]): Term[] {
  const { context } = world;
  const inner: Step[] = [];
  let terms = split({ left: identity(sum), active: sum.args[0] as Expr });
  const hangs = (x: Term): boolean => freeDims(x.active).has(sum.over);
  const isLeft = (x: Term): boolean => isOpen(x, world) || hangs(x);
  for (let open = terms.filter(isLeft); open.length > 0; open = terms.filter(isLeft))
    terms = terms.flatMap((x) =>
      isOpen(x, world) ? further(x, world, inner) : hangs(x) ? throughMember(x, world, inner) : [x],
    );
  const range: Range = { over: sum.over, from: sum.from, to: sum.to };
  steps.push(...inner.map((step) => ({ ...step, within: [...step.within, range] })));
  return terms.flatMap((x) => {
    const left = tidy(mul([t.left, each('sum', sum.over, sum.from, sum.to, x.left)]), context);
    steps.push(...left.steps);
    return [{ left: left.expr, active: x.active }];
  });
}

/** What a rule makes of vec(H), as the matrix before it and H. Where vec(H) is a number it stands in front. */
function carried(after: Expr): { readonly operand: Expr; readonly matrix: Expr } {
  if (after.kind !== 'mul') return { operand: after.args[0] as Expr, matrix: ONE };
  const { coefficient, scalars, factors } = after;
  const moving = scalars.find((s) => s.differential);
  if (moving !== undefined) {
    const rest = scalars.filter((s) => s !== moving);
    return { operand: moving.args[0] as Expr, matrix: mul([num(coefficient), ...rest, ...factors]) };
  }
  const inner = factors.at(-1) as Expr;
  return { operand: inner.args[0] as Expr, matrix: mul([num(coefficient), ...scalars, ...factors.slice(0, -1)]) };
}

/**
 * The diagonal of a product in which a definition varies: where that one is P diag(h) Q, so is the product, and what comes
 * of it is no sum over the places of the diagonal. Its differential is put in before the rest is carried.
 */
function showsDiagonal(t: Term, world: World, steps: Step[]): Term[] | undefined {
  const { context } = world;
  if (!isCall(t.active, 'diagonal')) return undefined;
  const put = new Map<Expr, Expr>();
  for (const e of postorder([t.active])) {
    const line = isCall(e, 'd') && e.args[0]?.kind === 'name' ? world.lineOf(e.args[0]) : undefined;
    if (line) put.set(e, line);
  }
  if (put.size !== 1) return undefined;
  const [[before, after]] = [...put] as [[Call, Expr]];
  const active = replaceAll(t.active, put);
  const subject = call('vec', [active], [length(active), 1]);
  const rule = context.catalog.vec('diagonal').find(({ id }) => id === 'vectorise/scaledDiagonal');
  if (!rule || !match(rule, subject, context.facts)) return undefined;
  steps.push({
    before,
    after,
    by: { kind: 'definition', of: before.args[0] as Name },
    given: [],
    within: [],
    level: 'key',
  });
  return [{ left: t.left, active }];
}

const isTransposedColumn = (e: Expr): boolean => isCall(e, 'T') && e.shape[0] === 1 && !isScalar(e);

/**
 * Of columns and numbers the rules for vec say less than they do: A dx is its own vec, and what happens to (aᵀ dx) b is
 * that the number goes behind the column.
 */
function reworded(step: Step, { left, active }: Term, operand: Expr, context: Context): Step {
  if (step.by.kind !== 'rule') return step;
  const say = (text: string): Step => ({
    ...step,
    by: { ...step.by, say: fitted(text, context.facts.taken) } as Step['by'],
  });
  const ofColumn = operand.shape[1] === 1 || isTransposedColumn(operand);
  switch (step.by.id) {
    case 'vectorise/transpose':
      return isTransposedColumn(active) ? { ...step, level: 'minor' } : step;
    case 'vectorise/product':
      if (!ofColumn || active.shape[1] !== 1) return step;
      if (isScalar(active) && !isScalar(left)) return say('(aᵀh) x = x aᵀh');
      return isTransposedColumn(operand) ? say('hᵀa = aᵀh') : { ...step, level: 'minor' };
    case 'vectorise/form':
      if (!ofColumn) return isScalar(left) ? step : say('(A : H) x = x vec(A)ᵀ vec(H)');
      return say(isScalar(left) ? 'a : h = aᵀh' : '(a : h) x = x aᵀh');
    default:
      return step;
  }
}

function advance(t: Term, world: World, steps: Step[]): Term[] {
  const { context } = world;
  const { active } = t;
  if (isCall(active, 'frob') && (active.args[0] as Expr).differential) {
    return advance(
      { ...t, active: call('frob', [active.args[1] as Expr, active.args[0] as Expr], active.shape) },
      world,
      steps,
    );
  }
  if (active.kind === 'each' && active.fold === 'sum') return throughSum(t, active, world, steps);
  // a column is its own vec: rules are written for vec, and apply to both
  const shown = showsDiagonal(t, world, steps);
  if (shown) return shown;
  const isNumber = isScalar(active) && active.kind !== 'mul' && !isChoice(active);
  const subject = isNumber ? active : call('vec', [active], [length(active), 1]);
  for (const rule of context.catalog.vec(headOf(active))) {
    const binding = match(rule, subject, context.facts);
    if (!binding) continue;
    const after = instantiate(rule.right, binding);
    const { operand, matrix } = carried(after);
    const tidied = tidy(mul([t.left, matrix]), context);
    const step = ruleStep(rule, binding, subject, after, [], context.facts);
    steps.push(reworded(step, t, operand, context), ...tidied.steps);
    // a row is transposed at once: vec(dxᵀ) is no idea of its own
    return split({ left: tidied.expr, active: operand }).flatMap((next) =>
      isTransposedColumn(next.active) ? advance(next, world, steps) : [next],
    );
  }
  throw new FrobeniusError(
    'unsupported',
    `a closed form of the Jacobian through ${headOf(active)} is not yet supported`,
    undefined,
    'Ask for the differential: it is the linear map.',
  );
}
