/** The readers put to broken input: each reads it or throws a FrobeniusError with a place in it, in a moment. */
import { parseJson } from '../bin/json.js';
import type { Limits } from '../src/expression/limits.js';
import { session } from '../src/expression/session.js';
import { derive, evaluate, FrobeniusError, formatError, parse, readLatex } from '../src/index.js';
import { normalizeText, tokenize } from '../src/language/lexer.js';
import { parseExpression } from '../src/language/parser.js';
import { parseStatements } from '../src/language/statements.js';
import { catalog } from '../src/rulebook/catalog.js';
import { readDerivation } from '../src/verify/reading.js';
import type { Input, ReaderName } from './fuzz-inputs.js';

const LIMITS: Limits = { nodes: 200_000, seconds: 5 };
/** Milliseconds that a reader may take on a machine that does nothing else. */
const PATIENCE = 1000;

const filled = derive("param x : n\ndata A : n x n\ndata X[t] : n\nL = x'*A*x + sum(t = 1..T, X[t]'*x)", {
  inline: false,
});

const READ: Readonly<Record<ReaderName, (text: string) => unknown>> = {
  tokens: (text) => tokenize(normalizeText(text)),
  expression: (text) => parseExpression(text),
  statements: (text) => parseStatements(text),
  problem: (text) => parse(text, { limits: LIMITS }),
  latex: (text) => readLatex(text),
  values: (text) => evaluate(filled, parseJson(text, 'the text') as never, { limits: LIMITS }),
  derivation: (text) => session([], LIMITS, () => readDerivation(text, catalog)),
};

export interface Finding {
  readonly outcome: string;
  /** What is wrong; undefined where nothing is. */
  readonly fault?: string;
}

/** Puts an input to its reader. */
export async function put(input: Input): Promise<Finding> {
  const started = performance.now();
  const found = await read(input);
  if (found.fault !== undefined || performance.now() - started < PATIENCE) return found;
  // a busy machine is slow once
  for (let k = 0; k < 3; k++) {
    const again = performance.now();
    await read(input);
    if (performance.now() - again < PATIENCE) return found;
  }
  return { outcome: 'slow', fault: `takes longer than ${PATIENCE} ms` };
}

async function read({ reader, text }: Input): Promise<Finding> {
  try {
    await READ[reader](text);
    return { outcome: 'read' };
  } catch (error) {
    if (!(error instanceof FrobeniusError)) return { outcome: 'crash', fault: String(error) };
    const fault = misplaced(error, text);
    return fault === undefined ? { outcome: error.code } : { outcome: 'misplaced', fault };
  }
}

/** What is wrong with an error itself. */
function misplaced(error: FrobeniusError, text: string): string | undefined {
  const { message, span, source } = error;
  if (message.trim() === '') return 'it has no message';
  if (/undefined|NaN|\[object/.test(message) && !/undefined|NaN|\[object/.test(text)) return `it says: ${message}`;
  if (/(?!\n)\p{Cc}/u.test(formatError(error))) return 'a control character is in what it prints';
  if (span === undefined) return undefined;
  const whole = source ?? normalizeText(text);
  if (!(span.start >= 0 && span.start <= span.end && span.end <= whole.length))
    return `its place ${span.start}..${span.end} is not in a text of ${whole.length}`;
  return undefined;
}

/** The least text with the same fault, by leaving out ever smaller pieces. */
export async function shrunk(input: Input): Promise<Input> {
  const first = await put(input);
  const same = async (text: string): Promise<boolean> => (await put({ ...input, text })).outcome === first.outcome;
  let { text } = input;
  for (let size = Math.ceil(text.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < text.length; ) {
      const shorter = text.slice(0, at) + text.slice(at + size);
      if (await same(shorter)) text = shorter;
      else at += size;
    }
  }
  return { ...input, text };
}
