/**
 * Arguments put in an order that the option parser takes: an expression may begin with "-", as in `grad "-x'*x"`.
 *
 * Whatever looks like no option of the command is a source, and is moved behind "--". Words such as --colour stay
 * options, so that a misspelt one is reported as such.
 */

export interface KnownOption {
  readonly flags: readonly string[];
  readonly takesValue: boolean;
}

const OPTION_WORD = /^--[a-z][a-z-]*(=.*)?$/s;

export function protectExpressions(argv: readonly string[], options: readonly KnownOption[]): string[] {
  const kept: string[] = [];
  const sources: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') {
      sources.push(...argv.slice(i + 1));
      break;
    }
    const option = options.find((o) => o.flags.includes(word));
    if (option) {
      kept.push(word);
      if (!option.takesValue) continue;
      const value = argv[i + 1];
      // "--" behind it would be taken for its value
      if (value === undefined) return [...argv];
      kept.push(value);
      i++;
    } else if (OPTION_WORD.test(word)) kept.push(word);
    else sources.push(word);
  }
  return sources.length === 0 ? kept : [...kept, '--', ...sources];
}
