/**
 * The derivation of one request: plan, forward table, backward pass, results.
 *
 * The printed answer is the end of the printed line: results are read from the same terms that the steps replay.
 */
import { call, d } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { replaceAll } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import type { Definition, Problem, Request } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { makeFacts } from '../rulebook/facts.js';
import type { Forward } from './arrivals.js';
import type { Context } from './context.js';
import { differentiate } from './differential.js';
import { Backward } from './gradient.js';
import type { Plan } from './plan.js';
import { plan as makePlan } from './plan.js';
import { results as readResults } from './results.js';
import type { Block, Derivation, Line, Named, Range, Step } from './step.js';
import { tidy } from './tidy.js';

/** Derives every request of a problem. Throws FrobeniusError where the mathematics is not in the book. */
export const deriveAll = (problem: Problem, catalog: Catalog): Derivation[] =>
  problem.requests.map((request) => deriveRequest(problem, request, catalog));

export function deriveRequest(problem: Problem, request: Request, catalog: Catalog): Derivation {
  if (request.kind !== 'grad' && request.kind !== 'differential') {
    throw new FrobeniusError(
      'unsupported',
      `${request.kind} is not yet supported`,
      undefined,
      'Gradients and differentials are.',
    );
  }
  const plan = withSubject(makePlan(problem, request.subject, request.wrt, catalog), problem, request);
  const all = plan.groups.flat();
  const context: Context = {
    problem,
    catalog,
    facts: makeFacts(
      problem,
      all.map((n) => n.definition),
      catalog,
    ),
  };
  const forwards = forwardTable(plan, context);
  const forwardBlocks = forwards.map(
    (f): Block => ({ kind: 'forward', named: f.named, ...(f.line ? { line: f.line } : {}) }),
  );
  const gradients: Definition[] = [];
  let backwardBlocks: readonly Block[] = [];
  let results: Derivation['results'] = [];
  const ours = all.filter((n) => n.origin === 'plan').map((n) => n.definition);
  if (request.kind === 'grad') {
    const backward = new Backward(context, plan, forwards, request.wrt);
    backward.run(request.subject);
    gradients.push(...backward.names.definitions);
    backwardBlocks = backward.blocks;
    const named = [
      ...all,
      ...backward.names.definitions.map((definition) => ({ definition, origin: 'gradient' as const })),
    ];
    results = readResults(request, backward, named, context);
  }
  const blocks = [...forwardBlocks, ...backwardBlocks];
  return {
    problem,
    request,
    blocks,
    results,
    named: [...ours, ...gradients],
    conditions: conditionsOf(blocks, results),
  };
}

/** An unknown scalar function as subject has no definition: it stands as one of its own, L = L(A). */
function withSubject(plan: Plan, problem: Problem, request: Request): Plan {
  const { subject } = request;
  if (problem.functions.get(subject.name)?.kind !== 'scalar') return plan;
  const definition: Definition = { target: subject, loops: [], value: subject, anonymous: false };
  const named: Named = { definition, origin: 'user' };
  const byName = new Map(plan.byName);
  byName.set(subject.name, [named]);
  return { ...plan, groups: [...plan.groups, [named]], byName };
}

function forwardTable(plan: Plan, context: Context): Forward[] {
  const names = new Map<Expr, Expr>();
  return plan.groups.flat().map((named): Forward => {
    const { target, value, anonymous } = named.definition;
    if (value.kind === 'call' && value.args.length > 0 && !anonymous) names.set(value, target);
    return plan.isVarying(value)
      ? { named, line: differentialLine(named.definition, plan, context, names) }
      : { named };
  });
}

/** d(E) = d(e) = …, in the differentials of names, with names put for values they stand for. */
function differentialLine(definition: Definition, plan: Plan, context: Context, names: ReadonlyMap<Expr, Expr>): Line {
  const within: readonly Range[] = definition.loops.map((l) =>
    l.step === 1 ? { over: l.over, from: l.from, to: l.to } : { over: l.over, from: l.to, to: l.from },
  );
  const raw = differentiate(definition.value, plan.isVarying, context, within);
  const steps: Step[] = [...raw.steps];
  const known = replaceAll(raw.expr, names);
  if (known !== raw.expr) {
    steps.push({
      before: raw.expr,
      after: known,
      by: { kind: 'definition', of: definition.target },
      given: [],
      within,
      level: 'minor',
    });
  }
  const tidied = tidy(known, context, within);
  steps.push(...tidied.steps);
  const start = call('d', [definition.value], definition.value.shape);
  return { target: d(definition.target), start, stages: [{ steps, after: tidied.expr }], end: tidied.expr };
}

/** Every condition that a step relies on, once, in order. */
function conditionsOf(blocks: readonly Block[], results: Derivation['results']): string[] {
  const lines: Line[] = blocks.flatMap((b): Line[] => {
    if (b.kind === 'forward') return b.line ? [b.line] : [];
    if (b.kind === 'backward') return [b.line, ...(b.gradient?.lines ?? [])];
    return b.parts.flatMap((p) => [p.line, ...(p.gradient?.lines ?? [])]);
  });
  lines.push(...results.map((r) => r.line));
  return [...new Set(lines.flatMap((l) => l.stages.flatMap((s) => s.steps.flatMap((x) => x.given))))];
}
