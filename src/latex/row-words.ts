/** Words within a line of formulas: what follows "where" is a line of its own, and so is what follows ⇒ in a derivation. */
import { splitAt } from './cut.js';
import { isPartial } from './enclosed.js';
import type { Lexeme } from './lexemes.js';
import { propertiesBehind } from './properties.js';

const ARROWS: ReadonlySet<string> = new Set(['Rightarrow', 'implies', 'Longrightarrow', 'iff', 'Leftrightarrow']);
const OPENS = /^,?\s*(?:where|with|and|for)$/i;
const REASON = /^,?\s*(?:since|because|by|using|as)\b/i;

/**
 * The line cut where words or an arrow say that another begins. What follows from what stands before an arrow keeps the
 * arrow, unless it is a derivative: ∇f = 0 ⇒ x = … solves an equation, and defines no x for what stands above.
 */
export function cutAtWords(
  row: readonly Lexeme[],
  isDerivative: (part: readonly Lexeme[]) => boolean,
): (readonly Lexeme[])[] {
  const parts: Lexeme[][] = [[]];
  for (const l of row) {
    if (isArrow(l)) parts.push([l]);
    else if (l.kind === 'word' && OPENS.test(l.text)) parts.push([]);
    else if (l.kind === 'word' && REASON.test(l.text)) parts.push([l]);
    else (parts.at(-1) as Lexeme[]).push(l);
  }
  const all = parts.filter((part) => part.some((l) => !isArrow(l)));
  if (!all.every((part) => isWords(part) || saysSomething(part))) return [row];
  const equation = all.findIndex((part) => !isWords(part) && !isNaming(part));
  return all.map((part, k) => {
    if (!isArrow(part[0])) return part;
    const own = part.slice(1);
    return isDerivative(own) || equation < 0 || k <= equation ? own : part;
  });
}

/** z = Wx: it says what a letter is. */
function isNaming(part: readonly Lexeme[]): boolean {
  const [left = [], right = []] = splitAt(isArrow(part[0]) ? part.slice(1) : part, '=');
  const [first, ...rest] = left;
  const isLetter = (first?.kind === 'letter' && first.text !== 'd') || first?.kind === 'word';
  return isLetter && rest.every((l) => l.kind === 'script') && !(right.length === 1 && right[0]?.kind === 'number');
}

export const isArrow = (l: Lexeme | undefined): boolean => l?.kind === 'macro' && ARROWS.has(l.name);

const saysSomething = (part: readonly Lexeme[]): boolean =>
  part.some((l) => l.kind === 'operator' && ['=', 'in', '≻', '⪰'].includes(l.text));

export const isWords = (row: readonly Lexeme[]): boolean => row.length > 0 && row.every((l) => l.kind === 'word');

/** ∇f = …, ∂f/∂x = …, df = … */
export const beginsDerivative = (left: readonly Lexeme[]): boolean => {
  const [first, second] = left;
  if (
    first?.kind === 'macro' &&
    (first.name === 'nabla' || (/frac$/.test(first.name) && isPartial(first.args[0]?.[0])))
  )
    return true;
  return (first?.kind === 'letter' || first?.kind === 'word') && first.text === 'd' && second !== undefined;
};

/** "since A is symmetric": the name and what it is; nothing where the words give a reason and no more. */
export function saidByWords(
  row: readonly Lexeme[],
): { name: string; properties: readonly string[] } | 'reason' | undefined {
  const text = row.map((l) => ('text' in l ? l.text : '')).join(' ');
  const match = /(?:^|\s)([A-Z])\s+(is\s.*)$/s.exec(text);
  const properties = match ? propertiesBehind(match[2] as string) : [];
  if (match && properties.length > 0) return { name: match[1] as string, properties };
  return REASON.test(text) ? 'reason' : undefined;
}
