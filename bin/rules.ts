/** `frobenius rules`: the rule book, each rule checked as it is listed. */
import { FrobeniusError, listRules, rulesToText } from '../src/index.js';
import { columns, json, remark, write } from './output.js';
import type { SourceOptions } from './source.js';
import { allowanceOf } from './source.js';
import { CHECK_FAILED, DONE } from './status.js';

export interface RulesOptions extends SourceOptions {
  readonly format: 'text' | 'json';
}

export function run(name: string | undefined, options: RulesOptions): number {
  const sections = listRules(name, options.seed, allowanceOf(options));
  if (sections.length === 0) {
    throw new FrobeniusError(
      'name',
      `no module, rule or function is called ${name}`,
      undefined,
      'run `frobenius rules` for all of them',
    );
  }
  if (options.declare !== undefined)
    remark('note: the rule book has no variables, so --declare changes nothing', options);
  write(options.format === 'json' ? json(sections, 2) : rulesToText(sections, columns()), options);
  return sections.some((s) => s.rules.some((r) => r.evidence.outcome === 'failed')) ? CHECK_FAILED : DONE;
}
