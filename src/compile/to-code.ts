/**
 * Derivations as source code: one function a derivation, in the language that is asked for. The table of targets is all
 * that knows them.
 */
import type { Derivation } from '../derive/step.js';
import { FrobeniusError } from '../language/error.js';
import type { FunctionRows } from '../numeric/environment.js';
import { catalog } from '../rulebook/catalog.js';
import type { Program } from './code.js';
import { costLines, costOf } from './cost.js';
import { gradientTest } from './gradient-test.js';
import { checkOrder } from './order-check.js';
import { printed as asPrinted } from './printed.js';
import { programOf } from './program.js';
import { javascript } from './targets/javascript.js';
import { jax } from './targets/jax.js';
import { julia } from './targets/julia.js';
import { matlab } from './targets/matlab.js';
import { python } from './targets/python.js';
import type { Target } from './targets/target.js';
import { fileOf } from './targets/target.js';

const TARGETS = {
  javascript: javascript(false),
  typescript: javascript(true),
  numpy: python('numpy'),
  pytorch: python('pytorch'),
  jax,
  julia,
  matlab,
} satisfies Record<string, Target>;

/** A language that code is printed in. */
export type CodeTarget = keyof typeof TARGETS;
/** The languages that code is printed in. */
export const CODE_TARGETS: readonly CodeTarget[] = Object.freeze(Object.keys(TARGETS) as CodeTarget[]);

/** Which code is printed. */
export interface CodeOptions {
  readonly target: CodeTarget;
  /** Of the program, for the comment. */
  readonly version?: string;
  /** Whether the comment says what the function costs. */
  readonly cost?: boolean;
  /** Whether a test of the derivatives is printed with it. */
  readonly test?: boolean;
}

/** The code; of several derivations one function each, numbered. Tests are tried out with the functions of `rows`. */
export function derivationsToCode(
  derivations: readonly Derivation[],
  options: CodeOptions,
  rows: FunctionRows = catalog,
): string {
  const { target, version = '', cost = false, test = false } = options;
  const language: Target | undefined = Object.hasOwn(TARGETS, target) ? TARGETS[target] : undefined;
  if (!language)
    throw new FrobeniusError('usage', `there is no target ${target}`, undefined, `one of ${CODE_TARGETS.join(', ')}`);
  const names = derivations.map((_, i) => (derivations.length > 1 ? `derivatives_${i + 1}` : 'derivatives'));
  const printed = derivations.map((derivation, i) => {
    const name = names[i] as string;
    const program = programOf(derivation);
    requireLists(program);
    checkOrder(derivation, program);
    const costs = cost
      ? ['', 'Cost in floating-point operations:', ...costLines(costOf(program)).map((l) => `  ${l}`)]
      : [];
    const tested = test ? { test: gradientTest(derivation, program, { rows }) } : {};
    return language.print(asPrinted(derivation, program, language), { version, name, costs, ...tested });
  });
  return fileOf(language, printed, names);
}

/** A family comes as a list, or as a list of lists; a boundary as a list. */
function requireLists({ inputs }: Program): void {
  const deep = inputs.find(({ arity, at, letters }) => (at ? letters.length > 1 : arity > 2));
  if (deep)
    throw new FrobeniusError(
      'unsupported',
      `${deep.key} has no code: an argument for it would have more than ${deep.at ? 'one index' : 'two indices'}`,
      undefined,
      '`frobenius eval` computes with its members, each by its name',
    );
}
