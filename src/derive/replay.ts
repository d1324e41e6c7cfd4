/**
 * The replay: whether every step really is what its label says, by structure and without numbers.
 *
 * A step by a rule must be that rule: its left side matched, its right side instantiated, pointer for pointer or up to
 * arithmetic that polynomial.ts redoes on its own. A definition, a name or a collection is held against the
 * derivation's own definitions. What has no structure to compare is "numeric only" and says why; a contradiction is a
 * mismatch. Numbers are the business of the numeric layer.
 */
import { add, d, each, grad, isZero, mul } from '../expression/build.js';
import { dimNames, dimToString } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { postorder, replaceAll } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { landed, landedFactor, toTerms } from './carry.js';
import { definitionOf } from './gradient-names.js';
import { withKnownNames } from './known-names.js';
import { ruleOutcome } from './replay-rule.js';
import type { ReplayOutcome } from './replay-world.js';
import { landedSum, mismatch, numericOnly, REPLAYED, World } from './replay-world.js';
import { withSizesOf } from './size-order.js';
import type { Derivation, GradientDefinition, Line, Named, Result, SensitivityPart, Stage, Step } from './step.js';
import { jacobianSign } from './vec-terms.js';

export type { ReplayOutcome } from './replay-world.js';

/** Whether each step and line, made again from the rule that it names, is what it says. */
export interface Replay {
  readonly steps: ReadonlyMap<Step, ReplayOutcome>;
  /** Whole lines: that its steps over its start give its end, and that what it prints is what is defined. */
  readonly lines: ReadonlyMap<Line, ReplayOutcome>;
}

interface Place {
  readonly line: Line;
  readonly defines?: Named;
  readonly gradient?: GradientDefinition;
  readonly result?: Result;
  readonly sensitivity?: SensitivityPart;
}

export const replay = (derivation: Derivation, catalog: Catalog): Replay =>
  withSizesOf(derivation.problem, () => replayed(derivation, catalog));

function replayed(derivation: Derivation, catalog: Catalog): Replay {
  const world = new World(derivation, catalog);
  const steps = new Map<Step, ReplayOutcome>();
  const lines = new Map<Line, ReplayOutcome>();
  for (const place of placesOf(derivation)) {
    const { line } = place;
    let found = holds(place, world);
    let current = line.start;
    for (const stage of line.stages) {
      for (const step of stage.steps) {
        steps.set(step, worseReplay(steps.get(step), stepOutcome(step, stage, current, place, world)));
      }
      found = worseReplay(found, stageOutcome(stage, current, world));
      current = stage.after;
    }
    lines.set(line, current === line.end ? found : mismatch('the line does not end where its last step does'));
  }
  return { steps, lines };
}

const RANK = { replayed: 0, 'numeric only': 1, mismatch: 2 } as const;

export function worseReplay(a: ReplayOutcome | undefined, b: ReplayOutcome): ReplayOutcome {
  return a === undefined || RANK[b.outcome] > RANK[a.outcome] ? b : a;
}

function placesOf({ blocks, results }: Derivation): Place[] {
  const places: Place[] = [];
  const gradients = (gradient: GradientDefinition | undefined): void => {
    for (const line of gradient?.lines ?? []) places.push({ line, ...(gradient ? { gradient } : {}) });
  };
  for (const block of blocks) {
    if (block.kind === 'forward') {
      if (block.line) places.push({ line: block.line, defines: block.named });
      continue;
    }
    if (block.kind === 'sensitivity')
      for (const part of block.parts) {
        places.push({ line: part.line, gradient: part.gradient, sensitivity: part });
        gradients(part.gradient);
      }
    else
      for (const part of 'parts' in block ? block.parts : [block]) {
        const { line, gradient } = part;
        places.push({ line, ...(gradient ? { gradient } : {}) });
        gradients(gradient);
      }
  }
  for (const result of results) places.push({ line: result.line, result });
  return places;
}

/** Stretches of one family have the same general member: what tells them apart is their ranges. */
const sameLoops = (a: Definition, b: Definition): boolean =>
  a.loops.length === b.loops.length &&
  a.loops.every((l, k) => l.over === b.loops[k]?.over && l.from === b.loops[k]?.from && l.to === b.loops[k]?.to);

/** What a line says of the derivation it stands in. */
function holds({ line, defines, gradient, result, sensitivity }: Place, world: World): ReplayOutcome {
  if (defines) {
    const { target, value } = defines.definition;
    const start = isCall(line.start, 'd') ? line.start.args[0] : undefined;
    if (line.target !== d(target) || start !== value) return mismatch('not the differential of its definition');
  }
  if (result) {
    const sign = signOf(result);
    if (sign !== undefined && line.target !== sign) return mismatch('the line of another result');
    if (result.value !== line.end) return mismatch('the result is not the end of its line');
  }
  if (
    sensitivity &&
    world.same(
      line.end,
      landedSum(sensitivity, ({ start }) => start),
    ) !== true
  )
    return mismatch('the Jacobians are not what stands before the differentials');
  if (!gradient) return REPLAYED;
  for (const own of gradient.definitions) {
    const known = world.ours.get(own.target.name)?.find((one) => one.target === own.target && sameLoops(one, own));
    if (known?.value !== own.value) return mismatch('the gradient is defined in another way than it is used');
  }
  const defined = definitionOf(gradient, line);
  if (defined && (defined.target !== line.target || defined.value !== line.end))
    return mismatch('the line does not end in the definition');
  if (!defined && line.target.kind === 'name') return mismatch('the line defines no gradient');
  return REPLAYED;
}

/** What a result is called; a product with a Hessian is the gradient of a scalar that has a name of its own. */
function signOf({ request: { kind, subject }, wrt, by }: Result): Expr | undefined {
  if (kind === 'grad') return grad(subject, wrt);
  if (kind === 'jacobian') return jacobianSign(subject, wrt);
  return kind === 'hessian' && by ? jacobianSign(grad(subject, by), wrt) : undefined;
}

function stepOutcome(step: Step, stage: Stage, current: Expr, place: Place, outer: World): ReplayOutcome {
  const { before, after, by } = step;
  const world = outer.within(step.within);
  switch (by.kind) {
    case 'rule':
      return ruleOutcome(step, by.id, world);
    case 'arithmetic': {
      const same = world.same(before, after);
      return same ? REPLAYED : numericOnly(same === undefined ? 'too long to multiply out' : 'a division of sums');
    }
    case 'constant':
      return isCall(before, 'd') && !world.varies(before) && isZero(after) ? REPLAYED : mismatch('it is not constant');
    case 'name':
      return nameOutcome(step, by.as, place, world);
    case 'collect':
      return collectOutcome(step, stage, current, world);
    case 'chain':
      return world.chainRule(by.of).includes(after) ? REPLAYED : mismatch('not by the Jacobians of the definition');
    case 'definition':
      return definitionOutcome(step, by.of, place, world);
    default:
      return by satisfies never;
  }
}

function nameOutcome({ before, after }: Step, as: Name, { gradient }: Place, world: World): ReplayOutcome {
  if (after !== as) return mismatch('another name than the one given');
  const definition =
    gradient?.definitions.find((one) => one.target === as) ?? world.ours.get(as.name)?.find((one) => one.target === as);
  if (!definition) return mismatch('the name has no definition');
  return definition.value === before ? REPLAYED : mismatch('the name stands for something else');
}

function definitionOutcome(step: Step, of: Expr, place: Place, world: World): ReplayOutcome {
  const { before, after } = step;
  if (isCall(before, 'd')) {
    if (before !== d(of)) return mismatch('the differential of another name');
    const known = world.differentialsOf(of).includes(after);
    return known ? REPLAYED : mismatch('not what the definition gives');
  }
  if (place.defines) {
    const names = world.namesUpTo(place.defines);
    const own = place.defines.definition;
    const known = of === own.target ? own : world.abbreviation(of, place.defines);
    if (known === undefined) return mismatch('the definition of another name');
    if (withKnownNames(before, names, step.within) === after) return REPLAYED;
    // a name for its value, in a product that holds more; of a = S⁻¹r the transpose is rᵀS⁻¹ where S is symmetric
    const back = world.settled(replaceAll(after, new Map([[known.target as Expr, known.value]])));
    return world.same(back, world.settled(before)) === true ? REPLAYED : mismatch('not the names of these pieces');
  }
  if (before !== of) return mismatch('values put for the names of another term');
  let current = before;
  for (let round = 0; round < 200; round++) {
    const next = world.expand(current);
    if (next === after || world.same(next, after) === true) return REPLAYED;
    if (next === current) break;
    current = next;
  }
  return mismatch('not the values of these names');
}

/** What stands before each differential, by the differential and the sums over its own index. */
function factorsOf(line: Expr): ReadonlyMap<string, Expr> | undefined {
  const found = new Map<string, { over: Expr; parts: Expr[] }>();
  for (const t of toTerms(line)) {
    if (landed(t.active) === undefined) return undefined;
    const { factor, over } = landedFactor(t);
    const letters = new Set(over.kind === 'name' ? over.index.flatMap((i) => [...dimNames(i)]) : []);
    const own = t.loops.filter((r) => letters.has(r.over));
    const inner = t.loops
      .filter((r) => !letters.has(r.over))
      .reduceRight((e, r) => each('sum', r.over, r.from, r.to, e), mul([t.inner, factor]));
    const key = `${over.id} ${own.map((r) => `${r.over} ${dimToString(r.from)} ${dimToString(r.to)}`).join(',')}`;
    const part = mul([t.outer, inner]);
    const known = found.get(key);
    if (known) known.parts.push(part);
    else found.set(key, { over, parts: [part] });
  }
  return new Map([...found].map(([key, { parts }]) => [key, add(parts)]));
}

/** Equal up to arithmetic once the stage's other steps are made in what stands before each differential. */
function collectOutcome(step: Step, stage: Stage, current: Expr, world: World): ReplayOutcome {
  if (step.before !== current) return mismatch('not the line that was collected');
  if (step.after !== stage.after) return mismatch('not the line that was left');
  const others = stage.steps.filter((s) => s !== step);
  if (step.before.kind === 'add' && !isScalar(step.before)) {
    const whole = world.same(applied(step.before, others), step.after) || world.same(step.before, step.after);
    return whole ? REPLAYED : numericOnly('its pieces were put together in between');
  }
  const [before, after] = [factorsOf(step.before), factorsOf(step.after)];
  if (!before || !after) return numericOnly('it still has to be carried');
  let unclear = false;
  for (const [key, factor] of before) {
    const left = after.get(key);
    const made = applied(factor, others);
    const same = left === undefined ? isZero(made) : world.same(made, left) || world.same(factor, left);
    if (same === undefined) unclear = true;
    if (same === false) return numericOnly('its pieces were put together in between');
  }
  if ([...after.keys()].some((key) => !before.has(key))) return mismatch('a differential from nowhere');
  return unclear ? numericOnly('too long to compare term by term') : REPLAYED;
}

/** The steps made one after the other. */
const applied = (e: Expr, steps: readonly Step[]): Expr =>
  steps.reduce((now, { before, after }) => (before === after ? now : replaceAll(now, new Map([[before, after]]))), e);

/** Operands beyond which what a step makes is the line itself rather than a piece of it. */
const WIDE = 16;
/** Steps times the leaves of a line up to which the steps are also made one by one. */
const WORK = 1_000_000;

/**
 * The same with what the steps make of single pieces worked out first and put into the line at once, so that a long line
 * is not gone through for each step. A step that was made once holds for pieces that come later, too. Where that leads
 * elsewhere, the order may matter after all: `applied` says.
 */
function appliedAtOnce(e: Expr, steps: readonly Step[]): Expr {
  let now = e;
  const put = new Map<Expr, Expr>();
  /** By a term, the pieces to be put that have it in what they become. */
  const within = new Map<Expr, Set<Expr>>();
  const set = (piece: Expr, becomes: Expr): void => {
    put.set(piece, becomes);
    for (const part of postorder([becomes])) {
      const known = within.get(part);
      if (known) known.add(piece);
      else within.set(part, new Set([piece]));
    }
  };
  for (const { before, after } of steps) {
    if (before === after) continue;
    const wide = after.args.length > WIDE;
    if (wide || postorder([before]).some((part) => part !== before && put.has(part))) {
      if (put.size > 0) now = replaceAll(now, put);
      put.clear();
      within.clear();
    }
    if (wide) {
      now = now === before ? after : replaceAll(now, new Map([[before, after]]));
      continue;
    }
    const holders = within.get(before) ?? [];
    within.delete(before);
    const step = new Map([[before, after]]);
    for (const piece of holders) set(piece, replaceAll(put.get(piece) as Expr, step));
    if (!put.has(before)) set(before, put.size > 0 ? replaceAll(after, put) : after);
  }
  return replaceAll(now, put);
}

/** That the steps of a stage, made one after the other, lead from one right-hand side to the next. */
function stageOutcome(stage: Stage, current: Expr, world: World): ReplayOutcome {
  const collected = stage.steps.find((s) => s.by.kind === 'collect');
  if (collected) {
    return collected.before === current && collected.after === stage.after
      ? REPLAYED
      : mismatch('collects another line than the one before');
  }
  const names = new Map(stage.steps.flatMap((s) => (s.by.kind === 'name' ? [[s.after, s.before] as const] : [])));
  const unnamed = names.size === 0 ? stage.after : replaceAll(stage.after, names);
  const moves = stage.steps.filter((s) => s.by.kind !== 'name');
  const atOnce = world.same(appliedAtOnce(current, moves), unnamed);
  if (atOnce) return REPLAYED;
  if (moves.length * current.leaves > WORK) return numericOnly('too long to be gone through step by step');
  const same = world.same(applied(current, moves), unnamed);
  if (same) return REPLAYED;
  return numericOnly(
    same === undefined ? 'too long to compare term by term' : 'its pieces were put together in between',
  );
}
