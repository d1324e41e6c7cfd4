/** Figures written into docs/reliability.md, each script's between marks of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(process.cwd(), 'docs', 'reliability.md');

/** The page with the text between `<!-- name:begin -->` and `<!-- name:end -->`. */
export function placed(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

export const writeSection = (name: string, text: string): void =>
  writeFileSync(file, placed(readFileSync(file, 'utf8'), name, text));
