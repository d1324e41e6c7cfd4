/** The section of docs/reliability.md that the scores stand in. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const PAGE = 'docs/reliability.md';
const BEGIN = '<!-- mutation:begin -->';
const END = '<!-- mutation:end -->';

const NEW_PAGE = `# Reliability

How far the checks can be relied on, in figures that scripts measure and write here. What the checks are is said in
[design.md](design.md#how-a-derivation-is-judged).

${BEGIN}
${END}
`;

/** Puts the text between the marks of the section, which is added where the page has none. */
export function placed(page: string, text: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) return `${page.trimEnd()}\n\n${BEGIN}\n${text}\n${END}\n`;
  return `${page.slice(0, begin + BEGIN.length)}\n${text}\n${page.slice(end)}`;
}

export function writeSection(text: string): void {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : NEW_PAGE;
  writeFileSync(PAGE, placed(page, text));
}
