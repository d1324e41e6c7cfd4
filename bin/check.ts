/** `frobenius check`: every step and every result on random matrices, and once more by an independent witness. */
import { check, checkFailed, toCheckTable, witness } from '../src/index.js';
import { CHECK_FAILED, DONE, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { deriveSource } from './source.js';

export async function run(source: Source, options: SourceOptions): Promise<number> {
  const derived = deriveSource(source, options);
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  const report = check(derived, { ...seed, exact: true });
  const witnesses = await witness(derived, seed);
  write(toCheckTable(derived, report, witnesses, { brief: options.quiet ?? false }), options);
  return checkFailed(report, witnesses) ? CHECK_FAILED : DONE;
}
