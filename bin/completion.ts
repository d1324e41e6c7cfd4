/**
 * `frobenius completion`: a script for bash, zsh or fish, made from the commands and options that there are.
 *
 * Commands, options and the values an option can have are completed; everything else is a file.
 */
import type { Command, Option } from 'commander';
import { TOPICS } from './examples.js';
import { write } from './output.js';
import { DONE } from './status.js';

interface Entry {
  readonly name: string;
  readonly about: string;
  readonly options: readonly Option[];
  /** Words that may stand behind it, where there are few. */
  readonly words: readonly string[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function run(shell: (typeof SHELLS)[number], root: Command): number {
  write({ bash, zsh, fish }[shell](entriesOf(root), root), {});
  return DONE;
}

function entriesOf(root: Command): readonly Entry[] {
  return root.commands.map((command) => ({
    name: command.name(),
    about: command.description(),
    options: optionsOf(command),
    words: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
  }));
}

const optionsOf = (command: Command): readonly Option[] => command.createHelp().visibleOptions(command);
const flagsOf = ({ short, long }: Option): string[] => [short, long].filter((flag) => flag !== undefined);
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(entries: readonly Entry[], root: Command): string {
  const top = [...entries.map((e) => e.name), 'help', ...optionsOf(root).flatMap(flagsOf)];
  const perCommand = entries.map(({ name, options, words }) => {
    const values = options
      .filter((option) => option.argChoices)
      .map((option) => `      ${flagsOf(option).join('|')}) words=${quoted((option.argChoices ?? []).join(' '))} ;;`);
    const files = options.filter((o) => o.required && !o.argChoices).flatMap(flagsOf);
    return [
      `    ${name})`,
      '      case $previous in',
      ...values,
      ...(files.length > 0 ? [`      ${files.join('|')}) words= ;;`] : []),
      `      *) words=${quoted([...options.flatMap(flagsOf), ...words].join(' '))} ;;`,
      '      esac ;;',
    ].join('\n');
  });
  return `# Completion of frobenius for bash. To use it: source <(frobenius completion bash)
_frobenius() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted(top.join(' '))}
  else
    case \${COMP_WORDS[1]} in
    help) words=${quoted([...entries.map((e) => e.name), ...TOPICS].join(' '))} ;;
${perCommand.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _frobenius frobenius
`;
}

/** A description inside a zsh specification: brackets and colons end it there. */
const zshText = (text: string): string => text.replaceAll(/[[\]:\\]/g, (c) => `\\${c}`);

function zsh(entries: readonly Entry[]): string {
  const argument = (option: Option): string => {
    if (!option.required) return '';
    const values = option.argChoices ? `(${option.argChoices.join(' ')})` : '_files';
    return `:${option.attributeName()}:${values}`;
  };
  const specification = (option: Option): string[] =>
    flagsOf(option).map((flag) => quoted(`*${flag}[${zshText(option.description)}]${argument(option)}`));
  const commands = entries.map(({ name, about }) => `    ${quoted(`${name}:${zshText(about)}`)}`);
  const cases = entries.map(({ name, options, words }) => {
    const rest = words.length > 0 ? `:word:(${words.join(' ')})` : ':source:_files';
    const parts = [...options.flatMap(specification), quoted(`*${rest}`)];
    return `    ${name}) _arguments ${parts.join(' \\\n      ')} ;;`;
  });
  return `#compdef frobenius
# Completion of frobenius for zsh. To use it: frobenius completion zsh > a folder of $fpath, as _frobenius
_frobenius() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
_frobenius "$@"
`;
}

/** Within single quotes fish knows two escapes. */
const fishText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish(entries: readonly Entry[]): string {
  const lines = entries.map(
    ({ name, about }) => `complete -c frobenius -n __fish_use_subcommand -f -a ${name} -d ${fishText(about)}`,
  );
  for (const { name, options, words } of entries) {
    const where = `complete -c frobenius -n '__fish_seen_subcommand_from ${name}'`;
    for (const option of options) {
      const flags = [
        option.short ? `-s ${option.short.slice(1)}` : '',
        option.long ? `-l ${option.long.slice(2)}` : '',
        option.argChoices ? `-x -a ${fishText(option.argChoices.join(' '))}` : option.required ? '-r' : '',
      ];
      lines.push([where, ...flags.filter((flag) => flag !== ''), '-d', fishText(option.description)].join(' '));
    }
    if (words.length > 0) lines.push(`${where} -f -a ${fishText(words.join(' '))}`);
  }
  return `# Completion of frobenius for fish. To use it: frobenius completion fish | source\n${lines.join('\n')}\n`;
}
