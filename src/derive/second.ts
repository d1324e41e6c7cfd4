/**
 * Beyond gradients: Jacobians, Hessians, Hessian-vector products and differentials.
 *
 * A gradient's derivation is itself a list of definitions, so what differentiates it once more is the same procedure
 * run on that list: a Hessian is the Jacobian of the gradient, H·v the gradient of (∇f) : v.
 */
import { add, frobenius, grad, length, name as makeName, zeros } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import { namesIn, replaceAll } from '../expression/traverse.js';
import type { Definition, Problem, Request } from '../language/problem.js';
import { AT_A_POINT } from '../language/structures.js';
import type { Catalog } from '../rulebook/catalog.js';
import { FreshNames } from './fresh-names.js';
import { jacobianPass } from './jacobian.js';
import { inPieces } from './member-asked.js';
import type { Prepared } from './passes.js';
import { conditionsOf, deriveGradient, forwardBlocks, prepare } from './passes.js';
import { valuesOf } from './put-back.js';
import { expansion, readOff } from './results.js';
import { sameDefinition } from './sequence.js';
import type { Derivation, Origin, Result } from './step.js';
import { domainRemark } from './structure.js';
import { jacobianSign } from './vec-terms.js';

export function deriveJacobian(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const { problem: inParts, demands } = inPieces(problem, request.wrt);
  const options = { inPieces: request.wrt.some((x) => x.index.length > 0) };
  const prepared = prepare(inParts, request.subject, request.wrt, catalog, new Map(), options);
  const { blocks, results, definitions } = jacobianResults(prepared, request, { subject: request.subject });
  const named = [...prepared.ours, ...definitions];
  return {
    problem,
    request,
    blocks,
    results,
    named,
    conditions: conditionsOf(blocks, results),
    ...(demands.length > 0 ? { demands } : {}),
  };
}

/** Whose Jacobian: of a gradient, which one. `keep`: what other parts use as well has a name in each of them. */
interface Subject {
  readonly subject: Name;
  readonly by?: Name;
  readonly keep?: ReadonlySet<string>;
}

function jacobianResults(
  prepared: Prepared,
  request: Request,
  { subject, by, keep = new Set() }: Subject,
): Pick<Derivation, 'blocks' | 'results'> & { readonly definitions: readonly Definition[] } {
  const { context, plan, forwards } = prepared;
  const values = valuesOf(prepared.named);
  const pass = jacobianPass({ subject, wrt: request.wrt, plan, forwards, context, keep });
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
      remarks: pass.before(x) ? domainRemark(x, context) : [[subject, ' does not depend on ', x]],
    };
  });
  return { blocks: [...forwardBlocks(forwards), ...pass.blocks], results, definitions: pass.definitions };
}

/** The problem whose definitions are all those of a gradient's derivation, and which of them are not the user's. */
function extended(problem: Problem, first: Derivation): { problem: Problem; ours: ReadonlyMap<string, Origin> } {
  const forward = first.blocks.flatMap((b) => (b.kind === 'forward' ? [b.named] : []));
  const planned = forward.map((n) => n.definition).filter((x) => x.value !== x.target);
  const gradients = first.named.filter((x) => !planned.some((p) => p.target === x.target));
  const ours = new Map<string, Origin>([
    ...gradients.map((x) => [x.target.name, x.target.index.length > 0 ? 'gradient' : 'plan'] as const),
    ...forward.flatMap(({ origin, definition }) =>
      origin === 'user' ? [] : [[definition.target.name, origin] as const],
    ),
  ]);
  return { problem: { ...problem, definitions: [...planned, ...gradients] }, ours };
}

/** The gradient with the letters that its derivation gave: what is called z there is z here. */
function inItsLetters(e: Expr, first: Derivation): Expr {
  const letters = new Map<Expr, Expr>();
  for (const block of first.blocks) {
    if (block.kind !== 'forward' || block.named.origin !== 'plan') continue;
    const { target, value } = block.named.definition;
    if (target.index.length === 0) letters.set(value, target);
  }
  return letters.size === 0 ? e : replaceAll(e, letters);
}

const withLast = (problem: Problem, last: Definition): Problem => ({
  ...problem,
  definitions: [...problem.definitions, last],
});

/**
 * The gradient, to be differentiated once more: without what is known of the variables at the point alone, since a gradient
 * that is made simpler by it, 2𝟏 for 2 sum(p) 𝟏, is another function. What is known serves again when that is done.
 */
function gradientAround(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const moving = new Set(request.wrt.map((x) => x.name));
  const declarations = new Map(
    [...problem.declarations].map(([key, declaration]) => {
      const kept = [...declaration.properties].filter((p) => !AT_A_POINT.has(p));
      const loses = moving.has(declaration.name) && kept.length < declaration.properties.size;
      return [key, loses ? { ...declaration, properties: new Set(kept) } : declaration] as const;
    }),
  );
  const loose = { ...problem, declarations };
  return { ...deriveGradient(loose, { ...request, kind: 'grad' }, catalog), problem };
}

export function deriveHessian(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const first = gradientAround(problem, request, catalog);
  const base = extended(problem, first);
  const fresh = new FreshNames(base.problem);
  const others: Definition[] = [];
  // what stands in an answer has a name where the problem gives names, and is written out where it gives none
  const inline = problem.definitions.every(({ anonymous }) => anonymous);
  const keep = new Set(first.results.flatMap(({ value }) => namesIn(value).map((x) => x.name)));
  const parts = first.results.map((result): Derivation => {
    const target = makeName(fresh.take([`G_${result.wrt.name}`]), result.wrt.shape);
    const definition: Definition = { target, loops: [], value: inItsLetters(result.value, first), anonymous: inline };
    const part = (given: readonly Definition[]): Derivation => {
      const known = { ...base.problem, definitions: [...base.problem.definitions, ...given] };
      const ours = new Map([...base.ours, ...given.map((x) => [x.target.name, 'plan'] as const)]);
      return jacobianOf(withLast(known, definition), request, { subject: target, by: result.wrt, keep }, catalog, ours);
    };
    const alone = part([]);
    // a letter that another part has given to something else is not free for this one
    const made = clash(alone.named, others) ? part(others) : alone;
    others.push(...made.named.filter((x) => !others.some((y) => sameDefinition(x, y))));
    return made;
  });
  const named = [...first.named, ...others];
  const blocks = parts.flatMap((p) => p.blocks);
  const results = parts.flatMap((p) => p.results);
  return {
    problem,
    request,
    first,
    phases: [first, ...parts],
    blocks,
    results,
    named,
    conditions: conditionsOf(blocks, results),
  };
}

/** Whether a name of the one is defined otherwise by the other. */
const clash = (some: readonly Definition[], others: readonly Definition[]): boolean =>
  some.some((x) => others.some((y) => y.target.name === x.target.name) && !others.some((y) => sameDefinition(x, y)));

/** The Jacobian of a gradient by one variable, which the last definition of the problem is. */
function jacobianOf(
  problem: Problem,
  request: Request,
  of: Subject,
  catalog: Catalog,
  given: ReadonlyMap<string, Origin>,
): Derivation {
  const prepared = prepare(problem, of.subject, request.wrt, catalog, given);
  const { blocks, results, definitions } = jacobianResults(prepared, request, of);
  const last = problem.definitions.at(-1) as Definition;
  return {
    problem,
    request: { ...request, kind: 'jacobian', subject: of.subject },
    blocks,
    results,
    named: [...prepared.ours, ...definitions, last],
    conditions: conditionsOf(blocks, results),
  };
}

/** H·v: the gradient of Σ (∂f/∂x) : v over the variables and their directions, which are held constant. */
export function deriveProduct(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const first = gradientAround(problem, request, catalog);
  const { along = [] } = request;
  const slope = add(first.results.map(({ value }, k) => frobenius(inItsLetters(value, first), along[k] as Name)));
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
