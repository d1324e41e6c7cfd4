/** What is said of LaTeX without reading it: whether a text is any, and how a remark is told. Loads no parser. */
import type { Span } from '../language/error.js';
import { cut, locate } from '../language/error.js';
import type { Remark } from './gather.js';

/** Whether a text is LaTeX rather than the input language. Throws nothing of its own. */
export const looksLikeLatex = (text: string): boolean => /\\[A-Za-z]{2,}|\\[[(|,;]|\$[^$]+\$|[_^]\{/.test(text);

/** The span and what it cuts through: a group of which it has one brace, with the macro before that. */
function wholePieces(text: string, span: Span): Span {
  let { start, end } = span;
  /** Braces of the span that have no partner in it: those that close, those that open. */
  const unpaired = (): readonly [number, number] => {
    let [closing, opening] = [0, 0];
    for (const c of text.slice(start, end).replace(/\\[{}]/g, '')) {
      if (c === '{') opening++;
      else if (c === '}') opening > 0 ? opening-- : closing++;
    }
    return [closing, opening];
  };
  while (unpaired()[0] > 0 && start > 0) start--;
  if (start < span.start) start = /(?:\\[A-Za-z]+|[_^])\s*$/.exec(text.slice(0, start))?.index ?? start;
  while (unpaired()[1] > 0 && end < text.length) end++;
  return { start, end };
}

/** A remark on LaTeX with its place: the line it stands on, and the piece it is about. Throws nothing of its own. */
export function latexRemark({ kind, message, span }: Remark, text: string): string {
  const { line } = locate(text, span.start);
  const { start, end } = wholePieces(text, span);
  const shown = cut(text.slice(start, end), 40);
  const head = { guess: 'guessed', unreadable: 'not read', note: 'note' }[kind];
  return `${head}, line ${line}${shown === '' ? '' : `, ${shown}`}: ${message}`;
}
