/** `frobenius report`: one HTML document over the sources, written whole or not at all. */
import type { Detail } from '../src/index.js';
import { check } from '../src/index.js';
import type { ReportSource } from '../src/report.js';
import { report } from '../src/report.js';
import { progress, remark, write } from './output.js';
import type { SourceOptions } from './source.js';
import { allowanceOf, deriveSource, openSource } from './source.js';
import { CHECK_FAILED, DONE } from './status.js';

export interface ReportOptions extends SourceOptions {
  readonly detail: Detail;
}

/** `reading` is told each source before it is read: the one that an error is about. */
export async function run(
  sources: readonly string[],
  options: ReportOptions,
  version: string,
  reading: (source: string) => void,
): Promise<number> {
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  const allowed = allowanceOf(options);
  const tell = progress(options);
  const derived: ReportSource[] = [];
  for (const [i, argument] of sources.entries()) {
    reading(argument);
    const source = await openSource(argument, options);
    tell(`deriving ${i + 1} of ${sources.length}${source.file === undefined ? '' : `: ${source.file}`}`);
    const limits = allowanceOf(options);
    const one = deriveSource(source, options, limits);
    for (const text of one.problem.remarks) {
      tell('');
      remark(`note: ${source.file === undefined ? '' : `${source.file}: `}${text}`, options);
    }
    derived.push({
      derived: one,
      report: check(one, { limits, ...seed, exact: true }),
      ...(source.file === undefined ? {} : { name: source.file }),
    });
  }
  const page = await report(derived, {
    detail: options.detail,
    version,
    limits: { nodes: sources.length * allowed.nodes, seconds: sources.length * allowed.seconds },
    progress: (done, of) => tell(done < of ? `writing ${done + 1} of ${of}` : ''),
  });
  tell('');
  write(page, options);
  if (derived.every((one) => one.report?.outcome !== 'failed')) return DONE;
  process.stderr.write('a check failed: see the figures in the report\n');
  return CHECK_FAILED;
}
