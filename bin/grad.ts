/**
 * `frobenius grad`: the results alone, in the input language so that they can be fed back, or in another format.
 *
 * A single result that needs no name of ours is the bare expression. Otherwise the names it needs are defined first;
 * what the problem itself defines is not repeated.
 */
import { toInput, toJson, toLatex, toText } from '../src/index.js';
import { DONE, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { deriveSource } from './source.js';

export const FORMATS = ['frob', 'text', 'latex', 'json'] as const;

export interface GradOptions extends SourceOptions {
  readonly format: (typeof FORMATS)[number];
}

export function run(source: Source, options: GradOptions): number {
  const derived = deriveSource(source, options);
  const print = {
    frob: () => toInput(derived),
    text: () => toText(derived, { only: 'results' }),
    latex: () => toLatex(derived, { only: 'results' }),
    json: () => JSON.stringify(toJson(derived), undefined, 2),
  };
  write(print[options.format](), options);
  return DONE;
}
