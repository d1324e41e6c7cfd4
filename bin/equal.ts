/** `frobenius equal`: whether two expressions are the same function of their variables. */
import { equal, toEqualJson, toEqualText } from '../src/index.js';
import { CHECK_FAILED, coloured, columns, DONE, write } from './output.js';
import type { SourceOptions } from './source.js';

export interface EqualCommandOptions extends SourceOptions {
  readonly format: 'text' | 'json';
}

export function run(first: string, second: string, options: EqualCommandOptions): number {
  const found = equal(first, second, {
    ...(options.declare === undefined ? {} : { declare: options.declare }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const looks = { width: columns(), color: coloured(options), quiet: options.quiet ?? false };
  if (options.format === 'json') write(JSON.stringify(toEqualJson(found), undefined, 2), options);
  else write(toEqualText(found, looks), options);
  return found.outcome === 'different' || found.outcome === 'shape' ? CHECK_FAILED : DONE;
}
