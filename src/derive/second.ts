/**
 * Beyond gradients: Jacobians, Hessians, Hessian-vector products and differentials.
 *
 * A gradient's derivation is itself a list of definitions, so what differentiates it once more is the same procedure
 * run on that list: a Hessian is the Jacobian of the gradient, H·v the gradient of (∇f) : v.
 */
import { add, call, d, frobenius, grad, name as makeName, zeros } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import { replaceAll } from '../expression/traverse.js';
import type { Definition, Problem, Request } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { jacobianPass, length } from './jacobian.js';
import type { Prepared } from './passes.js';
import { conditionsOf, deriveGradient, forwardBlocks, prepare } from './passes.js';
import { FreshNames } from './plan.js';
import { valuesOf } from './put-back.js';
import { expansion, readOff } from './results.js';
import { differentialsIn } from './schedule.js';
import type { Derivation, Line, Result, Stage } from './step.js';
import { domainRemark } from './structure.js';
import { tidy } from './tidy.js';

/** ∂vec(Y)/∂vec(X)', inert. */
const jacobianSign = (y: Expr, x: Expr): Expr => call('jacobian', [y, x], [length(y), length(x)]);

export function deriveJacobian(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const prepared = prepare(problem, request.subject, request.wrt, catalog);
  const { blocks, results } = jacobianResults(prepared, request, request.subject);
  return { problem, request, blocks, results, named: prepared.ours, conditions: conditionsOf(blocks, results) };
}

function jacobianResults(
  prepared: Prepared,
  request: Request,
  subject: Name,
  by?: Name,
): Pick<Derivation, 'blocks' | 'results'> {
  const { context, plan, forwards } = prepared;
  const values = valuesOf(prepared.named);
  const pass = jacobianPass(subject, plan, forwards, context);
  const results = request.wrt.map((x): Result => {
    const start = pass.before(x) ?? zeros([length(subject), length(x)]);
    const line = readOff(jacobianSign(by ? grad(request.subject, by) : subject, x), start, [], values, context);
    return {
      request,
      wrt: x,
      ...(by ? { by } : {}),
      line,
      value: line.end,
      ...expansion(line.end, values, context, []),
      remarks: pass.before(x) ? domainRemark(x, context) : [`${subject.name} does not depend on ${x.name}`],
    };
  });
  return { blocks: [...forwardBlocks(forwards), ...pass.blocks], results };
}

/** The problem whose definitions are all those of a gradient's derivation, and which of them are not the user's. */
function extended(problem: Problem, first: Derivation): { problem: Problem; ours: ReadonlySet<string> } {
  const forward = first.blocks.flatMap((b) => (b.kind === 'forward' ? [b.named] : []));
  const planned = forward.map((n) => n.definition).filter((x) => x.value !== x.target);
  const gradients = first.named.filter((x) => !planned.some((p) => p.target === x.target));
  const ours = new Set([
    ...gradients.map((x) => x.target.name),
    ...forward.flatMap((n) => (n.origin === 'plan' ? [n.definition.target.name] : [])),
  ]);
  return { problem: { ...problem, definitions: [...planned, ...gradients] }, ours };
}

const withLast = (problem: Problem, last: Definition): Problem => ({
  ...problem,
  definitions: [...problem.definitions, last],
});

export function deriveHessian(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const first = deriveGradient(problem, { ...request, kind: 'grad' }, catalog);
  const base = extended(problem, first);
  const fresh = new FreshNames(base.problem);
  const parts = first.results.map((result) => {
    const target = makeName(fresh.take([`G_${result.wrt.name}`]), result.wrt.shape);
    const definition: Definition = { target, loops: [], value: result.value, anonymous: true };
    const problemOf = withLast(base.problem, definition);
    const prepared = prepare(problemOf, target, request.wrt, catalog, base.ours);
    const { blocks, results } = jacobianResults(prepared, request, target, result.wrt);
    const asked: Request = { ...request, kind: 'jacobian', subject: target };
    const ours = [...prepared.ours, definition];
    const phase: Derivation = {
      problem: problemOf,
      request: asked,
      blocks,
      results,
      named: ours,
      conditions: conditionsOf(blocks, results),
    };
    return { blocks, results, ours, phase };
  });
  const blocks = parts.flatMap((p) => p.blocks);
  const results = parts.flatMap((p) => p.results);
  const named = [...first.named, ...parts.flatMap((p) => p.ours)];
  const phases = [first, ...parts.map((p) => p.phase)];
  return { problem, request, first, phases, blocks, results, named, conditions: conditionsOf(blocks, results) };
}

/** H·v: the gradient of Σ (∂f/∂x) : v over the variables and their directions, which are held constant. */
export function deriveProduct(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const first = deriveGradient(problem, { ...request, kind: 'grad' }, catalog);
  const { along = [] } = request;
  const slope = add(first.results.map((result, k) => frobenius(result.value, along[k] as Name)));
  const base = extended(problem, first);
  const target = makeName(new FreshNames(base.problem).take(['s', 'q', 'c']), [1, 1]);
  const definition: Definition = { target, loops: [], value: slope, anonymous: true };
  const second = deriveGradient(
    withLast(base.problem, definition),
    { ...request, kind: 'grad', subject: target },
    catalog,
    base.ours,
  );
  const results = second.results.map((r) => ({ ...r, request }));
  return {
    ...second,
    problem,
    request,
    first,
    phases: [first, second],
    results,
    named: [...first.named, ...second.named, definition],
  };
}

/** dY in the differentials of the variables: the forward table put together. */
export function deriveDifferential(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const prepared = prepare(problem, request.subject, request.wrt, catalog);
  const { context, forwards } = prepared;
  const lines = new Map(forwards.flatMap((f) => (f.line ? [[d(f.named.definition.target), f.line.end] as const] : [])));
  const subject = d(request.subject);
  const stages: Stage[] = [];
  let current: Expr = subject;
  if (!lines.has(subject) && !request.wrt.includes(request.subject)) {
    current = zeros(subject.shape);
    const by = { kind: 'constant' as const, of: [request.subject] };
    stages.push({
      steps: [{ before: subject, after: current, by, given: [], within: [], level: 'key' }],
      after: current,
    });
  }
  while (differentialsIn(current).some((e) => lines.has(d(e)))) {
    const put = new Map(
      differentialsIn(current).flatMap((e) => (lines.has(d(e)) ? [[d(e), lines.get(d(e)) as Expr] as const] : [])),
    );
    const substituted = replaceAll(current, put);
    const tidied = tidy(substituted, context);
    const steps = [...put].map(([before, after]) => ({
      before,
      after,
      by: { kind: 'definition' as const, of: before.args[0] as Expr },
      given: [],
      within: [],
      level: 'key' as const,
    }));
    stages.push({ steps: [...steps, ...tidied.steps], after: tidied.expr });
    current = tidied.expr;
  }
  const line: Line = { target: subject, start: subject, stages, end: current };
  const results: Result[] = [{ request, wrt: request.subject, line, value: current, remarks: [] }];
  const blocks = forwardBlocks(forwards);
  return { problem, request, blocks, results, named: prepared.ours, conditions: conditionsOf(blocks, results) };
}
