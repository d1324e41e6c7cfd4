/** `frobenius code`: a function that computes the value and the derivatives, as source code; checked before. */
import type { CodeTarget } from '../src/index.js';
import { check, toCode } from '../src/index.js';
import { CHECK_FAILED, DONE, remark, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { deriveSource } from './source.js';

export interface CodeCommandOptions extends SourceOptions {
  readonly to: CodeTarget;
}

export function run(source: Source, options: CodeCommandOptions, version: string): number {
  const derived = deriveSource(source, options);
  for (const text of derived.problem.remarks) remark(`note: ${text}`, options);
  const report = check(derived, options.seed === undefined ? {} : { seed: options.seed });
  if (report.outcome === 'failed') {
    process.stderr.write('a check failed, so no code is printed: see `frobenius check`\n');
    return CHECK_FAILED;
  }
  write(toCode(derived, { target: options.to, version }), options);
  return DONE;
}
