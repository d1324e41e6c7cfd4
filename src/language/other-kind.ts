/**
 * Where what is asked for is no scalar: which undeclared name would make it one, were it of another kind than that of
 * its letter. Found by trial, since no rule tells the column in a'*x from the scalar in it.
 */
import { dimToString, isScalarShape } from '../expression/dimension.js';
import type { Span } from './error.js';
import { FrobeniusError } from './error.js';
import type { LetterKind } from './names.js';
import { listing } from './names.js';
import type { Problem } from './problem.js';
import type { Scope, Value } from './scope.js';

/** The subject of a request that needs a scalar is none. */
export class NotScalar extends FrobeniusError {
  constructor(message: string, span: Span, hint: string, source: string) {
    super('request', message, span, hint, source);
  }
}

/** So many names are tried. */
const MOST_TRIALS = 8;

const WORDS: Readonly<Record<LetterKind, string>> = { scalar: 'a scalar', vector: 'a column', matrix: 'a matrix' };

/** The error with the declaration that would mend it, where one is found. `inline`: it is an option then. */
export function withOtherKind(
  error: NotScalar,
  { values }: Scope,
  inline: boolean,
  read: (kinds: ReadonlyMap<string, LetterKind>) => Problem,
): FrobeniusError {
  const family = [...values.values()].find((v) => v.origin === 'undeclared' && (v.arity ?? 0) > 0);
  if (family !== undefined) {
    const { name } = family;
    const hint = `${name}[…] is a member of a family; an entry is ${name}(1), counted from 1, of a declared ${name} : n`;
    return new FrobeniusError(error.code, error.message, error.span, hint, error.source);
  }
  const guessed = [...values.values()].filter((v) => v.origin === 'undeclared' && v.arity === 0 && v.shape);
  const scalars = guessed.filter((v) => isScalarShape(v.shape as NonNullable<Value['shape']>));
  const columns = guessed.filter((v) => !scalars.includes(v) && v.shape?.[1] === 1);
  const each = (of: readonly Value[], kind: LetterKind) => of.slice(0, MOST_TRIALS).map((v) => [[v], kind] as const);
  const trials = [
    ...each(scalars, 'vector'),
    ...(scalars.length > 1 ? [[scalars, 'vector'] as const] : []),
    ...each(columns, 'scalar'),
  ];
  for (const [changed, kind] of trials) {
    const problem = succeeding(() => read(new Map(changed.map((v) => [v.name, kind]))));
    if (problem === undefined) continue;
    const lines = changed.map(({ name }) => declaration(name, problem, inline)).join(inline ? ' ' : '; ');
    const names = changed.map((v) => v.name);
    const [is, them] = names.length > 1 ? ['are', 'them'] : ['is', 'it'];
    const letters = names.length > 1 ? 'their letters' : 'its letter';
    const was = kind === 'vector' ? 'scalar' : 'vector';
    const as = names.length > 1 ? `${WORDS[was].slice(2)}s` : WORDS[was];
    return new FrobeniusError(
      error.code,
      error.message,
      error.span,
      `${listing(names)} ${is} not declared and by ${letters} ${as}: declare ${them}, ${lines}; or ${error.hint}`,
      error.source,
    );
  }
  return error;
}

/** The problem, unless this reading fails as the first one did. */
function succeeding(read: () => Problem): Problem | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FrobeniusError && error.code !== 'limit') return undefined;
    throw error;
  }
}

function declaration(name: string, { declarations }: Problem, inline: boolean): string {
  const [rows = 1, cols = 1] = declarations.get(name)?.shape ?? [];
  const shape = rows === 1 && cols === 1 ? 'scalar' : dimToString(rows);
  return inline ? `--declare "${name} : ${shape}"` : `param ${name} : ${shape}`;
}
