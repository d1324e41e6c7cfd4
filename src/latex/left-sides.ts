/**
 * Left sides that are no single letter and yet name something: KL = …, and log p = …, where neither K, L nor p stands anywhere
 * else. They become one name, wherever they stand.
 */
import { fail } from './cut.js';
import { withoutPlaces } from './enclosed.js';
import { formulasOf, withChanged } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Gathered } from './gather.js';
import { mapFormula } from './map.js';
import { usesIn } from './naming.js';
import { wordSymbol } from './symbols.js';

export function withNames(gathered: Gathered): Gathered {
  return gathered.equations.reduce((all, e) => {
    const [left] = e.sides;
    const name = e.kind === 'equation' && e.sides.length > 1 && left ? nameOf(left) : undefined;
    return name && left ? renamed(all, left, name) : all;
  }, gathered);
}

function nameOf(left: Formula): TexSymbol | undefined {
  if (left.kind === 'product' && left.guessed && left.factors.every(isPlainLetter))
    return wordSymbol(left.factors.map((f) => (f as TexSymbol).base).join(''), left.span);
  const [of] = left.kind === 'call' && left.fn === 'log' ? left.args : [];
  return of && isPlainLetter(of) ? wordSymbol(`log_${of.base}`, left.span) : undefined;
}

const isPlainLetter = (f: Formula): f is TexSymbol =>
  f.kind === 'symbol' && f.base.length === 1 && f.subs.length + f.accents.length === 0 && !f.over && !f.star && !f.word;

function renamed(gathered: Gathered, left: Formula, name: TexSymbol): Gathered {
  const own = withoutPlaces(left);
  const change = (formula: Formula): Formula =>
    mapFormula(formula, (f) => (withoutPlaces(f) === own ? { ...name, span: f.span } : f));
  const changed = withChanged(gathered, change);
  const letters = new Set(usesIn([left]).map(({ symbol }) => symbol.base));
  const [still] = usesIn(formulasOf(changed)).filter(
    ({ symbol }) => letters.has(symbol.base) && symbol.subs.length === 0,
  );
  if (still === undefined) return changed;
  if (left.kind !== 'call') return gathered;
  return fail(
    `what log ${still.symbol.base} is is said, and ${still.symbol.base} stands here by itself`,
    still.symbol.span,
    `an equation ${still.symbol.base} = … says what it is`,
  );
}
