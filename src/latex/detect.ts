/** What is said of LaTeX without reading it: whether a text is any, and how a remark is told. Loads no parser. */
import type { Span } from '../language/error.js';
import { cut, locate } from '../language/error.js';
import { isGreekName } from '../language/names.js';
import type { Remark } from './gather.js';

/** What only LaTeX has. */
const LATEX = /\\[|,;]|\$[^$]+\$|[_^]\{/;
/** Σ_{t=1…T}, as text prints it. */
const PRINTED_SUM = /[ΣΠ∑∏]_\{[^{}]*(?:…|\.\.)[^{}]*\}/gu;
/** A backslash that LaTeX may have meant: before a word or a bracket. */
const BACKSLASH = /\\(?:([A-Za-z]{2,})|([[(]))/g;
const BEHIND_OPERAND = /[\p{L}\p{N}_)\]'\u1D40]\s*$/u;
/** Two operands side by side, which are a product in LaTeX and nothing in the input language. */
const SIDE_BY_SIDE =
  /[\p{L}\p{N}_)\]'] +[\p{L}\p{N}_[]|[)\]'] *[\p{L}\p{N}_([]|(?<![\p{L}\p{N}_.])[0-9]+(?:[a-df-zA-DF-Z]|\()/u;
/** Operators and calls of the input language; a vector's ' before a macro is none: x'\beta is a product in LaTeX. */
const OF_LANGUAGE = /[*@]|\.\/|(?<![\p{L}\p{N}_\\])\p{L}[\p{L}\p{N}_]+\(|(?<!(?<![\p{L}\p{N}_])\p{Ll})'|'(?!\s*\\)/u;
/** Of the input language; what stands in it may look like anything. */
const COMMENT = /(^|\s)[#%][^\n]*/g;
const STATEMENTS = /^\s*(?:param|data|let|for|function|grad|jacobian|hessian|hvp|differential)\s+[\p{L}(]/mu;

/**
 * Whether a text is LaTeX rather than the input language; `declared` where declarations are given beside it, which only
 * the input language has. S\mu is both, a product and a left division: the rest of the text decides. Throws nothing of its own.
 */
export function looksLikeLatex(source: string, options: { readonly declared?: boolean } = {}): boolean {
  const { declared = false } = options;
  const bare = source.replaceAll(COMMENT, '$1');
  // a heading of Markdown is no comment: what is left would be words
  const text = /=/.test(bare) || STATEMENTS.test(bare) ? bare : source;
  if (LATEX.test(text.replaceAll(PRINTED_SUM, ' '))) return true;
  const divisions = [...text.matchAll(BACKSLASH)];
  if (divisions.length === 0) return false;
  const both = divisions.every(([, word, bracket], k) => {
    const { index } = divisions[k] as RegExpExecArray;
    if (!BEHIND_OPERAND.test(text.slice(0, index))) return false;
    return word === undefined ? !text.includes(bracket === '(' ? '\\)' : '\\]', index) : isGreekName(word);
  });
  if (!both) return true;
  if (STATEMENTS.test(text)) return false;
  if (SIDE_BY_SIDE.test(text.replace(BACKSLASH, '*$1$2'))) return true;
  return !declared && divisions.some(([, word]) => word !== undefined) && !OF_LANGUAGE.test(text);
}

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
