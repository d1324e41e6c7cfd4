/**
 * Which stages of a line are displayed as lines of their own: stages of mere bookkeeping are folded into the line
 * before, unless every step is asked for.
 */
import type { Stage } from '../derive/step.js';
import type { Expr } from '../expression/expression.js';
import type { Detail } from './outline.js';

export interface Shown {
  readonly stages: readonly Stage[];
  readonly after: Expr;
  /** The new pieces. */
  readonly marks: ReadonlySet<Expr>;
}

const isWeighty = (stage: Stage): boolean => stage.steps.some((step) => step.level === 'key');

export function visible(stages: readonly Stage[], detail: Detail): Shown[] {
  const groups: Stage[][] = [];
  for (const stage of stages) {
    const last = groups.at(-1);
    // a group that has no weight yet takes the next stage in; one that has takes bookkeeping in
    if (detail !== 'full' && last && (!isWeighty(stage) || !last.some(isWeighty))) last.push(stage);
    else groups.push([stage]);
  }
  return groups.map((group) => ({
    stages: group,
    after: (group.at(-1) as Stage).after,
    marks: new Set(group.flatMap(({ steps }) => steps.filter((s) => s.level === 'key').map((s) => s.after))),
  }));
}
