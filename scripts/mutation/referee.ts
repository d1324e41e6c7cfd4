/**
 * Whether what a faulty engine printed is true, judged by an engine without a fault from the printed text alone.
 *
 * The problem as read and the results are read again and evaluated beside those of the engine without a fault, at the
 * same random values; the lines of the derivation are judged as `frobenius verify` judges those of a person.
 */

import { parse } from '../../src/deriving.js';
import { verify } from '../../src/judging.js';
import { FrobeniusError } from '../../src/language/error.js';
import type { Definition, Problem } from '../../src/language/problem.js';
import type { Environment } from '../../src/numeric/environment.js';
import { evaluatorOf } from '../../src/numeric/evaluate.js';
import { relativeError } from '../../src/numeric/evidence.js';
import { membersOf, sampleEnvironment } from '../../src/numeric/sample.js';
import { catalog } from '../../src/rulebook/catalog.js';
import { ANSWER, declarationsOf } from './answers.js';

const SEEDS = [3, 1009];
/** Results are values, with no differences in them. */
const TOLERANCE = 1e-7;

/** What is false in it, or undefined. */
export function refute(source: string, expected: readonly string[], printed: readonly string[]): string | undefined {
  for (const [k, text] of printed.entries()) {
    const own = expected[k];
    if (own === undefined) return 'an answer that nobody asked for';
    const found = own === text ? undefined : differing(source, own, text);
    if (found !== undefined) return found;
  }
  return expected.length > printed.length ? 'an answer is missing' : undefined;
}

const read = (source: string, text: string): Problem => parse(`${declarationsOf(source)}\n${text}`, { equations: [] });

function differing(source: string, expected: string, printed: string): string | undefined {
  const right = read(source, expected);
  let other: Problem;
  try {
    other = read(source, printed);
  } catch (error) {
    if (error instanceof FrobeniusError) return `cannot be read: ${error.message}`;
    throw error;
  }
  const given = new Set(parse(source).definitions.map(({ target }) => target.name));
  const isGiven = ({ target }: Definition): boolean => given.has(target.name) || target.name.startsWith(ANSWER);
  for (const [k, seed] of SEEDS.entries()) {
    const sample = sampleEnvironment(right, [], seed, { rows: catalog, varying: new Set(), withOne: k > 0 });
    if (sample.outcome !== 'ok') continue;
    const env = { ...sample.env, definitions: other.definitions, unknown: other.functions };
    for (const definition of right.definitions) {
      // a name that is given on the way may stand for another thing, or not be needed
      if (!isGiven(definition)) continue;
      const found = differs(definition, sample.env, env);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function differs(definition: Definition, env: Environment, other: Environment): string | undefined {
  for (const { key, name, bindings } of membersOf(definition, env)) {
    const expected = evaluatorOf(env).value(name, bindings);
    try {
      const error = relativeError(expected, evaluatorOf(other).value(name, bindings));
      if (!(error <= TOLERANCE)) return `${key} is another matrix`;
    } catch (error) {
      if (error instanceof FrobeniusError || error instanceof RangeError) return `${key}: ${error.message}`;
      throw error;
    }
  }
  return undefined;
}

/** Whether the lines of a derivation are found to be wrong; those that cannot be judged are not. */
export function wrongLine(text: string): string | undefined {
  try {
    const { outcome } = verify(text);
    return outcome === 'wrong' ? 'a line is wrong' : undefined;
  } catch (error) {
    if (error instanceof FrobeniusError) return undefined;
    throw error;
  }
}
