/** `frobenius code`: a function that computes the value and the derivatives, as source code; checked before. */
import type { CodeTarget } from '../src/index.js';
import { check, costText, FrobeniusError, toCode } from '../src/index.js';
import { remark, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf, deriveSource } from './source.js';
import { DONE } from './status.js';

export interface CodeCommandOptions extends SourceOptions {
  readonly to?: CodeTarget;
  /** Print what the function costs, alone where no language is asked for, else in its comment. */
  readonly cost?: boolean;
  /** Print a test of the derivatives with the code. */
  readonly test?: boolean;
}

export function run(source: Source, options: CodeCommandOptions, version: string): number {
  const limits = allowanceOf(options);
  const derived = deriveSource(source, options, limits);
  for (const text of derived.problem.remarks) remark(`note: ${text}`, options);
  const report = check(derived, { limits, ...(options.seed === undefined ? {} : { seed: options.seed }) });
  if (report.outcome === 'failed')
    throw new FrobeniusError('check', 'a check failed, so no code is printed', undefined, 'see `frobenius check`');
  const { to, cost = false, test = false } = options;
  write(to ? toCode(derived, { target: to, version, cost, test, limits }) : costText(derived, { limits }), options);
  return DONE;
}
