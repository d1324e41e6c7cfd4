/** `frobenius report`: one HTML document over the sources, written whole or not at all. */
import type { Detail } from '../src/index.js';
import { check } from '../src/index.js';
import type { ReportSource } from '../src/report.js';
import { report } from '../src/report.js';
import { CHECK_FAILED, DONE, remark, write } from './output.js';
import type { SourceOptions } from './source.js';
import { deriveSource, openSource } from './source.js';

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
  const tell = progress(options);
  const derived: ReportSource[] = [];
  for (const [i, argument] of sources.entries()) {
    reading(argument);
    const source = await openSource(argument, options);
    tell(`deriving ${i + 1} of ${sources.length}${source.file === undefined ? '' : `: ${source.file}`}`);
    const one = deriveSource(source, options);
    for (const text of one.problem.remarks) {
      tell('');
      remark(`note: ${source.file === undefined ? '' : `${source.file}: `}${text}`, options);
    }
    derived.push({
      derived: one,
      report: check(one, { ...seed, exact: true }),
      ...(source.file === undefined ? {} : { name: source.file }),
    });
  }
  const page = await report(derived, {
    detail: options.detail,
    version,
    progress: (done, of) => tell(done < of ? `writing ${done + 1} of ${of}` : ''),
  });
  tell('');
  write(page, options);
  if (derived.every((one) => one.report?.outcome !== 'failed')) return DONE;
  process.stderr.write('a check failed: see the figures in the report\n');
  return CHECK_FAILED;
}

/** One line on a terminal that is written over; nothing where nobody watches. */
function progress({ quiet }: SourceOptions): (text: string) => void {
  if (quiet || process.stderr.isTTY !== true) return () => undefined;
  return (text) => process.stderr.write(`\r\u001B[K${[...text].slice(0, 78).join('')}`);
}
