/**
 * The checker: every step, line and result of a derivation, evaluated on random values that satisfy the declarations.
 *
 * A step is an equality and both its sides can be evaluated, so one comparison serves all rules; that it is the rule
 * it names is replayed beside it. Results are compared with difference quotients of the subject itself (targets.ts),
 * which share nothing with the derivation.
 */

import type { Replay } from '../derive/replay.js';
import { replay } from '../derive/replay.js';
import { meetsMembers } from '../derive/schedule.js';
import type { Derivation, Line, Range, Result, Step } from '../derive/step.js';
import { d } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import { ifAffordable } from '../expression/limits.js';
import { format } from '../language/format.js';
import type { Catalog } from '../rulebook/catalog.js';
import { catalog as builtIn } from '../rulebook/catalog.js';
import type { Environment, FunctionRows } from './environment.js';
import type { Evidence } from './evidence.js';
import { attempt, compare, worse } from './evidence.js';
import type { ExactReport } from './exact-steps.js';
import { exactReport, findingsOf, joined } from './exact-steps.js';
import { checkLeftOut } from './left-out.js';
import type { Placed } from './placed.js';
import { linesOf, spansOfLine, stepsIn } from './placed.js';
import type { Sample, SampleOptions } from './sample.js';
import { isNumbered, nameText, sampleEnvironment } from './sample.js';
import { settings } from './settings.js';
import { checkResult } from './targets.js';

export interface CheckOptions {
  readonly rows: FunctionRows;
  readonly seed?: number;
  /** How many samples; the last gives one dimension the size 1. Default 3. */
  readonly draws?: number;
  readonly independentEntries?: boolean;
  readonly sizes?: ReadonlyMap<string, number>;
  /** The book that the steps are replayed from; the built-in one by default. */
  readonly catalog?: Catalog;
  /** Whether all is compared over a prime field as well. */
  readonly exact?: boolean;
  /** The results alone against differences, and no step or line. */
  readonly only?: 'results';
}

/** What a check found of one result. */
export interface ResultCheck {
  readonly result: Result;
  readonly evidence: Evidence;
  /** Against finite differences of the subject. */
  readonly method: 'differences';
}

/** What a check of one derivation found. */
export interface CheckReport {
  readonly outcome: 'ok' | 'failed' | 'unchecked';
  readonly seed: number;
  /** The sizes of each sample that was found. */
  readonly samples: readonly ReadonlyMap<string, number>[];
  /** Why samples are missing. */
  readonly missing: readonly string[];
  readonly steps: ReadonlyMap<Step, Evidence>;
  /** Whole lines: target = start, and start = what the steps make of it. */
  readonly lines: ReadonlyMap<Line, Evidence>;
  readonly results: readonly ResultCheck[];
  /** Whether each step and line is what its label says, by structure. */
  readonly replay: Replay;
  /** What agrees exactly over a prime field; absent where that was not asked for. */
  readonly exact?: ExactReport;
  /** The largest error among steps, lines and results that were checked. */
  readonly worst: number;
}

/** Whether before = after, for every index in `within`. */
export function checkStep(before: Expr, after: Expr, env: Environment, within: readonly Range[] = []): Evidence {
  let found: Evidence | undefined;
  const finding = attempt(() => {
    for (const bindings of settings(within, env))
      found = worse(
        found,
        attempt(() => compare(before, after, env, bindings)),
      );
    return found ?? { outcome: 'unchecked', reason: 'its range is empty' };
  });
  return finding;
}

function checkLine(place: Placed, env: Environment, steps: Map<Step, Evidence>): Evidence | undefined {
  const { line, within, result } = place;
  for (const { step, ranges } of stepsIn(place))
    steps.set(step, worse(steps.get(step), checkStep(step.before, step.after, env, ranges)));
  let found = result ? undefined : checkStep(line.target, line.start, env, within);
  for (const { after } of line.stages) found = worse(found, checkStep(line.start, after, env, within));
  return found;
}

/** A derivation that differentiates another's result is checked with that one. */
export function checkDerivation(derivation: Derivation, options: CheckOptions): CheckReport {
  const report = checkOne(derivation, options);
  if (!derivation.first) return report;
  const first = checkDerivation(derivation.first, options);
  const outcomes = [first.outcome, report.outcome];
  return {
    ...report,
    outcome: outcomes.includes('failed') ? 'failed' : outcomes.includes('unchecked') ? 'unchecked' : 'ok',
    steps: new Map([...first.steps, ...report.steps]),
    lines: new Map([...first.lines, ...report.lines]),
    replay: {
      steps: new Map([...first.replay.steps, ...report.replay.steps]),
      lines: new Map([...first.replay.lines, ...report.replay.lines]),
    },
    ...(first.exact && report.exact ? { exact: joined(first.exact, report.exact) } : {}),
    worst: Math.max(first.worst, report.worst),
  };
}

/**
 * The names that move of their own in a derivation's lines. A definition asked for moves as what it is made of does,
 * where that varies, as its own line says; as if free it is moved by the check of its result.
 */
function moved({ problem, request, blocks }: Derivation): Pick<SampleOptions, 'varying' | 'members'> {
  const forwards = blocks.flatMap((b) => (b.kind === 'forward' && b.line ? [b.named.definition] : []));
  const free = request.wrt.filter((x) => {
    const isMember = x.index.length > 0;
    return (
      problem.declarations.has(format(x)) ||
      !forwards.some((f) => (isMember ? meetsMembers(d(x), f) : f.target.name === x.name))
    );
  });
  const isDeclared = (x: Name): boolean => problem.declarations.has(format(x));
  // a gradient's lines hold whatever other members of a family do, those of a Jacobian are about its own
  const members = request.kind === 'jacobian' ? free.filter((x) => !isDeclared(x) && !isNumbered(x)) : [];
  const named = free.filter((x) => !members.includes(x));
  return { varying: new Set(named.map((x) => (isDeclared(x) ? format(x) : nameText(x)))), members };
}

const SEED = 1;
const DRAWS = 3;

/** Values for everything that a derivation speaks of, its differentials and the names it gave among them. */
export function sampleFor(
  derivation: Derivation,
  options: CheckOptions,
  draw: number,
  placed: readonly Placed[] = linesOf(derivation),
): Sample {
  const { seed = SEED, draws = DRAWS } = options;
  return sampleEnvironment(derivation.problem, derivation.named, seed + 1000 * draw, {
    ...(derivation.independentEntries ? { independentEntries: true } : {}),
    ...options,
    ...moved(derivation),
    ...(derivation.demands ? { demands: derivation.demands } : {}),
    spans: new Set(placed.flatMap(spansOfLine)),
    wider: draw,
    withOne: draws > 1 && draw === draws - 1,
  });
}

const NOT_REPLAYED: Replay = { steps: new Map(), lines: new Map() };

/** Of the work that is left, the part that a further sample may take. */
const FURTHER = 0.7;

/** A disagreement of differences below which a step that is its rule to the letter is not called wrong. */
const BLURRED = 1e-5;

function checkOne(derivation: Derivation, options: CheckOptions): CheckReport {
  const seed = options.seed ?? SEED;
  const draws = options.draws ?? DRAWS;
  const { problem } = derivation;
  const steps = new Map<Step, Evidence>();
  const lines = new Map<Line, Evidence>();
  const results = new Map<Result, Evidence>();
  const samples: Environment[] = [];
  const missing: string[] = [];
  const placed = options.only === 'results' ? [] : linesOf(derivation);
  const replayed = options.only === 'results' ? NOT_REPLAYED : replay(derivation, options.catalog ?? builtIn);
  const checkOn = (draw: number): void => {
    const sample = sampleFor(derivation, options, draw, placed);
    if (sample.outcome === 'unchecked') {
      missing.push(sample.reason);
      return;
    }
    const { env } = sample;
    samples.push(env);
    for (const place of placed) {
      const found = checkLine(place, env, steps);
      if (found) lines.set(place.line, worse(lines.get(place.line), found));
    }
    for (const result of derivation.results) {
      const found = attempt(() => checkResult(result, problem, env));
      results.set(result, worse(results.get(result), found));
    }
    for (const [result, found] of checkLeftOut(derivation, env)) results.set(result, worse(results.get(result), found));
  };
  for (let draw = 0; draw < draws; draw++) {
    if (samples.length === 0) checkOn(draw);
    else {
      // one sample tells most: where more are too much work, what is left is for the print
      const isDone = ifAffordable(FURTHER, () => {
        checkOn(draw);
        return true;
      });
      if (isDone) continue;
      missing.push('further values would take more work than the limit of nodes allows');
      break;
    }
  }
  for (const [step, evidence] of steps) {
    if (evidence.outcome !== 'failed' || evidence.error > BLURRED || !step.before.differential) continue;
    if (replayed.steps.get(step)?.outcome !== 'replayed') continue;
    const reason = `it is its rule, but differences agree to ${evidence.error.toExponential(0)} only on these values`;
    steps.set(step, { outcome: 'unchecked', reason });
  }
  const nothing: Evidence = { outcome: 'unchecked', reason: missing[0] ?? 'no sample was drawn' };
  // a number in place of each matrix shows nothing where matrices have no value
  const least =
    missing.length > 0 && samples.every((env) => env.sizes.size > 0 && [...env.sizes.values()].every((k) => k === 1));
  if (least) for (const [result, found] of results) results.set(result, found.outcome === 'failed' ? found : nothing);
  const checks = derivation.results.map(
    (result): ResultCheck => ({ result, evidence: results.get(result) ?? nothing, method: 'differences' }),
  );
  const all = [...steps.values(), ...lines.values(), ...checks.map((c) => c.evidence)];
  const exact = options.exact ? exactReport(derivation, placed, samples, options.catalog ?? builtIn) : undefined;
  const contradicted =
    [...replayed.steps.values(), ...replayed.lines.values()].some((r) => r.outcome === 'mismatch') ||
    (exact !== undefined && findingsOf(exact).some((f) => f.outcome === 'different'));
  return {
    outcome: contradicted ? 'failed' : overall(all),
    seed,
    samples: samples.map((env) => env.sizes),
    missing,
    steps,
    lines,
    results: checks,
    replay: replayed,
    ...(exact ? { exact } : {}),
    worst: all.reduce((most, e) => (e.outcome === 'unchecked' ? most : Math.max(most, e.error)), 0),
  };
}

/** Failed if anything is; unchecked if anything is left so; ok otherwise. */
export function overall(all: readonly Evidence[]): 'ok' | 'failed' | 'unchecked' {
  if (all.some((e) => e.outcome === 'failed')) return 'failed';
  return all.length === 0 || all.some((e) => e.outcome === 'unchecked') ? 'unchecked' : 'ok';
}
