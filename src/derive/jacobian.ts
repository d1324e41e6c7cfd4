/**
 * Jacobians: vec(dY) = J vec(dX), J read off (Magnus and Neudecker's layout; a column vector is its own vec).
 *
 * The same walk as the backward pass, with a matrix on the left in place of G and ":": each definition is visited
 * once, last first, with all that stands before its vec(dE) collected.
 */
import { add, call, d, each, mul, num, ONE, splitCoefficient, termsOf, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { asName, dimDifference, multiplyDim } from '../expression/dimension.js';
import type { Call, Each, Expr, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { freeDims, namesIn, postorder, replaceAll, substitute } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import { headOf } from '../rulebook/catalog.js';
import { instantiate, match } from '../rulebook/match.js';
import type { Forward } from './arrivals.js';
import type { Context } from './context.js';
import { ruleStep } from './context.js';
import { fitted } from './letters.js';
import type { Plan } from './plan.js';
import { mergePowers } from './powers.js';
import type { Block, Line, Range, Stage, Step } from './step.js';
import { finish, tidy } from './tidy.js';

/** left · vec(active). */
interface Term {
  readonly left: Expr;
  readonly active: Expr;
}

export interface JacobianPass {
  readonly blocks: readonly Block[];
  /** What stands before vec(dX) in the end, unfinished; undefined where nothing arrives. */
  before(x: Name): Expr | undefined;
}

/** Keeps what stands before vec(dX). */
type Put = (name: Name, left: Expr) => void;

/** rows·cols: the length of vec(X). */
export const length = (e: Expr): Dim => multiplyDim(e.shape[0], e.shape[1]);

const vecOf = (e: Expr): Expr => (e.shape[1] === 1 ? e : call('vec', [e], [length(e), 1]));
const expr = (t: Term): Expr => mul([t.left, vecOf(t.active)]);

export function jacobianPass(subject: Name, plan: Plan, forwards: readonly Forward[], context: Context): JacobianPass {
  const arrived = new Map<Name, Expr[]>();
  const put: Put = (name, left) => {
    const list = arrived.get(name);
    if (list) list.push(left);
    else arrived.set(name, [left]);
  };
  const blocks: Block[] = [];
  const lines = new Map(forwards.map(({ named, line }) => [named.definition.target, line?.end] as const));
  const world: World = {
    context,
    memberLine: memberLines(plan, forwards),
    lineOf: (x) => (x.index.length === 0 ? lines.get(x) : undefined),
  };
  put(subject, identity(subject));
  for (const named of plan.groups.flat().reverse()) {
    const { target } = named.definition;
    const f = forwards.find((x) => x.named === named);
    if (!f?.line || ![...arrived.keys()].some((name) => name.name === target.name)) continue;
    const lefts = arrived.get(target);
    if (!lefts || named.definition.loops.length > 0 || target.index.length > 0) {
      throughFamily(target);
    }
    blocks.push({ kind: 'backward', of: target, loops: [], line: through(lefts, f, world, put) });
  }
  return {
    blocks,
    before: (x) => {
      for (const name of arrived.keys()) {
        if (name.name === x.name && name !== x && !isOther(name, x)) {
          const pair = `${format(name)} and ${format(x)}`;
          throw new FrobeniusError('unsupported', `whether ${pair} are one member is not known without numbers`);
        }
      }
      const lefts = arrived.get(x);
      return lefts && add(lefts);
    },
  };
}

/** Whether two members of a family are certainly two: their indices differ by a number. */
const isOther = (a: Name, b: Name): boolean =>
  a.index.some((i, k) => {
    const difference = dimDifference(i, b.index[k] as Dim);
    return difference !== undefined && difference !== 0;
  });

const identity = (e: Expr): Expr => (isScalar(e) ? ONE : call('eye', [], [length(e), length(e)]));

function through(lefts: readonly Expr[], f: Forward, world: World, put: Put): Line {
  const { context } = world;
  const { target } = f.named.definition;
  const differential = vecOf(d(target));
  const start = add(lefts.map((left) => mul([left, differential])));
  const stages: Stage[] = [];
  let left = lefts[0] as Expr;
  if (lefts.length > 1) {
    const collected = finish(add(lefts), context);
    left = collected.expr;
    const after = mul([left, differential]);
    stages.push({
      steps: [
        ...collected.steps,
        { before: start, after, by: { kind: 'collect', say: 'collect' }, given: [], within: [], level: 'key' },
      ],
      after,
    });
  }
  const rhs = (f.line as Line).end;
  const steps: Step[] = [
    { before: d(target), after: rhs, by: { kind: 'definition', of: target }, given: [], within: [], level: 'key' },
  ];
  let terms = split({ left, active: rhs });
  stages.push({ steps, after: terms.length === 0 ? zeros(start.shape) : add(terms.map(expr)) });
  while (terms.some((t) => !hasLanded(t.active))) {
    const round: Step[] = [];
    terms = terms.flatMap((t) => (hasLanded(t.active) ? [t] : advance(t, world, round)));
    const after = terms.length === 0 ? zeros(start.shape) : add(terms.map(expr));
    // of a column, A·dx already is what the rule for vec makes of it
    if (after !== stages.at(-1)?.after) stages.push({ steps: round, after });
  }
  for (const t of terms) put((t.active as { args: readonly Expr[] }).args[0] as Name, t.left);
  return { target: start, start, stages, end: stages.at(-1)?.after ?? start };
}

const hasLanded = (e: Expr): boolean => isCall(e, 'd') && e.args[0]?.kind === 'name';

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

/** What is known besides the terms themselves. */
interface World {
  readonly context: Context;
  /** The differential of a member of a family that uses none of its own members; zero where it does not vary. */
  memberLine(x: Name): Expr | undefined;
  /** The differential of a definition that is no family. */
  lineOf(x: Name): Expr | undefined;
}

function memberLines(plan: Plan, forwards: readonly Forward[]): (x: Name) => Expr | undefined {
  return (x) => {
    for (const group of plan.groups) {
      const [named, ...others] = group;
      if (named === undefined || others.length > 0) continue;
      const { target, value, loops } = named.definition;
      if (target.name !== x.name || loops.length === 0 || namesIn(value).some((n) => n.name === x.name)) continue;
      const put = new Map(
        target.index.flatMap((index, k) => {
          const letter = asName(index);
          return letter === undefined ? [] : [[letter, x.index[k] as Dim] as const];
        }),
      );
      const line = forwards.find((f) => f.named === named)?.line;
      return line ? substitute(line.end, { dims: put }) : zeros(x.shape);
    }
    return undefined;
  };
}

function throughFamily({ name }: Name): never {
  throw new FrobeniusError(
    'unsupported',
    `a Jacobian or Hessian through a recurrence, here that of ${name}[…], is not yet supported`,
    undefined,
    'Of a Hessian its product with a direction is found: hvp L wrt W along V; of a Jacobian the gradient of an entry.',
  );
}

/** A member under a sum over its index: its own differential is put in. */
function throughMember(t: Term, world: World, steps: Step[]): Term[] {
  const x = (t.active as { args: readonly Expr[] }).args[0] as Name;
  const after = world.memberLine(x);
  if (after === undefined) throughFamily(x);
  steps.push({ before: t.active, after, by: { kind: 'definition', of: x }, given: [], within: [], level: 'key' });
  return split({ left: t.left, active: after });
}

/** Each term of a sum over an index is carried to its end, and what stands before its differential is summed. */
function throughSum(t: Term, sum: Each, world: World, steps: Step[]): Term[] {
  const { context } = world;
  const inner: Step[] = [];
  let terms = split({ left: identity(sum), active: sum.args[0] as Expr });
  const isOpen = (x: Term): boolean => !hasLanded(x.active) || freeDims(x.active).has(sum.over);
  for (let open = terms.filter(isOpen); open.length > 0; open = terms.filter(isOpen))
    terms = terms.flatMap((x) =>
      !isOpen(x) ? [x] : hasLanded(x.active) ? throughMember(x, world, inner) : advance(x, world, inner),
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
  const subject = isScalar(active) && active.kind !== 'mul' ? active : call('vec', [active], [length(active), 1]);
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
