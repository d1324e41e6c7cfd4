/** `frobenius verify`: a person's derivation, line by line: what is right and why, what is wrong and how it was meant. */
import { toVerifyJson, toVerifyText, verify } from '../src/index.js';
import { nodesForLines } from '../src/judging.js';
import { coloured, columns, json, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf } from './source.js';
import { AT_FAULT, CHECK_FAILED, DONE } from './status.js';

export interface VerifyCommandOptions extends SourceOptions {
  readonly format: 'text' | 'json' | 'html';
}

export async function run(source: Source, options: VerifyCommandOptions, version: string): Promise<number> {
  const text = withDerivation(source);
  const limits = allowanceOf({ ...options, limitNodes: options.limitNodes ?? nodesForLines(text) });
  const found = verify(text, {
    limits,
    ...(options.declare === undefined ? {} : { declare: options.declare }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
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

/** A derivation that came as LaTeX stands behind its problem; one of no lines is none, and what is asked there is no line. */
function withDerivation({ text, derivation = [], latex = false }: Source): string {
  return latex ? `${text.trimEnd()}\n\nderivation\n${derivation.join('\n')}\n` : text;
}
