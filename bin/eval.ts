/** `frobenius eval`: the value and the derivatives at given values, as JSON. */
import type { Values } from '../src/index.js';
import { evaluate, FrobeniusError } from '../src/index.js';
import { DONE, json, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf, deriveSource, readText } from './source.js';

export interface EvalOptions extends SourceOptions {
  readonly values: string;
}

export function run(source: Source, options: EvalOptions): number {
  const name = options.values === '-' ? 'standard input' : options.values;
  const values = parseValues(readText(options.values === '-' ? 0 : options.values, name), name);
  const limits = allowanceOf(options);
  const derived = deriveSource(source, options, limits);
  write(json(evaluate(derived, values, { limits })), options);
  return DONE;
}

function parseValues(text: string, name: string): Values {
  try {
    return JSON.parse(text) as Values;
  } catch (error) {
    throw new FrobeniusError('values', `${name} is not JSON: ${(error as Error).message}`);
  }
}
