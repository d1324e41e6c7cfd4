/** `frobenius verify`: a person's derivation, line by line: what is right and why, what is wrong and how it was meant. */
import { toVerifyJson, toVerifyText, verify, verifyReading } from '../src/index.js';
import { nodesForLines } from '../src/judging.js';
import { coloured, columns, json, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf } from './source.js';
import { AT_FAULT, CHECK_FAILED, DONE } from './status.js';

export interface VerifyCommandOptions extends SourceOptions {
  readonly format: 'text' | 'json' | 'html';
}

export async function run(source: Source, options: VerifyCommandOptions, version: string): Promise<number> {
  const lines = source.reading?.derivation.join('\n') ?? source.text;
  const limits = allowanceOf({ ...options, limitNodes: options.limitNodes ?? nodesForLines(lines) });
  const settings = {
    limits,
    ...(options.declare === undefined ? {} : { declare: options.declare }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };
  const found = source.reading ? verifyReading(source.reading, settings) : verify(source.text, settings);
  if (options.format === 'json') write(json(toVerifyJson(found, { limits }), 2), options);
  else if (options.format === 'html') {
    const { verifyReport } = await import('../src/report.js');
    write(
      await verifyReport(found, { version, limits, ...(source.file === undefined ? {} : { name: source.file }) }),
      options,
    );
  } else {
    const looks = { limits, width: columns(), color: coloured(options), quiet: options.quiet ?? false };
    write(toVerifyText(found, looks), options);
  }
  if (found.outcome === 'wrong') return CHECK_FAILED;
  // nothing that could be judged is no success
  const judged = found.lines.some((line) => line.verdict === 'right' || line.verdict === 'follows');
  return found.outcome === 'unreadable' || (found.outcome === 'unchecked' && !judged) ? AT_FAULT : DONE;
}
