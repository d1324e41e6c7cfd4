/** `frobenius equal`: whether two expressions are the same function of their variables. */
import { equal, toEqualJson, toEqualText } from '../src/index.js';
import { AT_FAULT, CHECK_FAILED, coloured, columns, DONE, json, write } from './output.js';
import type { SourceOptions } from './source.js';
import { allowanceOf, openSource } from './source.js';

export interface EqualCommandOptions extends SourceOptions {
  readonly format: 'text' | 'json';
}

export async function run(first: string, second: string, options: EqualCommandOptions): Promise<number> {
  const sides = [await openSource(first, options), await openSource(second, options)] as const;
  const declare = [...(options.declare ?? []), ...sides.flatMap((side) => side.declare ?? [])];
  const limits = allowanceOf(options);
  const found = equal(sides[0].text, sides[1].text, {
    declare,
    limits,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const looks = { limits, width: columns(), color: coloured(options), quiet: options.quiet ?? false };
  if (options.format === 'json') write(json(toEqualJson(found, { limits }), 2), options);
  else write(toEqualText(found, looks), options);
  if (found.outcome === 'unchecked') return AT_FAULT;
  return found.outcome === 'equal' ? DONE : CHECK_FAILED;
}
