/**
 * Which stages of a line are displayed as lines of their own: stages of mere bookkeeping are folded into the line
 * before, unless every step is asked for; then each step of a stage is a line, where the steps replay one by one.
 */
import type { Line, Stage, Step } from '../derive/step.js';
import type { Expr } from '../expression/expression.js';
import { replaceAll } from '../expression/traverse.js';
import type { Detail } from './outline.js';

export interface Shown {
  readonly stages: readonly Stage[];
  readonly after: Expr;
  /** The new pieces. */
  readonly marks: ReadonlySet<Expr>;
}

export const stepsOf = (stages: readonly Stage[]): readonly Step[] => stages.flatMap(({ steps }) => steps);

const isWeighty = (stage: Stage): boolean => stage.steps.some((step) => step.level === 'key');

export function visible({ start, stages }: Pick<Line, 'start' | 'stages'>, detail: Detail): Shown[] {
  if (detail === 'full') {
    return stages
      .flatMap((stage, i) => single(i === 0 ? start : (stages[i - 1] as Stage).after, stage))
      .map((s) => shown([s]));
  }
  const groups: Stage[][] = [];
  for (const stage of stages) {
    const last = groups.at(-1);
    // a group that has no weight yet takes the next stage in; one that has takes bookkeeping in
    if (last && (!isWeighty(stage) || !last.some(isWeighty))) last.push(stage);
    else groups.push([stage]);
  }
  return groups.map(shown);
}

function shown(group: readonly Stage[]): Shown {
  const steps = stepsOf(group);
  const key = steps.filter((step) => step.level === 'key');
  return {
    stages: group,
    after: (group.at(-1) as Stage).after,
    marks: new Set((key.length > 0 ? key : steps).map((step) => step.after)),
  };
}

/** The stage step by step; as it is where a step rewrites a piece that is no term of its own. */
function single(start: Expr, stage: Stage): Stage[] {
  const singles: Stage[] = [];
  let current = start;
  for (const step of stage.steps) {
    const after = replaceAll(current, new Map([[step.before, step.after]]));
    if (after === current) continue;
    singles.push({ steps: [step], after });
    current = after;
  }
  return current === stage.after ? singles : [stage];
}
