/**
 * The exact witness of a derivation: every step, line and result compared over a prime field, where both sides have
 * exact values there. Differentials and gradients are dual numbers, functions of analysis free functions whose
 * derivatives alone are known, so what agrees holds whatever the numbers are, but for the chance that is told.
 */
import type { Derivation, Line, Range, Result, Step } from '../derive/step.js';
import { add, call, d, grad, mul } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { evaluateDim, multiplyDim } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { ifAffordable } from '../expression/limits.js';
import type { Problem } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Bindings, Environment } from './environment.js';
import type { ExactFinding } from './exact-check.js';
import { compareExact } from './exact-check.js';
import type { Placed } from './placed.js';
import { stepsIn } from './placed.js';
import { settings } from './settings.js';

/** The exact findings of a derivation, for each step, line and result. */
export interface ExactReport {
  readonly steps: ReadonlyMap<Step, ExactFinding>;
  readonly lines: ReadonlyMap<Line, ExactFinding>;
  readonly results: ReadonlyMap<Result, ExactFinding>;
}

/** Points that must agree: one leaves a chance near 1e-17 already. */
const POINTS = 2;
/** Settings of the indices of a piece under sums that are compared. */
const SETTINGS = 8;

/** Entries of one variable: each is drawn, and multiplied, in whole numbers of 61 bits. */
const ENTRIES = 10_000;
/** The part of what is left that one comparison may take. After one that needs more there are no others: most is for the numbers. */
const SHARE = 1 / 8;

/** A variable that is larger: numbers in its declaration make it so, sizes that are drawn are small. */
function largeName({ declarations }: Problem, environments: readonly Environment[]): string | undefined {
  const size = (env: Environment, x: Dim): number => evaluateDim(x, env.sizes) ?? 1;
  return [...declarations.values()].find(({ shape: [rows, cols] }) =>
    environments.some((env) => size(env, rows) * size(env, cols) > ENTRIES),
  )?.name;
}

export function exactReport(
  derivation: Derivation,
  placed: readonly Placed[],
  environments: readonly Environment[],
  catalog: Catalog,
): ExactReport {
  const large = largeName(derivation.problem, environments);
  let refused = large && `${large} has more than ${ENTRIES} entries, too many for exact values`;
  const compared = (before: Expr, after: Expr, within: readonly Range[]): ExactFinding => {
    if (refused !== undefined) return none(refused);
    const bindings = (env: Environment): readonly Bindings[] => settings(within, env, SETTINGS);
    const options = { catalog, bindings, wanted: POINTS };
    const found = ifAffordable(SHARE, () => compareExact(before, after, environments, options));
    if (found !== undefined) return found;
    refused = 'exact values take too much work here';
    return none(refused);
  };
  const steps = new Map<Step, ExactFinding>();
  const lines = new Map<Line, ExactFinding>();
  const results = new Map<Result, ExactFinding>();
  for (const place of placed) {
    const { line, within, result } = place;
    for (const { step, ranges } of stepsIn(place))
      steps.set(step, weaker(steps.get(step), compared(step.before, step.after, ranges)));
    for (const { after } of line.stages) lines.set(line, weaker(lines.get(line), compared(line.start, after, within)));
    if (!result) lines.set(line, weaker(lines.get(line), compared(line.target, line.start, within)));
    else {
      const equation = equationOf(result, derivation);
      results.set(result, typeof equation === 'string' ? none(equation) : compared(...equation, within));
    }
  }
  return { steps, lines, results };
}

export const findingsOf = ({ steps, lines, results }: ExactReport): readonly ExactFinding[] => [
  ...steps.values(),
  ...lines.values(),
  ...results.values(),
];

export const joined = (a: ExactReport, b: ExactReport): ExactReport => ({
  steps: new Map([...a.steps, ...b.steps]),
  lines: new Map([...a.lines, ...b.lines]),
  results: new Map([...a.results, ...b.results]),
});

const none = (reason: string): ExactFinding => ({ outcome: 'none', reason });

/** What a result says, as an equation of terms; a Jacobian together with those by the other variables. */
function equationOf(
  { request, wrt, by, loops = [], value }: Result,
  { results, independentEntries }: Derivation,
): readonly [Expr, Expr] | string {
  if (independentEntries) return 'its entries are taken as independent';
  switch (request.kind) {
    case 'grad':
      return [grad(request.subject, wrt), value];
    case 'differential':
      return [d(request.subject), value];
    case 'jacobian':
    case 'hessian': {
      const beside = results.filter((r) => r.by === by);
      if (loops.length > 0 || beside.some((r) => (r.loops ?? []).length > 0)) return 'it is by a whole family';
      const subject = request.kind === 'jacobian' ? request.subject : grad(request.subject, by ?? wrt);
      return [stacked(d(subject)), add(beside.map((r) => mul([r.value, stacked(d(r.wrt))])))];
    }
    case 'hvp':
      return 'a second derivative along a vector is compared with differences only';
    default:
      return request.kind satisfies never;
  }
}

/** vec(A); of a column it is the column. */
const stacked = (e: Expr): Expr => (e.shape[1] === 1 ? e : call('vec', [e], [multiplyDim(e.shape[0], e.shape[1]), 1]));

const STRENGTH = { different: 0, none: 1, equal: 2 } as const;

/** A difference counts most, then that there is no exact value, then the greater chance. */
function weaker(a: ExactFinding | undefined, b: ExactFinding): ExactFinding {
  if (a === undefined || STRENGTH[b.outcome] < STRENGTH[a.outcome]) return b;
  return a.outcome === 'equal' && b.outcome === 'equal' && (b.chance > a.chance || b.free) ? b : a;
}
