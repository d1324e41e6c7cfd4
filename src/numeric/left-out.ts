/**
 * Members of a family that is asked for and that no result is about. They may be left out where the subject does not
 * depend on them, which its difference quotients say.
 */
import type { Derivation, Result } from '../derive/step.js';
import { name as makeName } from '../expression/build.js';
import type { Name } from '../expression/expression.js';
import type { Problem } from '../language/problem.js';
import { usesOf } from '../language/uses.js';
import { along } from './differences.js';
import type { Environment } from './environment.js';
import { dimValue, keyOf, UNBOUND } from './environment.js';
import { evaluatorOf } from './evaluate.js';
import type { Evidence } from './evidence.js';
import { DIFFERENCE_TOLERANCE, judgeError, worse } from './evidence.js';
import { largest } from './matrix.js';
import { rangeValues } from './members.js';
import { membersOf } from './sample.js';
import { settings } from './settings.js';
import { directionsFor } from './targets.js';

/** Members looked at of one family. */
const MANY = 60;

/** By the last result about each family asked for as a whole: whether what is left out is zero. */
export function checkLeftOut(
  { problem, request, results }: Derivation,
  env: Environment,
): ReadonlyMap<Result, Evidence> {
  const found = new Map<Result, Evidence>();
  if (request.kind !== 'grad') return found;
  for (const wrt of request.wrt) {
    const about = results.filter((r) => r.wrt.name === wrt.name);
    // that the subject depends on no member at all is a result about the family itself
    const last = about.findLast((r) => r.wrt.index.length > 0) ?? about.at(-1);
    if (wrt.index.length > 0 || last === undefined) continue;
    const answered = new Set(about.flatMap((r) => keysOf(r, env)));
    let evidence: Evidence | undefined;
    for (const member of usedMembers(wrt, last.wrt, problem, env).slice(0, MANY)) {
      const key = keyOf(wrt.name, member.index as readonly number[]);
      if (!answered.has(key)) evidence = worse(evidence, slopeBy(member, key, problem, env, request.subject));
    }
    if (evidence !== undefined) found.set(last, evidence);
  }
  return found;
}

const keysOf = ({ wrt, loops }: Result, env: Environment): string[] =>
  settings(loops ?? [], env, Number.POSITIVE_INFINITY).map((bindings) =>
    keyOf(
      wrt.name,
      wrt.index.map((i) => dimValue(i, env, bindings)),
    ),
  );

/** The members that definitions use or define, none that is declared by itself. */
function usedMembers(family: Name, { shape }: Name, problem: Problem, env: Environment): Name[] {
  const indices = new Map<string, readonly number[]>();
  const enter = (index: readonly number[]): void => void indices.set(keyOf(family.name, index), index);
  for (const { name, index } of usesOf(problem.definitions)) {
    if (name !== family.name) continue;
    const ranges = index.map(({ low, high }) => rangeValues(dimValue(low, env, UNBOUND), dimValue(high, env, UNBOUND)));
    for (const one of product(ranges)) enter(one);
  }
  for (const definition of problem.definitions) {
    if (definition.target.name !== family.name) continue;
    for (const { bindings } of membersOf(definition, env))
      enter(definition.target.index.map((i) => dimValue(i, env, bindings)));
  }
  return [...indices]
    .filter(([key]) => !problem.declarations.has(key))
    .map(([, index]) => makeName(family.name, shape, index));
}

const product = (ranges: readonly (readonly number[])[]): number[][] =>
  ranges.reduce<number[][]>((all, range) => all.flatMap((index) => range.map((i) => [...index, i])), [[]]);

function slopeBy(member: Name, key: string, problem: Problem, env: Environment, subject: Name): Evidence {
  const evaluator = evaluatorOf(env);
  let found: Evidence | undefined;
  for (const direction of directionsFor(evaluator, member, UNBOUND, problem, 0)) {
    const slope = largest(along(evaluator, subject, key, direction, UNBOUND));
    found = worse(found, judgeError(slope, DIFFERENCE_TOLERANCE, `${key} is left out`));
  }
  return found ?? { outcome: 'unchecked', reason: `${key} has no freedom` };
}
