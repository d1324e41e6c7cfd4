/** What is said of LaTeX without reading it: whether a text is any, and how a remark is told. Loads no parser. */
import { cut, locate } from '../language/error.js';
import type { Remark } from './gather.js';

/** Whether a text is LaTeX rather than the input language. Throws nothing of its own. */
export const looksLikeLatex = (text: string): boolean => /\\[A-Za-z]{2,}|\\[[(|,;]|\$[^$]+\$|[_^]\{/.test(text);

/** A remark on LaTeX with its place: the line it stands on, and the piece it is about. Throws nothing of its own. */
export function latexRemark({ kind, message, span }: Remark, text: string): string {
  const { line } = locate(text, span.start);
  let { end } = span;
  const open = (): number =>
    (text.slice(span.start, end).match(/[{}]/g) ?? []).reduce((n, c) => n + (c === '{' ? 1 : -1), 0);
  while (open() > 0 && text[end] === '}') end++;
  const shown = cut(text.slice(span.start, end), 40);
  const head = { guess: 'guessed', unreadable: 'not read', note: 'note' }[kind];
  return `${head}, line ${line}${shown === '' ? '' : `, ${shown}`}: ${message}`;
}
