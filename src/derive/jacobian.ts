/**
 * Jacobians: vec(dY) = J vec(dX), J read off (Magnus and Neudecker's layout; a column vector is its own vec).
 *
 * The same walk as the backward pass, with a matrix on the left in place of G and ":": each definition is visited
 * once, last first, with all that stands before its vec(dE) collected.
 */
import { add, d, mul, ONE, vecOf, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { asName } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { namesIn, substitute } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import type { Forward } from './arrivals.js';
import type { Plan } from './plan.js';
import type { Question } from './sensitivity.js';
import { sensitivities } from './sensitivity.js';
import type { Block, Line, Stage } from './step.js';
import { finish } from './tidy.js';
import type { World } from './vec-terms.js';
import { carryThrough, put as definitionStep, identity, isBy } from './vec-terms.js';

export interface JacobianPass {
  readonly blocks: readonly Block[];
  /** Jacobians that have names, in order of dependence. */
  readonly definitions: readonly Definition[];
  /** What stands before vec(dX) in the end, unfinished; undefined where nothing arrives. */
  before(x: Name): Expr | undefined;
}

/** Keeps what stands before vec(dX). */
type Put = (name: Name, left: Expr) => void;

export function jacobianPass(question: Question): JacobianPass {
  const { subject, plan, forwards, context } = question;
  const ahead = sensitivities(question);
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
    sensitivities: (x) => ahead.of(x),
    inline: () => undefined,
  };
  const own = ahead.of(subject);
  if (own === undefined) put(subject, identity(subject));
  else for (const { jacobian, by } of own) put(by, jacobian);
  for (const named of plan.groups.flat().reverse()) {
    const { target } = named.definition;
    const f = forwards.find((x) => x.named === named);
    const lefts = arrived.get(target);
    if (!f?.line || !lefts) continue;
    blocks.push({ kind: 'backward', of: target, loops: [], line: through(lefts, f, world, put) });
  }
  return {
    blocks: [...ahead.blocks, ...blocks],
    definitions: ahead.definitions,
    before: (x) => {
      const lefts = [...arrived].flatMap(([name, own]) => (isBy({ left: ONE, active: d(name) }, x) ? own : []));
      return lefts.length === 0 ? undefined : add(lefts);
    },
  };
}

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
  const active = (f.line as Line).end;
  const carried = carryThrough({ left, active }, start, [definitionStep(d(target), active, target)], world);
  stages.push(...carried.stages);
  for (const t of carried.terms) put((t.active as { args: readonly Expr[] }).args[0] as Name, t.left);
  return { target: start, start, stages, end: stages.at(-1)?.after ?? start };
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
