/** `frobenius check`: every step and every result on random matrices, and once more by an independent witness. */
import type { Derived, Report, WitnessCheck } from '../src/index.js';
import { check, checkFailed, FrobeniusError, toCheckTable, toInput, witness } from '../src/index.js';
import { oversize } from '../src/numeric/oversize.js';
import { remark, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf, deriveSource } from './source.js';
import { CHECK_FAILED, DONE } from './status.js';

export async function run(source: Source, options: SourceOptions): Promise<number> {
  const limits = allowanceOf(options);
  const derived = deriveSource(source, options, limits);
  for (const text of derived.problem.cautions) remark(`note: ${text}`, options);
  const settings = { limits, ...(options.seed === undefined ? {} : { seed: options.seed }) };
  const report = check(derived, { ...settings, exact: true });
  const witnesses = await witness(derived, settings);
  write(toCheckTable(derived, report, witnesses, { brief: options.quiet ?? false, limits }), options);
  if (checkFailed(report, witnesses)) return CHECK_FAILED;
  requireChecked(derived, report, witnesses);
  return DONE;
}

/** A result that nothing was found of has not failed, but is no success either. */
function requireChecked(
  { problem }: Derived,
  { results }: Report,
  witnesses: readonly (readonly WitnessCheck[])[],
): void {
  const seen = new Set(witnesses.flat().flatMap((w) => (w.evidence.outcome === 'ok' ? [w.result] : [])));
  for (const { result, evidence } of results) {
    if (evidence.outcome !== 'unchecked' || seen.has(result)) continue;
    const { kind, subject } = result.request;
    const name = `${kind} ${toInput(subject)} wrt ${toInput(result.wrt)}`;
    throw oversize(problem) ?? new FrobeniusError('limit', `${name} could not be checked: ${evidence.reason}`);
  }
}
