/**
 * `frobenius grad`: the results alone, in the input language so that they can be fed back, or in another format.
 *
 * A single result that needs no name of ours is the bare expression. Otherwise the names it needs are defined first;
 * what the problem itself defines is not repeated.
 */
import { toInput } from '../src/deriving.js';
import type { Json } from '../src/index.js';
import { hasFamilies } from '../src/language/problem.js';
import { json, remark, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf, deriveSource } from './source.js';
import { DONE } from './status.js';

export const FORMATS = ['frob', 'text', 'latex', 'json'] as const;

export interface GradOptions extends SourceOptions {
  readonly format: (typeof FORMATS)[number];
}

export async function run(source: Source, options: GradOptions): Promise<number> {
  const limits = allowanceOf(options);
  const derived = deriveSource(source, options, limits);
  for (const text of derived.problem.cautions) remark(`note: ${text}`, options);
  // both are loaded only where they are needed: an answer in the input language is there in half the time
  if (hasFamilies(derived.problem)) (await import('../src/agreement.js')).requireAgreement(derived);
  if (options.format === 'frob') {
    write(toInput(derived, { limits }), options);
    return DONE;
  }
  const { toJson, toLatex, toText } = await import('../src/index.js');
  const print = {
    text: () => toText(derived, { only: 'results', limits }),
    latex: () => toLatex(derived, { only: 'results', limits }),
    json: () => json(resultsOf(toJson(derived, { limits })), 2),
  };
  write(print[options.format](), options);
  return DONE;
}

/** What stands between the question and the results: how they were derived is the answer of `derive`. */
const DERIVATION = ['declarations', 'definitions', 'lines'];

const resultsOf = (data: Json): Json =>
  Array.isArray(data)
    ? data.map(resultsOf)
    : Object.fromEntries(Object.entries(data as object).filter(([key]) => !DERIVATION.includes(key)));
