/**
 * Fitting LaTeX to a line: how wide a formula is set, roughly, and where a long one may be broken: where the walker allows
 * it, outside braces and stretched fences, so that every part is a formula of its own, and rather shallow than deep.
 */
import type { Piece } from './layout.js';
import { bestBreak } from './layout.js';
import { BREAK } from './style.js';

/** Columns of a line of formulas alone. */
const LINE = 88;
/** Indentation of what a line goes on with. */
const HANG = 4;

/** Roughly how many letters wide the formula is set. */
export function texWidth(text: string): number {
  const flat = text
    .replace(/\\[tdg]?frac\{([^{}]*)\}\{([^{}]*)\}/g, (_, a: string, b: string) => (a.length > b.length ? a : b))
    .replace(/\\(?:text|mathit|mathrm|operatorname|mathbf)\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:left|right|[bB]igg?[lr]|top|,|!)(?![A-Za-z])/g, '')
    .replace(/\\q?quad/g, (gap) => (gap === '\\quad' ? '##' : '####'))
    // an operator has room on both sides
    .replace(/ (?:\\(?:odot|oslash|otimes|cdot|times)|[-+=:]) /g, '###')
    .replace(/\\[A-Za-z]+/g, '#');
  const small = [...flat.matchAll(/[_^](?:\{([^{}]*)\}|(.))/g)].map(([, group, one]) => (group ?? one ?? '').length);
  return flat.replace(/[{}^_\\&\s]|\uE000/g, '').length - 0.3 * small.reduce((sum, n) => sum + n, 0);
}

/** A break before ":" tears a term. */
const COLON = 1.5;

/** What stands between two places where a break may be. */
function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let depth = 0;
  let closed = 0; // braces and stretched fences that are open: no break inside
  for (const part of text.split(BREAK)) {
    const last = found.at(-1);
    if (last && closed > 0) found[found.length - 1] = { ...last, text: last.text + part };
    else found.push({ text: part, depth: depth + (part.startsWith(' :') ? COLON : 0) });
    closed += count(part, /\\left(?![a-z])|\\begin|(?<!\\)\{/g) - count(part, /\\right(?![a-z])|\\end|(?<!\\)\}/g);
    depth += count(part, /[([]/g) - count(part, /[)\]]/g);
  }
  return found;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The formula in parts, each short enough for a line where that is possible. */
export function breakTex(text: string, line: number = LINE): string[] {
  if (texWidth(text) <= line) return [text.replaceAll(BREAK, '')];
  const parts = pieces(text);
  const lines: string[] = [];
  let start = 0;
  while (start < parts.length) {
    const room = lines.length === 0 ? line : line - HANG;
    const ends = [(parts[start] as Piece).text.trimStart()];
    for (const { text: next } of parts.slice(start + 1)) {
      const longer = (ends.at(-1) as string) + next;
      if (texWidth(longer) > room) break;
      ends.push(longer);
    }
    const rest = start + ends.length === parts.length;
    const taken = rest ? ends.length : bestBreak(parts, start, ends.map(texWidth), room);
    lines.push(ends[taken - 1] as string);
    start += taken;
  }
  return lines;
}
