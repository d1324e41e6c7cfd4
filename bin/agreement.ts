/**
 * Answers that are given without their derivation, and so without its checks. By members of families an answer hangs on which
 * members meet and which do not; there it is compared with differences before it is given. Other answers are the last
 * line of a derivation that the rules alone have made.
 */
import type { Derived } from '../src/deriving.js';
import { FrobeniusError } from '../src/language/error.js';

const hasFamilies = ({ problem }: Derived): boolean =>
  problem.definitions.some((x) => x.loops.length > 0) ||
  [...problem.declarations.values()].some((x) => x.arity > 0) ||
  problem.requests.some(({ wrt }) => wrt.some((x) => x.index.length > 0));

/** Why an answer is not to be given; undefined where nothing speaks against it. */
export async function disagreement(derived: Derived): Promise<string | undefined> {
  if (!hasFamilies(derived)) return undefined;
  // loaded only where it is needed: an answer in the input language is there in half the time
  const { check } = await import('../src/index.js');
  try {
    const { outcome } = check(derived, { only: 'results', draws: 1 });
    return outcome === 'failed' ? MESSAGE : undefined;
  } catch (error) {
    // a problem too large to be tried says nothing against its answer
    if (error instanceof FrobeniusError && error.code === 'limit') return undefined;
    throw error;
  }
}

const MESSAGE =
  'the result disagrees with differences, so none is given: see `frobenius check`, and please report the problem';
