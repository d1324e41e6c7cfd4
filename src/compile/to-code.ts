/**
 * Derivations as source code: one function a derivation, in the language that is asked for. The table of targets is all
 * that knows them.
 */
import type { Derivation } from '../derive/step.js';
import { FrobeniusError } from '../language/error.js';
import { programOf } from './program.js';
import { printJavaScript } from './targets/javascript.js';
import { printMatlab } from './targets/matlab.js';
import { printPython } from './targets/python.js';
import type { Print } from './targets/target.js';

const TARGETS = {
  javascript: printJavaScript(false),
  typescript: printJavaScript(true),
  numpy: printPython('numpy'),
  pytorch: printPython('pytorch'),
  jax: printPython('jax'),
  matlab: printMatlab,
} satisfies Record<string, Print>;

export type CodeTarget = keyof typeof TARGETS;
export const CODE_TARGETS = Object.keys(TARGETS) as readonly CodeTarget[];

export interface CodeOptions {
  readonly target: CodeTarget;
  /** Of the program, for the comment. */
  readonly version?: string;
}

/** The code; of several derivations one function each, numbered. */
export function derivationsToCode(derivations: readonly Derivation[], { target, version = '' }: CodeOptions): string {
  const print: Print | undefined = TARGETS[target];
  if (!print)
    throw new FrobeniusError('usage', `there is no target ${target}`, undefined, `one of ${CODE_TARGETS.join(', ')}`);
  return derivations
    .map((derivation, i) =>
      print(programOf(derivation), { version, name: derivations.length > 1 ? `derivatives_${i + 1}` : 'derivatives' }),
    )
    .join('\n\n');
}
