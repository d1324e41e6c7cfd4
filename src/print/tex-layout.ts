/**
 * Breaking a long LaTeX formula: where the walker allows it, outside braces and stretched fences, so that every part
 * is a formula of its own. Widths are estimates: a command counts as one sign.
 */
import { BREAK } from './style.js';

const LINE = 78;

/** Roughly how many signs wide the formula is. */
export function texWidth(text: string): number {
  return text
    .replace(/\\[tdg]?frac\{([^{}]*)\}\{([^{}]*)\}/g, (_, a: string, b: string) => (a.length > b.length ? a : b))
    .replace(/\\(?:text|mathit|operatorname|mathbf)\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:left|right|bigl|bigr|top)\b/g, '')
    .replace(/\\[A-Za-z]+/g, '#')
    .replace(/[{}^_\\&\s]|\uE000/g, '').length;
}

/** The formula in parts, each short enough for a line where that is possible. */
export function breakTex(text: string, line: number = LINE): string[] {
  if (texWidth(text) <= line) return [text.replaceAll(BREAK, '')];
  const parts: string[] = [];
  let current = '';
  let chunk = '';
  let closed = 0; // braces and stretched fences that are open: no break inside
  const flush = (): void => {
    if (current !== '' && texWidth(current + chunk) > line) {
      parts.push(current);
      current = chunk.trimStart();
    } else current += chunk;
    chunk = '';
  };
  for (const piece of text.split(BREAK)) {
    // a sum breaks before + and −, not before ":"
    if (closed === 0 && !piece.startsWith(' :')) flush();
    chunk += piece;
    const opened = piece.match(/\\left|\\begin|(?<!\\)\{/g)?.length ?? 0;
    const shut = piece.match(/\\right|\\end|(?<!\\)\}/g)?.length ?? 0;
    closed += opened - shut;
  }
  flush();
  return [...parts, current];
}
