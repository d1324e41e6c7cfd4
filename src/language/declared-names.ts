/**
 * A first pass over the tokens of a file, before its grammar: which names it declares or defines.
 *
 * Order is free in a file, and `name(` is a slice of a variable but a call of anything else, so the parser has to
 * know the variables of the whole file at its first line. This pass checks nothing; what it does not understand,
 * it leaves to the parser.
 */
import { Cursor } from './cursor.js';
import type { Token } from './lexer.js';

export interface FileNames {
  /** What it declares or defines, whole numbers among them. */
  readonly variables: ReadonlySet<string>;
  /** Variables that are whole numbers, and so may stand as an index. */
  readonly integers: ReadonlySet<string>;
  /** Unknown functions whose derivatives may be written f'(X). */
  readonly functions: ReadonlySet<string>;
}

export function namesOf(tokens: readonly Token[]): FileNames {
  const variables = new Set<string>();
  const integers = new Set<string>();
  const functions = new Set<string>();
  const cursor = new Cursor('', tokens);
  while (!cursor.exhausted) {
    const { kind, text } = cursor.token;
    if (kind === 'name' && (text === 'param' || text === 'data') && !cursor.is('=', 1)) {
      cursor.take();
      const declared: string[] = [];
      while (cursor.token.kind === 'name') {
        declared.push(cursor.take().text);
        skipBrackets(cursor, '[', ']');
        if (!cursor.accept(',')) break;
      }
      for (const name of declared) variables.add(name);
      while (!cursor.atEnd) if (cursor.take().text === 'integer') for (const name of declared) integers.add(name);
    } else if (kind === 'name' && text === 'function') {
      cursor.take();
      const name = cursor.take().text;
      skipBrackets(cursor, '(', ')');
      if (cursor.isWord('elementwise') || cursor.is(':')) functions.add(name);
      else if (cursor.isWord('with') && cursor.isWord('gradient', 1)) variables.add(cursor.look(2).text);
    } else if (kind === 'name') {
      if (text === 'let' && cursor.look(1).kind === 'name') cursor.take();
      // claim [A, B] = C names nothing, claim[1] = C does
      const isClaim = text === 'claim' && cursor.look(1).spaced;
      const name = cursor.take().text;
      if (!isClaim) skipBrackets(cursor, '[', ']');
      if (cursor.is('=')) variables.add(name);
    }
    while (!cursor.atEnd) cursor.take();
    cursor.take();
  }
  return { variables, integers, functions };
}

function skipBrackets(cursor: Cursor, open: string, close: string): void {
  if (!cursor.accept(open)) return;
  for (let depth = 1; depth > 0 && !cursor.atEnd; ) {
    const token = cursor.take();
    if (token.kind === 'operator' && token.text === open) depth++;
    if (token.kind === 'operator' && token.text === close) depth--;
  }
}
