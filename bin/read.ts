/** `frobenius read`: how a text in LaTeX is understood, as a problem file; what was guessed goes to standard error. */
import { latexRemark, looksLikeLatex, readLatex } from '../src/index.js';
import { json, remark, write } from './output.js';
import type { SourceOptions } from './source.js';
import { allowanceOf, readSource } from './source.js';
import { DONE } from './status.js';

export interface ReadCommandOptions extends SourceOptions {
  readonly format: 'frob' | 'json';
}

export async function run(argument: string, options: ReadCommandOptions): Promise<number> {
  const { text } = readSource(argument);
  const own = options.declare ?? [];
  const { source, declare, derivation, remarks } = looksLikeLatex(text, { declared: own.length > 0 })
    ? await readLatex(text, { limits: allowanceOf(options) })
    : { source: text, declare: [], derivation: [], remarks: [] };
  if (options.format === 'json') {
    const told = remarks.map(({ kind, message, span }) => ({ kind, message, start: span.start, end: span.end }));
    write(json({ source, declare: [...declare, ...own], derivation, remarks: told }, 2), options);
    return DONE;
  }
  for (const one of remarks) remark(latexRemark(one, text), options);
  const lines = derivation.length > 0 ? `\nderivation\n${derivation.join('\n')}\n` : '';
  // an expression's declarations are options of the command that takes it
  write(
    `${[...declare, ...own].map((line) => `# --declare "${line}"\n`).join('')}${source.trimEnd()}\n${lines}`,
    options,
  );
  return DONE;
}
