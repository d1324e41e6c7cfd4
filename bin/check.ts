/** `frobenius check`: every step and every result on random matrices, and once more by an independent witness. */
import { check, checkFailed, toCheckTable, witness } from '../src/index.js';
import { CHECK_FAILED, DONE, remark, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf, deriveSource } from './source.js';

export async function run(source: Source, options: SourceOptions): Promise<number> {
  const limits = allowanceOf(options);
  const derived = deriveSource(source, options, limits);
  for (const text of derived.problem.cautions) remark(`note: ${text}`, options);
  const settings = { limits, ...(options.seed === undefined ? {} : { seed: options.seed }) };
  const report = check(derived, { ...settings, exact: true });
  const witnesses = await witness(derived, settings);
  write(toCheckTable(derived, report, witnesses, { brief: options.quiet ?? false, limits }), options);
  return checkFailed(report, witnesses) ? CHECK_FAILED : DONE;
}
