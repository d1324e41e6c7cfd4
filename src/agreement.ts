/**
 * Answers that are given without their derivation, and so without its checks. By members of families an answer hangs on
 * which members meet and which do not, and no rule says so: there it is compared with differences before it is given.
 * Other answers are the last line of a derivation that the rules alone have made.
 */
import type { Derived } from './deriving.js';
import { session } from './expression/session.js';
import { FrobeniusError } from './language/error.js';
import { hasFamilies } from './language/problem.js';
import { checkDerivation } from './numeric/check.js';

/** Derivations that nothing spoke against: each is tried once. */
const tried = new WeakSet<Derived>();

/** Throws FrobeniusError ('check') for results by members of families that disagree with differences. */
export function requireAgreement(derived: Derived): void {
  if (tried.has(derived) || !hasFamilies(derived.problem)) return;
  if (disagrees(derived)) throw new FrobeniusError('check', MESSAGE, undefined, HINT);
  tried.add(derived);
}

function disagrees(derived: Derived): boolean {
  const { derivations, rules } = derived;
  const options = { rows: rules, catalog: rules, only: 'results', draws: 1 } as const;
  try {
    return session([derived], undefined, () =>
      derivations.some((derivation) => checkDerivation(derivation, options).outcome === 'failed'),
    );
  } catch (error) {
    // a problem too large to be tried says nothing against its answer
    if (error instanceof FrobeniusError && error.code === 'limit') return false;
    throw error;
  }
}

const MESSAGE = 'the result disagrees with differences, so none is given';
const HINT = 'this is a defect of the program: `frobenius check` shows the figures; please report the problem';
