/** What stands on the left of an equation: a differential, a density, or a function with what it is of. */
import type { Span } from '../language/error.js';
import { isSign, openFences, spanOf, splitAt } from './cut.js';
import { isD } from './enclosed.js';
import type { GrammarOptions } from './factors.js';
import type { Formula, TexSymbol } from './formula.js';
import { parseFormula } from './grammar.js';
import type { Lexeme } from './lexemes.js';
import { wordSymbol } from './symbols.js';

export const beginsWithDifferential = (side: readonly Lexeme[]): boolean => {
  const [d, next] = side;
  return isD(d) && next?.kind === 'letter' && (next.tight || d?.kind === 'word');
};

/** d f, \\mathrm d f, d(XY), d\\operatorname{tr}(X) on the left of an equation: no product is defined there. */
export const isDifferentialSide = (side: readonly Lexeme[]): boolean => {
  const [d, next, ...rest] = side;
  if (!isD(d) || next === undefined) return false;
  if (next.kind === 'letter' || next.kind === 'word') return rest.every((l) => l.kind === 'script');
  return next.kind === 'function' || next.kind === 'group' || (next.kind === 'operator' && next.text === '(');
};

/** log p(y | x) on the left of an equation: a name, whatever it is of. */
export function densityHead(left: readonly Lexeme[], span: Span): TexSymbol | undefined {
  const [log, letter, open] = left;
  const isLog = log?.kind === 'function' && log.text === 'log' && letter?.kind === 'letter';
  const isWhole = isSign(open, '(') && isSign(left.at(-1), ')') && openFences(left.slice(2, -1)) === 1;
  const isDensity = left.some((l) => isSign(l, '|') || isSign(l, ';') || (l.kind === 'macro' && l.name === 'mid'));
  return isLog && isWhole && isDensity ? wordSymbol(`log_${letter.text}`, span) : undefined;
}

/** L(U, W) on the left of an equation: a name, and what it depends on. */
export function functionHead(
  left: readonly Lexeme[],
  options: GrammarOptions,
): { name: TexSymbol; of: readonly Formula[] } | undefined {
  const open = left.findIndex((l) => l.kind === 'operator' && l.text === '(');
  const last = left.at(-1);
  const head = left.slice(0, open);
  if (
    open < 1 ||
    last?.kind !== 'operator' ||
    last.text !== ')' ||
    head.some((l) => l.kind === 'operator' || l.kind === 'function')
  )
    return undefined;
  const heads = head.filter((l) => l.kind !== 'script');
  if (heads.length !== 1) return undefined;
  const name = parseFormula(head, spanOf(head, last.span), options);
  const args = splitAt(left.slice(open + 1, -1), ',').map((part) =>
    parseFormula(part, spanOf(part, last.span), options),
  );
  return name.kind === 'symbol' && args.every((a) => a.kind === 'symbol') ? { name, of: args } : undefined;
}
