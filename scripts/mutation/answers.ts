/** What a derivation read and answered, as definitions that can be read again by an engine without a fault. */
import type { Derivation } from '../../src/derive/step.js';
import { name } from '../../src/expression/build.js';
import { dimName } from '../../src/expression/dimension.js';
import { formatDefinitions } from '../../src/language/format.js';
import type { Definition } from '../../src/language/problem.js';
import { answerOf } from '../../src/print/answer.js';

/** The names under which results stand. */
export const ANSWER = 'Answer_';

/** The definitions of the problem as read, those behind the results, and the results. */
export function answerDefinitions(derivation: Derivation): readonly Definition[] {
  const { definitions, results } = answerOf(derivation);
  const { problem } = derivation;
  const given = new Set(problem.definitions.map(({ target }) => target));
  const answers = results.map(({ right, loops }, k): Definition => {
    const index = loops.map(({ over }) => dimName(over));
    const target = name(`${ANSWER}${k}`, right.shape, index);
    return { target, loops: loops.map((loop) => ({ step: 1, ...loop })), value: right, anonymous: false };
  });
  return [...problem.definitions, ...definitions.filter(({ target }) => !given.has(target)), ...answers];
}

export const answerText = (derivation: Derivation): string => formatDefinitions(answerDefinitions(derivation));

/** The lines of a problem file that declare something. */
export const declarationsOf = (source: string): string =>
  source
    .split('\n')
    .filter((line) => /^\s*(?:param|data|function)\b/.test(line))
    .join('\n');
