/**
 * Sums and products over an index: sum(t = 1..T, e), and as they are printed Σₜ e, Π_{s=t+1…T} e.
 */
import type { Cursor } from './cursor.js';
import { WORDS } from './juxtaposed.js';
import type { Token } from './lexer.js';
import { beginsOperand, isSign } from './lexer.js';
import { join } from './nodes.js';
import { PRECEDENCE } from './precedence.js';
import { PRINTED_FOLD } from './spelling.js';
import type { IndexSyntax, Syntax } from './syntax.js';

/** Both ends of a sum or a loop, as they are written. */
export interface RangeTokens {
  readonly from: readonly Token[];
  readonly to: readonly Token[];
}

interface Ends {
  readonly from: IndexSyntax;
  readonly to: IndexSyntax;
}

/** What of the grammar of expressions sums are made of. */
export interface FoldGrammar {
  readonly cursor: Cursor;
  /** An expression in brackets of its own. */
  inner(): Syntax;
  /** An expression here, with operators that bind as tightly as this or tighter. */
  within(minimum: number): Syntax;
  range(): Ends;
  /** Over what a letter runs, where the text says it elsewhere and in one way. */
  rangeOf(letter: string): Ends | undefined;
}

/**
 * Over what letters run, by the loops and sums of a text: for t = 1..T, sum(t = 1..T, …), Σ_{t=1…T}. Undefined where it is not
 * said, or in more than one way.
 */
export function rangesOf(tokens: readonly Token[]): (letter: string) => RangeTokens | undefined {
  let found: Map<string, RangeTokens | undefined> | undefined;
  return (letter) => {
    found ??= readRanges(tokens);
    return found.get(letter);
  };
}

const words = ({ from, to }: RangeTokens): string => [...from, ...to].map(({ text }) => text).join(' ');

function readRanges(tokens: readonly Token[]): Map<string, RangeTokens | undefined> {
  const found = new Map<string, RangeTokens | undefined>();
  tokens.forEach((token, k) => {
    if (token.kind !== 'name' || !isSign(tokens[k + 1], '=')) return;
    const before = tokens[k - 1];
    const isLoop = before?.kind === 'name' && before.text === 'for';
    if (!isLoop && !isSign(before, '(') && !isSign(before, '{')) return;
    const range = readRange(tokens, k + 2, isLoop);
    if (range === undefined) return;
    const known = found.get(token.text);
    const isOther = found.has(token.text) && (known === undefined || words(known) !== words(range));
    found.set(token.text, isOther ? undefined : range);
  });
  return found;
}

/** The ends that begin at a place; those of a loop that runs down to a number from below. */
function readRange(tokens: readonly Token[], start: number, isLoop: boolean): RangeTokens | undefined {
  const ends: [Token[], Token[]] = [[], []];
  let [side, depth] = [0, 0];
  for (let k = start; ; k++) {
    const token = tokens[k];
    if (token === undefined || token.kind === 'newline' || token.kind === 'eof' || (depth === 0 && closes(token)))
      break;
    if (isSign(token, '(') || isSign(token, '[')) depth++;
    if (isSign(token, ')') || isSign(token, ']')) depth--;
    if (depth === 0 && side === 0 && (isSign(token, '..') || isSign(token, ':'))) side = 1;
    else (ends[side] as Token[]).push(token);
  }
  const [from, to] = ends;
  if (from.length === 0 || to.length === 0) return undefined;
  const isDown = isLoop && to.length === 1 && to[0]?.kind === 'number' && from.some(({ kind }) => kind === 'name');
  return isDown ? { from: to, to: from } : { from, to };
}

const closes = (token: Token): boolean =>
  [',', ')', '}'].some((sign) => isSign(token, sign)) || (token.kind === 'name' && token.text === 'step');

/** sum(t = a..b, e), behind its opening bracket. */
export function calledFold(grammar: FoldGrammar, sign: 'sum' | 'prod', start: Token['span'], opening: Token): Syntax {
  const { cursor } = grammar;
  const over = cursor.take().text;
  cursor.take();
  const { from, to } = grammar.range();
  if (!cursor.is(',')) cursor.unexpected(`',' and the ${sign === 'sum' ? 'summand' : 'factor'}`);
  cursor.take();
  if (cursor.token.kind === 'name' && cursor.is('=', 1)) {
    const second = cursor.token.text;
    const hint = `one within the other: ${sign}(${over} = …, ${sign}(${second} = …, …))`;
    cursor.fail(`a ${sign === 'sum' ? 'sum' : 'product'} has one index`, cursor.token.span, hint);
  }
  const body = grammar.inner();
  const closing = cursor.close(')', opening);
  return { kind: 'fold', fold: sign, over, from, to, body, span: join(start, closing.span) };
}

/** The last thing that a sum reaches over: products, and ":". */
const COLON = (PRECEDENCE.get(':') as readonly [unknown, number])[1];

/** Whether a printed sum begins here. Of Σₖ alone, as in Σₖ⁻¹, it does not: that is a name. */
export function beginsFold({ token, source }: Cursor, next: Token, isVariable: (name: string) => boolean): boolean {
  const [, , letter] = PRINTED_FOLD.exec(token.text) ?? [];
  if (letter === undefined || isVariable(token.text)) return false;
  return letter === '' || /^[∑∏]/u.test(source.slice(token.span.start)) || isOperand(next);
}

const isOperand = (token: Token): boolean =>
  !token.first && beginsOperand(token) && (token.kind !== 'name' || !WORDS.has(token.text));

/** Σₜ e reaches over products and ":", and not over + and −. */
export function printedFold(grammar: FoldGrammar): Syntax {
  const { cursor } = grammar;
  const { text, span } = cursor.take();
  const [, sign, below = ''] = PRINTED_FOLD.exec(text) as RegExpExecArray;
  const { over, from, to } = below === '' ? braced(grammar) : { over: below, ...stated(grammar, below, span) };
  const body = grammar.within(COLON);
  return { kind: 'fold', fold: sign === 'Σ' ? 'sum' : 'prod', over, from, to, body, span: join(span, body.span) };
}

function braced(grammar: FoldGrammar): Ends & { readonly over: string } {
  const { cursor } = grammar;
  const opening = cursor.take();
  const over = cursor.name('the index').text;
  cursor.expect('=');
  const ends = grammar.range();
  cursor.close('}', opening);
  return { over, ...ends };
}

function stated(grammar: FoldGrammar, letter: string, span: Token['span']): Ends {
  const found = grammar.rangeOf(letter);
  if (found) return found;
  const sign = grammar.cursor.text(span)[0];
  const hint = `write ${sign}_{${letter}=1…T} …; ${/[Π∏]/u.test(sign ?? '') ? 'prod' : 'sum'}(${letter} = 1..T, …) is the same`;
  return grammar.cursor.fail(`over what ${letter} runs is not said, or in more than one way`, span, hint);
}
