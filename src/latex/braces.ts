/**
 * Arguments without braces, in braces: \frac12 is \frac{1}{2}. Inside of other arguments the parser of LaTeX takes more than
 * one sign for such an argument, and would read another formula.
 */
import { spend } from '../expression/limits.js';
import { ACCENTS, FONTS } from './macros.js';
import type { TexNode } from './tree.js';

const ARGUMENTS: ReadonlyMap<string, number> = new Map([
  ...['frac', 'dfrac', 'tfrac', 'binom'].map((name): [string, number] => [name, 2]),
  ...['sqrt', 'norm', 'abs', ...ACCENTS.keys(), ...FONTS].map((name): [string, number] => [name, 1]),
]);

export interface Braced {
  readonly text: string;
  /** Nodes of the new text with their places in the old one. */
  restored(nodes: readonly TexNode[]): readonly TexNode[];
}

export function braced(text: string): Braced {
  const braces: { readonly at: number; readonly sign: '{' | '}' }[] = [];
  for (const match of text.matchAll(/\\([A-Za-z]+)/g)) {
    const count = ARGUMENTS.get(match[1] as string) ?? 0;
    let at = match.index + match[0].length;
    if (match[1] === 'sqrt') at += /^\s*\[[^\]]*\]/.exec(text.slice(at, at + 100))?.[0].length ?? 0;
    for (let k = 0; k < count; k++) {
      at += /^\s*/.exec(text.slice(at, at + 100))?.[0].length ?? 0;
      const end = text[at] === '{' ? closing(text, at) : tokenEnd(text, at);
      if (end === undefined) break;
      if (text[at] !== '{') braces.push({ at, sign: '{' }, { at: end, sign: '}' });
      at = end;
    }
  }
  if (braces.length === 0) return { text, restored: (nodes) => nodes };
  // at one place what closes stands before what opens
  braces.sort((a, b) => a.at - b.at || (a.sign === '}' ? 0 : 1) - (b.sign === '}' ? 0 : 1));
  let out = '';
  let done = 0;
  const places: number[] = [];
  for (const { at, sign } of braces) {
    out += text.slice(done, at);
    places.push(out.length);
    out += sign;
    done = at;
  }
  const original = (offset: number): number => offset - before(places, offset);
  return { text: out + text.slice(done), restored: (nodes) => nodes.map((node) => moved(node, original)) };
}

/** One sign, or one macro without arguments of its own. */
function tokenEnd(text: string, at: number): number | undefined {
  const word = /^\\([A-Za-z]+)/.exec(text.slice(at, at + 40));
  if (word) return ARGUMENTS.has(word[1] as string) || word[1] === 'begin' ? undefined : at + word[0].length;
  return /^[A-Za-z0-9\u0370-\u03ff]/.test(text[at] ?? '') ? at + 1 : undefined;
}

function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let k = open; k < text.length; k++) {
    if (text[k] === '\\') k++;
    else if (text[k] === '{') depth++;
    else if (text[k] === '}' && --depth === 0) {
      spend(k - open);
      return k + 1;
    }
  }
  spend(text.length - open);
  return undefined;
}

/** How many of the sorted places stand before the offset. */
function before(places: readonly number[], offset: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function moved<N extends TexNode>(node: N, original: (offset: number) => number): N {
  spend();
  const span = { start: original(node.span.start), end: original(node.span.end) };
  if (node.kind === 'macro') return { ...node, args: node.args.map((a) => moved(a, original)), span };
  if ('content' in node) return { ...node, content: node.content.map((n) => moved(n, original)), span };
  return { ...node, span };
}
