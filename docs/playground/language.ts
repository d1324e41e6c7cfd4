/** The input language for the editor: what each run of signs is, so that it can be coloured. No grammar. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

const KEYWORDS = new Set([
  'param',
  'data',
  'let',
  'for',
  'end',
  'function',
  'grad',
  'jacobian',
  'hessian',
  'hvp',
  'differential',
  'wrt',
  'along',
  'with',
  'by',
  'step',
  'elementwise',
  'gradient',
]);

interface State {
  /** Whether a statement begins here, or a shape stands here. */
  start: boolean;
  shape: boolean;
}

const NAME = /^[\p{L}][\p{L}\p{N}_]*/u;

const stream = StreamLanguage.define<State>({
  name: 'frobenius',
  startState: () => ({ start: true, shape: false }),
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['(', '['] } },
  token(input, state) {
    if (input.sol()) Object.assign(state, { start: true, shape: false });
    if (input.eatSpace()) return null;
    if (input.match(/^[#%].*/)) return 'comment';
    const word = input.match(NAME);
    if (word) {
      const text = (word as RegExpMatchArray)[0];
      const starts = state.start;
      if ((starts || state.shape || /^(wrt|along|with|gradient)$/.test(text)) && KEYWORDS.has(text)) {
        state.start = false;
        return 'keyword';
      }
      state.start = false;
      if (state.shape)
        return text === 'x' || text === 'by' ? 'operator' : text.length > 2 ? 'typeName' : 'variableName';
      return input.match(/^'*\s*\(/, false) && text.length > 1 ? 'function' : 'variableName';
    }
    if (input.match(/^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?/i)) return 'number';
    const sign = input.next();
    if (sign === ';') Object.assign(state, { start: true, shape: false });
    else if (
      sign === ':' &&
      /^\s*(param|data)\b|^\s*[\p{L}\p{N}_,\s[\]]+$/u.test(input.string.slice(0, input.start)) &&
      !input.string.slice(0, input.start).includes('=')
    )
      state.shape = true;
    return 'operator';
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--fb-quiet)', fontStyle: 'italic' },
  { tag: tags.keyword, color: 'var(--fb-accent)', fontWeight: '600' },
  { tag: tags.typeName, color: 'var(--fb-new)' },
  { tag: tags.number, color: 'var(--fb-old)' },
  { tag: tags.function(tags.variableName), color: 'var(--fb-new)' },
  { tag: tags.operator, color: 'var(--fb-quiet)' },
]);

export const frobenius = (): Extension => [stream, syntaxHighlighting(colours)];
