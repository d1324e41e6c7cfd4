/**
 * Telling one expression from a file, and the small pieces of syntax that reading a problem makes itself.
 *
 * Knows the text only; shapes and scopes are for those who read what it gives.
 */
import { FrobeniusError } from './error.js';
import type { ParseOptions } from './parser.js';
import { parseExpression } from './parser.js';
import { parseStatements } from './statements.js';
import type { Statement, Syntax } from './syntax.js';

/** The definition that gives a name to an expression. */
export const define = (value: Syntax, name: string): Statement & { kind: 'define' } => ({
  kind: 'define',
  let: false,
  target: { kind: 'name', name, span: value.span },
  value,
  span: value.span,
});

/** Reads the text as one expression or as a file; where neither works, the error is that of what it looks like. */
export function parseSource(source: string, known: ParseOptions, inline: boolean | undefined) {
  const asFile = (): { statements: Statement[]; expression?: undefined } => ({
    statements: parseStatements(source, known),
  });
  const asExpression = (): { statements: Statement[]; expression: Syntax } => ({
    statements: [],
    expression: parseExpression(source, known),
  });
  if (inline !== undefined) return inline ? asExpression() : asFile();
  try {
    return asExpression();
  } catch (error) {
    if (!(error instanceof FrobeniusError)) throw error;
    const looksLikeFile =
      /^\s*(param|data|let|for|function)\b|^\s*(grad|jacobian|hessian|hvp|differential)\s+[^\s=*/+]|\n\s*\S|(^|[;\n])\s*[\p{L}\w[\],]+\s*=(?!=)/u.test(
        source.trim(),
      );
    if (!looksLikeFile) throw error;
    return asFile();
  }
}

/** Every name that stands in an expression, of whatever kind. */
export function namesIn(root: Syntax): Set<string> {
  const names = new Set<string>();
  const stack: unknown[] = [root];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (Array.isArray(top)) stack.push(...(top as unknown[]));
    else if (typeof top === 'object' && top !== null) {
      for (const [key, part] of Object.entries(top)) {
        if ((key === 'name' || key === 'fn' || key === 'over') && typeof part === 'string') names.add(part);
        else if (typeof part === 'object') stack.push(part);
      }
    }
  }
  return names;
}
