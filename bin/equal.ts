/** `frobenius equal`: whether two expressions are the same function of their variables. */
import { equal, FrobeniusError, parse, toEqualJson, toEqualText } from '../src/index.js';
import { coloured, columns, json, write } from './output.js';
import type { SourceOptions } from './source.js';
import { allowanceOf, isLatexText, openSource, readSource } from './source.js';
import { AT_FAULT, CHECK_FAILED, DONE } from './status.js';

export interface EqualCommandOptions extends SourceOptions {
  readonly format: 'text' | 'json';
}

export async function run(first: string, second: string, options: EqualCommandOptions): Promise<number> {
  const left = await openSource(first, options, isLatexBeside(first, second, options));
  const declared = [...(options.declare ?? []), ...(left.declare ?? [])];
  // the letters that both sides have are what the first says
  const besides = isLatexBeside(second, first, options);
  const right = await openSource(second, { ...options, declare: declared }, besides);
  const sides = [left, right] as const;
  const declare = [...new Set([...declared, ...(right.declare ?? [])])];
  const limits = allowanceOf(options);
  for (const { file, text } of sides) requireExpression(file, text);
  const found = equal(sides[0].text, sides[1].text, {
    declare,
    limits,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const looks = { limits, width: columns(), color: coloured(options), quiet: options.quiet ?? false };
  if (options.format === 'json') write(json(toEqualJson(found, { limits }), 2), options);
  else write(toEqualText(found, looks), options);
  if (found.outcome === 'unchecked') return AT_FAULT;
  return found.outcome === 'equal' ? DONE : CHECK_FAILED;
}

/** |A||B| beside \det(AB): nothing in it is LaTeX alone, and the input language does not have it. */
function isLatexBeside(one: string, other: string, options: EqualCommandOptions): boolean {
  const { file, text } = readSource(one);
  if (file !== undefined || isLatexText(text, options) || !isLatexText(readSource(other).text, options)) return false;
  try {
    parse(text, { declare: options.declare ?? [] });
    return false;
  } catch (error) {
    if (error instanceof FrobeniusError) return true;
    throw error;
  }
}

/** A file may hold an expression; what has statements in it is a problem, and none. */
function requireExpression(file: string | undefined, text: string): void {
  if (file === undefined || !/^\s*(?:param|data|let|for|function)\s|^\s*[\p{L}\p{N}_[\]]+\s*=(?!=)/mu.test(text))
    return;
  const message = `${file} is a problem file: equal compares two expressions`;
  throw new FrobeniusError('usage', message, undefined, 'frobenius equal "tr(A*B)" "tr(B*A)"');
}
