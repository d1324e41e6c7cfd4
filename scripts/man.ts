/** The man page, made from the commands and options that the program has, their examples and the table of errors. */
import type { Command, Option } from 'commander';
import { ERROR_HELP } from '../bin/error-help.js';
import { EXAMPLES } from '../bin/examples.js';
import { frobenius } from './manual/command.js';

/** Text for roff: a backslash is its escape, a hyphen is to stay one, a period or quote must not begin a line. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^(?=[.'])/gm, '\\&');

const bold = (text: string): string => `\\fB${roff(text)}\\fR`;

function option({ flags, description, argChoices, defaultValue }: Option): string {
  const choices = argChoices ? ` One of ${argChoices.join(', ')}.` : '';
  const standard = typeof defaultValue === 'string' ? ` Without it: ${defaultValue}.` : '';
  return `.TP\n${bold(flags)}\n${roff(`${sentence(description)}${choices}${standard}`)}`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const examples = (name: string): string[] => {
  const lines = EXAMPLES[name] ?? [];
  return lines.length === 0 ? [] : ['.PP', '.nf', ...lines.map(roff), '.fi'];
};

function command(one: Command): string[] {
  const options = one.createHelp().visibleOptions(one);
  return [
    `.SS ${roff(`${one.name()} ${one.usage()}`)}`,
    roff(sentence(one.description())),
    ...options.filter((o) => o.long !== '--help').map(option),
    ...examples(one.name()),
  ];
}

export async function manPage(): Promise<string> {
  const root = (await frobenius()).program();
  const lines = [
    '.\\" Written by npm run docs.',
    '.TH FROBENIUS 1 "" "" "User Commands"',
    '.SH NAME',
    `frobenius \\- derives matrix gradients step by step, every line checked`,
    '.SH SYNOPSIS',
    `${bold('frobenius')} \\fIcommand\\fR [\\fIoptions\\fR] \\fIsource\\fR`,
    '.SH DESCRIPTION',
    roff(`Frobenius derives the gradient, Jacobian or Hessian of a matrix expression the way one does on paper. Every line has its
reason, and every step is checked on random matrices before it is printed.`),
    '.PP',
    roff(`A source is a problem file (*.frob), - for standard input, or one expression; any of them may be LaTeX. The input
language is told by`),
    `${bold('frobenius help language')}.`,
    ...examples(''),
    '.SH COMMANDS',
    ...root.commands.flatMap(command),
    '.SH EXIT STATUS',
    ...['0', '1', '2'].flatMap((status, i) => [
      '.TP',
      status,
      ['Done.', 'A check failed.', 'The input or the call is at fault.'][i] as string,
    ]),
    '.SH ENVIRONMENT',
    '.TP',
    bold('NO_COLOR'),
    'Where it is set and not empty, nothing is coloured.',
    '.TP',
    bold('XDG_CACHE_HOME'),
    'Where the command keeps its compiled code, so that it starts faster; ~/.cache where it is not set.',
    '.TP',
    bold('NODE_DISABLE_COMPILE_CACHE'),
    'Where it is set and not empty, no compiled code is kept or used.',
    '.SH ERRORS',
    roff(`An error is one message on standard error, with its place and, where it is known, what would mend it. The codes that
"eval --batch" and the library give:`),
    ...Object.entries(ERROR_HELP).flatMap(([code, [meaning]]) => ['.TP', bold(code), roff(sentence(meaning))]),
  ];
  return `${lines.join('\n')}\n`;
}
