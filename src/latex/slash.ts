/**
 * What a slash divides by, where factors stand side by side behind it: x'y / 2n is x'y/(2n), as journals print it. That is
 * told, and refused where a writer may as well have meant the other: 1/2 x'x, a/b(c + d).
 */
import type { Span } from '../language/error.js';
import { fail } from './cut.js';
import type { Formula } from './formula.js';
import { isNumberKind, kindIn } from './kinds.js';
import type { Sizes } from './shapes.js';
import { walk } from './walk.js';

type Slashed = Formula & { readonly kind: 'fraction' };

export function settleSlash(f: Slashed, sizes: Sizes, guess: (message: string, span: Span) => void): void {
  const { above, below, slash } = f;
  if (below.kind !== 'product' || (slash !== 'tight' && slash !== 'loose')) return;
  const plain = below.factors.map((x) => isPlain(x, sizes));
  const [first] = below.factors;
  const mixed = plain[0] === true && plain.includes(false);
  const coefficient = slash === 'loose' && first?.kind === 'number' && isPlain(above, sizes);
  const unclear = !plain.every((p) => p) && !areAlike(below.factors, isPlain(above, sizes), sizes);
  if (mixed || coefficient || unclear || !isNumberKind(kindIn(below, sizes)))
    fail(
      'how far the denominator behind this slash reaches is not clear',
      f.span,
      '\\frac{…}{…} says it, or parentheses round the denominator, or \\cdot behind it',
    );
  guess('what stands side by side behind the slash is read as its denominator', f.span);
}

/**
 * One number, as x'x, or several of one form under what is no coefficient, as ‖x‖‖y‖: of 1/‖x‖ x'y the last may as well be a
 * factor of the quotient.
 */
function areAlike(factors: readonly Formula[], coefficient: boolean, sizes: Sizes): boolean {
  const groups: Formula[][] = [[]];
  for (const factor of factors) {
    const last = groups.at(-1) as Formula[];
    last.push(factor);
    const whole: Formula = { kind: 'product', factors: last, guessed: false, span: factor.span };
    if (isNumberKind(kindIn(whole, sizes))) groups.push([]);
  }
  const own = groups.filter((g) => g.length > 0);
  if (own.length === 1) return true;
  const forms = new Set(own.map((g) => (g.length === 1 ? formOf(g[0] as Formula) : 'product')));
  return !coefficient && forms.size === 1 && !forms.has('product');
}

const formOf = (f: Formula): string =>
  f.kind === 'power' ? formOf(f.base) : f.kind === 'call' ? `${f.kind} ${f.fn}` : f.kind;

/** A coefficient: numbers and letters that stand for numbers, and no function, norm, sum or vector. */
function isPlain(f: Formula, sizes: Sizes): boolean {
  for (const { f: part } of walk(f)) {
    if (part.kind === 'call') {
      if (part.fn !== 'sqrt') return false;
    } else if (!PLAIN.has(part.kind)) return false;
  }
  return isNumberKind(kindIn(f, sizes));
}

const PLAIN: ReadonlySet<Formula['kind']> = new Set(['number', 'symbol', 'product', 'fraction', 'power', 'inverse']);
