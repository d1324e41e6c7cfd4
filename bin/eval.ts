/** `frobenius eval`: the value and the derivatives at given values, as JSON. */
import type { Values } from '../src/index.js';
import { evaluate } from '../src/index.js';
import { parseJson } from './json.js';
import { json, remark, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf, deriveSource, readText } from './source.js';
import { DONE } from './status.js';

export interface EvalOptions extends SourceOptions {
  readonly values: string;
}

export async function run(source: Source, options: EvalOptions): Promise<number> {
  const name = options.values === '-' ? 'standard input' : options.values;
  const values = parseJson(readText(options.values === '-' ? 0 : options.values, name), name) as Values;
  const limits = allowanceOf(options);
  const derived = deriveSource(source, options, limits);
  for (const text of derived.problem.cautions) remark(`note: ${text}`, options);
  const answer = evaluate(derived, values, { limits });
  for (const { remarks = [] } of answer.results ?? [answer])
    for (const text of remarks) remark(`note: ${text}`, options);
  write(json(answer), options);
  return DONE;
}
