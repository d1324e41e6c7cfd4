/**
 * What a Jacobian through families has before its chain: of each family the differential by those of the variables, and the
 * Jacobians that stand there, J_h[t] by J_h[t−1].
 */
import type { Block, Derivation, SensitivityPart } from '../derive/step.js';
import { d, dimension, isZero, name, vecOf } from '../expression/build.js';
import { dimName } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import type { Definition } from '../language/problem.js';
import { directionOf } from './chain.js';
import type { Detail, Equation, Section } from './outline.js';
import type { Phrase } from './phrase.js';
import { distinct, joinPhrases } from './phrase.js';
import type { Cite } from './reason.js';
import { stagesReason } from './reason.js';
import { stepsOf, visible } from './stages.js';

type Sensitivity = Extract<Block, { kind: 'sensitivity' }>;

export const ahead = ({ blocks, request }: Derivation, cite: Cite, detail: Detail): Section[] =>
  together(blocks.filter((block): block is Sensitivity => block.kind === 'sensitivity')).map((parts) => ({
    kind: 'ahead',
    heading: headingOf(parts),
    note: [],
    rows: parts.flatMap((part) => rowsOf(part, request.wrt, cite, detail)),
  }));

/** What stands under no loop goes with what follows it: J_G[T] before J_G[t]. */
function together(blocks: readonly Sensitivity[]): SensitivityPart[][] {
  const found: SensitivityPart[][] = [];
  const isLooped = (parts: readonly SensitivityPart[]): boolean => parts.some(({ loops }) => loops.length > 0);
  for (const { parts } of blocks) {
    const last = found.at(-1);
    if (last === undefined || isLooped(last)) found.push([...parts]);
    else last.push(...parts);
  }
  return found;
}

function headingOf(parts: readonly SensitivityPart[]): Phrase {
  const letters = distinct(parts.flatMap(({ loops }) => loops.map(({ over }) => over)));
  if (letters.length === 0) return ['Forwards'];
  const named = letters.map((letter): Phrase => [dimension(dimName(letter))]);
  return [directionOf(parts), ...joinPhrases(named, ', ')];
}

function rowsOf(part: SensitivityPart, wrt: readonly Name[], cite: Cite, detail: Detail): Equation[] {
  const { line, gradient, by } = part;
  const rows = visible(line, detail).map(
    ({ stages, after, marks }): Equation => ({
      kind: 'equation',
      left: line.start,
      right: after,
      loops: [],
      reason: stagesReason(stages, cite),
      marks,
      steps: stepsOf(stages),
    }),
  );
  const { definitions, lines } = gradient;
  const given = definitions.length - lines.length;
  const defined = definitions.map(({ target, value, loops }, i): Equation => {
    const x = by[i - given];
    return {
      kind: 'equation',
      left: target,
      right: value,
      shape: value.shape,
      loops,
      reason: x
        ? ['what stands before ', vecOf(d(x))]
        : givenReason(definitions[i] as Definition, part, by[i % by.length] as Name, wrt),
      marks: new Set(),
      steps: stepsOf(lines[i - given]?.stages ?? []),
    };
  });
  return [...rows, ...defined];
}

/** Of a member that is given: its differential is 0, or it is asked for, by itself or beside another variable. */
const givenReason = (
  { target, value }: Definition,
  { of }: SensitivityPart,
  by: Name,
  wrt: readonly Name[],
): Phrase => {
  const member = name(of.name, of.shape, (target as Name).index);
  if (!isZero(value)) return [d(member), ' by itself'];
  return wrt.includes(member) ? [d(member), ' holds no ', d(by)] : [d(member), ' = 0'];
};
