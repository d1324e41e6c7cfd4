/** n, m, N, M, K, T: how many of something there are, where they stand as such a number would. */
import type { Draft } from './draft.js';
import type { Formula } from './formula.js';
import { isNumberKind, kindIn } from './kinds.js';
import { partsOf, walk } from './walk.js';

const LETTERS = /^[nmNMKT]$/;
const OF_COUNTS: ReadonlySet<string> = new Set(['sqrt', 'log', 'log2', 'factorial', 'Gamma', 'gammaln', 'digamma']);

/** A small letter may be one where it is not transposed or added to; a capital has to be: it may be a matrix. */
export function isCount(draft: Draft, name: string): boolean {
  if (!LETTERS.test(name)) return false;
  const isIt = (f: Formula): boolean =>
    f.kind === 'inverse' ? isIt(f.of) : f.kind === 'symbol' && draft.naming.named(f).name === name;
  const capital = /[A-Z]/.test(name);
  return draft.formulas.every((formula) =>
    [...walk(formula)].every(
      ({ f }) => f.kind === 'inverse' || !partsOf(f).some(isIt) || fits(draft, f, isIt, capital),
    ),
  );
}

function fits(draft: Draft, f: Formula, isIt: (f: Formula) => boolean, capital: boolean): boolean {
  switch (f.kind) {
    case 'fraction':
      return true;
    case 'power':
      return !capital || isIt(f.exponent);
    case 'call':
      return !capital || OF_COUNTS.has(f.fn);
    case 'sum':
      return f.terms.every(({ term }) => term.kind === 'number' || isIt(term));
    case 'product': {
      const others = f.factors.filter((x) => !isIt(x));
      if (others.every((x) => isNumberKind(kindIn(x, draft.known)))) return true;
      const last = f.factors.at(-1);
      if (!capital) return last === undefined || !isIt(last);
      const [before, behind] = [
        f.factors.slice(0, f.factors.findIndex(isIt)),
        f.factors.slice(f.factors.findIndex(isIt) + 1),
      ];
      const number = (factors: readonly Formula[]): boolean =>
        factors.length === 0 ||
        isNumberKind(kindIn({ kind: 'product', factors, guessed: false, span: f.span }, draft.known));
      return number(before) && number(behind);
    }
    case 'transpose':
    case 'norm':
    case 'binary':
      return false;
    default:
      return !capital;
  }
}
