/** `frobenius derive`: prints each derivation with the figures of its check. */
import type { Detail } from '../src/index.js';
import { check, toHtml, toJson, toLatex, toMarkdown, toText } from '../src/index.js';
import { coloured, columns, json, remark, write } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf, deriveSource } from './source.js';
import { CHECK_FAILED, DONE } from './status.js';

export const FORMATS = ['text', 'latex', 'markdown', 'html', 'json'] as const;
export const DETAILS = ['brief', 'normal', 'full'] as const;

export interface DeriveOptions extends SourceOptions {
  readonly format: (typeof FORMATS)[number];
  readonly detail: Detail;
}

export async function run(source: Source, options: DeriveOptions): Promise<number> {
  const limits = allowanceOf(options);
  const derived = deriveSource(source, options, limits);
  const report = check(derived, { limits, ...(options.seed === undefined ? {} : { seed: options.seed }) });
  const { format, detail } = options;
  const wanted = { detail, report, limits };
  for (const text of derived.problem.remarks) remark(`note: ${text}`, options);
  const print = {
    text: () => toText(derived, { ...wanted, color: coloured(options), width: columns() }),
    latex: () => toLatex(derived, wanted),
    markdown: () => toMarkdown(derived, wanted),
    html: () => toHtml(derived, wanted),
    json: () => json(toJson(derived, { report, limits }), 2),
  };
  write(await print[format](), options);
  if (report.outcome !== 'failed') return DONE;
  process.stderr.write('a check failed: see the figures, or run `frobenius check`\n');
  return CHECK_FAILED;
}
