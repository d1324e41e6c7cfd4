/** Where symbols live: W ∈ ℝ^{h×h}, x ∈ ℝⁿ₊₊, A ∈ 𝕊ⁿ₊₊, c ∈ ℝ. */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import type { Parse } from './cut.js';
import { fail, spanOf, splitAt } from './cut.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Lexeme } from './lexemes.js';
import { propertiesIn } from './prose.js';

export interface Membership {
  readonly kind: 'membership';
  readonly names: readonly TexSymbol[];
  readonly size: readonly Formula[];
  readonly properties: readonly string[];
  readonly span: Span;
}

/** Of all that the set of a name says, the one thing that no problem can be with. */
export const COMPLEX = 'complex';

export const namesOf = (lexemes: readonly Lexeme[], span: Span, parse: Parse): TexSymbol[] =>
  splitAt(lexemes, ',').map((part) => {
    const f = parse(part, spanOf(part, span));
    return f.kind === 'symbol' ? f : fail('only names can be said to lie somewhere', f.span);
  });

export function membership(left: readonly Lexeme[], right: readonly Lexeme[], span: Span, parse: Parse): Membership {
  const names = namesOf(left, span, parse);
  const [set, ...behind] = right;
  const letter = set?.kind === 'macro' ? set.args[0]?.[0] : set;
  const text = letter && 'text' in letter ? letter.text : '';
  if (text !== 'R' && text !== 'S' && text !== 'C')
    fail('this set is not known', spanOf(right, span), 'as in W \\in \\mathbb{R}^{n \\times m}');
  const scripts = behind.flatMap((l) => (l.kind === 'script' ? [l] : []));
  const words = behind.flatMap((l) => (l.kind === 'word' ? [l.text] : []));
  const other = behind.find((l) => l.kind !== 'script' && l.kind !== 'word');
  if (other) fail('this says nothing here of where a name lives', other.span);
  const size: Formula[] = [];
  const properties = [
    ...(text === 'S' ? ['symmetric'] : text === 'C' ? [COMPLEX] : []),
    ...propertiesIn(words.join(' ')),
  ];
  for (const { above, content, span: at } of scripts) {
    const signs = content.map((l) => (l.kind === 'operator' ? l.text : '?')).join('');
    // semidefinite, or entries that may be 0: no property of the language, and none is claimed
    if (signs === '+' || signs === '>=') continue;
    if (signs === '++' || signs === '>') properties.push(text === 'S' ? 'posdef' : 'positive');
    else if (above) size.push(...splitAt(content, '×').map((side) => parse(side, at)));
    else fail('this subscript of a set is not known', at, 'known are + and ++');
  }
  const [side] = size;
  if (text === 'S' && side === undefined)
    throw new FrobeniusError(
      'syntax',
      'of which size these matrices are is not said',
      span,
      'as in S \\in \\mathbb{S}^n',
    );
  return { kind: 'membership', names, size: text === 'S' && side ? [side, side] : size, properties, span };
}
