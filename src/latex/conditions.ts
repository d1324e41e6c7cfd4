/** x ≠ 0, (x > 0), "if x > 0" beside a formula: where it holds, which is no equation of the problem. */
import { has, isSign, openFences } from './cut.js';
import type { Lexeme } from './lexemes.js';

const ORDERS = ['<', '>', '<=', '>='];
const UNEQUAL = '≠';
const OPENS = /^,?\s*(?:and\s+)?(?:if|when|whenever|where|for|with|unless|provided|as long as)(?:\s+that)?\s*:?\s*$/i;

const isOpening = (l: Lexeme | undefined): boolean => l?.kind === 'word' && OPENS.test(l.text);

/** What a row says where it is a condition and nothing else; of an order half of all values do not keep it. */
export function conditionIn(row: readonly Lexeme[]): 'order' | 'unequal' | undefined {
  const inner = bared(row);
  if (isOfIndices(inner)) return 'order';
  if (has(inner, '=') || has(inner, 'in')) return undefined;
  if (ORDERS.some((sign) => has(inner, sign))) return 'order';
  return has(inner, UNEQUAL) ? 'unequal' : undefined;
}

/** i = j, i ≠ j: a case of entries, and no definition. */
function isOfIndices(row: readonly Lexeme[]): boolean {
  const [left, sign, right, ...more] = row;
  const isIndex = (l: Lexeme | undefined): boolean => l?.kind === 'letter' && /^[i-n]$/.test(l.text);
  return more.length === 0 && (isSign(sign, UNEQUAL) || isSign(sign, '=')) && isIndex(left) && isIndex(right);
}

/** A row and the condition that it ends with, each a row of its own. */
export function conditionApart(row: readonly Lexeme[]): (readonly Lexeme[])[] {
  const at = row.findLastIndex((l, k) => k > 0 && (isSign(l, ',') || isOpening(l)));
  const behind = row.slice(at);
  if (at > 0 && openFences(row.slice(0, at)) === 0 && conditionIn(behind.filter((l) => !isSign(l, ','))))
    return [row.slice(0, at), behind];
  // 1(x > 0) is a value of its own: of x ≠ 0 nobody writes one
  const open = openingOf(row);
  return open > 0 && conditionIn(row.slice(open)) === 'unequal' ? [row.slice(0, open), row.slice(open)] : [row];
}

/** Without the words and the parentheses round it. */
function bared(row: readonly Lexeme[]): readonly Lexeme[] {
  const own = row.filter((l) => l.kind !== 'word' && !isSign(l, ',') && !isSign(l, '&') && !isSign(l, '.'));
  return openingOf(own) === 0 ? own.slice(1, -1) : own;
}

/** Where the parenthesis begins with which a row ends, −1 where it ends with none. */
function openingOf(row: readonly Lexeme[]): number {
  if (!isSign(row.at(-1), ')')) return -1;
  let depth = 0;
  for (let k = row.length - 1; k >= 0; k--) {
    if (isSign(row[k], ')')) depth++;
    if (isSign(row[k], '(') && --depth === 0) return k;
  }
  return -1;
}
