/**
 * What the words of a text say of letters that stand among them without dollar signs: "where A is symmetric". Formulas in
 * the words, "A = BᵀB", are not read, and that is told.
 */
import type { TexSymbol } from './formula.js';
import type { Remark, Said } from './gather.js';
import { usesIn } from './naming.js';
import { clauseBehind, propertiesBehind } from './properties.js';
import type { Read } from './spoken.js';
import { wordSymbol } from './symbols.js';

const NAME = '[A-Z](?:_\\{?\\w+\\}?)?';
/** "A is symmetric", "S_B and S_W are symmetric". */
const SPOKEN = new RegExp(
  `(?<![\\w\\\\])(${NAME}(?:(?:\\s*,\\s*|\\s+and\\s+|\\s*,\\s*and\\s+)${NAME})*)\\s+(?=(?:is|are|be)\\s)`,
  'g',
);
/** A name, an equals sign, and something behind it. */
const EQUATION = /(?<![\w\\$])[A-Za-z](?:_\w+|\([A-Za-z, ]+\))?\s*:?=\s*[^\s=][^.;\n]{0,40}/;

export function byWords(
  read: readonly Read[],
  k: number,
  isSupposed: (behind: string) => boolean,
): { said: Said[]; remarks: Remark[] } {
  const { piece } = read[k] as Read;
  if (piece.kind !== 'words') return { said: [], remarks: [] };
  const { text, span } = piece;
  const said: Said[] = [];
  const remarks: Remark[] = [];
  const spoken = [...text.matchAll(SPOKEN)];
  // of all formulas: only where any is spoken of
  const known = spoken.length > 0 ? knownLetters(read) : new Set<string>();
  for (const match of spoken) {
    const names = [...(match[1] as string).matchAll(new RegExp(NAME, 'g'))].map(([name]) => name);
    const all = names.filter((name) => known.has(keyOf(name)));
    const clause = clauseBehind(text.slice(match.index + match[0].length));
    const properties = propertiesBehind(clause);
    if (all.length === 0 || properties.length === 0) continue;
    const front = text.slice(0, match.index).split(/[.;?!]\s|\n/);
    const isOpen = front.length === 1 && isSupposed(clause);
    if (isOpen || /\b(?:if|when|whenever|whether|unless|in\s+case)\b/i.test(`${front.at(-1)} ${clause}`))
      remarks.push({
        kind: 'note',
        message: `that ${all.join(', ')} is ${properties.join(' and ')} is said under a condition, and is not taken to hold here`,
        span,
      });
    else for (const name of all) said.push({ symbol: symbolOf(name, span), properties, data: false, span });
  }
  const equation = EQUATION.exec(text);
  if (equation !== null)
    remarks.push({
      kind: 'unreadable',
      message: `'${equation[0].trim()}' stands among the words, and is not read: between dollar signs it is`,
      span,
    });
  return { said, remarks };
}

const keyOf = (name: string): string => name.replaceAll(/[{}]/g, '');

function symbolOf(name: string, span: Said['span']): TexSymbol {
  const [base = '', sub] = keyOf(name).split('_');
  return { ...wordSymbol(base, span), subs: sub === undefined ? [] : [wordSymbol(sub, span)] };
}

/** Names of the formulas, as one writes them in words: A, S_B. */
function knownLetters(read: readonly Read[]): Set<string> {
  const found = new Set<string>();
  for (const line of read.flatMap((r) => r.lines)) {
    const formulas =
      'sides' in line ? line.sides : line.kind === 'expression' ? [line.formula] : 'names' in line ? line.names : [];
    for (const { symbol } of usesIn(formulas)) {
      const subs = symbol.subs.map((f) => (f.kind === 'symbol' ? f.base : f.kind === 'number' ? f.text : '?')).join('');
      found.add([symbol.base, symbol.word ?? subs].filter((part) => part !== '').join('_'));
    }
  }
  return found;
}
