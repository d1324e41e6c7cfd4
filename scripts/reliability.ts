/** Figures written into docs/reliability.md, each script's between marks of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const page = join(process.cwd(), 'docs', 'reliability.md');

/** Puts the text between `<!-- name:begin -->` and `<!-- name:end -->`. */
export function writeSection(name: string, text: string): void {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const whole = readFileSync(page, 'utf8');
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no ${begin} … ${end}`);
  writeFileSync(page, `${whole.slice(0, from + begin.length)}\n\n${text}\n\n${whole.slice(to)}`);
}
