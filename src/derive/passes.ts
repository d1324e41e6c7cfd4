/**
 * What every derivation begins with, the plan and the forward table, and the gradient's own backward pass and results.
 */
import { call, d } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import { replaceAll } from '../expression/traverse.js';
import type { Definition, Problem, Request } from '../language/problem.js';
import { upwards } from '../language/reach.js';
import type { Catalog } from '../rulebook/catalog.js';
import { makeFacts } from '../rulebook/facts.js';
import type { Abbreviation } from './abbreviations.js';
import { abbreviated, withAbbreviations } from './abbreviations.js';
import type { Forward } from './arrivals.js';
import type { Context, DeriveOptions } from './context.js';
import { differentiate } from './differential.js';
import { Backward } from './gradient.js';
import { withKnownNames } from './known-names.js';
import { Stillness } from './member-asked.js';
import { ownValues } from './own-value.js';
import type { Plan } from './plan.js';
import { plan as makePlan, varyingIn } from './plan.js';
import { valuesOf } from './put-back.js';
import { results as readResults } from './results.js';
import { withSingleMembers } from './single-members.js';
import type { Block, Derivation, Line, Named, Origin, Range, Step } from './step.js';
import { tidy } from './tidy.js';

export interface Prepared {
  readonly plan: Plan;
  readonly context: Context;
  readonly forwards: readonly Forward[];
  /** Every definition, for putting names back; `ours` are those that the plan made. */
  readonly named: readonly Named[];
  readonly ours: readonly Definition[];
}

interface PrepareOptions extends DeriveOptions {
  /** Families are in pieces that stand still or move (member-asked.ts). */
  readonly inPieces?: boolean;
}

/** `given` are definitions of the problem that an earlier derivation made, not the user. */
export function prepare(
  problem: Problem,
  subject: Name,
  wrt: readonly Name[],
  catalog: Catalog,
  given: ReadonlyMap<string, Origin> = new Map(),
  options: PrepareOptions = {},
): Prepared {
  const single = withSingleMembers(problem);
  const { inPieces = false, ...conventions } = options;
  const stillness = inPieces ? new Stillness(single.definitions, wrt) : undefined;
  const bare = withOrigins(withSubject(makePlan(single, subject, wrt, catalog, stillness), problem, subject), given);
  const facts = makeFacts(
    problem,
    bare.groups.flat().map((n) => n.definition),
    catalog,
  );
  const { plan, abbreviations } = withAbbreviations(bare, wrt, facts);
  facts.learn(abbreviations.map((a) => a.named.definition));
  const named = plan.groups.flat();
  const inline = problem.definitions.every((x) => x.anonymous || given.has(x.target.name));
  const context: Context = { problem, catalog, inline, facts, ...conventions };
  const ours = named.flatMap((n) => (n.origin === 'user' || given.has(n.definition.target.name) ? [] : [n.definition]));
  return { plan, context, forwards: forwardTable(plan, context, abbreviations), named, ours };
}

export function deriveGradient(
  problem: Problem,
  request: Request,
  catalog: Catalog,
  given: ReadonlyMap<string, Origin> = new Map(),
  options: DeriveOptions = {},
): Derivation {
  const prepared = prepare(problem, request.subject, request.wrt, catalog, given, options);
  const { context, plan, forwards, ours } = prepared;
  const backward = new Backward(context, plan, forwards, request.wrt);
  backward.run(request.subject);
  const gradients = backward.names.definitions;
  const named = [...prepared.named, ...gradients.map((definition) => ({ definition, origin: 'gradient' as const }))];
  const results = readResults(request, backward, valuesOf(named), context);
  const blocks = [...forwardBlocks(forwards), ...backward.blocks];
  return {
    problem,
    request,
    blocks,
    results,
    named: [...ours, ...gradients],
    conditions: conditionsOf(blocks, results),
    demands: [...backward.arrivals.assumed],
    ...(options.independentEntries ? { independentEntries: true } : {}),
  };
}

/** With what an earlier derivation gave told from what the problem defines. */
const withOrigins = (plan: Plan, given: ReadonlyMap<string, Origin>): Plan => ({
  ...plan,
  groups: plan.groups.map((group) =>
    group.map((n): Named => ({ ...n, origin: given.get(n.definition.target.name) ?? n.origin })),
  ),
});

/** An unknown scalar function as subject has no definition: it stands as one of its own, L = L(A). */
function withSubject(plan: Plan, problem: Problem, subject: Name): Plan {
  if (problem.functions.get(subject.name)?.kind !== 'scalar') return plan;
  const definition: Definition = { target: subject, loops: [], value: subject, anonymous: false };
  const named: Named = { definition, origin: 'user' };
  const byName = new Map(plan.byName);
  byName.set(subject.name, [named]);
  return { ...plan, groups: [...plan.groups, [named]], byName };
}

export const forwardBlocks = (forwards: readonly Forward[]): Block[] =>
  forwards.map((f): Block => ({ kind: 'forward', named: f.named, ...(f.line ? { line: f.line } : {}) }));

function forwardTable(plan: Plan, context: Context, abbreviations: readonly Abbreviation[]): Forward[] {
  const names = new Map<Expr, Definition>();
  const known: Abbreviation[] = [];
  const own = new Map(abbreviations.map((a) => [a.named, a]));
  return plan.groups.flat().map((named): Forward => {
    const { value, anonymous } = named.definition;
    const abbreviation = own.get(named);
    if (abbreviation) {
      known.push(abbreviation);
      return { named };
    }
    if (value.kind === 'call' && value.args.length > 0 && !anonymous) names.set(value, named.definition);
    return varyingIn(plan, named.definition)(value) && (plan.stillness?.moves(named.definition) ?? true)
      ? { named, line: differentialLine(named.definition, plan, context, names, known) }
      : { named };
  });
}

/** d(E) = d(e) = …, in the differentials of names, with names put for values they stand for. */
function differentialLine(
  definition: Definition,
  plan: Plan,
  context: Context,
  names: ReadonlyMap<Expr, Definition>,
  abbreviations: readonly Abbreviation[],
): Line {
  const within = definition.loops.map(upwards);
  const raw = differentiate(definition.value, varyingIn(plan, definition), context, within);
  const steps: Step[] = [...raw.steps];
  const known = withKnownNames(raw.expr, (value) => names.get(value), within);
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
  // before divisors that are repeated columns are put together, and once more where only tidying shows the value
  const tidied = tidy(inItsOwnName(known, definition, steps, within), context, within);
  steps.push(...tidied.steps);
  const own = inItsOwnName(tidied.expr, definition, steps, within);
  const letters = abbreviated(own, abbreviations, within);
  steps.push(...letters);
  const end = replaceAll(own, new Map(letters.map(({ before, after }) => [before, after])));
  const start = call('d', [definition.value], definition.value.shape);
  return { target: d(definition.target), start, stages: [{ steps, after: end }], end };
}

/** With the name for the value, where that has a name in the problem or in the derivation. */
function inItsOwnName(e: Expr, definition: Definition, steps: Step[], within: readonly Range[]): Expr {
  const { target, value, anonymous } = definition;
  const terms = anonymous ? new Map<Expr, Expr>() : ownValues(e, target, value);
  const by = { kind: 'definition', of: target } as const;
  for (const [before, after] of terms) steps.push({ before, after, by, given: [], within, level: 'key' });
  return terms.size === 0 ? e : replaceAll(e, terms);
}

/** Every condition that a step relies on, once, in order. */
export function conditionsOf(blocks: readonly Block[], results: Derivation['results']): string[] {
  const lines: Line[] = blocks.flatMap((b): Line[] => {
    if (b.kind === 'forward') return b.line ? [b.line] : [];
    if (b.kind === 'backward') return [b.line, ...(b.gradient?.lines ?? [])];
    return b.parts.flatMap((p) => [p.line, ...(p.gradient?.lines ?? [])]);
  });
  lines.push(...results.map((r) => r.line));
  return [...new Set(lines.flatMap((l) => l.stages.flatMap((s) => s.steps.flatMap((x) => x.given))))];
}
