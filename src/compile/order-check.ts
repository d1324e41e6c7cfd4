/**
 * Whether a program computes every member of its families before it uses it, tried at small sizes. A recurrence over two
 * indices with cases of its own may have no order of whole loops; code for it would end in an error of the language.
 */
import type { Derivation } from '../derive/step.js';
import { FrobeniusError } from '../language/error.js';
import type { FunctionRows } from '../numeric/environment.js';
import { sampleEnvironment } from '../numeric/sample.js';
import { argumentsFor, valuesByName } from './arguments.js';
import type { Program } from './code.js';
import { compileDerivation } from './compile.js';

/** Throws 'unsupported' where the order is not one. */
export function checkOrder(derivation: Derivation, program: Program, rows: FunctionRows): void {
  if (!derivation.named.some(({ target }) => target.index.length > 1)) return;
  const { problem, named, demands } = derivation;
  const sample = sampleEnvironment(problem, named, 1, { rows, ...(demands ? { demands } : {}) });
  if (sample.outcome !== 'ok') return;
  const args = argumentsFor(program, problem, sample.env, (key) => sample.env.value(key));
  try {
    compileDerivation(derivation, { rows })(valuesByName(program, problem, sample.env, args));
  } catch (error) {
    if (!(error instanceof FrobeniusError) || !error.message.endsWith('] has no value')) throw error;
    throw new FrobeniusError(
      'unsupported',
      'an order in which this recurrence over two indices can be computed loop by loop is not yet found',
      undefined,
      '`frobenius eval` computes it, each member when it is needed',
    );
  }
}
