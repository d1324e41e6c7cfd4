/**
 * How far a sum reaches. As it is read, to the next + or −; but where what follows has the index of the sum, which means
 * nothing outside of it, the writer meant it to reach further.
 */
import { withChanged } from './equations.js';
import type { Formula, Term } from './formula.js';
import type { Gathered, Remark } from './gather.js';
import { mapFormula } from './map.js';
import { letterOf } from './naming.js';
import { walk } from './walk.js';

/** The text with every sum as far as it reaches, which all that reads formulas has to know. */
export function withReach(gathered: Gathered): Gathered {
  const remarks: Remark[] = [];
  const told = (letter: string, { span }: Formula): void => {
    const message = `the sum over ${letter} is read as reaching over all terms that have ${letter}`;
    remarks.push({ kind: 'guess', message, span });
  };
  const changed = withChanged(gathered, (formula) => mapFormula(formula, (f) => stretched(f, told)));
  return { ...changed, remarks: [...changed.remarks, ...remarks] };
}

function stretched(f: Formula, told: (letter: string, f: Formula) => void): Formula {
  if (f.kind !== 'sum') return f;
  const terms: Term[] = [];
  for (const term of f.terms) {
    const last = terms.at(-1);
    const fold = last && foldAtEnd(last.term);
    if (!last || !fold || !usesFree(term.term, fold.over)) {
      terms.push(term);
      continue;
    }
    told(fold.over, fold);
    const { body } = fold;
    const inner: Term[] = body.kind === 'sum' ? [...body.terms] : [{ negative: false, term: body }];
    // the sign in front of the whole sum is not that of what is drawn in
    const reaching: Formula = { ...fold, body: { kind: 'sum', terms: [...inner, term], span: fold.span } };
    terms[terms.length - 1] = { ...last, term: withFold(last.term, reaching) };
  }
  return { ...f, terms };
}

type Fold = Formula & { readonly kind: 'fold' };

function foldAtEnd(f: Formula): Fold | undefined {
  if (f.kind === 'fold') return f;
  const last = f.kind === 'product' ? f.factors.at(-1) : undefined;
  return last?.kind === 'fold' ? last : undefined;
}

const withFold = (f: Formula, fold: Formula): Formula =>
  f.kind === 'product' ? { ...f, factors: [...f.factors.slice(0, -1), fold] } : fold;

/** The letter is an index in it, of no sum of its own. */
function usesFree(f: Formula, letter: string): boolean {
  for (const { f: inner, bound } of walk(f)) {
    if (inner.kind !== 'symbol' || bound.includes(letter)) continue;
    if ([...inner.subs, ...(inner.over ?? [])].some((index) => letterOf(index) === letter)) return true;
  }
  return false;
}
