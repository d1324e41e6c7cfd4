/** `frobenius help language` and `frobenius help errors`: text made from the tables of language-help.ts and error-help.ts. */
import { nearest } from '../src/language/names.js';
import { ERROR_HELP } from './error-help.js';
import { languageSections } from './language-help.js';

const WIDTH = 100;

/** Words in lines, those behind the first indented. */
function wrapped(first: string, text: string, indent: number): string {
  const lines: string[] = [];
  let line = first.padEnd(indent);
  if (first.length >= indent) {
    lines.push(first);
    line = ' '.repeat(indent);
  }
  for (const word of text.split(' ')) {
    const empty = line.length <= indent;
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent) + word;
    } else line += empty ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

function language(): string {
  const sections = languageSections().map(({ title, rows }) =>
    [title, ...rows.map(([form, meaning]) => wrapped(`  ${form}`, meaning, 34))].join('\n'),
  );
  return `The input language\n\n${sections.join('\n\n')}\n\nThe whole of it: docs/language.md\n`;
}

function errors(): string {
  const rows = Object.entries(ERROR_HELP).map(([code, [meaning, remedy]]) =>
    wrapped(`  ${code}`, `${meaning}: ${remedy}`, 16),
  );
  return `Codes of errors, as \`eval --batch\` and the library give them

${rows.join('\n')}

An error is one message on standard error, with its place and, where known, what would mend it.
Exit status: 0 done, 1 a check failed, 2 the input or the call is at fault. Examples: docs/errors.md
`;
}

export const topicText = (topic: string): string => (topic === 'errors' ? errors() : language());

/** What is said where `frobenius help` is asked for what there is not: in the words of a misspelt command. */
export function unknownTopic(topic: string, known: readonly string[]): string {
  const near = nearest(topic, known);
  const hint = near === undefined ? '' : `(Did you mean ${near}?)\n`;
  return `error: there is no help on '${topic}'\n${hint}run 'frobenius --help' for help\n`;
}
