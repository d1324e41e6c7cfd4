/**
 * What may have been meant where a token does not fit: by two operands side by side, by a sign at the wrong place, by a
 * declaration that is none. Asked only once something is wrong.
 */
import { FrobeniusError } from './error.js';
import type { Token } from './lexer.js';
import { beginsOperand, isSign } from './lexer.js';

/** The tokens and which of them does not fit. */
export interface Misfit {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly at: number;
}

const opens = ({ kind, text }: Token): boolean => kind === 'operator' && (text === '(' || text === '[');
const closes = ({ kind, text }: Token): boolean => kind === 'operator' && (text === ')' || text === ']');
const isPostfix = ({ kind, text }: Token): boolean => kind === 'superscript' || (kind === 'operator' && text === "'");
const isEnd = (token: Token | undefined): boolean =>
  token === undefined || token.kind === 'newline' || token.kind === 'eof';

/** Characters of an operand that a message shows whole. */
const LONGEST = 40;

/** The operand that ends with the token before, as far as it is short enough to be shown. */
export function operandBefore({ source, tokens, at }: Misfit): string {
  const last = tokens[at - 1] as Token;
  let index = at - 1;
  let depth = 0;
  for (; index > 0; index--) {
    const token = tokens[index] as Token;
    if (closes(token)) depth++;
    if (opens(token)) depth--;
    const applied = opens(token) && tokens[index - 1]?.kind === 'name';
    if (depth <= 0 && !applied && !isPostfix(token)) break;
    if (last.span.end - token.span.start > LONGEST) return '…';
  }
  return source.slice((tokens[index] as Token).span.start, last.span.end);
}

const ELLIPSES: ReadonlyMap<string, string> = new Map([
  ['(', '…)'],
  ['[', '…]'],
  ['‖', '…‖'],
  ['√', '…'],
  ['∂', '…'],
]);

/** Where the operand that begins with a token ends: behind its brackets and transposes. */
function operandEnd({ tokens }: Misfit, from: number): number {
  let index = from;
  for (let depth = 0; !isEnd(tokens[index]); index++) {
    const token = tokens[index] as Token;
    const applied = opens(token) && (index === from || (!token.spaced && tokens[index - 1]?.kind !== 'operator'));
    if (depth === 0 && index > from && !applied && !isPostfix(token)) break;
    if (opens(token)) depth++;
    if (closes(token)) depth--;
    if (depth < 0) break;
  }
  return index;
}

/** The operand that begins with the token that does not fit. */
export function operandHere(misfit: Misfit): string {
  const { source, tokens, at } = misfit;
  const token = tokens[at] as Token;
  const text = source.slice(token.span.start, (tokens[operandEnd(misfit, at) - 1] ?? token).span.end);
  const balanced = text.split(/[([]/).length === text.split(/[)\]]/).length;
  if (text.length <= LONGEST && balanced && (!ELLIPSES.has(token.text) || opens(token))) return text;
  return source.slice(token.span.start, token.span.end) + (ELLIPSES.get(token.text) ?? '');
}

const SUMS = new Set(['∑', '∏', 'sum', 'prod']);
/** Functions that formulas in print have without parentheses. */
const WORDS = new Set(
  'log ln exp sin cos tan sinh cosh tanh arcsin arccos arctan sqrt abs sign det logdet tr trace inv diag vec rank relu sigmoid softmax mean max min norm'.split(
    ' ',
  ),
);
const STATEMENTS = new Set(
  'param data let for function grad jacobian hessian hvp differential end derivation'.split(' '),
);

/** What a function without parentheses may be of: log det X, tanh W*x. */
function applied(misfit: Misfit, at: number): string {
  const { source, tokens } = misfit;
  const [fn, next] = [tokens[at] as Token, tokens[at + 1] as Token];
  if (next.kind === 'name' && WORDS.has(next.text) && !isSign(tokens[at + 2], '(')) {
    const inner = tokens[at + 2];
    if (inner !== undefined && beginsOperand(inner)) return `${fn.text}(${applied(misfit, at + 1)})`;
  }
  let end = operandEnd(misfit, at + 1);
  while (isSign(tokens[end], '*') && beginsOperand(tokens[end + 1] as Token)) end = operandEnd(misfit, end + 1);
  return `${fn.text}(${source.slice(next.span.start, (tokens[end - 1] as Token).span.end)})`;
}

/** What may have been meant by two operands side by side. */
export function missingHint(misfit: Misfit, left: string, right: string): string {
  const { tokens, at } = misfit;
  const [previous, token] = [tokens[at - 1], tokens[at]] as [Token, Token];
  const product = `for a product write ${left}*${right}`;
  if (token.kind === 'name' && token.text === 'for') return LOOP;
  if (token.kind === 'name' && STATEMENTS.has(token.text))
    return "a statement begins on a line of its own, or behind ';'";
  if (token.kind === 'name' && token.text === 'wrt' && !asks(misfit)) return WRT;
  if (token.kind === 'name' && ['by', 'with', 'over'].includes(token.text) && asks(misfit))
    return 'what is differentiated by stands behind wrt: grad L wrt W';
  if (previous.kind === 'name' && (previous.text === 'T' || previous.text === 't') && isSign(tokens[at - 2], '^')) {
    const base = operandBefore({ ...misfit, at: at - 2 });
    return `the transpose is ${base}': for the product write ${base}'*${right}`;
  }
  if (previous.kind === 'name' && SUMS.has(previous.text)) return `${previous.text}(${right})`;
  if (previous.kind === 'name' && WORDS.has(previous.text))
    return `a function needs parentheses: ${applied(misfit, at - 1)}`;
  if (previous.kind === 'name' && token.kind === 'name' && right === token.text)
    return `${product}, for a function ${left}(${right})`;
  if (previous.kind === 'number' && token.kind === 'number') return `${product}; entries stand between commas: [1, 2]`;
  return product;
}

/** How a loop is written, for one that stands behind its definition or before it with a colon. */
export const LOOP = 'a loop stands before what it defines, with an end behind: for t = 1..T; h[t] = …; end';

const WRT = 'what is differentiated by is asked on a line of its own, grad L wrt x, or by the option --wrt x';

/** Whether the statement that the token stands in is a request. */
function asks({ tokens, at }: Misfit): boolean {
  let first = at;
  while (first > 0 && tokens[first - 1]?.kind !== 'newline') first--;
  return ['grad', 'jacobian', 'hessian', 'hvp', 'differential'].includes(tokens[first]?.text ?? '');
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['=', "'=' stands only in a definition, a loop and sum(t = a..b, …); '==' compares"],
  ['×', "'×' separates two sizes; write * for the matrix product and .* for the elementwise one"],
  [':', "'A : B' is the Frobenius product, and in a slice A(i:j) of a declared variable a range"],
  ["'", "' is the transpose and stands behind a matrix; there are no texts in quotes"],
  ['/', 'division is one /; a comment begins with #'],
  ['..', 'a range a..b stands in a loop or in sum(t = a..b, …)'],
]);

/** What to write instead of a sign that does not fit. */
export function signHint(misfit: Misfit): string | undefined {
  const { tokens, at } = misfit;
  const [before, token] = [tokens[at - 1], tokens[at] as Token];
  if (token.text === "'" && isSign(before, '^')) {
    const base = at > 1 ? operandBefore({ ...misfit, at: at - 1 }) : 'x';
    return `the transpose is written without ^: ${base}'`;
  }
  if (token.text !== '=') return SIGNS.get(token.text);
  if (before?.text === 'axis' || before?.text === 'dim')
    return "the axis is a number: Python's axis 0 is 1 here, sum(X, 1), and its axis 1 is 2, sum(X, 2)";
  const first = tokens[0];
  if (isSign(before, ':') && first?.kind === 'name') return `a definition is written with = alone: ${first.text} = …`;
  if (isSign(before, ')') && first?.kind === 'name' && isSign(tokens[1], '('))
    return `a definition has a name alone: ${first.text} = …; a function of your own is: function ${first.text}(x) = …`;
  return SIGNS.get('=');
}

const SHAPE =
  /^\s*(?:(?:param|data)\s+)?([\p{L}\p{N}_, ]+?)\s*(?:[:=∈]|\\in\b|\bin\b)\s*(?:\\?\w*\{?[Rℝ]\}?\s*\^)?[\s({]*([\p{L}\p{N}_]+)\s*(?:(?:[,X×*]|\\times|\bx\b|\bby\b)\s*([\p{L}\p{N}_]+))?[\s)}]*$/u;

/** A declaration as the language has it, for a line that means one: "A : (n,n)", "A in R^{n x n}", "x = n". */
function declarationFor(line: string): string | undefined {
  const found = SHAPE.exec(line.trim());
  if (found === null) return undefined;
  const [, names, rows, cols] = found;
  return cols === undefined ? `${names} : ${rows}` : `${names} : ${rows} x ${cols}`;
}

const RANGE = String.raw`\s*(?:=|\bin\b|∈)\s*[^\s,[\]]+?\s*(?:\.\.\.?|…|:)\s*[^\s,)\]]+`;
/** "data x[t] : d for t = 1..T", "data x[t = 1..T] : d". */
const RANGED = [
  [new RegExp(String.raw`[\s,(]*(?:\bfor\s+)?(?<![\p{L}\p{N}_])[\p{L}]\w*${RANGE}\)?\s*$`, 'u'), ''],
  [new RegExp(String.raw`\[\s*([\p{L}]\w*)${RANGE}\s*\]`, 'u'), '[$1]'],
  [/\[\s*[\p{L}\p{N}]+\s*(?:\.\.\.?|…|:)\s*[\p{L}\p{N}]+\s*\]/u, '[t]'],
] as const;

/** Longer lines are not looked through. */
const DECLARATION = 200;

/** A family that is declared with a range, without it. */
function withoutRange(line: string): string | undefined {
  if (line.length > DECLARATION) return undefined;
  const found = RANGED.find(([range]) => line.includes('[') && range.test(line));
  return found && line.replace(found[0], found[1]).trim();
}

/** Runs the reading of a declaration; an error of its form says how the same is written. */
export function withDeclarationHint<T>(line: () => string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FrobeniusError) || error.code !== 'syntax') throw error;
    const bare = withoutRange(line());
    if (bare !== undefined) {
      const hint = `write ${bare}: a family has the members that loops and sums go through`;
      throw new FrobeniusError('syntax', error.message, error.span, hint, error.source);
    }
    const instead = declarationFor(line());
    // what the form says already needs another word: a size called nxn
    if (instead === undefined || instead.replaceAll(/\s/g, '') === line().replaceAll(/\s/g, '')) throw error;
    throw new FrobeniusError('syntax', error.message, error.span, `write ${instead}`, error.source);
  }
}
